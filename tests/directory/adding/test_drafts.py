"""What is not public yet is always somebody's: hers, an editor's, and after a while the team's."""

import pytest
from django.utils import translation

from core.desk import tasks
from core.desk.digest import Reader
from core.editing import drafts
from core.editing.models import Draft
from core.models import Status
from directory.models import Organisation
from faq.models import Question
from tests import factories
from tests.html_forms import fields_of, forms_of

pytestmark = pytest.mark.django_db

ADD = "/admin/directory/organisation/add/"


@pytest.fixture
def volunteer():
    return factories.user(groups=["Volunteers"], language="en", first_name="Emine")


@pytest.fixture
def editor():
    return factories.user(groups=["Editors"], language="en", first_name="Els")


def begun(client, user, **values):
    """A whole draft that `user` added."""
    client.force_login(user)
    values = {
        "name_nl": "De Wieg", "summary_nl": "Koffie.", "kind": "meeting-place",
        "serves_region": "on", "phone": "1712", "themes": [factories.theme().pk], **values,
    }  # fmt: skip
    response = client.post(ADD, fields_of(client.get(ADD)) | {"_save": "1"} | values)
    client.get(response.url)  # with what it says
    return Organisation.objects.get()


def url(row, what="end/"):
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{what}"


def press(client, row, button, **fields):
    response = client.post(url(row), {button: "1", **fields})
    row.refresh_from_db()
    return response


def said(client, response):
    page = client.get(response.url)
    return [str(message) for message in page.context["messages"]]


def waits(user):
    """`{label: {part: count}}` of her desk, of what is not public yet."""
    with translation.override("en"):
        lines = tasks.lines(Reader(user))
        labels = {str(label) for _group, label, _position in drafts.MINE} | {str(drafts.OLD)}
        return {
            line.label: {str(part): count for part, _url, count in line.links}
            for line in [*lines["mine"], *lines["team"]]
            if line.label in labels
        }


def listed(client, user, group):
    client.force_login(user)
    page = client.get(f"/admin/directory/organisation/?drafts={group}")
    return list(page.context["cl"].result_list)


def test_a_draft_is_offered_and_published(client, volunteer, editor):
    row = begun(client, volunteer)

    assert waits(volunteer) == {"your drafts": {"organisations": 1}}
    assert listed(client, volunteer, "mine") == [row]
    offered = press(client, row, "_offer")

    assert row.status == Status.IN_REVIEW
    assert said(client, offered) == [
        "De Wieg is offered. An editor looks at it, and you find it on your desk until then. The "
        "public sees it as soon as it is approved."
    ]
    assert waits(volunteer) == {"you offered it, an editor looks at it": {"organisations": 1}}
    assert listed(client, volunteer, "offered") == [row]
    client.force_login(editor)
    published = press(client, row, "_publish")
    assert row.is_published
    assert said(client, published) == ["De Wieg: saved. The public sees it within a second."]
    assert waits(volunteer) == {}
    assert not Draft.objects.exists()


def test_what_is_sent_back_is_read_by_its_author(client, volunteer, editor):
    row = begun(client, volunteer)
    press(client, row, "_offer")
    client.force_login(editor)

    without = press(client, row, "_return")
    assert row.status == Status.IN_REVIEW
    assert said(client, without) == ["Write a comment: what should be different?"]
    press(client, row, "_return", _word="Welke \x00dag?")  # PostgreSQL keeps no NUL

    assert row.status == Status.DRAFT
    assert waits(volunteer) == {
        "your drafts that an editor sent back with a word": {"organisations": 1},
        "your drafts": {"organisations": 1},
    }
    assert listed(client, volunteer, "returned") == [row]
    assert '<q dir="auto">Welke dag?</q>' in client.get(url(row, "edit/")).content.decode()
    press(client, row, "_offer")
    assert waits(volunteer) == {"you offered it, an editor looks at it": {"organisations": 1}}


def test_after_two_weeks_it_is_the_editors(client, volunteer, editor, clock):
    row = begun(client, volunteer)
    assert waits(editor) == {}

    clock.shift(15 * 86_400)

    assert waits(editor) == {"drafts without a change in 14 days": {"organisations": 1}}
    assert listed(client, editor, "old") == [row]
    press(client, row, "_take_over")
    assert (row.owner, Draft.objects.get().author) == (editor, editor)
    assert waits(editor) == {"your drafts": {"organisations": 1}}
    assert waits(volunteer) == {}
    press(client, row, "_archive")
    assert row.status == Status.ARCHIVED
    assert waits(editor) == {}


