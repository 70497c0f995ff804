"""Notes between volunteers, and who is working on what."""

from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.models import person


class AboutQuerySet(models.QuerySet):
    def about(self, row):
        return self.filter(content_type=ContentType.objects.get_for_model(row), object_id=row.pk)


class NoteQuerySet(AboutQuerySet):
    def open(self):
        return self.filter(done_at=None)

    def on(self, models):
        """Those on rows of `models`."""
        types = ContentType.objects.get_for_models(*models).values()
        return self.filter(content_type__in=[each.pk for each in types])

    def on_what_is_hers(self, user, models):
        """Those on rows of `models` that `user` looks after."""
        hers = Q(pk__in=[])
        for model, content_type in ContentType.objects.get_for_models(*models).items():
            names = {field.name for field in model._meta.concrete_fields}
            if {"owner", "backup"} <= names:
                rows = model._base_manager.filter(Q(owner=user) | Q(backup=user))
                hers |= Q(content_type=content_type, object_id__in=rows.values("pk"))
        return self.filter(hers)

    def forget_old(self):
        """Deletes what was done long ago and helps nobody any more; how many."""
        return self.filter(done_at__lt=timezone.now() - Note.KEPT).delete()[0]


class Note(models.Model):
    """Something that one volunteer tells the others about a row, until somebody has done it."""

    KEPT = timedelta(days=400)  # after it was done
    LONGEST = 1_000  # characters

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.BigIntegerField()
    text = models.TextField(_("text"), max_length=LONGEST)
    written_by = person(_("by"))
    written_at = models.DateTimeField(_("written at"), default=timezone.now)
    done_by = person(_("done by"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note between volunteers")
        verbose_name_plural = _("notes between volunteers")
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self):
        return self.text[:60]

    @property
    def is_done(self):
        return self.done_at is not None

    def settle(self, user, *, is_done):
        self.done_by, self.done_at = (user, timezone.now()) if is_done else (None, None)
        self.save(update_fields=["done_by", "done_at"])


class PresenceQuerySet(AboutQuerySet):
    def good(self, now):
        """Those that hold at the aware datetime `now`."""
        return self.filter(since__gt=now - Presence.HELD)

    def forget_old(self):
        return self.filter(since__lte=timezone.now() - Presence.HELD).delete()[0]

    def begin(self, user, row):
        """That `user` is on `row` from now on."""
        now = timezone.now()
        self.forget_old()
        content_type = ContentType.objects.get_for_model(row)
        found = {"content_type": content_type, "object_id": row.pk, "user": user}
        self.update_or_create(**found, defaults={"since": now})


class Presence(models.Model):
    """That somebody is working on a row, for an hour. It keeps nobody away."""

    HELD = timedelta(hours=1)

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "user"], name="presence_once_a_person"
            )
        ]

    def __str__(self):
        return str(self.user)


def forget(sender, instance, **_kwargs):
    """After a row was deleted for ever: nothing about it stays."""
    for model in (Note, Presence):
        model.objects.about(instance).delete()
