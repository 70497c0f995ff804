"""What is opened is counted, kept or not: by day, kind, language, theme and municipality."""

import threading
from datetime import date

import pytest
from django.core.wsgi import get_wsgi_application

from core import versions
from core.kept.front import Front
from core.public_writes import counts
from sharing import selections
from tests import factories, requests
from tests.threads import together
from usage import counting, labels
from usage.models import Tally

pytestmark = pytest.mark.django_db

PERSON = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/124 Safari",
    "Accept-Language": "ar-MA,ar;q=0.9",
}
DANGER = "hij+slaat+mij"
ROBOTS = [
    "",
    "curl/8.5",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://x.example)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/124.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh) facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "WhatsApp/2.23.20.0 A",
    "Mozilla/5.0 (Linux; Android 9; CUBOT X19) SomeBot/1.0",
]


def rows():
    """`{(side, what, value): times}` once what waits is written."""
    assert counts.write()
    found = Tally.objects.filter(is_month=False).values_list("side", "what", "value", "times")
    return {tuple(key): times for *key, times in found}


@pytest.fixture
def content():
    food, violence = factories.theme(slug="food"), factories.theme(slug="harm", is_sensitive=True)
    ixelles = factories.municipality(slug="ixelles")
    factories.neighbourhood(slug="flagey", municipality=ixelles)
    factories.crisis_topic(patterns_nl="slaat > mij")
    here = factories.organisation(slug="here", themes=[food])
    factories.location(organisation=here, municipality=ixelles)
    shelter = factories.organisation(slug="shelter", themes=[violence], spoken_languages=["ru"])
    hidden = factories.organisation(slug="hidden", themes=[food])
    factories.location(organisation=hidden, municipality=ixelles, is_confidential=True)
    factories.organisation(slug="many", themes=[food, violence], sensitive="no")
    factories.event(slug="cooking", organisation=here, themes=[food])
    factories.question(slug="what", themes=[food])
    factories.question(slug="harm", themes=[violence])
    versions.forget()
    return {"here": here, "shelter": shelter}


PAGES = [
    ("/nl/", ("home", "nl", "", "")),
    ("/ar/organisations/?place=ixelles", ("list", "ar", "", "ixelles")),
    ("/nl/organisations/?theme=food&place=flagey", ("list", "nl", "food", "ixelles")),
    ("/nl/agenda/?theme=nothing&place=nowhere", ("agenda", "nl", "", "")),
    ("/nl/organisations/?embed=1&theme=food", ("frame", "nl", "food", "")),
    ("/fr/organisations/here/", ("organisation", "fr", "food", "ixelles")),
    ("/fr/organisations/hidden/", ("organisation", "fr", "food", "")),
    ("/fr/organisations/many/", ("organisation", "fr", "food", "")),
    ("/nl/themes/food/", ("theme", "nl", "food", "")),
    ("/nl/places/ixelles/", ("place", "nl", "", "ixelles")),
    ("/nl/places/ixelles/flagey/", ("place", "nl", "", "ixelles")),
    ("/nl/agenda/?place=ixelles", ("agenda", "nl", "", "ixelles")),
    ("/nl/organisations/list.csv?theme=food", ("file", "nl", "food", "")),
    ("/nl/organisations/feed.atom?place=ixelles", ("feed", "nl", "", "ixelles")),
    ("/nl/agenda/list.html?theme=food", ("sheet", "nl", "food", "")),
    ("/nl/agenda/cooking/", ("activity", "nl", "food", "")),
    ("/nl/agenda/calendar.ics?theme=food", ("calendar", "nl", "food", "")),
    ("/nl/faq/what/", ("question", "nl", "food", "")),
    ("/nl/search/?q=food", ("search", "nl", "", "")),
    ("/nl/privacy/?theme=food", ("about", "nl", "", "")),
    ("/nl/share/?path=/nl/organisations/here/", ("share", "nl", "", "")),
    ("/nl/poster/", ("poster", "nl", "", "")),
    ("/nl/organisations/here.vcf", ("card", "nl", "", "")),
]


def test_page_counts_as_what_it_is_about(client, content):
    found = {path: client.get(path).counted_as[:4] for path, _label in PAGES}

    assert found == {
        path: (kind, language, tuple(themes.split()), municipality)
        for path, (kind, language, themes, municipality) in PAGES
    }


SENSITIVE = [
    "/nl/organisations/shelter/",
    "/nl/themes/harm/",
    "/nl/organisations/?theme=harm",
    f"/nl/organisations/?q={DANGER}",
    "/nl/faq/harm/",
    "/nl/faq/",
    "/nl/share/?path=/nl/organisations/shelter/",
    "/nl/organisations/shelter.vcf",
    # Files, paper, calendars and feeds of a list, asked by theme and in words
    *(
        f"/nl/{name}?place=ixelles&{asked}"
        for name in (
            "organisations/list.csv", "organisations/list.xlsx", "organisations/list.html",
            "organisations/feed.atom", "agenda/list.csv", "agenda/list.xlsx", "agenda/list.html",
            "agenda/feed.atom", "agenda/calendar.ics",
        )
        for asked in ("theme=harm", f"q={DANGER}")
    ),
    "/nl/agenda/week/?theme=harm",
    "/nl/agenda/week/sheet/?theme=harm",
    "/nl/agenda/week/feed.atom?theme=harm",
    # By what is in it: the first of its rows
    "/nl/organisations/list.csv?language=ru",
    "/nl/organisations/list.html?language=ru",
]  # fmt: skip


