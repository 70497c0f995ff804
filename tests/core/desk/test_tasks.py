"""The volunteers' desk: what needs somebody, for whom, and that its lists agree and empty."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.desk import tasks
from core.models import Status
from core.search.models import MissedSearch
from directory.admin.filters import months_before
from faq.models import Clarity
from tests import factories

pytestmark = pytest.mark.django_db

DESK = "/admin/"
ORGANISATIONS = "/admin/directory/organisation/"
TRANSLATIONS = "translations missing or outdated"  # tested apart
LANGUAGES = ["Nederlands", "Français", "English", "العربية", "Español", "Türkçe"]
IN_EVERY_LANGUAGE = {f"summary_{code}": "Zin" for code in ("nl", "fr", "en", "ar", "es", "tr")}
NO_TASK = {**IN_EVERY_LANGUAGE, "phone": "1712"}


@pytest.fixture
def role():
    """`role(client, name)` logs in a volunteer of that group, or a superuser, in English."""
    call_command("roles", verbosity=0)

    def log_in(client, name):
        rights = {"is_superuser": True} if name == "superuser" else {"groups": [name]}
        user = factories.user(language="en", **rights)
        client.force_login(user)
        return user

    return log_in


def today():
    return timezone.localdate()


def checked(**values):
    """An organisation that leaves nothing to do, unless `values` say otherwise."""
    return factories.organisation(**{**NO_TASK, "verified_on": today(), **values})


def on_desk(client):
    """`{"mine": {label: {part: count}}, "team": …}` as the page has it."""
    return {
        whose: {
            line.label: {part: count for part, _url, count in line.links}
            for line in lines
            if line.label != TRANSLATIONS
        }
        for whose, lines in client.get(DESK).context["desk"].items()
    }


def make_work(user, rows=1):
    """One of everything that the desk knows, `rows` times: hers and somebody else's."""
    for mine in ({"owner": user}, {"backup": user}, {}) * rows:
        checked(verified_on=months_before(today(), 6), **mine)
        checked(verified_on=None, **mine)
        checked(phone="", **mine)
        checked(summary_ar="", **mine)
        host = checked(**mine)
        yesterday = today() - timedelta(days=1)
        factories.notice(organisation=host, starts_on=yesterday, ends_on=yesterday)
        factories.notice(
            location=factories.location(organisation=host), starts_on=yesterday, ends_on=yesterday
        )
        factories.event(organisation=host, repeats_until=today() + timedelta(days=20))
        checked(status="in_review", **mine)
        factories.event(organisation=host, status="in_review")
    for number in range(rows):
        factories.question(status="in_review")
        factories.insight(status="in_review")
        asked = factories.question()
        Clarity.objects.create(question=asked, language="nl", yes=4, no=3)
        Clarity.objects.create(question=asked, language="fr", yes=4, no=2)
        MissedSearch.objects.create(
            text=f"woord {number}", language="nl", week=today() - timedelta(days=7), times=3
        )
    # A draft of which nobody knows since when, for editors; and what is no work: archived ones,
    # what is fresh, what few said or typed.
    for status in ("draft", "archived"):
        factories.organisation(status=status, owner=user)
    factories.notice(organisation=checked(owner=user))
    factories.event(repeats_until=today() + timedelta(days=40), organisation=checked())
    Clarity.objects.create(question=factories.question(), language="nl", yes=0, no=4)
    Clarity.objects.create(question=factories.question(), language="nl", yes=50, no=6)
    MissedSearch.objects.create(text="zelden", language="nl", week=today(), times=2)


def shown(found):
    """What everyone sees of `make_work`: `found` rows of each kind."""
    return {
        "listings due to be checked again": {"": found},
        "listings not yet checked": {"": found},
        "listings without telephone and e-mail": {"": found},
        "activities that end within a month": {"": found},
        "notices that have ended": {"": 2 * found},
    }


@pytest.mark.parametrize("name", ["Volunteers", "Editors", "superuser"])
def test_desk_shows_hers_and_then_the_teams(client, role, name):
    make_work(role(client, name))
    for_editors = {
        "waiting for an editor": {
            "organisations": 3,
            "activities": 3,
            "questions": 1,
            "insights": 1,
        },
        "drafts without a change in 14 days": {"organisations": 1},
        "questions whose answer many found not clear": {"": 1},
        "searches that found nothing": {"": 1},
    }

    found = on_desk(client)

    assert found == {
        "mine": shown(2),
        "team": shown(3) | ({} if name == "Volunteers" else for_editors),
    }
    assert list(found["mine"]) == list(shown(2))
    assert list(found["team"]) == [*shown(3), *(for_editors if name != "Volunteers" else ())]


