#!/usr/bin/env bash
# Opens the change that has an environment run a published version.
#
#   VERSION=1.2.0 REFERENCE=host/path@sha256:… BUMP_ENVIRONMENT=dev BASE_BRANCH=main ci/open_change.sh
#
# Where a change request cannot be opened from here, the branch is pushed, and it says so.
set -euo pipefail
cd "$(dirname "$0")/.."

: "${VERSION:?the version that was published}"
: "${REFERENCE:?host/path@sha256:… of what was published}"
: "${BUMP_ENVIRONMENT:?the environment that is to run it}"
: "${BASE_BRANCH:?the branch that is delivered}"

branch="waybill/${BUMP_ENVIRONMENT}-${VERSION}"
title="Run ${VERSION} in ${BUMP_ENVIRONMENT}"
body="Package: \`${REFERENCE}\`. It was signed and attested before this change was opened."

git fetch --quiet origin "${BASE_BRANCH}"
git checkout --quiet -B "${branch}" FETCH_HEAD
python3 ci/bump_version.py "${BUMP_ENVIRONMENT}" "${VERSION}" "${REFERENCE}"
if git diff --quiet; then
  echo "${BUMP_ENVIRONMENT} runs ${VERSION} already"
  exit 0
fi
git config user.name "${GIT_AUTHOR_NAME:-waybill}"
git config user.email "${GIT_AUTHOR_EMAIL:-waybill@localhost}"
git add deploy
git commit --quiet -m "${title}" -m "Package: ${REFERENCE}"

if [ "${GITHUB_ACTIONS:-}" = true ]; then
  git push --quiet --force-with-lease origin "HEAD:refs/heads/${branch}"
  gh pr view "${branch}" --json state --jq .state 2>/dev/null | grep -qx OPEN ||
    gh pr create --base "${BASE_BRANCH}" --head "${branch}" --title "${title}" --body "${body}"
elif [ "${GITLAB_CI:-}" = true ] || [ "${GIT_HOST:-}" = gitlab ]; then
  git push --quiet --force-with-lease \
    -o merge_request.create -o "merge_request.target=${BASE_BRANCH}" -o "merge_request.title=${title}" \
    origin "HEAD:refs/heads/${branch}"
elif [ "${GIT_HOST:-}" = gitea ]; then
  # Gitea and Forgejo open a change for what is pushed here, without a token for their API.
  git push --quiet origin "HEAD:refs/for/${BASE_BRANCH}" -o "topic=${branch}" -o "title=${title}"
else
  git push --quiet --force-with-lease origin "HEAD:refs/heads/${branch}"
  echo "Pushed the branch ${branch}: open the change from there"
fi
