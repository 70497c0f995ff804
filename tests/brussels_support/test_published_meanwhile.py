"""A listing that is published again while somebody asks for it is not missing."""

import pytest
from django.db import connection

from core.models import Status
from tests import factories


@pytest.fixture
def published_meanwhile():
    """Publishes a row right after the first query about its table; it is archived until then."""

    def published(row, ask):
        row.save()
        row.status = Status.ARCHIVED
        row.save()
        rows, is_asked = type(row).objects.filter(pk=row.pk), []

        def noticed(execute, sql, *rest):
            answer = execute(sql, *rest)
            if not is_asked and f'FROM "{row._meta.db_table}"' in sql:
                is_asked.append(sql)
                rows.update(status=Status.PUBLISHED)
            return answer

        with connection.execute_wrapper(noticed):
            response = ask()
        assert is_asked
        return response

    return published


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["organisation", "question", "event"])
def test_page_says_what_was_so_when_it_was_asked(client, published_meanwhile, kind):
    row = getattr(factories, kind)()

    response = published_meanwhile(row, lambda: client.get(row.get_absolute_url()))

    assert response.status_code == 410


@pytest.mark.django_db
@pytest.mark.one_database
def test_calendar_says_what_was_so_when_it_was_asked(client, published_meanwhile):
    row = factories.event(title_nl="Koffie")
    address = f"{row.get_absolute_url()[:-1]}.ics"

    response = published_meanwhile(row, lambda: client.get(address))

    assert "Koffie" in response.text
