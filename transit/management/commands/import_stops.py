"""Reads timetables (GTFS): which stops there are in the Region, and which lines stop there.

Each file replaces what the same agencies had before, and leaves the others alone. What cannot be
read changes nothing.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from transit import feed, importing
from transit.archive import StopsFileError


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", help="zips, as they were downloaded")
        parser.add_argument(
            "--licence", default="", help="their licence, named on pages: CC BY 4.0"
        )
        parser.add_argument(
            "--fewer", action="store_true", help="take a file with far fewer stops than before"
        )

    def handle(self, *, files, licence, fewer, **options):
        failed = [name for name in files if not self._read(Path(name), licence, fewer)]
        if failed:
            raise CommandError(f"Not read, and nothing of it changed: {', '.join(failed)}.")

    def _read(self, path, licence, may_shrink):
        self.stdout.write(f"{path}:")
        try:
            found = feed.read(path, say=lambda text: self.stdout.write(f"  {text}"))
            timetable = importing.replace(found, licence[:100], may_shrink=may_shrink)
        except StopsFileError as error:
            self.stderr.write(f"  {error}")
            return False
        self.stdout.write(
            f"  {timetable}: {len(found.stops):,} stops, from {found.rows:,} times; without a "
            f"line: {found.left_out:,}."
        )
        if found.ends_on and found.ends_on < timezone.localdate():
            self.stdout.write(
                f"  This timetable ended on {found.ends_on}. Its stops are shown, with that day: "
                "look for a newer one."
            )
        return True
