"""Granian next to gunicorn: what a server costs for one request, with the demonstration data.

    python bench/servers.py [--seconds 5]

Starts each server with two workers on a free port of 127.0.0.1, asks it the same page over eight
connections, and prints requests a second and the server's own processor time for a request. Read
the second one: the load comes from the same machine, so it takes a share of what there is. Needs
Linux (it reads /proc) and about a minute. What was measured: docs/benchmarks.md.
"""

import argparse
import http.client
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from with_postgres import free_port  # noqa: E402  (lies in scripts/)

CONNECTIONS, WORKERS, THREADS = 8, "2", "4"
APPLICATION = "brussels_support.wsgi:application"
LIST = "/nl/organisations/"
GUNICORN = ("gunicorn", "--workers", WORKERS, "--log-level", "warning")
SERVERS = {
    "granian": (
        *("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"),
        *("--workers", WORKERS, "--backpressure", "8", "--log-level", "warning"),
    ),
    "gunicorn, sync": (*GUNICORN, "--worker-class", "sync"),
    "gunicorn, threads": (*GUNICORN, "--worker-class", "gthread", "--threads", THREADS),
}
# What is asked, and how much memory kept pages may take.
CASES = {
    "a kept page": (LIST, str(32 * 1024 * 1024)),
    "the list, made anew": (LIST, "0"),
    "a static file": ("/static/css/tokens.css", "0"),
}
TICKS = os.sysconf("SC_CLK_TCK")


def environment(folder, port):
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
        "DEBUG": "0",
        "BEHIND_PROXY": "0",
        "SECRET_KEY": "only-for-the-benchmarks-abcdefghijklmnopqrstuvwxyz-0123456789",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
    }


def started(command, env, port):
    """The running server, once it answers."""
    program = str(Path(sys.executable).with_name(command[0]))
    where = ["--port", str(port)] if command[0] == "granian" else ["--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        [program, *command[1:], *where, APPLICATION], cwd=ROOT, env=env, start_new_session=True
    )
    for _ in range(200):
        try:
            fetch(port, "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return server
    stop(server)
    raise SystemExit(f"{command[0]} does not answer.")


def stop(server):
    os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def fetch(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Accept-Encoding": "br"})
    response = connection.getresponse()
    return response.status, response.read()


def processor_seconds(pid):
    """What a process and its descendants have used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(map(processor_seconds, children))


def load(port, path, seconds):
    """The number of requests that were answered within `seconds`."""
    until = time.monotonic() + seconds
    answered = []

    def ask():
        # `http.client` connects again by itself when the server has closed the connection.
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        count = 0
        while time.monotonic() < until:
            connection.request("GET", path, headers={"Accept-Encoding": "br"})
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise SystemExit(f"{path} answers {response.status}")
            count += 1
        answered.append(count)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5, help="of load for each number")
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory(prefix="servers-") as folder:
        prepare = [sys.executable, "manage.py", "demo"]
        env = environment(folder, free_port())
        subprocess.run(prepare, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        print(f"{'':<22}{'':<20}{'requests a second':>20}{'µs a request':>16}")
        for case, (path, cache) in CASES.items():
            for name, command in SERVERS.items():
                port = free_port()
                env = {**environment(folder, port), "PAGE_CACHE_BYTES": cache}
                server = started(command, env, port)
                try:
                    load(port, path, 2)  # warm: templates, index, kept pages
                    before, began = processor_seconds(server.pid), time.monotonic()
                    count = load(port, path, seconds)
                    took = time.monotonic() - began
                    used = processor_seconds(server.pid) - before
                finally:
                    stop(server)
                print(f"{case:<22}{name:<20}{count / took:>20,.0f}{used / count * 1e6:>16,.0f}")


if __name__ == "__main__":
    main()
