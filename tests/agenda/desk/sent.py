"""What a browser without JavaScript sends from the page of several dates."""

from tests.html_forms import forms_of

JULY = {"first": "2027-07-01", "last": "2027-07-31"}


def several(event, way="cancelled"):
    return f"/admin/agenda/event/{event.pk}/dates/several/{way}/"


def send(client, page, **changes):
    """Sends the form of a page, with other values."""
    [form] = [form for form in forms_of(page) if "several" in form["attributes"].get("class", "")]
    fields = {}
    for name, value in form["fields"]:
        fields.setdefault(name, []).append(value)
    return client.post(form["attributes"]["action"], fields | changes)
