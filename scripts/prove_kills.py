"""Processes killed while volunteers edit: `prove_kills.py [edits] [sqlite|postgresql …]`.

Three people change a demonstration site through the pages of its admin, at the same time: short
pages, whole forms, hours, dates, translations, proposals and their approval, actions on few and on
many rows, answers to messages. Meanwhile SIGKILL ends, at random moments, a process that answers,
the main process, and the database (of PostgreSQL one of its connections or its postmaster; with
SQLite all processes of the site at once). Who gets no answer sends the same form again, as a
browser does. At the end all that was said to be saved must be there, once, nothing may be half
written (`whole.py`), and what the server has kept must be what a fresh one shows. Exit code 1 when
something did not hold.
"""

import http.client
import http.cookiejar
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import with_postgres

from bench import served
from tests.html_forms import forms_of

EDITS = 30
SECONDS = float(os.environ.get("PROVE_KILLS_SECONDS", 600))  # no edit begins later
PASSWORD = os.environ.get("DEMO_PASSWORD", "prove-kills-prove-kills")
INSIDE = "PROVE_KILLS"  # in the environment: the process that `main` starts
KINDS = {
    "sqlite": ("worker", "main", "all"),
    "postgresql": ("worker", "main", "backend", "postmaster"),
}
# A disk that writes: nothing here is faster than in production.
SAFE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"
MANY = 60  # rows: more than an action does in one request
PLACE, EVENT = "/admin/directory/organisation/", "/admin/agenda/event/"
MESSAGE, WAITING = "/admin/feedback/suggestion/", "/admin/editing/proposal/"


def main(edits=EDITS, *kinds):
    """0, or 1 when it did not hold."""
    codes = [_prove(int(edits), kind) for kind in kinds or KINDS]
    return 1 if any(codes) else 0


def _prove(edits, kind):
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        if kind == "sqlite":
            return _start(edits, kind, folder, f"sqlite:///{folder}/db.sqlite3")
        if not (binaries := with_postgres.binaries()):
            print(f"PostgreSQL is left out. {with_postgres.HOW_TO_GET_IT}")
            return 0
        with with_postgres.cluster(binaries, SAFE) as url:
            return _start(edits, kind, folder, url)


def _start(edits, kind, folder, url):
    env = {
        **served.environment(folder, url),
        INSIDE: folder,
        "PYTHONPATH": str(served.ROOT),
        "DEMO_PASSWORD": PASSWORD,
        "EMAIL_URL": "consolemail://",
        "LOG_LEVEL": "ERROR",
        "WARM_PAGES": "5",  # it is started often
    }
    served.manage(env, "demo")
    command = [sys.executable, __file__, str(edits), kind]
    return subprocess.run(command, env=env, check=False).returncode


class Stays(urllib.request.HTTPRedirectHandler):
    """An answer that leads elsewhere is an answer: it was saved."""

    def redirect_request(self, *_args):
        return None


class Person(threading.Thread):
    """Somebody who edits `rows` (`{what: [keys]}`), which nobody else edits meanwhile."""

    def __init__(self, site, name, rows, ways, ledger):
        super().__init__()
        self.site, self.name_of, self.rows, self.ways, self.ledger = site, name, rows, ways, ledger
        self.random = random.Random(f"{name} {time.time()}")
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(Stays, cookies)

    def run(self):
        login = "/admin/account/login/"
        self.send(login, {"login": self.name_of, "password": PASSWORD})
        while (number := self.ledger.next()) is not None:
            way = self.random.choice(self.ways)
            try:
                way(self, number)
            except Exception as error:
                self.ledger.wrong.append(f"{way.__name__}: {type(error).__name__} {error}")
                time.sleep(0.2)

    def pick(self, what):
        return self.random.choice(self.rows[what])

    def ask(self, path, fields=None):
        """`(status, text or address)`; asks until there is an answer that is not "later"."""
        data = urllib.parse.urlencode(fields, doseq=True).encode() if fields is not None else None
        until = time.monotonic() + 120
        while time.monotonic() < until:
            request = urllib.request.Request(f"{self.site.address}{path}", data)
            request.add_header("Origin", self.site.address)
            try:
                with self.opener.open(request, timeout=60) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as error:
                if error.code == 302:
                    return 302, error.headers["Location"]
                self.ledger.count(f"answered {error.code}")
                if error.code not in (502, 503):
                    return error.code, error.read().decode()
            except (OSError, http.client.HTTPException):
                self.ledger.count("without an answer" if data else "a page without an answer")
            time.sleep(0.2)
        raise TimeoutError(path)

    def send(self, path, changes):
        """Fills in the form that has these fields; where its answer leads. Raises ValueError."""
        status, page = self.ask(path)
        if status != 200:
            raise ValueError(f"{path}: {status} {page[:80] if status == 302 else ''}")
        fields = form_with(page, changes)
        status, answer = self.ask(path, fields | changes)
        if status != 302 or "/login/" in answer:
            said = re.findall(r'class="(?:errornote|errorlist)[^>]*>(.*?)</', answer, re.DOTALL)
            raise ValueError(f"{path}: {status} {said[:2]}")
        return answer


