"""A calendar that is read again: what changed there comes, what people changed here stays."""

from dataclasses import replace
from datetime import date, time

import pytest
from reversion.models import Version

from agenda.calendars import keeping
from agenda.calendars.alike import Alike
from agenda.calendars.entries import Difference
from agenda.calendars.troubles import Trouble
from agenda.models import CalendarEntry, CalendarSource, Event
from core.editing.models import Proposal
from core.models import ContentVersion, Status
from tests import factories
from tests.agenda.calendars.entries import TUESDAY, announce, entry, single

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-27 09:00")]

SECOND = date(2026, 12, 8)


def the_row(key="play@example.org"):
    return CalendarEntry.objects.get(key=key)


def the_event(key="play@example.org"):
    return the_row(key).event


def test_keeping_new_entry_of_trusted_calendar_is_public(source):
    done = announce(source, entry())

    event = the_event()
    assert (done.taken, done.waiting) == (1, 0)
    assert (event.status, event.source) == (Status.PUBLISHED, Event.Source.CALENDAR)
    assert (event.title_nl, event.summary_nl) == ("Samen spelen", "Spelen met andere ouders.")
    assert event.description_nl == "Spelen met andere ouders. Breng een dekentje mee."
    assert (event.place_nl, event.municipality.name_nl) == (
        "Buurthuis, Kaaistraat 1, 1000 Brussel",
        "Brussel",
    )
    assert (event.rule, event.start_time, event.end_time) == (
        "FREQ=WEEKLY;BYDAY=TU",
        time(10),
        time(11, 30),
    )
    assert [*event.themes.all()] == [*source.themes.all()]
    assert event.occurrences.count() > 50


def test_keeping_new_entry_of_other_calendar_waits_for_editor(source):
    source.is_trusted = False
    source.save()

    announce(source, entry())

    assert the_event().status == Status.IN_REVIEW


def test_keeping_never_publishes_what_publishing_would_refuse(source):
    source.themes.clear()

    announce(source, entry())

    assert the_event().status == Status.IN_REVIEW
    assert the_event().first_published_at is None


def test_keeping_what_no_form_accepts_waits_without_activity(source):
    done = announce(source, entry(title="x" * 121))

    assert (done.taken, done.waiting) == (0, 1)
    assert (the_row().state, the_row().event) == (CalendarEntry.State.WAITING, None)
    assert not Event.objects.exists()


def test_keeping_same_calendar_twice_writes_nothing(source, django_assert_num_queries):
    moved = Difference(TUESDAY, "moved", new_day=date(2026, 12, 2))
    entries = [entry(exceptions=(moved,)), single()]
    announce(source, *entries)
    rows = [*CalendarEntry.objects.values()]
    events = [*Event.objects.values()]
    version, kept = ContentVersion.objects.get().version, Version.objects.count()

    done = announce(source, *entries)

    assert (done.taken, done.changed, done.gone, done.waiting) == (0, 0, 0, 0)
    assert [*CalendarEntry.objects.values()] == rows
    assert [*Event.objects.values()] == events
    assert ContentVersion.objects.get().version == version
    assert Version.objects.count() == kept


def test_keeping_follows_what_changed_there_and_nothing_else(source):
    announce(source, entry())
    sequence = the_event().sequence

    done = announce(source, entry(start_time=time(10, 30)))

    event = the_event()
    assert done.changed == 1
    assert (event.start_time, event.title_nl, event.status) == (
        time(10, 30),
        "Samen spelen",
        Status.PUBLISHED,
    )
    assert event.sequence == sequence + 1
    assert Version.objects.get_for_object(event)[0].revision.comment == (
        "Uit de agenda van De Kade."
    )


