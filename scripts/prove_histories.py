"""No text that volunteers type is lost, whatever they do at once: `prove_histories.py [histories]`.

The property test of two volunteers and an editor on one listing, with many more random histories
than there is time for in each run of the tests.
"""

import sys

import prove_indexes

FILES = ["tests/core/editing/test_nothing_lost.py"]
HISTORIES = 150


def main(histories=HISTORIES):
    """Proves it on each database that there is; 0, or 1 when it did not hold."""
    return prove_indexes.main(histories, FILES)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
