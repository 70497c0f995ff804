"""The search without pages: documents follow rows, memory follows documents, words find rows."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core import versions
from core.kept import memory
from core.models import Status
from core.search import documents as search_documents
from core.search import snapshot
from core.search.models import MissedSearch, SearchDocument, SynonymGroup
from core.text import fold
from directory.models import Organisation
from tests import factories
from tests.factories import event, municipality, neighbourhood, organisation, question, theme

pytestmark = pytest.mark.django_db


def found(text, kind="organisation"):
    """The ids of what has all words, the best first."""
    search = snapshot.current()
    rows = search.rows_with_all(search.words(text), kind)
    return sorted(rows, key=lambda pk: (rows[pk], pk))


def corrected(text):
    return snapshot.corrected(snapshot.current().words(text))


def documents():
    fields = ("kind", "object_id", "names", *search_documents.TIERS)
    return sorted(SearchDocument.objects.values_list(*fields))


# Documents follow rows


def test_saved_row_is_found_at_once():
    assert found("Koffiehuis") == []

    row = organisation(name_nl="Koffiehuis")

    assert found("Koffiehuis") == [row.pk]


def test_renamed_row_is_found_by_its_new_name_only():
    row = organisation(name_nl="Koffiehuis")
    assert found("Koffiehuis") == [row.pk]

    row.name_nl = "Theesalon"
    row.save()

    assert [found("Koffiehuis"), found("Theesalon")] == [[], [row.pk]]
    assert snapshot.current().named("koffiehuis", "organisation") == 0


def test_deleted_row_is_not_found():
    row = organisation(name_nl="Koffiehuis")
    assert found("Koffiehuis") == [row.pk]

    row.delete()

    assert found("Koffiehuis") == []
    memory.forget()
    assert found("Koffiehuis") == []


def test_rows_deleted_together_are_not_found():
    organisation(name_nl="Koffiehuis")
    organisation(name_nl="Koffieclub")

    Organisation.objects.all().delete()

    assert found("koffie") == []


@pytest.mark.django_db(transaction=True)
def test_change_that_is_rolled_back_is_not_found():
    kept = organisation(name_nl="Koffiehuis")
    with transaction.atomic():
        organisation(name_nl="Theesalon")
        kept.name_nl = "Theekamer"
        kept.save()
        transaction.set_rollback(True)

    assert [found("Theesalon"), found("Theekamer")] == [[], []]
    assert found("Koffiehuis") == [kept.pk]
    assert SearchDocument.objects.filter(kind="organisation").count() == 1


def test_event_is_found_by_the_name_of_its_organisation_after_a_change():
    row = event(title_nl="Babymassage", organisation=organisation(name_nl="Koffiehuis"))
    assert found("koffiehuis", "event") == [row.pk]

    row.organisation.name_nl = "Theesalon"
    row.organisation.save()

    assert found("theesalon", "event") == [row.pk]
    assert found("koffiehuis", "event") == []


def test_every_kind_has_documents():
    place = municipality(name_nl="Elsene", name_fr="Ixelles", aliases=["XL"])
    rows = {
        "organisation": organisation(name_nl="Elsene samen"),
        "event": event(title_nl="Wandeling in Elsene"),
        "question": question(question_nl="Wie helpt mij in Elsene?"),
        "theme": theme(name_nl="Elsene"),
        "municipality": place,
        "neighbourhood": neighbourhood(name_nl="Hoog-Elsene", municipality=place),
    }

    assert {kind: found("elsene", kind) for kind in rows} == {
        kind: [row.pk] for kind, row in rows.items()
    }


def test_rebuild_changes_nothing_after_saves_and_deletes():
    place = municipality(name_nl="Elsene", postal_codes=["1050"], aliases=["XL"])
    neighbourhood(name_nl="Matonge", municipality=place)
    theme(name_nl="Wonen", tagline_nl="Een dak boven je hoofd")
    row = organisation(name_nl="Crèche", name_fr="L’Îlot", description_ar="لقاءات")
    event(organisation=row, title_nl="Babymassage")
    question(question_nl="Wat nu?", answer_nl="<p>Bel <strong>iemand</strong>&nbsp;op.</p>")
    organisation(name_nl="Weg").delete()
    row.name_nl = "Kribbe"
    row.save()
    before = documents()

    count = search_documents.rebuild()

    assert documents() == before
    # Also the empty document of what was deleted, and the event's and its organisation's own.
    assert count == len(before)


def test_rebuild_finds_what_no_signal_told():
    rows = Organisation.objects.bulk_create([Organisation(name_nl="Koffiehuis", slug="k")])
    Organisation.objects.filter(pk=rows[0].pk).update(
        status=Status.PUBLISHED, first_published_at=timezone.now()
    )
    organisation(name_nl="Theesalon")
    assert found("koffiehuis") == []

    call_command("search_documents", verbosity=0)

    assert found("koffiehuis") == [rows[0].pk]


def test_status_changed_in_bulk_is_followed():
    row = organisation(name_nl="Koffiehuis", status=Status.DRAFT)
    assert found("koffiehuis") == []

    Organisation.objects.update(status=Status.PUBLISHED, first_published_at=timezone.now())
    assert found("koffiehuis") == [row.pk]

    Organisation.objects.update(status=Status.ARCHIVED)
    assert found("koffiehuis") == []


def test_other_processes_notice():
    """This process reads `old` when it looks again; another one has written meanwhile."""
    organisation(name_nl="Koffiehuis")
    old = snapshot.current()
    row = Organisation(name_nl="Theesalon", status=Status.PUBLISHED)
    row.save()

    versions.forget()
    new = snapshot.current()

    assert new is not old
    assert found("theesalon") == [row.pk]
    # Whoever still reads the old one is not disturbed.
    assert old.rows_with_all(old.words("theesalon"), "organisation") == {}


def test_a_new_process_finds_the_same():
    row = organisation(name_nl="Koffiehuis", summary_nl="Babymassage en thee")
    row.name_nl = "Theesalon"
    row.save()
    texts = ("theesalon", "koffiehuis", "babymasage", "koffiehuizen", "thee")
    here = [(found(text), corrected(text)) for text in texts]

    memory.forget()

    assert [(found(text), corrected(text)) for text in texts] == here


# Nothing that is not public


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED])
def test_row_that_is_not_published_is_not_found(status):
    organisation(name_nl="Koffiehuis", status=status)
    event(title_nl="Koffieclub", status=status)
    event(title_nl="Koffiebar", organisation=organisation(name_nl="Koffietent", status=status))
    question(question_nl="Koffiepauze?", status=status)

    for kind in ("organisation", "event", "question"):
        assert found("koffie", kind) == []
    assert snapshot.current().named("koffiehuis", "organisation") == 0


def test_word_of_a_draft_is_never_what_was_meant():
    organisation(name_nl="Koffiehuis", status=Status.DRAFT)
    organisation(name_nl="Theesalon", name_fr="Koffiehaus")

    assert corrected("koffiehus") == "koffiehaus"
    assert corrected("koffiehuisje") is None


def test_word_of_a_draft_hides_no_correction():
    organisation(name_nl="babymassage", status=Status.DRAFT)
    row = organisation(name_nl="Baby massage")

    assert found("babymassage") == [row.pk]


# What a word stands for


@pytest.mark.parametrize(
    ("typed", "name", "used"),
    [
        ("borstvoding", "Borstvoeding", "borstvoeding"),
        ("alaitment", "Allaitement", "allaitement"),
        ("loegment", "Logement", "logement"),
        ("logemant", "Logement", "logement"),
        ("ecuote", "Écoute", "ecoute"),
        ("ecoutte", "Écoute", "ecoute"),
        ("psycologue", "Psychologue", "psychologue"),
        ("babymassage", "Baby massage", "baby massage"),
    ],
)
def test_mistake_finds_the_word_and_says_so(typed, name, used):
    row = organisation(name_fr=name)

    assert found(typed) == [row.pk]
    assert corrected(typed) == used


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("massage", "Babymassage"),
        ("massage", "Baby-massage"),
        ("babymassage", "Baby-massage"),
        ("baby massage", "Babymassage"),
        ("borst", "Borstvoeding"),
        ("bo", "Borstvoeding"),
        ("huis", "Buurthuizen en een huis"),
    ],
)
def test_part_of_a_word_finds_it(typed, name):
    row = organisation(name_nl=name)

    assert found(typed) == [row.pk]
    assert corrected(typed) is None


def test_mistake_is_looked_for_only_where_nothing_has_the_word():
    row = organisation(name_nl="Borst")
    organisation(name_nl="Worst")

    assert found("borst") == [row.pk]


@pytest.mark.parametrize("typed", ["kat", "xyz", "q", "wwwwwww"])
def test_short_or_strange_words_find_nothing_alike(typed):
    organisation(name_nl="Kit xyy wwwwaaa")

    assert found(typed) == []
    assert corrected(typed) is None


def test_exact_word_comes_before_other_forms_and_parts():
    part = organisation(name_nl="Babymassage")
    beginning = organisation(name_nl="Massagetafel")
    exact = organisation(name_nl="Massage")

    assert found("massage") == [exact.pk, beginning.pk, part.pk]


def test_name_comes_before_summary_and_body():
    body = organisation(name_nl="A", description_nl="Massage")
    summary = organisation(name_nl="B", summary_nl="Massage")
    name = organisation(name_nl="Massage voor baby’s")

    assert found("massage") == [name.pk, summary.pk, body.pk]


# Synonyms


def test_synonyms_find_each_other_in_every_direction():
    SynonymGroup.objects.create(words=["Crèche", "kinderopvang", "حضانة"])
    names = {"name_fr": "Crèche", "name_nl": "Kinderopvang", "name_ar": "الحضانة"}
    rows = [organisation(**{field: name}) for field, name in names.items()]

    for typed in ("creche", "crèches", "kinderopvang", "حضانة"):
        assert sorted(found(typed)) == [row.pk for row in rows]


def test_synonym_of_several_words():
    SynonymGroup.objects.create(words=["kraamzorg", "zorg na de bevalling"])
    long = organisation(name_nl="Zorg na een bevalling", description_nl="de")
    short = organisation(name_nl="Kraamzorg")

    assert sorted(found("kraamzorg")) == [long.pk, short.pk]
    assert sorted(found("zorg na de bevalling")) == [long.pk, short.pk]
    assert sorted(found("ik zoek zorg na de bevalling")) == [long.pk, short.pk]


def test_synonym_of_several_words_with_another_word_narrows():
    SynonymGroup.objects.create(words=["kraamzorg", "zorg na de bevalling"])
    row = organisation(name_nl="Kraamzorg", summary_nl="thuis")
    organisation(name_nl="Kraamzorg")

    assert found("zorg na de bevalling thuis") == [row.pk]
    assert found("thuis zorg na de bevalling") == [row.pk]


def test_word_itself_comes_before_its_synonym():
    SynonymGroup.objects.create(words=["kraamzorg", "nazorg"])
    other = organisation(name_nl="Nazorg")
    own = organisation(name_nl="Kraamzorg")

    assert found("kraamzorg") == [own.pk, other.pk]


def test_synonym_that_is_changed_or_deleted_counts_at_once():
    group = SynonymGroup.objects.create(words=["kraamzorg", "nazorg"])
    row = organisation(name_nl="Nazorg")
    assert found("kraamzorg") == [row.pk]

    group.words = ["kribbe", "nazorg"]
    group.save()
    assert [found("kraamzorg"), found("kribbe")] == [[], [row.pk]]

    group.delete()
    assert found("kribbe") == []


def test_synonym_of_a_mistake_counts():
    SynonymGroup.objects.create(words=["kraamzorg", "postnataal"])
    organisation(name_nl="Kraamzorg")
    row = organisation(name_nl="Postnataal")

    assert row.pk in found("kraamzrog")


def test_synonyms_of_nothing_harm_nobody():
    SynonymGroup.objects.create(words=[])
    SynonymGroup.objects.create(words=["", "!!", "nazorg"])
    row = organisation(name_nl="Nazorg")

    assert found("nazorg") == [row.pk]
    assert found("!!") == []


# Accents, capitals and letter forms


@pytest.mark.parametrize("typed", ["ecoute", "ÉCOUTE", "écoute", "e\u0301coute"])
def test_accents_and_capitals_find_the_name(typed):
    row = organisation(name_fr="Écoute Jeunes")

    assert found(typed) == [row.pk]


@pytest.mark.parametrize("typed", ["école", "ecole", "ÉCOLE", "oeuvre", "Œuvre"])
def test_capitals_and_ligatures_find_the_name(typed):
    row = organisation(name_fr="ÉCOLE du Œuvre")

    assert found(typed) == [row.pk]


@pytest.mark.parametrize("typed", ["привіт", "ПРИВІТ", "Привіт дім"])
def test_cyrillic_capitals_find_the_name(typed):
    row = organisation(name_en="Привіт Дім")

    assert found(typed) == [row.pk]


@pytest.mark.parametrize("written", ["Сім’я", "Сім'я", "Сімʼя"])
@pytest.mark.parametrize("typed", ["сім'я", "сімʼя", "СІМ’Я"])
def test_every_apostrophe_finds_every_other(written, typed):
    row = organisation(name_en=written)

    assert found(typed) == [row.pk]


@pytest.mark.parametrize(
    ("written", "typed"),
    [("œuvre", "oeuvre"), ("cœur", "coeur"), ("\ufb01nances", "finances"), ("Ĳsland", "ijsland")],
)
def test_ligatures_match_both_ways(written, typed):
    row = organisation(name_fr=written)
    other = organisation(name_fr=typed)

    assert found(typed) == found(written) == [row.pk, other.pk]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("آسفي", "اسفي"),
        ("مَرَّاكُش", "مراكش"),
        ("مدرسة", "مدرسه"),
        ("العـــربية", "العربية"),
        ("مستشفى", "مستشفي"),
    ],
)
def test_arabic_letter_forms_find_the_other(one, other):
    row = organisation(name_ar=one)
    assert found(other) == [row.pk]

    row.name_ar = other
    row.save()
    assert found(one) == [row.pk]


@pytest.mark.parametrize("typed", ["école\u200b", "\u00a0école", "\u200fécole", "é\u00adcole"])
def test_invisible_characters_in_the_query_change_nothing(typed):
    row = organisation(name_fr="École")

    assert found(typed) == [row.pk]
    assert corrected(typed) is None


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Łódź", "lodz"), ("Ødegård", "odegard"), ("Đorđe", "dorde"), ("Straße", "strasse")],
)
def test_letters_that_do_not_decompose_are_found(written, typed):
    row = organisation(name_en=written)

    assert found(typed) == [row.pk]


@pytest.mark.parametrize("typed", ["kahvaltı", "kahvalti", "KAHVALTI", "KAHVALTİ"])
def test_dotted_and_dotless_i_are_the_same(typed):
    row = organisation(name_tr="Kahvaltı")

    assert found(typed) == [row.pk]


# Properties

WORDS = ["crèche", "moeders", "samen", "لقاءات", "baby", "massage", "babymassage", "de", "kribbe"]
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
queries = st.lists(st.sampled_from([*WORDS, "moeder", "samn", "mass"]), min_size=1, max_size=3)


@settings(max_examples=25)
@given(st.lists(names, max_size=4), queries)
def test_order_of_words_does_not_matter(rows, typed):
    with transaction.atomic():
        for name in rows:
            organisation(name_nl=name)
        search = snapshot.current()
        forwards = search.rows_with_all(search.words(" ".join(typed)), "organisation")
        backwards = search.rows_with_all(search.words(" ".join(typed[::-1])), "organisation")
        transaction.set_rollback(True)
    memory.forget()

    assert forwards == backwards


@settings(max_examples=25)
@given(st.lists(st.tuples(names, st.sampled_from(Status.values)), max_size=5), names)
@example([("crèche", "published")], "de")
def test_every_public_row_with_all_words_is_found_and_no_other_status(rows, typed):
    with transaction.atomic():
        made = [organisation(name_nl=name, status=status) for name, status in rows]
        ids = set(found(typed))
        transaction.set_rollback(True)
    memory.forget()

    typed_words = set(fold(typed).split())
    wanted = typed_words - {"de"} or typed_words
    public = {row.pk for row in made if row.status == Status.PUBLISHED}
    having = {row.pk for row in made if wanted <= set(fold(row.name_nl).split())}
    assert having & public <= ids <= public


# Searches that found nothing


def missed():
    return list(MissedSearch.objects.values_list("text", "language", "times"))


def test_missed_search_is_counted_folded_by_language_and_week(monkeypatch):
    for text, language in [("Crèche!", "fr"), ("creche", "fr"), ("CRÈCHE", "nl")]:
        MissedSearch.objects.count_one(text, language)
    monkeypatch.setattr(timezone, "localdate", lambda: date.today() + timedelta(days=7))
    MissedSearch.objects.count_one("crèche", "fr")

    assert sorted(missed()) == [("creche", "fr", 1), ("creche", "fr", 2), ("creche", "nl", 1)]
    assert {row.week.weekday() for row in MissedSearch.objects.all()} == {0}


@pytest.mark.parametrize("text", ["", "!!!", "\0", "\u200b"])
def test_missed_search_without_a_word_is_not_counted(text):
    MissedSearch.objects.count_one(text, "nl")

    assert missed() == []


def test_missed_search_is_cut():
    MissedSearch.objects.count_one("a" * 10_000, "nl")

    assert missed() == [("a" * 60, "nl", 1)]


def test_missed_searches_of_a_week_are_capped_but_known_ones_go_on(monkeypatch):
    queryset = type(MissedSearch.objects.all())
    monkeypatch.setattr(queryset, "MOST_A_WEEK", 2)
    for text in ("een", "twee", "drie", "een"):
        MissedSearch.objects.count_one(text, "nl")
    MissedSearch.objects.count_one("drie", "fr")

    assert sorted(missed()) == [("drie", "fr", 1), ("een", "nl", 2), ("twee", "nl", 1)]


# The admin


@pytest.fixture
def editor(client):
    call_command("roles", verbosity=0)
    client.force_login(factories.user(groups=["Editors"], language="en"))
    return client


def test_admin_shows_missed_searches_from_three_times_on(editor):
    for text, times in (("twee", 2), ("drie", 3), ("vijf", 5)):
        for _ in range(times):
            MissedSearch.objects.count_one(text, "nl")

    page = editor.get("/admin/search/missedsearch/")

    assert [row.text for row in page.context["cl"].result_list] == ["vijf", "drie"]
    assert "twee" not in page.text


def test_admin_opens_no_missed_search_below_three_times(editor):
    MissedSearch.objects.count_one("geheim", "nl")
    row = MissedSearch.objects.get()

    response = editor.get(f"/admin/search/missedsearch/{row.pk}/change/", follow=True)

    assert "geheim" not in response.text
    assert editor.get("/admin/search/missedsearch/add/").status_code == 403


def test_synonyms_written_in_the_admin_count_at_once(editor):
    row = organisation(name_nl="Crèche")
    assert found("kinderopvang") == []

    editor.post("/admin/search/synonymgroup/add/", {"words": "crèche\n kinderopvang \n\n"})

    assert SynonymGroup.objects.get().words == ["crèche", "kinderopvang"]
    assert found("kinderopvang") == [row.pk]


def test_synonyms_without_words_are_refused(editor):
    response = editor.post("/admin/search/synonymgroup/add/", {"words": " \n"})

    assert response.status_code == 200
    assert not SynonymGroup.objects.exists()


def test_volunteers_change_no_synonyms(client):
    call_command("roles", verbosity=0)
    client.force_login(factories.user(groups=["Volunteers"]))

    assert client.get("/admin/search/synonymgroup/add/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("model", "queries"), [("synonymgroup", 6), ("missedsearch", 7)])
def test_admin_list_query_count(editor, django_assert_num_queries, model, queries, rows):
    for number in range(rows):
        SynonymGroup.objects.create(words=["een", f"ander {number}"])
        for _ in range(3):
            MissedSearch.objects.count_one(f"woord {number}", "nl")
    editor.get(f"/admin/search/{model}/")

    with django_assert_num_queries(queries):
        page = editor.get(f"/admin/search/{model}/")

    assert len(page.context["cl"].result_list) == rows


@pytest.mark.django_db(transaction=True)
def test_documents_that_come_after_their_rows_are_read_too():
    """Without a transaction a reader may have come between: the version of the row was there."""
    row = factories.event(title_nl="Vroeger")
    type(row).objects.filter(pk=row.pk).update(title_nl="Voortaan")
    before = snapshot.current()

    search_documents.update("event", [row.pk])

    now = snapshot.current()
    assert not before.rows_with_all(before.words("voortaan"), "event")
    assert now.rows_with_all(now.words("voortaan"), "event").keys() == {row.pk}
