#!/usr/bin/env python3
"""What the program is made of, from its locks.

    python .ci/supply.py licences        every package: licence, version, newest version
    python .ci/supply.py sbom            a bill of materials of the build (CycloneDX, JSON)
    python .ci/supply.py audit FILE      what pip-audit found (its JSON), as Markdown

The bill is the same bytes for the same lock. What cannot be asked is said to be not checked.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK, DEVELOPMENT = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
OWN = "briefsite"
UNKNOWN = "not checked"
_ENTRY = re.compile(r"(?m)^([A-Za-z0-9._-]+)==([^\s;]+)(?: ; ([^\\\n]*?))? \\\n((?:    .*\n)+)")
_OSI = "License :: OSI Approved :: "


@dataclass(frozen=True)
class Package:
    """An entry of a lock."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    wanted_by: tuple[str, ...]

    @property
    def address(self) -> str:
        """Its name among those of all ecosystems (package URL)."""
        return f"pkg:pypi/{self.name}@{self.version}"


def packages(lock: str) -> list[Package]:
    """The entries of a lock, in its order."""
    return [
        Package(
            name.lower().replace("_", "-"),
            version,
            marker,
            tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", rest)),
            tuple(re.findall(r"(?m)^    #(?: via|  ) +(?!-r )([A-Za-z0-9._-]+)", rest)),
        )
        for name, version, marker, rest in _ENTRY.findall(lock)
    ]


def licence(name: str) -> str:
    """What the installed package says of itself."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return "not installed on this system"
    classes = [text.removeprefix(_OSI) for text in said.get_all("Classifier") or ()]
    named = [text for text in classes if "::" not in text and text.endswith(("License", ")"))]
    expression, plain = (
        "".join(said.get_all(field) or ()).partition("\n")[0].strip()
        for field in ("License-Expression", "License")
    )
    return expression or ", ".join(named) or plain or "not said"


def newest() -> dict[str, str] | None:
    """The newest version of each installed package that is older; None where no index answers.

    Without an index pip lists nothing and calls that a success, so it is asked for one first.
    """
    if _pip("index", "versions", "jinja2") is None:
        return None
    late = _pip("list", "--outdated", "--format", "json")
    found = json.loads(late) if late is not None else None
    return found and {one["name"].lower().replace("_", "-"): one["latest_version"] for one in found}


def _pip(*arguments: str) -> str | None:
    command = [sys.executable, "-m", "pip", *arguments, "--disable-pip-version-check"]
    command += ["--timeout", "15", "--retries", "1"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return None if ended.returncode else ended.stdout


def licences() -> Iterator[str]:
    """A line for each package that is needed to build or to develop."""
    building = {one.name for one in packages(LOCK.read_text(encoding="utf-8"))}
    late = newest()
    for one in packages(DEVELOPMENT.read_text(encoding="utf-8")):
        last = UNKNOWN if late is None else late.get(one.name, one.version)
        use = "build" if one.name in building else "development"
        yield f"{one.name}\t{one.version}\t{licence(one.name)}\tlast release: {last}\t{use}"


def sbom(lock: str, project: dict[str, Any]) -> dict[str, Any]:
    """The bill of materials: every package of the lock, its files' hashes, and who needs it."""
    entries = packages(lock)
    own = {"bom-ref": OWN, "type": "application", "name": OWN, "version": project["version"]}
    needs: dict[str, list[str]] = {OWN: [], **{one.address: [] for one in entries}}
    known = {OWN: OWN, **{one.name: one.address for one in entries}}
    for one in entries:
        for parent in one.wanted_by:
            needs[known[parent.lower().replace("_", "-")]].append(one.address)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**own, "licenses": [{"license": {"id": project["license"]}}]}},
        "components": [_component(one) for one in entries],
        "dependencies": [{"ref": ref, "dependsOn": sorted(on)} for ref, on in needs.items()],
    }


def _component(one: Package) -> dict[str, Any]:
    marker = [{"name": "marker", "value": one.marker}] if one.marker else []
    return {
        "bom-ref": one.address,
        "type": "library",
        "name": one.name,
        "version": one.version,
        "purl": one.address,
        "hashes": [{"alg": "SHA-256", "content": content} for content in one.hashes],
        **({"properties": marker} if marker else {}),
    }


def audit(text: str) -> tuple[list[str], list[str]]:
    """Known faults of packages, as Markdown; and of what they were not looked for."""
    try:
        found = json.loads(text)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return [], ["all packages"]
    lines = []
    for one in found:
        for fault in one.get("vulns", ()):
            fixed = ", ".join(fault["fix_versions"]) or "no version yet"
            lines.append(f"- `{one['name']} {one['version']}`: {fault['id']}, fixed in {fixed}")
    heading, advice = ["## Packages with known faults", ""], ["", "Run `make lock UPGRADE=1`.", ""]
    skipped = [one["name"] for one in found if "vulns" not in one]
    return [*heading, *sorted(lines), *advice] if lines else [], skipped


def main(arguments: list[str]) -> int:
    """Do it; gives the exit code."""
    match arguments:
        case ["licences"]:
            for line in licences():
                print(line)
        case ["sbom"]:
            project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
            made = sbom(LOCK.read_text(encoding="utf-8"), project["project"])
            print(json.dumps(made, indent=1))
        case ["audit", file]:
            lines, skipped = audit(Path(file).read_text(encoding="utf-8"))
            if skipped:
                print(f"Known faults {UNKNOWN}: {', '.join(skipped)}", file=sys.stderr)
            print("".join(f"{line}\n" for line in lines), end="")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
