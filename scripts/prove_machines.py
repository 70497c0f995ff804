"""Two machines on one PostgreSQL beside random changes: `prove_machines.py [seconds]`.

Fills a temporary database with the example data and starts three servers on it, on this machine
only: two as production runs them, and a third that keeps no pages. Then it changes something of the
content, waits a second, and asks all of them for the same pages: the lists, a calendar, the page of
what has changed, and some others, which the two have kept. Where one of them says something else
than the third it is stale. At the end the third is started again: nothing in its memory is older.
Exit code 1 when an answer is stale or an error, or when something was built anew without need.
"""

import os
import random
import re
import secrets
import string
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

import serve
import with_postgres

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60
SOON = 1.0  # seconds after a change
START = 60  # seconds that a server may take
PAGES, AT_ONCE = 100, 10  # of the sitemap, and how many are asked for after each change
INSIDE = "PROVE_MACHINES"  # in the environment: the process that `main` starts
ALWAYS = ["organisations/", "agenda/", "agenda/calendar.ics", "agenda/calendar.ics?when=month"]


def main(seconds=SECONDS):
    """0, or 1 when it did not hold."""
    if not (binaries := with_postgres.binaries()):
        print(f"It is left out. {with_postgres.HOW_TO_GET_IT}")
        return 0
    with with_postgres.cluster(binaries) as url, tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            INSIDE: folder,
            "DATABASE_URL": url,
            "STATIC_ROOT": f"{folder}/static",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DEBUG": "0",
            "BEHIND_PROXY": "0",
            "LOG_LEVEL": "INFO",
            "SITE_URL": "http://127.0.0.1:8000",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "brussels_support.settings",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, __file__, str(seconds)]
        return subprocess.run(command, env=environment, check=False).returncode


def inside(folder, seconds):
    manage = [sys.executable, str(ROOT / "manage.py"), "demo"]
    subprocess.run(manage, stdout=subprocess.DEVNULL, check=True)
    logs = [folder / f"{number}.log" for number in range(2)]
    with ExitStack() as stack:
        machines = [stack.enter_context(server(log)) for log in logs]
        with server(folder / "third.log", PAGE_CACHE_BYTES="0") as third:
            pages = random.sample(addresses(third), PAGES)
            changed, wrong = _rounds([*machines, third], pages, seconds)
        with server(folder / "fresh.log", PAGE_CACHE_BYTES="0") as fresh:
            wrong += _stale([*machines, fresh], [*pages, *_lists()])
    written = "".join(log.read_text() for log in logs)
    wrong += ["a traceback in the log"] * written.count("Traceback")
    wrong += ["all was built anew"] * written.count("built anew")
    print(f"{len(changed)} changes, {len(wrong)} stale answers, errors or indexes built anew")
    print(*sorted(set(wrong))[:20], sep="\n")
    return 1 if wrong or not changed else 0


def _rounds(servers, pages, seconds):
    """`(what was changed, what was wrong)`."""
    changed, wrong = [], []
    for port in servers:
        for path in [*pages, *_lists()]:
            ask(port, path)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        name, path = change()
        time.sleep(SOON)
        asked = [path, *_lists(), *random.sample(pages, AT_ONCE)]
        changed.append(name)
        wrong += [f"{name}: {stale}" for stale in _stale(servers, asked)]
    return changed, wrong


def _lists():
    return [f"/{code}/{path}" for code in ("nl", "ar") for path in ALWAYS]


def _stale(servers, paths):
    """What the last of the servers answers otherwise; a minute may have begun in between."""
    return [
        path
        for path in paths
        if not any(len({ask(port, path) for port in servers}) == 1 for _time in range(2))
    ]


@contextmanager
def server(log, **more):
    """The port of a server with one worker."""
    port = with_postgres.free_port()
    command = serve.command(port, workers=1)
    with log.open("w") as written:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **more}, stdout=written, stderr=written
        )
    try:
        until = time.monotonic() + START
        while ask(port, "/readyz")[0] != 200:
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"The server does not answer:\n{log.read_text()}")
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=START)


def ask(port, path):
    """The status and the text of an answer, without what differs each time."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}{path}", timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, secrets.token_hex()  # is never the same as another one


def addresses(port):
    """All pages of the sitemap."""
    files = re.findall("<loc>[^<]*?(/sitemap[^<]*)</loc>", ask(port, "/sitemap.xml")[1])
    maps = "".join(ask(port, file)[1] for file in files)
    return re.findall("<loc>https?://[^/]*([^<]*)</loc>", maps)


def change():
    """Changes something at random; what it was, and the address of a page that shows it."""
    from agenda.models import Event, EventException
    from core.search.models import SynonymGroup
    from directory.models import OpeningHours, Organisation, Theme
    from faq.models import Question

    word = "".join(random.choices(string.ascii_lowercase, k=10))
    house = random.choice(Organisation.objects.published())
    series = random.choice(Event.objects.published())
    question = random.choice(Question.objects.published())
    theme = random.choice(Theme.objects.all())
    ways = [
        (house, lambda: _save(house, name_nl=f"Huis {word}")),
        (house, lambda: _save(house, phone="02 555 12 34", summary_fr=f"Phrase {word}.")),
        (house, lambda: Organisation.objects.filter(pk=house.pk).update(cost="free")),
        (house, lambda: OpeningHours.objects.filter(location__organisation=house).delete()),
        (house, lambda: _save(house, status="archived")),
        (series, lambda: _save(series, title_nl=f"Uur {word}")),
        (series, lambda: Event.objects.filter(pk__lte=series.pk).update(summary_nl=word)),
        (series, lambda: EventException.objects.filter(event=series).delete()),
        (series, lambda: _save(series, status="draft")),
        (series, lambda: series.delete()),
        (question, lambda: _save(question, question_nl=f"Vraag {word}?")),
        (theme, lambda: _save(theme, name_nl=f"Thema {word}")),
        (theme, lambda: SynonymGroup.objects.create(words=[word, "baby"])),
    ]
    number = random.randrange(len(ways))
    row, way = ways[number]
    path = row.get_absolute_url()
    way()
    return f"change {number}", path


def _save(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]] or [SECONDS]
    if INSIDE in os.environ:
        import django

        django.setup()
        django.utils.translation.activate("nl")
        sys.exit(inside(Path(os.environ[INSIDE]), *arguments))
    sys.exit(main(*arguments))
