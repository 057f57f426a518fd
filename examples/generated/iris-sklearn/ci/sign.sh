#!/usr/bin/env bash
# Signs the digest that was pushed as the identity of this job: there is no key to keep.
set -euo pipefail
cd "$(dirname "$0")/.."
# COSIGN_FLAGS, for a registry or a Sigstore of one's own: --allow-http-registry, --fulcio-url …
read -r -a flags <<<"${COSIGN_FLAGS:-}"
cosign sign --yes "${flags[@]}" "$(cat build/reference)"
