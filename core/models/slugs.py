"""Addresses that never break."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from core.languages import all_texts, shown
from core.text import slugify

from .publishing import WatchedQuerySet


class FormerSlug(models.Model):
    """A slug that something had before: it redirects for ever and is never given out again."""

    model = models.CharField(max_length=100)
    slug = models.CharField(max_length=100)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "slug"], name="unique_former_slug"),
        ]

    def __str__(self):
        return self.slug


class SluggableQuerySet(WatchedQuerySet):
    def get_by_natural_key(self, slug):
        """Also under an address that it had before, or that it took over from another. Who refers
        to a row needs no more of it than its number."""
        former = FormerSlug.objects.filter(model=self.model._meta.label_lower, slug=slug)
        rows = self.only("slug")
        return rows.filter(slug=slug).first() or rows.get(pk__in=former.values("object_id"))


class Sluggable(models.Model):
    """Something with an address. The slug is made once from the name and may be changed by hand;
    the old one keeps working."""

    SLUG_FROM = "name"
    # Pages of ours have these addresses, where its own would be.
    RESERVED_SLUGS = frozenset()

    slug = models.SlugField(
        _("address"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_(
            "The last part of the web address. Left empty, it is made from the name. When you "
            "change it, the old address keeps working."
        ),
    )

    objects = SluggableQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return shown(self, self.SLUG_FROM).text or self.slug

    def save(self, *args, **kwargs):
        with transaction.atomic():
            if self.slug:
                super().save(*args, **kwargs)
            else:
                self._save_with_free_slug(*args, **kwargs)
            old = getattr(self, "_slug_in_db", self.slug)
            if old != self.slug:
                label = self._meta.label_lower
                FormerSlug.objects.filter(model=label, slug=self.slug, object_id=self.pk).delete()
                FormerSlug.objects.update_or_create(
                    model=label, slug=old, defaults={"object_id": self.pk}
                )
        self._slug_in_db = self.slug

    def natural_key(self):
        return (self.slug,)

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        if "slug" in field_names:
            instance._slug_in_db = instance.slug
        return instance

    def _save_with_free_slug(self, *args, **kwargs):
        """Two editors may save the same name at the same moment: the second takes the next one."""
        for attempt in range(1, 4):
            self.slug = self._free_slug()
            try:
                with transaction.atomic():
                    return super().save(*args, **kwargs)
            except IntegrityError:
                if attempt == 3 or not self._is_taken(self.slug):
                    raise
        return None

    def clean(self):
        super().clean()
        if self.slug and self._is_taken(self.slug):
            raise ValidationError({"slug": _("Another page has or had this address.")})

    def _is_taken(self, slug):
        if slug in self.RESERVED_SLUGS:
            return True
        others = type(self)._default_manager.exclude(pk=self.pk)
        former = FormerSlug.objects.filter(model=self._meta.label_lower, slug=slug)
        return others.filter(slug=slug).exists() or former.exclude(object_id=self.pk or 0).exists()

    def _free_slug(self):
        names = all_texts(self, self.SLUG_FROM)
        base = next((slug for name in names if (slug := slugify(name))), self._meta.model_name)
        slug, number = base, 1
        while self._is_taken(slug):
            number += 1
            slug = f"{base}-{number}"
        return slug
