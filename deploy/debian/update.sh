#!/bin/sh
# Brings the site to the newest code (`update.sh`), to a release (`update.sh 1.1.0`) or back to the
# one before (`update.sh --back`). A backup first; then the servers are started again one after the
# other, so that nobody notices, or both at once when tables change.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
. "$here/steps.sh"

go_back() {
    [ -s "$BASE/former" ] || stop "There is no release before this one."
    commit=$(basename "$(cat "$BASE/former")")
    # Its code does not know the tables of the newer one.
    [ "$(cat "$BASE/migrated" 2>/dev/null)" != "$(basename "$(readlink "$SITE")")" ] ||
        stop "Tables have changed since $commit: going back needs the backup from before, too." \
            "docs/running.md, Backups, says how to restore it."
    git -C "$CODE" checkout --quiet --detach "$commit"
}

go_on() {
    git -C "$CODE" fetch --quiet --tags origin
    if [ -n "$1" ]; then
        git -C "$CODE" checkout --quiet --detach "$1"
    else
        git -C "$CODE" checkout --quiet --detach origin/HEAD
    fi
}

main() {
    [ "$(id -u)" = 0 ] || stop "Run this as root."
    [ -e "$SITE" ] || stop "There is no site yet: run install.sh."
    before=$(git -C "$CODE" rev-parse HEAD)
    if [ "${1:-}" = --back ]; then
        go_back
    else
        go_on "${1:-}"
    fi
    say "From $(git -C "$CODE" log -1 --format='%h %s' "$before")"
    say "to   $(git -C "$CODE" log -1 --format='%h %s')"
    if [ "${1:-}" != --back ] && [ -n "$(filled_in BACKUP_RECIPIENTS)" ]; then
        brussels-support backup
    fi
    # The steps of the new code.
    exec "$CODE/deploy/debian/install.sh"
}

main "$@"
exit
