"""Organisations that look the same: what says so, what does not, and how a volunteer is told."""

import re

import pytest

from directory.admin import duplicates
from directory.admin.duplicates import (
    NAMES,
    Reason,
    alike,
    core_of,
    likely,
    names_alike,
    page_of,
)
from directory.models import Organisation
from tests import factories

LIST = "/admin/directory/organisation/"
ADD = f"{LIST}add/"
ASK = f"{LIST}duplicates/"


# Names


@pytest.mark.parametrize(
    ("folded", "core"),
    [
        ("la maison verte asbl", "verte"),
        ("huis van het kind elsene", "elsene kind"),
        ("het huis", "het huis"),
        ("", ""),
    ],
)
def test_core_of_a_name(folded, core):
    assert core_of(folded) == core


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("verte", "verte", True),
        ("babboes", "baboes", True),
        ("groene kikker", "groene kiker", True),
        ("elsene kind", "etterbeek kind", False),
        ("groene kikker", "rode kikker", False),
        ("creche 12", "creche 13", False),
        ("one", "ona", False),
    ],
)
def test_names_that_are_alike(one, other, is_alike):
    assert bool(alike(one, other)) is is_alike
    assert alike(one, other) == alike(other, one)


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("super mamas brussel", "supermamas brussels", True),
        ("supermamas", "super mamas bruxelles", True),
        ("supermamas", "super mama s bruselas", True),
        ("super mamas", "brussel super mammas", True),
        ("mamas super", "supermamas", False),
        ("super papas brussel", "supermamas brussels", False),
        ("super mamas molenbeek", "supermamas brussels", False),
        ("wijk 1 2", "wijk 12", False),
        ("huis van het kind elsene", "huis van het kind etterbeek", False),
    ],
)
def test_names_that_are_alike_when_written_as_one_word(one, other, is_alike):
    assert bool(names_alike(one, other)) is is_alike
    assert names_alike(one, other) == names_alike(other, one)


def found(exclude_pk=None, **values):
    """`[(pk, reasons), …]` of what looks like `values`."""
    return [
        (each.organisation.pk, list(each.reasons)) for each in likely(values, exclude_pk=exclude_pk)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "La Maison Verte",
        "maison verte asbl",
        "MAISON VERTE",
        "Verte",
        "Maison Vertes",
        "De Groene Wieg vzw",
        "groene   wieg",
        "Groene Wiegg",
        "المركز الأخضر",
    ],
)
@pytest.mark.parametrize("language", ["nl", "fr", "ar"])
def test_name_is_found_in_any_language_and_spelling(typed, language):
    """Whatever language it is typed in: many write a French name where Dutch is asked."""
    same = factories.organisation(
        name_fr="La Maison Verte ASBL", name_nl="De Groene Wieg", name_ar="المركز الأخضر"
    )
    factories.organisation(name_fr="La Maison Rouge", name_nl="De Rode Wieg")

    assert found(**{f"name_{language}": typed}) == [(same.pk, [Reason.NAME])]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("SuperMamas Brussels", "Super Mamas Brussel"),
        ("Super Mamas Brussel", "SuperMamas Brussels"),
        ("SuperMamas Brussels", "Super-Mamas Bruselas"),
        ("SuperMamas Brussels", "Super Mamas Brüksel"),
        ("SuperMamas Brussels", "super mamas بروكسل"),
    ],
)
def test_name_is_found_written_as_one_word_or_as_several(stored, typed):
    same = factories.organisation(name_fr=stored)
    factories.organisation(name_fr="Super Papas Bruxelles")

    assert found(name_nl=typed) == [(same.pk, [Reason.NAME])]


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["draft", "in_review", "archived"])
def test_name_is_found_whatever_its_status(status):
    same = factories.organisation(name_nl="Babboes", status=status)

    assert found(name_nl="Baboes") == [(same.pk, [Reason.NAME])]


@pytest.mark.django_db
def test_common_words_make_no_names_alike():
    factories.organisation(name_nl="Huis van het Kind Elsene")
    factories.organisation(name_fr="Centre pour l’enfant asbl")

    assert found(name_nl="Huis van het Kind Etterbeek") == []
    assert found(name_fr="Centre pour la femme asbl") == []


@pytest.mark.django_db
def test_place_plays_no_part():
    neighbour = factories.organisation(name_nl="De Rode Wieg")
    there = factories.location(organisation=neighbour, street_nl="Nieuwstraat", house_number="1")

    assert found(name_nl="Babboes", street_nl=there.street_nl, house_number="1") == []


# Telephone, e-mail, website


@pytest.mark.django_db
@pytest.mark.parametrize(
    "written",
    ["02/512.34.56", "02 512 34 56", "+32 2 512 34 56", "0032(0)2/512.34.56", "٠٢٥١٢٣٤٥٦"],
)
@pytest.mark.parametrize("stored", ["02/512.34.56", "+32 (0)2 512\u00a034 56", "025123456"])
@pytest.mark.parametrize("field", ["phone", "whatsapp"])
def test_phone_is_found_however_it_is_written(written, stored, field):
    same = factories.organisation(**{field: stored})
    factories.organisation(phone="02 512 34 57")
    factories.organisation(phone="04 512 34 56")

    assert found(phone=written) == [(same.pk, [Reason.PHONE])]


