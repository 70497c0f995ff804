from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    """What it keeps changes no public page, so nothing here raises the content version."""

    name = "feedback"
    verbose_name = _("Messages from visitors")

    def ready(self):
        from core import roles

        from .models import ReplyText, Suggestion

        roles.allow(Suggestion, volunteers="view change", editors="delete")
        roles.allow(ReplyText, volunteers="view", editors="add change delete")
