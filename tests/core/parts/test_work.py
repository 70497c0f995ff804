"""One action on many rows: in parts, each row by itself, and nothing lost."""

import threading

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.db import connections
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from core.models import ContentChange, Status
from core.parts import actions, going, timing
from core.parts.models import Work
from core.search.models import SearchDocument
from directory.models import Municipality, Notice, Organisation
from feedback.models import Suggestion
from tests import factories
from tests.threads import together

LIST = "/admin/directory/organisation/"


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """A part is three rows, and five are many."""
    monkeypatch.setattr(actions, "FEW", 4)
    monkeypatch.setattr(going, "A_PART", 3)


def editor(client, **values):
    user = factories.user(**{"groups": ["Editors"], "language": "en", **values})
    client.force_login(user)
    return user


def act(client, action, rows, url=LIST):
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(url, data)


def begun(action, user, rows):
    pks = [row.pk for row in rows]
    label = "directory.organisation"
    return Work.objects.create(label=label, action=action, author=user, total=len(pks), left=pks)


def page_of(work):
    return reverse("admin:work", args=[work.pk])


def go_to_the_end(client, work):
    """Opens the page until it has ended; gives the last page and how many there were."""
    count = 0
    while True:
        count += 1
        page = client.get(page_of(work))
        if "data-goes-on" not in page.text:
            return page, count


@pytest.mark.django_db
def test_few_rows_are_done_at_once(client):
    editor(client)
    rows = [factories.organisation() for _ in range(4)]

    response = act(client, "archive", rows)

    assert response.status_code == 302
    assert {*Organisation.objects.values_list("status", flat=True)} == {Status.ARCHIVED}
    assert not Work.objects.exists()


@pytest.mark.django_db
def test_many_rows_are_done_in_parts_with_progress(client):
    user = editor(client)
    rows = [factories.organisation() for _ in range(8)]
    rows.append(factories.organisation(status=Status.ARCHIVED))

    response = act(client, "archive", rows)

    work = Work.objects.get()
    assert response.headers["Location"] == page_of(work)
    assert not Organisation.objects.exclude(pk=rows[-1].pk).archived().exists()
    first = client.get(page_of(work))
    assert '<progress value="3" max="9" aria-hidden="true"></progress>' in first.text
    assert Organisation.objects.filter(status=Status.ARCHIVED).exclude(pk=rows[-1].pk).count() == 3
    # The browser is closed and opened again.
    again = Client()
    again.force_login(user)
    page, count = go_to_the_end(again, work)
    assert count == 2
    assert "8 are archived now." in page.text
    assert "1 was so already." in page.text
    assert {*Organisation.objects.values_list("status", flat=True)} == {Status.ARCHIVED}


@pytest.mark.django_db
def test_each_row_is_in_the_history_once_and_says_what_was_before(client):
    user = editor(client)
    rows = [factories.organisation(name_nl=f"Huis {number}") for number in range(5)]
    for row in rows:
        factories.location(organisation=row)

    act(client, "archive", rows)
    go_to_the_end(client, Work.objects.get())

    for row in rows:
        versions = Version.objects.get_for_object(row).select_related("revision")
        states = [version.field_dict["status"] for version in versions]
        assert states == [Status.ARCHIVED, Status.PUBLISHED]
        assert [version.revision.user for version in versions] == [user, None]
        assert versions[0].revision.version_set.count() == 2  # with its place, and no other row
        assert LogEntry.objects.filter(object_id=str(row.pk)).count() == 1
    page = client.get(f"{LIST}{rows[0].pk}/history/")
    assert len(page.context["entries"]) == 2


@pytest.mark.django_db
def test_part_says_once_what_changed(client):
    editor(client)
    rows = [factories.organisation(name_nl="Huis") for _ in range(5)]
    event = factories.event(organisation=rows[0], rule="FREQ=DAILY")
    assert event.occurrences.exists()
    act(client, "archive", rows)
    before = ContentChange.objects.count()
    SearchDocument.objects.all().delete()

    go_to_the_end(client, Work.objects.get())

    assert not event.occurrences.exists()
    kinds = SearchDocument.objects.order_by("kind").values_list("kind", flat=True)
    assert [*kinds] == ["event", *["organisation"] * 5]
    changes = [*ContentChange.objects.order_by("pk")[before:]]
    assert len(changes) <= 2 + 1
    assert {pk for change in changes for pk in change.what["organisation"]} == {
        row.pk for row in rows
    }


