#!/bin/sh
# `make demo`: the whole site with example data, as production serves it, on this machine only.
# Run it as often as you like: it adds what is missing and changes nothing that is there.
set -eu
port=${PORT:-8000}

.venv/bin/python -c '
import socket, sys
with socket.socket() as probe:
    sys.exit(probe.connect_ex(("127.0.0.1", int(sys.argv[1]))) == 0)
' "$port" || {
    echo "Something else answers on port $port. Choose another: PORT=8001 make demo" >&2
    exit 1
}

if ! grep -q '^SECRET_KEY=..' .demo.env 2>/dev/null; then
    (
        umask 077
        .venv/bin/python -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50))' \
            > .demo.env
    )
fi
. ./.demo.env
export SECRET_KEY
export DEBUG=0 BEHIND_PROXY=0 SITE_URL="http://127.0.0.1:$port" ALLOWED_HOSTS=127.0.0.1,localhost

.venv/bin/python manage.py demo
HOST=127.0.0.1 PORT=$port WORKERS=2 exec sh scripts/serve.sh
