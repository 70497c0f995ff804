"""A label before its value: French has a space before the colon that no line breaks at."""

from django.utils.translation import pgettext


def colon():
    """What stands between a label and its value."""
    return pgettext("between a label and its value", ": ")


def labelled(label, value):
    """ "Website: example.org", as the language of the page writes it; plain text."""
    return f"{label}{colon()}{value}"
