"""Artifacts onto disk, and files from it; one build at a time; a new site in place of the last.

The only writer of generated files. It writes only what differs. A folder that it fills is its own:
what is no longer made is deleted.
"""

import ctypes
import errno
import hashlib
import os
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from briefsite.problems import BriefsiteError

TREE = Path(".tree")
"""The folder of all that is generated, but for the site itself."""


@dataclass(frozen=True, order=True)
class Artifact:
    """A file to be: `path` is relative, with forward slashes."""

    path: str
    content: bytes


def digest(content: bytes | str) -> str:
    """The SHA-256 of a file or a text, by which it is known again, in hexadecimal digits."""
    raw = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()


PASSING = re.compile(
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


def read(folder: Path) -> dict[str, bytes]:
    """The files that people wrote in a folder, by path; what goes away meanwhile is not there.

    No link in it is followed: it may lead anywhere, also round in a ring.
    """
    found: dict[str, bytes] = {}
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not PASSING.fullmatch(name))
        for name in sorted(names):
            file = Path(place, name)
            if not PASSING.fullmatch(name) and not file.is_symlink():
                with suppress(OSError):
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
    before, wanted, written = {*files(folder)}, set[str](), list[str]()
    there, sound = {*before}, set[str]()
    for one in artifacts:
        path = one.path
        _check_inside(folder, path, sound)
        if path not in before and path not in wanted:
            there -= _clear(folder, path, there)
        wanted.add(path)
        if _put(os.path.join(folder, path), one.content):
            written.append(path)
    for path in there - wanted:
        (folder / path).unlink()
    for place, _, _ in os.walk(folder, topdown=False):
        if not os.listdir(place):
            Path(place).rmdir()
    deleted = sorted(before - wanted)
    return Written(tuple(sorted(written)), tuple(deleted), len(wanted) - len(written))


def _clear(folder: Path, path: str, there: Set[str]) -> set[str]:
    """Delete what stands where a new file, or a folder that it is in, is to be."""
    wrong = {part.as_posix() for part in Path(path).parents} & there
    if (folder / path).is_dir():
        wrong |= {one for one in there if one.startswith(f"{path}/")}
    for one in wrong:
        (folder / one).unlink()
    if (folder / path).is_dir():
        shutil.rmtree(folder / path)
    return wrong


def files(folder: Path, ending: str = "") -> list[str]:
    """Every file of a folder, and every link, which is never followed; or those of an ending."""
    found, start = list[str](), len(os.path.join(folder, ""))
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        below = os.path.join(place, "")[start:].replace(os.sep, "/")
        found += [below + name for name in (*names, *links) if name.endswith(ending)]
    return sorted(found)


def refresh(made: Iterable[Artifact], folder: Path, old: Path | None = None) -> tuple[str, ...]:
    """Bring files up to date; gives the paths of those that were not.

    `old` is a folder that this one will replace: files that are the same there are taken over.
    Raises BriefsiteError where a path leads out of the folder.
    """
    written, sound = [], set[str]()
    for one in made:
        _check_inside(folder, one.path, sound)
        if _put(os.path.join(folder, one.path), one.content, old and old / one.path):
            written.append(one.path)
    return tuple(written)


def _check_inside(folder: Path, path: str, sound: set[str]) -> None:
    """Raise BriefsiteError where a path leads out; `sound` are folders that were looked at."""
    parent = path.rpartition("/")[0]
    stays = path and not path.startswith("/") and ".." not in path.split("/")
    if parent not in sound:
        stays = stays and (folder / parent).resolve().is_relative_to(folder.resolve())
        sound.add(parent)
    if not stays:
        raise BriefsiteError(f"the path {path} leads out of the output folder")


def _put(file: str | Path, content: bytes, old: Path | None = None) -> bool:
    if _holds(file, content):
        return False
    if not (old and _holds(old, content) and link(old, file)):
        os.makedirs(os.path.dirname(file), exist_ok=True)
        replace(Path(file), content)
    return True


