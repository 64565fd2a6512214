"""A live preview: the site in memory, made anew from the files as they are saved.

`watching` hears when to look, looks at the files and makes the site of one state of them, `server`
hands it to browsers, where `client.js` follows it; the order of these steps stands here.
Nothing writes into the checkout, so a preview disturbs no build and never sees its own work.
"""

import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import briefsite
from briefsite.problems import BriefsiteError, Problem
from briefsite.site import gate, search
from briefsite.site.preview import watching
from briefsite.site.preview.server import NOWHERE, Hub, Server, Shown, as_problems, listen
from briefsite.site.preview.watching import (
    Folder,
    Look,
    Signal,
    SiteInMemory,
    SiteMaker,
    Watch,
    settle,
)

# A closer look at a site in memory, as a build has it: every page, the search, the gate.
#
# In: a site in memory. Out: problems, and the index of the search. Link pictures are left out: no
# page shows them.


UNSEEN = "assets/pictures/"


def look_closer(
    in_memory: SiteInMemory, site: Path, is_wanted: Callable[[], bool] = lambda: True
) -> tuple[list[Problem], dict[str, bytes]]:
    """What a build would say of the whole site, and the index of the search."""
    found: list[Problem] = []
    files: dict[str, bytes] = {}
    for path in in_memory.paths():
        if not is_wanted():
            return [], {}
        try:
            if not path.startswith(UNSEEN):
                files[path] = in_memory.file(path) or b""
        except BriefsiteError as error:
            found += as_problems(error)
    if found:
        return sorted({*found, *in_memory.problems()}), {}
    lay_out(files, site)
    try:
        found = [*in_memory.problems(), *search.index_search(site)]
        found += gate.check(site, in_memory.address, gate.THEME_SCRIPTS, in_memory.kept)
    except BriefsiteError as error:
        found = as_problems(error)
    index = site / search.INDEX
    names = [file for file in sorted(index.rglob("*")) if file.is_file()]
    return found, {file.relative_to(site).as_posix(): file.read_bytes() for file in names}


def lay_out(files: dict[str, bytes], folder: Path) -> None:
    """Bring a folder to hold these files and no others, writing only what differs."""
    for old in sorted(folder.rglob("*")):
        if old.is_file() and old.relative_to(folder).as_posix() not in files:
            old.unlink()
    for path, content in files.items():
        file = folder / path
        if not file.is_file() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


# From a signal to what is shown: the order of the steps of the preview.
#
# A quick round makes what browsers look at. When all has been quiet for a while, a closer look goes
# over the whole site.


HOME = "index.html"
RESTED = 1.0
"""Seconds without a change after which the closer look begins."""
RESTART = "The program itself has changed: stop build.py serve and start it again."
PACKAGE = Path(briefsite.__file__).parent


@dataclass(frozen=True)
class Round:
    """A round, for the terminal."""

    changed: tuple[str, ...]
    problems: tuple[Problem, ...]
    seconds: float
    first: bool = False
    notice: str = ""
    trace: str = ""


