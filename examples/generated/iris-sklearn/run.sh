#!/usr/bin/env bash
# Everything on one machine, in a virtual environment of its own: ./run.sh [serve|train|test]
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
  train) exec .venv/bin/python code/train.py ;;
  test) exec .venv/bin/python -m pytest -q ;;
  serve)
    .venv/bin/python -c 'import sys; sys.path.insert(0, "code"); from kitfile import find_model; find_model()' 2>/dev/null ||
      .venv/bin/python code/train.py
    exec .venv/bin/python -m uvicorn --app-dir code inference:app --host "${HOST:-127.0.0.1}" --port "${PORT:-8080}"
    ;;
  *)
    echo "usage: ./run.sh [serve|train|test]" >&2
    exit 2
    ;;
esac
