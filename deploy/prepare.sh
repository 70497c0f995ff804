#!/bin/sh
# The container `prepare`: what database and volumes need before the servers of a version start, the
# first time and with each update.
set -eu
cd "$(dirname "$0")/.."
manage() { .venv/bin/python manage.py "$@"; }

manage migrate --verbosity 0
manage roles             # the groups of volunteers and editors
manage load_listings     # what is true, and not there yet
manage search_documents  # what the search knows, anew
manage text_states       # which translations are missing
manage check --deploy --fail-level WARNING

# Those of the former version stay: pages that it made are still open somewhere. The list of names
# comes last, when all that it names is there.
for file in staticfiles/*; do
    [ "$file" = staticfiles/staticfiles.json ] || cp -r "$file" "$STATIC_ROOT/"
done
cp staticfiles/staticfiles.json "$STATIC_ROOT/staticfiles.json.new"
mv "$STATIC_ROOT/staticfiles.json.new" "$STATIC_ROOT/staticfiles.json"
