"""Eight readers beside a writer, on the running server: `prove_readers.py [seconds]`.

On SQLite, and on PostgreSQL where it is found: fills a temporary database with the example data,
starts the server as `make demo` does, on this machine only, and asks for the pages of the sitemap
and for what a writer changes meanwhile, one after the other each second: an organisation, an
activity and a synonym. Beside both an editor archives and publishes hundreds of organisations in
the admin, again and again, in parts (`core.parts`). Counts answers, errors (a status of 500 and
more, no answer, a traceback in the server's log) and stale answers: two seconds after a change
everybody has to find the new name and nobody the old one, and what was archived nowhere; and each
search that found nothing has to be counted once. Exit code 1 when there is an error or a stale
answer.
"""

import http.cookiejar
import os
import random
import re
import secrets
import string
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import serve
import with_postgres

ROOT = Path(__file__).resolve().parent.parent
READERS = 8
SECONDS = 60
SOON = 2.0  # seconds
NOWHERE = "onvindbaar"  # counted beside the requests, the last ones when the server ends
MANY = 300  # organisations that the editor archives and publishes
START = 60  # seconds that the server may take
ONE_DATABASE = "ONE_DATABASE"  # in the environment: the process that `main` starts for each


def main(seconds=SECONDS):
    """Proves it on each database that there is; 0, or 1 when it did not hold."""
    codes = []
    for name, opened in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with opened() as url:
            if url is None:
                print(f"{name} is left out. {with_postgres.HOW_TO_GET_IT}")
                continue
            port = with_postgres.free_port()
            environment = {
                **os.environ,
                ONE_DATABASE: name,
                "DATABASE_URL": url,
                "PORT": str(port),
                "SECRET_KEY": secrets.token_urlsafe(50),
                "DEBUG": "0",
                "BEHIND_PROXY": "0",
                "SITE_URL": f"http://127.0.0.1:{port}",
                "ALLOWED_HOSTS": "127.0.0.1",
                "DJANGO_SETTINGS_MODULE": "brussels_support.settings",
                "PYTHONPATH": str(ROOT),
            }
            command = [sys.executable, __file__, str(seconds)]
            codes.append(subprocess.run(command, env=environment, check=False).returncode)
    return 1 if any(codes) else 0


@contextmanager
def sqlite():
    with tempfile.TemporaryDirectory(prefix="prove-") as folder:
        yield f"sqlite:///{folder}/prove.sqlite3"


@contextmanager
def postgresql():
    if binaries := with_postgres.binaries():
        with with_postgres.cluster(binaries) as url:
            yield url
    else:
        yield None


# One database


def one_database(name, seconds):
    manage = [sys.executable, str(ROOT / "manage.py"), "demo"]
    subprocess.run(manage, stdout=subprocess.DEVNULL, check=True)
    ids = many()
    with tempfile.NamedTemporaryFile("w+", prefix="prove-", suffix=".log") as log:
        with server(log):
            pages = addresses()
            until = time.monotonic() + seconds
            writer = Writer(until)
            editor = Editor(writer, ids, until)
            readers = [Reader(writer, pages, number, until) for number in range(READERS)]
            threads = [threading.Thread(target=each.run) for each in (writer, editor, *readers)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        log.seek(0)
        written = log.read()
    answers = sum((reader.answers for reader in readers), Counter())
    times = sorted(time for reader in readers for time in reader.times)
    wrong = [text for each in (writer, editor, *readers) for text in each.wrong]
    missed, counted = sum(reader.missed for reader in readers), missed_searches()
    if missed != counted:
        wrong.append(f"{missed} searches found nothing, and {counted} of them were counted")
    wrong += ["the server wrote a traceback"] * written.count("Traceback")
    checked = sum(reader.checked for reader in readers)
    print(
        f"{name}: {answers.total():,} answers to {READERS} readers in {seconds} s beside "
        f"{writer.changes} changes; {checked} looked for one, {len(wrong)} errors or stale answers"
    )
    print(
        f"  {editor.works} times {MANY} rows were archived or published, in {len(editor.parts)} "
        f"parts, the longest of {max(editor.parts, default=0):.1f} s; an answer to readers took "
        f"{times[len(times) // 2] * 1000:.0f} ms (median), {times[len(times) * 99 // 100]:.2f} s "
        f"(99 of 100), {times[-1]:.2f} s (longest)"
    )
    print("  by status:", ", ".join(f"{code} {count:,}" for code, count in sorted(answers.items())))
    for text, count in Counter(wrong).most_common(10):
        print(f"  {count} times: {text}")
    if wrong:
        print(written[-3_000:])
    return 1 if wrong or not (checked and writer.changes and editor.works) else 0


def many():
    """The ids of MANY organisations that are there beside the example data."""
    import django

    django.setup()

    from django.db import connection

    from core.together import together
    from directory.models import Organisation, Theme

    ids = []
    with together():
        theme = Theme.objects.first()
        for number in range(MANY):
            row = Organisation.objects.create(
                name_nl=f"Stapel {number}", summary_nl="Stapelwoord.", kind="meeting-place",
                slug=f"stapel-{number}", status="published", serves_region=True, phone="1712",
            )  # fmt: skip
            row.themes.add(theme)
            ids.append(row.pk)
    connection.close()
    return ids


def missed_searches():
    from django.db import connection
    from django.db.models import Sum

    from core.search.models import MissedSearch

    count = MissedSearch.objects.filter(text=NOWHERE).aggregate(Sum("times"))["times__sum"]
    connection.close()
    return count or 0


@contextmanager
def server(log):
    command = serve.command(os.environ["PORT"])
    process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + START
        while ask("/healthz")[0] != 200:
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"The server does not answer:\n{Path(log.name).read_text()}")
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


