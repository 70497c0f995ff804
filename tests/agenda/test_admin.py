"""What volunteers do with activities and their dates in the admin, and what it refuses."""

from datetime import date, time, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone, translation

from agenda.forms import LACKING
from agenda.models import Event, EventException, Occurrence
from directory.models import Organisation
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

LIST = "/admin/agenda/event/"
ADD = f"{LIST}add/"
PREVIEW = f"{LIST}preview-dates/"


def user_who_may(*actions):
    user = factories.user(language="en")
    names = [f"{action}_event" for action in actions]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.fixture
def staff(client):
    client.force_login(user_who_may("view", "add", "change", "delete"))
    return client


@pytest.fixture
def organisation():
    return factories.organisation(themes=[factories.theme()])


@pytest.fixture
def event():
    """Every day of the week, so that tomorrow is a date whatever day the tests run."""
    return factories.event(
        title_nl="Babymassage",
        summary_nl="Samen oefenen.",
        rule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        starts_on=date(2026, 1, 1),
        organisation=factories.organisation(),
        themes=[factories.theme()],
    )


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def change_url(event):
    return f"{LIST}{event.pk}/change/"


def dates_url(event, *parts):
    return "/".join([f"{LIST}{event.pk}/dates", *map(str, parts), ""])


def month_url(event, day):
    return f"{dates_url(event)}?month={day:%Y-%m}"


def filled_in(page, **changes):
    """What a browser would send from the form on `page`, with changes by field name."""
    data = {}
    for bound in page.context["adminform"].form:
        value = bound.value()
        if value is not None and value is not False and value != "":
            data[bound.html_name] = bound.field.prepare_value(value)
    return data | changes


def errors_of(response):
    with translation.override("en"):
        return {
            name: [str(text) for text in texts]
            for name, texts in response.context["adminform"].form.errors.items()
        }


def saved(client, url, **changes):
    response = client.post(url, filled_in(client.get(url), **changes))
    assert response.status_code == 302, errors_of(response)
    return Event.objects.order_by("-pk").first()


def refused(client, url, **changes):
    response = client.post(url, filled_in(client.get(url), **changes))
    assert response.status_code == 200
    return errors_of(response)


def new(organisation, **changes):
    """Tuesday 6 October 2026, from 9:30."""
    return {
        "title_nl": "Babymassage",
        "organisation": organisation.pk,
        "starts_on": "2026-10-06",
        "start_time": "09:30",
        **changes,
    }


# When


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ({"repeats": "once"}, ""),
        ({"repeats": "weekly"}, "FREQ=WEEKLY;BYDAY=TU"),
        (
            {"repeats": "weekly", "weekdays": ["3", "0"], "interval": "2"},
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        ),
        ({"repeats": "monthly-weekday"}, "FREQ=MONTHLY;BYDAY=1TU"),
        (
            {"repeats": "monthly-weekday", "nth": "-1", "weekday": "0", "interval": "3"},
            "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1MO",
        ),
        ({"repeats": "monthly-day"}, "FREQ=MONTHLY;BYMONTHDAY=6"),
        ({"repeats": "monthly-day", "month_day": "-1"}, "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ],
)
def test_words_become_a_rule_and_the_rule_the_same_words(staff, organisation, words, rule):
    event = saved(staff, ADD, **new(organisation, **words))
    again = saved(staff, change_url(event))

    assert event.rule == rule
    assert (again.rule, again.dates) == (rule, [])


def test_dates_may_be_typed_day_first(staff, organisation):
    lines = "31/12/2026\n 2026-11-02 \n\n24-12-2026\n31-12-2026\n06/10/2026"

    event = saved(staff, ADD, **new(organisation, repeats="dates", other_dates=lines))

    assert event.dates == ["2026-11-02", "2026-12-24", "2026-12-31"]
    assert saved(staff, change_url(event)).dates == event.dates


@pytest.mark.parametrize(
    "line", ["12/31/2026", "1 januari", "31/12", "31/12-2026", "31/02/2026", "31/12/0026"]
)
def test_dates_that_nobody_understands_are_refused_at_the_field(staff, organisation, line):
    errors = refused(staff, ADD, **new(organisation, repeats="dates", other_dates=line))

    assert list(errors) == ["other_dates"]


