"""Two people on one sheet: what each of them changed, and which of it stays."""

import json

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext

from core import admin_pages
from core.admin_paths import change_url

from .sheets import fingerprints, row_of

# Fields of the page beside those of its form.
SEEN = "_seen"  # {key: fingerprint} of the sheet when it was opened, as JSON
FIRST_SEEN = "_first_seen"  # the same, before others changed it and she was asked to choose
ASKED = "_asked"  # a key of which she chooses …
TAKE = "_take:"  # … "theirs" or "mine"


class Change:
    """What a request would change of a sheet: kept on the request until it is saved."""

    def __init__(self, sheet, current, mine, seen):
        self.sheet, self.current, self.mine, self.seen = sheet, current, mine, seen
        # What waits already by the same person, and what of it her page did not know
        # (`core.editing.waiting`).
        self.hers, self.unseen = set(), set()
        # New rows that were approved since.
        self.dropped = set()

    @property
    def keys(self):
        """What she changed, compared with what she saw."""
        before = self.seen or fingerprints(self.current)
        return {key for key, now in fingerprints(self.mine).items() if now != before.get(key, "")}

    @property
    def theirs(self):
        """What others changed since she opened the sheet, unless she did the same.

        Rows that others added are kept anyway. Of a row that they took away it is the tick that
        deletes it, if she changed something in it.
        """
        if self.seen is None:
            return set()
        now = fingerprints(self.current)
        changed = {
            key
            for key in self.current
            if key in self.seen
            and now[key] != self.seen[key]
            and self.mine.get(key) != self.current[key]
        }
        gone = self.rows_gone & {row_of(key) for key in self.keys if "/" in key}
        return changed | {f"{row}/DELETE" for row in gone if not self.mine.get(f"{row}/DELETE")}

    @property
    def rows_gone(self):
        there = {row_of(key) for key in self.current if "/" in key}
        rows = {row_of(key) for key in self.mine if "/" in key}
        return {row for row in rows - there if "/+" not in row}

    def settled(self, choices):
        """Keys of rows that are gone, of which she has chosen: they are gone still."""
        return {key for key in choices if row_of(key) in self.rows_gone}

    def resolve(self, choices):
        """Takes over what she chose (`{key: "theirs" or "mine"}`), and drops rows that are gone."""
        for key, choice in choices.items():
            if choice == "theirs" and key in self.current:
                self.mine[key] = self.current[key]
        wanted = {row_of(key) for key, choice in choices.items() if choice == "mine" and "/" in key}
        for row in self.rows_gone - wanted:
            self.mine[f"{row}/DELETE"] = ["on"]


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
    if not all(choice in ("mine", "theirs") for choice in choices.values()):
        change.seen = read_seen(sent.get(FIRST_SEEN))
        return {}
    return choices


def is_answer(name):
    """Whether a field that was sent belongs to the page below and to nothing else."""
    return name in (ASKED, FIRST_SEEN) or name.startswith(TAKE)


def page(model_admin, request, row, change):
    """Both versions of every field that somebody else changed, to choose from."""
    current = {**change.current, **{f"{gone}/DELETE": ["on"] for gone in change.rows_gone}}
    asked = [
        {
            "difference": difference,
            "is_mine": difference.key in change.keys or difference.key not in change.current,
        }
        for difference in change.sheet.differences(current, change.mine, change.theirs)
    ]
    others = {
        key
        for key in change.keys - change.unseen - change.theirs
        if row_of(key) not in change.rows_gone
    }
    is_own = change.theirs <= change.hers
    title = (
        gettext("You changed this in another tab too")
        if is_own
        else gettext("Somebody else changed this too")
    )
    # What the page did not know it still does not know.
    seen = fingerprints(change.current) | {
        key: mark for key, mark in change.seen.items() if key in change.unseen or "/+" in key
    }
    context = {
        "title": title,
        "is_own": is_own,
        "subtitle": str(row),
        "original": row,
        "latest": _latest_by_others(row, request.user),
        "asked": asked,
        "yours": change.sheet.differences(change.current, change.mine, others),
        "form_url": change_url(row),
        "sent": _sent_fields(request.POST),
        "seen": json.dumps(seen),
        "first_seen": json.dumps(change.seen),
        "SEEN": SEEN,
        "FIRST_SEEN": FIRST_SEEN,
        "ASKED": ASKED,
        "TAKE": TAKE,
    }
    return admin_pages.page(model_admin, request, "editing/conflict.html", context, status=409)


def _latest_by_others(row, user):
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
