#!/usr/bin/env bash
# Attests, as the same identity, where the package comes from and what is in it. waybill makes the statements itself: from
# what this job tells of itself, and from the files of the package.
set -euo pipefail
cd "$(dirname "$0")/.."
read -r -a flags <<<"${WAYBILL_SIGN_FLAGS:---keyless}"
reference="$(cat build/reference)"
provenance=()
# Elsewhere than on GitHub and GitLab the job does not tell of itself: ci/predicates.py wrote what is known.
if [ "${GITHUB_ACTIONS:-}" != true ] && [ "${GITLAB_CI:-}" != true ]; then
  provenance=(--predicate build/predicates/provenance.json)
fi
waybill attest "${reference}" --type slsaprovenance1 "${flags[@]}" "${provenance[@]}"
waybill attest "${reference}" --type cyclonedx "${flags[@]}"
waybill attest "${reference}" --type model-card "${flags[@]}" --predicate build/predicates/model-card.json
