"""What the words of a calendar mean: themes and audiences beside the usual ones, three ways."""

import pytest

from agenda.calendars import labels
from agenda.models import CalendarEntry, CalendarSource, CalendarWord, Event
from core.editing.models import Proposal
from core.models import Status
from tests import factories
from tests.agenda.calendars.entries import announce, entry, single
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-27 09:00")]


@pytest.fixture
def usual():
    return factories.theme(name_nl="Ontmoeten", name_en="Meeting")


@pytest.fixture
def play():
    return factories.theme(name_nl="Spelen", name_en="Playing")


@pytest.fixture
def source(usual):
    factories.municipality(name_nl="Brussel", postal_codes=["1000"])
    return factories.calendar_source(themes=[usual], is_trusted=True)


def word(source, text, themes=(), audiences=()):
    row = CalendarWord.objects.create(source=source, word=text)
    row.themes.set(themes)
    row.audiences.set(audiences)
    return row


def the_event(key="play@example.org"):
    return CalendarEntry.objects.get(key=key).event


def themes_of(event):
    return {theme.name_nl for theme in event.themes.all()}


@pytest.mark.parametrize(
    ("text", "categories", "title", "is_meant"),
    [
        ("Ateliér", ["ATELIER", "x"], "Feest", True),
        ("baby massage", ["Babymassage"], "Feest", True),
        ("samen  SPELEN", [], "Samen spelen met water", True),
        ("spel", [], "Samen spelen", False),
        ("water", ["vuur"], "Feest", False),
    ],
)
def test_words_are_found_as_people_write_them(source, play, text, categories, title, is_meant):
    word(source, text, [play])

    found = labels.named(source, entry(title=title, categories=tuple(categories)))

    assert found == ({"themes": [play.pk]} if is_meant else {})


def test_words_give_themes_and_audiences_beside_the_usual_ones(source, play):
    parents = factories.audience(name_nl="Ouders")
    word(source, "atelier", [play], [parents])

    announce(source, entry(categories=("Atelier", "Nooit gezien")), single())

    assert themes_of(the_event()) == {"Ontmoeten", "Spelen"}
    assert [*the_event().audiences.all()] == [parents]
    assert themes_of(the_event("feast@example.org")) == {"Ontmoeten"}
    assert the_event().status == Status.PUBLISHED


def test_words_that_change_are_followed_at_the_next_reading(source, play):
    announce(source, entry(categories=("Atelier",)))
    row = word(source, "atelier", [play])

    first = announce(source, entry(categories=("Atelier",)))
    with_play = themes_of(the_event())
    again = announce(source, entry(categories=("Atelier",)))
    row.delete()
    last = announce(source, entry(categories=("Atelier",)))

    assert (first.changed, again.changed, last.changed) == (1, 0, 1)
    assert with_play == {"Ontmoeten", "Spelen"}
    assert themes_of(the_event()) == {"Ontmoeten"}
    assert CalendarEntry.objects.get().differs == []


def test_words_leave_what_people_chose(source, usual, play):
    other, added = factories.theme(name_nl="Taal"), factories.theme(name_nl="Geld")
    row = word(source, "atelier", [play])
    announce(source, entry(categories=("Atelier",)))
    # Somebody took away what the word gave, and the usual theme, and added one.
    the_event().themes.set([added])

    row.themes.add(other)
    announce(source, entry(categories=("Atelier",)))
    with_other = themes_of(the_event())
    row.delete()
    announce(source, entry(categories=("Atelier",)))

    assert with_other == {"Geld", "Taal"}
    assert themes_of(the_event()) == {"Geld"}


def test_words_never_take_a_usual_theme_away(source, usual):
    row = word(source, "atelier", [usual])
    announce(source, entry(categories=("Atelier",)))

    row.delete()
    announce(source, entry(categories=("Atelier",)))

    assert themes_of(the_event()) == {"Ontmoeten"}


def test_words_of_a_calendar_that_is_not_trusted_wait_for_an_editor(source, usual, play):
    announce(source, entry(categories=("Atelier",)))
    CalendarSource.objects.update(is_trusted=False)
    word(source, "atelier", [play])

    for _time in range(2):
        announce(source, entry(categories=("Atelier",)))

    assert themes_of(the_event()) == {"Ontmoeten"}
    assert Proposal.objects.get().changes == {"themes": sorted([str(usual.pk), str(play.pk)])}


def test_words_wait_with_what_the_form_refuses(source, play):
    announce(source, entry(categories=("Atelier",)))
    word(source, "atelier", [play])

    announce(source, entry(categories=("Atelier",), title="x" * 121))
    refused = themes_of(the_event())
    announce(source, entry(categories=("Atelier",)))

    assert refused == {"Ontmoeten"}
    assert themes_of(the_event()) == {"Ontmoeten", "Spelen"}


def test_words_are_written_in_the_admin_and_stand_in_the_preview(client, source, play):
    client.force_login(factories.user(groups=["Editors"], language="en"))
    CalendarSource.objects.update(etag='"a"', address="", file=ICS)
    url = f"/admin/agenda/calendarsource/{source.pk}/change/"
    sent = fields_of(client.get(url)) | {"words-0-word": " Atelier ", "words-0-themes": play.pk}

    response = client.post(url, sent)
    page = client.get(f"/admin/agenda/calendarsource/{source.pk}/preview/").content.decode()

    assert response.status_code == 302
    row = CalendarWord.objects.get()
    assert (row.word, [*row.themes.all()]) == ("Atelier", [play])
    assert CalendarSource.objects.get().etag == ""
    assert "<p>Meeting, Playing</p>" in page
    assert '<span dir="auto">Feest</span>' in page
    assert Event.objects.count() == 0


ICS = b"""BEGIN:VCALENDAR\r
BEGIN:VEVENT\r
UID:a\r
SUMMARY:Samen knutselen\r
CATEGORIES:ATELIER,Feest\r
DTSTART:20261212T100000\r
END:VEVENT\r
END:VCALENDAR\r
"""