def link(old: str | Path, new: str | Path) -> bool:
    """Let a file of ours, which is only replaced, stand elsewhere too; False where it cannot."""
    try:
        os.makedirs(os.path.dirname(new), exist_ok=True)
        os.link(old, new)
    except OSError:
        return False
    return True


def _holds(file: str | Path, content: bytes) -> bool:
    return not os.path.islink(file) and os.path.isfile(file) and Path(file).read_bytes() == content


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


_DIGEST = 32


class Shelf:
    """Bytes that are costly to make, kept in a folder under a key that says what they depend on.

    Each file begins with the digest of the rest, so that a damaged one counts as missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._used: set[str] = set()

    def take(self, key: str) -> bytes | None:
        """What is kept under a key (letters and digits)."""
        self._used.add(key)
        kept = b""
        with suppress(FileNotFoundError):
            kept = (self.folder / key).read_bytes()
        whole = hashlib.sha256(kept[_DIGEST:]).digest() == kept[:_DIGEST]
        return kept[_DIGEST:] if whole else None

    def put(self, key: str, content: bytes) -> None:
        """Keep something under a key."""
        self._used.add(key)
        _put(self.folder / key, hashlib.sha256(content).digest() + content)

    def prune(self) -> None:
        """Remove what was neither taken nor put: it belongs to an earlier state."""
        for file in self.folder.glob("*"):
            if file.name not in self._used:
                file.unlink(missing_ok=True)


# One build at a time. The system frees a lock when its process ends, however it ends.


LOCK = Path(".cache", "build.lock")
"""Held by whoever writes the tree, the shelves or the site; says who that is."""
_PAUSE = 0.1
"""Seconds between two tries for the lock."""
_FAR = 1 << 30
"""The byte that Windows locks, far behind the words: what is locked there cannot be read."""


class Busy(BriefsiteError):
    """Another build is at work in the checkout."""


@contextmanager
def alone(root: Path, command: str, wait: Callable[[str], object] | None = None) -> Iterator[None]:
    """While the block lasts, nobody else builds in the checkout.

    Where somebody does, `wait` is told who, and the block begins when they are done; without
    `wait`, Busy is raised.
    """
    file = root / LOCK
    file.parent.mkdir(exist_ok=True)
    is_told = False
    while not (stream := _locked(file)):
        who = f"another build is at work: {_holder(file)}"
        if wait is None:
            raise Busy(f"{who}; try again when it is done, or without --no-wait")
        if not is_told:
            wait(who)
        is_told = True
        time.sleep(_PAUSE)
    with stream:
        stream.truncate(0)
        stream.write(f"process {os.getpid()} on {platform.node()} ({command})".encode())
        stream.flush()
        try:
            yield
        finally:
            stream.truncate(0)


def _locked(file: Path) -> BinaryIO | None:
    """The lock file, open and ours; None where it is another's."""
    stream = file.open("ab")
    try:
        _lock(stream.fileno())
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(stream.fileno()), file.stat()):
                return stream  # else somebody has deleted it meanwhile
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            stream.close()
            raise BriefsiteError(
                f"{file} cannot be locked ({error.strerror}), so two builds could not be kept "
                "apart; keep the checkout on a disk of this machine"
            ) from error
    stream.close()
    return None


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _holder(file: Path) -> str:
    """Who holds the lock, and since when."""
    with suppress(OSError):
        who = file.read_text(encoding="utf-8", errors="replace")
        since = datetime.fromtimestamp(file.stat().st_mtime)
        return f"{who or 'a process'}, since {since:%Y-%m-%d %H:%M:%S}"
    return "a process"


# A new site is made beside the published one and takes its place in one step.


BESIDE = ".site-"  # how the names of such folders begin
_PARKED = "parked"
"""Where the published site is between two renames, where a system has no exchange."""


@dataclass
class Beside:
    """A site that is being made, in a folder of its own beside the published one."""

    published: Path
    folder: Path
    is_kept: bool = False
    """Whether it stays until the next build, to be looked at."""

    @property
    def site(self) -> Path:
        """The site that is being made."""
        return self.folder / "site"

    def publish(self) -> None:
        """Put it in the place of the published one, which then lies here."""
        if not self.published.exists():
            self.site.rename(self.published)
        elif not _exchange(self.site, self.published):
            _rename_both(self.site, self.published, self.folder / _PARKED)


