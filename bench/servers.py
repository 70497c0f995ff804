"""Granian next to gunicorn: what a server costs for one request, with the demonstration data.

    python bench/servers.py [--seconds 5]

Starts each server with two workers on a free port of 127.0.0.1, asks it the same page over eight
connections, and prints requests a second and the server's own processor time for a request. Read
the second one: the load comes from the same machine, so it takes a share of what there is. Needs
Linux (it reads /proc) and about a minute. What was measured: docs/benchmarks.md.
"""

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from with_postgres import free_port  # noqa: E402  (lies in scripts/)

CONNECTIONS, WORKERS, THREADS = 8, 2, "4"
APPLICATION = "brussels_support.wsgi:application"
LIST = "/nl/organisations/"
GUNICORN = ("gunicorn", "--log-level", "warning")
SERVERS = {
    "granian": (
        *("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"),
        *("--backpressure", "8", "--log-level", "warning"),
    ),
    "gunicorn, sync": (*GUNICORN, "--worker-class", "sync"),
    "gunicorn, threads": (*GUNICORN, "--worker-class", "gthread", "--threads", THREADS),
}
# What is asked, under how much memory kept pages may take.
CASES = {
    str(32 * 1024 * 1024): {"a kept page": LIST, "a static file": "css/tokens.css"},
    "0": {"the list, made anew": LIST},
}
TICKS = os.sysconf("SC_CLK_TCK")


def environment(folder):
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "STATIC_ROOT": f"{folder}/static",
        "DEBUG": "0",
        "BEHIND_PROXY": "0",
        "SECRET_KEY": "only-for-the-benchmarks-abcdefghijklmnopqrstuvwxyz-0123456789",
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "127.0.0.1",
    }


def started(command, env, port, workers):
    """The running server, once it answers."""
    program = str(Path(sys.executable).with_name(command[0]))
    many = ["--workers", str(workers)]
    where = ["--port", str(port)] if command[0] == "granian" else ["--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        [program, *command[1:], *many, *where, APPLICATION],
        cwd=ROOT,
        env=env,
        start_new_session=True,
    )
    for _ in range(600):
        try:
            with connected(port) as connection:
                answer(connection, "/healthz")
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


def connected(port):
    return closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10))


def answer(connection, path):
    """The status of a whole answer."""
    connection.request("GET", path, headers={"Accept-Encoding": "br"})
    with connection.getresponse() as response:
        response.read()
        return response.status


def processor_seconds(pid):
    """What a process and its descendants have used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(map(processor_seconds, children))


def load(port, path, seconds):
    """The number of requests that were answered within `seconds`; one for each connection."""
    until = time.monotonic() + seconds

    def ask(_number):
        # `http.client` connects again by itself when the server has closed the connection.
        count = 0
        with connected(port) as connection:
            while not count or time.monotonic() < until:
                if (status := answer(connection, path)) != 200:
                    raise SystemExit(f"{path} answers {status}")
                count += 1
        return count

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        return sum(threads.map(ask, range(CONNECTIONS)))


def measured(env, seconds, workers=WORKERS):
    """`(case, server, requests a second, µs a request)` of each; `env` names a prepared site."""
    names = json.loads(Path(env["STATIC_ROOT"], "staticfiles.json").read_text())["paths"]
    for cache, cases in CASES.items():
        for name, command in SERVERS.items():
            port = free_port()
            server = started(command, {**env, "PAGE_CACHE_BYTES": cache}, port, workers)
            try:
                for case, path in cases.items():
                    address = f"/static/{names[path]}" if path in names else path
                    load(port, address, min(2, seconds))  # warm: templates, index, kept pages
                    before, began = processor_seconds(server.pid), time.monotonic()
                    count = load(port, address, seconds)
                    took = time.monotonic() - began
                    used = processor_seconds(server.pid) - before
                    yield case, name, count / took, used / count * 1e6
            finally:
                stop(server)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5, help="of load for each number")
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory(prefix="servers-") as folder:
        env = environment(folder)
        prepare = [sys.executable, "manage.py", "demo"]
        subprocess.run(prepare, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        print(f"{'':<22}{'':<20}{'requests a second':>20}{'µs a request':>16}")
        for case, name, answered, cost in measured(env, seconds):
            print(f"{case:<22}{name:<20}{answered:>20,.0f}{cost:>16,.0f}")


if __name__ == "__main__":
    main()