def form_with(page, changes):
    """The fields of the form of a page that has all that is changed."""
    for form in forms_of(SimpleNamespace(content=page.encode())):
        fields = {}
        for name, value in form["fields"]:
            fields.setdefault(name, []).append(value)
        if fields.keys() >= {name for name in changes if not name.startswith("_")}:
            return fields
    raise ValueError(f"no form with {[*changes]}")


class Ledger:
    """What was asked for, and what was said to be saved."""

    def __init__(self, edits):
        self.left, self.number, self.until = edits, 0, time.monotonic() + SECONDS
        self.counted, self.saved, self.wrong = Counter(), [], []
        self.lock = threading.Lock()

    def next(self):
        with self.lock:
            if not self.left or time.monotonic() > self.until:
                return None
            self.left, self.number = self.left - 1, self.number + 1
            return self.number

    def count(self, what):
        with self.lock:
            self.counted[what] += 1

    def note(self, what, key, name, value):
        """`name` of the row `key` of `what` was said to be saved as `value`."""
        with self.lock:
            self.counted[f"saved: {what} {name}"] += 1
            self.saved.append((what, key, name, value))


# The ways to edit


def word(number, who):
    return f"Kill {number:05} {who}"


def short_texts(person, number):
    key, text = person.pick("place"), word(number, "short")
    person.send(f"{PLACE}{key}/edit/texts/nl/", {"summary_nl": text})
    person.ledger.note("place", key, "summary_nl", text)


def contact(person, number):
    key, text = person.pick("place"), f"https://kill-{number:05}.example.org/"
    person.send(f"{PLACE}{key}/edit/contact/", {"website": text})
    person.ledger.note("place", key, "website", text)


def whole_form(person, number):
    key, text = person.pick("place"), word(number, "whole")
    person.send(f"{PLACE}{key}/change/", {"description_fr": text, "_save": "1"})
    person.ledger.note("place", key, "description_fr", text)


def hours(person, number):
    """Two things that are saved in rows of their own."""
    key, location = person.pick("location")
    text, opens = word(number, "hours"), f"{6 + number % 6}:{number % 60:02}"
    start = f"locations/{location}/hours_"
    changes = {f"{start}2": f"{opens}-20:00", f"{start}note_nl": text}
    person.send(f"{PLACE}{key}/edit/hours/{location}/", changes)
    person.ledger.note("location", location, "hours", (text, opens.zfill(5)))


def event_time(person, number):
    key, begins = person.pick("event"), f"{6 + number % 3:02}:{number % 60:02}"
    person.send(f"{EVENT}{key}/edit/when/", {"start_time": begins, "end_time": "23:00"})
    person.ledger.note("event", key, "start_time", begins)


def event_texts(person, number):
    key, text = person.pick("event"), word(number, "event")
    person.send(f"{EVENT}{key}/edit/texts/fr/", {"summary_fr": text})
    person.ledger.note("event", key, "summary_fr", text)


def question(person, number):
    key, text = person.pick("question"), word(number, "question")
    person.send(f"/admin/faq/question/{key}/change/", {"question_en": text, "_save": "1"})
    person.ledger.note("question", key, "question_en", text)


def translation(person, number):
    key, text = person.pick("question"), word(number, "translation")
    person.send(f"/admin/translate/tr/faq.question/{key}/", {"question_tr": text})
    person.ledger.note("question", key, "question_tr", text)


def proposal(person, number):
    """Of a volunteer, about a page that the public sees."""
    key, text = person.pick("place"), word(number, "proposal")
    person.send(f"{PLACE}{key}/edit/texts/es/", {"summary_es": text})
    person.ledger.note("proposal", key, "summary_es", text)


def few_rows(person, number):
    keys, action = person.rows["few"], ("archive", "publish")[number % 2]
    act(person, PLACE, action, keys)
    for key in keys:
        person.ledger.note("place", key, "status", f"{action}d".replace("shd", "shed"))


