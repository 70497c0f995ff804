"""Numbers of other registers, by which their lists find our listings again."""

import pytest
from django.db import IntegrityError, transaction

from directory.models import ExternalId
from directory.models.external_id import is_enterprise_number
from tests import factories
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db


def numbers(organisation):
    return [str(each) for each in organisation.external_ids.all()]


def test_number_is_kept_in_one_spelling():
    row = factories.organisation()

    for scheme, value in [("kbo", "BE 123 456 749"), ("uitdatabank", " A1B2-C3 ")]:
        ExternalId.objects.create(organisation=row, scheme=scheme, value=value)

    assert numbers(row) == ["kbo:0123.456.749", "uitdatabank:a1b2-c3"]


def test_number_belongs_to_one_listing():
    ExternalId.objects.create(
        organisation=factories.organisation(), scheme="kbo", value="0123.456.749"
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        ExternalId.objects.create(
            organisation=factories.organisation(), scheme="kbo", value="0123456749"
        )


@pytest.mark.parametrize(
    ("value", "is_right"),
    [
        ("0123.456.749", True),
        ("1000.000.021", True),
        ("0123.456.748", False),
        ("0123.456.74", False),
        ("2123.456.749", False),
    ],
)
def test_enterprise_number_has_check_digits(value, is_right):
    assert is_enterprise_number(value) == is_right


@pytest.mark.parametrize(
    ("value", "kept"), [("0123 456 749", ["kbo:0123.456.749"]), ("0123.456.748", [])]
)
def test_number_is_written_on_the_page_of_the_listing(client, value, kept):
    row = factories.organisation(
        summary_nl="Zin", themes=[factories.theme()], serves_region=True, phone="1712"
    )
    client.force_login(factories.user(groups=["Editors"], language="en"))
    url = f"/admin/directory/organisation/{row.pk}/change/"

    sent = {"external_ids-0-scheme": "kbo", "external_ids-0-value": value}
    client.post(url, fields_of(client.get(url), **sent, **{"external_ids-TOTAL_FORMS": "1"}))

    assert numbers(row) == kept


def test_second_listing_with_a_number_is_refused_in_words(client):
    taken = factories.organisation()
    ExternalId.objects.create(organisation=taken, scheme="kbo", value="0123.456.749")
    row = factories.organisation(
        summary_nl="Zin", themes=[factories.theme()], serves_region=True, phone="1712"
    )
    client.force_login(factories.user(groups=["Editors"], language="en"))
    url = f"/admin/directory/organisation/{row.pk}/change/"

    sent = {"external_ids-0-scheme": "kbo", "external_ids-0-value": "0123 456 749"}
    page = client.post(url, fields_of(client.get(url), **sent, **{"external_ids-TOTAL_FORMS": "1"}))

    assert "Another listing has this number already." in page.text
    assert numbers(row) == []
