"""Writes a published version into the files that one environment runs: digest and version, and nothing else.

    python ci/bump_version.py <environment> <version> <host/path@sha256:…>

Text is changed in place, so that comments and order stay. It ends with 1 where nothing pins this repository, or where
a canary runs: what becomes of that is for people to say. It needs Python and nothing else.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from version import released_version  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent

REFERENCE = re.compile(r"([a-z0-9.-]+(?::\d{1,5})?(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+)@(sha256:[0-9a-f]{64})")
DIGEST = r"sha256:[0-9a-f]{64}"
SEMANTIC = r"\d+\.\d+\.\d+[0-9A-Za-z.-]*"
ANNOTATION = re.compile(rf"""(?m)^(\s*(?:["']?)waybill\.dev/version(?:["']?)\s*:\s*["']?){SEMANTIC}""")


def bump_text(text: str, version: str, repository: str, digest: str) -> str:
    """Helm values hold repository, digest and version apart; everything else the reference as a whole."""
    pinned = re.compile(rf"(?:(?<=//)|(?<![\w./-])){re.escape(repository)}@({DIGEST})")
    found = set(pinned.findall(text))
    if len(found) > 1:
        raise ValueError(f"{len(found)} versions of {repository} are pinned: a canary runs. Promote or end it first")
    if found:
        return ANNOTATION.sub(rf"\g<1>{version}", pinned.sub(f"{repository}@{digest}", text))
    return _bump_values(text, version, repository, digest)


def _bump_values(text: str, version: str, repository: str, digest: str) -> str:
    lines = text.splitlines(keepends=True)
    named = re.compile(rf"""^(\s*)repository\s*:\s*(["']?){re.escape(repository)}\2\s*(?:#.*)?$""")
    places = [(number, found.group(1)) for number, line in enumerate(lines) if (found := named.match(line.rstrip("\r\n")))]
    if len(places) > 1:
        raise ValueError(f"{len(places)} versions of {repository} are pinned: a canary runs. Promote or end it first")
    for number, indent in places:
        # Only what stands beside the repository, in the same map.
        for near in _siblings(lines, number, indent):
            lines[near] = re.sub(rf"^(\s*digest\s*:\s*[\"']?){DIGEST}", rf"\g<1>{digest}", lines[near])
            lines[near] = re.sub(rf"^(\s*version\s*:\s*[\"']?){SEMANTIC}", rf"\g<1>{version}", lines[near])
    return "".join(lines)


def _siblings(lines: list[str], number: int, indent: str) -> list[int]:
    found = []
    for step in (-1, 1):
        near = number + step
        while 0 <= near < len(lines) and re.match(rf"^{indent}(?=\S)|^\s*(#|$)", lines[near]):
            found.append(near)
            near += step
    return found


def bump(folder: Path, version: str, reference: str) -> list[Path]:
    found = REFERENCE.fullmatch(reference)
    if not found:
        raise ValueError(f"'{reference[:200]}' is no package: give host/path@sha256:…")
    repository, digest = found.groups()
    released_version(version)
    changed = []
    for path in sorted(folder.rglob("*.yaml")):
        if path.is_symlink():
            continue
        if path.stat().st_size > 1024 * 1024:
            raise ValueError(f"{path} is larger than 1 MiB: that is no file of this repository")
        before = path.read_bytes().decode("utf-8")
        after = bump_text(before, version, repository, digest)
        if after != before:
            path.write_bytes(after.encode("utf-8"))
        if f"@{digest}" in after or f"digest: {digest}" in after:
            changed.append(path)
    if not changed:
        raise ValueError(f"Nothing in {folder} pins {repository}: is this the environment's folder?")
    return changed


if __name__ == "__main__":
    try:
        environment, version, reference = sys.argv[1:]
        if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", environment):
            raise ValueError(f"'{environment[:80]}' is no environment")
        for path in bump(ROOT / "deploy" / "environments" / environment, version, reference):
            print(path.relative_to(ROOT))
    except ValueError as error:
        sys.exit(str(error))
