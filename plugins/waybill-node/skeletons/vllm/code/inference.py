"""Serves the model with vLLM, by the API of OpenAI: `python code/inference.py`.

vLLM answers GET /health, /metrics, /v1/models and POST /v1/chat/completions, /v1/completions. What differs between
environments comes from the environment: TENSOR_PARALLEL_SIZE, MAX_MODEL_LEN, MAX_NUM_SEQS, GPU_MEMORY_UTILIZATION,
PORT, LOG_LEVEL.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kitfile import find_model, model_name

# vLLM's option, the variable, what is allowed, what is taken where it is not set.
NUMBERS = [
    ("--tensor-parallel-size", "TENSOR_PARALLEL_SIZE", (1, 64), None),
    ("--pipeline-parallel-size", "PIPELINE_PARALLEL_SIZE", (1, 64), None),
    ("--max-model-len", "MAX_MODEL_LEN", (1, 10_000_000), 8192),
    # Bounds what runs at a time; more requests wait.
    ("--max-num-seqs", "MAX_NUM_SEQS", (1, 4096), 64),
    ("--gpu-memory-utilization", "GPU_MEMORY_UTILIZATION", (0.05, 1), None),
]


class Setting(Exception):
    """A variable has a value that vLLM cannot be given."""


def arguments(model: Path, name: str, env: dict[str, str]) -> list[str]:
    folder = model if model.is_dir() else model.parent
    port = _number(env.get("PORT", "8080"), "PORT", (1, 65535))
    result = ["serve", str(folder), "--served-model-name", name, "--host", env.get("HOST", "0.0.0.0"), "--port", str(port)]
    for option, variable, bounds, default in NUMBERS:
        text = env.get(variable, "")
        value = _number(text, variable, bounds) if text else default
        if value is not None:
            result += [option, str(value)]
    # Code in a package is not run: that is vLLM's default, and there is no variable to change it.
    return [*result, "--uvicorn-log-level", _log_level(env)]


def _number(text: str, variable: str, bounds: tuple[float, float]) -> int | float:
    kind = int if all(isinstance(bound, int) for bound in bounds) else float
    try:
        value = kind(text)
    except ValueError:
        value = None
    if value is None or not bounds[0] <= value <= bounds[1]:
        raise Setting(f"{variable} is '{text[:40]}': give a number from {bounds[0]} to {bounds[1]}")
    return value


def _log_level(env: dict[str, str]) -> str:
    level = env.get("LOG_LEVEL", "info").lower()
    if level not in ("debug", "info", "warning", "error"):
        raise Setting(f"LOG_LEVEL is '{level[:40]}': give debug, info, warning or error")
    return level


if __name__ == "__main__":
    try:
        command = ["vllm", *arguments(find_model(), model_name(), dict(os.environ))]
    except (Setting, FileNotFoundError) as error:
        sys.exit(str(error))
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.execvp(command[0], command)
