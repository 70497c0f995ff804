"""The official addresses of the Region, as `geo.loading` read them from its file."""

import uuid

from django.db import models


class AddressFile(models.Model):
    """One reading of the file. What is looked up is the current one; another is being loaded, or
    on its way out."""

    # Random, so that what a process keeps in memory of one file is never taken for another.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    loaded_at = models.DateTimeField(auto_now_add=True)
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=models.Q(is_current=True),
                name="geo_one_current_file",
            )
        ]

    def __str__(self):
        return self.name


class Street(models.Model):
    """A street, or the part of it that has one postal code and lies in one municipality."""

    file = models.ForeignKey(AddressFile, models.CASCADE, db_index=False)
    postal_code = models.CharField(max_length=4)
    nis_code = models.CharField(max_length=5)
    name_nl = models.CharField(max_length=150, blank=True)
    name_fr = models.CharField(max_length=150, blank=True)

    class Meta:
        indexes = [models.Index(fields=["file", "postal_code"], name="geo_street_of_code")]

    def __str__(self):
        return " – ".join(dict.fromkeys(filter(None, (self.name_fr, self.name_nl))))


class AddressPoint(models.Model):
    """A house number and where it is; boxes of one building are one row.

    `last` is the last number of what the Region numbers as one (“12-14”), else the same as
    `number`; `suffix` is in capitals (“A”, “BIS”). WGS84 degrees (ETRS89, which the file has,
    differs from it by less than a metre).
    """

    street = models.ForeignKey(Street, models.CASCADE, db_index=False)
    number = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField()
    suffix = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        constraints = [
            # In this order it is also the index by which numbers are found.
            models.UniqueConstraint(
                fields=["street", "number", "last", "suffix", "latitude", "longitude"],
                name="geo_address_once",
            )
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        end = f"-{self.last}" if self.last != self.number else ""
        return f"{self.number}{self.suffix}{end}"
