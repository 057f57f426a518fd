"""What the pipeline decides: which version is released, what is attested of it, and what the bump changes."""

import json
from pathlib import Path

import pytest

from bump_version import bump, bump_text
from predicates import bill_of_materials, provenance, write_all
from version import released_version

REPOSITORY = "registry.example.com/models/m"
OLD, NEW = "sha256:" + "a" * 64, "sha256:" + "b" * 64
OVERLAY = f"""# keep me
metadata:
  annotations:
    waybill.dev/version: 1.0.0 # and me
spec:
  minReplicas: 1
  storageUri: oci://{REPOSITORY}@{OLD} # {{"$imagepolicy": "flux-system:m"}}
"""
VALUES = f"""package:
  repository: {REPOSITORY}
  version: "1.0.0"
  digest: {OLD}
runtime:
  version: "1.30"
"""


def test_the_tag_and_the_kitfile_agree():
    assert released_version("1.2.0", "v1.2.0") == "1.2.0"
    with pytest.raises(ValueError, match="v1.3.0"):
        released_version("1.2.0", "v1.3.0")


@pytest.mark.parametrize("version", ["", "latest", "1", "1.2", "v1.2.0", "1.2.0+build", "1.2.0 ", "1.2.0\n"])
def test_releases_semantic_versions_only(version):
    with pytest.raises(ValueError, match="version"):
        released_version(version)


def test_the_bump_changes_digest_and_version_and_nothing_else():
    after = bump_text(OVERLAY, "1.1.0", REPOSITORY, NEW)
    assert after == OVERLAY.replace(OLD, NEW).replace("1.0.0", "1.1.0")


def test_the_bump_knows_helm_values():
    after = bump_text(VALUES, "1.1.0", REPOSITORY, NEW)
    assert after == VALUES.replace(OLD, NEW).replace("1.0.0", "1.1.0")


def test_the_bump_leaves_other_repositories_alone():
    for other in ["registry.example.com/models/m-large", "eu.registry.example.com/models/m"]:
        text = OVERLAY.replace(REPOSITORY, other)
        assert bump_text(text, "1.1.0", REPOSITORY, NEW) == text


def test_the_bump_writes_files(tmp_path: Path):
    file = tmp_path / "inference-service.yaml"
    file.write_bytes(OVERLAY.replace("\n", "\r\n").encode())
    assert bump(tmp_path, "1.1.0", f"{REPOSITORY}@{NEW}") == [file]
    assert file.read_bytes() == OVERLAY.replace(OLD, NEW).replace("1.0.0", "1.1.0").replace("\n", "\r\n").encode()


@pytest.mark.parametrize("reference", [REPOSITORY, f"{REPOSITORY}:1.0.0", f"{REPOSITORY}@sha256:abc", f"{REPOSITORY}@{NEW}\n"])
def test_the_bump_refuses_what_is_not_pinned(tmp_path, reference):
    with pytest.raises(ValueError, match="no package"):
        bump(tmp_path, "1.1.0", reference)


def test_the_bump_leaves_a_canary_to_people():
    for text in [OVERLAY + OVERLAY.replace(OLD, "sha256:" + "c" * 64), VALUES + VALUES]:
        with pytest.raises(ValueError, match="canary"):
            bump_text(text, "1.1.0", REPOSITORY, NEW)


def test_the_bump_refuses_a_folder_without_the_model(tmp_path):
    (tmp_path / "other.yaml").write_text("a: 1\n")
    with pytest.raises(ValueError, match="pins"):
        bump(tmp_path, "1.1.0", f"{REPOSITORY}@{NEW}")


def test_provenance_names_the_job_and_no_secret():
    env = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "ml/m",
        "GITHUB_REF": "refs/tags/v1.0.0",
        "GITHUB_SHA": "c" * 40,
        "GITHUB_RUN_ID": "7",
        "REGISTRY_PASSWORD": "a-secret",
    }
    text = json.dumps(provenance(env, "2026-01-01T00:00:00Z"))
    assert "https://github.com/ml/m/actions/runs/7" in text
    assert "c" * 40 in text
    assert "a-secret" not in text


def test_the_bill_of_materials_has_code_and_pinned_packages():
    components = bill_of_materials("2026-01-01T00:00:00Z")["components"]
    files = {one["name"] for one in components if one["type"] == "file"}
    libraries = [one for one in components if one["type"] == "library"]
    assert "code/inference.py" in files
    assert libraries and all(one["hashes"] for one in libraries)


def test_writes_all_predicates(tmp_path):
    write_all(tmp_path, {}, "2026-01-01T00:00:00Z")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["model-card.json", "provenance.json", "sbom.cdx.json"]
