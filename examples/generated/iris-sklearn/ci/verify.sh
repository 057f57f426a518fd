#!/usr/bin/env bash
# Reads back what was written, as everybody else will: the change that follows is opened only for what verifies.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${SIGNER_IDENTITY:?the identity that signs, as its certificate has it}"
: "${SIGNER_ISSUER:?who vouches for it}"
read -r -a flags <<<"${COSIGN_VERIFY_FLAGS:-}"
reference="$(cat build/reference)"
signer=(--certificate-identity "${SIGNER_IDENTITY}" --certificate-oidc-issuer "${SIGNER_ISSUER}")
cosign verify "${flags[@]}" "${signer[@]}" "${reference}" >/dev/null
cosign verify-attestation "${flags[@]}" "${signer[@]}" --type slsaprovenance1 "${reference}" >/dev/null
echo "${reference} is signed and attested by ${SIGNER_IDENTITY}"
