from django.apps import AppConfig


class ShortConfig(AppConfig):
    name = "directory.short"
    label = "directory_short"