@pytest.mark.parametrize("name", ["Volunteers", "superuser"])
def test_every_count_is_that_of_its_list(client, role, name):
    make_work(role(client, name))
    links = [
        link for lines in client.get(DESK).context["desk"].values() for line in lines
        for link in line.links
    ]  # fmt: skip

    links = [link for link in links if "/translate/" not in link[1]]
    lists = {url: client.get(url).context["cl"].result_count for _part, url, _count in links}

    assert lists == {url: count for _part, url, count in links}
    assert len(lists) == (11 if name == "Volunteers" else 18)


def test_languages_share_a_line_in_their_order(client, role):
    role(client, "Volunteers")
    row = checked()
    row.summary_nl = ""
    row.save()
    for code in ("fr", "en", "ar", "es", "tr"):
        setattr(row, f"summary_{code}", "")
    row.description_nl = "Koffie"
    row.save()
    checked(description_fr="Café")

    [line] = client.get(DESK).context["desk"]["team"]

    assert (line.label, [part for part, _url, _count in line.links]) == (TRANSLATIONS, LANGUAGES)
    assert [count for _part, _url, count in line.links] == [1, 1, 2, 2, 2, 2]


def test_translations_are_hers_in_her_list_and_the_teams_in_the_queue(client, role):
    user = role(client, "Volunteers")
    checked(owner=user, summary_ar="")
    late = checked(owner=user)
    late.summary_nl = "Een andere zin"
    late.save()
    checked(summary_ar="")

    desk = client.get(DESK).context["desk"]
    links = {
        whose: {part: (url, count) for line in desk[whose] for part, url, count in line.links}
        for whose in ("mine", "team")
    }

    mine_url, mine = links["mine"]["العربية"]
    team_url, team = links["team"]["العربية"]
    assert (mine, team) == (2, 3)
    assert client.get(mine_url).context["cl"].result_count == 2
    assert len(client.get(team_url).context["rows"]) == 3
    assert links["mine"]["Français"][1] == 1


def test_what_is_all_hers_stands_there_once(client, role):
    user = role(client, "Volunteers")
    checked(owner=user, verified_on=None)
    checked(phone="")

    assert on_desk(client) == {
        "mine": {"listings not yet checked": {"": 1}},
        "team": {"listings without telephone and e-mail": {"": 1}},
    }


def test_desk_with_nothing_to_do_says_something_kind(client, role):
    role(client, "superuser")
    checked()

    page = client.get(DESK)

    assert page.context["desk"] == {"mine": [], "team": []}
    assert (
        "Nothing is waiting for you. Thank you for looking after it all." in page.content.decode()
    )


def test_desk_of_who_may_do_nothing_is_empty(client):
    user = factories.user(language="en")
    client.force_login(user)
    make_work(user)

    assert on_desk(client) == {"mine": {}, "team": {}}


def test_desk_needs_a_volunteer(client):
    assert client.get(DESK).url == "/admin/login/?next=/admin/"


def test_lists_of_one_app_have_no_desk(client, role):
    make_work(role(client, "superuser"))

    page = client.get("/admin/directory/").content.decode()

    assert "desk-title" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_desk_query_count(client, role, django_assert_num_queries, rows):
    make_work(role(client, "Editors"), rows)
    client.get(DESK)  # content types and the like

    with django_assert_num_queries(31):
        client.get(DESK)


def test_desk_names_no_secret_place(client, role):
    user = role(client, "Volunteers")
    factories.location(
        organisation=checked(owner=user, verified_on=None),
        street_nl="Geheimstraat",
        is_confidential=True,
    )

    assert "Geheimstraat" not in client.get(DESK).content.decode()


# The lists empty


def link(client, whose, label, part=""):
    (line,) = [line for line in client.get(DESK).context["desk"][whose] if line.label == label]
    return next(url for name, url, _count in line.links if name == part)


