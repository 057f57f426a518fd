"""The Kitfile at the root of this repository says what the model is called and where its files are.

Everything here reads it, so that a name or path is written in one place.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent


class KitfileProblem(Exception):
    """The Kitfile is not there, or lacks something."""


def read_kitfile(root: Path = ROOT) -> dict[str, Any]:
    path = root / "Kitfile"
    try:
        kitfile = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KitfileProblem(f"{path} is not there: run this from a checkout or an unpacked kit") from None
    except yaml.YAMLError as error:
        raise KitfileProblem(f"{path} is no YAML: {error}") from None
    if not isinstance(kitfile, dict) or not isinstance(kitfile.get("model"), dict):
        raise KitfileProblem(f"{path} has no model: add `model: {{path: …}}`")
    return kitfile


def package_of(kitfile: dict[str, Any]) -> dict[str, Any]:
    package = kitfile.get("package")
    return package if isinstance(package, dict) else {}


def model_name(root: Path = ROOT) -> str:
    """What clients call the model: $MODEL_NAME, or the name in the Kitfile."""
    kitfile = read_kitfile(root)
    name = os.environ.get("MODEL_NAME") or kitfile["model"].get("name") or package_of(kitfile).get("name")
    if not name:
        raise KitfileProblem("The Kitfile names no model: add `package: {name: …}`, or set MODEL_NAME")
    return str(name)


def model_version(root: Path = ROOT) -> str:
    return str(package_of(read_kitfile(root)).get("version") or "")


def model_target(root: Path = ROOT) -> Path:
    """Where training writes the model: what `kit pack` takes from."""
    path = read_kitfile(root)["model"].get("path")
    if not path:
        raise KitfileProblem("The Kitfile says no path of the model: add `model: {path: …}`")
    target = (root / str(path)).resolve()
    if not target.is_relative_to(root.resolve()):
        raise KitfileProblem(f"The path of the model in the Kitfile leads out of the repository: {path}")
    return target


def find_model(root: Path = ROOT) -> Path:
    """The model's file or folder where it is served.

    $MODEL_PATH is where the package is: an unpacked kit, or what KServe or Kubernetes mounts, which begins inside the
    folder `model`. Without it, it is this checkout.
    """
    target = model_target(root)
    inside = target.relative_to(root.resolve())
    base = Path(os.environ["MODEL_PATH"]) if os.environ.get("MODEL_PATH") else root
    candidates = [base / inside]
    if inside.parts[0] == "model":
        candidates.append(base.joinpath(*inside.parts[1:]))
    for candidate in candidates:
        if candidate.exists():
            return candidate
    tried = ", ".join(str(candidate) for candidate in candidates)
    raise FileNotFoundError(f"There is no model at {tried}: train it (bash run.sh train), or set MODEL_PATH to the unpacked kit")


def dataset_path(index: int = 0, root: Path = ROOT) -> Path:
    datasets = read_kitfile(root).get("datasets") or []
    try:
        return root / str(datasets[index]["path"])
    except (IndexError, KeyError, TypeError):
        raise KitfileProblem(f"The Kitfile names no dataset number {index + 1}") from None
