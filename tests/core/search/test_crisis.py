"""Topics of danger: read with the snapshot, in step with what editors save."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from core.search import crisis, snapshot
from core.search.models import CrisisNumber, CrisisTopic
from tests.factories import crisis_topic, question, theme, user
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db


def topics(text):
    return [topic.slug for topic in snapshot.current().crises.in_text(text)]


def test_topic_is_understood_in_any_language_at_once():
    assert topics("despair") == []

    crisis_topic(slug="one", patterns_en="despair", patterns_ar="*يأس*")

    assert [topics(text) for text in ("in DESPAIR!", "اليأس", "hope", "")] == [["one"]] * 2 + [
        []
    ] * 2


def test_most_urgent_comes_first_and_two_are_enough():
    for position, slug in [(3, "three"), (1, "one"), (2, "two")]:
        crisis_topic(slug=slug, position=position, patterns_nl="wanhoop")

    assert topics("wanhoop") == ["one", "two"]


def test_what_is_saved_holds_at_once():
    topic = crisis_topic("1712", slug="one", patterns_nl="wanhoop")
    assert topics("wanhoop") == ["one"]

    topic.patterns_nl = "nood"
    topic.save()
    assert [topics("wanhoop"), topics("nood")] == [[], ["one"]]

    CrisisNumber.objects.update(phone="106")
    [found] = snapshot.current().crises.in_text("nood")
    assert [number.phone for number in found.numbers.all()] == ["106"]

    CrisisTopic.objects.update(is_active=False)
    assert topics("nood") == []


def test_patterns_that_did_not_change_are_not_read_again():
    topic = crisis_topic(slug="one", patterns_nl="wanhoop")
    before = snapshot.current().crises

    topic.sentence_nl = "Bel nu iemand."
    topic.save()

    now = snapshot.current().crises
    assert now.topics[0].sentence_nl == "Bel nu iemand."
    assert now.matcher is before.matcher


def test_topics_cost_two_queries_of_a_new_snapshot(django_assert_num_queries):
    snapshot.current()
    nothing = snapshot.current().crises
    for _ in range(3):
        crisis_topic("1712", "112", patterns_nl="wanhoop")

    with django_assert_num_queries(2):
        crisis.read(nothing)


def test_broken_pattern_is_refused():
    with pytest.raises(ValidationError) as error:
        CrisisTopic(slug="one", patterns_nl="* \n+").full_clean()

    assert len(error.value.message_dict["patterns_nl"]) == 2


@pytest.mark.parametrize("phone", ["call us", "112 or 101", "1", "+", "0800/12345", "112\n"])
def test_number_is_a_number(phone):
    with pytest.raises(ValidationError) as error:
        CrisisNumber(topic=crisis_topic(), phone=phone).full_clean()

    assert "phone" in error.value.message_dict


def test_question_is_found_by_its_former_address_and_only_while_it_is_public():
    row = question(slug="first", question_nl="Vraag?")
    assert crisis.row_at("questions", "first") == row

    row.slug = "second"
    row.save()
    assert crisis.row_at("questions", "first") == row

    row.status = "draft"
    row.save()
    assert crisis.row_at("questions", "second") is None


def test_theme_is_found_and_nothing_else():
    row = theme(slug="home")

    assert crisis.row_at("theme", "home") == row
    assert [crisis.row_at("theme", ""), crisis.row_at("else", "home")] == [None, None]
    assert crisis.row_at("questions", "a\0b") is None


# The admin


@pytest.fixture
def editor(client):
    client.force_login(user(groups=["Editors"], language="en"))
    return client


def change_url(row):
    return f"/admin/search/crisistopic/{row.pk}/change/"


def test_editor_changes_a_topic_and_it_holds_at_once(editor):
    question(slug="hits-me")
    theme(slug="violence")
    row = crisis_topic("1712", slug="one", patterns_nl="wanhoop")
    fields = fields_of(editor.get(change_url(row)))

    response = editor.post(
        change_url(row),
        fields
        | {
            "patterns_nl": ["nood\nhelp > mij"],
            "questions": ["https://site.example/nl/faq/hits-me/"],
            "theme": ["https://site.example/nl/themes/violence/"],
            "numbers-0-phone": ["0800 30 030"],
        },
    )

    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.questions, row.theme) == (["hits-me"], "violence")
    assert [topics(text) for text in ("wanhoop", "nood", "help mij")] == [[], ["one"], ["one"]]
    assert [number.phone for number in row.numbers.all()] == ["0800 30 030"]


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("patterns_nl", "*", "Line 1, “*”: “*” needs at least 2 letters beside the *."),
        ("patterns_ar", "[x] > y", "Line 1, “[x] &gt; y”: there is no list “x” above it."),
        ("questions", "nowhere", "There is no public page with the address “nowhere”."),
        ("theme", "nowhere", "There is no public page with the address “nowhere”."),
        ("numbers-0-phone", "call us", "Enter a valid value."),
    ],
)
def test_what_is_wrong_is_refused_with_a_clear_message(editor, field, text, message):
    row = crisis_topic("1712", slug="one", patterns_nl="wanhoop")
    fields = fields_of(editor.get(change_url(row)))

    response = editor.post(change_url(row), fields | {field: [text]})

    assert response.status_code == 200
    assert message in response.text
    assert topics("wanhoop") == ["one"]


def test_editor_tries_a_text(editor):
    crisis_topic(slug="one", sentence_nl="Bel nu.", patterns_nl="slaat > mij")
    crisis_topic(slug="two", sentence_nl="Blijf.", patterns_nl="wanhoop")

    def tried(text):
        page = editor.get("/admin/search/crisistopic/", {"q": text})
        return [row.slug for row in page.context["cl"].result_list]

    assert [tried(text) for text in ("hij SLAAT mij", "niets", "'%")] == [["one"], [], []]
    assert tried("") == ["one", "two"]


def test_second_of_two_editors_chooses(editor):
    row = crisis_topic("1712", slug="one", patterns_nl="wanhoop")
    fields = fields_of(editor.get(change_url(row)))
    editor.post(change_url(row), fields | {"patterns_nl": ["nood"]})

    page = editor.post(change_url(row), fields | {"patterns_nl": ["hulp"]})

    assert page.status_code == 409
    assert topics("nood") == ["one"]


def test_what_was_before_is_in_the_history_and_can_be_put_back(editor):
    row = crisis_topic("1712", slug="one", patterns_nl="wanhoop")
    fields = fields_of(editor.get(change_url(row)))
    editor.post(change_url(row), fields | {"patterns_nl": ["nood"], "numbers-0-phone": ["112"]})
    url = f"/admin/search/crisistopic/{row.pk}/history/"
    version = editor.get(url).context["entries"][0].before

    editor.post(url, {"version": version.pk, "_whole": "1"})

    assert topics("wanhoop") == ["one"]
    assert [number.phone for number in row.numbers.all()] == ["1712"]


def test_topic_loaded_with_a_broken_pattern_leaves_the_rest(client):
    crisis_topic(slug="one", patterns_nl="*\nwanhoop\n[x] > y")

    assert topics("wanhoop") == ["one"]
    assert topics("y") == []


def test_data_that_are_loaded_twice_are_there_once():
    call_command("loaddata", "crisis", verbosity=0)
    once = set(CrisisNumber.objects.values_list("pk", "topic__slug", "phone"))
    call_command("loaddata", "crisis", verbosity=0)

    assert set(CrisisNumber.objects.values_list("pk", "topic__slug", "phone")) == once