class Rounds:
    """Makes what the hub shows, each time the inputs have changed."""

    def __init__(self, root: Path, hub: Hub, tell: Callable[[Round], None]) -> None:
        self._root, self._hub, self._tell = root, hub, tell
        self._prover = SiteMaker(root)
        self._look = Look({})
        self._index: Mapping[str, bytes] = {}
        self._code = watching.code(PACKAGE)
        self._shown = Shown()
        self._publishing = threading.Lock()
        self._is_unsure = False
        self.count = 0
        """How many times the site was made."""

    def run(self, signal: Signal, before: Callable[[], None]) -> None:
        """Work at each signal until the hub closes; `before` is called before each round."""
        closer = Closer(self)
        closer.begin()
        while signal.wait() and not self._hub.closed:
            closer.stop()
            settle(signal.wait, time.monotonic)
            before()
            if self.round() or not closer.is_done:
                closer.begin()
        closer.end()

    def round(self) -> bool:
        """Look, and make what has changed; whether there is a new good site."""
        begin = time.perf_counter()
        look, first = watching.look(self._root), not self.count
        changed = look.changed(self._look)
        self._tell_of_code()
        if not changed and not first and not self._is_unsure:
            return False
        self._look, self.count, self._is_unsure = look, self.count + 1, False
        in_memory, problems, trace = self._make(look)
        is_good = in_memory is not None
        late = [problem for problem in self._shown.late if problem.place.file not in changed]
        self.show(
            in_memory=in_memory or self._shown.in_memory, problems=tuple(problems), late=tuple(late)
        )
        seconds = time.perf_counter() - begin
        self._tell(Round(changed, tuple(problems), seconds, first, trace=trace))
        return is_good

    def show(self, **parts: object) -> None:
        """Publish what is shown, with some parts new."""
        with self._publishing:
            self._shown = replace(self._shown, **parts)  # type: ignore[arg-type]
            self._hub.publish(self._shown)

    def _tell_of_code(self) -> None:
        if RESTART not in self._shown.notices and watching.code(PACKAGE).changed(self._code):
            self.show(notices=(*self._shown.notices, RESTART))
            self._tell(Round((), (), 0, notice=RESTART))

    def _make(self, look: Look) -> tuple[SiteInMemory | None, list[Problem], str]:
        """The site, with the pages that browsers look at; or why there is none."""
        try:
            in_memory, problems = self._prover.make(look)
            if in_memory:
                wanted = [path for path in self._hub.looked_at() if in_memory.has(path)]
                for path in wanted or [HOME]:
                    in_memory.file(path)
                problems += in_memory.problems()
            return in_memory, problems, ""
        except BriefsiteError as error:
            return None, as_problems(error), ""
        except OSError as error:  # files come and go while they are read
            self._is_unsure = True
            words = f"cannot read {error.filename}: {error.strerror}"
            return None, [Problem(NOWHERE, "preview", words)], ""
        except Exception as error:  # whatever it is, the preview goes on
            words = f"the preview failed: {type(error).__name__}: {error}"
            return None, [Problem(NOWHERE, "preview", words)], traceback.format_exc()

    def closer(self, site: Path, is_wanted: Callable[[], bool]) -> None:
        """The closer look at what is shown, in a folder of its own; ends where it is not wanted."""
        begin, in_memory = time.perf_counter(), self._shown.in_memory
        found, search = look_closer(in_memory, site, is_wanted) if in_memory else ([], {})
        if not is_wanted():
            return
        # A page that was open before may still ask for parts of the index of that time.
        self.show(late=tuple(found), search={**self._index, **search})
        self._index = search
        seconds = time.perf_counter() - begin
        news = tuple(sorted(set(found) - set(self._shown.problems)))
        if news:
            self._tell(Round((), news, seconds))


class Closer:
    """Runs the closer look beside the rounds: one at a time, when all has been quiet."""

    def __init__(self, rounds: Rounds) -> None:
        self._rounds = rounds
        self._folder = tempfile.TemporaryDirectory(prefix="briefsite-", ignore_cleanup_errors=True)
        self._one = threading.Lock()
        self._stopped = threading.Event()
        self.is_done = True
        """Whether there is nothing left to look at."""

    def stop(self) -> None:
        """Look no longer: something may have changed."""
        self._stopped.set()

    def end(self) -> None:
        """Look never again; waits until the last look has stopped."""
        self.stop()
        with self._one:
            self._folder.cleanup()

    def begin(self) -> None:
        """Look in a while, from the beginning."""
        self.stop()
        self.is_done, self._stopped = False, threading.Event()
        threading.Thread(target=self._run, args=(self._stopped,), daemon=True).start()

    def _run(self, stopped: threading.Event) -> None:
        if stopped.wait(RESTED):
            return
        with self._one:
            if not stopped.is_set():
                site = Path(self._folder.name) / "site"
                self._rounds.closer(site, lambda: not stopped.is_set())
            self.is_done = not stopped.is_set()


__all__ = ["NOWHERE", "Preview", "Round"]

PATIENCE = 2.0
"""Seconds for which the end waits for work that is under way."""
WATCHED = ("briefs", "templates", "docs")


class Preview:
    """A preview of a checkout on a port; raises BriefsiteError where it cannot listen there."""

    def __init__(
        self, root: Path, port: int, tell: Callable[[Round], None], *, poll: bool = False
    ) -> None:
        self.hub = Hub()
        self.server: Server = listen(port, self.hub)
        self.signal = Signal()
        self.rounds = Rounds(root, self.hub, tell)
        folders = [Folder(root, recursive=False), *(Folder(root / name) for name in WATCHED)]
        self._watch = Watch([*folders, Folder(PACKAGE)], self.signal.give, poll=poll)
        work = (self.signal, self._watch.follow)
        self._worker = threading.Thread(target=self.rounds.run, args=work, daemon=True)
        self.notice = self._watch.notice
        """Why changes are looked for instead of heard of, where it is so."""

    @property
    def url(self) -> str:
        """The address to open."""
        return self.server.url

    def begin(self) -> None:
        """Make the site, then follow the files on a thread of its own."""
        self.rounds.round()
        self._worker.start()

    def serve(self) -> None:
        """Answer browsers until another thread stops it, or Ctrl+C."""
        self.server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End `serve`; for other threads."""
        self.server.shutdown()

    def end(self) -> None:
        """Let the browsers go, hear no more, free the port."""
        self.hub.close()
        self.signal.give()
        self._watch.stop()
        self.server.server_close()
        if self._worker.is_alive():
            self._worker.join(PATIENCE)
