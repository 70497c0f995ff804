from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "core.changes"
    label = "changes"

    def ready(self):
        from core import versions

        from .writing import write

        versions.when_raised(write)
