#!/usr/bin/env bash
# Installs the command waybill at one version, where it is not there. npm holds the file against the registry's digest.
set -euo pipefail

# renovate: datasource=npm depName=@waybill/cli
WAYBILL_VERSION=0.1.0

command -v waybill >/dev/null ||
  npm install --global --ignore-scripts --no-audit --no-fund ${TOOLS_FOLDER:+--prefix "${TOOLS_FOLDER%/bin}"} "@waybill/cli@${WAYBILL_VERSION}"
