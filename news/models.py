"""When each listing last said something else to its readers."""

from django.db import models


class Said(models.Model):
    """What a public organisation says in a language, as a digest, and since when.

    `row_id` is the number of the organisation. A row stays when that is not public any more, so
    that what comes back unchanged is no news. The digest is empty of what was public before there
    were feeds, until it changes.
    """

    row_id = models.BigIntegerField()
    language = models.CharField(max_length=7)
    digest = models.CharField(max_length=24, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row_id", "language"], name="said_once_a_language")
        ]
        indexes = [models.Index(fields=["language", "said_at"])]

    def __str__(self):
        return f"{self.row_id} ({self.language})"
