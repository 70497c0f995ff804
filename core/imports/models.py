"""A file that somebody sent, row by row, until it is saved or given up."""

from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.models import person


class TableImport(models.Model):
    """One file. The file itself is not kept, its rows are, until `manage.py imports` clears them
    away: they may hold what only the team may know.

    `options` holds `columns` (the names of those that were understood, in the order of the file),
    `unknown` and `twice` (headers that were not), `notes`, `is_ours` (whether it has the column by
    which changes since the export are seen), `language` and `defaults` (`{column: cell}` of new
    rows).
    """

    class State(models.TextChoices):
        READING = "reading", _("being read")
        LOOKING = "looking", _("being looked through")
        READY = "ready", _("to be looked at")
        SAVING = "saving", _("being saved")
        DONE = "done", _("saved")
        GIVEN_UP = "given-up", _("given up")

    IN_WORK = [State.LOOKING, State.SAVING]
    NOT_SAVED = [State.READING, State.LOOKING, State.READY]

    table = models.CharField(_("list"), max_length=60)
    file_name = models.CharField(_("file"), max_length=200)
    author = person(_("by"), "table_imports")
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.READING)
    options = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("list that was sent in")
        verbose_name_plural = _("lists that were sent in")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.file_name

    def counts(self):
        """`{plan: how many}` of its entries."""
        rows = self.entries.order_by().values_list("plan").annotate(Count("pk"))
        return dict(rows)


class Entry(models.Model):
    """One sheet of a file: its rows, what would become of it, and what became of it.

    - `numbers`: its rows in the spreadsheet; `cells`: `{column: text}` of each of them
    - `changes`: the part of a sheet’s state that would be sent (`core.editing.sheets`); `seen`:
      `{key: fingerprint}` of what stood there
    - `differences`: `[[label, [before, …], [after, …], language], …]`
    - `refusals`: `[[number of the row, column, reason], …]`
    - `conflicts`: `[{"key", "label", "language", "theirs", "mine"}, …]` of what somebody changed
      since the export; `taken`: the keys of which the file counts
    - `likely`: `[{"pk", "name", "reasons"}, …]` that look the same; `twins`: rows of the file that
      do
    """

    class Plan(models.TextChoices):
        PENDING = "pending", _("not looked at")
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("the same")
        LIKELY = "likely", _("there already?")
        REFUSED = "refused", _("refused")

    class Outcome(models.TextChoices):
        NONE = "", _("not saved")
        SAVED = "saved", _("saved")
        PROPOSED = "proposed", _("waits for an editor")
        LEFT = "left", _("left out")
        CONFLICT = "conflict", _("somebody changed it meanwhile")
        FAILED = "failed", _("refused")

    TO_SAVE = [Plan.NEW, Plan.CHANGED]

    table_import = models.ForeignKey(TableImport, models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    numbers = models.JSONField()
    cells = models.JSONField()
    object_id = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(max_length=200, blank=True)
    plan = models.CharField(max_length=8, choices=Plan, default=Plan.PENDING)
    changes = models.JSONField(default=dict)
    seen = models.JSONField(default=dict)
    differences = models.JSONField(default=list)
    refusals = models.JSONField(default=list)
    conflicts = models.JSONField(default=list)
    taken = models.JSONField(default=list)
    likely = models.JSONField(default=list)
    twins = models.JSONField(default=list)
    is_another = models.BooleanField(default=False)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.NONE, blank=True)
    outcome_text = models.TextField(blank=True)

    PLANNED = [
        "object_id", "title", "plan", "changes", "seen", "differences", "refusals", "conflicts",
        "likely",
    ]  # fmt: skip

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["table_import", "position"], name="entry_once")
        ]
        indexes = [models.Index(fields=["table_import", "plan", "outcome"])]

    def __str__(self):
        return self.title
