#!/usr/bin/env bash
# Attests, as the same identity, where the package comes from and what is in it (ci/predicates.py wrote it).
set -euo pipefail
cd "$(dirname "$0")/.."
read -r -a flags <<<"${COSIGN_FLAGS:-}"
reference="$(cat build/reference)"
attest() {
  cosign attest --yes "${flags[@]}" --type "$1" --predicate "build/predicates/$2" "${reference}"
}
attest slsaprovenance1 provenance.json
attest cyclonedx sbom.cdx.json
attest https://waybill.dev/predicates/model-card/v1 model-card.json
