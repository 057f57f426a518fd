#!/usr/bin/env bash
# Writes requirements.txt and requirements-dev.txt anew from the .in files: every package, at one version, with the
# digests of its files. Renovate does the same; run it by hand after you have changed an .in file. It needs PyPI.
set -euo pipefail
cd "$(dirname "$0")/.."

# renovate: datasource=pypi depName=uv
UV_VERSION=0.13.9

tools="$(mktemp -d)"
trap 'rm -rf "${tools}"' EXIT
"${PYTHON:-python3}" -m venv "${tools}"
"${tools}/bin/pip" install --quiet "uv==${UV_VERSION}"
export PATH="${tools}/bin:${PATH}" UV_NO_CONFIG=1

# For every platform and the Python of the Dockerfile. The command stands in the head of the file, where Renovate reads it.
for name in requirements requirements-dev; do
  uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --output-file "${name}.txt" "${name}.in"
done
