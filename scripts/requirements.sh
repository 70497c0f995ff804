#!/bin/sh
# Writes requirements/*.txt from pyproject.toml: exact versions, with the hashes of all files of
# each release, so that they install on every platform. Names no index: pip's settings decide.
set -eu

compile() {
    CUSTOM_COMPILE_COMMAND="make requirements" .venv/bin/pip-compile --quiet --upgrade \
        --generate-hashes --strip-extras --allow-unsafe \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links "$@" pyproject.toml
}

compile --output-file requirements/base.txt
compile --extra dev --constraint requirements/base.txt --output-file requirements/dev.txt
