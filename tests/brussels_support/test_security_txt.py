"""`/.well-known/security.txt`, as RFC 9116 asks for it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

PATH = "/.well-known/security.txt"


@pytest.mark.at("2026-11-25 12:00")
def test_security_txt_says_whom_to_tell_until_when(client, clock):
    answer = client.get(PATH)

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        "Contact: mailto:hello@example.org",
        "Expires: 2027-05-24T00:00:00+02:00",
        "Canonical: http://127.0.0.1:8000/.well-known/security.txt",
        "Preferred-Languages: nl, fr, en",
    ]
    clock.move_to("2028-02-29 23:59")
    expires = datetime.fromisoformat(client.get(PATH).text.splitlines()[1].split()[1])
    assert timedelta(days=100) < expires - timezone.now() < timedelta(days=365)


@pytest.mark.django_db
def test_security_txt_is_not_there_where_nobody_can_be_told(client, settings):
    settings.CONTACT_EMAIL = ""

    assert client.get(PATH).status_code == 404