def test_list_of_dates_without_dates_is_refused(staff, organisation):
    errors = refused(staff, ADD, **new(organisation, repeats="dates"))

    assert errors == {"other_dates": ["Write the other dates, or choose “once”."]}


def test_days_that_are_left_out_are_typed_and_forgotten_with_the_rule(staff, organisation):
    event = saved(staff, ADD, **new(organisation, repeats="weekly", not_on="20/10/2026"))

    assert event.not_on == ["2026-10-20"]
    assert saved(staff, change_url(event)).not_on == ["2026-10-20"]
    assert saved(staff, change_url(event), repeats="once").not_on == []


def test_special_rule_is_kept(staff, organisation):
    event = factories.event(
        organisation=organisation, status="draft", rule="FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"
    )

    again = saved(staff, change_url(event), cost="free")

    assert (again.rule, again.cost) == ("FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "free")


def test_special_rule_is_offered_only_where_there_is_one(staff):
    page = staff.get(ADD)

    choices = page.context["adminform"].form.fields["repeats"].choices
    assert "other" not in dict(choices)


def test_wrong_values_of_another_way_do_not_matter(staff, organisation):
    event = saved(
        staff,
        ADD,
        **new(organisation, repeats="once", interval="99", other_dates="x", repeats_until="x"),
    )

    assert (event.rule, event.dates, event.repeats_until) == ("", [], None)


@pytest.mark.parametrize("day", ["0206-10-06", "9999-12-31", "2026-02-30"])
def test_impossible_first_day_is_refused_at_the_field(staff, organisation, day):
    errors = refused(staff, ADD, **new(organisation, starts_on=day))

    assert list(errors) == ["starts_on"]


def test_date_and_time_inputs_hold_iso_values_in_every_language(client, event):
    user = user_who_may("view", "change")
    client.force_login(user)
    for language in ("nl", "fr", "en"):
        user.language = language
        user.save()
        form = client.get(change_url(event)).context["adminform"].form
        assert 'type="date"' in str(form["starts_on"])
        assert 'value="2026-01-01"' in str(form["starts_on"])
        assert 'type="time"' in str(form["start_time"])
        assert 'value="09:30"' in str(form["start_time"])


# Publishing


def test_add_without_a_title_is_refused_at_the_field(staff, organisation):
    errors = refused(staff, ADD, **new(organisation, title_nl=""))

    assert errors == {"title_en": ["Write a title in at least one language."]}


def test_publish_says_what_is_missing_at_the_field(staff, organisation):
    errors = refused(staff, ADD, **new(organisation, status="published"))

    with translation.override("en"):
        assert errors == {
            "summary_en": [str(LACKING["summary"])],
            "themes": [str(LACKING["themes"])],
            "location": [str(LACKING["where"])],
        }


def test_change_published_without_a_theme_is_refused(staff, event):
    errors = refused(staff, change_url(event), themes=[], is_online="on")

    assert list(errors) == ["themes"]


@pytest.mark.parametrize("way", ["location", "place", "online"])
def test_publish_needs_one_way_to_get_there(staff, organisation, way):
    where = {
        "location": {"location": factories.location(organisation=organisation).pk},
        "place": {"place_nl": "Het park", "municipality": factories.municipality().pk},
        "online": {"is_online": "on"},
    }

    event = saved(
        staff,
        ADD,
        **new(
            organisation,
            summary_nl="Samen.",
            themes=[organisation.themes.get().pk],
            status="published",
            **where[way],
        ),
    )

    assert event.is_published


def test_location_of_another_organisation_is_refused_at_the_field(staff, organisation):
    location = factories.location()

    errors = refused(staff, ADD, **new(organisation, location=location.pk))

    assert list(errors) == ["location"]


def test_locations_are_grouped_by_organisation(staff):
    location = factories.location(organisation=factories.organisation(name_nl="De Wijkkamer"))

    choices = staff.get(ADD).context["adminform"].form.fields["location"].choices

    assert list(choices)[1:] == [("De Wijkkamer", [(location.pk, str(location))])]


# Preview


def test_preview_shows_the_next_dates_and_saves_nothing(staff, organisation):
    day = tomorrow() + timedelta(days=(1 - tomorrow().weekday()) % 7)

    page = staff.post(PREVIEW, {"starts_on": day, "start_time": "09:30", "repeats": "weekly"})

    assert page.context["wrong"] == []
    assert len(page.context["dates"]) == 10
    assert "Tuesday" in page.context["sentence"]
    assert page.context["dates"][0]["day"].startswith("Tuesday ")
    assert Event.objects.count() == 0


def test_preview_of_a_saved_one_changes_nothing(staff, event):
    factories.event_exception(event=event, day=tomorrow())
    data = filled_in(staff.get(change_url(event)), interval="2", title_nl="Iets anders")

    page = staff.post(f"{PREVIEW}?event={event.pk}", data)

    event.refresh_from_db()
    assert page.status_code == 200
    assert event.title_nl == "Babymassage"
    assert event.rule == "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"


def test_preview_says_that_months_are_skipped(staff):
    data = {"starts_on": "2026-01-31", "repeats": "monthly-day"}

    page = staff.post(PREVIEW, data)

    assert "Months without such a day are skipped." in page.content.decode()


def test_preview_says_how_far_the_holidays_are_known(staff):
    summer = date(timezone.localdate().year + 1, 7, 1)
    factories.school_holiday(starts_on=summer)
    first = summer - timedelta(days=14)
    data = {"starts_on": first, "repeats": "weekly", "pauses_in_nl_holidays": "on"}

    page = staff.post(PREVIEW, data)

    assert len(page.context["dates"]) == 2
    assert page.context["limit"] == (
        f"The school holidays after 30 June {summer.year} are not known yet: "
        "no dates are announced beyond."
    )


def test_preview_without_any_holidays_does_not_invent_a_day(staff):
    data = {"starts_on": tomorrow(), "repeats": "weekly", "pauses_in_fr_holidays": "on"}

    page = staff.post(PREVIEW, data)

    assert page.context["limit"].startswith("The school holidays are not known yet")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"starts_on": "morgen", "repeats": "weekly"},
        {"starts_on": "2026-10-06", "repeats": "daily"},
        {"starts_on": "2026-10-06", "repeats": "weekly", "interval": "0"},
        {"starts_on": "2026-10-06", "repeats": "weekly", "weekdays": ["8"]},
        {"starts_on": "2026-10-06", "repeats": "dates", "other_dates": "\0"},
        {"starts_on": "2026-10-06", "repeats": "other", "special_rule": "FREQ=SECONDLY"},
        {"starts_on": "2026-10-06", "repeats": "once", "end_time": "10:00"},
        {"starts_on": "2026-10-06", "repeats": "once", "ends_on": "2026-10-05"},
        {"starts_on": "9999-12-31", "repeats": "weekly"},
    ],
)
def test_preview_of_wrong_input_says_what_is_wrong(staff, data):
    page = staff.post(PREVIEW, data)

    assert page.status_code == 200
    assert page.context["wrong"] != []


