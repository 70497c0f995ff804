"""Rows for the tests of the week, in the two weeks from Monday 16 November 2026 on."""

from datetime import date, time, timedelta

from core.models import Status
from tests.factories import event, location, municipality, organisation, theme

MONDAY = date(2026, 11, 16)
DAYS = [MONDAY + timedelta(days=number) for number in range(14)]


def once(day, title, **values):
    """From 14:00 to 16:00 on one day."""
    values = {"start_time": time(14), "end_time": time(16), **values}
    return event(starts_on=day, title_nl=title, **values)


def hidden(draft_on, sensitive_on, secret_on):
    """A draft, what is sensitive (theme “geweld”), and what is at a secret address."""
    violence = theme(slug="geweld", name_nl="Donderthema", is_sensitive=True)
    secret = location(
        is_confidential=True,
        street_nl="Schuilkelderstraat",
        municipality=municipality(slug="geheim", name_nl="Geheimgem"),
        organisation=organisation(name_nl="Vrouwenhuis"),
    )
    once(draft_on, "Concept", status=Status.DRAFT)
    once(sensitive_on, "Gevoelig", themes=[violence])
    once(secret_on, "Praatgroep", location=secret)