def test_keeping_leaves_what_people_changed(source):
    announce(source, entry())
    event = the_event()
    event.title_nl, event.title_fr = "Samen spelen voor baby’s", "Jouer ensemble"
    event.save()
    assert (the_row().differs, the_row().is_open) == (["title"], False)

    announce(source, entry(title="Speelochtend", end_time=time(12)))

    event = the_event()
    assert (event.title_nl, event.title_fr) == ("Samen spelen voor baby’s", "Jouer ensemble")
    assert event.end_time == time(12)
    assert (the_row().differs, the_row().is_open) == (["title"], True)
    assert the_row().said["title"] == "Speelochtend"


def test_keeping_texts_that_change_there_make_translations_outdated(source):
    announce(source, entry())
    event = the_event()
    event.title_fr = "Jouer ensemble"
    event.save()

    announce(source, entry(title="Speelochtend"))

    assert the_event().outdated_in == " fr "


def test_keeping_agrees_again_when_calendar_says_what_people_said(source):
    announce(source, entry())
    Event.objects.get().exceptions.all()
    event = the_event()
    event.start_time = time(9, 30)
    event.save()

    announce(source, entry(start_time=time(9, 30)))
    announce(source, entry(start_time=time(9)))

    assert the_event().start_time == time(9)
    assert the_row().differs == []


def test_keeping_date_that_people_cancelled_stays_cancelled(source):
    announce(source, entry())
    factories.event_exception(event=the_event(), day=SECOND, kind="cancelled", reason="illness")

    announce(source, entry(title="Speelochtend"))
    moved = Difference(SECOND, "moved", new_day=date(2026, 12, 9))
    announce(source, entry(title="Speelochtend", exceptions=(moved,)))

    exception = the_event().exceptions.get()
    assert (exception.kind, exception.reason) == ("cancelled", "illness")
    assert (the_row().differs, the_row().is_open) == (["on 2026-12-08"], True)


def test_keeping_date_that_calendar_cancels_and_announces_again(source):
    announce(source, entry())

    announce(source, entry(exceptions=(Difference(SECOND, "cancelled"),)))
    cancelled = [*the_event().exceptions.values_list("day", "kind")]
    announce(source, entry())

    assert cancelled == [(SECOND, "cancelled")]
    assert not the_event().exceptions.exists()
    assert the_row().differs == []


def test_keeping_days_off_follow_one_by_one(source):
    announce(source, entry(not_on=(TUESDAY,)))
    event = the_event()
    before = event.not_on
    event.not_on = ["2026-12-01", "2026-12-29"]
    event.save()

    announce(source, entry(not_on=(TUESDAY, SECOND)))
    announce(source, entry(not_on=(SECOND,)))

    assert before == ["2026-12-01"]
    assert the_event().not_on == ["2026-12-08", "2026-12-29"]
    assert the_row().differs == ["on 2026-12-29"]


def test_keeping_hidden_and_archived_never_come_back(source):
    announce(source, entry(), single())
    event = the_event()
    event.status = Status.DRAFT
    event.save()
    feast = the_event("feast@example.org")
    feast.status = Status.ARCHIVED
    feast.save()

    announce(source, entry(title="Speelochtend"), single(title="Feest"))

    assert (the_event().status, the_event().title_nl) == (Status.DRAFT, "Speelochtend")
    feast.refresh_from_db()
    assert (feast.status, feast.title_nl) == (Status.ARCHIVED, "Winterfeest")
    assert Event.objects.count() == 2


def test_keeping_deleted_activity_never_comes_back(source):
    announce(source, entry())
    Event.objects.get().delete()

    announce(source, entry())
    announce(source, entry(title="Speelochtend"))

    assert the_row().state == CalendarEntry.State.LEFT_OUT
    assert not Event.objects.exists()


def test_keeping_refuses_change_that_publishing_would_refuse(source):
    announce(source, entry())

    announce(source, entry(title="", start_time=time(9)))

    assert (the_event().title_nl, the_event().start_time) == ("Samen spelen", time(10))
    assert the_row().is_open

    announce(source, entry(start_time=time(9)))

    assert the_event().start_time == time(9)
    assert not the_row().is_open