@pytest.mark.parametrize(("action", "status"), [("view", 403), ("add", 200), ("change", 200)])
def test_preview_needs_a_permission(client, action, status):
    client.force_login(user_who_may(action))

    assert client.post(PREVIEW, {}).status_code == status
    assert client.get(PREVIEW).status_code == 405


def test_preview_of_an_unknown_one_is_not_found(staff):
    assert staff.post(f"{PREVIEW}?event=999", {}).status_code == 404
    assert staff.post(f"{PREVIEW}?event=x", {}).status_code == 404


# Dates


def test_cancel_in_two_requests(staff, event):
    assert staff.get(dates_url(event, tomorrow(), "cancelled")).status_code == 200
    response = staff.post(dates_url(event, tomorrow(), "cancelled"), {})

    assert (response.status_code, response.url) == (302, month_url(event, tomorrow()))
    exception = event.exceptions.get()
    assert (exception.kind, exception.day, exception.reason) == ("cancelled", tomorrow(), "")
    assert Occurrence.objects.get(day=tomorrow()).state == "cancelled"


def test_cancel_with_a_reason_and_a_note(staff, event):
    data = {"reason": "illness", "note_fr": "À bientôt !"}

    staff.post(dates_url(event, tomorrow(), "cancelled"), data)

    exception = event.exceptions.get()
    assert (exception.reason, exception.note_fr) == ("illness", "À bientôt !")


