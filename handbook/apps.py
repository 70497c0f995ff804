from django.apps import AppConfig
from django.core.checks import Error, register


class HandbookConfig(AppConfig):
    name = "handbook"

    def ready(self):
        register(texts_are_there)


def texts_are_there(app_configs, **kwargs):
    """The texts lie in docs/, which a copy of the site could leave out as something to read."""
    from .book import LANGUAGES, path_of

    return [
        Error(
            f"{path_of(language)} is missing: the help of the admin is read from it.",
            id="handbook.E001",
        )
        for language in LANGUAGES
        if not path_of(language).is_file()
    ]
