"""Whether translations are missing, outdated or up to date, after any sequence of work."""

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agenda.models import Event
from core.editing import text_states
from core.editing.models import Proposal
from core.models import Status
from directory.models import Organisation
from tests import factories
from tests.html_forms import fields_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

LANGUAGES = ["nl", "fr", "ar"]


def state_of(row, field="summary"):
    """`{language: state}` of the three languages of these tests."""
    row.refresh_from_db()
    states = text_states.of(row).get(field, {})
    return {code: states[code] for code in LANGUAGES if code in states}


def draft(**texts):
    return factories.organisation(
        status=Status.IN_REVIEW,
        **{f"summary_{code}": texts.get(code, "") for code in ["nl", *texts]},
    )


def test_translations_written_together_are_up_to_date():
    row = draft(nl="Koffie", fr="Café")

    assert state_of(row) == {"fr": "current", "ar": "missing"}
    assert row.missing_in == " en  ar  es  tr "
    assert row.outdated_in == ""


def test_translation_is_outdated_when_its_source_changes():
    row = draft(nl="Koffie", fr="Café")

    row.summary_nl = "Koffie en thee"
    row.save()

    assert state_of(row) == {"fr": "outdated", "ar": "missing"}
    assert row.outdated_in == " fr "


def test_saving_without_a_change_changes_nothing():
    row = draft(nl="Koffie", fr="Café")
    row.summary_nl = "Koffie en thee"
    row.save()

    row.save()
    row.internal_notes = "Called"
    row.save()

    assert state_of(row) == {"fr": "outdated", "ar": "missing"}


def test_source_put_back_makes_its_translation_right_again():
    row = draft(nl="Koffie", fr="Café")
    for text in ("Koffie en thee", "Koffie"):
        row.summary_nl = text
        row.save()

    assert state_of(row)["fr"] == "current"


def test_small_correction_keeps_translations_up_to_date():
    row = draft(nl="Kofie", fr="Café")

    row.summary_nl, row.is_small_correction = "Koffie", True
    row.save()

    assert state_of(row)["fr"] == "current"


def test_small_correction_does_not_make_an_outdated_translation_right():
    row = draft(nl="Koffie", fr="Café")
    row.summary_nl = "Koffie en tee"
    row.save()

    row.summary_nl, row.is_small_correction = "Koffie en thee", True
    row.save()

    assert state_of(row)["fr"] == "outdated"


def test_source_is_the_language_that_was_there_first():
    row = draft(nl="", fr="Café")
    row.summary_nl = "Koffie"
    row.save()

    row.summary_nl = "Koffie en thee"
    row.save()

    assert text_states.source_of(row, "summary") == "fr"
    assert state_of(row)["nl"] == "current"


def test_translation_from_what_the_translator_saw_is_outdated():
    row = draft(nl="Koffie")
    seen = text_states.fingerprint("Koffie")
    row.summary_nl = "Koffie en thee"
    row.save()

    row.summary_fr, row.seen_texts = "Café", {"summary_nl": seen}
    row.save()

    assert state_of(row)["fr"] == "outdated"


def test_copy_of_an_activity_keeps_what_is_outdated(client):
    call_command("roles")
    client.force_login(factories.user(groups=["Editors"], language="en"))
    event = factories.event(title_nl="Koffie", title_fr="Café", summary_nl="Elke week")
    event.title_nl = "Koffie en thee"
    event.save()
    url = f"/admin/agenda/event/add/?copy={event.pk}"

    response = client.post(url, fields_of(client.get(url)))

    copy = Event.objects.exclude(pk=event.pk).get()
    assert response.status_code == 302
    assert state_of(copy, "title") == {"fr": "outdated", "ar": "missing"}


# Any sequence of work, compared with a slow account of it


