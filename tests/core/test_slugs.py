"""Addresses are made once, never collide, and never stop working."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core import slugs
from core.models import FormerSlug
from directory.models import Organisation
from tests.factories import organisation, theme

pytestmark = pytest.mark.django_db


def test_slug_is_made_from_the_first_name_there_is():
    assert organisation(name_fr="L’Îlot du Cœur").slug == "lilot-du-coeur"


@pytest.mark.parametrize("name", ["مركز الاستماع", "!!!", "Центр"])
def test_slug_without_latin_letters_is_never_empty(name):
    first, second = organisation(name_ar=name), organisation(name_ar=name)

    assert [first.slug, second.slug] == ["organisation", "organisation-2"]


def test_slug_of_a_second_row_gets_a_number():
    organisation(name_nl="Café")

    assert organisation(name_nl="Cafe").slug == "cafe-2"


def test_slug_taken_at_the_same_moment_gets_a_number(monkeypatch):
    organisation(name_nl="Café")
    second = Organisation(name_nl="Café", kind="library")
    honest = Organisation._is_taken
    answers = iter([False])
    monkeypatch.setattr(
        Organisation, "_is_taken", lambda self, slug: next(answers, None) or honest(self, slug)
    )
    second._is_taken = lambda slug: next(answers, True) and honest(second, slug)

    second.save()

    assert second.slug == "cafe-2"


def test_slug_given_twice_is_refused_by_the_database():
    organisation(slug="cafe")

    with pytest.raises(IntegrityError), transaction.atomic():
        organisation(slug="cafe")


def test_slug_that_changes_keeps_leading_there():
    row = theme(slug="old-name")
    row.slug = "new-name"
    row.save()

    assert slugs.find(type(row).objects.all(), "old-name") == row


def test_slug_that_changes_back_is_no_former_slug():
    row = theme(slug="first")
    for slug in ("second", "first"):
        row.slug = slug
        row.save()

    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["second"]


def test_slug_of_the_past_is_never_given_out_again():
    row = organisation(name_nl="Buurthuis")
    row.slug = "anders"
    row.save()

    assert organisation(name_nl="Buurthuis").slug == "buurthuis-2"


def test_slug_of_the_past_is_refused_in_forms():
    row = organisation(slug="buurthuis")
    row.slug = "anders"
    row.save()

    with pytest.raises(ValidationError) as refusal:
        Organisation(slug="buurthuis", kind="library").full_clean()

    assert "slug" in refusal.value.message_dict


@pytest.mark.parametrize("written", ["ete", "ÉTÉ", "été", "e\u0301te\u0301", "Ete"])
def test_find_understands_other_spellings(written):
    row = organisation(slug="ete")

    assert slugs.find(Organisation.objects.all(), written) == row


@pytest.mark.parametrize("written", ["", "\x00", "nothing", "x" * 5000, "\ufffd", "مركز"])
def test_find_says_none_for_anything_else(written):
    organisation(slug="ete")

    assert slugs.find(Organisation.objects.all(), written) is None
