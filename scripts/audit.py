"""Whether faults are known in the packages that the site runs on: `make audit`.

Asks for each package of requirements/base.txt, with pip-audit in a venv of its own (in the cache of
whoever runs it, never in the site's): first the index that packages come from, then OSV.
Exit code 0 when none is known, 1 when some are, 2 when neither source could be asked about all of
them. pip-audit alone would say of packages that nobody could tell it about that all is well.
"""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "requirements" / "base.txt"
TOOL = "pip-audit==2.10.1"
SOURCES = ("pypi", "osv")
FINE, FAULTS, NOT_ASKED = 0, 1, 2
PATIENCE = 15  # seconds, for each answer


def main():
    if (tool := installed()) is None:
        print(f"{TOOL} could not be installed, so nothing was asked.")
        return NOT_ASKED
    told = []
    for source in SOURCES:
        command = [tool, "--require-hashes", "--disable-pip", "--requirement", LIST]
        command += ["--format", "json", "--timeout", str(PATIENCE)]
        command += ["--vulnerability-service", source, "--progress-spinner", "off"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        code, lines = judged(done.stdout)
        if code != NOT_ASKED:
            print(*lines, sep="\n")
            return code
        told += [f"{source}: {line}" for line in lines or done.stderr.strip().splitlines()[-1:]]
    print("Nobody could be asked, so nothing is known of faults:", *told, sep="\n")
    return NOT_ASKED


def installed():
    """The program, or None where it cannot be had."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "brussels-support" / TOOL.replace("==", "-")
    tool = folder / "bin" / "pip-audit"
    if not tool.exists():
        venv.create(folder, with_pip=True, clear=True)
        install = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", TOOL]
        if subprocess.run(install, check=False).returncode:
            return None
    return tool


def judged(output):
    """`(code, lines)` of what pip-audit wrote in JSON; no lines where it wrote none."""
    try:
        packages = json.loads(output)["dependencies"]
    except ValueError:
        return NOT_ASKED, []
    faults = [
        f"{package['name']} {package['version']}: {fault['id']}, mended in "
        f"{', '.join(fault['fix_versions']) or 'no version yet'}"
        for package in packages
        for fault in package.get("vulns", [])
    ]
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if faults:
        left = [f"{len(unknown)} others could not be asked about."] if unknown else []
        return FAULTS, faults + left
    if unknown or not packages:
        return NOT_ASKED, [f"{len(unknown)} of {len(packages)} packages could not be asked about"]
    return FINE, [f"No fault is known in {len(packages)} packages."]


if __name__ == "__main__":
    sys.exit(main())
