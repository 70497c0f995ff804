#!/bin/sh
# Brings the containers to the version that lies here, without a gap: `git pull --ff-only`, then
# `sh deploy/update.sh`. One server after the other is started again, while the other answers.
# Where a step fails it stops: what served until then goes on serving.
set -eu
file=$(dirname "$0")/compose.yaml
compose() { docker compose --file "$file" "$@"; }

compose build
# No daily command in the middle of a migration.
compose stop daily
compose up --no-deps --abort-on-container-exit --exit-code-from prepare prepare
for server in site-1 site-2; do
    compose up --detach --no-deps --wait "$server"
done
compose up --detach --no-deps --wait proxy
compose up --detach --no-deps daily
echo "Both servers run the new version."