def test_keeping_change_of_public_activity_waits_when_calendar_is_not_trusted(source):
    announce(source, entry())
    source.is_trusted = False
    source.save()

    for _again in range(2):
        announce(
            source,
            entry(title="Speelochtend", exceptions=(Difference(SECOND, "cancelled"),)),
        )

    proposal = Proposal.objects.get()
    assert (proposal.changes, proposal.is_from_organisation) == (
        {"title_nl": ["Speelochtend"]},
        True,
    )
    assert the_event().title_nl == "Samen spelen"
    assert the_event().exceptions.get().day == SECOND

    announce(source, entry(title="Spelochtend"))
    proposal.refresh_from_db()

    assert proposal.changes == {"title_nl": ["Spelochtend"]}


def test_keeping_change_that_editor_refused_does_not_come_again(source):
    announce(source, entry())
    source.is_trusted = False
    source.save()
    announce(source, entry(title="Speelochtend"))
    Proposal.objects.get().decide(Proposal.State.WITHDRAWN, None)

    announce(source, entry(title="Speelochtend"))
    announce(source, entry(title="Speelochtend"))

    assert Proposal.objects.count() == 1
    assert the_event().title_nl == "Samen spelen"
    assert the_row().differs == ["title"]


def test_keeping_proposal_goes_when_calendar_takes_its_change_back(source):
    announce(source, entry())
    source.is_trusted = False
    source.save()
    announce(source, entry(title="Speelochtend"))

    announce(source, entry())

    assert not Proposal.objects.open().exists()
    assert the_row().differs == []


def test_keeping_entry_that_disappears_waits_for_somebody(source):
    announce(source, entry(), single())

    done = announce(source, entry())

    row = the_row("feast@example.org")
    assert (done.gone, row.state, row.gone_on) == (1, CalendarEntry.State.GONE, date(2026, 11, 27))
    assert row.event.status == Status.PUBLISHED

    announce(source, entry(), single())

    assert the_row("feast@example.org").state == CalendarEntry.State.TAKEN


def test_keeping_entry_that_disappears_once_it_is_over_says_nothing(source, clock):
    announce(source, entry(), single())
    clock.shift(20 * 86_400)

    done = announce(source, entry())

    assert done.gone == 0
    assert the_row("feast@example.org").state == CalendarEntry.State.TAKEN


def test_keeping_empty_calendar_changes_nothing_until_somebody_looked(source):
    announce(source, entry(), single())

    done = announce(source)

    source.refresh_from_db()
    assert (done.trouble, source.trouble) == (Trouble.EMPTY, "empty")
    assert {row.state for row in CalendarEntry.objects.all()} == {CalendarEntry.State.TAKEN}

    done = announce(source, is_confirmed=True)

    assert (done.trouble, done.gone) == (None, 2)
    assert Event.objects.published().count() == 2


def test_keeping_calendar_that_lost_more_than_half_waits_for_somebody(source):
    all_of_it = [single(key=f"{number}@example.org") for number in range(5)]
    announce(source, *(replace(each, title=f"Feest {each.key}") for each in all_of_it))

    done = announce(source, all_of_it[0], all_of_it[1])

    assert done.trouble == Trouble.LOST_MANY


def test_keeping_what_is_over_says_nothing_about_how_much_was_lost(source, clock):
    past = [single(key=f"past {n}", title=f"Markt {n}") for n in range(9)]
    later = [entry(key=f"later {n}", title=f"Spel {n}") for n in range(4)]
    announce(source, *past, *later)
    clock.shift(20 * 86_400)

    done = announce(source, *past, later[0])

    assert done.trouble == Trouble.LOST_MANY


