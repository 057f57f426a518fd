"""Fetches the model that is to be packaged, named by its commit, to where the Kitfile says.

What is fetched is in the Kitfile: `model.parameters.source` is {repository, revision}. Only weights that are data
(safetensors) and text are taken: nothing that runs code when it is loaded.
"""

from __future__ import annotations

import re
from typing import Any, Callable

from kitfile import KitfileProblem, model_target, read_kitfile

PATTERNS = ["*.safetensors", "*.json", "*.txt", "*.jinja", "*.model", "LICENSE*", "README.md"]
REVISION = re.compile(r"[0-9a-f]{40}")
REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")


def source_of(kitfile: dict[str, Any]) -> tuple[str, str]:
    parameters = kitfile["model"].get("parameters")
    source = parameters.get("source") if isinstance(parameters, dict) else None
    if not isinstance(source, dict):
        raise KitfileProblem("The Kitfile names no source: add `model.parameters.source: {repository, revision}`")
    repository, revision = str(source.get("repository")), str(source.get("revision"))
    if not REPOSITORY.fullmatch(repository):
        raise KitfileProblem(f"'{repository[:100]}' is no repository of the hub: write organisation/name")
    if not REVISION.fullmatch(revision):
        raise KitfileProblem(f"'{revision[:50]}' is no commit: a branch or tag moves, write the commit's 40 digits")
    return repository, revision


def fetch(download: Callable[..., Any]) -> str:
    repository, revision = source_of(read_kitfile())
    target = model_target()
    folder = target.parent if target.suffix == ".safetensors" else target
    download(repo_id=repository, revision=revision, local_dir=str(folder), allow_patterns=PATTERNS)
    return str(folder)


if __name__ == "__main__":
    from huggingface_hub import snapshot_download

    print(f"Fetched {fetch(snapshot_download)}")
