"""What came of a message: the changes of the listing that it is about."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from core.accounts.models import User
from core.admin_paths import number_in
from core.desk import rights
from core.editing.models import Proposal
from core.editing.sheets import Sheet
from core.languages import comma
from core.models import Publishable, Sluggable, Status
from core.wording.dates import date_in_words
from core.wording.labels import labelled

from .models import Suggestion

MOST = 3
A_MOMENT = timedelta(minutes=5)
LOGGED, PROPOSED = "log", "proposal"


@dataclass(frozen=True, slots=True)
class Change:
    """`mark` names it in a form, `fields` are labels; what `waits` the public does not see yet."""

    mark: str
    by: User | None
    at: datetime
    fields: list
    waits: bool

    @property
    def words(self):
        """In one line, for people: who, when and what."""
        what = comma().join(self.fields) or gettext("changed")
        line = labelled(f"{self.by or '–'}, {date_in_words(timezone.localdate(self.at))}", what)
        return f"{line} ({gettext('waits for an editor')})" if self.waits else line


def changes_since(request, message, row):
    """The last `Change`s of the listing `row` since the day of the message, the newest first.

    Without those that its note has already.
    """
    if row is None or not rights.may(request, "change", type(row)):
        return []
    found = [*_proposed(request, row), *_logged(message, row)]
    new = [change for change in found if change.words not in message.note]
    return sorted(new, key=lambda change: change.at, reverse=True)[:MOST]


def note(message, change):
    """Writes what came of it into the note: done if the public sees it, otherwise in work."""
    message.note = "\n".join(filter(None, [message.note.strip(), change.words]))
    message.status = Suggestion.Status.IN_WORK if change.waits else Suggestion.Status.DONE
    message.save(update_fields=["note", "status", "closed_on"])


def listing_of(mark):
    """The listing that a `Change` is of, by its mark, or None."""
    kind, _colon, number = mark.partition(":")
    entry = LogEntry.objects.filter(pk=number_in(number)).first() if kind == LOGGED else None
    return _listing(entry) if entry else None


def _listing(entry):
    model = entry.content_type and entry.content_type.model_class()
    if not model or not issubclass(model, Sluggable) or not hasattr(model, "get_absolute_url"):
        return None
    return model._default_manager.filter(pk=number_in(entry.object_id)).first()


def added_now(request):
    """The listing that she added a moment ago, or None."""
    entries = LogEntry.objects.filter(
        user=request.user, action_flag=ADDITION, action_time__gte=timezone.now() - A_MOMENT
    ).select_related("content_type")
    found = map(_listing, entries.order_by("-pk")[:MOST])
    return next(filter(None, found), None)


def _logged(message, row):
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        action_flag__in=[ADDITION, CHANGE],
        action_time__date__gte=message.received_on,
    ).select_related("user")
    waits = isinstance(row, Publishable) and row.status in (Status.DRAFT, Status.IN_REVIEW)
    for entry in entries.order_by("-pk")[:MOST]:
        yield Change(f"{LOGGED}:{entry.pk}", entry.user, entry.action_time, _fields(entry), waits)


def _fields(entry):
    """The names of what an entry of the log says was changed, never what stands there."""
    if entry.action_flag == ADDITION:
        return [gettext("added")]
    if not entry.change_message.startswith("["):
        return [entry.change_message] if entry.change_message else []
    kinds = [kind for part in json.loads(entry.change_message) for kind in part.values()]
    names = [kind.get("fields") or [kind.get("name", "")] for kind in kinds]
    return list(dict.fromkeys(gettext(name) for name in chain.from_iterable(names) if name))


def _proposed(request, row):
    proposals = Proposal.objects.about(row).open().select_related("author")
    if not rights.is_editor(request, type(row)):
        proposals = proposals.filter(author=request.user)
    if not proposals:
        return
    sheet = Sheet(admin.site.get_model_admin(type(row)), request, row)
    for proposal in proposals:
        labels = dict.fromkeys(_label(sheet, key) for key in proposal.changes)
        mark = f"{PROPOSED}:{proposal.pk}"
        yield Change(mark, proposal.author, proposal.made_at, list(labels), True)


def _label(sheet, key):
    """How a field is called, without saying of which row: its name may be a secret address."""
    field = sheet.field(key)
    return str(capfirst(field.label)) if field else gettext("changed")
