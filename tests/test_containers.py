"""The files of deploy/ for containers: what each may do, and that they fit what is there."""

import os
import re
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml
from django.conf import settings

from deploy.ready import is_ready

pytestmark = pytest.mark.one_database

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
SERVERS = ["site-1", "site-2"]
SITE = [*SERVERS, "daily", "prepare"]


def steps(instruction):
    """What stands behind each of these instructions of the Dockerfile."""
    return re.findall(rf"^{instruction} (.+)$", DOCKERFILE, re.M)


def sources():
    """The files of the repository that the Dockerfile copies."""
    copied = [words.split()[:-1] for words in steps("COPY") if not words.startswith("--from")]
    return [name for names in copied for name in names]


@pytest.mark.parametrize("name", SERVICES)
def test_container_can_write_nothing_and_has_no_rights(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.keys() & {"privileged", "network_mode", "pid", "devices"}
    # Nothing of the machine outside, such as the engine's own socket.
    assert not [volume for volume in service["volumes"] if volume.startswith((".", "/", "~"))]


@pytest.mark.parametrize("name", SERVICES)
def test_container_has_limits(name):
    service = SERVICES[name]

    assert re.fullmatch(r"(\$\{\w+:-)?\d+[mg]\}?", service["mem_limit"])
    assert service["pids_limit"] == 256
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}


@pytest.mark.parametrize("name", [*SERVERS, "database", "proxy"])
def test_container_that_serves_says_whether_it_is_well_and_comes_back(name):
    service = SERVICES[name]

    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"


def test_only_the_proxy_can_be_reached_and_the_database_reaches_nobody():
    with_ports = [name for name, service in SERVICES.items() if "ports" in service]

    assert with_ports == ["proxy"]
    assert SERVICES["database"]["networks"] == ["data"]
    assert COMPOSE["networks"]["data"] == {"internal": True}
    assert "data" not in SERVICES["proxy"]["networks"]
    # Whoever is in this network can say who a visitor is.
    at_the_front = [name for name, service in SERVICES.items() if "front" in service["networks"]]
    assert at_the_front == ["site-1", "site-2", "proxy"]


def test_proxy_sends_to_the_addresses_that_the_servers_have():
    sent_to = [SERVICES["proxy"]["environment"][f"SERVER_{number}"] for number in (1, 2)]

    addresses = [SERVICES[name]["networks"]["front"]["ipv4_address"] for name in SERVERS]
    port = re.search(r"PORT=(\d+)", DOCKERFILE)[1]
    assert sent_to == [f"{address}:{port}" for address in addresses]


def test_servers_start_when_the_database_is_prepared():
    prepared = {"prepare": {"condition": "service_completed_successfully"}}

    assert [SERVICES[name]["depends_on"] for name in (*SERVERS, "daily")] == [prepared] * 3
    assert SERVICES["prepare"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "restart" not in SERVICES["prepare"]


def test_servers_differ_in_their_address_alone():
    without = [{**SERVICES[name], "networks": None} for name in SERVERS]

    assert without[0] == without[1]


def test_settings_of_the_containers_are_those_that_the_site_reads():
    known = set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))

    for name in SITE:
        assert SERVICES[name]["environment"].keys() - {"PYTHON"} <= known


def test_no_secret_stands_in_the_files():
    # deploy/.env holds them: it is not in the repository, and in no image.
    database = SERVICES["database"]["environment"]["POSTGRES_PASSWORD"]
    address = SERVICES["site-1"]["environment"]["DATABASE_URL"]

    assert database == "${DATABASE_PASSWORD}"
    assert re.fullmatch(r"postgres://brussels:\$\{DATABASE_PASSWORD:\?.+\}@.+", address)
    assert "/deploy/.env" in (ROOT / ".gitignore").read_text().splitlines()
    assert {"**/.env", ".git", "**/*.age"} <= set((ROOT / ".dockerignore").read_text().splitlines())


def test_images_have_a_version_and_packages_their_hashes():
    bases = [*steps("ARG BASE="), SERVICES["database"]["image"]]
    named = re.findall(r"(?:debian|postgres):([\w.-]+)", "\n".join([DOCKERFILE, *bases]))

    assert named == ["12-slim", "15-bookworm"]
    # pg_dump and the server are of one release.
    assert "postgresql-client-15 " in DOCKERFILE
    assert "scripts/install.sh requirements/base.txt" in DOCKERFILE
    assert "--require-hashes" in (ROOT / "scripts" / "install.sh").read_text()