@pytest.mark.django_db
def test_extension_belongs_to_the_same_phone():
    same = factories.organisation(phone="02 512 34 56")

    assert found(phone="02 512 34 56 ext. 12") == [(same.pk, [Reason.PHONE])]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["Info@DeWieg.be", " info@dewieg.be\u200b"])
def test_email_is_found(typed):
    same = factories.organisation(email="info@dewieg.be")

    assert found(email=typed) == [(same.pk, [Reason.EMAIL, Reason.DOMAIN])]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        {"email": "anna@dewieg.be"},
        {"website": "https://dewieg.be/nl/contact"},
        {"website": "http://www.DeWieg.be"},
    ],
)
@pytest.mark.parametrize(
    "stored", [{"email": "info@dewieg.be"}, {"website": "https://www.dewieg.be/fr/"}]
)
def test_own_domain_is_found(typed, stored):
    same = factories.organisation(**stored)
    factories.organisation(email="info@rodewieg.be", website="https://rodewieg.be/dewieg.be")

    assert found(**typed) == [(same.pk, [Reason.DOMAIN])]


@pytest.mark.django_db
def test_same_website_is_found():
    same = factories.organisation(website="https://www.dewieg.be")

    assert found(website="http://dewieg.be/") == [(same.pk, [Reason.WEBSITE])]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"email": "anna@gmail.com"}, {"email": "info@gmail.com"}),
        ({"website": "https://facebook.com/wieg"}, {"website": "https://facebook.com/kikker"}),
        (
            {"website": "https://www.facebook.com/profile.php?id=1"},
            {"website": "https://www.facebook.com/profile.php?id=2"},
        ),
        ({"website": "https://www.brussels.be/a"}, {"email": "a@brussels.be"}),
        ({"email": "a@irisnet.be"}, {"email": "b@irisnet.be"}),
        ({"website": "https://www.one.be"}, {"website": "https://one.be/"}),
    ],
)
def test_shared_domain_says_nothing(typed, stored):
    factories.organisation(**stored)

    assert found(**typed) == []


@pytest.mark.django_db
def test_same_page_on_a_shared_domain_is_found():
    same = factories.organisation(website="https://www.facebook.com/dewieg/")

    assert found(website="https://facebook.com/dewieg") == [(same.pk, [Reason.WEBSITE])]


@pytest.mark.django_db
def test_domain_of_many_is_that_of_an_umbrella():
    for number in range(6):
        factories.organisation(website=f"https://koepel.be/{number}")

    assert found(website="https://koepel.be/new") == []
    assert found(website="https://koepel.be") == []
    assert [reasons for _pk, reasons in found(website="https://koepel.be/3")] == [[Reason.WEBSITE]]


@pytest.mark.parametrize(
    ("website", "page"),
    [
        ("https://www.ONE-two.be/fr/", "one-two.be/fr"),
        ("http://one-two.be", "one-two.be"),
        ("https://one-two.be/?page=2", "one-two.be/?page=2"),
        ("https://www.facebook.com/", ""),
        ("https://[", ""),
        ("https://www.", ""),
        ("dewieg.be", ""),
        ("", ""),
    ],
)
def test_page_of_a_website(website, page):
    assert page_of(website) == page


# All together


@pytest.mark.django_db
def test_likeliest_comes_first_and_at_most_five():
    by_domain = factories.organisation(email="info@dewieg.be")
    by_name = factories.organisation(name_nl="De Wieg")
    by_all = factories.organisation(name_nl="Wieg", phone="02 512 34 56", email="a@dewieg.be")
    typed = {"name_nl": "De Wieg", "phone": "025123456", "email": "b@dewieg.be"}

    assert found(**typed) == [
        (by_all.pk, [Reason.NAME, Reason.PHONE, Reason.DOMAIN]),
        (by_name.pk, [Reason.NAME]),
        (by_domain.pk, [Reason.DOMAIN]),
    ]

    for _number in range(4):
        factories.organisation(name_nl="De Wieg")

    assert len(found(**typed)) == 5
    assert found(**typed)[0][0] == by_all.pk


