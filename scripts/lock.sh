#!/bin/sh
# Write the three lock files from pyproject.toml: every version pinned and hashed, no package index named.
# The development lock comes first; the other two follow its versions. To move versions: sh scripts/lock.sh --upgrade
set -eu
cd "$(dirname "$0")/.."

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/pip" install --quiet uv==0.13.9

compile() { # compile OUTPUT [more options]
    output=$1
    shift
    "$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --output-file "$output" "$@" pyproject.toml
}

compile requirements.lock --group dev "$@"
compile requirements-run.lock --constraint requirements.lock "$@"
compile requirements-bundle.lock --constraint requirements.lock --group bundle "$@"
