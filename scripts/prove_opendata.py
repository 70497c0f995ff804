"""The open data finds what the lists of the site find: `prove_opendata.py [questions]`.

The same random questions about small random towns as in the tests, many more of them: of filters,
words and days, in all six languages, on SQLite, and on PostgreSQL where it is found. Whoever
follows with `changed_since` has the same as who reads everything, after so many changes.
"""

import sys

import prove_indexes

QUESTIONS = 2_000
FILES = ["tests/opendata/test_filters.py", "tests/opendata/test_following.py"]


def main(number=QUESTIONS):
    """0, or 1 when one found something else."""
    return prove_indexes.main(number, FILES, "questions")


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