@pytest.mark.django_db
def test_organisation_does_not_look_like_itself():
    same = factories.organisation(name_nl="De Wieg", phone="02 512 34 56")

    assert found(name_nl="De Wieg", phone="02 512 34 56", exclude_pk=same.pk) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"name_nl": "", "phone": None},
        {"name_nl": "!!!", "phone": "02", "email": "@", "website": "https://"},
        {"name_nl": "%", "email": "%@%", "website": "https://%.%"},
        {
            "name_nl": "\x00" * 9,
            "phone": "\x00",
            "email": "\x00@\x00.be",
            "website": "https://\x00.be",
        },
        {"name_nl": "x " * 5_000, "email": "x" * 5_000, "website": "https://x." + "x" * 5_000},
        {"email": "info@g"},
    ],
)
def test_half_typed_or_hostile_values_find_nothing(typed):
    factories.organisation(name_nl="De Wieg", email="info@gewoon.be", website="https://gewoon.be")

    assert found(**typed) == []


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_queries(rows, django_assert_num_queries):
    for _row in range(rows):
        factories.organisation(name_nl="De Wieg", phone="02 512 34 56")

    with django_assert_num_queries(3):
        assert len(likely({"name_nl": "Wieg", "phone": "02 512 34 56"})) == rows


def test_fields_are_those_of_the_model():
    assert {field.name for field in Organisation._meta.fields} >= set(duplicates.FIELDS)
    assert len(NAMES) == 6


# In the admin


@pytest.fixture
def editor(client):
    client.force_login(factories.user(language="en", is_superuser=True))
    return client


def new(**values):
    """What a browser sends of the form of a new organisation; a draft needs no more."""
    locations = {
        f"{prefix}-{name}": value
        for prefix in ("locations", "notices", "sources", "external_ids")
        for name, value in {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}.items()
    }
    defaults = {"kind": "shelter", "cost": "unknown", "status": "draft", "verify_every": "6"}
    needed = [f"{what}_needed" for what in ("papers", "appointment", "registration", "referral")]
    answers = dict.fromkeys([*needed, *Organisation.GOOD_TO_KNOW], "unknown")
    return {**locations, **defaults, **answers, **values}


@pytest.mark.django_db
def test_saving_what_may_be_there_asks_first(editor):
    same = factories.organisation(name_nl="De Wieg")

    response = editor.post(ADD, new(name_nl="De Wiegg"))

    page = response.content.decode()
    assert response.status_code == 200
    assert Organisation.objects.count() == 1
    assert f'<a href="{LIST}{same.pk}/edit/" target="_blank" rel="noopener">De Wieg<' in page
    assert "published: a similar name" in re.sub(r"\s+", " ", page)
    assert "Is it one of these? If not, tick the box." in page
    box = re.search(r"<input[^>]*id_is_another[^>]*>", page)[0]
    assert 'type="checkbox"' in box
    assert 'aria-describedby="id_is_another_error"' in box
    assert 'id="id_is_another_error"' in page


@pytest.mark.django_db
def test_saving_another_one_is_possible(editor):
    factories.organisation(name_nl="De Wieg")

    response = editor.post(ADD, new(name_nl="De Wieg", is_another="on"))

    assert response.status_code == 302
    assert Organisation.objects.filter(name_nl="De Wieg").count() == 2


@pytest.mark.django_db
def test_saving_something_new_asks_nothing(editor):
    factories.organisation(name_nl="De Rode Wieg")

    assert editor.post(ADD, new(name_nl="Babboes")).status_code == 302


@pytest.mark.django_db
def test_changing_an_organisation_asks_nothing(editor):
    factories.organisation(name_nl="De Wieg")
    same = factories.organisation(name_nl="De Wieg")

    page = editor.get(f"{LIST}{same.pk}/change/").content.decode()

    assert "is_another" not in page
    assert 'id="duplicates"' not in page


@pytest.mark.django_db
def test_empty_form_has_a_place_for_the_warning(editor):
    page = editor.get(ADD).content.decode()

    box = re.search(r'<div id="duplicates"[^>]*>\s*</div>', page)[0]
    assert 'aria-live="polite"' in box
    assert f'data-url="{ASK}"' in box
    assert f'data-fields="{" ".join(duplicates.FIELDS)}"' in box
    assert re.search(r'<script src="[^"]*js/admin/duplicates\.js" type="module">', page)


@pytest.mark.django_db
def test_answer_while_typing(editor):
    same = factories.organisation(name_nl="De Wieg", status="draft", phone="02 512 34 56")

    page = editor.post(ASK, {"name_fr": "wieg", "phone": "025123456"}).content.decode()

    assert f'href="{LIST}{same.pk}/edit/"' in page
    assert "draft: a similar name, the same telephone number" in re.sub(r"\s+", " ", page)
    assert 'name="is_another"' in page
    assert "<html" not in page


@pytest.mark.django_db
def test_answer_while_typing_something_new_is_empty(editor):
    factories.organisation(name_nl="De Wieg")

    assert editor.post(ASK, {"name_nl": "Babboes"}).content.decode().strip() == ""


@pytest.mark.django_db
def test_answer_is_for_who_may_add(client):
    factories.organisation(name_nl="De Wieg")
    client.force_login(factories.user(language="en"))

    assert client.post(ASK, {"name_nl": "De Wieg"}).status_code == 403


@pytest.mark.django_db
def test_answer_needs_a_login_and_a_post(client, editor):
    assert editor.get(ASK).status_code == 405
    editor.logout()
    assert client.post(ASK).status_code == 302
