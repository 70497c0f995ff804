"""What a kept page costs the processor, next to the same bytes from other servers.

    python -m bench.servers [--seconds 1.5] [--rounds 5]

Two processes of each server, on free ports of 127.0.0.1, are asked in turn over eight connections
that stay open, round after round. What counts is the processor time of all processes of a server
for one request, and its ratio to others in the same round: the load comes from the same machine.
nginx is left out where it is not found (Debian: nginx-light). Then the kept page is asked while
somebody saves something every second.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts import serve

from . import editing, load, served

CONNECTIONS, WORKERS = 8, 2
LIST = "/nl/organisations/"
NGINX, FILE, PAGE = "nginx, the same bytes", "a file of WhiteNoise", "a kept page"
RAW, GUNICORN = "granian, the same bytes", "a kept page, gunicorn"
NGINX_CONF = """
daemon off; worker_processes {workers}; pid {folder}/nginx.pid; error_log stderr crit; {user}
events {{ worker_connections 256; }}
http {{
    access_log off; sendfile on; keepalive_requests 1000000000;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{
        listen 127.0.0.1:{port}; root {folder};
        types {{ }} default_type "text/html; charset=utf-8";
        add_header Content-Encoding br; add_header Vary "Accept-Encoding, Accept-Language";
        add_header Cache-Control no-cache;
    }}
}}
"""


@dataclass(frozen=True)
class Asked:
    """A round of one server: `cost` in µs of its processors for a request."""

    a_second: float
    cost: float


def nginx():
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def program(name):
    return str(Path(sys.executable).with_name(name))


@contextmanager
def contenders(env, site, others=(NGINX, FILE, RAW, GUNICORN)):
    """`{name: (server, path)}`, the kept page of the running `site` last."""
    connection = load.Connection(site.port)
    if connection.ask(LIST) != 200:
        raise SystemExit(f"{LIST} answers {connection.status}")
    page = connection.body
    connection.close()
    asked = {}
    with tempfile.TemporaryDirectory(prefix="servers-") as name, ExitStack() as stack:
        folder = Path(name)
        (folder / "page").write_bytes(page)

        def started(command, **more):
            return stack.enter_context(served.serving({**env, **more}, WORKERS, command))

        if NGINX in others and nginx():
            asked[NGINX] = started(lambda port: nginx_command(folder, port)), "/page"
        if FILE in others:
            asked[FILE] = site, nearest_file(Path(env["STATIC_ROOT"]), len(page))
        if RAW in others:
            asked[RAW] = started(raw_command, BENCH_PAGE=str(folder / "page")), "/"
        if GUNICORN in others:
            asked[GUNICORN] = started(gunicorn_command), LIST
        yield {**asked, PAGE: (site, LIST)}


def nginx_command(folder, port):
    user = "user root;" if folder.owner() == "root" else ""
    conf = folder / "nginx.conf"
    conf.write_text(NGINX_CONF.format(folder=folder, port=port, workers=WORKERS, user=user))
    return [nginx(), "-p", str(folder), "-c", str(conf)]


def raw_command(port):
    return serve.command(port, WORKERS, "bench.raw:application")


def gunicorn_command(port):
    return [
        program("gunicorn"), "--log-level", "warning", "--worker-class", "gthread",
        "--threads", "4", "--keep-alive", "60", "--workers", str(WORKERS),
        "--bind", f"127.0.0.1:{port}", "brussels_support.wsgi:application",
    ]  # fmt: skip


def nearest_file(root, size):
    """The static file whose Brotli form is nearest to that size."""
    names = json.loads((root / "staticfiles.json").read_text())["paths"].values()
    sizes = {name: (root / f"{name}.br") for name in names}
    there = {name: file.stat().st_size for name, file in sizes.items() if file.exists()}
    return "/static/" + min(there, key=lambda name: abs(there[name] - size))


def asked(server, path, seconds):
    before = server.processor_seconds()
    answers = load.closed_loop(server.port, path, CONNECTIONS, seconds)
    cost = (server.processor_seconds() - before) / len(answers) * 1e6
    if wrong := {answer.status for answer in answers} - {200}:
        raise SystemExit(f"{path} answers {wrong}")
    return Asked(len(answers) / max(seconds, 0.001), cost)


def measured(env, site, seconds, rounds, **which):
    """`{name: [Asked of each round]}` of a `site` that runs."""
    with contenders(env, site, **which) as servers:
        for server, path in servers.values():
            asked(server, path, min(1, seconds))  # warm
        found = {name: [] for name in servers}
        for _round in range(rounds):
            for name, (server, path) in servers.items():
                found[name].append(asked(server, path, seconds))
    return found


def ratio(found, rival):
    """How much more a kept page costs than a rival: the median of all rounds; None without it."""
    if rival not in found:
        return None
    return statistics.median(
        ours.cost / theirs.cost for ours, theirs in zip(found[PAGE], found[rival], strict=True)
    )


@dataclass(frozen=True)
class BesideEdits:
    a_second: float
    p99: float  # milliseconds
    edits: editing.Edits


def beside_edits(env, site, seconds, every=1.0):
    """One kept page over all connections, while somebody saves something every so often."""
    with editing.edits(env, site, max(1, int(seconds / every)), every) as (edits, begin):
        load.closed_loop(site.port, LIST, CONNECTIONS, 0)
        begin()
        answers = load.closed_loop(site.port, LIST, CONNECTIONS, seconds)
    if wrong := {answer.status for answer in answers} - {200}:
        raise SystemExit(f"{LIST} answers {wrong}")
    usual = seconds * CONNECTIONS / len(answers)
    p99 = 1000 * load.percentile(load.at_any_moment(answers, usual), 99)
    return BesideEdits(len(answers) / max(seconds, 0.001), p99, edits)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=1.5, help="for each server and round")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with served.demonstration("sqlite") as env, served.serving(env, WORKERS) as site:
        found = measured(env, site, arguments.seconds, arguments.rounds)
        print(f"{'':<26}{'µs a request':>14}{'a second':>12}{'a kept page costs':>20}")
        for name, rounds in found.items():
            cost = statistics.median(each.cost for each in rounds)
            a_second = statistics.median(each.a_second for each in rounds)
            print(f"{name:<26}{cost:>14,.0f}{a_second:>12,.0f}{ratio(found, name):>14.2f} times")
        beside = beside_edits(env, site, 10 * arguments.seconds)
        print(
            f"a kept page, an edit a second: {beside.a_second:,.0f} a second, p99 "
            f"{beside.p99:,.0f} ms, {len(beside.edits.stale)} of {beside.edits.looks} looks stale"
        )


if __name__ == "__main__":
    main()
