"""Programs that nobody here wrote read the open data of a running server.

    python scripts/prove_openapi.py http://127.0.0.1:8000

Makes a client from the description with openapi-python-client, in a temporary environment, and
reads every address with it: all pages of each list, in all languages and in one, and some records
by id. Then schemathesis asks what the description allows, and what it does not, and compares each
answer with it. Needs a package index. Exit code 1 when something is not as described.
"""

import json
import subprocess
import sys
import tempfile
import urllib.request
import venv
from pathlib import Path

PACKAGES = ["openapi-python-client>=0.26", "schemathesis>=4"]
# The client does not read the lists as lines (ndjson), and says so.
READER = """
import importlib, pkgutil, sys
sys.path.insert(0, sys.argv[2])
import made.api
from made import Client
from made.models import Problem

client = Client(base_url=sys.argv[1], timeout=60)
read = 0
wrong = []


def ask(module, *args, **query):
    global read
    answer = module.sync_detailed(*args, client=client, **query)
    read += 1
    if answer.status_code != 200 or answer.parsed is None or isinstance(answer.parsed, Problem):
        wrong.append((module.__name__, args, query, answer.status_code))
    return answer.parsed


modules = [
    importlib.import_module(f"{group.name}.{each.name}")
    for group in pkgutil.iter_modules(made.api.__path__, "made.api.")
    for each in pkgutil.iter_modules(importlib.import_module(group.name).__path__)
]
ids = {}
for module in modules:
    name = module.__name__.split(".")[-1]
    if name.endswith("_list"):
        for query in ({"limit": 50}, {"lang": ["fr"]}) if name != "gone_list" else ({},):
            cursor = None
            while True:
                page = ask(module, **query, **({"cursor": cursor} if cursor else {}))
                if page is None or wrong:
                    break
                found = ids.setdefault(name.removesuffix("_list"), [])
                found += [row.id for row in page.results]
                if not page.next_:
                    break
                cursor = page.next_.split("cursor=")[1].split("&")[0]
    elif name == "root":
        print(ask(module).name)
for module in modules:
    name = module.__name__.split(".")[-1]
    for suffix in ("_detail", "_dates"):
        if name.endswith(suffix):
            for pk in dict.fromkeys(ids.get(name.removesuffix(suffix), ())[:25]):
                ask(module, pk)
print({name: len({*found}) for name, found in ids.items()}, read, "answers")
for each in wrong:
    print("wrong:", *each)
sys.exit(bool(wrong))
"""


def main(base):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        bin_ = environment(folder / "venv")
        schema = folder / "schema.json"
        with urllib.request.urlopen(f"{base}/api/schema.json", timeout=60) as answer:
            schema.write_bytes(answer.read())
        print(json.loads(schema.read_text())["info"]["title"])
        return int(any([client_fails(bin_, base, schema, folder), fuzzing_fails(bin_, base)]))


def environment(folder):
    venv.create(folder, with_pip=True)
    run([folder / "bin/pip", "install", "--quiet", *PACKAGES], check=True)
    return folder / "bin"


def client_fails(bin_, base, schema, folder):
    config = folder / "config.yaml"
    config.write_text("literal_enums: true\n")
    run(
        [
            *(bin_ / "openapi-python-client", "generate", "--meta", "none"),
            *("--path", schema, "--output-path", folder / "made", "--config", config),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    reader = folder / "reader.py"
    reader.write_text(READER)
    return run([bin_ / "python", reader, base, folder]).returncode


def fuzzing_fails(bin_, base):
    return run(
        [
            *(bin_ / "schemathesis", "run", f"{base}/api/schema.json", "--url", base),
            *("--max-examples", "40", "--exclude-path-regex", "ndjson"),
            *("--phases", "examples,coverage,fuzzing"),
            # A theme or a place that there is not is refused, and editors add them as they like; a
            # parameter that is empty is none, as a form sends it.
            *("--exclude-checks", "positive_data_acceptance,negative_data_rejection"),
        ]
    ).returncode


def run(command, **kwargs):
    return subprocess.run([str(part) for part in command], **kwargs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
