#!/usr/bin/env bash
# Installs kit and cosign at one version each, where they are not there. Go checks what it builds against its checksum
# database, so that the version alone says which bytes run.
set -euo pipefail

# renovate: datasource=go depName=github.com/kitops-ml/kitops
KIT_VERSION=v1.15.0
# renovate: datasource=go depName=github.com/sigstore/cosign/v3
COSIGN_VERSION=v3.1.2

bin="${TOOLS_FOLDER:-$(go env GOPATH)/bin}"
mkdir -p "${bin}"
export GOBIN="${bin}" CGO_ENABLED=0
if ! command -v kit >/dev/null; then
  go install "github.com/kitops-ml/kitops@${KIT_VERSION}"
  mv "${bin}/kitops" "${bin}/kit"
fi
command -v cosign >/dev/null || go install "github.com/sigstore/cosign/v3/cmd/cosign@${COSIGN_VERSION}"
