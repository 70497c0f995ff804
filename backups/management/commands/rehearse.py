"""Tries out whether restoring works: makes a backup, brings it back beside the site with a key that
is made for it, checks everything, looks at some pages, and throws that away again."""

from django.core.management.base import BaseCommand

from backups.failing import NotDoneError, megabytes
from backups.rehearsing import rehearse
from backups.telling import in_words
from watching.runs import recording


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        with recording("rehearse") as run:
            try:
                done = rehearse(self.stdout.write)
            except NotDoneError as error:
                said = "Restoring does not work as it should; the site itself is as it was."
                raise in_words(error, said, options) from error
            run.say(f"{done.made.rows:,} rows, {done.seconds:.0f} s.", size=done.made.size)
        self.stdout.write(
            f"Rehearsed: {done.made.rows:,} rows came back in {done.seconds:.0f} s from a backup "
            f"of {megabytes(done.made.size)}."
        )
