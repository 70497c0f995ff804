"""Makes a backup of the database: of one moment while the site goes on, closed for the public keys
in BACKUP_RECIPIENTS, and read back before it gets its name.

It lies in BACKUP_FOLDER, where old ones are removed as BACKUP_KEEP says. It holds everything, also
addresses that must stay secret, so copy it to another place as it is. With `--plain` anybody can
read it; only a development machine may do that.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backups import keys
from backups.failing import megabytes
from backups.making import make
from backups.telling import told
from watching.runs import recording


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--plain", action="store_true", help="without a key, not on a real site"
        )

    def handle(self, *, plain, **options):
        if plain and not (settings.DEBUG or settings.IS_LOCAL):
            raise CommandError(
                "A backup that anybody can read is only made on a development machine. Set "
                f"BACKUP_RECIPIENTS. {keys.HOW_TO_MAKE_ONE}"
            )
        state = "There is no new backup; those that were there still are."
        with told(state, options), recording("backup") as run, told(state, options):
            made = make(keys.one_time(), is_plain=plain)
            run.say(f"{made.rows:,} rows, {megabytes(made.size)}.", size=made.size)
        self.stdout.write(
            f"Made, read back and found whole: {made.path} ({megabytes(made.size)}, "
            f"{made.rows:,} rows)."
        )
        if made.removed:
            self.stdout.write(f"Old ones that were removed: {len(made.removed)}.")
