#!/bin/sh
# The container `proxy`: nginx with deploy/nginx, without root. Without a certificate it makes one for
# trying out, which no browser trusts; a new one is read within a minute.
# --check: whether it answers, and one of the servers behind it.
set -eu
cd "$(dirname "$0")/.."
: "${SITE_NAME:?the name of the site}"
certificates=/certificates

if [ "${1:-}" = --check ]; then
    answer=$(printf 'GET /healthz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$SITE_NAME" |
        openssl s_client -quiet -connect 127.0.0.1:8443 -servername "$SITE_NAME" 2>/dev/null | head -n 1)
    case $answer in *' 200 '*) exit 0 ;; *) exit 1 ;; esac
fi

if [ ! -s "$certificates/fullchain.pem" ]; then
    names=DNS:$SITE_NAME
    [ "${SITE_NAME#www.}" = "$SITE_NAME" ] || names=$names,DNS:${SITE_NAME#www.}
    openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=$SITE_NAME" \
        -addext "subjectAltName=$names" \
        -keyout "$certificates/privkey.pem" -out "$certificates/fullchain.pem" 2>/dev/null
    echo "No certificate in the volume: one for trying out was made, which no browser trusts." >&2
fi

export HTTPS_PORT=8443 HTTP_PORT=8080 NGINX_PID=/tmp/nginx.pid CHALLENGES=/challenges \
    CERTIFICATE=$certificates/fullchain.pem CERTIFICATE_KEY=$certificates/privkey.pem
sh deploy/nginx/fill.sh > /tmp/nginx.conf

# A certificate lasts some weeks, a container longer.
(
    read_at=$(stat -c %Y "$certificates/fullchain.pem")
    while sleep 60; do
        changed_at=$(stat -c %Y "$certificates/fullchain.pem")
        if [ "$changed_at" != "$read_at" ]; then
            nginx -c /tmp/nginx.conf -s reload && read_at=$changed_at
        fi
    done
) &
exec nginx -c /tmp/nginx.conf -g 'daemon off;'
