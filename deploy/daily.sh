#!/bin/sh
# The container `daily`: every 15 minutes whatever is due. A command that failed is recorded and told
# (docs/running.md); here the next quarter of an hour simply comes.
cd "$(dirname "$0")/.." || exit 1

# Who stops the container stops what is under way, and waits for its end.
trap 'kill "$child" 2>/dev/null; wait "$child"; exit 0' TERM INT
while :; do
    .venv/bin/python manage.py daily &
    child=$!
    wait "$child"
    sleep 900 &
    child=$!
    wait "$child"
done
