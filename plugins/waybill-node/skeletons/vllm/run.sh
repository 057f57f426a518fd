#!/usr/bin/env bash
# Everything on one machine: ./run.sh [serve|fetch|test]. Serving needs vLLM and a GPU; fetching needs the hub.
set -euo pipefail
cd "$(dirname "$0")"

python="${PYTHON:-python3}"
if [ ! -x .venv/bin/python ]; then
  "${python}" -m venv .venv
fi
if ! cmp -s requirements-dev.txt .venv/installed.txt; then
  # Only the files whose digests are in requirements-dev.txt are installed.
  .venv/bin/pip install --quiet --require-hashes --only-binary :all: -r requirements-dev.txt
  cp requirements-dev.txt .venv/installed.txt
fi

case "${1:-serve}" in
  fetch) exec .venv/bin/python code/fetch.py ;;
  test) exec .venv/bin/python -m pytest -q ;;
  # vLLM depends on the machine's GPU and drivers: it is taken from the PATH, or from the image of the Dockerfile.
  serve) exec env HOST="${HOST:-127.0.0.1}" "${VLLM_PYTHON:-python3}" code/inference.py ;;
  *)
    echo "usage: ./run.sh [serve|fetch|test]" >&2
    exit 2
    ;;
esac
