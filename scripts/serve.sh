#!/bin/sh
# The production server, with all its options here and nowhere else: `sh scripts/serve.sh`.
# HOST and PORT are where it listens, WORKERS how many processes answer; PYTHON is another one than
# the folder's own. An argument is another application than the site.
set -eu
cd "$(dirname "$0")/.."

# Each connection is an open file; the usual 1,024 are soon used by clients that only wait.
ulimit -n "$(ulimit -H -n)" 2>/dev/null || true

exec "${PYTHON:-.venv/bin/python}" -m granian --interface rsgi --http 1 --no-ws \
    --host "${HOST:-127.0.0.1}" --port "${PORT:-8000}" --workers "${WORKERS:-2}" \
    --backlog 1024 --backpressure 2000 --http1-header-read-timeout 15000 \
    --http1-buffer-size 65536 --workers-kill-timeout 20 --respawn-failed-workers \
    --log-level warning --log-config deploy/log.json "${1:-brussels_support.rsgi:application}"
