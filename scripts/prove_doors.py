"""Doors that one sender tries to close, on the running server: `prove_doors.py [seconds]`.

One sender asks twenty times a second at each of four doors: logging in, with the names of ten
volunteers and with others; forgotten passwords; messages; and remarks about an answer. Meanwhile
the volunteers log in and fifty visitors send a message. Some of them share the sender's network:
half of these solve the puzzle, as a browser with JavaScript does, and half wait. Everybody has to
get in, each message has to be in the database, and nothing may answer with an error. Two processes
on SQLite, told by X-Forwarded-For who asks, as behind the proxy.
"""

import http.client
import itertools
import json
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import with_postgres

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.html_forms import forms_of  # noqa: E402
from tests.tolls import proof_of  # noqa: E402

SECONDS = 60
EACH = 20  # requests a second at each door
HANDS = 6  # connections at each door
PASSWORD = "correct horse battery"
SENDER = "203.0.113.7"
VOLUNTEERS, VISITORS = 10, 50
ROUNDS = 8  # after which somebody who still is not in counts as refused
LOGIN, FORGOTTEN = "/admin/account/login/", "/admin/account/password/forgotten/"
SUGGEST, CLEAR = "/nl/suggest/", "/nl/faq/wat-nu/clear/"
PREPARE = f"""
from core.accounts.models import User
from tests import factories
for number in range({VOLUNTEERS}):
    User.objects.create_user(f"volunteer-{{number}}", f"v{{number}}@example.org", "{PASSWORD}",
        is_staff=True)
factories.question(question_nl="Wat nu?", slug="wat-nu")
"""
COUNT = """
import json
from feedback.models import Suggestion
from faq.models import Remark
texts = list(Suggestion.objects.values_list("text", flat=True))
hers = sorted(int(text.split()[1]) for text in texts if text.startswith("Visitor "))
print(json.dumps([hers, len(texts) - len(hers), Remark.objects.count()]))
"""


class Browser:
    """One connection, its cookies, and the network that it comes from."""

    def __init__(self, port, address):
        self.port, self.address, self.cookies = port, address, {}
        self.open = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, path, fields=None):
        """`(status, text)`."""
        headers = {"X-Forwarded-For": self.address}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={at}" for name, at in self.cookies.items())
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(fields)
        try:
            answer, text = self._sent(path, body, headers)
        except (OSError, http.client.HTTPException):
            # The server has ended a connection that waited: as browsers do, once more.
            self.open.close()
            answer, text = self._sent(path, body, headers)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, text.decode("utf-8", "replace")

    def _sent(self, path, body, headers):
        self.open.request("POST" if body else "GET", path, body, headers)
        answer = self.open.getresponse()
        return answer, answer.read()

    def form(self, path):
        return self._fields(self.ask(path)[1], path)

    @staticmethod
    def _fields(text, path):
        forms = forms_of(SimpleNamespace(content=text.encode()))
        of_path = [form for form in forms if form["attributes"].get("action") == path]
        return dict(of_path[0]["fields"]) if of_path else {}

    def gets_in(self, path, fields, has_javascript):
        """`(whether, rounds, seconds of answers)` of who does what the page asks."""
        took = []
        for rounds in range(1, ROUNDS + 1):
            begin = time.monotonic()
            status, text = self.ask(path, fields)
            took.append(time.monotonic() - begin)
            if status == 302:
                return True, rounds, took
            toll = dict(re.findall(r'data-(seed|parts|bits|wait)="(\w+)"', text))
            if status != 200 or not toll:
                print(f"  {status} at {path}: {re.sub('<[^>]*>', ' ', text)[-300:]!r}")
                return False, rounds, took
            fields = {**fields, **self._fields(text, path)}
            if has_javascript:
                fields["proof"] = proof_of(toll["seed"], int(toll["parts"]), int(toll["bits"]))
            else:
                time.sleep(int(toll["wait"]) + 0.5)
        return False, ROUNDS, took


def main(seconds=SECONDS):
    """0, or 1 when somebody was refused."""
    with tempfile.TemporaryDirectory(prefix="prove-") as folder:
        port = with_postgres.free_port()
        env = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder}/prove.sqlite3",
            "DJANGO_SETTINGS_MODULE": "brussels_support.settings",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DEBUG": "0",
            "BEHIND_PROXY": "1",
            "SITE_URL": f"http://127.0.0.1:{port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "PORT": str(port),
            "WORKERS": "2",
            "PYTHON": sys.executable,
            "LOG_LEVEL": "CRITICAL",
        }
        managed(env, "migrate", "-v0")
        managed(env, "shell", "-v0", "-c", PREPARE)
        command = ["sh", "scripts/serve.sh", "tests.machine:application"]
        server = subprocess.Popen(command, cwd=ROOT, env=env)
        try:
            wait_for(port)
            return proved(port, env, seconds)
        finally:
            server.terminate()
            server.wait(20)


