"""Calendars of partners, and what each of their entries became."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.editing.models import Proposal
from core.text import clean
from directory.models import Audience, Listing, Location, Organisation, Theme

from .event import Event

LONGEST_KEY = 255  # characters


class CalendarSource(models.Model):
    """A public calendar (RFC 5545) that activities come from: an address, or a file sent once.

    What it says of each entry is kept in `CalendarEntry`; reading it again is
    `agenda.calendars.reading_again`. `trouble` names why the last reading brought nothing (see
    `agenda.calendars.troubles`), since `trouble_since`; until then what was read before stays.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="calendar_sources",
        verbose_name=_("organisation"),
        help_text=_("Its activities are read from this calendar."),
    )
    address = models.CharField(
        _("address of the calendar"),
        max_length=500,
        blank=True,
        help_text=_(
            "The public address that calendar programs subscribe to. It often ends in “.ics”."
        ),
    )
    file = models.BinaryField(default=b"", blank=True, editable=False)
    language = models.CharField(
        _("language"),
        max_length=2,
        help_text=_("The language in which its entries are written."),
    )

    # What an entry becomes
    themes = models.ManyToManyField(Theme, related_name="+", blank=True, verbose_name=_("themes"))
    audiences = models.ManyToManyField(
        Audience,
        related_name="+",
        blank=True,
        verbose_name=_("audiences"),
        help_text=_("Choose none when it is for everyone."),
    )
    location = models.ForeignKey(
        Location,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("location"),
        help_text=_("Where its activities are. Left empty, the place of each entry is taken."),
    )
    cost = models.CharField(
        _("cost"), max_length=7, choices=Listing.Cost, default=Listing.Cost.UNKNOWN
    )
    spoken_languages = models.JSONField(_("languages spoken"), default=list, blank=True)

    # What comes in
    words_in = models.JSONField(
        _("only entries with one of these words"),
        default=list,
        blank=True,
        help_text=_(
            "One on each line, looked for in the title and the categories; capitals and accents do "
            "not matter. Left empty, all come in."
        ),
    )
    words_out = models.JSONField(_("no entries with one of these words"), default=list, blank=True)
    is_trusted = models.BooleanField(
        _("trusted"),
        default=False,
        help_text=_(
            "After the first time, what it announces is public at once when it is complete, and so "
            "is what it changes. Otherwise an editor looks first."
        ),
    )

    # Reading it
    every_hours = models.PositiveSmallIntegerField(_("read every so many hours"), default=24)
    is_active = models.BooleanField(_("read by itself"), default=True)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    # What readers see of it: it changes at most once a day, because pages are kept
    # (`reading_again.show_reading_days`).
    read_on = models.DateField(null=True, editable=False)
    trouble = models.CharField(max_length=20, blank=True, editable=False)
    trouble_since = models.DateTimeField(null=True, editable=False)
    etag = models.CharField(max_length=300, blank=True, editable=False)
    modified = models.CharField(max_length=100, blank=True, editable=False)
    entry_count = models.PositiveIntegerField(_("entries"), default=0, editable=False)

    class Meta:
        verbose_name = _("calendar of a partner")
        verbose_name_plural = _("calendars of partners")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["address"],
                condition=~models.Q(address=""),
                name="calendar_source_address_once",
            )
        ]

    def __str__(self):
        return str(self.organisation)

    @property
    def is_file(self):
        return not self.address

    def derive(self):
        """Called before every save, also those of `loaddata`."""
        self.address = clean(self.address)


class CalendarWord(models.Model):
    """What a category or a word of the title means in one calendar: themes and audiences that an
    activity gets beside the usual ones."""

    source = models.ForeignKey(CalendarSource, models.CASCADE, related_name="words")
    word = models.CharField(
        _("word"),
        max_length=100,
        help_text=_("A category, or words of the title; capitals and accents do not matter."),
    )
    themes = models.ManyToManyField(Theme, related_name="+", blank=True, verbose_name=_("themes"))
    audiences = models.ManyToManyField(
        Audience, related_name="+", blank=True, verbose_name=_("audiences")
    )

    class Meta:
        verbose_name = _("word of a calendar")
        verbose_name_plural = _("what its words mean")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "word"], name="calendar_word_once")
        ]

    def __str__(self):
        return self.word

    def derive(self):
        """Called before every save, also those of `loaddata`."""
        self.word = clean(self.word)


class CalendarEntry(models.Model):
    """One entry of a calendar, by the `key` that stays the same (its UID), and its activity.

    `said` is what the calendar says, by field (see `agenda.calendars.saying`), and `taken` the same
    when its activity was last brought into step: a field that people changed is neither. `differs`
    names the fields of which the activity says something else, and `is_open` whether one of them
    is news that somebody should look at. `proposal` is the change that waits for an editor because
    the calendar is not trusted.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for somebody")
        TAKEN = "taken", _("taken over")
        LEFT_OUT = "left-out", _("left out")
        GONE = "gone", _("no longer announced")

    source = models.ForeignKey(
        CalendarSource, models.CASCADE, related_name="entries", verbose_name=_("calendar")
    )
    key = models.CharField(max_length=LONGEST_KEY)
    title = models.CharField(_("title"), max_length=200, blank=True)
    event = models.OneToOneField(
        Event,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="calendar_entry",
        verbose_name=_("activity"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    said = models.JSONField(default=dict)
    taken = models.JSONField(default=dict)
    differs = models.JSONField(default=list)
    is_open = models.BooleanField(default=False)
    proposal = models.ForeignKey(Proposal, models.SET_NULL, null=True, related_name="+")
    first_seen_on = models.DateField(default=timezone.localdate)
    gone_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("entry of a calendar")
        verbose_name_plural = _("entries of calendars")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="calendar_entry_once")
        ]
        indexes = [models.Index(fields=["state"])]

    def __str__(self):
        return self.title or self.key
