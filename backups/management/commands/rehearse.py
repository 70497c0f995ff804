"""Tries out whether restoring works: makes a backup, brings it back beside the site with a key that
is made for it, checks everything, looks at some pages, and throws that away again."""

from django.core.management.base import BaseCommand

from backups.failing import megabytes
from backups.rehearsing import rehearse
from backups.telling import told
from watching.runs import recording


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        state = "So restoring was not rehearsed; the site itself is as it was."
        with told(state, options), recording("rehearse") as run, told(state, options):
            done = rehearse(self.stdout.write)
            run.say(f"{done.made.rows:,} rows, {done.seconds:.0f} s.", size=done.made.size)
        self.stdout.write(
            f"Rehearsed: {done.made.rows:,} rows came back in {done.seconds:.0f} s from a backup "
            f"of {megabytes(done.made.size)}."
        )
