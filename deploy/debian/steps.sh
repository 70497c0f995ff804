# What install.sh and update.sh share: where things are, what is said, what is filled in.
# DESTDIR is another root than /, for trying the steps out; no service is touched there.

DESTDIR=${DESTDIR:-}
BASE=$DESTDIR/srv/brussels-support
CODE=$BASE/code
SITE=$BASE/site
STATIC=$BASE/static
SETTINGS=$DESTDIR/etc/brussels-support/site.env
TLS=$DESTDIR/etc/brussels-support/tls
STATE=$DESTDIR/var/lib/brussels-support
BACKUPS=$DESTDIR/var/backups/brussels-support
CHALLENGES=$DESTDIR/var/www/brussels-support
UNITS=$DESTDIR/etc/systemd/system
PORTS='8001 8002'

say() { printf '%s\n' "$*"; }
did() { printf '+ %s\n' "$*"; }
stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

# What stands in the settings under a name, without quotation marks around it; empty if nothing does.
filled_in() {
    sed -n "s/^$1=//p" "$SETTINGS" 2>/dev/null | tail -n 1 |
        sed "s/[[:space:]]*\$//; s/^'\\(.*\\)'\$/\\1/; s/^\"\\(.*\\)\"\$/\\1/"
}

has_systemd() { [ -z "$DESTDIR" ] && [ -d /run/systemd/system ]; }

# Starts, stops, restarts or asks about a service, with systemd or, where it does not run, without.
service_of_ours() {
    [ -z "$DESTDIR" ] || return 1
    if has_systemd; then
        systemctl --quiet "$1" "$2"
    else
        "$here/without_systemd.py" "$1" "$2"
    fi
}

as_the_user() { runuser -u brussels -- env HOME="$STATE" PYTHONDONTWRITEBYTECODE=1 "$@"; }

# manage.py of the release $release, as the user of the site, or as root where it writes the release.
manage() { as_the_user "$release/.venv/bin/python" "$release/manage.py" "$@"; }
manage_as_root() { "$release/.venv/bin/python" "$release/manage.py" "$@"; }

# Whether somebody listens on a port of this machine.
is_taken() {
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
        grep -q "^ *[0-9]*: [0-9A-F]*:$(printf '%04X' "$1") [0-9A-F:]* 0A "
}

# The new text of a file, if it is another one: put FILE MODE < text. Says whether it changed.
put() {
    mkdir -p "$(dirname "$1")"
    cat > "$1.new"
    chmod "$2" "$1.new"
    if cmp -s "$1.new" "$1"; then
        rm "$1.new"
        return 1
    fi
    mv "$1.new" "$1"
    did "wrote $1"
}

# Waits until the server on a port has made what it keeps in memory.
wait_until_ready() {
    host=$(filled_in SITE_URL)
    tries=0
    until curl -fsS -o /dev/null -m 5 -H "Host: ${host#https://}" "http://127.0.0.1:$1/readyz" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || return 1
        sleep 1
    done
}
