"""The link checker: when an address counts as broken, whom it asks, and what volunteers see."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from core.links import admin, checking, outgoing
from core.links.checking import ADVICE, FAILED, Verdict, judged, outcome_of
from core.links.models import LinkCheck
from core.links.outgoing import Answer
from tests import factories

LIST = "/admin/links/linkcheck/"
START = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://one.example/"
FINE, GONE = Verdict.FINE, Verdict.GONE


# What an answer means


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Verdict.FINE),
        (206, Verdict.FINE),
        (304, Verdict.UNCLEAR),
        (400, Verdict.UNCLEAR),
        (401, Verdict.CLOSED),
        (403, Verdict.CLOSED),
        (404, Verdict.GONE),
        (405, Verdict.UNCLEAR),
        (406, Verdict.UNCLEAR),
        (410, Verdict.GONE),
        (429, Verdict.CLOSED),
        (451, Verdict.UNCLEAR),
        (500, Verdict.TROUBLE),
        (503, Verdict.TROUBLE),
        (999, Verdict.TROUBLE),
    ],
)
def test_outcome_of_a_status(status, outcome):
    assert outcome_of(Answer(outgoing.Outcome.ANSWERED, URL, status)) == outcome


@pytest.mark.parametrize(
    ("came", "outcome"),
    [
        (outgoing.Outcome.NO_SUCH_NAME, Verdict.NO_SUCH_NAME),
        (outgoing.Outcome.NO_ANSWER, Verdict.NO_ANSWER),
        (outgoing.Outcome.BAD_CERTIFICATE, Verdict.BAD_CERTIFICATE),
        (outgoing.Outcome.NOT_PUBLIC, Verdict.NOT_PUBLIC),
        (outgoing.Outcome.NOT_ASKED, Verdict.UNCLEAR),
        (outgoing.Outcome.TOO_MANY_REDIRECTS, Verdict.UNCLEAR),
        (outgoing.Outcome.TOO_LARGE, Verdict.UNCLEAR),
        (outgoing.Outcome.UNCLEAR, Verdict.UNCLEAR),
    ],
)
def test_outcome_without_an_answer(came, outcome):
    assert outcome_of(Answer(came, URL)) == outcome


def test_only_these_are_failures():
    assert set(FAILED) == {
        Verdict.GONE,
        Verdict.NO_SUCH_NAME,
        Verdict.NO_ANSWER,
        Verdict.BAD_CERTIFICATE,
        Verdict.NOT_PUBLIC,
    }


# When it is broken


def after(*steps):
    """What a check of URL says after `(day, outcome)` steps."""
    check = LinkCheck(url=URL)
    for day, outcome in steps:
        check = judged(check, outcome, START + day * DAY)
    return check


def said(check):
    since = check.failing_since and (check.failing_since - START).days
    return check.outcome, check.failures, since, check.is_broken


@pytest.mark.parametrize(
    ("steps", "result"),
    [
        ([], ("", 0, None, False)),
        ([(0, FINE)], (FINE, 0, None, False)),
        ([(0, GONE)], (GONE, 1, 0, False)),
        ([(0, GONE), (1, GONE), (2, GONE), (6, GONE)], (GONE, 4, 0, False)),
        ([(0, GONE), (7, GONE)], (GONE, 2, 0, False)),
        ([(0, GONE), (1, GONE), (7, GONE)], (GONE, 3, 0, True)),
        ([(0, GONE), (1, GONE), (6.99, GONE)], (GONE, 3, 0, False)),
        # Of different kinds they count together, and the last one says why.
        (
            [(0, GONE), (4, Verdict.NO_ANSWER), (8, Verdict.NO_SUCH_NAME)],
            (Verdict.NO_SUCH_NAME, 3, 0, True),
        ),
        # One success clears.
        ([(0, GONE), (1, GONE), (7, GONE), (8, FINE)], (FINE, 0, None, False)),
        ([(0, GONE), (1, GONE), (2, FINE), (8, GONE)], (GONE, 1, 8, False)),
        # What says nothing about the page changes nothing.
        ([(0, Verdict.CLOSED)], (Verdict.CLOSED, 0, None, False)),
        ([(day, Verdict.CLOSED) for day in range(30)], (Verdict.CLOSED, 0, None, False)),
        ([(day, Verdict.TROUBLE) for day in range(30)], (Verdict.TROUBLE, 0, None, False)),
        ([(day, Verdict.UNCLEAR) for day in range(30)], (Verdict.UNCLEAR, 0, None, False)),
        ([(0, GONE), (1, GONE), (2, GONE), (9, Verdict.TROUBLE)], (GONE, 3, 0, False)),
        ([(0, GONE), (1, GONE), (7, GONE), (8, Verdict.CLOSED)], (GONE, 3, 0, True)),
    ],
)
def test_judged(steps, result):
    assert said(after(*steps)) == result


def test_judged_leaves_what_it_was_given():
    check = LinkCheck(url=URL, pk=7, checked_at=START)

    found = judged(check, GONE, START + DAY)

    assert (check.failures, check.checked_at) == (0, START)
    assert (found.pk, found.url, found.checked_at) == (7, URL, START + DAY)


@given(st.lists(st.tuples(st.integers(0, 72), st.sampled_from(Verdict)), max_size=30))
def test_broken_means_three_failures_over_a_week(hours_and_outcomes):
    check, now, failed_at = LinkCheck(url=URL), START, []
    for hours, outcome in hours_and_outcomes:
        now += timedelta(hours=hours)
        if outcome == Verdict.FINE:
            failed_at = []
        elif outcome in FAILED:
            failed_at.append(now)
        check = judged(check, outcome, now)

        lasts = len(failed_at) >= 3 and failed_at[-1] - failed_at[0] >= timedelta(days=7)
        assert check.is_broken == lasts
        assert check.failures == len(failed_at)
        assert check.failing_since == (failed_at[0] if failed_at else None)
        assert (check.outcome in FAILED) == bool(failed_at)


# Where addresses live


@pytest.mark.django_db
def test_addresses_of_public_rows_are_in_use():
    organisation = factories.organisation(website="https://a.example/")
    factories.source(organisation=organisation, address="https://b.example/")
    factories.organisation(website="https://a.example/")
    factories.event(registration_url="https://c.example/", rule="FREQ=DAILY")
    factories.insight(link="https://d.example/")
    factories.question().sources.create(title="Bron", url="https://e.example/")
    # What the public does not see, or can do nothing with any more
    draft = factories.organisation(website="https://draft.example/", status="draft")
    factories.source(organisation=draft, address="https://draft.example/4")
    factories.organisation(website="https://archived.example/", status="archived")
    factories.insight(link="https://draft.example/2", status="draft")
    factories.question(status="draft").sources.create(title="Bron", url="https://draft.example/3")
    factories.event(
        registration_url="https://over.example/", starts_on=datetime(2020, 1, 7).date(), rule=""
    )
    factories.event(
        registration_url="https://hidden.example/",
        rule="FREQ=DAILY",
        organisation=factories.organisation(status="draft"),
    )

    assert checking.in_use() == {f"https://{name}.example/" for name in "abcde"}


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_rows_with_an_address(rows, django_assert_num_queries):
    organisations = [factories.organisation(website=URL) for _row in range(rows)]
    for organisation in organisations:
        factories.source(organisation=organisation, address=URL)
    questions = [factories.question() for _row in range(rows)]
    for question in questions:
        question.sources.create(title="Bron", url=URL)
        question.sources.create(title="Nog een bron", url=URL)

    with django_assert_num_queries(5):
        found = checking.rows_with([URL, "https://other.example/"])

    assert found == {URL: [*organisations, *questions]}


# The daily round


class Internet:
    """Stands for the internet: `statuses` by address, 200 unless said otherwise."""

    def __init__(self, **statuses):
        self.statuses, self.asked = statuses, []

    def __call__(self, url, *, method, most_bytes):
        name = url.removeprefix("https://").partition(".")[0]
        self.asked.append((method, url))
        found = self.statuses.get(name, 200)
        outcome = outgoing.Outcome.ANSWERED if isinstance(found, int) else found
        return Answer(outcome, url, found if isinstance(found, int) else 0)


def go_round(internet, **options):
    return checking.go_round(
        **{"limit": 100, "seconds": 60, "pause": 0, "ask": internet, **options}
    )


def ago(**how_long):
    return timezone.now() - timedelta(**how_long)


def results():
    return dict(LinkCheck.objects.values_list("url", "outcome"))


@pytest.mark.django_db
def test_round_asks_for_the_head_and_when_that_fails_for_the_page():
    organisation = factories.organisation(website="https://fine.example/")
    factories.source(organisation=organisation, address="https://gone.example/")
    internet = Internet(gone=404)

    done = go_round(internet)

    assert internet.asked == [
        ("HEAD", "https://fine.example/"),
        ("HEAD", "https://gone.example/"),
        ("GET", "https://gone.example/"),
    ]
    assert results() == {"https://fine.example/": FINE, "https://gone.example/": GONE}
    assert (done.asked, done.left, done.forgotten, done.is_offline) == (2, 0, 0, False)


@pytest.mark.django_db
def test_round_asks_only_what_is_due():
    for name in ("new", "fine-old", "fine-young", "bad-old", "bad-young"):
        factories.organisation(website=f"https://{name}.example/")
    for name, checked_at, failures in [
        ("fine-old", ago(days=7), 0),
        ("fine-young", ago(days=6), 0),
        ("bad-old", ago(hours=24), 1),
        ("bad-young", ago(hours=12), 1),
    ]:
        LinkCheck.objects.create(
            url=f"https://{name}.example/", checked_at=checked_at, failures=failures
        )
    internet = Internet()

    go_round(internet)

    assert {url for _method, url in internet.asked} == {
        "https://new.example/",
        "https://fine-old.example/",
        "https://bad-old.example/",
    }


@pytest.mark.django_db
def test_round_stops_at_the_limit_and_goes_on_the_next_time():
    for name in "abc":
        factories.organisation(website=f"https://{name}.example/")

    first, second = (go_round(Internet(), limit=2) for _round in range(2))

    assert (first.asked, first.left, second.asked, second.left) == (2, 1, 1, 0)


@pytest.mark.django_db
def test_round_stops_when_the_time_is_over():
    factories.organisation(website=URL)

    done = go_round(Internet(), seconds=0)

    assert (done.asked, done.left, results()) == (0, 1, {})


@pytest.mark.django_db
def test_round_forgets_addresses_that_nobody_uses():
    factories.organisation(website=URL)
    LinkCheck.objects.create(url=URL)
    LinkCheck.objects.create(url="https://former.example/", failures=5, is_broken=True)

    done = go_round(Internet())

    assert (list(results()), done.forgotten) == ([URL], 1)


@pytest.mark.django_db
def test_round_in_which_nobody_answers_counts_nothing():
    for number in range(checking.SILENT):
        factories.organisation(website=f"https://silent{number}.example/")
    silent = {f"silent{number}": outgoing.Outcome.NO_ANSWER for number in range(checking.SILENT)}

    done = go_round(Internet(**silent))

    assert (done.asked, done.left, done.is_offline) == (0, checking.SILENT, True)
    assert results() == {}


@pytest.mark.django_db
def test_round_in_which_somebody_answers_counts():
    for number in range(checking.SILENT):
        factories.organisation(website=f"https://silent{number}.example/")
    factories.organisation(website="https://there.example/")
    silent = {f"silent{number}": outgoing.Outcome.NO_ANSWER for number in range(checking.SILENT)}

    done = go_round(Internet(**silent, there=403))

    assert (done.asked, done.is_offline) == (checking.SILENT + 1, False)
    assert results()["https://there.example/"] == Verdict.CLOSED
    assert results()["https://silent0.example/"] == Verdict.NO_ANSWER


@pytest.mark.django_db
def test_round_is_patient_with_one_host():
    for path in "abc":
        factories.organisation(website=f"https://busy.example/{path}")
    factories.organisation(website="https://other.example/")
    internet, start = Internet(), time.monotonic()

    go_round(internet, pause=0.1)

    assert time.monotonic() - start >= 0.2
    assert [url for _method, url in internet.asked] == [
        "https://busy.example/a",
        "https://other.example/",
        "https://busy.example/b",
        "https://busy.example/c",
    ]


@pytest.mark.django_db
def test_rounds_make_a_link_broken_and_fine_again():
    factories.organisation(website="https://gone.example/")
    internet = Internet(gone=404)

    for _day in range(8):
        go_round(internet)
        moved = LinkCheck.objects.get()
        moved.checked_at -= DAY
        moved.failing_since -= DAY
        moved.save()

    assert (moved.failures, moved.is_broken) == (8, True)

    go_round(Internet())

    assert said(LinkCheck.objects.get()) == (FINE, 0, None, False)


@pytest.mark.django_db
def test_command_refuses_the_inside(capsys):
    """Without any connection, as for every address that is not public."""
    factories.organisation(website="http://169.254.169.254/latest/meta-data/")

    call_command("links", limit=10, minutes=1)

    assert results() == {"http://169.254.169.254/latest/meta-data/": Verdict.NOT_PUBLIC}
    assert capsys.readouterr().out == (
        "Links asked: 1; left for next time: 0; forgotten: 0; broken: 0.\n"
    )


# What volunteers see


def broken(url=URL, **values):
    defaults = {"failures": 4, "failing_since": ago(days=8), "is_broken": True, "outcome": GONE}
    return LinkCheck.objects.create(url=url, **{**defaults, **values})


@pytest.fixture
def superuser(client):
    user = factories.user(language="en", is_superuser=True)
    client.force_login(user)
    return user


def listed(client, query=""):
    return [check.url for check in client.get(f"{LIST}{query}").context["cl"].result_list]


@pytest.mark.django_db
def test_list_says_what_to_do_and_where(client, superuser):
    organisation = factories.organisation(name_nl="De Wieg", website=URL)
    broken()

    page = client.get(LIST).content.decode()

    with translation.override("en"):
        assert str(ADVICE[GONE]) in page
    assert f'<a href="/admin/directory/organisation/{organisation.pk}/edit/">' in page
    assert "organisation: De Wieg" in page
    assert f'<a href="{URL}" dir="ltr" target="_blank" rel="noreferrer">' in page


@pytest.mark.django_db
def test_list_has_what_fails_on_public_rows(client, superuser):
    organisation = factories.organisation(website=URL)
    factories.source(organisation=organisation, address="https://young.example/")
    factories.organisation(website="https://fine.example/")
    factories.organisation(website="https://draft.example/", status="draft")
    broken()
    broken("https://young.example/", is_broken=False, failing_since=ago(days=2))
    broken("https://draft.example/")
    broken("https://put-right.example/")
    LinkCheck.objects.create(url="https://fine.example/", outcome=FINE)

    assert listed(client) == [URL, "https://young.example/"]
    assert listed(client, "?is_broken__exact=1") == [URL]


@pytest.mark.django_db
def test_list_names_only_a_few_rows(client, superuser):
    for _number in range(admin.MOST_ROWS + 2):
        factories.organisation(website=URL)
    broken()

    page = client.get(LIST).content.decode()

    assert page.count("/admin/directory/organisation/") == admin.MOST_ROWS
    assert "and others: 2" in page


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_list_queries(client, superuser, rows, django_assert_num_queries):
    for number in range(rows):
        factories.organisation(website=f"https://{number}.example/")
        broken(f"https://{number}.example/")

    client.get(LIST)  # of the first request, the session keeps something

    with django_assert_num_queries(15):
        client.get(LIST)


@pytest.mark.django_db
def test_list_shows_no_link_to_what_she_may_not_see(client):
    user = factories.user(language="en")
    user.user_permissions.add(Permission.objects.get(codename="view_linkcheck"))
    client.force_login(user)
    factories.organisation(name_nl="De Wieg", website=URL)
    broken()

    page = client.get(LIST).content.decode()

    assert "organisation: De Wieg" in page
    assert "/admin/directory/organisation/" not in page


@pytest.mark.django_db
def test_list_changes_nothing(client, superuser):
    check = broken()

    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{check.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{LIST}{check.pk}/change/", {"url": "x"}).status_code == 403
    assert LinkCheck.objects.get() == check


def tasks(client):
    """`{"mine": (address, count), "team": …}` of the task on the desk."""
    desk = client.get("/admin/").context["desk"]
    return {
        whose: line.links[0][1:]
        for whose, lines in desk.items()
        for line in lines
        if line.label == "links that no longer work"
    }


@pytest.mark.django_db
def test_desk_counts_hers_and_the_teams(client, superuser):
    mine = factories.organisation(website="https://mine.example/", owner=superuser)
    factories.organisation(website="https://backup.example/", backup=superuser)
    factories.event(organisation=mine, registration_url="https://event.example/", rule="FREQ=DAILY")
    factories.organisation(website="https://theirs.example/")
    for name in ("mine", "backup", "event", "theirs", "put-right"):
        broken(f"https://{name}.example/")

    found = tasks(client)

    assert found == {
        "mine": (f"{LIST}?is_broken__exact=1&whose=mine", 3),
        "team": (f"{LIST}?is_broken__exact=1", 4),
    }
    assert len(listed(client, "?is_broken__exact=1&whose=mine")) == 3
    assert len(listed(client, "?is_broken__exact=1")) == 4


@pytest.mark.django_db
def test_desk_has_no_links_for_who_may_not_see_them(client):
    client.force_login(factories.user(language="en"))
    factories.organisation(website=URL)
    broken()

    assert tasks(client) == {}
