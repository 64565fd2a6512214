"""From a signal to what is shown: the order of the steps of the preview.

A quick round makes what browsers look at. When all has been quiet for a while, a closer look goes
over the whole site.
"""

import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import briefsite
from briefsite.preview import inputs
from briefsite.preview.closer import look_closer
from briefsite.preview.hub import NOWHERE, Hub, Shown, as_problems
from briefsite.preview.inputs import Look
from briefsite.preview.proof import Proof, Prover
from briefsite.preview.watching import Signal, settle
from briefsite.problems import BriefsiteError, Problem

HOME = "index.html"
RESTED = 1.0
"""Seconds without a change after which the closer look begins."""
RESTART = "The program itself has changed: stop build.py serve and start it again."
PACKAGE = Path(briefsite.__file__).parent


@dataclass(frozen=True)
class Told:
    """A round, for the terminal."""

    changed: tuple[str, ...]
    problems: tuple[Problem, ...]
    seconds: float
    first: bool = False
    notice: str = ""
    trace: str = ""


class Rounds:
    """Makes what the hub shows, each time the inputs have changed."""

    def __init__(self, root: Path, hub: Hub, told: Callable[[Told], None]) -> None:
        self._root, self._hub, self._told = root, hub, told
        self._prover = Prover(root)
        self._look = Look({})
        self._index: Mapping[str, bytes] = {}
        self._code = inputs.code(PACKAGE)
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
        look, first = inputs.look(self._root), not self.count
        changed = look.changed(self._look)
        self._tell_of_code()
        if not changed and not first and not self._is_unsure:
            return False
        self._look, self.count, self._is_unsure = look, self.count + 1, False
        proof, problems, trace = self._make(look)
        is_good = proof is not None
        late = [problem for problem in self._shown.late if problem.place.file not in changed]
        self.show(proof=proof or self._shown.proof, problems=tuple(problems), late=tuple(late))
        seconds = time.perf_counter() - begin
        self._told(Told(changed, tuple(problems), seconds, first, trace=trace))
        return is_good

    def show(self, **parts: object) -> None:
        """Publish what is shown, with some parts new."""
        with self._publishing:
            self._shown = replace(self._shown, **parts)  # type: ignore[arg-type]
            self._hub.publish(self._shown)

    def _tell_of_code(self) -> None:
        if RESTART not in self._shown.notices and inputs.code(PACKAGE).changed(self._code):
            self.show(notices=(*self._shown.notices, RESTART))
            self._told(Told((), (), 0, notice=RESTART))

    def _make(self, look: Look) -> tuple[Proof | None, list[Problem], str]:
        """The site, with the pages that browsers look at; or why there is none."""
        try:
            proof, problems = self._prover.prove(look)
            if proof:
                wanted = [path for path in self._hub.looked_at() if proof.has(path)]
                for path in wanted or [HOME]:
                    proof.file(path)
                problems += proof.problems()
            return proof, problems, ""
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
        begin, proof = time.perf_counter(), self._shown.proof
        found, search = look_closer(proof, site, is_wanted) if proof else ([], {})
        if not is_wanted():
            return
        # A page that was open before may still ask for parts of the index of that time.
        self.show(late=tuple(found), search={**self._index, **search})
        self._index = search
        seconds = time.perf_counter() - begin
        news = tuple(sorted(set(found) - set(self._shown.problems)))
        if news:
            self._told(Told((), news, seconds))


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
