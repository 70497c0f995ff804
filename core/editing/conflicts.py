"""Two people on one sheet: what each of them changed, and which of it stays."""

import json

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext

from core import admin_pages
from core.admin_paths import change_url
from core.desk.main_form import MainForm

from .sheets import fingerprints, row_of

# Fields of the page beside those of its form.
SEEN = "_seen"  # {key: fingerprint} of the sheet when it was opened, as JSON
FIRST_SEEN = "_first_seen"  # the same, before others changed it and she was asked to choose
ASKED = "_asked"  # a key of which she chooses …
TAKE = "_take:"  # … "theirs" or "mine"
A_FEW = 8  # fields that a message names


class Change:
    """What a request would change of a sheet: kept on the request until it is saved.

    `seen` are the fingerprints of the page that sent it, `first_seen` of the form that it began
    with.
    """

    def __init__(self, sheet, current, mine, seen):
        self.sheet, self.current, self.mine, self.seen = sheet, current, mine, seen
        self.first_seen = seen
        # What waits already by the same person, and what of it her page did not know
        # (`core.editing.waiting`).
        self.hers, self.unseen = set(), set()
        # New rows that were approved since.
        self.dropped = set()
        # What only others changed, and stays: `{key: texts}` of what is taken over, and all of it
        # as `core.editing.sheets.Difference`s.
        self.taken, self.of_others_only = {}, []
        # Fingerprints of what she had before her where others changed it since.
        self.had = {}

    @property
    def keys(self):
        """What she changed, compared with what she saw."""
        before = self.seen or fingerprints(self.current)
        return {key for key, now in fingerprints(self.mine).items() if now != before.get(key, "")}

    @property
    def of_others(self):
        """What others changed since she opened the sheet."""
        seen = self.seen or {}
        now = fingerprints(self.current)
        return {key for key, mark in now.items() if key in seen and seen[key] != mark}

    @property
    def theirs(self):
        """What she is asked about: what both changed, each in another way.

        Rows that others added are kept anyway. Of a row that one of them took away and the other
        changed it is the tick that deletes it.
        """
        if self.seen is None:
            return set()
        keys, of_others = self.keys, self.of_others
        hers, theirs = (self.sheet.said_with(each) for each in (keys, of_others))
        both = {key for key in hers & theirs if self.mine.get(key) != self.current.get(key)}
        taken_away = {row_of(key) for key in keys if self._is_deletion(key)}
        both = {key for key in both if row_of(key) not in taken_away}
        touched = taken_away & {row_of(key) for key in of_others}
        gone = self.rows_gone & {row_of(key) for key in keys if "/" in key}
        both |= {_deletion(row) for row in gone if not self.mine.get(_deletion(row))}
        return both | {_deletion(row) for row in touched}

    @property
    def rows_gone(self):
        there = {row_of(key) for key in self.current if "/" in key}
        rows = {row_of(key) for key in self.mine if "/" in key}
        return {row for row in rows - there if "/+" not in row}

    @property
    def rows_added(self):
        """Rows that others added since."""
        seen = {row_of(key) for key in self.seen or {}}
        there = {row_of(key) for key in self.current if "/" in key}
        return there - seen - {row_of(key) for key in self.mine} if self.seen else set()

    def settled(self, choices):
        """Keys of rows that are gone, of which she has chosen: they are gone still."""
        return {key for key in choices if row_of(key) in self.rows_gone}

    def resolve(self, choices):
        """Takes over what she chose (`{key: "theirs" or "mine"}`), and drops rows that are gone."""
        for key, choice in choices.items():
            if choice == "theirs" and key in self.current:
                # Who keeps a row that somebody else changed keeps it as it is.
                row = [each for each in self.mine if row_of(each) == row_of(key)]
                for each in row if self._is_deletion(key) else [key]:
                    self.mine[each] = self.current.get(each, [])
        wanted = {row_of(key) for key, choice in choices.items() if choice == "mine" and "/" in key}
        for row in self.rows_gone - wanted:
            self.mine[_deletion(row)] = ["on"]

    @property
    def shown(self):
        """What is saved as the page that asks shows it; what she does not choose of stays unknown
        to it."""
        theirs = self.theirs
        # A row in doubt is shown with all that it says.
        rows = {row_of(key) for key in theirs if key == _deletion(row_of(key))}
        same = {key for key, texts in self.current.items() if self.mine.get(key) == texts}
        known = theirs | (same - self.unseen)
        return {
            key: texts for key, texts in self.current.items() if key in known or row_of(key) in rows
        }

    def take_over(self):
        """Lets stand what others changed and she did not."""
        of_others, theirs = self.of_others, self.theirs
        self.had = {key: self.seen[key] for key in of_others - theirs}
        alone = of_others - theirs - self.sheet.said_with(self.keys)
        # A row that she did not send stays as it is anyway.
        self.taken = {key: self.current[key] for key in alone if key in self.mine}
        rows = self.rows_gone - {row_of(key) for key in theirs}
        before = {**self.mine, **_deletions(self.rows_added)}
        now = {**self.current, **_deletions(rows)}
        told = {*self.taken, *_deletions(rows | self.rows_added)}
        self.of_others_only = [
            each
            for each in self.sheet.differences(before, now, told)
            if not self.sheet.is_hidden(each.key)
        ]
        self.mine |= self.taken
        if self.seen is not None:
            self.seen = self.seen | fingerprints(self.taken)

    def _is_deletion(self, key):
        return key == _deletion(row_of(key)) and bool(self.mine.get(key))