@contextmanager
def beside(root: Path, mark: str) -> Iterator[Beside]:
    """A place to make a site of a checkout in; what is there at the end is deleted.

    `mark` is a file that only our sites have. Where `site` is a link, the folder that it leads to
    is the published site. What an earlier run has left is cleaned first. Raises BriefsiteError
    where a site that is made could not be published.
    """
    published = _published(root, mark)
    prefix = f"{BESIDE}{digest(os.path.realpath(root))[:12]}-"
    _clean(published, prefix)
    try:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=published.parent))
    except OSError as error:
        raise _refused(published, error) from error
    made = Beside(published, folder)
    try:
        _try_out(made)
        yield made
    finally:
        # All of them: a program that a run before had started may have outlived it for a while.
        if not made.is_kept:
            _clean(published, prefix)


def _clean(published: Path, prefix: str) -> None:
    """Delete what runs have left, after putting a published site back that one had parked."""
    for old in sorted(published.parent.glob(f"{prefix}*")):
        if not published.exists() and (old / _PARKED).is_dir():
            (old / _PARKED).rename(published)
        shutil.rmtree(old, ignore_errors=True)


def _published(root: Path, mark: str) -> Path:
    """The folder of the published site, which may not be there yet."""
    named = root / "site"
    found = Path(os.path.realpath(named))
    if not found.parent.is_dir() or found.is_symlink():
        raise BriefsiteError(f"{named} is a link that leads nowhere; delete it, or mend it")
    if found.exists() and not found.is_dir():
        raise BriefsiteError(f"{named} is no folder; the site is published there")
    if named.is_symlink() and found.is_dir() and os.listdir(found) and not (found / mark).exists():
        raise BriefsiteError(
            f"{named} leads to {found}, which holds other things than a built site; they would be "
            "deleted; empty that folder, or let the link lead to another one"
        )
    return found


_ADVICE = {
    errno.EBUSY: "something is mounted there; mount the folder above it instead, or let `site` be "
    "a link to a folder within what is mounted",
    errno.EXDEV: "it is part of a layer below; delete it before the build",
}


def _refused(published: Path, error: OSError) -> BriefsiteError:
    advice = "it and the folder above it must be yours to write, for a new site is made beside it"
    advice = _ADVICE.get(error.errno or 0, advice)
    return BriefsiteError(f"cannot publish in {published}: {error.strerror}; {advice}")


def _try_out(made: Beside) -> None:
    """See whether the published site may be moved, without moving it.

    A folder never takes the place of one that is not empty: the system says just that, or else
    why it would not move it anyway.
    """
    full = made.folder / "full"
    (full / "of").mkdir(parents=True)
    if made.published.exists():
        try:
            made.published.rename(full)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise _refused(made.published, error) from error
    shutil.rmtree(full)


_SWAPS = {"linux": ("renameat2", (-100, 2)), "darwin": ("renamex_np", (None, 2))}
"""By system, the function that exchanges two files, and what it is given beside their paths."""
_NO_SWAP = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system or the disk has no such step."""
    name, (here, flag) = _SWAPS.get(sys.platform, ("", (None, 0)))
    swap = getattr(ctypes.CDLL(None, use_errno=True), name, None) if name else None
    if not swap:
        return False
    paths = os.fsencode(one), os.fsencode(other)
    given = paths if here is None else (here, paths[0], here, paths[1])
    if not swap(*given, flag):
        return True
    number = ctypes.get_errno()
    if number in _NO_SWAP:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _rename_both(one: Path, other: Path, parked: Path) -> None:
    """Exchange two folders by renaming; for a moment, `other` is not there.

    A run that ends in that moment leaves it parked, and the next one puts it back.
    """
    other.rename(parked)
    try:
        one.rename(other)
    except BaseException:
        parked.rename(other)
        raise
    parked.rename(one)