def test_keeping_other_identity_and_other_title_waits_and_is_joined(source):
    announce(source, entry())
    event = the_event()
    event.title_fr, event.end_time = "Jouer ensemble", time(12)
    event.save()

    done = announce(source, entry(key="new", title="Samen spelen met papa"))
    waiting = the_row("new")
    found = Alike(source).to(keeping.new_event(source, waiting.said))
    is_joined = keeping.join(waiting, found[0])

    assert (done.taken, done.waiting, done.gone) == (0, 1, 1)
    assert (found, is_joined, Event.objects.count()) == ([event], True, 1)
    row = CalendarEntry.objects.get()
    assert (row.key, row.state, row.event) == ("new", CalendarEntry.State.TAKEN, event)
    # What changed there comes, what people wrote stays.
    assert (row.event.title_nl, row.event.title_fr, row.event.end_time) == (
        "Samen spelen met papa", "Jouer ensemble", time(12),
    )  # fmt: skip
    assert announce(source, entry(key="new", title="Samen spelen met papa")).changed == 0


def test_keeping_location_that_is_deleted_gives_way_to_the_place_of_the_entry(source):
    source.location = factories.location(organisation=source.organisation)
    source.save()
    announce(source, entry())

    source.location.delete()
    announce(source, entry())

    assert (the_event().location, the_event().municipality.name_nl) == (None, "Brussel")
    assert the_event().place_nl == "Buurthuis, Kaaistraat 1, 1000 Brussel"
    assert (the_row().differs, the_row().is_open) == ([], False)


def test_keeping_location_of_an_activity_stays_when_its_calendar_has_none(source):
    place = factories.location(organisation=source.organisation)
    CalendarSource.objects.update(location=place)
    announce(source, entry())

    CalendarSource.objects.update(location=None)
    announce(source, entry())

    assert (the_event().location, the_event().place_nl) == (place, None)
    assert the_row().differs == ["place"]


def test_keeping_what_is_still_announced_is_joined_with_nothing_else(source):
    announce(source, entry(), entry(key="b", title="Samen zingen"))
    waiting = CalendarEntry.objects.create(source=source, key="c", said=the_row().said)

    assert not keeping.join(waiting, the_event())
    assert the_row().key == "play@example.org"


def test_keeping_what_nobody_took_over_is_forgotten(source, clock):
    there = factories.event(
        organisation=source.organisation, title_nl="Winterfeest", starts_on=date(2026, 12, 12),
        start_time=time(14),
    )  # fmt: skip
    announce(source, single(), entry(title="x" * 121))
    waiting = {row.key for row in CalendarEntry.objects.all()}

    announce(source, single())
    left = [row.key for row in CalendarEntry.objects.all()]
    clock.shift(20 * 86_400)
    announce(source, single())

    assert waiting == {"feast@example.org", "play@example.org"}
    assert left == ["feast@example.org"]
    # Over, and not taken over by itself for lack of dates to compare.
    assert not CalendarEntry.objects.exists()
    assert [*Event.objects.all()] == [there]


def test_keeping_cancelled_entry_cancels_its_date(source):
    announce(source, single())

    announce(source, single(is_cancelled=True))

    assert [*the_event("feast@example.org").exceptions.values_list("day", "kind")] == [
        (date(2026, 12, 12), "cancelled")
    ]


def test_keeping_without_the_uids_of_before_makes_no_doubles(source):
    announce(source, entry(), single())
    events = {*Event.objects.values_list("pk", flat=True)}

    done = announce(source, entry(key="sha256:1"), single(key="sha256:2"))

    assert (done.taken, done.gone) == (0, 0)
    assert {*Event.objects.values_list("pk", flat=True)} == events
    assert {*CalendarEntry.objects.values_list("key", flat=True)} == {"sha256:1", "sha256:2"}


def test_keeping_two_alike_are_not_taken_for_one_another(source):
    announce(source, single(key="a"), single(key="b", description="Een andere zaal."))

    done = announce(source, single(key="c"), single(key="d"))

    assert done.gone == 2


def test_keeping_long_place_ends_with_a_word(source):
    announce(source, entry(place="Zaal " * 60 + "1000 Brussel"))

    assert the_event().place_nl.endswith("Zaal…")
    assert len(the_event().place_nl) <= 200
