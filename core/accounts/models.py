"""Who may use the admin."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.wording.labels import labelled


def person(label=None, related_name="+", **options):
    """A foreign key to somebody with an account; empty again when the account is deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=label,
        **options,
    )


class User(AbstractUser):
    """A volunteer or editor. Visitors have no account."""

    class AdminLanguage(models.TextChoices):
        NL = "nl", "Nederlands"
        FR = "fr", "Français"
        EN = "en", "English"

    language = models.CharField(
        _("language of the admin"),
        max_length=2,
        choices=AdminLanguage,
        blank=True,
        help_text=_("Left empty, the admin follows the language of your browser."),
    )

    wants_digest = models.BooleanField(
        _("e-mail about what waits"),
        default=True,
        help_text=_(
            "At most one e-mail in 25 days, none in July and August, and only when something waits."
        ),
    )
    digest_sent_on = models.DateField(null=True, blank=True, editable=False)
    # When she finished or left the steps of her first visit (`core.desk.first_visit`).
    welcomed_on = models.DateField(null=True, blank=True, editable=False)

    # The user name of somebody whose personal data were deleted. Nobody can choose one with spaces.
    FORMER = "former volunteer "

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self):
        if self.is_former:
            return gettext("former volunteer %(number)s") % {"number": self.pk}
        return self.get_full_name() or self.get_username()

    @property
    def is_former(self):
        """Whether her personal data were deleted (`core.accounts.leaving`)."""
        return self.username.startswith(self.FORMER)

    def save(self, **options):
        # Logging in and "forgotten password" look for the address in small letters.
        self.email = self.email.lower()
        super().save(**options)


class SecurityEventQuerySet(models.QuerySet):
    def forget_old(self):
        return self.filter(happened_at__lt=timezone.now() - SecurityEvent.KEPT).delete()[0]


class SecurityEvent(models.Model):
    """What happened to the accounts. Of the computer that somebody used, nothing is kept."""

    KEPT = timedelta(days=365)

    class Kind(models.TextChoices):
        LOGGED_IN = "logged_in", _("logged in")
        LOGIN_FAILED = "login_failed", _("could not log in")
        LOCKED_OUT = "locked_out", _("too many attempts")
        INVITED = "invited", _("invited")
        PASSWORD_CHANGED = "password_changed", _("password changed")
        FACTOR_ADDED = "factor_added", _("second step added")
        FACTOR_REMOVED = "factor_removed", _("second step removed")
        ROLES_CHANGED = "roles_changed", _("roles changed")
        DEACTIVATED = "deactivated", _("account closed")
        HANDED_OVER = "handed_over", _("work handed over")
        FORGOTTEN = "forgotten", _("personal data deleted")

    happened_at = models.DateTimeField(_("moment"), auto_now_add=True)
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind)
    user = person(_("account"), "security_events")
    by = person(_("by"))
    detail = models.CharField(_("detail"), max_length=200, blank=True)

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event in the security log")
        verbose_name_plural = _("security log")
        ordering = ["-happened_at", "-pk"]

    def __str__(self):
        return labelled(self.get_kind_display(), self.user or self.detail)


class CacheEntry(models.Model):
    """The table of Django's database cache, so that `migrate` makes it (see CACHES)."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.cache_key