def approve(person, _number):
    """What waits of the volunteer; what she changes at that moment still waits afterwards."""
    path = f"{WAITING}?state__exact=waiting"
    keys = re.findall(r'name="_selected_action" value="(\d+)"', person.ask(path)[1])
    if keys:
        act(person, path, "approve", keys[:5])


def answer(person, number):
    key, text = new_messages(number, 1)[0], word(number, "answer")
    person.send(f"{MESSAGE}{key}/reply/", {"text": text})
    person.ledger.note("message", key, "answer", text)


def message_note(person, number):
    key, text = person.pick("message"), word(number, "note")
    person.send(f"{MESSAGE}{key}/change/", {"note": text, "_save": "1"})
    person.ledger.note("message", key, "note", text)


def many_rows(person, number):
    """Goes on, part by part, as the page does by itself."""
    keys = new_messages(number, MANY)
    path = urllib.parse.urlsplit(act(person, MESSAGE, "mark_done", keys)).path
    if "/works/" not in path:
        raise ValueError(f"many rows lead to {path}")
    while "_stop" in (page := person.ask(path)[1]):
        time.sleep(0.05)
    if "_again" not in page and str(MANY) not in page:
        raise ValueError("many rows were not done")
    for key in keys:
        person.ledger.note("message", key, "status", "done")


def act(person, path, action, keys):
    return person.send(path, {"action": action, "select_across": "0", "_selected_action": keys})


def new_messages(number, count):
    """What visitors wrote; the ways above need them to be there."""
    from django.db import Error, close_old_connections
    from django.utils import timezone

    from feedback.models import Suggestion

    rows = [
        Suggestion(
            text=f"Bericht {number} {each}",
            topic="other",
            language="nl",
            email=f"kill{number}@example.org",
            received_on=timezone.localdate(),
        )
        for each in range(count)
    ]
    for _time in range(600):
        close_old_connections()
        try:
            Suggestion.objects.bulk_create(rows, ignore_conflicts=True)
        except Error:
            time.sleep(0.2)
            continue
        break
    texts = [row.text for row in rows]
    return list(Suggestion.objects.filter(text__in=texts).values_list("pk", flat=True))


ADMIN = (short_texts, contact, whole_form, hours, event_time, few_rows, many_rows, answer)
EDITOR = (short_texts, whole_form, hours, event_texts, question, translation, approve, approve)
VOLUNTEER = (proposal, proposal, proposal, message_note, message_note, answer)


def inside(edits, kind):
    import killed_site
    import prove_machines
    import whole
    from django.db import connections

    before = whole.what_is_not()
    folder = Path(os.environ[INSIDE])
    with killed_site.kept_up(folder) as site:
        ledger = Ledger(edits)
        people = _people(site, ledger)
        killer = killed_site.Killer(site, KINDS[kind], lambda: ledger.number)
        began = time.monotonic()
        for each in (*people, killer):
            each.start()
        for each in people:
            each.join()
        took = time.monotonic() - began
        killer.end()
        site.seconds_until_it_answers()
        connections.close_all()  # they were killed too
        time.sleep(1)
        stale = _compare(site, ledger, folder, prove_machines)
    lost = _lost(ledger, site)
    half = [each for each in whole.what_is_not() if each not in before] + _half_approved()
    _tell(kind, ledger, killer, took, {"lost": lost, "half-written": half, "stale": stale})
    wrong = lost + half + stale + killer.wrong + ledger.wrong
    print(*(f"  {each}" for each in sorted(set(wrong))[:30]), sep="\n")
    return 1 if wrong or not ledger.saved else 0


def _people(site, ledger):
    from agenda.models import Event
    from directory.models import Location, Organisation
    from faq.models import Question

    places = list(Organisation.objects.published().order_by("pk").values_list("pk", flat=True))
    at = dict(Location.objects.order_by("-pk").values_list("organisation", "pk"))
    repeats = Event.objects.published().exclude(rule="").order_by("pk")
    events = list(repeats.values_list("pk", flat=True))
    questions = list(Question.objects.published().order_by("pk").values_list("pk", flat=True))
    people = []
    for number, (name, ways) in enumerate(
        {"admin": ADMIN, "editor": EDITOR, "volunteer": VOLUNTEER}.items()
    ):
        own = places[10 + number * 15 :][:15]
        rows = {
            "place": own,
            "location": [(key, at[key]) for key in own if key in at],
            "event": events[number::3],
            "question": questions[number::3],
            "few": places[:4],
            "message": new_messages(1_000_000 + number, 10),
        }
        people.append(Person(site, name, rows, ways, ledger))
    return people


