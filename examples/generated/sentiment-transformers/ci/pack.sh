#!/usr/bin/env bash
# Packs what the Kitfile names and pushes it; build/reference has host/path@digest of it.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${MODEL_REPOSITORY:?host/path of the versions}"
: "${VERSION:?the version to publish}"

tag="${MODEL_REPOSITORY}:${VERSION}"
# KIT_FLAGS, for a registry of one's own: --plain-http
read -r -a flags <<<"${KIT_FLAGS:-}"

# A version is published once: the same one again could mean other bytes.
if kit inspect --remote "${flags[@]}" "${tag}" >/dev/null 2>&1; then
  echo "${tag} is published already: raise package.version in the Kitfile" >&2
  exit 3
fi
# kit writes file modes into the package: the same ones on every machine.
chmod -R u=rwX,go=rX .
kit pack . --file Kitfile --tag "${tag}" ${PACK_FLAGS:-}
kit push "${flags[@]}" "${tag}"
digest="$(kit inspect "${tag}" | sed -n 's/.*"digest": *"\(sha256:[0-9a-f]\{64\}\)".*/\1/p' | head -n 1)"
[[ "${digest}" =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "kit names no digest of ${tag}" >&2; exit 1; }
mkdir -p build
printf '%s\n' "${MODEL_REPOSITORY}@${digest}" | tee build/reference
