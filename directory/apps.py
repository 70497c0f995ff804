from django.apps import AppConfig
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Directory")

    def ready(self):
        from core.versions import watch

        for model in self.get_models():
            watch(model)
            if hasattr(model, "derive"):
                pre_save.connect(_derive, sender=model, dispatch_uid=f"derive-{model._meta.label}")


def _derive(instance, **_kwargs):
    """`loaddata` calls no `save()`, but it sends this signal."""
    instance.derive()
