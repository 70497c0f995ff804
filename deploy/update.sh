#!/bin/sh
# Brings the containers to the version that lies here, without a gap: `git pull --ff-only`, then
# `sh deploy/update.sh`. One server after the other is started again, while the other answers; where
# tables change, both stop first. Where a step fails it ends there.
set -eu
file=$(dirname "$0")/compose.yaml
compose() { docker compose --file "$file" "$@"; }

compose build
# No daily command in the middle of a migration.
compose stop daily
# Servers of the former version may not know new tables.
if ! compose run --rm --no-deps -T prepare .venv/bin/python manage.py migrate --check > /dev/null; then
    echo "Tables change: the servers stop until that is done."
    compose stop site-1 site-2
fi
compose up --no-deps --abort-on-container-exit --exit-code-from prepare prepare
for server in site-1 site-2; do
    compose up --detach --no-deps --wait "$server"
done
compose up --detach --no-deps --wait proxy
compose up --detach --no-deps daily
echo "Both servers run the new version."
