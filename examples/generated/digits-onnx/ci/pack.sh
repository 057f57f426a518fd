#!/usr/bin/env bash
# Packages the model and pushes it in one pass; build/reference has host/path@digest of it. A version that is published
# already with other bytes is refused.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${MODEL_REPOSITORY:?host/path of the versions}"
: "${VERSION:?the version to publish}"
: "${PACKAGE_FORMAT:?modelcar, modelkit, modelpack or artifact}"

# WAYBILL_FLAGS, for a registry of one's own: --plain-http
read -r -a flags <<<"${WAYBILL_FLAGS:-}"
case "${PACKAGE_FORMAT}" in
  # What the Kitfile names.
  modelkit | modelpack) folder=. ;;
  # The model's files alone: they are what is mounted.
  modelcar | artifact) folder=model ;;
  *)
    echo "PACKAGE_FORMAT is '${PACKAGE_FORMAT}': give modelcar, modelkit, modelpack or artifact" >&2
    exit 2
    ;;
esac
# A modelcar that KServe runs beside its server needs an image with a shell below it.
if [ "${PACKAGE_FORMAT}" = modelcar ] && [ -n "${BASE_IMAGE:-}" ]; then
  flags+=(--base "${BASE_IMAGE}")
fi
mkdir -p build
waybill push "${folder}" "${MODEL_REPOSITORY}:${VERSION}" --format "${PACKAGE_FORMAT}" --quiet "${flags[@]}" | tee build/reference
