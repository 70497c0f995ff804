"""What runs by itself is done once, whoever is killed: proved on the database of DATABASE_URL.

    DATABASE_URL=sqlite:////tmp/x.sqlite3 .venv/bin/python scripts/prove_daily.py
    .venv/bin/python scripts/with_postgres.py -- .venv/bin/python scripts/prove_daily.py

Real processes of `manage.py daily`: six at the same moment, then one that is killed with SIGKILL in
the middle of a task, and one that is stopped with SIGTERM.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brussels_support.settings")
os.environ["DEBUG"] = "1"
MANAGE = [sys.executable, str(ROOT / "manage.py")]


def start():
    return subprocess.Popen(
        [*MANAGE, "daily"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def wait_for(condition, seconds=120):
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise SystemExit("FAILED: it did not happen in time.")
        time.sleep(0.05)


def check(text, is_so):
    print(("ok: " if is_so else "FAILED: ") + text, flush=True)
    if not is_so:
        raise SystemExit(1)


def prove():
    subprocess.run([*MANAGE, "migrate", "-v0"], cwd=ROOT, check=True)
    import django

    django.setup()
    from django.utils import timezone

    from watching.models import Outcome, Run, Turn

    Run.objects.all().delete()
    Turn.objects.all().delete()

    began = time.monotonic()
    said = [process.communicate()[0] for process in [start() for _ in range(6)]]
    names = [*Run.objects.values_list("task", flat=True)]
    check(
        f"six at once did {len(names)} tasks, each once, in {time.monotonic() - began:.0f} s",
        len(names) == len(set(names)) > 5 and not Run.objects.exclude(outcome="done").exists(),
    )
    waited = sum("Another machine is at it." in each for each in said)
    late = sum("Nothing is due." in each for each in said)
    check(f"of the six {waited} found another at it, {late} nothing due", waited + late == 5)

    Run.objects.all().delete()
    killed = start()
    wait_for(lambda: Run.objects.running().exists())
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    check("killed in the middle: the others wait", "Another machine" in start().communicate()[0])
    Turn.objects.filter(name="daily").update(held_until=timezone.now() - timedelta(seconds=1))
    start().communicate()
    gone = Run.objects.filter(outcome=Outcome.GONE).count()
    check("when its turn is over, the next goes on with the others", gone == 1)
    check("and nothing is left running", not Run.objects.running().exists())

    Run.objects.all().delete()
    stopped = start()
    wait_for(lambda: Run.objects.running().exists())
    stopped.send_signal(signal.SIGTERM)
    told = stopped.communicate()[0]
    held = Turn.objects.get(name="daily").held_until
    check("stopped: it says so, and gives its turn back", "Stopped." in told and held is None)
    check("and nothing is left running", not Run.objects.running().exists())


def main():
    """On a database of its own; 1 when something fails."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
        return subprocess.run([sys.executable, __file__], env=os.environ | own).returncode


if __name__ == "__main__":
    prove()
