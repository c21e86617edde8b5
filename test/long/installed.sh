#!/bin/sh
# Packs cliq-ds, installs it from the registry into an empty project, and tries it with the Node that runs here.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
(cd "$root" && npm pack --silent --ignore-scripts --pack-destination "$project" >/dev/null)
cp "$root"/test/package/fixtures/* "$project"
cd "$project"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ./cliq-ds-*.tgz
CLIQ_DS_STATE_DIR="$project/.state" node smoke.mjs
