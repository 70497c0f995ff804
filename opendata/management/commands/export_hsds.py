"""Writes all that is public as a tabular data package of Open Referral HSDS 3."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.languages import CODES
from opendata.hsds import package


class Command(BaseCommand):
    help = (
        "Writes organisations, services and places as HSDS 3: into a folder, or into one file "
        "when its name ends with .zip."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="a folder, or a file that ends with .zip")
        parser.add_argument("--lang", choices=CODES, default=settings.LANGUAGE_CODE)

    def handle(self, *args, path, lang, **options):
        is_file = path.suffix == ".zip"
        folder = path.parent if is_file else path
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (package.write_zip if is_file else package.write)(path, lang)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error}") from error
        if options["verbosity"]:
            self.stdout.write(f"{path}: written in {lang}.")