def test_move_to_another_day_and_time(staff, event):
    new_day = tomorrow() + timedelta(days=2)
    data = {"new_day": new_day, "new_start_time": "14:00"}

    response = staff.post(dates_url(event, tomorrow(), "moved"), data)

    assert response.status_code == 302
    exception = event.exceptions.get()
    assert (exception.new_day, exception.new_start_time) == (new_day, time(14))
    occurrence = Occurrence.objects.get(day=tomorrow())
    assert (occurrence.starts_on, occurrence.is_moved) == (new_day, True)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "new_day"),
        ({"new_day": "x"}, "new_day"),
        ({"new_day": "9999-12-31"}, "new_day"),
        ({"new_day": "2026-10-06", "new_end_time": "10:00"}, "new_start_time"),
        ({"new_day": "2026-10-06", "reason": "bored"}, "reason"),
    ],
)
def test_move_with_wrong_input_is_refused_at_the_field(staff, event, data, field):
    page = staff.post(dates_url(event, tomorrow(), "moved"), data)

    assert field in page.context["form"].errors
    assert not EventException.objects.exists()


@pytest.mark.parametrize(
    ("start", "end", "asked"),
    [
        ("14:00", "17:00", ""),
        ("20:00", "02:00", ""),
        ("09:00", "05:00", "09:00–05:00 would be at night. Write 9:00–17:00"),
        ("02:00", "05:00", "02:00–05:00 would be at night. Write 14:00–17:00"),
    ],
)
def test_times_that_look_like_the_afternoon_are_asked_about(staff, organisation, start, end, asked):
    values = new(organisation, start_time=start, end_time=end)

    page = staff.post(f"{LIST}add/", filled_in(staff.get(f"{LIST}add/"), **values))

    if not asked:
        assert page.status_code == 302
        return
    otherwise = ", or write the last day too if you mean that."
    assert errors_of(page) == {"end_time": [asked + otherwise]}
    event = saved(
        staff, f"{LIST}add/", **values, ends_on="2026-10-07" if end < start else "2026-10-06"
    )
    assert f"{event.start_time:%H:%M}" == start
    # What somebody meant so is not asked again.
    assert saved(staff, change_url(event), title_nl="Anders").title_nl == "Anders"


def test_moved_to_the_night_is_asked_about(staff, event):
    url = dates_url(event, tomorrow(), "moved")
    data = {"new_start_time": "02:00", "new_end_time": "05:00"}

    page = staff.post(url, data)

    assert {*page.context["form"].errors} == {"new_end_time"}
    assert [field.name for field in page.context["form"].plain_fields][-1] == "at_night"
    staff.post(url, data | {"at_night": "on"})
    assert event.exceptions.get().new_end_time == time(5)


def test_date_moved_by_many_months_stays_in_the_list(staff):
    long_ago = timezone.localdate() - timedelta(days=200)
    event = factories.event(starts_on=long_ago)
    factories.event_exception(event=event, day=long_ago, kind="moved", new_day=tomorrow())

    page = staff.get(dates_url(event))

    assert [found["undo_url"] for found in page.context["dates"]] == [
        f"{dates_url(event)}{long_ago}/undo/"
    ]


def test_moved_date_that_is_cancelled_keeps_no_new_day(staff, event):
    factories.event_exception(
        event=event, day=tomorrow(), kind="moved", new_day=tomorrow() + timedelta(days=1)
    )

    response = staff.post(dates_url(event, tomorrow(), "cancelled"), {})

    assert response.status_code == 302
    exception = event.exceptions.get()
    assert (exception.kind, exception.new_day) == ("cancelled", None)


def test_full_is_shown_as_full(staff, event):
    staff.post(dates_url(event, tomorrow(), "full"), {})

    assert Occurrence.objects.get(day=tomorrow()).state == "full"


def test_undo_lets_it_take_place_after_all(staff, event):
    factories.event_exception(event=event, day=tomorrow())

    response = staff.post(dates_url(event, tomorrow(), "undo"))

    assert (response.status_code, response.url) == (302, month_url(event, tomorrow()))
    assert Occurrence.objects.get(day=tomorrow()).state == "planned"
    assert staff.get(dates_url(event, tomorrow(), "undo")).status_code == 405


