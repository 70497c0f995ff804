"""A number that data loaded twice had left twice stands once, the first of them."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# Rows of another time are no content that anybody follows.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.unnoted]


@pytest.fixture
def migrate():
    """`migrate(targets)`, to the newest when none are given; gives the apps of that moment."""

    def migrate(targets=None):
        executor = MigrationExecutor(connection)
        executor.migrate(targets or executor.loader.graph.leaf_nodes())
        return executor.loader.project_state(targets).apps

    yield migrate
    migrate()


def test_number_that_stood_twice_stands_once(migrate):
    models = migrate([("search", "0002_crisis_topics")]).get_model
    for slug in ("one", "two"):
        topic = models("search", "CrisisTopic").objects.create(slug=slug)
        for label in ("first", "again"):
            models("search", "CrisisNumber").objects.create(topic=topic, phone="112", label=label)

    numbers = migrate().get_model("search", "CrisisNumber").objects.order_by("pk")

    assert list(numbers.values_list("topic__slug", "label")) == [("one", "first"), ("two", "first")]