def managed(env, *command):
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout


def wait_for(port):
    for _attempt in range(600):
        try:
            if Browser(port, SENDER).ask("/healthz")[0] == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.2)
    raise SystemExit("The server does not answer.")


def proved(port, env, seconds):
    answers, until = Counter(), time.monotonic() + seconds
    flood = [
        threading.Thread(target=attack, args=(port, kind, until, answers, hand), daemon=True)
        for kind in ("login", "forgotten", "suggest", "clear")
        for hand in range(HANDS)
    ]
    for thread in flood:
        thread.start()
    time.sleep(min(15, seconds / 4))  # every door has noticed by then
    people, outcomes = [], []
    for number in range(VOLUNTEERS):
        people.append(threading.Thread(target=volunteer, args=(port, number, outcomes)))
    for number in range(VISITORS):
        people.append(threading.Thread(target=visitor, args=(port, number, outcomes)))
    left = max(until - time.monotonic() - 60, 1)
    for thread in people:
        thread.start()
        time.sleep(left / len(people))
    for thread in [*people, *flood]:
        thread.join()
    return told(outcomes, answers, json.loads(managed(env, "shell", "-v0", "-c", COUNT)), seconds)


def attack(port, kind, until, answers, hand):
    """One of the sender's connections: what it asks for never solves or waits."""
    browser, begin = Browser(port, SENDER), time.monotonic()
    path = {"login": LOGIN, "forgotten": FORGOTTEN, "suggest": SUGGEST}.get(kind)
    fields = browser.form(path) if path else {}
    for count in itertools.count():
        due = begin + count * HANDS / EACH
        if due >= until:
            return
        time.sleep(max(due - time.monotonic(), 0))
        if time.monotonic() >= until:
            return
        words = f"{kind} {hand} {count}"
        more = {
            "login": {"login": f"volunteer-{count % 20}", "password": words},
            "forgotten": {"email": f"v{count % 20}@example.org"},
            "suggest": {"text": words, "topic": "other"},
            "clear": {"is_clear": "no", "text": words},
        }[kind]
        try:
            status, _text = browser.ask(path or CLEAR, {**fields, **more})
        except (OSError, http.client.HTTPException) as error:
            status = type(error).__name__
        answers[kind, status] += 1


def whose(number, every):
    """`(address, has JavaScript, what to call her)`: of each `every`, two share the network."""
    if number % every == 0:
        return SENDER, True, "same network, puzzle"
    if number % every == 1:
        return SENDER, False, "same network, wait"
    return f"198.51.{number}.9", number % 2 == 0, "other networks"


def volunteer(port, number, outcomes):
    address, has_javascript, kind = whose(number, 3)
    browser = Browser(port, address)
    fields = browser.form(LOGIN) | {"login": f"volunteer-{number}", "password": PASSWORD}
    outcomes.append(("log in", kind, *browser.gets_in(LOGIN, fields, has_javascript)))


def visitor(port, number, outcomes):
    address, has_javascript, kind = whose(number, 10)
    browser = Browser(port, address)
    fields = browser.form(SUGGEST) | {"text": f"Visitor {number}", "topic": "other"}
    time.sleep(3.5)  # people take longer
    outcomes.append(("message", kind, *browser.gets_in(SUGGEST, fields, has_javascript)))


def told(outcomes, answers, kept, seconds):
    for (kind, status), times in sorted(answers.items(), key=str):
        print(f"  the sender, {kind}: {times} answers {status} ({times / seconds:.1f} a second)")
    for group in sorted({outcome[:2] for outcome in outcomes}):
        hers = [outcome[2:] for outcome in outcomes if outcome[:2] == group]
        took = [each for _is_in, _rounds, answered in hers for each in answered]
        print(
            f"  {' '.join(group)}: {sum(each[0] for each in hers)} of {len(hers)} got in, "
            f"in {statistics.mean(each[1] for each in hers):.1f} rounds; an answer took "
            f"{statistics.median(took):.2f} s (median), {max(took):.2f} s at most"
        )
    hers, of_the_sender, remarks = kept
    print(f"  kept: {len(hers)} of visitors; the sender's: {of_the_sender} and {remarks} remarks")
    errors = [key for key in answers if not isinstance(key[1], int) or key[1] >= 400]
    is_right = (
        len(outcomes) == VOLUNTEERS + VISITORS
        and all(outcome[2] for outcome in outcomes)
        and hers == list(range(VISITORS))
        and not errors
    )
    print("Nobody was refused." if is_right else f"Not so: {errors}")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
