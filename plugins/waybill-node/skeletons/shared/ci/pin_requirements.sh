#!/usr/bin/env bash
# Writes requirements.txt and requirements-dev.txt anew from the .in files: every package, at one version, with the
# digests of its files. Renovate does the same; run it by hand after you have changed an .in file. It needs PyPI.
set -euo pipefail
cd "$(dirname "$0")/.."

PIP_TOOLS_VERSION=7.4.1
# pip-tools uses parts of pip that later versions changed.
PIP_VERSION=24.3.1

tools="$(mktemp -d)"
trap 'rm -rf "${tools}"' EXIT
"${PYTHON:-python3.11}" -m venv "${tools}"
"${tools}/bin/pip" install --quiet "pip==${PIP_VERSION}"
"${tools}/bin/pip" install --quiet "pip-tools==${PIP_TOOLS_VERSION}"

for name in requirements requirements-dev; do
  "${tools}/bin/pip-compile" --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
    --no-emit-find-links --no-emit-trusted-host --output-file "${name}.txt" "${name}.in"
done
