#!/bin/sh
# Gives the proxy of the containers a certificate, which it reads within a minute:
# `sh deploy/certificate.sh FOLDER`, where FOLDER holds fullchain.pem and privkey.pem. As certbot's
# --deploy-hook it needs no FOLDER.
set -eu
file=$(cd "$(dirname "$0")" && pwd)/compose.yaml
folder=${1:-${RENEWED_LINEAGE:?the folder with fullchain.pem and privkey.pem}}

# The key comes first: when the certificate changes, both are read. As the user of nginx, so that it
# can read them and nobody else.
for name in privkey.pem fullchain.pem; do
    docker compose --file "$file" exec -T proxy \
        sh -c "umask 077 && cat > /certificates/$name.new && mv /certificates/$name.new /certificates/$name" \
        < "$folder/$name"
done
