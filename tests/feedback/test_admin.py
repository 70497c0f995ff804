"""Where volunteers read the messages."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.utils import timezone

from core.models import Status
from feedback.models import Suggestion
from tests.factories import event, organisation, question, suggestion, user

pytestmark = pytest.mark.django_db

LIST = "/admin/feedback/suggestion/"


@pytest.fixture
def log_in(client):
    """`log_in("Volunteers")` gives the client of someone in that group, in English."""
    call_command("roles")

    def make(group):
        client.force_login(user(groups=[group], language="en"))
        return client

    return make


@pytest.fixture
def volunteer(log_in):
    return log_in("Volunteers")


def change_url(row):
    return f"{LIST}{row.pk}/change/"


def listed(response):
    return list(response.context["cl"].result_list)


# Who may do what


@pytest.mark.parametrize(("group", "may_delete"), [("Volunteers", False), ("Editors", True)])
def test_roles(log_in, group, may_delete):
    client, row = log_in(group), suggestion()

    seen = [client.get(LIST), client.get(change_url(row))]
    changed = client.post(change_url(row), {"status": "in_work", "note": "Ik bel."})
    added = client.get(f"{LIST}add/")
    deleted = client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})

    assert [response.status_code for response in seen] == [200, 200]
    assert changed.status_code == 302
    assert added.status_code == 403
    assert deleted.status_code == (302 if may_delete else 403)
    assert Suggestion.objects.count() == (0 if may_delete else 1)
    assert (">Delete<" in seen[1].text) == may_delete


def test_no_role_no_access(client):
    row = suggestion(text="Geheim")
    client.force_login(user())

    responses = [client.get(LIST), client.get(change_url(row))]

    assert [response.status_code for response in responses] == [403, 403]


def test_nobody_adds_by_hand(admin_client):
    assert admin_client.get(f"{LIST}add/").status_code == 403
    assert admin_client.post(f"{LIST}add/", {"text": "x"}).status_code == 403


# The list


def test_new_comes_first_then_in_work_then_the_newest(volunteer):
    days = [date(2026, 1, day) for day in range(1, 7)]
    rows = [
        suggestion(status=status, received_on=day)
        for status, day in zip(
            ["new", "done", "in_work", "no", "new", "in_work"], days, strict=True
        )
    ]

    found = listed(volunteer.get(LIST))

    assert found == [rows[number] for number in (4, 0, 5, 2, 3, 1)]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("status__exact=in_work", 0),
        ("topic__exact=gone", 1),
        ("language=ar", 2),
        ("q=speeltuin", 3),
        ("q=mama@example.org", 4),
        ("q=/agenda/koffie/", 5),
    ],
)
def test_list_is_filtered_and_searched(volunteer, query, number):
    rows = [
        suggestion(**values)
        for values in (
            {"status": "in_work"},
            {"topic": "gone"},
            {"language": "ar"},
            {"text": "De speeltuin is weg"},
            {"email": "mama@example.org"},
            {"path": "/agenda/koffie/"},
        )
    ]

    assert listed(volunteer.get(f"{LIST}?{query}")) == [rows[number]]


@pytest.mark.parametrize(
    ("make", "path", "admin_path"),
    [
        (organisation, "/organisations/abc/", "/admin/directory/organisation/{}/edit/"),
        (event, "/agenda/abc/", "/admin/agenda/event/{}/edit/"),
        (question, "/faq/abc/", "/admin/faq/question/{}/edit/"),
    ],
)
@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.DRAFT])
def test_page_links_to_the_public_page_and_to_the_listing(
    volunteer, make, path, admin_path, status
):
    listing = make(slug="abc", status=status)
    row = suggestion(path=path, language="ar")

    text, page = volunteer.get(LIST).text, volunteer.get(change_url(row)).text

    url = admin_path.format(listing.pk)
    assert f'<a href="/ar{path}"><bdi dir="ltr">{path}</bdi></a>' in text
    assert f'<a href="{url}">Change</a>' in text
    assert f'<a href="/ar{path}">' in page
    assert f'href="{url}?message={row.pk}"' in page


@pytest.mark.parametrize("path", ["/about/", "/organisations/nothing/", "/organisations/", "/x/"])
def test_page_without_a_listing_links_to_the_page_only(volunteer, path):
    suggestion(path=path)

    text = volunteer.get(LIST).text

    assert f'<a href="/nl{path}"><bdi dir="ltr">{path}</bdi></a></td>' in text


def test_list_queries_do_not_grow(volunteer, django_assert_num_queries):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            for row in (organisation(), event(), question()):
                suggestion(path=row.get_absolute_url().removeprefix("/nl"))
        with django_assert_num_queries(13) as queries:
            volunteer.get(LIST)
        counts.append(len(queries))

    assert counts == [13, 13]


# One message


def test_message_is_shown_escaped_and_in_its_own_direction(volunteer):
    row = suggestion(text="<b>x</b>\n\nمرحبا", path='/"><b>/')

    for url in (LIST, change_url(row)):
        text = volunteer.get(url).text

        assert "<b>x" not in text
        assert "><b>/" not in text
    words = (
        '<blockquote lang="nl" dir="auto"><p>&lt;b&gt;x&lt;/b&gt;</p>\n\n<p>مرحبا</p></blockquote>'
    )
    assert words in text


@pytest.mark.parametrize(("email", "answers"), [("mama@example.org", True), ("", False)])
def test_who_left_an_address_is_answered(volunteer, email, answers):
    row = suggestion(email=email)

    text = volunteer.get(change_url(row)).text

    assert (f'href="{LIST}{row.pk}/reply/"' in text) == answers
    assert ("nobody can answer her" in text) != answers


def test_only_status_and_note_can_be_changed(volunteer):
    row = suggestion(text="Dicht", email="a@example.org", topic="gone", path="/about/")
    sent = {
        "status": "done",
        "note": "Gebeld.",
        "text": "anders",
        "email": "b@example.org",
        "topic": "other",
        "path": "/faq/",
        "closed_on": "2020-01-01",
        "received_on": "2020-01-01",
    }

    response = volunteer.post(change_url(row), sent)

    assert response.status_code == 302
    today = timezone.localdate()
    names = ("status", "note", "text", "email", "topic", "path", "closed_on", "received_on")
    assert Suggestion.objects.values_list(*names).get() == (
        "done", "Gebeld.", "Dicht", "a@example.org", "gone", "/about/", today, today,
    )  # fmt: skip


def test_opening_again_takes_the_day_away(volunteer):
    row = suggestion(status="done", closed_on=date(2026, 1, 1))

    volunteer.post(change_url(row), {"status": "new", "note": ""})

    row.refresh_from_db()
    assert (row.status, row.closed_on) == ("new", None)


@pytest.mark.parametrize(("action", "status"), [("mark_done", "done"), ("mark_no", "no")])
def test_action_closes_and_is_in_the_history(volunteer, action, status):
    rows = [suggestion(), suggestion(status="in_work")]
    before = suggestion(status=status, closed_on=date(2026, 1, 1))
    other = suggestion()
    chosen = [row.pk for row in (*rows, before)]

    page = volunteer.post(LIST, {"action": action, "_selected_action": chosen}, follow=True)

    assert [str(message) for message in page.context["messages"]] == ["2 messages closed."]
    found = dict(Suggestion.objects.values_list("pk", "closed_on"))
    today = timezone.localdate()
    assert found == {
        rows[0].pk: today, rows[1].pk: today, before.pk: date(2026, 1, 1), other.pk: None,
    }  # fmt: skip
    assert Suggestion.objects.filter(status=status).count() == 3
    assert LogEntry.objects.count() == 2


def test_history_keeps_nothing_that_a_visitor_wrote(log_in):
    client = log_in("Editors")
    row = suggestion(text="Geheim", email="mama@example.org")

    client.post(change_url(row), {"status": "done", "note": "Gebeld."})
    client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})

    written = "".join(entry.object_repr + entry.change_message for entry in LogEntry.objects.all())
    assert LogEntry.objects.count() == 2
    assert "Geheim" not in written
    assert "mama" not in written


def test_desk_counts_what_nobody_has_looked_at(volunteer):
    suggestion()
    suggestion(text="Al bekeken", status=Suggestion.Status.DONE, closed_on=timezone.localdate())

    page = volunteer.get("/admin/")

    assert 'href="/admin/feedback/suggestion/?status__exact=new"' in page.text
    row = Suggestion.objects.get(status=Suggestion.Status.NEW)
    row.delete()
    assert "/admin/feedback/suggestion/?status__exact=new" not in volunteer.get("/admin/").text
