#!/bin/sh
# Installs the packages of a list with hashes into .venv, and makes that first where it is missing.
set -eu
list=$1
python=${PYTHON:-python3}

if [ ! -x .venv/bin/python ]; then
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "Python 3.11 or newer is needed; $python is older. Name another with PYTHON=…" >&2
        exit 1
    }
    echo "Making .venv …"
    "$python" -m venv .venv || {
        rm -rf .venv
        echo "Python could not make .venv. On Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    }
fi

echo "Installing $list …"
# Python compiles what it imports, when it does: that is a fraction of what is installed.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes \
    -r "$list"
