"""What the site remembers of its own beginning."""

from django.db import models


class LoadedSheet(models.Model):
    """A sheet of a fixture that this site was given once (`brussels_support.beginning`).

    Whatever happened to it since, it is not given again. `fingerprint` is of what the fixture
    said when it was last read.
    """

    key = models.CharField(max_length=200, unique=True)
    fingerprint = models.CharField(max_length=32)

    def __str__(self):
        return self.key
