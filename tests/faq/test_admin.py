"""What volunteers and editors do with questions and insights in the admin, and what it refuses."""

import pytest
from django.core.management import call_command
from django.utils import translation

from core.models import Status
from faq.models import Clarity, Insight, Question, QuestionSource, Remark
from tests.factories import insight, organisation, question, theme, user

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

LIST = "/admin/faq/question/"
ADD = f"{LIST}add/"
INSIGHTS = "/admin/faq/insight/"


def logged_in(client, group):
    call_command("roles", verbosity=0)
    client.force_login(user(groups=[group], language="en"))
    return client


@pytest.fixture
def editor(client):
    return logged_in(client, "Editors")


@pytest.fixture
def volunteer(client):
    return logged_in(client, "Volunteers")


def change_url(row):
    return f"/admin/faq/{row._meta.model_name}/{row.pk}/change/"


def forms_of(page):
    inlines = [inline.formset for inline in page.context["inline_admin_formsets"]]
    return [page.context["adminform"].form, *(form for inline in inlines for form in inline)]


def filled_in(page, **changes):
    """What a browser would send from the form on `page`, with changes by field name."""
    management = [
        inline.formset.management_form for inline in page.context["inline_admin_formsets"]
    ]
    data = {}
    for form in [*management, *forms_of(page)]:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False and value != "":
                data[bound.html_name] = bound.field.prepare_value(value)
    return data | changes


def errors_of(response):
    with translation.override("en"):
        return {
            form.add_prefix(name): [str(text) for text in texts]
            for form in forms_of(response)
            for name, texts in form.errors.items()
        }


def saved(client, url, **changes):
    response = client.post(url, filled_in(client.get(url), **changes))
    assert response.status_code == 302, errors_of(response)


def refused(client, url, **changes):
    response = client.post(url, filled_in(client.get(url), **changes))
    assert response.status_code == 200
    return errors_of(response)


def listed(client, query="", path=LIST):
    return [str(row) for row in client.get(f"{path}?{query}").context["cl"].result_list]


# Writing


def test_editor_publishes_a_question(editor):
    home, helper = theme(), organisation()

    saved(
        editor, ADD, question_nl="Wat nu?", answer_nl="<p>Bel <b>iemand</b>.</p>",
        themes=[home.pk], organisations=[helper.pk], status="published",
        **{"sources-0-title": "De bron", "sources-0-url": "https://example.org/a",
           "sources-0-language": "fr"},
    )  # fmt: skip

    row = Question.objects.get()
    assert (row.slug, row.answer_nl) == ("wat-nu", "<p>Bel <strong>iemand</strong>.</p>")
    assert [list(row.themes.all()), list(row.organisations.all())] == [[home], [helper]]
    assert row.first_published_at is not None
    source = row.sources.get()
    assert (source.title, source.url, source.language) == (
        "De bron", "https://example.org/a", "fr",
    )  # fmt: skip
    assert editor.get("/nl/faq/wat-nu/").status_code == 200


def test_draft_needs_a_question_only(editor):
    saved(editor, ADD, question_ar="ماذا الآن؟", status="draft")

    row = Question.objects.get()
    assert (row.status, row.slug, row.first_published_at) == (Status.DRAFT, "question", None)


@pytest.mark.parametrize(("status", "is_linked"), [("published", True), ("draft", False)])
def test_view_on_site_leads_to_public_pages_only(editor, status, is_linked):
    row = question(status=status, slug="wat-nu")

    page = editor.get(change_url(row)).text

    assert ("View on site" in page) == is_linked
    assert ('href="/en/faq/wat-nu/"' in page) == is_linked


def test_question_without_words_is_refused_at_the_field(editor):
    errors = refused(editor, ADD, question_nl="  ", status="draft")

    assert errors == {"question_en": ["Write the question in at least one language."]}


def test_publish_without_an_answer_and_a_theme_is_refused_at_the_fields(editor):
    errors = refused(editor, ADD, question_nl="Wat nu?", answer_nl="<p> </p>", status="published")

    assert sorted(errors) == ["answer_en", "themes"]
    assert errors["answer_en"] == ["Write an answer in at least one language."]
    assert not Question.objects.exists()


def test_change_published_without_themes_is_refused(editor):
    row = question(themes=[theme()])

    assert list(refused(editor, change_url(row), themes=[])) == ["themes"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "example", "http://", "ftp://example.org", "https://a b.be"]
)
def test_source_with_a_bad_address_is_refused_at_its_field(editor, url):
    row = question(themes=[theme()])

    errors = refused(
        editor, change_url(row), **{"sources-0-title": "De bron", "sources-0-url": url}
    )

    assert list(errors) == ["sources-0-url"]
    assert not QuestionSource.objects.exists()


def test_address_given_twice_is_refused_at_the_field(editor):
    question(slug="wat-nu")

    errors = refused(editor, ADD, question_nl="Anders?", slug="wat-nu", status="draft")

    assert list(errors) == ["slug"]


def test_too_long_a_question_is_refused_at_its_own_field(editor):
    errors = refused(editor, ADD, question_fr="a" * 161, status="draft")

    assert list(errors) == ["question_fr"]