@pytest.mark.one_database
def test_what_is_missing_stands_there_with_its_fields(client, volunteer):
    row = begun(client, volunteer, phone="", serves_region="", summary_nl="")
    overview = client.get(url(row, "edit/"))
    assert len(overview.context["ending"]["missing"]) == 3
    assert "_offer" not in buttons_of(overview)

    page = press(client, row, "_offer")

    assert row.status == Status.DRAFT
    shown = {*page.context["form"].fields}
    assert {
        "summary_nl",
        "phone",
        "no_contact",
        "serves_region",
        "locations/+new/street_en",
    } < shown
    form = next(form for form in forms_of(page) if form["attributes"].get("id") == "short-form")
    sent = {}
    for name, value in form["fields"]:
        sent.setdefault(name, []).append(value)
    more = {"summary_nl": "Koffie.", "phone": "1712"}
    again = client.post(url(row), sent | more | {"_offer": "1"})
    assert list(again.context["form"].errors) == ["__all__"]
    # What she filled in is kept with the other button.
    client.post(url(row), sent | more | {"_keep": "1"})
    row.refresh_from_db()
    assert (row.phone, row.status) == ("1712", Status.DRAFT)


def buttons_of(page):
    return {name for form in forms_of(page) for name in form["buttons"]}


@pytest.mark.one_database
def test_a_button_alone_takes_nothing_away(client, volunteer):
    """Nor when something became missing after the page was opened."""
    row = begun(client, volunteer)
    Organisation.objects.filter(pk=row.pk).update(phone="", website="https://x.example/")
    Organisation.objects.filter(pk=row.pk).update(website="", no_contact="")

    press(client, row, "_offer")
    press(client, row, "_keep")

    assert row.status == Status.DRAFT
    assert row.serves_region
    assert row.summary_nl == "Koffie."


@pytest.mark.one_database
def test_the_whole_form_of_a_new_row_offers_too(client, volunteer):
    client.force_login(volunteer)
    page = client.get(ADD)
    assert {"_offer", "_save"} <= buttons_of(page)
    theme = factories.theme()
    values = {"name_nl": "De Wieg", "kind": "meeting-place", "themes": [theme.pk]}

    refused = client.post(ADD, fields_of(page) | values | {"_offer": "1"})

    assert {*refused.context["adminform"].form.errors} == {"summary_en", "no_contact"}
    more = {"summary_nl": "Koffie.", "phone": "1712", "serves_region": "on"}
    client.post(ADD, fields_of(refused) | more | {"_offer": "1"})
    assert Organisation.objects.get().status == Status.IN_REVIEW


def test_somebody_decided_meanwhile(client, volunteer):
    row = begun(client, volunteer)
    Organisation.objects.filter(pk=row.pk).update(
        status=Status.PUBLISHED, first_published_at="2026-01-01T00:00Z"
    )

    response = press(client, row, "_offer")

    assert row.is_published
    assert said(client, response) == [
        "De Wieg is no draft any more: somebody decided on it meanwhile."
    ]


@pytest.mark.one_database
@pytest.mark.parametrize("button", ["_publish", "_return", "_archive"])
def test_only_editors_decide(client, volunteer, button):
    row = begun(client, volunteer)

    response = press(client, row, button, _word="Zo")

    assert response.status_code == 403
    assert row.status == Status.DRAFT


def test_a_draft_of_another_is_not_taken(client, volunteer):
    row = begun(client, factories.user(groups=["Volunteers"]))
    client.force_login(volunteer)

    assert press(client, row, "_take_over").status_code == 403
    Draft.objects.update(author=None)
    assert press(client, row, "_take_over").status_code == 302
    assert Draft.objects.get().author == volunteer


@pytest.mark.one_database
def test_questions_end_the_same_way(client, volunteer, editor):
    client.force_login(volunteer)
    add = "/admin/faq/question/add/"
    client.post(add, fields_of(client.get(add), question_nl="Waar?"))
    row = Question.objects.get()
    assert waits(volunteer) == {"your drafts": {"questions": 1}}

    page = press(client, row, "_offer")

    assert {*page.context["form"].fields} == {"answer_nl", "themes"}
    client.force_login(editor)
    press(client, row, "_archive")
    assert row.status == Status.ARCHIVED


def test_the_desk_asks_once(client, volunteer, django_assert_num_queries):
    begun(client, volunteer)
    request = Reader(volunteer)
    drafts._counts(request)  # reads the content types

    with django_assert_num_queries(1):
        drafts._counts(request)
