"""Prints the version that is released: what the Kitfile says, and the Git tag has to agree.

    python ci/version.py            the version
    python ci/version.py v1.2.0     the version, or a refusal where the tag says another
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

# Semantic versions without build metadata, which is no OCI tag.
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]{1,80})?")


def released_version(version: str, tag: str | None = None) -> str:
    if not VERSION.fullmatch(version):
        raise ValueError(f"The Kitfile's package.version is '{version[:80]}': write a version such as 1.2.0")
    if tag is not None and tag.removeprefix("v") != version:
        raise ValueError(f"The tag '{tag[:80]}' is not the version of the Kitfile, {version}: change one of them")
    return version


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "code"))
    from kitfile import model_version

    try:
        print(released_version(model_version(), sys.argv[1] if len(sys.argv) > 1 else None))
    except ValueError as error:
        sys.exit(str(error))
