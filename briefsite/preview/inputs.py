"""The files that a site is made of, as they are now. In: a checkout. Out: their bytes by path.

What was generated is no input, nor what editors and tools put beside a file for a moment; so
neither a build beside the preview nor a swap file makes it work.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from briefsite import pipeline, store

FOLDERS = ("briefs", "templates", "docs")
FILES = ("mkdocs.yml", "verified.json")
_SCHEMAS = f"docs/{pipeline.SCHEMAS.as_posix()}/"
_PASSING = re.compile(
    r"\..*|.*~|#.*#|.*\.(swp|swx|bak|orig|tmp|part)|.*___jb_\w+___|4913|Thumbs\.db"
)


@dataclass(frozen=True)
class Look:
    """What was there at one moment: the content of each file by its path below the root."""

    files: Mapping[str, bytes]

    def changed(self, before: "Look") -> tuple[str, ...]:
        """The paths that are new, gone or different, sorted."""
        paths = self.files.keys() | before.files.keys()
        return tuple(
            sorted(path for path in paths if self.files.get(path) != before.files.get(path))
        )

    def below(self, folder: str) -> dict[str, bytes]:
        """The files of a folder, by their path below it."""
        start = f"{folder}/"
        return {
            path.removeprefix(start): content
            for path, content in self.files.items()
            if path.startswith(start)
        }


def look(root: Path) -> Look:
    """Read every input; what cannot be read, or goes away meanwhile, is not there."""
    files = [file for folder in FOLDERS for file in _walk(root / folder)]
    found: dict[str, bytes] = {}
    for file in (*files, *(root / name for name in FILES)):
        path = file.relative_to(root).as_posix()
        with suppress(OSError):
            content = file.read_bytes()
            if not path.startswith(_SCHEMAS) and not _is_generated(path, content):
                found[path] = content
    return Look(dict(sorted(found.items())))


def _is_generated(path: str, content: bytes) -> bool:
    return path.startswith("docs/") and store.is_generated(content)


def code(package: Path) -> Look:
    """The program itself."""
    files = {file.relative_to(package).as_posix(): file for file in package.rglob("*.py")}
    return Look({path: file.read_bytes() for path, file in sorted(files.items())})


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if not _PASSING.fullmatch(name))
        for name in sorted(names):
            if not _PASSING.fullmatch(name):
                yield Path(place) / name
