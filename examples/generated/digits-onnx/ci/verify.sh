#!/usr/bin/env bash
# Reads back what was written, as everybody else will: the change that follows is opened only for what verifies.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${SIGNER_IDENTITY:?the identity that signs, as its certificate has it}"
: "${SIGNER_ISSUER:?who vouches for it}"
read -r -a flags <<<"${WAYBILL_VERIFY_FLAGS:-}"
if [ "${#flags[@]}" -eq 0 ]; then
  flags=(--certificate-identity "${SIGNER_IDENTITY}" --certificate-oidc-issuer "${SIGNER_ISSUER}")
fi
waybill verify "$(cat build/reference)" --require-attestation slsaprovenance1 "${flags[@]}"
