"""A list on the map has each row once, and no secret: `prove_maps.py [questions]`.

The property tests of organisations and of the agenda on the map, with many more random questions
than there is time for in each run of the tests.
"""

import sys

import prove_indexes

FILES = ["tests/directory/test_on_map.py", "tests/agenda/test_on_map.py"]
QUESTIONS = 500


def main(questions=QUESTIONS):
    """Proves it on each database that there is; 0, or 1 when it did not hold."""
    return prove_indexes.main(questions, FILES, "questions")


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
