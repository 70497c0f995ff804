"""What is different on a date: its fingerprint, so that two people see each other, and words."""

from datetime import date, time

from django.utils.text import capfirst
from django.utils.translation import gettext

from agenda.forms import NOTES
from agenda.models import EventException
from core.editing.conflicts import SEEN, read_seen
from core.editing.sheets import Difference
from core.editing.text_states import fingerprint
from core.wording.dates import date_in_words
from core.wording.hours import clock

# What a form on one date changes: compared with what it was when the form was opened
CHANGED = ["kind", "new_day", "new_start_time", "new_end_time", "reason", *NOTES]


class Saved:
    """What is different on a date before somebody changes it: she may have opened it earlier."""

    def __init__(self, exception):
        self.marks, self.texts = _marks(exception), in_texts(exception)
        # As a form sends them.
        self.sent = {name: _sent(getattr(exception, name, "")) for name in CHANGED}

    def with_theirs(self, form):
        """A valid form with what only others changed since she opened it; the differences that
        she is asked about, and what the others changed, by its label."""
        was, now, sent = read_seen(form.data[SEEN]) or {}, self.marks, _marks(form.instance)
        theirs = {name for name in CHANGED if now.get(name, "") != was.get(name, "")}
        hers = {name for name in CHANGED if sent[name] != was.get(name, "")} | {"kind"}
        taken = [name for name in form.fields if name in theirs - hers]
        asked = [name for name in CHANGED if name in theirs & hers]
        differences = _differences(self.texts, in_texts(form.instance), asked)
        if taken:
            data = form.data.copy()
            for name in taken:
                data[name] = self.sent[name]
            form = type(form)(data, instance=form.instance)
        return form, differences, [str(form.fields[name].label) for name in taken]


def mark(exception):
    """One fingerprint of all that is different on a date; empty when nothing is."""
    return fingerprint(" ".join(_marks(exception).values())) if exception else ""


def _marks(exception):
    """`{name: fingerprint}` of what is different on a date."""
    return {name: fingerprint(_sent(getattr(exception, name, ""))) for name in CHANGED}


def _sent(value):
    return value.isoformat() if isinstance(value, date | time) else str(value or "")


def in_texts(exception):
    """What is different on a date, in words by field."""
    if exception is None:
        return {"kind": gettext("Takes place after all")}
    words = {name: getattr(exception, name) for name in CHANGED}
    words |= {"kind": exception.get_kind_display(), "reason": exception.get_reason_display()}
    return {name: _in_text(value) for name, value in words.items() if value}


def _differences(saved, sent, names):
    fields = [EventException._meta.get_field(name) for name in names]
    return [
        Difference(
            *(field.name, capfirst(field.verbose_name)),
            *([texts[field.name]] if field.name in texts else [] for texts in (saved, sent)),
            getattr(field, "language", None) or "",
        )
        for field in fields
        if saved.get(field.name) != sent.get(field.name)
    ]


def _in_text(value):
    if isinstance(value, date):
        return date_in_words(value)
    return clock(value) if isinstance(value, time) else str(value)
