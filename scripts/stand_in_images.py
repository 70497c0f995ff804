"""The images that deploy/ builds on, where no registry can be reached.

Debian's own comes from debootstrap, as the official one does. In place of PostgreSQL's stands one
of Debian's packages, which does what deploy/compose.yaml asks of it and nothing else.
"""

import shutil
import ssl
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

DEBIAN, POSTGRES = "debian:12-slim", "postgres:15-bookworm"

_DOCKERFILE = f"""
FROM {DEBIAN}
RUN apt-get update \\
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql-15 \\
    && rm -rf /var/lib/apt/lists/* /var/lib/postgresql/15 \\
    && install -d -o postgres -g postgres -m 1777 /var/lib/postgresql/data \\
    && install -d -o postgres -g postgres -m 3777 /var/run/postgresql
ENV PATH=/usr/lib/postgresql/15/bin:$PATH PGDATA=/var/lib/postgresql/data
COPY start /start
ENTRYPOINT ["sh", "/start"]
"""

_START = """
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    printf %s "$POSTGRES_PASSWORD" > /tmp/password
    initdb -U "$POSTGRES_USER" --pwfile=/tmp/password --auth-host=scram-sha-256 \
        $POSTGRES_INITDB_ARGS
    rm /tmp/password
    echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
    pg_ctl -w -o "-c listen_addresses=''" start
    createdb -U "$POSTGRES_USER" "$POSTGRES_DB"
    pg_ctl -w -m fast stop
fi
exec postgres -c 'listen_addresses=*'
"""


@contextmanager
def images():
    """Lines that say where the images come from; the stand-ins are gone afterwards."""
    made = [name for name in (DEBIAN, POSTGRES) if not _is_there(name)]
    for name in made:
        {DEBIAN: _debian, POSTGRES: _postgres}[name]()
    try:
        yield [f"No registry was reached: a stand-in takes the place of {name}." for name in made]
    finally:
        for name in made[::-1]:
            subprocess.run(["docker", "rmi", name], capture_output=True, check=False)


def _is_there(name):
    for command in (["docker", "image", "inspect", name], ["docker", "pull", "--quiet", name]):
        if not subprocess.run(command, capture_output=True, check=False).returncode:
            return True
    return False


def _debian():
    if not shutil.which("debootstrap"):
        raise SystemExit("No registry was reached, and there is no debootstrap for a stand-in.")
    with tempfile.TemporaryDirectory(prefix="debian-") as folder:
        command = ["debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm"]
        subprocess.run([*command, folder], check=True, stdout=subprocess.DEVNULL)
        # In a network with a certificate authority of its own, pip has to trust it as well.
        trusted = "etc/ssl/certs/ca-certificates.crt"
        shutil.copy(ssl.get_default_verify_paths().cafile or f"/{trusted}", f"{folder}/{trusted}")
        Path(folder, "etc/pip.conf").write_text(f"[global]\ncert = /{trusted}\n")
        packed = subprocess.Popen(["tar", "-C", folder, "-c", "."], stdout=subprocess.PIPE)
        imported = ["docker", "import", "-", DEBIAN]
        subprocess.run(imported, stdin=packed.stdout, check=True, stdout=subprocess.DEVNULL)
        packed.wait()


def _postgres():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "Dockerfile").write_text(_DOCKERFILE)
        Path(folder, "start").write_text(_START)
        build = ["docker", "build", "--quiet", "--tag", POSTGRES, folder]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
