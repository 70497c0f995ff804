"""Starts `bench.writer` beside what is measured, and looks whether its edits are seen in time."""

import json
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from .served import ROOT

SOON = 1.0  # seconds after which every process has to show an edit


@dataclass
class Edits:
    """`slugs` of what there is; what became of the edits."""

    slugs: dict
    edits: int = 0
    looks: int = 0
    stale: list = field(default_factory=list)
    are_over: bool = False


@contextmanager
def edits(env, server, count, every=1.0, *, looks=True):
    """`(Edits, begin)`: somebody who saves something every so often once `begin()` was called.

    After the block all looks have been taken.
    """
    command = [sys.executable, "-m", "bench.writer", str(count), str(every)]
    writer = subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    connections = server.connection_to_each_worker() if looks else {}
    noted = Edits(json.loads(writer.stdout.readline()))
    looking = threading.Thread(target=_look_at_all, args=(writer, connections, noted))

    def begin():
        looking.start()
        print(file=writer.stdin, flush=True)

    try:
        yield noted, begin
        if looking.ident:
            looking.join()
            if writer.wait():
                raise SystemExit("The writer has failed.")
    finally:
        writer.kill()
        writer.wait()
        for pipe in (writer.stdin, writer.stdout):
            pipe.close()
        for connection in connections.values():
            connection.close()


def _look_at_all(writer, connections, noted):
    """Asks each process for each edit, a second after it."""
    for line in writer.stdout:
        noted.edits += 1
        edit = json.loads(line)
        for pid, connection in connections.items():
            time.sleep(max(0, edit["there"] + SOON - time.monotonic()))
            noted.looks += 1
            if edit["shows"] not in connection.text(edit["path"]):
                noted.stale.append((pid, edit["path"]))
    noted.are_over = True
