"""The proxy of `deploy/nginx` on free ports of this machine, for proofs and tests.

Serves https://www.example.test with a certificate of its own making, in front of two ports.
"""

import os
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts import with_postgres

ROOT = Path(__file__).resolve().parent.parent
HOST = "www.example.test"
HOW_TO_GET_IT = "nginx or openssl was not found. On Debian: apt-get install nginx openssl."
START = 10  # seconds
# What the site must know of it.
SETTINGS = {
    "SITE_URL": f"https://{HOST}",
    "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
    "BEHIND_PROXY": "1",
    "SECOND_FACTOR_REQUIRED": "0",
}


def nginx():
    """The program, or None; `openssl` makes the certificate."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    return found if shutil.which("openssl") else None


@dataclass(frozen=True)
class Proxy:
    https: int
    http: int
    folder: Path
    process: subprocess.Popen

    def connect(self, timeout=10, source="127.0.0.1"):
        """A connection with TLS, as a browser's but for the company that signed."""
        context = ssl.create_default_context(cafile=self.folder / "cert.pem")
        plain = socket.create_connection(("127.0.0.1", self.https), timeout, (source, 0))
        return context.wrap_socket(plain, server_hostname=HOST)


def configuration(folder, servers, https, http, **more):
    """The text of nginx.conf, with a certificate in that folder."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-subj", f"/CN={HOST}",
         "-addext", f"subjectAltName=DNS:{HOST},DNS:example.test"],
        check=True, capture_output=True,
    )  # fmt: skip
    names = {
        "SITE_NAME": HOST,
        "CERTIFICATE": folder / "cert.pem",
        "CERTIFICATE_KEY": folder / "key.pem",
        "SERVER_1": f"127.0.0.1:{servers[0]}",
        "SERVER_2": f"127.0.0.1:{servers[-1]}",
        "HTTPS_PORT": https,
        "HTTP_PORT": http,
        "CHALLENGES": folder,
        "NGINX_PID": folder / "nginx.pid",
        # The folder is ours alone.
        "NGINX_USER": folder.owner(),
        **more,
    }
    filled = subprocess.run(
        ["sh", ROOT / "deploy" / "nginx" / "fill.sh"],
        env={**os.environ, **{name: str(value) for name, value in names.items()}},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return filled.stdout


@contextmanager
def proxy(folder, servers):
    """A `Proxy` in front of the ports `servers`."""
    https, http = with_postgres.free_port(), with_postgres.free_port()
    conf = folder / "nginx.conf"
    conf.write_text(configuration(folder, servers, https, http))
    with (folder / "nginx.log").open("w") as log:
        process = subprocess.Popen(
            [nginx(), "-p", folder, "-c", conf, "-g", "daemon off;"], stderr=log
        )
    try:
        _wait_for(https, process, folder / "nginx.log")
        yield Proxy(https, http, folder, process)
    finally:
        process.terminate()
        process.wait()


def _wait_for(port, process, log):
    until = time.monotonic() + START
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"nginx does not answer:\n{log.read_text()}")