@pytest.mark.django_db
def test_row_that_cannot_be_done_is_named_and_tried_again(client):
    editor(client)
    whole = [
        factories.organisation(
            status="draft", summary_nl="Zin", themes=[factories.theme()], serves_region=True
        )
        for _ in range(4)
    ]
    bare = factories.organisation(status="draft", name_nl="Kaal", themes=[factories.theme()])
    act(client, "publish", [bare, *whole])
    work = Work.objects.get()

    page, _count = go_to_the_end(client, work)

    assert "4 are public now." in page.text
    assert f'<a href="{LIST}{bare.pk}/edit/"><bdi>Kaal</bdi></a>' in page.text
    assert "Write a name and a summary in the same language" in page.text
    bare.refresh_from_db()
    assert (bare.status, Version.objects.get_for_object(bare).count()) == ("draft", 0)
    bare.summary_nl, bare.serves_region = "Zin", True
    bare.save()
    client.post(page_of(work), {"_again": "1"})
    page, _count = go_to_the_end(client, work)
    bare.refresh_from_db()
    assert bare.status == Status.PUBLISHED
    assert "5 are public now." in page.text


@pytest.mark.django_db
def test_row_that_changed_or_went_between_the_parts(client):
    editor(client)
    rows = [factories.organisation(phone="02 111 11 11") for _ in range(6)]
    act(client, "archive", rows)
    work = Work.objects.get()
    client.get(page_of(work))

    changed, archived, gone = [Organisation.objects.get(pk=pk) for pk in work_left(work)]
    changed.phone = "02 222 22 22"
    changed.save()
    archived.status = Status.ARCHIVED
    archived.save()
    gone_pk = gone.pk
    gone.delete()
    page, _count = go_to_the_end(client, work)

    changed.refresh_from_db()
    assert (changed.status, changed.phone) == (Status.ARCHIVED, "02 222 22 22")
    work.refresh_from_db()
    assert (work.changed, work.same) == (4, 1)
    assert work.refused == [[gone_pk, str(gone_pk), "It is not there any more."]]
    assert "It is not there any more." in page.text


def work_left(work):
    work.refresh_from_db()
    return work.left


@pytest.mark.django_db
def test_part_ends_when_its_time_is_over(client, monkeypatch):
    editor(client)
    monkeypatch.setattr(timing, "SECONDS", -1)
    act(client, "archive", [factories.organisation() for _ in range(5)])
    work = Work.objects.get()

    client.get(page_of(work))

    assert len(work_left(work)) == 4


@pytest.mark.django_db
def test_stopped_work_leaves_the_rest_as_it_is(client):
    editor(client)
    act(client, "archive", [factories.organisation() for _ in range(7)])
    work = Work.objects.get()
    client.get(page_of(work))

    client.post(page_of(work), {"_stop": "1"})

    page = client.get(page_of(work))
    assert "You stopped: 4 are as they were." in page.text
    assert Organisation.objects.published().count() == 4
    client.post(page_of(work), {"_again": "1"})
    go_to_the_end(client, work)
    assert Organisation.objects.published().count() == 0


@pytest.mark.django_db
def test_unfinished_work_is_on_her_desk_and_nobody_elses(client):
    editor(client)
    act(client, "archive", [factories.organisation() for _ in range(7)])
    work = Work.objects.get()

    assert "ork that you began and that is not finished" in client.get("/admin/").text
    listed = client.get("/admin/works/").text
    assert f'<a href="{page_of(work)}">Archive the chosen organisations</a>' in listed
    editor(client)
    assert client.get(page_of(work)).status_code == 404
    assert "that is not finished" not in client.get("/admin/").text


@pytest.mark.django_db
def test_who_may_no_longer_do_it_goes_on_with_nothing(client):
    user = editor(client)
    act(client, "archive", [factories.organisation() for _ in range(7)])
    work = Work.objects.get()
    user.groups.set([factories._group("Volunteers")])
    client.force_login(user)

    assert client.get(page_of(work)).status_code == 403
    assert len(work_left(work)) == 7
    assert client.get("/admin/works/").status_code == 200


@pytest.mark.django_db
def test_volunteer_has_no_such_action(client):
    editor(client, groups=["Volunteers"])
    rows = [factories.organisation() for _ in range(5)]

    act(client, "archive", rows)

    assert not Work.objects.exists()
    assert Organisation.objects.published().count() == 5