def test_what_has_the_way_out_is_nothing_but_one_more(client, content):
    token = selections.token_of([f"o{content[slug].pk}" for slug in ("here", "shelter")])
    paths = [
        *SENSITIVE,
        *(f"/nl/selection/{token}/{name}" for name in ("", "list.csv", "list.xlsx")),
    ]

    found = {path: client.get(path, headers=PERSON) for path in paths}

    assert {path: answer.status_code for path, answer in found.items()} == dict.fromkeys(paths, 200)
    assert {path: answer.counted_as for path, answer in found.items()} == dict.fromkeys(
        paths, labels.SENSITIVE
    )
    assert rows() == {("sensitive", "", ""): len(paths)}


NOT_READ = [
    "/", "/exit", "/exit/empty", "/nl/nowhere/", "/nl", "/robots.txt", "/sitemap.xml", "/sw.js",
    "/healthz", "/nl/keep/numbers/", "/nl/manifest.webmanifest", "/nl/qr.svg?path=/nl/",
    "/nl/organisations/no/", "/nl/places/squares.json", "/admin/",
]  # fmt: skip


def test_what_nobody_reads_is_not_counted(client, content):
    for path in NOT_READ:
        client.get(path, headers=PERSON)

    assert rows() == {}


def test_short_link_is_shared_and_its_page_is_opened(client, content):
    client.get(f"/o/{content['here'].pk}", headers=PERSON, follow=True)

    assert rows() == {
        ("language", "short", ""): 1,
        ("language", "organisation", "ar"): 1,
        ("theme", "opened", "food"): 1,
        ("municipality", "opened", "ixelles"): 1,
    }


@pytest.fixture
def site(settings, one_connection, content):
    settings.PAGE_CACHE_BYTES = 10_000_000
    return requests.Site(Front(get_wsgi_application()))


def asked(path, query="", **more):
    person = {"HTTP_USER_AGENT": PERSON["User-Agent"], "HTTP_ACCEPT_LANGUAGE": "nl"}
    return requests.environ(path, query, **{**person, **more})


def test_kept_page_counts_as_the_one_that_was_made(site):
    for _time in range(3):
        site.ask(asked("/nl/organisations/here/"))
    headers = dict(site.ask(asked("/nl/organisations/here/"))[1])
    site.ask(asked("/nl/organisations/here/", HTTP_IF_NONE_MATCH=headers["ETag"]))

    assert site.said[0] == "304 Not Modified"
    assert site.asked_django == 1
    assert rows() == {
        ("language", "organisation", "nl"): 5,
        ("theme", "opened", "food"): 5,
        ("municipality", "opened", "ixelles"): 5,
    }


def test_robots_and_what_is_fetched_ahead_are_not_counted(site):
    for more in (
        *({"HTTP_USER_AGENT": robot} for robot in ROBOTS),
        {"HTTP_USER_AGENT": None},
        {"HTTP_ACCEPT_LANGUAGE": None},
        {"HTTP_SEC_PURPOSE": "prefetch"},
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_PURPOSE": "prefetch"},
        {"HTTP_X_MOZ": "prefetch"},
        {"REQUEST_METHOD": "HEAD"},
    ):
        for _time in range(2):  # made, and kept
            site.ask(asked("/nl/organisations/", **more))
        assert (more, rows()) == (more, {})


def test_calendar_counts_when_a_program_asks_and_no_crawler(site):
    for agent in ("iOS/17.4 dataaccessd/1.0", "Googlebot/2.1"):
        site.ask(asked("/nl/agenda/calendar.ics", HTTP_USER_AGENT=agent, HTTP_ACCEPT_LANGUAGE=None))

    assert rows() == {("language", "calendar", "nl"): 1}


@pytest.mark.at("2026-11-25 23:59:59")
def test_day_is_that_of_brussels_when_it_was_opened(client, content, clock):
    client.get("/nl/about/", headers=PERSON)
    clock.shift(1)
    client.get("/nl/about/", headers=PERSON)
    client.get("/nl/about/", headers=PERSON)
    counts.write()

    found = Tally.objects.order_by("day").values_list("day", "times")
    assert [(str(day), times) for day, times in found] == [("2026-11-25", 1), ("2026-11-26", 2)]


def test_processes_add_to_the_same_numbers(client, content):
    for _process in range(2):
        client.get("/nl/about/", headers=PERSON)
        counts.write()

    assert rows() == {("language", "about", "nl"): 2}


def test_threads_and_processes_lose_nothing(database_of_many):
    several = [counting._Opened(lambda cells: Tally.objects.add(cells)) for _process in range(3)]
    label = labels._shared(labels.Kind.ABOUT, "nl", (), "")
    start = threading.Barrier(6)

    def opens(process):
        start.wait()
        for number in range(500):
            process.note(label)
            if number % 250 == 0:
                process.write()

    raised = together([lambda process=process: opens(process) for process in several * 2])
    for process in several:
        while process.is_waiting:
            process.write()
        counts._kinds.remove(process)

    assert raised == []
    assert rows() == {("language", "about", "nl"): 3_000}


def test_old_days_become_months(content, django_assert_max_num_queries):
    cell = ("language", "about", "nl")
    for day in ("2026-07-31", "2026-08-01", "2026-08-31", "2026-09-01"):
        Tally.objects.add({(day, *cell): 3})
    with django_assert_max_num_queries(8):
        assert Tally.objects.add_up(date(2026, 9, 20)) == 3
    Tally.objects.add({(date(2026, 8, 31), *cell): 2})  # of a process that could not write
    assert Tally.objects.add_up(date(2026, 9, 20)) == 1

    found = Tally.objects.order_by("day").values_list("day", "is_month", "times")
    assert [(str(day), is_month, times) for day, is_month, times in found] == [
        ("2026-07-01", True, 3),
        ("2026-08-01", True, 8),
        ("2026-09-01", False, 3),
    ]