texts = st.sampled_from(["", "a", "b", "c"])
languages = st.sampled_from(LANGUAGES)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), languages, texts, st.booleans()),
        st.tuples(st.just("save")),
        st.tuples(st.just("copy")),
        st.tuples(st.just("draft"), languages, texts),
        st.tuples(st.just("approve")),
        st.tuples(st.just("confirm"), languages),
    ),
    max_size=12,
)


class Account:
    """What each translation was made from, written down as it happens."""

    def __init__(self):
        self.texts, self.made_from, self.source = {}, {}, None

    def copy(self):
        other = Account()
        other.texts, other.made_from = dict(self.texts), dict(self.made_from)
        other.source = self.source
        return other

    def write(self, language, text, is_small=False, seen=None):
        before = dict(self.texts)
        self.texts = {code: self.texts.get(code, "") for code in LANGUAGES} | {language: text}
        there = [code for code in LANGUAGES if self.texts[code]]
        if not there:
            self.source, self.made_from = None, {}
            return
        if self.source is None:
            self.source = there[0]
            self.made_from = {}
            return
        old = self.source
        if not self.texts[old]:
            self.source = there[0]
        for code in there:
            was_current = code == old or self.made_from.get(code) == before.get(old)
            if code == self.source:
                self.made_from.pop(code, None)
            elif before.get(code, "") != self.texts[code]:
                self.made_from[code] = self.texts[self.source] if seen is None else seen
            elif self.source != old or is_small:
                self.made_from[code] = self.texts[self.source] if was_current else None
        self.made_from = {code: made for code, made in self.made_from.items() if code in there}

    def states(self):
        if self.source is None:
            return {}
        current = self.texts[self.source]
        return {
            code: "missing"
            if not self.texts.get(code)
            else ("current" if self.made_from.get(code) == current else "outdated")
            for code in LANGUAGES
            if code != self.source
        }


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_states_agree_with_a_slow_account(steps):
    row, account, waiting = draft(), Account(), None
    for step, *arguments in steps:
        if step == "edit":
            language, text, is_small = arguments
            setattr(row, f"summary_{language}", text)
            row.is_small_correction = is_small
            row.save()
            account.write(language, text, is_small)
        elif step == "save":
            Organisation.objects.get(pk=row.pk).save()
        elif step == "copy":
            copy = Organisation(kind=row.kind, name_nl="Kopie")
            copy.copied_states = row.text_states
            for code in LANGUAGES:
                setattr(copy, f"summary_{code}", getattr(row, f"summary_{code}"))
            copy.save()
            row, account, waiting = copy, account.copy(), None
        elif step == "draft":
            language, text = arguments
            source = account.source
            waiting = language, text, source, source and account.texts[source]
        elif step == "approve" and waiting:
            language, text, source, seen = waiting
            waiting = None
            if source is None or source != account.source or language == source:
                seen = None
            setattr(row, f"summary_{language}", text)
            if seen is not None:
                row.seen_texts = {f"summary_{source}": text_states.fingerprint(seen)}
            row.save()
            account.write(language, text, seen=seen)
        elif step == "confirm":
            [language] = arguments
            row.still_right = [f"summary_{language}"]
            row.save()
            if language in account.made_from:
                account.made_from[language] = account.texts[account.source]

        assert state_of(row) == account.states()


# The page for translating


@pytest.fixture
def translator(client):
    call_command("roles")
    client.force_login(factories.user(groups=["Editors"], language="en"))
    return client


def page_url(row, language):
    return f"/admin/translate/{language}/directory.organisation/{row.pk}/"


def test_page_shows_source_beside_target_and_goes_to_the_next(translator):
    first, second = draft(nl="Koffie"), draft(nl="Thee")

    page = translator.get(page_url(first, "ar"))
    response = translator.post(page_url(first, "ar"), fields_of(page) | {"summary_ar": ["قهوة"]})

    [text] = page.context["texts"]
    assert (text.source.text, text.source.language, text.state) == ("Koffie", "nl", "missing")
    assert (response.status_code, response.url) == (302, page_url(second, "ar"))
    assert state_of(first)["ar"] == "current"
    first.refresh_from_db()
    assert first.summary_ar == "قهوة"