@pytest.mark.django_db
def test_messages_of_visitors_are_closed_in_parts(client):
    editor(client, groups=["Volunteers"])
    rows = [factories.suggestion() for _ in range(5)]

    act(client, "mark_done", rows, "/admin/feedback/suggestion/")
    page, _count = go_to_the_end(client, Work.objects.get())

    assert "5 messages closed." in page.text
    assert {*Suggestion.objects.values_list("status", flat=True)} == {"done"}


@pytest.mark.django_db
def test_deleting_many_is_asked_on_a_short_page(client):
    editor(client, is_superuser=True)
    places = [factories.location() for _ in range(5)]
    for place in places:
        factories.opening_hours(location=place)
    url = "/admin/directory/location/"

    act(client, "delete_selected", places, url)
    work = Work.objects.get()
    page = client.get(page_of(work))

    assert "5 rows are deleted, for ever." in page.text
    assert "<li>Opening hours: 5</li>" in page.text
    assert not page.context["more"]
    assert len(work_left(work)) == 5  # looking deletes nothing
    assert len(page.context["rows"]) == 5
    client.post(page_of(work), {"_yes": "1"})
    page, count = go_to_the_end(client, work)
    assert (count, "5 are deleted now." in page.text) == (2, True)
    assert LogEntry.objects.filter(action_flag=DELETION).count() == 5


@pytest.mark.django_db
def test_row_that_cannot_be_deleted_takes_no_other_along(client):
    editor(client, is_superuser=True)
    places = [factories.municipality(name_nl=f"Plaats {number}") for number in range(5)]
    factories.location(municipality=places[1], organisation=factories.organisation(name_nl="Huis"))
    act(client, "delete_selected", places, "/admin/directory/municipality/")
    work = Work.objects.get()
    client.post(page_of(work), {"_yes": "1"})

    page, _count = go_to_the_end(client, work)

    assert [*Municipality.objects.all()] == [places[1]]
    assert "4 are deleted now." in page.text
    [[key, name, reason]] = Work.objects.get().refused
    assert (key, name) == (places[1].pk, "Plaats 1")
    assert "This cannot be deleted with it:" in reason
    assert "Huis" in reason


@pytest.mark.django_db
def test_deleting_that_is_not_meant_leaves_nothing_behind(client):
    editor(client)
    rows = [factories.notice(organisation=factories.organisation()) for _ in range(5)]
    url = "/admin/directory/notice/"
    act(client, "delete_selected", rows, url)

    response = client.post(page_of(Work.objects.get()), {"_no": "1"})

    assert response.headers["Location"] == url
    assert (Work.objects.count(), Notice.objects.count()) == (0, 5)


def test_two_pages_of_one_work_give_no_row_two_turns(database_of_many):
    user = factories.user(is_superuser=True, language="en")
    rows = [factories.organisation() for _ in range(9)]
    work = begun("archive", user, rows)
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(user)

    raised = together([lambda client=client: go_to_the_end(client, work) for client in clients])

    work.refresh_from_db()
    assert (raised, work.changed, work.same, work.left) == ([], 9, 0, [])
    assert LogEntry.objects.count() == 9


def test_two_works_on_the_same_rows(database_of_many):
    """One archives what the other publishes: every row had both turns, or was so already."""
    user = factories.user(is_superuser=True, language="en")
    values = {"summary_nl": "Zin", "themes": [factories.theme()], "serves_region": True}
    rows = [factories.organisation(**values) for _ in range(6)]
    works = [begun(action, user, rows) for action in ("archive", "publish")]

    def run(work):
        client = Client()
        client.force_login(user)
        go_to_the_end(client, work)

    raised = together([lambda work=work: run(work) for work in works])

    for work in works:
        work.refresh_from_db()
        assert (work.tried, work.refused) == (6, [])
    assert raised == []
    assert LogEntry.objects.count() == sum(work.changed for work in works)


def test_public_pages_answer_between_and_during_the_parts(database_of_many):
    user = factories.user(is_superuser=True, language="en")
    rows = [factories.organisation(name_nl=f"Huis {number}") for number in range(9)]
    work = begun("archive", user, rows)
    is_over, answers = threading.Event(), set()

    def write():
        client = Client()
        client.force_login(user)
        try:
            go_to_the_end(client, work)
        finally:
            is_over.set()
            connections.close_all()

    def read():
        client = Client()
        while not is_over.is_set():
            for path in ("/nl/organisations/", "/nl/search/?q=huis", "/nl/agenda/"):
                answers.add(client.get(path).status_code)

    raised = together([write, read, read])

    assert (raised, answers) == ([], {200})