def _deletion(row):
    return f"{row}/{DELETION_FIELD_NAME}"


def _deletions(rows):
    """The part of a state that takes `rows` away."""
    return {_deletion(row): ["on"] for row in rows}


def read_seen(text):
    """`{key: fingerprint}` as the page had it, or None when there is no such thing."""
    try:
        seen = json.loads(text or "")
    except (ValueError, RecursionError):  # thousands of brackets
        return None
    if not isinstance(seen, dict):
        return None
    return {str(key): str(value) for key, value in seen.items()}


def chosen(sent, change):
    """What she chose on the page below, `{key: "mine" or "theirs"}`.

    An incomplete answer counts as none: the page is shown again.
    """
    choices = {key: sent.get(TAKE + key) for key in sent.getlist(ASKED)}
    if choices:
        change.first_seen = read_seen(sent.get(FIRST_SEEN)) or change.seen
    if not all(choice in ("mine", "theirs") for choice in choices.values()):
        change.seen = change.first_seen
        return {}
    return choices


def is_answer(name):
    """Whether a field that was sent belongs to the page below and to nothing else."""
    return name in (ASKED, FIRST_SEEN) or name.startswith(TAKE)


def reopened(sent):
    """What was sent from the page below, as the form that it began with would have sent it."""
    if FIRST_SEEN not in sent:
        return sent
    data = sent.copy()
    data[SEEN] = sent[FIRST_SEEN]
    for name in filter(is_answer, sent):
        del data[name]
    return data


def page(model_admin, request, row, change, choices):
    """Both versions of every field that both changed, to choose from.

    `choices` are those of an earlier answer, while somebody saved once more: they travel along.
    """
    sheet, theirs, hers = change.sheet, change.theirs, change.keys
    seen = change.seen | fingerprints(change.shown)
    sent = _sent_fields(request.POST)
    for key in choices.keys() - theirs:
        sent += [(ASKED, key), (TAKE + key, choices[key])]
    current = {**change.current, **_deletions(change.rows_gone)}
    asked = [
        {
            "difference": difference,
            "is_mine": difference.key in hers or difference.key not in change.current,
        }
        for difference in sheet.differences(current, change.mine, theirs)
    ]
    change.take_over()
    gone = change.rows_gone
    yours = {key for key in hers - change.unseen - theirs if row_of(key) not in gone}
    is_own = theirs <= change.hers
    title = (
        gettext("You changed this in another tab too")
        if is_own
        else gettext("Somebody else changed this too")
    )
    context = {
        "title": title,
        "is_own": is_own,
        "subtitle": str(row),
        "original": row,
        "latest": latest_by_others(row, request.user),
        "asked": asked,
        "yours": sheet.differences(change.current, change.mine, yours),
        "others": change.of_others_only,
        "form_url": change_url(row),
        "main_form": MainForm("conflict-form", change_url(row)),
        "sent": sent,
        "seen": json.dumps(seen),
        "first_seen": json.dumps(change.first_seen),
        "SEEN": SEEN,
        "FIRST_SEEN": FIRST_SEEN,
        "ASKED": ASKED,
        "TAKE": TAKE,
    }
    return admin_pages.page(model_admin, request, "editing/conflict.html", context, status=409)


def told(request, row, labels):
    """What only others changed meanwhile, in one sentence, or an empty one."""
    if not labels:
        return ""
    fields = ", ".join(labels[:A_FEW]) + (" …" if len(labels) > A_FEW else "")
    if latest := latest_by_others(row, request.user):
        text = gettext("%(name)s changed this meanwhile, and it stays: %(fields)s.")
        return text % {"name": latest.user, "fields": fields}
    return gettext("Changed by others meanwhile, and it stays: %(fields)s.") % {"fields": fields}


def latest_by_others(row, user):
    entries = LogEntry.objects.filter(
        object_id=str(row.pk), content_type=ContentType.objects.get_for_model(row)
    )
    return entries.exclude(user=user).select_related("user").order_by("-action_time").first()


def _sent_fields(sent):
    """What was sent, to send it once more: `(name, text)` of each field."""
    return [
        (name, text)
        for name in sent
        if name not in (SEEN, "csrfmiddlewaretoken") and not is_answer(name)
        for text in sent.getlist(name)
    ]