def _compare(site, ledger, folder, machines):
    """What the server shows otherwise than one that keeps nothing."""
    from django.utils import translation

    paths = [f"/{code}/{path}" for code in ("nl", "ar") for path in ("", *machines.ALWAYS)]
    with translation.override("nl"):
        for what, key in sorted({row[:2] for row in ledger.saved}):
            row = _row(what, key) if what in ("place", "event", "question") else None
            if row and row.status == "published":
                paths += [row.get_absolute_url(), row.get_absolute_url().replace("/nl/", "/es/", 1)]
    with machines.server(folder / "fresh.log", PAGE_CACHE_BYTES="0") as fresh:
        ports = [site.port, site.port, site.port, fresh]
        return [f"stale: {path}" for path in machines._stale(ports, paths)]


def _row(what, key):
    from agenda.models import Event
    from directory.models import Location, Organisation
    from faq.models import Question
    from feedback.models import Suggestion

    models = {
        "place": Organisation,
        "event": Event,
        "question": Question,
        "location": Location,
        "message": Suggestion,
    }
    return models[what].objects.get(pk=key)


def _lost(ledger, site):
    """What was said to be saved and is not there, or more than once."""
    mails, wrong = site.mails.read_text(), []
    last = {saved[:3]: saved[3] for saved in ledger.saved}
    for (what, key, name), value in last.items():
        found = _found(what, key, name, mails, value)
        if found != value:
            wrong.append(f"lost: {what} {key} {name}: {value!r}, but there is {found!r}")
    return wrong + _not_in_the_history(ledger)


def _found(what, key, name, mails, value):
    from core.editing.models import Proposal

    if what == "proposal":
        latest = Proposal.objects.filter(object_id=key, content_type__model="organisation").last()
        return latest and latest.changes.get(name, [None])[0]
    row = _row(what, key)
    if name == "hours":
        opening = row.opening_hours.filter(weekday=2).first()
        return row.hours_note_nl, opening and f"{opening.opens:%H:%M}"
    if name == "answer":
        replies = [reply.text for reply in row.replies.all()]
        sent = row.replies.filter(state="sent").count()
        return value if replies == [value] and mails.count(value) in (sent, 1) else replies
    found = getattr(row, name)
    return f"{found:%H:%M}" if name == "start_time" else found


def _half_approved():
    """What is approved is in the sheet, or was."""
    from reversion.models import Version

    from core.editing.models import Proposal

    wrong = []
    for each in Proposal.objects.filter(state="approved"):
        text = each.changes["summary_es"][0]
        kept = Version.objects.filter(object_id=str(each.object_id))
        if not kept.filter(serialized_data__contains=text).exists():
            wrong.append(f"approved, and not in the sheet: {text!r}")
    return wrong


def _not_in_the_history(ledger):
    """Also what was changed again since is kept, and nothing twice in the log."""
    from django.contrib.admin.models import LogEntry
    from reversion.models import Version

    wrong = []
    for what, key, name, value in ledger.saved:
        if what in ("place", "event", "question") and str(value).startswith("Kill"):
            kept = Version.objects.filter(object_id=str(key), content_type__model=_MODELS[what])
            if not kept.filter(serialized_data__contains=value).exists():
                wrong.append(f"lost: {what} {key} {name}: {value!r} is not in the history")
        elif what == "message" and name in ("answer", "status"):
            lines = LogEntry.objects.filter(content_type__model="suggestion", object_id=str(key))
            if lines.count() != 1:
                wrong.append(f"lost: message {key} is {lines.count()} times in the log")
    return wrong


_MODELS = {"place": "organisation", "event": "event", "question": "question"}


def _tell(kind, ledger, killer, took, found):
    kills = {each: len(seconds) for each, seconds in killer.away.items()}
    print(f"{kind}: {ledger.number} edits in {took:.0f} s, {len(ledger.saved)} rows said saved")
    print(f"  {sum(kills.values())} kills: {', '.join(f'{kills[each]} {each}' for each in kills)}")
    for each, seconds in killer.away.items():
        if seconds:
            ordered = sorted(seconds)
            print(f"  away after {each}: median {ordered[len(ordered) // 2]:.1f} s,", end=" ")
            print(f"longest {ordered[-1]:.1f} s")
    print(f"  {', '.join(f'{len(each)} {name}' for name, each in found.items())}")
    print(f"  {', '.join(f'{number} {what}' for what, number in sorted(ledger.counted.items()))}")


if __name__ == "__main__":
    if INSIDE in os.environ:
        import django

        django.setup()
        sys.exit(inside(int(sys.argv[1]), sys.argv[2]))
    sys.exit(main(*sys.argv[1:]))
