from django.apps import AppConfig
from django.core.signals import request_started
from django.db.models.signals import pre_save


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        from . import charset
        from .translation import clean_texts, keep_queryset_classes

        keep_queryset_classes()
        # Before Django makes a request of the environment: on every server and in tests.
        request_started.connect(charset.take_away, dispatch_uid="charset")
        pre_save.connect(clean_texts, dispatch_uid="clean-texts")
        pre_save.connect(_derive, dispatch_uid="derive")


def _derive(instance, **_kwargs):
    """`loaddata` calls no `save()`, but it sends this signal."""
    if hasattr(instance, "derive"):
        instance.derive()