def test_page_confirms_that_an_outdated_translation_is_still_right(translator):
    row = draft(nl="Koffie", fr="Café")
    row.summary_nl = "Koffie!"
    row.save()
    page = translator.get(page_url(row, "fr"))

    translator.post(page_url(row, "fr"), fields_of(page) | {"_still_right_texts": ["summary_fr"]})

    assert state_of(row)["fr"] == "current"


def test_translation_of_a_volunteer_waits_and_is_outdated_when_the_source_moved_on(client):
    call_command("roles")
    row = factories.organisation(
        summary_nl="Koffie", themes=[factories.theme()], phone="+32 2 123 45 67", serves_region=True
    )
    client.force_login(factories.user(groups=["Volunteers"], language="en"))
    page = client.get(page_url(row, "fr"))
    client.post(page_url(row, "fr"), fields_of(page) | {"summary_fr": ["Café"]})
    proposal = Proposal.objects.get()
    row.summary_nl = "Koffie en thee"
    row.save()
    client.force_login(factories.user(groups=["Editors"], language="en"))
    url = f"/admin/editing/proposal/{proposal.pk}/change/"

    response = client.post(url, fields_of(client.get(url)) | {"_approve": ["1"]})

    row.refresh_from_db()
    assert response.status_code == 302
    assert row.summary_fr == "Café"
    assert state_of(row)["fr"] == "outdated"


def test_translation_that_an_editor_began_before_its_source_changed_is_outdated(translator):
    row = draft(nl="Koffie")
    page = translator.get(page_url(row, "fr"))
    row.summary_nl = "Koffie en thee"
    row.save()

    response = translator.post(page_url(row, "fr"), fields_of(page) | {"summary_fr": ["Café"]})

    assert response.status_code == 302
    assert state_of(row)["fr"] == "outdated"


def test_translation_that_another_wrote_meanwhile_is_a_choice(translator):
    row = draft(nl="Koffie", fr="Café")
    page = translator.get(page_url(row, "fr"))
    row.summary_fr = "Du café"
    row.save()

    kept = translator.post(page_url(row, "fr"), fields_of(page))
    response = translator.post(page_url(row, "fr"), fields_of(page) | {"summary_fr": ["Un café"]})

    row.refresh_from_db()
    assert (kept.status_code, response.status_code) == (302, 409)
    assert row.summary_fr == "Du café"


def test_queue_counts_rows_in_one_query_a_model(translator, django_assert_max_num_queries):
    row = draft(nl="Koffie", fr="Café")
    row.summary_nl = "Koffie!"
    row.save()
    factories.organisation(status=Status.ARCHIVED, summary_nl="Weg")

    with django_assert_max_num_queries(20):
        page = translator.get("/admin/translate/fr/")

    french = next(each for each in page.context["progress"] if each["code"] == "fr")
    assert (french["outdated"], french["missing"]) == (1, 0)
    assert [str(each["row"]) for each in page.context["rows"]] == [str(row)]


@pytest.mark.parametrize("path", ["de/", "ar/directory.organisation/999/", "ar/accounts.user/1/"])
def test_page_that_is_not_there_is_not_found(translator, path):
    assert translator.get(f"/admin/translate/{path}").status_code == 404


def test_command_works_out_what_was_saved_before(capsys):
    row = draft(nl="Koffie")
    Organisation.objects.filter(pk=row.pk).update(text_states={}, missing_in="")

    call_command("text_states")
    first = capsys.readouterr().out
    call_command("text_states")

    row.refresh_from_db()
    assert row.missing_in == " fr  en  ar  es  tr "
    assert first.endswith(": 1\n")
    assert capsys.readouterr().out == ""