def ask(path, encoding="identity"):
    """The status and the text of an answer; 0 when there is none."""
    address = f"http://127.0.0.1:{os.environ['PORT']}{path}"
    request = urllib.request.Request(address, headers={"Accept-Encoding": encoding})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as response:
            return response.status, response.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError as error:
        return 0, str(error)


def addresses():
    """All pages of the sitemap and some questions to the lists."""
    files = re.findall("<loc>[^<]*?(/sitemap[^<]*)</loc>", ask("/sitemap.xml")[1])
    maps = "".join(ask(file)[1] for file in files)
    pages = re.findall("<loc>https?://[^/]*([^<]*)</loc>", maps)
    asked = [
        "search/?q=baby", "search/?q=krech", f"search/?q={NOWHERE}", "organisations/?q=huis",
        "agenda/?q=koffie", "agenda/?when=week", "agenda/calendar.ics",
    ]  # fmt: skip
    return [*pages, *(f"/{code}/{path}" for code in ("nl", "fr") for path in asked * 20)]


@dataclass(frozen=True)
class Change:
    """`new` and `old` are an address and what it shows, since a moment and until then."""

    since: float
    new: tuple | None
    old: tuple | None


class Writer:
    """Changes a row each second; `last` has the last `Change` of each."""

    def __init__(self, until):
        self.until, self.changes, self.last, self.wrong = until, 0, {}, []

    def run(self):
        from django.db import connections, transaction
        from django.utils import timezone

        from agenda.models import Event
        from core.search.models import SynonymGroup
        from directory.models import Organisation

        house = Organisation.objects.create(
            name_nl="Proefhuis", slug="proefhuis", status="published", kind="meeting-place"
        )
        series = Event.objects.create(
            organisation=house, title_nl="Proefuur", slug="proefuur", status="published",
            rule="FREQ=DAILY", starts_on=timezone.localdate(),
        )  # fmt: skip
        group = SynonymGroup.objects.create(words=["proefhuis"])

        def change(word):
            """Changes one of the three: the row, and what its new word has to show where."""
            turn = self.changes % 3
            if turn == 0:
                house.name_nl = f"Proefhuis {word}"
                return house, (f"/nl/organisations/?q={word}", house.name_nl)
            if turn == 1:
                series.title_nl = f"Proefuur {word}"
                return series, (f"/nl/agenda/?q={word}", series.title_nl)
            group.words = ["proefhuis", word]
            return group, (f"/nl/search/?q={word}", "Proefhuis")

        try:
            while time.monotonic() < self.until:
                row, new = change("".join(random.choices(string.ascii_lowercase, k=12)))
                # Neither is asked for while it changes.
                last = self.last.pop(type(row), None)
                with transaction.atomic():
                    row.save()
                self.last[type(row)] = Change(time.monotonic(), new, last and last.new)
                self.changes += 1
                time.sleep(1)
        except Exception as error:
            self.wrong.append(f"the writer: {error!r}")
        finally:
            connections.close_all()


