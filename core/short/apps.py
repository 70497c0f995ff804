from django.apps import AppConfig


class ShortConfig(AppConfig):
    name = "core.short"
    label = "short"
