from django.apps import AppConfig
from django.db.models.signals import pre_save


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        from .translation import clean_texts

        pre_save.connect(clean_texts, dispatch_uid="clean-texts")
