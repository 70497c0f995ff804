#!/bin/sh
# Sets the site up on a plain Debian, or brings it up to date: asks nothing, makes what is missing
# and says what it did. Run it as root, as often as you like; what it broke off it takes up again.
# What has to be filled in stands in /etc/brussels-support/site.env; docs/deploy.md says how.
set -eu
umask 022
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")" && pwd)
. "$here/steps.sh"

# Before anything is changed

check_what_is_filled_in() {
    [ -r "$SETTINGS" ] || stop "$SETTINGS is missing: docs/deploy.md says what to fill in."
    site_url=$(filled_in SITE_URL)
    printf '%s\n' "$site_url" | grep -Eqx 'https://[a-z0-9-]+(\.[a-z0-9-]+)+' ||
        stop "SITE_URL is '$site_url' in $SETTINGS; it needs an address such as" \
            "https://www.example.org: https, a name in small letters, and nothing behind it."
    name=${site_url#https://}
    other_name=$(filled_in OTHER_NAME)
    printf '%s\n' "$other_name" | grep -Eqx '([a-z0-9-]+(\.[a-z0-9-]+)+)?' ||
        stop "OTHER_NAME is '$other_name' in $SETTINGS; it needs a name in small letters, such as" \
            "example.org, or nothing."
    admin_email=$(filled_in ADMIN_EMAIL)
    printf '%s\n' "$admin_email" | grep -Eqx '[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+' ||
        stop "ADMIN_EMAIL is '$admin_email' in $SETTINGS; it needs the address of the first" \
            "administrator."
    database=$(filled_in DATABASE)
    case $database in
        '' | postgresql) database=postgresql ;;
        sqlite | postgres://* | postgresql://*) ;;
        *) stop "DATABASE is '$database' in $SETTINGS; it is postgresql, sqlite or an address" \
            "that begins with postgres://" ;;
    esac
}

