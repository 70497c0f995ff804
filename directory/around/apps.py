from django.apps import AppConfig


class AroundConfig(AppConfig):
    name = "directory.around"
