"""Changes that wait until an editor has looked at them."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.models import person
from core.text import storable


class ProposalQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Proposal.State.WAITING)

    def open(self):
        """Those that somebody still works on: an editor, or the author after a word back."""
        return self.filter(state__in=Proposal.OPEN)

    def about(self, row):
        return self.filter(content_type=ContentType.objects.get_for_model(row), object_id=row.pk)


class Proposal(models.Model):
    """What somebody would change on a sheet that the public sees.

    `changes` is `{key: [text, …]}`, the part of a sheet's state that differs (see
    `core.editing.sheets`); `seen` is `{key: fingerprint}` of the whole sheet as the author had it
    before her. `completes` are the languages in which it leaves nothing to translate
    (`core.editing.texts_that_wait`), such as " ar es ".
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an editor")
        RETURNED = "returned", _("returned with a word")
        APPROVED = "approved", _("approved")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OPEN = [State.WAITING, State.RETURNED]

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.BigIntegerField()
    changes = models.JSONField()
    seen = models.JSONField(default=dict)
    completes = models.CharField(max_length=40, blank=True, default="", editable=False)
    is_small_correction = models.BooleanField(default=False)
    author = person(_("by"), "proposals")
    is_from_organisation = models.BooleanField(_("from the organisation itself"), default=False)
    word = models.TextField(_("a word"), max_length=1_000, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    answer = models.TextField(_("word of the editor"), max_length=1_000, blank=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = person()

    objects = ProposalQuerySet.as_manager()

    row_name = ""  # of the sheet, where it was read

    class Meta:
        verbose_name = _("change that waits")
        verbose_name_plural = _("changes that wait")
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "author"],
                condition=models.Q(state__in=["waiting", "returned"]),
                name="proposal_open_once_an_author",
            )
        ]

    def __str__(self):
        return self.row_name or f"{self.content_type.name} {self.object_id}"

    @property
    def is_open(self):
        return self.state in self.OPEN

    def decide(self, state, user, answer=""):
        self.state, self.answer = state, storable(answer)
        self.decided_at, self.decided_by = timezone.now(), user
        self.save(update_fields=["state", "answer", "decided_at", "decided_by"])