def test_images_run_without_root_and_hold_no_compiler():
    final = re.split(r"^FROM ", DOCKERFILE, flags=re.M)[-2:]

    assert [re.search(r"AS (\w+)", stage)[1] for stage in final] == ["site", "proxy"]
    assert [re.findall(r"^USER (.+)$", stage, re.M)[-1] for stage in final] == [
        "10001:10001",
        "www-data",
    ]
    assert SERVICES["database"]["user"] == "postgres"
    assert not re.findall(
        r"\b(gcc|g\+\+|build-essential|python3-dev|cmake|rustc|cargo)\b", DOCKERFILE
    )


def test_files_that_images_and_commands_name_are_there():
    run = re.findall(r"\b(?:deploy|scripts)/[\w./-]+", yaml.safe_dump(SERVICES) + DOCKERFILE)

    # `.` is all that .dockerignore lets in.
    missing = [name for name in {*run, *sources()} if not (ROOT / name).exists()]
    assert missing == []
    left_out = (ROOT / ".dockerignore").read_text().splitlines()
    assert not {name.split("/")[0] for name in run} & set(left_out)


@pytest.mark.parametrize(
    "script", ["certificate", "configure", "daily", "prepare", "proxy", "update"]
)
def test_script_can_be_read_by_any_shell(script):
    read = subprocess.run(["sh", "-n", DEPLOY / f"{script}.sh"], capture_output=True, text=True)

    assert (read.returncode, read.stderr) == (0, "")


def configure(folder, name):
    script = folder / "configure.sh"
    script.write_text((DEPLOY / "configure.sh").read_text())
    return subprocess.run(["sh", script, name], capture_output=True, text=True)


def test_configure_makes_secrets_once(tmp_path):
    first = configure(tmp_path, "www.example.org")
    written = (tmp_path / ".env").read_text()
    second = configure(tmp_path, "www.example.net")

    assert (first.returncode, second.returncode) == (0, 0)
    values = dict(line.split("=", 1) for line in written.splitlines() if "=" in line)
    assert values["SITE_NAME"] == "www.example.org"
    assert re.fullmatch(r"[\w-]{64}", values["SECRET_KEY"])
    assert re.fullmatch(r"[\w-]{64}", values["DATABASE_PASSWORD"])
    assert values["SECRET_KEY"] != values["DATABASE_PASSWORD"]
    assert oct((tmp_path / ".env").stat().st_mode & 0o777) == "0o600"
    assert (tmp_path / ".env").read_text() == written


def test_configure_refuses_what_is_no_name(tmp_path):
    refused = configure(tmp_path, "https://www.example.org")

    assert refused.returncode == 1
    assert "is no name of a site" in refused.stderr
    assert not (tmp_path / ".env").exists()


class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        is_ours = (self.path, self.headers["Host"]) == ("/readyz", "www.example.org")
        self.send_response(200 if is_ours else 503)
        self.end_headers()

    def log_message(self, *_words):
        pass


def test_ready_asks_readyz_by_the_name_of_the_site():
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        port = server.server_port
        answers = [is_ready(port, host) for host in ("www.example.org", "another.example")]
        server.shutdown()

    assert answers == [True, False]
    # Nobody listens any longer.
    assert is_ready(port, "www.example.org") is False


def guide():
    """The lines that “With containers” says to run."""
    text = (ROOT / "docs" / "deploy.md").read_text()
    part = text.partition("\n## With containers\n")[2].partition("\n## ")[0]
    return [
        line
        for block in re.findall(r"^```sh\n(.*?)^```$", part, re.M | re.S)
        for line in block.splitlines()
    ]


def test_guide_names_services_and_scripts_that_are_there():
    lines = guide()

    composed = [line for line in lines if line.startswith("docker compose")]
    assert composed
    assert all(line.startswith("docker compose -f deploy/compose.yaml ") for line in composed)
    scripts = re.findall(r"deploy/\w+\.sh", "\n".join(lines))
    assert scripts == ["deploy/configure.sh", "deploy/certificate.sh", "deploy/update.sh"]
    assert all(os.access(ROOT / name, os.R_OK) for name in scripts)
    named = {name for line in composed for name in re.findall(r"exec (\S+)", line)}
    assert named == {"site-1"}


def test_database_is_prepared_with_the_commands_of_the_plain_way():
    ways = [DEPLOY / "prepare.sh", DEPLOY / "debian" / "install.sh"]

    prepared, installed = (
        re.findall(r"^ *manage ((?!administrator)[a-z_].*?)(?: +#.*)?$", way.read_text(), re.M)
        for way in ways
    )
    assert prepared == installed
    assert "migrate --verbosity 0" in prepared
