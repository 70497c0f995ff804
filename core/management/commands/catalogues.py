"""`manage.py catalogues update|compile|check`: see `core.catalogues`."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import catalogues


class Command(BaseCommand):
    help = "Updates, compiles or checks the translations of the interface."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["update", "compile", "check"])

    def handle(self, *, action, **options):
        {"update": self._update, "compile": self._compile, "check": self._check}[action]()

    def _update(self):
        sources = catalogues.extracted()
        for language, name in settings.LANGUAGES:
            missing = catalogues.update(language, sources)
            self.stdout.write(f"{language}: {missing} texts to translate into {name}")

    def _compile(self):
        for language in catalogues.compile_all():
            self.stdout.write(f"{language}: compiled")

    def _check(self):
        if problems := catalogues.problems():
            raise CommandError("\n".join(problems))
        self.stdout.write("All catalogues are complete.")
