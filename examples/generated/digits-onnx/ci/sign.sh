#!/usr/bin/env bash
# Signs the digest that was pushed as the identity of this job, in both forms that clusters look for: there is no key to
# keep.
set -euo pipefail
cd "$(dirname "$0")/.."
# WAYBILL_SIGN_FLAGS, for a registry or a Sigstore of one's own: --plain-http, --fulcio-url …
read -r -a flags <<<"${WAYBILL_SIGN_FLAGS:---keyless}"
waybill sign "$(cat build/reference)" "${flags[@]}"
