from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "news"

    def ready(self):
        from core import versions

        from . import said

        versions.when_raised(said.write)
