"""Addresses are made once, never collide, and never stop working."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from agenda.models import Event
from core import slugs
from core.models import FormerSlug
from directory.models import Municipality, Neighbourhood, Organisation, Theme
from faq.models import Question
from tests.factories import event, organisation, theme

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


# Whose page an address with a slug is. `keep/` has copies of a municipality for the telephone.
_OF = {
    "directory:organisation": Organisation,
    "directory:theme": Theme,
    "directory:municipality": Municipality,
    "offline:keep_place": Municipality,
    "directory:neighbourhood": Neighbourhood,
    "agenda:event": Event,
    "faq:question": Question,
}


def _words(route):
    return route.strip("/").split("/")


def _routes(patterns, space=()):
    """`(name, route)` of the addresses of pages."""
    for each in patterns:
        if isinstance(each, URLPattern):
            if str(each.pattern).endswith("/"):
                yield ":".join([*space, each.name]), str(each.pattern)
        else:
            yield from _routes(each.url_patterns, (*space, *filter(None, [each.namespace])))


def _taken():
    """`{model: the slugs that pages of ours have the address of}`."""
    (pages,) = [
        each.url_patterns
        for each in get_resolver().url_patterns
        if isinstance(each.pattern, LocalePrefixPattern)
    ]
    routes, taken = [*_routes(pages)], {model: set() for model in _OF.values()}
    for name, route in routes:
        *above, last = _words(route)
        if last != "<str:slug>":
            continue
        for _name, other in routes:
            *others, word = _words(other)
            is_same = len(others) == len(above) and all(
                one == two or "<" in f"{one[:1]}{two[:1]}"
                for one, two in zip(above, others, strict=True)
            )
            if is_same and "<" not in word:
                taken[_OF[name]].add(word)
    return taken


def test_no_row_gets_the_address_of_a_page_of_ours():
    assert {model: set(model.RESERVED_SLUGS) for model in _OF.values()} == _taken()


def test_activity_that_is_called_as_a_page_of_ours_has_an_address_of_its_own(client):
    row = event(title_nl="Week")

    assert row.slug == "week-2"
    assert client.get(row.get_absolute_url()).context["event"] == row
    row.slug = "week"
    with pytest.raises(ValidationError):
        row.full_clean()
