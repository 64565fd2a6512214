"""Hears when files change. The only home of watchdog.

In: folders. Out: a signal that something may have changed there, no more: what has changed is seen
by looking (`store.read`), so that no way of saving a file needs to be known here.
"""

import threading
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from briefsite import store

QUIET, LONGEST = 0.04, 1.0
"""Seconds without a change that end a burst of them, and how long a burst is waited for."""
TWICE = "Callback with id .* already exists"
"""What watchdog warns of where many folders come at once."""
POLL = 0.5
"""Seconds between two looks where the system does not tell."""
# Not that a file was opened or read: that is what a look does.
_EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]


class Clock(Protocol):
    """Seconds that only grow, as `time.monotonic` gives them."""

    def __call__(self) -> float:
        """The seconds now."""


class Signal:
    """Something may have changed; set by any thread, waited for by one."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def give(self) -> None:
        """Something may have changed."""
        self._event.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for a change and take it; False where none came in time."""
        came = self._event.wait(seconds)
        self._event.clear()
        return came


def settle(wait: Callable[[float], bool], clock: Clock) -> None:
    """Wait until a burst of changes is over: several files saved at once are one change."""
    begin = clock()
    while wait(QUIET) and clock() - begin < LONGEST:
        pass


@dataclass(frozen=True)
class Folder:
    """A folder to watch."""

    path: Path
    recursive: bool = True


class _Handler(FileSystemEventHandler):
    def __init__(self, give: Callable[[], None], folders: Iterable[Folder]) -> None:
        self._give = give
        self._folders = {str(folder.path): folder for folder in folders}
        self.moved: set[Folder] = set()

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            if event.event_type != "modified" and str(path) in self._folders:
                self.moved.add(self._folders[str(path)])
        self._give()


class Watch:
    """Watches folders, also those that go away and come back."""

    def __init__(self, folders: Iterable[Folder], give: Callable[[], None], *, poll: bool) -> None:
        self._folders, self._give = tuple(folders), give
        self._handler = _Handler(give, self._folders)
        self._watched: dict[Folder, ObservedWatch] = {}
        self._observer: BaseObserver
        self.notice = ""
        """Why the system does not tell of changes, where it does not."""
        try:
            self._begin(PollingObserver(timeout=POLL) if poll else Observer())
        except OSError as error:
            self._fall_back(error)

    def _begin(self, observer: BaseObserver) -> None:
        # A folder that comes while its parent is being added is added twice, which does no harm.
        warnings.filterwarnings("ignore", TWICE, RuntimeWarning)
        self._observer, self._watched = observer, {}
        observer.daemon = True
        observer.start()
        self._add()

    def _fall_back(self, error: OSError) -> None:
        self._observer.stop()
        self.notice = error.strerror or str(error)
        self._begin(PollingObserver(timeout=POLL))

    def _add(self) -> None:
        for folder in self._folders:
            if folder not in self._watched and folder.path.is_dir():
                self._watched[folder] = self._observer.schedule(
                    self._handler,
                    str(folder.path),
                    recursive=folder.recursive,
                    event_filter=_EVENTS,
                )

    def follow(self) -> None:
        """Watch anew what came, went or moved; where the system gives no more, look by oneself."""
        while self._handler.moved:
            watch = self._watched.pop(self._handler.moved.pop(), None)
            if watch:
                self._observer.unschedule(watch)
        try:
            self._add()
        except OSError as error:
            self._fall_back(error)
        if len(self._watched) < len(self._folders):
            # It may be there again already, too soon for its parent to tell of it.
            again = threading.Timer(POLL, self._give)
            again.daemon = True
            again.start()

    def watched(self) -> list[Folder]:
        """The folders that are watched now."""
        return list(self._watched)

    def stop(self) -> None:
        """Hear no more."""
        self._observer.stop()


# The files that a site is made of, as they are now. In: a checkout. Out: their bytes by path.
#
# What was generated is no input, nor what editors and tools put beside a file for a moment; so
# neither a build beside the preview nor a swap file makes it work.


FOLDERS = ("briefs", "templates", "docs")
FILES = ("mkdocs.yml", "verified.json")


@dataclass(frozen=True)
class Look:
    """What was there at one moment: the content of each file by its path below the root."""

    files: Mapping[str, bytes]
    links: tuple[str, ...] = ()
    """Those among the hand-written pages, which are not followed."""

    def changed(self, before: "Look") -> tuple[str, ...]:
        """The paths that are new, gone or different, sorted."""
        paths = self.files.keys() | before.files.keys()
        changed = {path for path in paths if self.files.get(path) != before.files.get(path)}
        return tuple(sorted(changed | {*self.links} ^ {*before.links}))

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
    found = {
        f"{folder}/{path}": content
        for folder in FOLDERS
        for path, content in _read(root, folder).items()
    }
    for name in FILES:
        with suppress(OSError):
            found[name] = (root / name).read_bytes()
    return Look(dict(sorted(found.items())), store.links(root, "docs"))


def _read(root: Path, folder: str) -> dict[str, bytes]:
    """A folder of inputs; the briefs are the site's own, the others may be the program's."""
    return store.read(root / folder) if folder == "briefs" else store.layered(root, folder)


def code(package: Path) -> Look:
    """The program itself."""
    files = {file.relative_to(package).as_posix(): file for file in package.rglob("*.py")}
    return Look({path: file.read_bytes() for path, file in sorted(files.items())})
