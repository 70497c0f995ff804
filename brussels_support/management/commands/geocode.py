"""Puts all locations on the map by the Region's official addresses, which it reads from a file.

Nothing that a person chose is changed, and no secret address is looked up. Without a file it uses
the one that was read last. Running it again changes nothing.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from directory.placing.geocoding import geocode
from geo import finding, loading
from geo.best import AddressFileError


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", help="openaddress-bebru.zip (BeST), or the .csv in it"
        )

    def handle(self, *, file, **options):
        if file:
            self._load(Path(file))
        elif not finding.is_loaded():
            raise CommandError("No addresses were read yet: name the file.")
        with translation.override("en"):
            outcome = geocode()
        self._list("Not found", outcome.not_found)
        self._list("In another municipality or with another postal code", outcome.elsewhere)
        self._list("Chosen by a person, and left as it is", outcome.by_hand)
        self.stdout.write(
            f"Locations: {outcome.looked_at}; found: {outcome.found}; changed: {outcome.changed}."
        )

    def _load(self, path):
        try:
            tally = loading.load(path, path.name)
        except AddressFileError as error:
            raise CommandError(f"{path}: {error}") from error
        skipped = "".join(f"; {why}: {count:,}" for why, count in sorted(tally.skipped.items()))
        self.stdout.write(f"Rows: {tally.rows:,}; addresses: {tally.read:,}{skipped}.")
        for example in tally.bad:
            self.stdout.write(f"  {example}")

    def _list(self, title, lines):
        if lines:
            self.stdout.write(f"{title}: {len(lines)}")
            for line in lines:
                self.stdout.write(f"  {line}")
