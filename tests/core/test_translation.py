"""The classes that django-modeltranslation makes for querysets."""

import pickle

import pytest
from modeltranslation.manager import MultilingualQuerySet

from directory.models import Organisation, Theme
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


def test_querysets_of_one_manager_have_one_class():
    assert type(Theme.objects.all()) is type(Theme.objects.filter(pk=1))
    assert type(Theme.objects.all()) is not type(Organisation.objects.all())
    assert issubclass(type(Theme.objects.all()), MultilingualQuerySet)


def test_kept_queryset_is_another_one_with_the_same_rows():
    here, there = factories.theme(), factories.theme()

    rows = [pickle.loads(pickle.dumps(Theme.objects.filter(pk=row.pk))) for row in (here, there)]

    assert [list(each) for each in rows] == [[here], [there]]
