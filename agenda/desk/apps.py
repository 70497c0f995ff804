from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "agenda.desk"
    label = "agenda_desk"
