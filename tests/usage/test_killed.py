"""A process that is killed while it writes: what it wrote before is there, once, and no half."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds, on a machine that is busy
# It serves, is asked a hundred times, and waits until its thread has written that. Then seven more
# come, and the process ends between their rows and the end of their transaction.
PROCESS = """
import os, signal, time
import django
django.setup()
from django.db import connection
from core.public_writes import beside, counts
from usage import counting, labels
from usage.models import Tally

with connection.schema_editor() as editor:
    editor.create_model(Tally)
label = labels._shared(labels.Kind.LIST, "nl", ("food",), "ixelles")
beside.serve()
for _time in range(100):
    counting.add(label)
while Tally.objects.count() < 3:
    time.sleep(0.05)

def writes_and_is_killed(cells):
    Tally.objects.add(cells)
    assert {*Tally.objects.values_list("times", flat=True)} == {107}
    os.kill(os.getpid(), signal.SIGKILL)

counting._opened._save = writes_and_is_killed
for _time in range(7):
    counting.add(label)
time.sleep(60)
"""


@pytest.mark.one_database
def test_killed_process_loses_what_came_since_it_last_wrote_and_no_more(tmp_path):
    file = tmp_path / "db.sqlite3"
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{file}",
        "DJANGO_SETTINGS_MODULE": "brussels_support.settings",
        "DEBUG": "1",
    }
    command = [sys.executable, "-c", PROCESS]

    ended = subprocess.run(command, cwd=ROOT, env=environment, check=False, timeout=PATIENCE)

    assert ended.returncode == -signal.SIGKILL
    with sqlite3.connect(file) as database:
        rows = database.execute("SELECT side, what, value, times FROM usage_tally ORDER BY side")
        assert rows.fetchall() == [
            ("language", "list", "nl", 100),
            ("municipality", "opened", "ixelles", 100),
            ("theme", "opened", "food", 100),
        ]