check_the_machine() {
    [ "$(id -u)" = 0 ] || stop "Run this as root."
    command -v apt-get > /dev/null || stop "This is for Debian 12 or newer; containers are the other way."
    [ -d "$CODE/.git" ] || stop "The code is not in $CODE: docs/deploy.md says how it comes there."
    free=$(df -Pk "$BASE" | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free" -ge 1024 ] || stop "Only $free MB are free at $BASE: this needs 1,024."
    [ -e "$DESTDIR/etc/nginx/nginx.conf.before" ] || check_other_sites
    [ -e "$DESTDIR/etc/nginx/nginx.conf" ] || check_ports 80 443
    [ -e "$UNITS/brussels-support@.service" ] || check_ports $PORTS
}

# The proxy's configuration takes the place of the whole of nginx's.
check_other_sites() {
    for site in "$DESTDIR"/etc/nginx/sites-enabled/* "$DESTDIR"/etc/nginx/conf.d/*.conf; do
        [ ! -e "$site" ] || [ "$(basename "$site")" = default ] ||
            stop "nginx serves something else here, too ($site). This site wants one of its own:" \
                "take that away, or choose another machine."
    done
}

check_ports() {
    [ -z "$DESTDIR" ] || return 0
    for port in "$@"; do
        ! is_taken "$port" || stop "Something else listens on port $port: this site needs it."
    done
}

# Packages, user, folders

install_packages() {
    wanted='ca-certificates curl git nginx openssl python3 python3-venv'
    [ "$database" != postgresql ] || wanted="$wanted postgresql"
    [ "$database" = sqlite ] || wanted="$wanted postgresql-client"
    is_for_trying_out || wanted="$wanted certbot"
    missing=
    for package in $wanted; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    apt-get update -qq
    # shellcheck disable=SC2086  # several words
    apt-get install -y -qq --no-install-recommends $missing > /dev/null
    did "installed$missing"
}

is_for_trying_out() {
    case $name in
        *.localhost | *.test | *.internal | *.local) return 0 ;;
        *) return 1 ;;
    esac
}

make_user_and_folders() {
    if ! getent passwd brussels > /dev/null; then
        adduser --quiet --system --group --no-create-home --home /var/lib/brussels-support brussels
        did "made the user brussels"
    fi
    for folder in "$STATE" "$BACKUPS"; do
        [ -d "$folder" ] || did "made $folder"
        install -d -m 700 -o brussels -g brussels "$folder"
    done
    for folder in "$BASE/releases" "$STATIC" "$CHALLENGES" "$TLS"; do
        [ -d "$folder" ] || did "made $folder"
        mkdir -p "$folder"
    done
}

# The settings: what a person filled in, and at the end what is made up here, once

is_missing() { [ -z "$(filled_in "$1")" ]; }

add_setting() {
    # A line without an end would take the next one in.
    [ -z "$(tail -c 1 "$SETTINGS")" ] || echo >> "$SETTINGS"
    grep -q '^# Made by install.sh' "$SETTINGS" ||
        printf '\n# Made by install.sh; keep a copy of this file elsewhere.\n' >> "$SETTINGS"
    printf '%s=%s\n' "$1" "$2" >> "$SETTINGS"
    did "added $1 to $SETTINGS"
}

complete_settings() {
    # Before anything secret comes in. The site reads it, and cannot write it.
    chown root:brussels "$SETTINGS"
    chmod 640 "$SETTINGS"
    ! is_missing SECRET_KEY ||
        add_setting SECRET_KEY "$(openssl rand -base64 60 | tr -d '\n' | tr '+/' '-_')"
    ! is_missing ALLOWED_HOSTS || add_setting ALLOWED_HOSTS "$name"
    ! is_missing BEHIND_PROXY || add_setting BEHIND_PROXY 1
    ! is_missing STATIC_ROOT || add_setting STATIC_ROOT "$STATIC"
    ! is_missing BACKUP_FOLDER || add_setting BACKUP_FOLDER "$BACKUPS"
    is_missing DATABASE_URL || return 0
    case $database in
        sqlite) add_setting DATABASE_URL "sqlite:///$STATE/db.sqlite3" ;;
        postgresql)
            port=$(runuser -u postgres -- psql -XAtqc 'SHOW port')
            add_setting DATABASE_URL \
                "postgres://brussels:$(openssl rand -hex 24)@127.0.0.1:$port/brussels"
            ;;
        *) add_setting DATABASE_URL "$database" ;;
    esac
}

# The database on this machine

psql_as_owner() { runuser -u postgres -- psql -XAtq -v ON_ERROR_STOP=1 "$@"; }

start_postgresql() {
    [ "$database" = postgresql ] && [ -z "$DESTDIR" ] || return 0
    runuser -u postgres -- psql -XAtqc 'SELECT 1' > /dev/null 2>&1 || service postgresql start > /dev/null 9>&-
    tries=0
    until runuser -u postgres -- psql -XAtqc 'SELECT 1' > /dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 30 ] || stop "PostgreSQL does not answer: see its log in /var/log/postgresql."
        sleep 1
    done
}

make_database() {
    [ "$database" = postgresql ] || return 0
    url=$(filled_in DATABASE_URL)
    case $url in
        postgres://brussels:*@127.0.0.1:*/brussels) ;;
        *) return 0 ;; # another one than the script's own
    esac
    owner=$(psql_as_owner -c \
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'brussels'")
    [ -z "$owner" ] || [ "$owner" = brussels ] ||
        stop "There is a database brussels that belongs to $owner. Rename it, or name the" \
            "database of the site in DATABASE."
    if [ -z "$(psql_as_owner -c "SELECT 1 FROM pg_roles WHERE rolname = 'brussels'")" ]; then
        # A backup is restored into a database beside this one, so it may make some.
        psql_as_owner -c 'CREATE ROLE brussels LOGIN CREATEDB'
        did "made the role brussels"
    fi
    if ! psql "$url" -Xqc 'SELECT 1' > /dev/null 2>&1; then
        password=${url#postgres://brussels:}
        # Through standard input, so that no list of processes shows it.
        printf "ALTER ROLE brussels PASSWORD '%s'" "${password%@127.0.0.1:*}" | psql_as_owner
        did "gave the role brussels its password"
    fi
    if [ -z "$owner" ]; then
        psql_as_owner -c "CREATE DATABASE brussels OWNER brussels ENCODING 'UTF8'
            TEMPLATE template0 LOCALE 'C.UTF-8'"
        did "made the database brussels"
    fi
}

# The release: the code of one commit with its packages, in a folder of its own

make_release() {
    commit=$(git -C "$CODE" rev-parse --short=12 HEAD)
    release=$BASE/releases/$commit
    [ ! -e "$release/.complete" ] || return 0
    # What an earlier run left half-done.
    rm -rf "$release"
    git -C "$CODE" worktree prune
    git -C "$CODE" worktree add --quiet --detach "$release" HEAD
    ln -s "$SETTINGS" "$release/.env"
    python3 -m venv "$release/.venv"
    "$release/.venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r "$release/requirements/base.txt"
    manage_as_root catalogues compile > /dev/null
    "$release/.venv/bin/python" -m compileall -q -x '/\.venv/' "$release" > /dev/null
    touch "$release/.complete"
    did "made the release $commit"
}

fill_database() {
    # Once for each release: what a newer one added stays when somebody goes back.
    [ ! -e "$release/.filled" ] || return 0
    if ! manage migrate --check > /dev/null 2>&1; then
        # The servers of the former release may not know the new tables.
        for port in $PORTS; do
            service_of_ours is-active "brussels-support@$port" || continue
            service_of_ours stop "brussels-support@$port"
            did "stopped server $port, because tables change"
        done
        echo "$commit" > "$BASE/migrated"
        manage migrate --verbosity 0
        did "brought the tables up to date"
    fi
    manage roles
    manage load_listings
    manage search_documents
    manage text_states
    manage check --deploy --fail-level WARNING
    touch "$release/.filled"
    did "loaded what is true"
}

# The files of all releases lie together, with the list of those that this one uses.
collect_static_files() {
    [ "$(cat "$BASE/collected" 2>/dev/null)" != "$commit" ] || return 0
    manage_as_root collectstatic --noinput --verbosity 0
    echo "$commit" > "$BASE/collected"
    did "collected the static files"
}

# Servers and timer

install_units() {
    units_changed=
    for unit in 'brussels-support@.service' brussels-support-daily.service \
        brussels-support-daily.timer; do
        if put "$UNITS/$unit" 644 < "$release/deploy/debian/$unit"; then units_changed=yes; fi
    done
    dropin=$UNITS/postgresql@.service.d/brussels-support.conf
    if [ "$database" = postgresql ] &&
        put "$dropin" 644 < "$release/deploy/debian/postgresql-restart.conf"; then units_changed=yes; fi
    put "$DESTDIR/usr/local/bin/brussels-support" 755 < "$release/deploy/debian/brussels-support" || true
    has_systemd || return 0
    [ -z "$units_changed" ] || systemctl daemon-reload
    for port in $PORTS; do
        systemctl --quiet is-enabled "brussels-support@$port" 2>/dev/null ||
            systemctl --quiet enable "brussels-support@$port"
    done
}

switch_to_release() {
    former=$(readlink "$SITE" || true)
    [ "$former" != "$release" ] || return 0
    ln -sfn "$release" "$SITE.new"
    mv -T "$SITE.new" "$SITE"
    [ -z "$former" ] || echo "$former" > "$BASE/former"
    did "the site is now $commit"
}

# One after the other, so that one answers while the other starts.
start_servers() {
    [ -z "$DESTDIR" ] || return 0
    wanted=$commit:$(cksum < "$SETTINGS"):$(cksum < "$UNITS/brussels-support@.service")
    for port in $PORTS; do
        if service_of_ours is-active "brussels-support@$port" &&
            [ "$(cat "$BASE/running-$port" 2>/dev/null)" = "$wanted" ]; then
            continue
        fi
        rm -f "$BASE/running-$port"
        service_of_ours restart "brussels-support@$port"
        wait_until_ready "$port" ||
            stop "The server on port $port does not get ready: journalctl -u brussels-support@$port" \
                "says why. The other one still answers; update.sh --back goes back."
        echo "$wanted" > "$BASE/running-$port"
        did "started server $port"
    done
}

start_timer() {
    has_systemd || return 0
    systemctl --quiet is-active brussels-support-daily.timer && [ -z "$units_changed" ] && return 0
    systemctl --quiet enable brussels-support-daily.timer
    systemctl --quiet restart brussels-support-daily.timer
    did "started the timer of the daily work"
}

# Certificate and proxy

make_own_certificate() {
    [ ! -e "$TLS/fullchain.pem" ] || return 0
    names="DNS:$name${other_name:+,DNS:$other_name}"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 397 \
        -subj "/CN=$name" -addext "subjectAltName=$names" \
        -keyout "$TLS/own-key.pem" -out "$TLS/own.pem" 2> /dev/null
    chmod 600 "$TLS/own-key.pem"
    ln -sfn own-key.pem "$TLS/privkey.pem"
    ln -sfn own.pem "$TLS/fullchain.pem"
    did "made a certificate that nobody vouches for"
}

serve_with_nginx() {
    configuration=$DESTDIR/etc/nginx/nginx.conf
    if [ ! -e "$configuration.before" ]; then
        mkdir -p "$(dirname "$configuration")"
        cp -p "$configuration" "$configuration.before" 2> /dev/null || touch "$configuration.before"
    fi
    SITE_NAME=$name BARE_NAME=$other_name CERTIFICATE=$TLS/fullchain.pem \
        CERTIFICATE_KEY=$TLS/privkey.pem CHALLENGES=$CHALLENGES PAGES=$SITE/deploy/nginx/pages \
        sh "$release/deploy/nginx/fill.sh" > "$BASE/nginx.conf"
    changed=
    if put "$configuration" 644 < "$BASE/nginx.conf"; then changed=yes; fi
    rm "$BASE/nginx.conf"
    [ -z "$DESTDIR" ] || return 0
    nginx -t -q
    if ! service nginx status > /dev/null 2>&1; then
        service nginx restart > /dev/null 9>&-
        did "started nginx"
    elif [ -n "$changed" ]; then
        service nginx reload > /dev/null 9>&-
        did "nginx reads its configuration anew"
    fi
}

# A real certificate, once the name leads here; renewed by the timer that comes with certbot.
get_certificate() {
    ! is_for_trying_out && [ "$(filled_in CERTIFICATE)" != own ] || return 0
    live=$DESTDIR/etc/letsencrypt/live/$name
    if [ ! -e "$live/fullchain.pem" ]; then
        certbot certonly --quiet --non-interactive --agree-tos --email "$admin_email" \
            --webroot --webroot-path "$CHALLENGES" --cert-name "$name" --domain "$name" \
            ${other_name:+--domain "$other_name"} --deploy-hook 'service nginx reload' || {
            say "No certificate for $name yet: does its name lead to this machine? Until then the" \
                "site has one that browsers warn about. Run this again when it does."
            return 0
        }
        did "got a certificate for $name"
    fi
    [ "$(readlink "$TLS/fullchain.pem")" != "$live/fullchain.pem" ] || return 0
    ln -sfn "$live/privkey.pem" "$TLS/privkey.pem"
    ln -sfn "$live/fullchain.pem" "$TLS/fullchain.pem"
    service nginx reload > /dev/null 9>&-
    did "nginx uses it"
}

# Is it there?

look_at_it() {
    [ -z "$DESTDIR" ] || return 0
    curl -fsSk -o /dev/null -m 20 --resolve "$name:443:127.0.0.1" "$site_url/en/" ||
        stop "The site does not answer at $site_url on this machine: journalctl -u nginx says why."
    say "The site answers: $site_url"
    has_systemd || say "systemd does not run here: nothing starts the site again after a restart of" \
        "the machine, and nothing does the daily work (brussels-support daily, every 15 minutes)."
}

remove_old_releases() {
    # shellcheck disable=SC2012  # names of our own, newest first
    ls -1dt "$BASE"/releases/* | while read -r old; do
        [ "$old" != "$release" ] && [ "$old" != "$(cat "$BASE/former" 2>/dev/null)" ] || continue
        git -C "$CODE" worktree remove --force "$old"
        did "removed the old release $(basename "$old")"
    done
}

main() {
    # The user of the database may not look into the folder of root.
    cd /
    mkdir -p "$BASE"
    # Two at once would build the same release; the second one waits.
    # What is started below does not keep this (9>&-).
    exec 9> "$BASE/.lock"
    flock 9
    check_what_is_filled_in
    check_the_machine
    install_packages
    make_user_and_folders
    start_postgresql
    complete_settings
    make_database
    make_release
    fill_database
    collect_static_files
    install_units
    switch_to_release
    start_servers
    make_own_certificate
    serve_with_nginx
    get_certificate
    start_timer
    remove_old_releases
    look_at_it
    manage administrator "$admin_email"
}

main
exit
