"""Artifacts onto disk. The only writer of generated files.

It writes only what differs, deletes what it wrote in an earlier run and is not made any more, and
never touches a file that somebody else wrote. What it wrote is remembered in a small file of its
own; without that file it knows its files by their first lines.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from briefsite.problems import BriefsiteError

# What producers hand to the store: a path below the output folder, and its bytes.


@dataclass(frozen=True, order=True)
class Artifact:
    """A file to be: `path` is relative, with forward slashes."""

    path: str
    content: bytes


MARK = b"generated_by: briefsite"
"""Stands in the first lines of every generated file, in a comment or in the front matter."""
_HEAD = 200


@dataclass(frozen=True)
class Written:
    """What a run changed on disk; paths below the output folder, sorted."""

    written: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: int


def write(artifacts: Iterable[Artifact], folder: Path, memory: Path) -> Written:
    """Bring a folder up to date; raises BriefsiteError where a hand-written file is in the way."""
    wanted = {artifact.path: artifact.content for artifact in artifacts}
    twins = _twins(folder, wanted)
    remembered = _remembered(folder, memory) | twins
    check_free(folder, {*wanted, *twins})
    written = [path for path in sorted(wanted) if _put(folder / path, wanted[path])]
    # Remembered before anything is deleted: a kill in between leaves work, never an orphan.
    _save(memory, sorted({*wanted, *remembered}))
    deleted = [path for path in sorted(remembered - set(wanted)) if _delete(folder, path)]
    _save(memory, sorted(wanted))
    return Written(tuple(written), tuple(deleted), len(wanted) - len(written))


def refresh(artifacts: Iterable[Artifact], folder: Path) -> tuple[str, ...]:
    """Bring files that are kept in git up to date; gives the paths of those that were not.

    Raises BriefsiteError where a path leads out of the folder.
    """
    written = []
    for artifact in artifacts:
        _check_inside(folder, artifact.path)
        if _put(folder / artifact.path, artifact.content):
            written.append(artifact.path)
    return tuple(written)


def check_free(folder: Path, paths: Iterable[str]) -> None:
    """Raise BriefsiteError where a file that somebody else wrote has a path or its address."""
    wanted = set(paths)
    foreign = [
        path for path in sorted(wanted | _twins(folder, wanted)) if not _is_ours(folder, path)
    ]
    if foreign:
        names = ", ".join(f"{folder.name}/{path}" for path in foreign)
        raise BriefsiteError(f"these files are hand-written, and pages would replace them: {names}")


def _twins(folder: Path, wanted: Iterable[str]) -> set[str]:
    """Files whose pages would have the addresses of wanted ones: `x.md` beside `x/index.md`."""
    pages = (path.removesuffix("/index.md") for path in wanted if path.endswith("/index.md"))
    return {f"{page}.md" for page in pages if (folder / f"{page}.md").is_file()} - set(wanted)


def _remembered(folder: Path, memory: Path) -> set[str]:
    """What earlier runs wrote; where the memory is lost or damaged, every page with our mark."""
    try:
        paths = json.loads(memory.read_text())
    except (OSError, ValueError, RecursionError):
        paths = None
    if isinstance(paths, list):
        return {path for path in paths if isinstance(path, str) and _stays_inside(path)}
    pages = (path for path in folder.rglob("*") if path.is_file() and _is_marked(path))
    return {page.relative_to(folder).as_posix() for page in pages}


def _is_marked(file: Path) -> bool:
    with file.open("rb") as stream:
        return is_generated(stream.read(_HEAD))


def is_generated(content: bytes) -> bool:
    """Whether a file that begins so was generated."""
    return MARK in content[:_HEAD]


def _stays_inside(path: str) -> bool:
    return bool(path) and not path.startswith("/") and ".." not in path.split("/")


def _check_inside(folder: Path, path: str) -> None:
    parent = (folder / path).parent.resolve()
    if not _stays_inside(path) or not parent.is_relative_to(folder.resolve()):
        raise BriefsiteError(f"the path {path} leads out of the output folder")


def _is_ours(folder: Path, path: str) -> bool:
    _check_inside(folder, path)
    file = folder / path
    if not file.exists():
        return True
    return _is_marked(file)


def _put(file: Path, content: bytes) -> bool:
    if file.is_file() and not file.is_symlink() and file.read_bytes() == content:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    replace(file, content)
    return True


def replace(file: Path, content: bytes) -> None:
    """Write a file in one step: readers see the old bytes or the new ones, never half."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _delete(folder: Path, path: str) -> bool:
    file = folder / path
    inside = file.parent.resolve().is_relative_to(folder.resolve())
    if not inside or not file.is_file() or not _is_marked(file):
        return False
    file.unlink()
    for parent in file.relative_to(folder).parents:
        if parent != Path() and not any((folder / parent).iterdir()):
            (folder / parent).rmdir()
    return True


def _save(memory: Path, paths: list[str]) -> None:
    content = json.dumps(paths, indent=0).encode()
    _put(memory, content)


class Shelf:
    """Bytes that are costly to make, kept in a folder under a key that says what they depend on.

    Each file begins with the digest of the rest, so that a damaged one is made again. Nothing is
    written before `settle`, so a run that cannot go on leaves nothing behind.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[str] = set()
        self._made: dict[str, bytes] = {}

    def take(self, key: str, make: Callable[[], bytes]) -> bytes:
        """What is kept under a key (letters and digits), or what `make` gives, to be kept."""
        self._used.add(key)
        file = self._folder / key
        kept = file.read_bytes() if file.is_file() else b""
        if kept and hashlib.sha256(kept[32:]).digest() == kept[:32]:
            return kept[32:]
        content = make()
        self._made[key] = hashlib.sha256(content).digest() + content
        return content

    def settle(self) -> None:
        """Keep what was made, remove what was not taken."""
        for key, content in self._made.items():
            _put(self._folder / key, content)
        for file in self._folder.glob("*"):
            if file.name not in self._used:
                file.unlink()
