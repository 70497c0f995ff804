"""How proofs, tests and measurements start the server of production: `scripts/serve.sh`."""

import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("serve.sh")
SITE = "brussels_support.rsgi:application"


def command(port, workers=2, application=SITE):
    """What starts it on a port of this machine, with this Python."""
    there = [f"PYTHON={sys.executable}", "HOST=127.0.0.1", f"PORT={port}", f"WORKERS={workers}"]
    return ["env", *there, "sh", str(SCRIPT), application]
