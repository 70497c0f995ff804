"""What the public tells us. Of the visitor nothing is kept but what she writes herself."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.models import person
from core.wording.labels import labelled

from . import pages

LONGEST_TEXT = 1_000  # characters
LONGEST_REPLY = 4_000  # characters
# The form and the privacy page promise it.
EMAIL_KEPT = timedelta(days=30)
# The words themselves, after the message was closed: next year's work may need them.
TEXT_KEPT = timedelta(days=400)
# So many that nobody has looked at are a flood and no longer letters; they take 60 MB.
MOST_UNREAD = 50_000


class SuggestionQuerySet(models.QuerySet):
    def open(self):
        """What volunteers have not dealt with yet."""
        return self.filter(status__in=Suggestion.OPEN)

    def is_full(self):
        """Whether so many wait unread that no more can be kept."""
        return self.filter(status=Suggestion.Status.NEW)[:MOST_UNREAD].count() >= MOST_UNREAD

    def about(self, row):
        """Those about the page of `row`, a listing with a slug, also under its former slugs."""
        return self.filter(path__in=pages.paths_of(row))

    def is_known(self, text, path, today):
        """Whether the same words about the same page came today: a button pressed twice."""
        return self.filter(received_on=today, path=path, text=text).exists()

    def receive(self, text, path, today, email="", **values):
        """Keeps a message once a day; an address that comes with the second one is added."""
        row, is_new = self.get_or_create(
            received_on=today, path=path, text=text, defaults={"email": email, **values}
        )
        if not is_new and email:
            self.filter(pk=row.pk, email="").update(email=email)

    def set_page(self, row, path):
        """Says of which page of a listing a message is, if of none yet.

        Not where the same words about it came that day.
        """
        if pages.listing_of(row.path):
            return
        others = self.filter(received_on=row.received_on, path=path, text=row.text)
        if path and not others.exists():
            self.filter(pk=row.pk).update(path=path)

    def forget_emails(self, today):
        """Deletes the e-mail addresses of what was closed 30 days ago; returns how many.

        What was answered goes with them, because it may quote her: who answered and when stays.
        """
        closed = self.filter(closed_on__lte=today - EMAIL_KEPT)
        Reply.objects.filter(suggestion__in=closed).exclude(text="").update(text="")
        return closed.exclude(email="").update(email="")

    def forget_old(self):
        """Addresses 30 days after a message was closed, all of it after 400; how many."""
        today = timezone.localdate()
        old = self.filter(closed_on__lte=today - TEXT_KEPT)
        count = old.count()
        old.delete()
        return count + self.forget_emails(today)


class Suggestion(models.Model):
    """A message of a visitor. Of the moment only the day is kept."""

    class Topic(models.TextChoices):
        WRONG = "wrong", _("Something is wrong")
        GONE = "gone", _("It no longer exists")
        MISSING = "missing", _("A place is missing")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        NEW = "new", _("new")
        IN_WORK = "in_work", _("in work")
        DONE = "done", _("done")
        NO = "no", _("nothing to do")

    OPEN = [Status.NEW, Status.IN_WORK]

    path = models.CharField(
        _("page"),
        max_length=pages.LONGEST,
        blank=True,
        help_text=_("Its address without the language."),
    )
    language = models.CharField(_("language"), max_length=2)
    topic = models.CharField(_("topic"), max_length=10, choices=Topic)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    email = models.EmailField(
        _("e-mail"),
        blank=True,
        help_text=_(
            "It is deleted 30 days after the message is closed, and with it what was answered."
        ),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.NEW)
    note = models.TextField(
        _("note"),
        blank=True,
        help_text=_("For the other volunteers: what you did, or why not. Never public."),
    )
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("message from a visitor")
        verbose_name_plural = _("messages from visitors")
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["new", "in_work"], closed_on=None)
                | Q(status__in=["done", "no"], closed_on__isnull=False),
                name="suggestion_closed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(path="") | Q(path__startswith="/") & ~Q(path__startswith="//"),
                name="suggestion_path_is_ours",
            ),
            # The digest, because PostgreSQL does not index long texts.
            models.UniqueConstraint(
                "received_on", "path", MD5("text"), name="suggestion_once_a_day"
            ),
        ]

    def __str__(self):
        # The history of the admin keeps this for ever: nothing that a visitor wrote.
        return f"{self.get_topic_display()} ({self.received_on:%Y-%m-%d})"

    def save(self, *args, **kwargs):
        if self.is_open:
            self.closed_on = None
        elif self.closed_on is None:
            self.closed_on = timezone.localdate()
        super().save(*args, **kwargs)

    @property
    def is_open(self):
        return self.status in self.OPEN


class Reply(models.Model):
    """What was answered to a visitor, by mail. `text` is empty once her address is deleted."""

    class State(models.TextChoices):
        # As long as nobody knows: the server may have stopped between saving and sending.
        SENDING = "sending", _("nobody knows whether it has left")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not sent")

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="replies")
    by = person(_("by"), "replies_to_visitors")
    written_at = models.DateTimeField(_("moment"), default=timezone.now)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    text = models.TextField(_("text"), max_length=LONGEST_REPLY, blank=True)
    state = models.CharField(_("status"), max_length=7, choices=State, default=State.SENDING)

    class Meta:
        verbose_name = _("answer to a visitor")
        verbose_name_plural = _("answers to visitors")
        ordering = ["pk"]

    def __str__(self):
        return labelled(self.get_state_display(), self.by or "–")


class ReplyText(models.Model):
    """A text that an answer may begin with; which placeholders it has is in `feedback.replies`."""

    title = models.CharField(
        _("title"),
        max_length=80,
        blank=True,
        help_text=_("By this volunteers choose it; the visitor does not see it."),
    )
    body = models.TextField(
        _("text"),
        max_length=LONGEST_REPLY,
        blank=True,
        help_text=_(
            "{page} becomes the name of the page that she wrote about, {address} its web address. "
            "The end of the mail, with our name, comes by itself."
        ),
    )
    topic = models.CharField(
        _("topic"),
        max_length=10,
        choices=Suggestion.Topic,
        blank=True,
        help_text=_("Offered first for messages about this; left empty, for all."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("text to answer with")
        verbose_name_plural = _("texts to answer with")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title or "–"
