"""900,000 addresses, and every planted place: `prove_geocode.py [addresses [places]]`.

On SQLite, and on PostgreSQL where it is found: writes a file in the form of the Region's address
file, as a zip, and listings whose places have addresses from it, spelled as people do, with boxes,
ranges, abbreviations and either language; one in three is not to be found: a number that was taken
away, another postal code, a street that there is not. Then `manage.py geocode` reads it, and again
without changing anything. Every planted place has to be where it is, no other one anywhere, in
less than 3 minutes and 300 MB. Meanwhile a reader looks an address up again and again, and has to
find it all the time. Exit code 1 when something does not hold.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

import with_postgres
from prove_readers import postgresql, sqlite

ROOT = Path(__file__).resolve().parent.parent
ADDRESSES, PLACES = 900_000, 1_000
MOST_SECONDS, MOST_BYTES = 180, 300_000_000
ONE_DATABASE = "PROVE_GEOCODE"  # in the environment: the process that `main` starts for each
ALL_TIME = 0.02  # seconds between two looks of the reader


def main(addresses=ADDRESSES, places=PLACES):
    """Proves it on each database that there is; 0, or 1 when it did not hold."""
    codes = []
    for name, opened in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with opened() as url:
            if url is None:
                print(f"{name} is left out. {with_postgres.HOW_TO_GET_IT}")
                continue
            environment = {
                **os.environ,
                ONE_DATABASE: name,
                "DATABASE_URL": url,
                "SECRET_KEY": secrets.token_urlsafe(50),
                "DEBUG": "0",
                "SITE_URL": "http://127.0.0.1:8000",
                "ALLOWED_HOSTS": "127.0.0.1",
                "DJANGO_SETTINGS_MODULE": "brussels_support.settings",
                "PYTHONPATH": str(ROOT),
            }
            command = [sys.executable, __file__, str(addresses), str(places)]
            codes.append(subprocess.run(command, env=environment, check=False).returncode)
    return 1 if any(codes) else 0


# One database


def one_database(name, addresses, places):
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("loaddata", "vocabulary", verbosity=0)
    from tests.best_file import Made

    made = Made(addresses, planted=places)
    by_pk = plant(made)
    with tempfile.TemporaryDirectory(prefix="prove-") as folder:
        path = write(made, Path(folder))
        first, reader = geocode(path), Reader(made)
        placed = wrong_places(by_pk)
        thread = threading.Thread(target=reader.run)
        thread.start()
        second = geocode(path)
        reader.is_over = True
        thread.join()
    wrong = [*placed, *wrong_places(by_pk), *reader.wrong]
    to_find = sum(planted.position is not None for planted in by_pk.values())
    megabytes = first.bytes / 1e6
    print(
        f"{name}: {addresses:,} addresses and {places:,} places in {first.seconds:.0f} s and "
        f"{megabytes:.0f} MB; {to_find:,} to be found and {places - to_find:,} not, "
        f"{len(wrong)} wrong; again in {second.seconds:.0f} s, looked up {reader.looks:,} times "
        "meanwhile"
    )
    if "changed: 0." not in second.said:
        wrong.append("the second time something changed")
    if first.seconds > MOST_SECONDS or first.bytes > MOST_BYTES:
        wrong.append("too long or too large")
    for text in wrong[:10]:
        print(f"  {text}")
    return 1 if wrong else 0


def plant(made):
    """Listings with the places; `{primary key of the location: what was planted}`."""
    from directory.models import Location, Municipality, Organisation

    municipalities = {row.nis_code: row for row in Municipality.objects.all()}
    by_pk = {}
    for number, planted in enumerate(made.planted):
        organisation = Organisation.objects.create(
            slug=f"planted-{number}", name_nl=f"Planted {number}", kind="meeting_place"
        )
        languages = ("nl", "fr") if len(planted.streets) == 2 else ("fr",)
        streets = {
            f"street_{code}": street
            for code, street in zip(languages, planted.streets, strict=True)
        }
        location = Location.objects.create(
            organisation=organisation,
            house_number=planted.number,
            postal_code=planted.postal_code,
            municipality=municipalities[planted.nis_code],
            **streets,
        )
        by_pk[location.pk] = planted
    return by_pk


def write(made, folder):
    table = made.write(folder / "openaddress-bebru.csv")
    path = folder / "openaddress-bebru.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(table, table.name)
    table.unlink()
    return path


class geocode:  # noqa: N801  (it is called like a function)
    """Runs the command as an administrator does; `seconds`, `bytes` at most, what it `said`."""

    def __init__(self, path):
        start = time.monotonic()
        command = [sys.executable, str(ROOT / "manage.py"), "geocode", str(path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.said = process.stdout.read()
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds, self.bytes = time.monotonic() - start, used.ru_maxrss * 1024
        if process.returncode:
            raise SystemExit(f"geocode failed:\n{self.said}")


def wrong_places(by_pk):
    """A sentence for each location that is not where it should be."""
    from directory.models import Location
    from geo import borders

    wrong = []
    for location in Location.objects.select_related("neighbourhood__municipality"):
        planted = by_pk[location.pk]
        is_at = location.latitude and (location.latitude, location.longitude)
        if is_at != planted.position:
            wrong.append(f"{planted} is at {is_at}")
        elif is_at and location.neighbourhood:
            lies_in = borders.neighbourhood_at(*is_at)
            if location.neighbourhood.number != lies_in:
                wrong.append(f"{planted} lies in {lies_in}, not in {location.neighbourhood}")
    return wrong


class Reader:
    """Looks one address up until it `is_over`, whatever is being loaded."""

    def __init__(self, made):
        self.planted = next(planted for planted in made.planted if planted.position)
        self.is_over, self.looks, self.wrong = False, 0, []

    def run(self):
        from django.db import connection

        from geo.finding import Address, Found, find

        planted = self.planted
        address = Address(planted.streets, planted.number, planted.postal_code, planted.nis_code)
        while not self.is_over:
            found = find(address)
            self.looks += 1
            if not isinstance(found, Found):
                self.wrong.append(f"while it was loaded: {found}")
            elif (found.latitude, found.longitude) != planted.position:
                self.wrong.append(f"while it was loaded, found at {found}")
            time.sleep(ALL_TIME)
        connection.close()


if __name__ == "__main__":
    numbers = [int(number) for number in sys.argv[1:]]
    if name := os.environ.get(ONE_DATABASE):
        sys.exit(one_database(name, *numbers))
    sys.exit(main(*numbers))
