#!/bin/sh
# Writes the proxy's configuration, with the names from the environment: see README.md beside it.
#     SITE_NAME=www.example.org BARE_NAME=example.org sh deploy/nginx/fill.sh > /etc/nginx/nginx.conf
set -eu
here=$(cd "$(dirname "$0")" && pwd)

: "${SITE_NAME:?the name of the site, such as www.example.org}"
BARE_NAME=${BARE_NAME:-${SITE_NAME#www.}}
# A site whose name has no www has one name only; nginx wants another one here all the same.
[ "$BARE_NAME" != "$SITE_NAME" ] || BARE_NAME=www.$SITE_NAME
CERTIFICATE=${CERTIFICATE:-/etc/letsencrypt/live/$SITE_NAME/fullchain.pem}
CERTIFICATE_KEY=${CERTIFICATE_KEY:-/etc/letsencrypt/live/$SITE_NAME/privkey.pem}
SERVER_1=${SERVER_1:-127.0.0.1:8001}
SERVER_2=${SERVER_2:-127.0.0.1:8002}
HTTPS_PORT=${HTTPS_PORT:-443}
HTTP_PORT=${HTTP_PORT:-80}
CHALLENGES=${CHALLENGES:-/var/lib/brussels-support/acme}
PAGES=${PAGES:-$here/pages}
NGINX_USER=${NGINX_USER:-www-data}
NGINX_PID=${NGINX_PID:-/run/nginx.pid}

# Where the machine has no IPv6, nginx cannot listen on it.
six=
[ -s /proc/net/if_inet6 ] || six='/listen \[::\]/d'

set --
for name in SITE_NAME BARE_NAME CERTIFICATE CERTIFICATE_KEY SERVER_1 SERVER_2 HTTPS_PORT HTTP_PORT \
    CHALLENGES PAGES NGINX_USER NGINX_PID; do
    eval "value=\$$name"
    case $value in
        *[!A-Za-z0-9._:/@-]* | '') echo "$name has signs that nginx would read otherwise: $value" >&2; exit 1 ;;
    esac
    set -- "$@" -e "s|\${$name}|$value|g"
done
exec sed -e "$six" "$@" "$here/nginx.conf.template"
