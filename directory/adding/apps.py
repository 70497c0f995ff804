from django.apps import AppConfig


class AddingConfig(AppConfig):
    name = "directory.adding"
    label = "directory_adding"
