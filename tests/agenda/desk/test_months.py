"""The page of the dates of an activity: a month at a time, all of them reachable."""

from datetime import date, time

import pytest

from tests import factories

pytestmark = [
    pytest.mark.one_database,
    pytest.mark.django_db,
    pytest.mark.at("2026-11-16 10:00"),
]


@pytest.fixture
def fatima(client):
    client.force_login(factories.user(groups=["Event volunteers"], language="en"))
    return client


def dates_of(client, event, month=""):
    page = client.get(f"/admin/agenda/event/{event.pk}/dates/", {"month": month} if month else {})
    assert page.status_code == 200
    return page


def days(page, which="dates"):
    return [row["key"] for row in page.context[which]]


def tuesdays(**values):
    """Every Tuesday from 9:30 to 11:30 since 1 September 2026."""
    return factories.event(rule="FREQ=WEEKLY;BYDAY=TU", starts_on=date(2026, 9, 1), **values)


def test_month_of_today_comes_first_and_what_is_over_is_folded(fatima):
    page = dates_of(fatima, tuesdays())

    assert page.context["month"]["name"] == "November 2026"
    assert days(page, "past") == ["2026-11-03", "2026-11-10"]
    assert days(page) == ["2026-11-17", "2026-11-24"]


def test_month_of_the_next_date_comes_first_when_this_one_has_none(fatima):
    event = factories.event(starts_on=date(2027, 2, 1), dates=["2027-05-03"])

    page = dates_of(fatima, event)

    month = page.context["month"]
    assert (month["name"], month["previous"]) == ("February 2027", None)
    assert month["next"] == {"name": "May 2027", "query": "2027-05"}


def test_every_date_of_three_years_is_reached_by_links(fatima):
    page, seen = dates_of(fatima, tuesdays()), []

    months = [each for _year, months in page.context["month"]["years"] for each in months]
    for each in months:
        page = dates_of(fatima, tuesdays(), each["query"])
        seen += days(page, "past") + days(page)

    assert (months[0]["query"], months[-1]["query"]) == ("2026-09", "2029-11")
    assert (len(seen), seen[0], seen[-1]) == (168, "2026-09-01", "2029-11-13")


def test_links_lead_from_month_to_month(fatima):
    event = tuesdays()

    page = dates_of(fatima, event, "2027-07")

    assert days(page) == ["2027-07-06", "2027-07-13", "2027-07-20", "2027-07-27"]
    links = page.content.decode()
    assert '<a class="button secondary" rel="prev" href="?month=2027-06">' in links
    assert '<a class="button secondary" rel="next" href="?month=2027-08">' in links
    assert '<a href="?month=2027-07" aria-current="page">July 2027</a>' in links


@pytest.mark.parametrize("asked", ["x", "2027-13", "2027-7", "0001-01", "9999-12", "2027-07-01"])
def test_month_that_is_none_shows_the_first(fatima, asked):
    assert dates_of(fatima, tuesdays(), asked).context["month"]["name"] == "November 2026"


def test_month_without_dates_says_so_and_why(fatima):
    factories.school_holiday(starts_on=date(2026, 12, 21), ends_on=date(2027, 1, 3))
    factories.school_holiday(starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 28))
    event = tuesdays(pauses_in_nl_holidays=True)

    page = dates_of(fatima, event, "2027-02")

    text = page.content.decode()
    assert (days(page), page.context["may_cancel"]) == ([], False)
    assert "No dates in February 2027." in text
    assert page.context["month"]["paused"] == [
        "Tuesday 2 February", "Tuesday 9 February", "Tuesday 16 February", "Tuesday 23 February",
    ]  # fmt: skip
    assert page.context["month"]["next"]["query"] == "2027-03"


def test_beyond_known_holidays_it_says_so(fatima):
    factories.school_holiday(starts_on=date(2026, 12, 21), ends_on=date(2027, 1, 3))
    event = tuesdays(pauses_in_nl_holidays=True)
    limit = (
        "The school holidays after 30 June 2027 are not known yet: no dates are announced beyond."
    )

    may, june, july = (dates_of(fatima, event, f"2027-0{month}") for month in (5, 6, 7))

    assert may.context["month"]["limit"] == ""
    assert (june.context["month"]["limit"], june.context["month"]["next"]) == (limit, None)
    assert (july.context["month"]["limit"], days(july)) == (limit, [])
    assert july.context["month"]["previous"]["query"] == "2027-06"


def test_without_known_holidays_no_date_is_announced(fatima):
    page = dates_of(fatima, tuesdays(pauses_in_nl_holidays=True))

    assert page.context["month"]["limit"].startswith("The school holidays are not known yet")
    assert days(page) == []


def test_moved_date_stands_where_it_was_and_where_it_is(fatima):
    event = tuesdays()
    factories.event_exception(
        event=event, day=date(2027, 6, 29), kind="moved", new_day=date(2027, 7, 1)
    )

    june, july = dates_of(fatima, event, "2027-06"), dates_of(fatima, event, "2027-07")

    assert days(june)[-1] == days(july)[0] == "2027-06-29"
    assert (july.context["dates"][0]["day"], july.context["dates"][0]["was"]) == (
        "Thursday 1 July", "Tuesday 29 June",
    )  # fmt: skip


def test_date_of_several_days_and_a_night_stand_in_their_months(fatima):
    camp = factories.event(
        starts_on=date(2027, 6, 29), ends_on=date(2027, 7, 2), start_time=None, end_time=None
    )
    night = factories.event(starts_on=date(2027, 6, 30), start_time=time(22), end_time=time(2))

    assert days(dates_of(fatima, camp, "2027-07")) == ["2027-06-29"]
    assert days(dates_of(fatima, night, "2027-06")) == ["2027-06-30"]
    assert days(dates_of(fatima, night, "2027-07")) == []


def test_date_that_is_over_offers_nothing(fatima):
    event = factories.event(starts_on=date(2026, 11, 16), start_time=time(8), end_time=time(9, 59))

    page = dates_of(fatima, event)

    assert (days(page, "past"), days(page)) == (["2026-11-16"], [])
    assert "/dates/2026-11-16/" not in page.content.decode()


def test_activity_to_call_about_has_no_dates(fatima):
    event = factories.event(
        status="draft", to_call=True, starts_on=None, rule="FREQ=WEEKLY;BYDAY=WE"
    )

    page = dates_of(fatima, event)

    assert (page.context["month"]["years"], days(page)) == ([], [])


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYDAY=1TU", "FREQ=DAILY"])
def test_queries_do_not_grow_with_the_dates(fatima, django_assert_num_queries, rule):
    event = factories.event(rule=rule, starts_on=date(2026, 9, 1))
    dates_of(fatima, event)

    with django_assert_num_queries(7):
        dates_of(fatima, event)


def test_saving_leads_back_to_the_month(fatima):
    event = tuesdays()
    url = f"/admin/agenda/event/{event.pk}/dates/2027-07-06"

    cancelled = fatima.post(f"{url}/cancelled/", {})
    back = fatima.post(f"{url}/undo/", {})
    moved = fatima.post(f"{url}/moved/", {"new_day": "2027-08-02"})

    start = f"/admin/agenda/event/{event.pk}/dates/?month="
    assert [each.url for each in (cancelled, back, moved)] == [
        f"{start}2027-07", f"{start}2027-07", f"{start}2027-08",
    ]  # fmt: skip
