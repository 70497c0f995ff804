from django.apps import AppConfig
from django.db.models.signals import pre_save


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        from . import charset
        from .translation import clean_texts

        charset.connect()
        pre_save.connect(clean_texts, dispatch_uid="clean-texts")
        pre_save.connect(_derive, dispatch_uid="derive")


def _derive(instance, **_kwargs):
    """`loaddata` calls no `save()`, but it sends this signal."""
    if hasattr(instance, "derive"):
        instance.derive()
