"""What records say, and what they never say."""

import pytest

from tests.factories import organisation

pytestmark = pytest.mark.django_db

LIST = "/api/organisations/"


def only(client, address=LIST):
    [row] = client.get(address).json()["results"]
    return row


def test_text_says_its_language(client):
    organisation(name_nl="Koffie", name_ar="قهوة")

    assert only(client)["name"] == [
        {"lang": "nl", "text": "Koffie"},
        {"lang": "ar", "text": "قهوة"},
    ]
    assert only(client, f"{LIST}?lang=fr")["name"] == [{"lang": "nl", "text": "Koffie"}]
    assert only(client, f"{LIST}?lang=fr&lang=nl&lang=ar")["name"] == [
        {"lang": "nl", "text": "Koffie"},
        {"lang": "ar", "text": "قهوة"},
    ]
    assert only(client)["summary"] == []
