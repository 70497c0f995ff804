"""Kept pages take no more memory than their limit, on the running server: `prove_page_store.py`.

    python scripts/prove_page_store.py [--addresses 20000]

The demonstration site is served twice by one worker, with a small limit and with the usual one.
Each time, every address is asked as Brotli and as gzip; then the memory of the server (its resident
set) may be larger by as much as the limit is, and no more. Needs Linux (it reads /proc).
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

import serve
from with_postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
SMALL, LIMIT = 1024 * 1024, 32 * 1024 * 1024
CONNECTIONS = 4
PATHS = ["organisations/", "about/", "themes/", "faq/", "agenda/", "privacy/"]
LANGUAGES = ["nl", "fr", "en", "ar", "es", "tr"]


def environment(folder, port, limit):
    return {
        **os.environ,
        "DEBUG": "0",
        "BEHIND_PROXY": "0",
        "SECRET_KEY": "only-for-this-proof-abcdefghijklmnopqrstuvwxyz-0123456789",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
        "STATIC_ROOT": f"{folder}/static",
        "PAGE_CACHE_BYTES": str(limit),
    }


def ask(port, numbers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for number in numbers:
        language, path = LANGUAGES[number % 6], PATHS[number // 6 % len(PATHS)]
        for encoding in ("br", "gzip", "gzip"):
            headers = {"Accept-Encoding": encoding}
            connection.request("GET", f"/{language}/{path}?n={number}", headers=headers)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise SystemExit(f"/{language}/{path}?n={number} answers {response.status}")


def wait_for(port):
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("The server does not answer.")


def resident(pid):
    """The memory of a process and its children, in bytes."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(map(resident, children))


def memory_with(folder, limit, count):
    """What the server's processes take after `count` addresses, in bytes."""
    port = free_port()
    server = subprocess.Popen(
        serve.command(port, workers=1),
        cwd=ROOT,
        env=environment(folder, port, limit),
        start_new_session=True,
    )
    try:
        wait_for(port)
        threads = [
            threading.Thread(target=ask, args=(port, range(first, count, CONNECTIONS)))
            for first in range(CONNECTIONS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return resident(server.pid)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def main(count=20_000):
    with tempfile.TemporaryDirectory(prefix="page-store-") as folder:
        prepare = [sys.executable, "manage.py", "demo"]
        env = environment(folder, 8000, 0)
        subprocess.run(prepare, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        small = memory_with(folder, SMALL, count)
        usual = memory_with(folder, LIMIT, count)
    more, may_be = usual - small, LIMIT - SMALL
    megabytes = [round(size / 2**20, 1) for size in (small, usual, more, may_be)]
    print(
        "{} addresses as br and gzip: {} MiB with a small limit, {} MiB with the usual one; "
        "{} MiB more, the limit is {} MiB larger".format(count, *megabytes)
    )
    return int(more > may_be)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--addresses", type=int, default=20_000)
    sys.exit(main(parser.parse_args().addresses))
