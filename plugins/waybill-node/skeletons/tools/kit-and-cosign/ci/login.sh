#!/usr/bin/env bash
# Signs in to the registry of MODEL_REPOSITORY. The password comes from the environment and goes to stdin: it is no
# argument, which others could read, and nothing prints it.
set -euo pipefail
: "${MODEL_REPOSITORY:?host/path of the versions}"
if [ -z "${REGISTRY_USERNAME:-}" ]; then
  echo "No account is given (REGISTRY_USERNAME): going on as nobody"
  exit 0
fi
: "${REGISTRY_PASSWORD:?the password or token of REGISTRY_USERNAME}"
host="${MODEL_REPOSITORY%%/*}"
printf '%s' "${REGISTRY_PASSWORD}" | kit login "${host}" --username "${REGISTRY_USERNAME}" --password-stdin >/dev/null
printf '%s' "${REGISTRY_PASSWORD}" | cosign login "${host}" --username "${REGISTRY_USERNAME}" --password-stdin >/dev/null