def test_ended_notices_are_taken_away_by_a_volunteer(client, role):
    user = role(client, "Volunteers")
    make_work(user)
    url = link(client, "mine", "notices that have ended")
    rows = client.get(url).context["cl"].result_list

    client.post(
        url,
        {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"},
    )

    found = on_desk(client)
    assert "notices that have ended" not in found["mine"]
    assert found["team"]["notices that have ended"] == {"": 2}


def test_unclear_answers_are_counted_from_zero_once_they_are_clearer(client, role):
    user = role(client, "Editors")
    make_work(user)
    url = link(client, "team", "questions whose answer many found not clear")
    (row,) = client.get(url).context["cl"].result_list

    page = client.post(url, {"action": "count_again", "_selected_action": [row.pk]}, follow=True)

    messages = [str(message) for message in page.context["messages"]]
    assert messages == ["1 is being counted again from zero."]
    assert "questions whose answer many found not clear" not in on_desk(client)["team"]
    assert Clarity.objects.filter(question=row).count() == 0
    assert Clarity.objects.count() == 2
    history = client.get(f"/admin/faq/question/{row.pk}/history/").content.decode()
    assert "Changed was it clear?." in history


def test_missed_searches_are_taken_off_by_who_may_add_words(client, role):
    make_work(role(client, "Editors"))
    url = link(client, "team", "searches that found nothing")
    row = MissedSearch.objects.get(times=3)
    data = {"action": "take_off", "_selected_action": [row.pk]}

    role(client, "Volunteers")
    client.post(url, data)
    assert MissedSearch.objects.count() == 2

    role(client, "Editors")
    page = client.post(url, data, follow=True)
    assert [str(message) for message in page.context["messages"]] == ["1 is off the list."]
    assert list(MissedSearch.objects.values_list("text", flat=True)) == ["zelden"]


def test_editor_publishes_what_waits(client, role):
    role(client, "Editors")
    row = checked(status="in_review", themes=[factories.theme()], serves_region=True)
    url = link(client, "team", "waiting for an editor", "organisations")

    client.post(url, {"action": "publish", "_selected_action": [row.pk]})

    row.refresh_from_db()
    assert row.status == Status.PUBLISHED
    assert on_desk(client) == {"mine": {}, "team": {}}


# The registry


def test_tasks_come_by_position_and_then_as_registered(rf, monkeypatch):
    monkeypatch.setattr(tasks, "_tasks", [])
    tasks.register("last", "/x/", lambda request: 1, position=tasks.LAST)
    tasks.register("first", "/a/", lambda request: 2, part="a")
    tasks.register("none", "/n/", lambda request: 0)
    tasks.register("hers", "/h/", lambda request: 4, is_mine=True)
    tasks.register("first", "/b/", lambda request: 3, part="b")

    lines = tasks.lines(rf.get("/"))

    assert lines == {
        "mine": [tasks.Line("hers", [("", "/h/", 4)])],
        "team": [
            tasks.Line("first", [("a", "/a/", 2), ("b", "/b/", 3)]),
            tasks.Line("last", [("", "/x/", 1)]),
        ],
    }


def test_once_computes_once_a_request(rf):
    calls = []
    request = rf.get("/")

    def compute(request):
        calls.append(request)
        return len(calls)

    assert [tasks.once(request, compute), tasks.once(request, compute)] == [1, 1]
    assert calls == [request]


def test_list_of_is_an_address_of_the_admin():
    from directory.models import Organisation

    parts = urlsplit(str(tasks.list_of(Organisation, checked="due", whose="mine")))

    assert (parts.path, parts.query) == (ORGANISATIONS, "checked=due&whose=mine")


@pytest.mark.one_database
def test_what_the_desk_counts_of_all_is_in_indexes(client, role):
    """Reading every row of many would take it half a second."""
    if connection.vendor != "sqlite":
        pytest.skip("its planner looks at the size first")
    role(client, "Editors")
    client.get(DESK)
    with CaptureQueriesContext(connection) as queries:
        client.get(DESK)

    plans = {}
    for query in queries.captured_queries:
        sql = query["sql"]
        is_of_all = "COUNT(" in sql and "IN (SELECT" not in sql
        if 'FROM "directory_organisation" ' in sql and is_of_all:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + sql)
                plans[sql[:90]] = " ".join(row[3] for row in cursor.fetchall())
    assert len(plans) >= 3
    assert [sql for sql, plan in plans.items() if "USING" not in plan or "INDEX" not in plan] == []