def test_extra_date_is_added_and_taken_away(staff):
    event = factories.event(starts_on=tomorrow())
    extra = tomorrow() + timedelta(days=3)

    assert staff.post(dates_url(event, "extra"), {"day": extra}).status_code == 302
    assert Occurrence.objects.filter(event=event, day=extra).exists()
    assert staff.get(dates_url(event, extra, "moved")).status_code == 404
    assert staff.get(dates_url(event)).status_code == 200
    assert staff.post(dates_url(event, extra, "undo")).status_code == 302
    assert not Occurrence.objects.filter(event=event, day=extra).exists()


@pytest.mark.parametrize("day", ["", "x", "0001-01-01"])
def test_extra_date_that_is_none_is_refused(staff, event, day):
    page = staff.post(dates_url(event, "extra"), {"day": day})

    assert list(page.context["form"].errors) == ["day"]


def test_extra_date_on_a_date_is_refused(staff, event):
    page = staff.post(dates_url(event, "extra"), {"day": tomorrow()})

    assert page.context["form"].errors["day"] == ["Er is al een datum op deze dag."]


def test_change_of_a_date_is_in_the_history(staff, event):
    staff.post(dates_url(event, tomorrow(), "cancelled"), {})
    staff.post(dates_url(event, tomorrow(), "undo"))

    history = staff.get(f"{LIST}{event.pk}/history/").content.decode()
    assert "Added exception" in history
    assert "Deleted exception" in history


@pytest.mark.parametrize(
    "path",
    [
        "999/dates/",
        "x/dates/",
        "{pk}/dates/{day}/postponed/",
        "{pk}/dates/{day}/extra/",
        "{pk}/dates/20261006/cancelled/",
        "{pk}/dates/2026-W41-2/cancelled/",
        "{pk}/dates/2025-12-31/cancelled/",
        "{pk}/dates/9999-12-31/cancelled/",
        "{pk}/dates/tomorrow/cancelled/",
    ],
)
def test_unknown_days_and_kinds_are_not_found(staff, event, path):
    url = LIST + path.format(pk=event.pk, day=tomorrow())

    assert staff.get(url).status_code == 404
    assert staff.post(url, {}).status_code == 404


def test_undo_of_an_ordinary_date_is_not_found(staff, event):
    assert staff.post(dates_url(event, tomorrow(), "undo")).status_code == 404


def test_dates_need_the_permission_to_change(client, event):
    factories.event_exception(event=event, day=tomorrow())
    client.force_login(user_who_may("view", "add"))

    for parts in [(), ("extra",), (tomorrow(), "cancelled")]:
        assert client.get(dates_url(event, *parts)).status_code == 403
    assert client.post(dates_url(event, tomorrow(), "moved"), {}).status_code == 403
    assert client.post(dates_url(event, tomorrow(), "undo")).status_code == 403
    assert client.post(f"{PREVIEW}?event={event.pk}", {}).status_code == 403
    assert EventException.objects.count() == 1


def test_dates_need_a_volunteer(client, event):
    assert client.get(dates_url(event)).url.startswith("/admin/login/")


def test_who_may_only_look_sees_the_form(client, event):
    client.force_login(user_who_may("view"))

    page = client.get(change_url(event))

    assert page.status_code == 200
    assert "dates-preview" not in page.content.decode()
    assert client.get(LIST).status_code == 200


# Copying


def test_copy_fills_the_form_and_saves_nothing(staff, event):
    form = staff.get(f"{ADD}?copy={event.pk}").context["adminform"].form

    assert form["title_nl"].value() == "Babymassage"
    assert form["repeats"].value() == "weekly"
    assert form["weekdays"].value() == [0, 1, 2, 3, 4, 5, 6]
    assert form["status"].value() == "draft"
    assert form["slug"].value() in (None, "")
    assert Event.objects.count() == 1


def test_copy_is_saved_as_a_draft_of_its_own(staff, event):
    copy = saved(staff, f"{ADD}?copy={event.pk}", title_nl="Babymassage voor vaders")

    assert copy.pk != event.pk
    assert copy.slug == "babymassage-voor-vaders"
    assert copy.uid != event.uid
    assert copy.rule == event.rule
    assert copy.status == "draft"
    assert list(copy.themes.all()) == list(event.themes.all())


