"""Hears when files change, looks at them, and makes the site of what it saw, in memory.

The only home of watchdog. It gives a signal that something may have changed, no more: what has
changed is seen by looking (`look`), so that no way of saving a file needs to be known here. Of a
look a site is made, each file when it is asked for: the same bytes as in `site/` after
`build --no-pdf`, but for the index of the search, which is made later.
"""

import hashlib
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
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

from briefsite import checks, site, store
from briefsite.checks import Checked
from briefsite.library import SITE, yaml
from briefsite.library.graph import Graph
from briefsite.library.yaml import Document
from briefsite.models import Site
from briefsite.pages import Planned
from briefsite.pages.heads import Edition, LinkPicture
from briefsite.problems import Problem
from briefsite.site import exports, gate, history, pdf, templating
from briefsite.site.catalogue import Files
from briefsite.site.mkdocs import WarmEngine

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
    return Look(dict(sorted(found.items())), exports.links(root, "docs"))


def _read(root: Path, folder: str) -> dict[str, bytes]:
    """A folder of inputs; the briefs are the site's own, the others may be the program's."""
    return store.read(root / folder) if folder == "briefs" else exports.layered(root, folder)


def code(package: Path) -> Look:
    """The program itself."""
    files = {file.relative_to(package).as_posix(): file for file in package.rglob("*.py")}
    return Look({path: file.read_bytes() for path, file in sorted(files.items())})


# The site in memory.

NOT_FOUND = "404.html"
Maker = Callable[[], bytes]


class Remembering:
    """Parses YAML files, each content once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[bytes, tuple[Document | None, list[Problem]]]] = {}

    def __call__(self, file: str, raw: bytes) -> tuple[Document | None, list[Problem]]:
        """What `source.load` gives."""
        known = self._known.get(file)
        if not known or known[0] != raw:
            known = self._known[file] = raw, yaml.load(file, raw)
        return known[1]


class SiteInMemory:
    """A site in memory."""

    def __init__(self, root: Path, look: Look, graph: Graph, edition: Edition, engine: WarmEngine):
        self._root = root
        exports.check_links(look.links)
        by_hand = exports.by_hand(look.below("docs"))
        written = {path: partial(_same, content) for path, content in by_hand.items()}
        generated = dict(self._generated(graph, edition))
        exports.check_free(written, generated)
        self._tree = engine.lay(written, generated, edition.epoch)
        self._makers = dict(self._site({**written, **generated}))
        self._pages: dict[str, bytes] = {}
        self.base, self.address = engine.base, edition.site_url
        self._past = edition.past
        self.kept = history.folders(edition.past)
        """Where the editions lie that are kept."""

    def _generated(self, graph: Graph, edition: Edition) -> Iterator[tuple[str, Maker]]:
        """The files that `site.generate` would write for the engine."""
        templates, own = store.base(self._root) / "templates", graph.library.site
        files = Files(graph, edition)
        for planned in site.outline(files):
            head = planned.head
            yield head.path, partial(_markdown, planned, templates, own)
            for sheet in exports.sheets([head]):
                yield sheet.path, partial(_same, sheet.content)
            if head.picture:
                yield head.picture.path, partial(_picture, self._root, head.picture)
        for path in files.paths():
            yield path, partial(files.content, path)
        for artifact in site.site_files(graph, edition):
            yield artifact.path, partial(_same, artifact.content)

    def _site(self, sources: dict[str, Maker]) -> Iterator[tuple[str, Maker]]:
        for path, folder in self._tree.static().items():
            yield path, sources.get(path) or partial(_bytes, Path(folder) / path)
        for name in self._tree.theme_pages():
            yield name, partial(self._tree.theme_page, name)
        for path, markdown in self._tree.pages.items():
            yield path, partial(self._page, markdown)

    def _page(self, markdown: str) -> bytes:
        return pdf.without(self._tree.page(markdown).decode()).encode()

    def paths(self) -> list[str]:
        """Every file of the site, sorted."""
        return sorted(self._makers)

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return path in self._makers or self.file(path) is not None

    def file(self, path: str) -> bytes | None:
        """A file of the site, None where there is none; raises BriefsiteError for a broken one."""
        if path not in self._pages and path in self._makers:
            self._pages[path] = self._makers[path]()
        if path.startswith(self.kept):
            return history.edition_page(self._root, self._past, path)
        return self._pages.get(path)

    def problems(self) -> list[Problem]:
        """What the engine says of the pages made so far."""
        return self._tree.problems()

    def style(self) -> str:
        """A digest of the style sheets."""
        return self._digest(".css")

    def programs(self) -> str:
        """A digest of the scripts and pictures."""
        return self._digest(".js", ".svg")

    def _digest(self, *endings: str) -> str:
        made = hashlib.sha256()
        for path in self.paths():
            if path.endswith(endings) and path.startswith(gate.PROGRAMS):
                made.update(self.file(path) or b"")
        return made.hexdigest()


class SiteMaker:
    """Makes sites, one after the other; what has not changed is not read or checked again."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._load = Remembering()
        self._checked: tuple[dict[str, bytes], Checked] | None = None
        self._engine: tuple[dict[str, bytes], WarmEngine] | None = None

    def make(self, look: Look) -> tuple[SiteInMemory | None, list[Problem]]:
        """The site as it would be; none where a build would stop. Raises BriefsiteError."""
        engine, checked = self._warm(look), self._check(look)
        problems = list(checked.problems)
        if any(problem.level == "error" for problem in problems):
            return None, problems
        edition = site.edition(self._root, checked.graph.library, engine.address)
        made = SiteInMemory(self._root, look, checked.graph, edition, engine)
        return made, [*problems, *checked.warnings]

    def _check(self, look: Look) -> Checked:
        briefs = look.below("briefs")
        if not self._checked or self._checked[0] != briefs:
            self._checked = briefs, checks.check(self._root, self._load)
        return self._checked[1]

    def _warm(self, look: Look) -> WarmEngine:
        """MkDocs with these settings and this theme."""
        needs = look.below("templates/theme")
        for name in ("mkdocs.yml", f"briefs/{SITE}"):
            needs[name] = look.files.get(name, b"")
        if not self._engine or self._engine[0] != needs:
            self._engine = needs, WarmEngine(self._root)
        return self._engine[1]


def _same(content: bytes) -> bytes:
    return content


def _bytes(file: Path) -> bytes:
    return file.read_bytes()


def _markdown(planned: Planned, templates: Path, own: Site) -> bytes:
    (artifact,) = templating.render([planned.write()], templates, own)
    return artifact.content


def _picture(root: Path, picture: LinkPicture) -> bytes:
    """Drawn once more where no build has drawn it; nothing is kept."""
    return pdf.picture(picture, root, store.Shelf(root / site.PICTURES))
