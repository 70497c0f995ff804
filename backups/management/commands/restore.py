"""Brings a backup back: `manage.py restore FILE --identity KEYFILE`.

First into an empty database beside that of the site, where everything is checked; only then does
the site use it, and what was there is kept under another name. The site may go on running. Until
that last step nothing is touched, whatever goes wrong.

`--identity -` reads the key from standard input, so that it never lies on this machine:
ssh server '… manage.py restore FILE --identity -' < backup-key.txt

Ends with 0 when it is done, 1 when it was not done, 3 when the file cannot be used, 4 when it is of
a newer version of the program, 5 when the backup is in place but not all went well after that.
"""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection

from backups import keys
from backups.failing import AFTERWARDS
from backups.restoring import restore
from backups.telling import told
from watching.runs import recording


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--identity", help="the file with the private key; - for standard input"
        )
        parser.add_argument(
            "--check-only",
            action="store_true",
            help="restore it beside the site, check everything, and throw that away again",
        )

    def handle(self, *, file, identity, check_only, **options):
        began = time.monotonic()
        with told("The site is as it was.", options, with_detail=True):
            identities = keys.identities(identity) if identity else []
            restored = restore(file.resolve(), identities, self._say, is_only_check=check_only)
        seconds = round(time.monotonic() - began)
        if check_only:
            self._say(f"The backup is good: {restored.rows:,} rows came back in {seconds} s.")
            self._say("Nothing of the site was changed.")
            return
        self._say(
            f"Done in {seconds} s: the site has what it had at {restored.made:%Y-%m-%d %H:%M} UTC."
        )
        self._tell_what_now(restored)
        self._record(restored)

    def _say(self, text):
        self.stdout.write(text)
        self.stdout.flush()

    def _tell_what_now(self, restored):
        if restored.kept:
            self._say(
                f"What was there before is kept as {restored.kept}; remove it when all is well."
            )
        self._say(
            "Everybody has to log in again. Passwords, second steps and closed accounts are as "
            "they were then: close again whom you closed since."
        )

    def _record(self, restored):
        try:
            connection.close()
            with recording("restore") as run:
                run.say(f"The backup of {restored.made:%Y-%m-%d %H:%M}, {restored.rows:,} rows.")
        except Error as error:
            raise CommandError(
                "The backup is in place, but the database does not answer now. Ask /readyz in a "
                "minute, and start the site again if it says no.",
                returncode=AFTERWARDS,
            ) from error
