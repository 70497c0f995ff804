from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "core.changes"
    label = "changes"
