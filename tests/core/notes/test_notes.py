"""Notes between volunteers, and who is on what: never public, never for event volunteers."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.models import Status
from core.notes import present
from core.notes.models import Note, Presence
from directory.asking.models import Call, Claim
from tests import factories
from tests.html_forms import forms_of

pytestmark = pytest.mark.django_db

SECRET = "De sleutel ligt bij Rita."


@pytest.fixture(autouse=True)
def roles(db):
    call_command("roles", verbosity=0)


@pytest.fixture
def place():
    organisation = factories.organisation(
        name_nl="Buurthuis", summary_nl="Koffie", themes=[factories.theme()], phone="02 123 45 67"
    )
    factories.location(organisation=organisation)
    return organisation


@pytest.fixture
def log_in(client):
    """`log_in(group, first_name)`: a client, and whose it is."""

    def log_in(group="Volunteers", name="Vera", **values):
        user = factories.user(groups=[group], language="en", first_name=name, **values)
        other = type(client)()
        other.force_login(user)
        return other, user

    return log_in


def edit_url(row):
    return f"/admin/directory/organisation/{row.pk}/edit/"


def change_url(row):
    return f"/admin/directory/organisation/{row.pk}/change/"


def write(client, row, text=SECRET, **values):
    url = f"/admin/notes/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/"
    return client.post(url, {"note": text, **values})


def shown(client, url):
    return client.get(url).content.decode()


def lines(client, whose):
    desk = client.get("/admin/").context["desk"]
    return {line.label: line.links for line in desk[whose] if "note" in line.label}


# Notes


@pytest.mark.at("2026-11-16 14:10")
def test_note_stands_on_the_overview_and_on_the_form(log_in, place):
    (vera, author), (els, _els) = log_in(), log_in("Editors", "Els")

    response = write(vera, place, f"  {SECRET}\0 ")

    note = Note.objects.get()
    assert response.url == f"{edit_url(place)}#notes"
    assert (note.text, note.written_by) == (SECRET, author)
    for url in (edit_url(place), change_url(place)):
        page = shown(els, url)
        assert SECRET in page
        assert "Vera, 16 November 2026, 14:10" in page


def test_note_is_done_and_not_after_all(log_in, place):
    (vera, _vera), (els, els_herself) = log_in(), log_in("Editors", "Els")
    write(vera, place)
    note = Note.objects.get()
    url = f"/admin/notes/{note.pk}/"

    response = els.post(url, {"next": change_url(place)})
    note.refresh_from_db()
    done = note.done_by, note.is_done
    before = lines(vera, "team")
    vera.post(url, {"_open": "1"})

    note.refresh_from_db()
    assert response.url == change_url(place)
    assert done == (els_herself, True)
    assert (note.done_by, note.is_done) == (None, False)
    assert (before, list(lines(vera, "team"))) == ({}, ["notes that nobody has done"])


def test_note_is_taken_away_by_its_author_and_by_editors(log_in, place):
    (vera, _vera), (other, _other), (els, _els) = log_in(), log_in(), log_in("Editors")
    for client, status, left in [(other, 403, 1), (vera, 302, 0), (els, 302, 0)]:
        Note.objects.all().delete()
        write(vera, place)
        url = f"/admin/notes/{Note.objects.get().pk}/"

        response = client.post(url, {"_delete": "1"})

        assert (response.status_code, Note.objects.count()) == (status, left)


def test_desk_and_list_agree_on_notes(log_in, place):
    vera, user = log_in()
    hers = factories.organisation(owner=user)
    for row in (place, hers, hers):
        write(vera, row)
    Note.objects.filter(object_id=hers.pk).first().settle(user, is_done=True)

    [(_part, mine, count)] = lines(vera, "mine")["notes on what you look after"]
    [(_part, team, of_all)] = lines(vera, "team")["notes that nobody has done"]

    found = [len(vera.get(url).context["cl"].result_list) for url in (mine, team)]
    assert (count, of_all) == (1, 2)
    assert found == [1, 2]


def test_list_of_notes_leads_to_what_they_are_about(log_in, place, django_assert_num_queries):
    vera, _user = log_in()
    event = factories.event(organisation=place)
    write(vera, place)
    write(vera, event)
    vera.get("/admin/notes/note/")

    with django_assert_num_queries(8):
        page = vera.get("/admin/notes/note/").content.decode()

    assert f'href="{edit_url(place)}#notes"' in page
    pk = Note.objects.get(object_id=place.pk, text=SECRET, content_type__model="organisation").pk
    assert vera.get(f"/admin/notes/note/{pk}/change/").url == f"{edit_url(place)}#notes"


@pytest.mark.one_database
def test_event_volunteers_read_and_write_no_note(log_in, place):
    vera, _vera = log_in()
    eva, _eva = log_in("Event volunteers", "Eva")
    event = factories.event(organisation=place)
    for row in (place, event):
        write(vera, row)
    pk = Note.objects.first().pk

    pages = [
        "/admin/",
        f"/admin/agenda/event/{event.pk}/change/",
        f"/admin/agenda/event/{event.pk}/edit/",
        "/admin/agenda/event/",
        edit_url(place),
    ]
    answers = [
        write(eva, place),
        write(eva, event),
        eva.get("/admin/notes/note/"),
        eva.post(f"/admin/notes/{pk}/"),
    ]

    assert [url for url in pages if SECRET in shown(eva, url)] == []
    assert {answer.status_code for answer in answers} == {403}
    assert Note.objects.open().count() == 2


@pytest.mark.one_database
def test_notes_are_never_public(client, log_in, place):
    vera, _vera = log_in()
    write(vera, place)

    pages = [
        place.get_absolute_url(),
        "/nl/organisations/",
        "/nl/search/?q=sleutel",
        f"/admin/directory/organisation/{place.pk}/history/",
    ]

    assert [url for url in pages if SECRET in shown(client, url)] == []
    assert SECRET not in shown(vera, pages[-1])


def test_note_of_who_left_stays_without_a_name(log_in, place):
    (vera, author), (els, _els) = log_in(), log_in("Editors")
    write(vera, place)

    author.delete()

    assert "<p>De sleutel ligt bij Rita.</p>" in shown(els, edit_url(place))
    assert Note.objects.get().written_by is None


def test_notes_go_with_what_is_deleted_for_ever(log_in, place):
    vera, user = log_in()
    write(vera, place)
    Presence.objects.begin(user, place)
    other = factories.organisation()
    write(vera, other)
    place.status = Status.ARCHIVED
    place.save()

    call_command("purge", "directory.organisation", place.slug, "--yes")

    assert [note.object_id for note in Note.objects.all()] == [other.pk]
    assert not Presence.objects.exists()


def test_what_was_done_long_ago_is_forgotten(log_in, place, clock):
    vera, user = log_in()
    write(vera, place)
    Note.objects.get().settle(user, is_done=True)
    clock.shift(Note.KEPT.total_seconds() + 1)
    vera.force_login(user)

    write(vera, place, "Nieuw")

    assert [note.text for note in Note.objects.all()] == ["Nieuw"]


def test_note_that_was_written_too_late_is_kept(log_in, place):
    vera, user = log_in()
    url = f"/admin/notes/directory/organisation/{place.pk}/"
    vera.logout()
    write(vera, place)
    session = vera.session
    vera.cookies["sessionid"] = session.session_key
    kept = session["kept_form"]
    vera.force_login(user)
    session = vera.session
    session["kept_form"] = kept
    session.save()

    assert f">{SECRET}</textarea>" in shown(vera, url)
    assert not Note.objects.exists()


@pytest.mark.one_database
def test_who_logs_in_next_does_not_see_what_another_wrote(log_in, place):
    vera, _user = log_in()
    page = vera.get(edit_url(place))
    (form,) = [each for each in forms_of(page) if "notes/" in each["attributes"].get("action", "")]
    vera.logout()
    url = form["attributes"]["action"]
    vera.post(url, dict(form["fields"]) | {"note": SECRET})
    vera.force_login(factories.user(groups=["Volunteers"], language="en"))

    assert SECRET not in vera.get(url).text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("path", "status"),
    [("nothing/here/1/", 404), ("accounts/user/1/", 404), ("directory/organisation/99/", 404)],
)
def test_note_on_nothing_is_not_found(log_in, path, status):
    vera, _user = log_in()

    answers = [vera.post(f"/admin/{name}/{path}", {"note": "x"}) for name in ("notes", "here")]

    assert {answer.status_code for answer in answers} == {status}


# Who is on what


@pytest.mark.one_database
@pytest.mark.at("2026-11-16 14:10")
def test_who_is_on_it_is_seen_everywhere_and_keeps_nobody_away(log_in, place, clock):
    (fatma, _fatma), (els, _els) = log_in("Volunteers", "Fatma"), log_in("Editors", "Els")
    fatma.post(f"/admin/here/directory/organisation/{place.pk}/", {"next": edit_url(place)})
    said = "Fatma is on this since 14:10."
    pages = [
        edit_url(place),
        change_url(place),
        f"{edit_url(place)}contact/",
        f"/admin/directory/organisation/{place.pk}/call/",
        "/admin/directory/organisation/",
    ]

    seen = [url for url in pages if said in shown(els, url)]
    hers = [url for url in pages if said in shown(fatma, url)]
    own = "You are on this since 14:10." in shown(fatma, edit_url(place))
    clock.shift(60 * 60)
    over = [url for url in pages if said in shown(els, url)]

    assert (seen, hers, own, over) == (pages, [], True, [])


def test_two_at_once_both_stand_there_until_they_have_done(log_in, place):
    people = [log_in("Volunteers", name) for name in ("Fatma", "Vera")]
    els, _els = log_in("Editors", "Els")
    url = f"/admin/here/directory/organisation/{place.pk}/"
    for client, _user in people:
        client.post(url)
        client.post(url)

    both = [str(here.user) for here in present.on(type(place), [place.pk])[place.pk]]
    people[0][0].post(url, {"_done": "1"})

    left = [str(here.user) for here in present.on(type(place), [place.pk])[place.pk]]
    assert (both, left) == (["Fatma", "Vera"], ["Vera"])
    assert Presence.objects.count() == 1
    assert els.get(edit_url(place)).status_code == 200


@pytest.mark.at("2026-11-16 14:10")
def test_who_calls_is_on_it_without_a_button(log_in, place):
    (fatma, caller), (els, _els) = log_in("Volunteers", "Fatma"), log_in("Editors", "Els")
    Claim.objects.create(organisation=place, taken_by=caller, taken_at=timezone.now())
    before = "Fatma is going to call them." in shown(els, edit_url(place))
    Call.objects.create(organisation=place, caller=caller)
    fatma.post(f"/admin/here/directory/organisation/{place.pk}/")

    page = shown(els, edit_url(place))
    assert before
    assert page.count("Fatma is") == 1
    assert "Fatma is calling them, since 14:10." in page


@pytest.mark.one_database
def test_who_may_not_change_it_says_nothing(log_in, place):
    eva, _eva = log_in("Event volunteers")

    response = eva.post(f"/admin/here/directory/organisation/{place.pk}/")

    assert (response.status_code, Presence.objects.count()) == (403, 0)


def test_list_asks_three_more_whatever_others_do(log_in, place, django_assert_num_queries):
    _vera, user = log_in()
    with_one = [place]
    more = [factories.organisation() for _number in range(2)]
    counts = []
    for rows in (with_one, more):
        for row in rows:
            Presence.objects.begin(user, row)
        pks = [row.pk for row in (with_one + more)]
        with django_assert_num_queries(3):
            counts.append(len(present.on(type(place), pks)))

    assert counts == [1, 3]


@pytest.mark.one_database
def test_buttons_stand_outside_the_form_of_the_page(log_in, place):
    vera, _user = log_in()
    write(vera, place)

    forms = forms_of(vera.get(change_url(place)))

    actions = [form["attributes"].get("action", "") for form in forms]
    [own] = [form for form in forms if form["attributes"].get("id") == "organisation_form"]
    assert [url for url in actions if url.startswith(("/admin/here/", "/admin/notes/"))] == [
        f"/admin/here/directory/organisation/{place.pk}/",
        f"/admin/notes/{Note.objects.get().pk}/",
        f"/admin/notes/directory/organisation/{place.pk}/",
    ]
    assert "note" not in dict(own["fields"])
