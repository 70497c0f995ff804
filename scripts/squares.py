"""Makes geo/data/squares.json from geo/data/borders.json; see geo/squares.py.

Run it again when the borders change: `python scripts/squares.py`; tests/geo/test_squares.py says
whether that was forgotten.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from geo import squares  # noqa: E402

TARGET = ROOT / "geo" / "data" / "squares.json"


def written():
    return json.dumps(squares.made(), separators=(",", ":")) + "\n"


if __name__ == "__main__":
    TARGET.write_text(written())
