"""Which of its texts a row has in which language, and which of them lag behind."""

from django.db import models
from django.db.models import Q


class WithTextStates(models.Model):
    """A row with texts that are translated from one another; see `core.editing.text_states`.

    `missing_in` and `outdated_in` hold codes of languages between spaces, such as " ar es ", so
    that `…__contains=" ar "` finds them.
    """

    text_states = models.JSONField(default=dict, blank=True, editable=False)
    missing_in = models.CharField(max_length=40, blank=True, default="", editable=False)
    outdated_in = models.CharField(max_length=40, blank=True, default="", editable=False)

    class Meta:
        abstract = True

    @staticmethod
    def lacking_in(language):
        """The condition of rows whose texts are missing or outdated in `language`."""
        return Q(missing_in__contains=f" {language} ") | Q(outdated_in__contains=f" {language} ")