def test_copy_keeps_a_special_rule(staff):
    event = factories.event(rule="FREQ=YEARLY;BYMONTH=3;BYDAY=2SU")

    copy = saved(staff, f"{ADD}?copy={event.pk}")

    assert copy.rule == "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"


@pytest.mark.parametrize("pk", ["999", "x", ""])
def test_copy_of_an_unknown_one_is_an_empty_form(staff, pk):
    page = staff.get(f"{ADD}?copy={pk}")

    assert page.context["adminform"].form["title_nl"].value() is None


# The list


@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_count(staff, django_assert_num_queries, rows):
    for _ in range(rows):
        factories.event()
    staff.get(LIST)  # content types and the like

    with django_assert_num_queries(7):
        page = staff.get(LIST)

    assert len(page.context["cl"].result_list) == rows


def test_list_shows_the_next_date_that_takes_place(staff, event):
    factories.event_exception(event=event, day=timezone.localdate())
    factories.event_exception(event=event, day=tomorrow())

    row = staff.get(LIST).context["cl"].result_list[0]

    assert row.next_on == tomorrow() + timedelta(days=1)


def test_list_finds_words_and_what_ends_soon(staff, event):
    soon = factories.event(repeats_until=timezone.localdate() + timedelta(days=10))

    def listed(query):
        return list(staff.get(f"{LIST}?{query}").context["cl"].result_list)

    assert listed("q=BABYmassage") == [event]
    assert listed("ending=soon") == [soon]


def test_list_filters_by_the_end_of_a_series(staff, event):
    today = timezone.localdate()
    once = {"rule": "", "start_time": time(9), "end_time": time(10)}
    for slug, values in {
        "series-today": {"repeats_until": today},
        "series-31": {"repeats_until": today + timedelta(days=31)},
        "series-32": {"repeats_until": today + timedelta(days=32)},
        "series-over": {"repeats_until": today - timedelta(days=1)},
        "draft-over": {"repeats_until": today - timedelta(days=1), "status": "draft"},
        "once-over": {**once, "starts_on": today - timedelta(days=1)},
        "once-coming": {**once, "starts_on": today + timedelta(days=3)},
        "draft-once": {**once, "starts_on": today - timedelta(days=1), "status": "draft"},
        "list-soon": _dates_in(-9, 20),
        "list-later": _dates_in(-9, 20, 40),
        "list-over": _dates_in(-9, -2),
    }.items():
        factories.event(slug=slug, **values)

    def listed(query):
        return [row.slug for row in staff.get(f"{LIST}?{query}").context["cl"].result_list]

    assert listed("ending=soon") == ["list-soon", "series-31", "series-today"]
    assert listed("ending=past") == ["draft-over", "list-over", "once-over", "series-over"]
    assert len(listed("ending=unknown")) == 12


def _dates_in(*days):
    """An activity on a list of dates, in so many days from today."""
    first, *others = (timezone.localdate() + timedelta(days=number) for number in days)
    return {"rule": "", "starts_on": first, "dates": [day.isoformat() for day in others]}


def test_list_filters_what_a_volunteer_looks_after(staff):
    user = user_who_may("view")
    hers = [
        factories.event(slug=slug, organisation=factories.organisation(**{role: user}))
        for slug, role in (("a", "owner"), ("b", "backup"))
    ]
    factories.event(slug="c")
    staff.force_login(user)

    page = staff.get(f"{LIST}?whose=mine")

    assert list(page.context["cl"].result_list) == hers


def test_school_holidays_open_and_are_saved(client):
    client.force_login(factories.user(is_superuser=True))
    url = "/admin/agenda/schoolholiday/"

    response = client.post(
        f"{url}add/", {"community": "fr", "name_fr": "Carnaval", "starts_on": "2027-02-22"}
    )

    assert response.status_code == 302
    assert client.get(url).status_code == 200


def test_form_asks_by_typing_when_there_are_too_many_to_choose_from(staff, organisation):
    few = staff.get("/admin/agenda/event/add/").content.decode()
    Organisation.objects.bulk_create(
        Organisation(slug=f"huis-{number}", kind="helpline") for number in range(1_001)
    )

    many = staff.get("/admin/agenda/event/add/").content.decode()

    named = f'<option value="{organisation.pk}">{organisation}</option>'
    assert named in few
    assert named not in many
    assert "admin-autocomplete" in many
    assert len(many) < len(few) + 20_000
