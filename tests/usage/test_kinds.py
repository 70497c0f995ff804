"""Each view says what opening it counts as."""

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver

from usage import kinds

pytestmark = pytest.mark.one_database


def public_views(patterns=None, prefix="", route=""):
    """The names of all views outside the admin and the open data, as a match has them."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        here = route + str(entry.pattern)
        if here.startswith((settings.ADMIN_PATH, "api/")):
            continue
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"
        else:
            inside = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from public_views(entry.url_patterns, inside, here)


def test_each_public_view_says_what_it_counts_as():
    assert sorted({*public_views()} - {*kinds.OF_VIEW}) == []


def test_no_view_is_named_that_is_not_there():
    assert sorted({*kinds.OF_VIEW} - {*public_views()}) == []


def test_each_kind_is_an_action_and_short_enough_for_its_column():
    from usage.models import Tally

    assert kinds.ACTION.keys() == set(kinds.Kind)
    longest = Tally._meta.get_field("what").max_length
    assert [name for name in [*kinds.Kind, *kinds.Action] if len(name) > longest] == []
