"""Addresses of calendars as people paste them."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from agenda.calendars.addresses import calendar_address

pytestmark = pytest.mark.one_database

NEXTCLOUD = "https://cloud.example.org/remote.php/dav/public-calendars/AbC12"
GOOGLE = "https://calendar.google.com/calendar"


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        ("webcal://example.org/a.ics", "https://example.org/a.ics"),
        ("webcals://example.org/a.ics", "https://example.org/a.ics"),
        (" HTTPS://Agenda.Example.ORG/A.ics\n", "https://agenda.example.org/A.ics"),
        ("http://example.org/a.ics?x=1#top", "http://example.org/a.ics?x=1"),
        ("https://cloud.example.org/apps/calendar/p/AbC12", f"{NEXTCLOUD}?export"),
        ("https://cloud.example.org/index.php/apps/calendar/p/AbC12/Agenda", f"{NEXTCLOUD}?export"),
        (NEXTCLOUD, f"{NEXTCLOUD}?export"),
        (f"{NEXTCLOUD}/?export", f"{NEXTCLOUD}/?export"),
        (
            f"{GOOGLE}/embed?src=kade%40group.calendar.google.com&ctz=Europe%2FBrussels",
            f"{GOOGLE}/ical/kade%40group.calendar.google.com/public/basic.ics",
        ),
        (f"{GOOGLE}/ical/x/public/basic.ics", f"{GOOGLE}/ical/x/public/basic.ics"),
        (
            "https://www.google.com/calendar/embed?src=kade%40gmail.com",
            "https://www.google.com/calendar/ical/kade%40gmail.com/public/basic.ics",
        ),
        (
            "https://outlook.live.com/owa/calendar/a/b/cid-C/index.html",
            "https://outlook.live.com/owa/calendar/a/b/cid-C/calendar.ics",
        ),
        ("https://cloud.example.org/apps/calendar/p/AbC12/month/now", f"{NEXTCLOUD}?export"),
        # Two calendars on one page: which of them is for the partner to say.
        (
            "https://cloud.example.org/apps/calendar/p/A-B",
            "https://cloud.example.org/apps/calendar/p/A-B",
        ),
        (
            "https://outlook.office365.com/owa/calendar/a@b/c/calendar.html",
            "https://outlook.office365.com/owa/calendar/a@b/c/calendar.ics",
        ),
    ],
)
def test_address_of_calendar_is_found(pasted, address):
    assert calendar_address(pasted) == address


@pytest.mark.parametrize(
    ("pasted", "advice"),
    [
        ("agenda", "Write the whole address"),
        ("ftp://example.org/a.ics", "Write the whole address"),
        ("https://me:secret@example.org/a.ics", "Write the whole address"),
        ("https://[::1", "Write the whole address"),
        ("file:///etc/passwd", "Write the whole address"),
        (f"{GOOGLE}/u/0/r", "public address in iCal format"),
        ("https://outlook.live.com/calendar/0/view/month", "named “ICS”"),
    ],
)
def test_address_that_is_no_calendar_says_what_is_needed(pasted, advice):
    with translation.override("en"), pytest.raises(ValidationError, match=advice):
        calendar_address(pasted)
