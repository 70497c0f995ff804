#!/bin/sh
# What a database needs before the servers of a version start: the first time, and with each update.
# Run it as often as you like.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}

"$python" manage.py migrate --verbosity 0
"$python" manage.py roles             # the groups of volunteers and editors
"$python" manage.py load_listings     # what is true, and not there yet
"$python" manage.py search_documents  # what the search knows, anew
"$python" manage.py text_states       # which translations are missing
"$python" manage.py check --deploy --fail-level WARNING
