"""Artifacts onto disk, and files from it. The only writer of generated files.

It writes only what differs. A folder that it fills is its own: what is no longer made is deleted.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from briefsite.problems import BriefsiteError

# What producers hand to the store: a path below the output folder, and its bytes.


@dataclass(frozen=True, order=True)
class Artifact:
    """A file to be: `path` is relative, with forward slashes."""

    path: str
    content: bytes


def digest(content: bytes | str) -> str:
    """The SHA-256 of a file or a text, by which it is known again, in hexadecimal digits."""
    raw = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()


_PASSING = re.compile(
    r"\..*|.*~|#.*#|.*\.(swp|swx|bak|orig|tmp|part)|.*___jb_\w+___|4913|Thumbs\.db"
)
"""What editors and tools put beside a file for a moment."""


PROGRAM = Path(__file__).resolve().parent.parent
"""The checkout of the program."""


def base(root: Path) -> Path:
    """Where the templates, settings and hand-written pages of a site are: the site's own folder, or
    the checkout of the program where that holds neither templates nor settings."""
    is_whole = (root / "templates").exists() or (root / "mkdocs.yml").exists()
    return root if is_whole else PROGRAM


def layered(root: Path, folder: str) -> dict[str, bytes]:
    """The files of a folder of a site by path; its own stand before those of the program."""
    found = read(root / folder)
    return found if base(root) == root else {**read(base(root) / folder), **found}


def read(folder: Path) -> dict[str, bytes]:
    """The files that people wrote in a folder, by path; what goes away meanwhile is not there."""
    found: dict[str, bytes] = {}
    for place, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if not _PASSING.fullmatch(name))
        for name in sorted(names):
            if not _PASSING.fullmatch(name):
                with suppress(OSError):
                    file = Path(place, name)
                    found[file.relative_to(folder).as_posix()] = file.read_bytes()
    return found


@dataclass(frozen=True)
class Written:
    """What a run changed on disk; paths below the output folder, sorted."""

    written: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: int


def write(artifacts: Iterable[Artifact], folder: Path) -> Written:
    """Bring a folder that is ours alone up to date: it then holds these files and no others."""
    wanted = {artifact.path: artifact.content for artifact in artifacts}
    for path in wanted:
        _check_inside(folder, path)
    deleted = [path for path in _found(folder) if path not in wanted]
    for path in deleted:
        (folder / path).unlink()
    for place, _, _ in os.walk(folder, topdown=False):
        if not os.listdir(place):
            Path(place).rmdir()
    written = [path for path in sorted(wanted) if _put(folder / path, wanted[path])]
    return Written(tuple(written), tuple(deleted), len(wanted) - len(written))


def _found(folder: Path) -> list[str]:
    """Every file of a folder, and every link, which is never followed."""
    found = []
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if Path(place, name).is_symlink()]
        found += [Path(place, name).relative_to(folder).as_posix() for name in (*names, *links)]
    return sorted(found)


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


def check_free(written: Collection[str], generated: Iterable[str]) -> None:
    """Raise BriefsiteError where a hand-written page has the path or the address of another."""
    pages = ((path, f"{path.removesuffix('/index.md')}.md") for path in generated)
    taken = [path if path in written else page for path, page in pages if {path, page} & {*written}]
    if taken:
        names = ", ".join(f"docs/{path}" for path in sorted(taken))
        raise BriefsiteError(f"these files are hand-written, and pages would replace them: {names}")


def _stays_inside(path: str) -> bool:
    return bool(path) and not path.startswith("/") and ".." not in path.split("/")


def _check_inside(folder: Path, path: str) -> None:
    parent = (folder / path).parent.resolve()
    if not _stays_inside(path) or not parent.is_relative_to(folder.resolve()):
        raise BriefsiteError(f"the path {path} leads out of the output folder")


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


class Shelf:
    """Bytes that are costly to make, kept in a folder under a key that says what they depend on.

    Each file begins with the digest of the rest, so that a damaged one counts as missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[str] = set()

    def take(self, key: str) -> bytes | None:
        """What is kept under a key (letters and digits)."""
        self._used.add(key)
        file = self._folder / key
        kept = file.read_bytes() if file.is_file() else b""
        whole = hashlib.sha256(kept[_DIGEST:]).digest() == kept[:_DIGEST]
        return kept[_DIGEST:] if whole else None

    def put(self, key: str, content: bytes) -> None:
        """Keep something under a key."""
        self._used.add(key)
        _put(self._folder / key, hashlib.sha256(content).digest() + content)

    def prune(self) -> None:
        """Remove what was neither taken nor put: it belongs to an earlier state."""
        for file in self._folder.glob("*"):
            if file.name not in self._used:
                file.unlink(missing_ok=True)


_DIGEST = 32
"""Bytes of a digest."""
