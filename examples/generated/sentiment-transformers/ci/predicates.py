"""Writes what is attested of a package: where it comes from, and what is in it.

    python ci/predicates.py <folder>

writes provenance.json (SLSA provenance v1), sbom.cdx.json (CycloneDX 1.6: the files of the kit and the Python packages of
requirements.txt) and model-card.json. Only variables that are named here are read: no secret of the job gets into them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Iterator

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "code"))

from kitfile import ROOT, model_name, model_version, package_of, read_kitfile  # noqa: E402

REQUIREMENT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def provenance(env: dict[str, str], now: str) -> dict[str, Any]:
    source, run, builder, build_type = _job(env)
    return {
        "buildDefinition": {
            "buildType": build_type,
            "externalParameters": {key: value for key, value in source.items() if value},
            "resolvedDependencies": [
                {"uri": f"git+{source['repository']}@{source['ref']}", "digest": {"gitCommit": source["commit"]}}
            ]
            if source["commit"]
            else [],
        },
        "runDetails": {"builder": {"id": builder}, "metadata": {"invocationId": run, "finishedOn": now}},
    }


def _job(env: dict[str, str]) -> tuple[dict[str, str], str, str, str]:
    """Who builds, by the variables that each of them sets by itself."""

    def of(name: str) -> str:
        return env.get(name, "")

    if of("GITHUB_ACTIONS") == "true":
        repository = f"{of('GITHUB_SERVER_URL')}/{of('GITHUB_REPOSITORY')}"
        source = {"repository": repository, "ref": of("GITHUB_REF"), "commit": of("GITHUB_SHA"), "workflow": of("GITHUB_WORKFLOW_REF")}
        run = f"{repository}/actions/runs/{of('GITHUB_RUN_ID')}/attempts/{of('GITHUB_RUN_ATTEMPT')}"
        builder = f"{of('GITHUB_SERVER_URL')}/{of('GITHUB_WORKFLOW_REF')}"
        return source, run, builder, "https://actions.github.io/buildtypes/workflow/v1"
    if of("GITLAB_CI") == "true":
        ref = f"refs/tags/{of('CI_COMMIT_TAG')}" if of("CI_COMMIT_TAG") else f"refs/heads/{of('CI_COMMIT_BRANCH')}"
        source = {"repository": of("CI_PROJECT_URL"), "ref": ref, "commit": of("CI_COMMIT_SHA"), "workflow": of("CI_CONFIG_PATH")}
        return source, of("CI_JOB_URL"), of("CI_SERVER_URL"), "https://docs.gitlab.com/ci/"
    source = {"repository": of("SOURCE_URL"), "ref": of("SOURCE_REF"), "commit": of("SOURCE_COMMIT"), "workflow": ""}
    return source, of("RUN_ID"), of("BUILDER_ID") or "https://tekton.dev", "https://tekton.dev/attestations/chains/pipelinerun@v2"


def bill_of_materials(now: str) -> dict[str, Any]:
    kitfile = read_kitfile()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": now,
            "component": {"type": "machine-learning-model", "name": model_name(), "version": model_version()},
        },
        "components": [*_file_components(kitfile), *_python_components()],
    }


def _file_components(kitfile: dict[str, Any]) -> Iterator[dict[str, Any]]:
    entries = [kitfile["model"], *(kitfile["model"].get("parts") or [])]
    for kind in ("code", "datasets", "docs"):
        entries += kitfile.get(kind) or []
    seen = set()
    for entry in entries:
        for file in sorted(_files(ROOT / str(entry.get("path") or ""))):
            if file not in seen:
                seen.add(file)
                yield {
                    "type": "file",
                    "name": file.relative_to(ROOT).as_posix(),
                    "hashes": [{"alg": "SHA-256", "content": _sha256(file)}],
                }


def _files(path: Path) -> Iterator[Path]:
    if path.is_symlink() or path == ROOT:
        return
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from (file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(1024 * 1024):
            digest.update(chunk)
    return digest.hexdigest()


def _python_components() -> Iterator[dict[str, Any]]:
    path = ROOT / "requirements.txt"
    for block in re.split(r"\n(?=[A-Za-z0-9])", path.read_text(encoding="utf-8") if path.is_file() else ""):
        found = REQUIREMENT.match(block)
        if found:
            name, version = found.groups()
            yield {
                "type": "library",
                "name": name,
                "version": version,
                "purl": f"pkg:pypi/{name.lower()}@{version}",
                "hashes": [{"alg": "SHA-256", "content": value} for value in sorted(HASH.findall(block))],
            }


def model_card(package_format: str) -> dict[str, Any]:
    """Waybill's model card as data (https://waybill.dev/predicates/model-card/v1)."""
    kitfile = read_kitfile()
    package, model = package_of(kitfile), kitfile["model"]
    license_ = model.get("license") or package.get("license")
    card = {
        "name": model_name(),
        "version": model_version(),
        "description": package.get("description"),
        "licenses": [license_] if license_ else [],
        "format": package_format,
        "framework": model.get("framework"),
        "datasets": [{"name": one.get("name") or one.get("path")} for one in kitfile.get("datasets") or []],
        "document": {"path": "docs/index.md", "digest": f"sha256:{_sha256(ROOT / 'docs' / 'index.md')}"},
    }
    return {key: value for key, value in card.items() if value}


def write_all(folder: Path, env: dict[str, str], now: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, predicate in {
        "provenance.json": provenance(env, now),
        "sbom.cdx.json": bill_of_materials(now),
        "model-card.json": model_card(env.get("PACKAGE_FORMAT") or "modelkit"),
    }.items():
        (folder / name).write_text(json.dumps(predicate, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_all(Path(sys.argv[1]), dict(os.environ), datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