class Editor:
    """Archives many organisations in the admin, publishes them, and so on."""

    def __init__(self, writer, ids, until):
        self.writer, self.ids, self.until = writer, ids, until
        self.works, self.parts, self.wrong = 0, [], []

    def run(self):
        from django.db import connections

        try:
            ask_as = self._logged_in()
            shown = "/nl/organisations/?q=stapelwoord", "Stapel "
            while time.monotonic() < self.until:
                action = ("archive", "publish")[self.works % 2]
                self.writer.last.pop("many", None)
                if not self._act(ask_as, action, self.ids):
                    return
                pair = (None, shown) if action == "archive" else (shown, None)
                self.writer.last["many"] = Change(time.monotonic(), *pair)
                self.works += 1
                time.sleep(SOON + 1)
        except Exception as error:
            self.wrong.append(f"the editor: {error!r}")
        finally:
            connections.close_all()

    def _logged_in(self):
        """A function that asks the server for a page of the admin: `(address, fields)`."""
        from django.test import Client

        from core.accounts.models import User

        client = Client()
        client.force_login(User.objects.get(username="admin"))
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
        )
        key = client.cookies["sessionid"].value

        def ask_as(path, fields=None):
            address = f"http://127.0.0.1:{os.environ['PORT']}{path}"
            request = urllib.request.Request(
                address, fields and urllib.parse.urlencode(fields, doseq=True).encode()
            )
            request.add_unredirected_header("Referer", address)
            jar.set_cookie(_cookie("sessionid", key))
            with opener.open(request, timeout=60) as response:
                return response.url, response.read().decode()

        return ask_as

    def _act(self, ask_as, action, ids):
        page = "/admin/directory/organisation/"
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', ask_as(page)[1])[1]
        fields = {"action": action, "_selected_action": ids, "csrfmiddlewaretoken": token}
        began = time.monotonic()
        url, text = ask_as(page, fields)
        while "data-goes-on" in text:
            self.parts.append(time.monotonic() - began)
            began = time.monotonic()
            url, text = ask_as(urllib.parse.urlsplit(url).path)
        if "work-rows" in text or "/admin/works/" not in url:
            self.wrong.append(f"the editor: not all was done with {action}")
            return False
        return True


def _cookie(name, value):
    return http.cookiejar.Cookie(
        0, name, value, None, False, "127.0.0.1", True, False, "/", True, False, None, False, None,
        None, {},
    )  # fmt: skip


class Reader:
    """Asks for pages of the sitemap, and every third time for what the writer changes."""

    def __init__(self, writer, pages, number, until):
        self.writer, self.pages, self.until = writer, pages, until
        self.chance = random.Random(number)
        self.answers, self.checked, self.wrong, self.times = Counter(), 0, [], []
        self.missed = 0

    def run(self):
        while time.monotonic() < self.until:
            if (changes := [*self.writer.last.items()]) and self.chance.random() < 1 / 3:
                self._look_for(*self.chance.choice(changes))
            else:
                self._ask(self.chance.choice(self.pages), self.chance.choice(("br", "gzip")))

    def _ask(self, path, encoding="identity"):
        began = time.monotonic()
        status, text = ask(path, encoding)
        self.times.append(time.monotonic() - began)
        self.answers[status] += 1
        self.missed += NOWHERE in path and status == 200
        if status >= 500 or not status:
            self.wrong.append(f"{status or text} for {path}")
        return text

    def _look_for(self, model, change):
        if time.monotonic() < change.since + SOON:
            return
        for pair, is_shown in ((change.new, True), (change.old, False)):
            if pair:
                path, shows = pair
                text = self._ask(path)
                # It may have changed again meanwhile.
                if self.writer.last.get(model) is change:
                    self.checked += 1
                    if (shows in text) != is_shown:
                        late = time.monotonic() - change.since
                        self.wrong.append(f"{model}: {late:.0f} s after its change")


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]] or [SECONDS]
    if ONE_DATABASE in os.environ:
        sys.exit(one_database(os.environ[ONE_DATABASE], *arguments))
    sys.exit(main(*arguments))