def test_editor_publishes_an_insight(editor):
    saved(
        editor, f"{INSIGHTS}add/", text_nl="Eén op tien.", authors="Janssens", title="Moeders",
        publisher="Lancet", year="2021", link="https://doi.org/10.1/x", status="published",
    )  # fmt: skip

    assert Insight.objects.published().get().text_nl == "Eén op tien."


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text_nl": ""}, "text_en"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"year": "21"}, "year"),
        ({"year": "99999"}, "year"),
        ({"text_nl": "a" * 401}, "text_nl"),
    ],
)
def test_insight_with_wrong_input_is_refused_at_the_field(editor, changes, field):
    row = insight(text_nl="Feit.")

    assert list(refused(editor, change_url(row), **changes)) == [field]


# The list


@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_count(editor, django_assert_num_queries, rows):
    for _ in range(rows):
        Clarity.objects.count_one(question(themes=[theme(), theme()]), "nl", True)
    editor.get(LIST)

    with django_assert_num_queries(8):
        page = editor.get(LIST)

    assert len(page.context["cl"].result_list) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_insight_list_query_count(editor, django_assert_num_queries, rows):
    for _ in range(rows):
        insight(themes=[theme()])
    editor.get(INSIGHTS)

    with django_assert_num_queries(8):
        page = editor.get(INSIGHTS)

    assert len(page.context["cl"].result_list) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_form_query_count(editor, django_assert_num_queries, rows):
    row = question(
        themes=[theme() for _ in range(rows)],
        organisations=[organisation() for _ in range(rows)],
    )
    for _ in range(rows):
        QuestionSource.objects.create(question=row, title="Bron", url="https://example.org/")
        Remark.objects.create(question=row, language="nl", text="Moeilijk")
    editor.get(change_url(row))

    with django_assert_num_queries(18):
        editor.get(change_url(row))


def test_list_adds_up_what_was_clear(editor):
    home = theme()
    row = question(themes=[home, theme()])
    question(position=1, themes=[home])
    for language, is_clear in [("nl", True), ("fr", True), ("nl", False)]:
        Clarity.objects.count_one(row, language, is_clear)

    for query in ("", f"theme={home.pk}"):
        page = editor.get(f"{LIST}?{query}")
        admin = page.context["cl"].model_admin
        found = [(admin.clear(row), admin.unclear(row)) for row in page.context["cl"].result_list]
        assert found == [(2, 1), (0, 0)]


def test_list_is_searched_in_every_language(editor):
    question(question_nl="Wat nu?", question_fr="Où trouver une crèche ?")
    question(question_nl="En dan?", answer_ar="<p>لقاءات</p>")

    assert len(listed(editor, "q=CRECHE")) == 1
    assert len(listed(editor, "q=creche+nu")) == 1
    assert len(listed(editor, "q=لقاءات")) == 1
    assert listed(editor, "q=nergens") == []


@pytest.mark.parametrize("text", ["%00", "%22", "*", "%ff", "a" * 3_000, "%27%27", "!!"])
@pytest.mark.parametrize("path", [LIST, INSIGHTS])
def test_list_search_takes_hostile_texts(editor, path, text):
    question()
    insight()

    assert editor.get(f"{path}?q={text}", follow=True).status_code == 200


# Who may what


def test_volunteers_may_only_look_at_what_is_archived(volunteer):
    row = question(question_nl="Wat nu?", status="archived")
    fact = insight(text_nl="Feit.", status="archived")
    Remark.objects.create(question=row, language="nl", text="Moeilijk")

    assert volunteer.get(LIST).status_code == volunteer.get(INSIGHTS).status_code == 200
    for url in (change_url(row), change_url(fact)):
        page = volunteer.get(url)
        assert page.status_code == 200
        assert 'name="_save"' not in page.text
        assert volunteer.post(url, {"question_nl": "Anders?", "text_nl": "x"}).status_code == 403
    assert "Moeilijk" not in volunteer.get(change_url(row)).text


def test_volunteers_change_nothing_in_the_list(volunteer):
    row = question(position=1)

    volunteer.post(
        LIST,
        {
            "form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": row.pk,
            "form-0-position": 7, "_save": "Save",
        },
    )  # fmt: skip

    row.refresh_from_db()
    assert row.position == 1


def test_editors_read_remarks_and_take_them_away(editor):
    row = question(themes=[theme()])
    remark = Remark.objects.create(question=row, language="nl", text="<b>Te moeilijk</b>")

    page = editor.get(change_url(row))
    assert "&lt;b&gt;Te moeilijk&lt;/b&gt;" in page.text

    saved(editor, change_url(row), **{"remarks-0-id": remark.pk, "remarks-0-DELETE": "on"})
    assert not Remark.objects.exists()


def test_nobody_deletes_questions(editor):
    row = question()

    assert editor.get(f"{LIST}{row.pk}/delete/").status_code == 403
    editor.force_login(user(is_superuser=True))
    assert editor.get(f"{LIST}{row.pk}/delete/").status_code == 403


def test_nobody_who_is_not_logged_in_comes_in(client):
    for path in (LIST, ADD, INSIGHTS):
        assert client.get(path).status_code == 302


def test_volunteer_reads_an_answer_as_readers_do(client):
    call_command("roles")
    row = question(
        answer_nl="<p>Bel <strong>106</strong>.</p><p>Of schrijf.</p>", status="archived"
    )
    client.force_login(user(groups=["Volunteers"], language="nl"))

    page = client.get(f"/admin/faq/question/{row.pk}/change/").text

    assert "<p>Bel <strong>106</strong>.</p><p>Of schrijf.</p>" in page
    assert "&lt;p&gt;" not in page
