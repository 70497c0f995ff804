#!/bin/sh
# Writes deploy/.env for the containers, with fresh secrets: `sh deploy/configure.sh NAME`, where NAME
# is the site's, such as www.example.org. What is there already stays.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
name=${1:?the name of the site, such as www.example.org}

case $name in
    *[!a-z0-9.-]*) echo "$name is no name of a site: small letters, digits, dots, hyphens." >&2; exit 1 ;;
esac
if [ -e "$here/.env" ]; then
    echo "deploy/.env is there and stays as it is."
    exit 0
fi

# 48 random bytes as 64 letters, digits, hyphens and underscores: nothing to escape in an address.
secret() { head -c 48 /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_'; }

umask 077
cat > "$here/.env.new" <<END
# Of deploy/compose.yaml. Beside these, whatever docs/settings.md lists may stand here.
SITE_NAME=$name
SECRET_KEY=$(secret)
DATABASE_PASSWORD=$(secret)
CONTACT_EMAIL=
EMAIL_URL=
ALERT_EMAILS=
BACKUP_RECIPIENTS=
END
mv "$here/.env.new" "$here/.env"
echo "deploy/.env is written. Keep a copy of it in another place."
