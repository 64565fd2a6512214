"""What browsers are shown now, handed from the thread that makes it to all that ask."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from briefsite.preview.proof import LOST, Proof
from briefsite.problems import BriefsiteError, Place, PlacedError, Problem

NOWHERE = Place("build.py")
"""The place of a problem that no file of the site is guilty of."""


@dataclass(frozen=True)
class Shown:
    """The last good site, what is wrong with the files since, and what a closer look found."""

    proof: Proof | None = None
    problems: tuple[Problem, ...] = ()
    late: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
    search: Mapping[str, bytes] = field(default_factory=dict)
    number: int = 0

    @property
    def base(self) -> str:
        """The path at which the site lies, with a slash at both ends."""
        return self.proof.base if self.proof else "/"

    def all_problems(self) -> list[Problem]:
        """Every problem once, the errors first."""
        found = sorted({*self.problems, *self.late})
        return sorted(found, key=lambda problem: problem.level != "error")


class Hub:
    """One writer, many readers."""

    def __init__(self) -> None:
        self._shown = Shown()
        self._changed = threading.Condition()
        self._looking: Counter[str] = Counter()
        self._good: dict[str, bytes] = {}
        self._closed = False

    def publish(self, shown: Shown) -> None:
        """Show this from now on."""
        with self._changed:
            self._shown = replace(shown, number=self._shown.number + 1)
            self._changed.notify_all()

    def close(self) -> None:
        """Let all that wait go home."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether nothing will be shown any more."""
        return self._closed

    def now(self) -> Shown:
        """What is shown; waits for the first."""
        return self.after(0, None) or self._shown

    def after(self, number: int, seconds: float | None) -> Shown | None:
        """What is shown after a number; None where nothing new came in time, or will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._shown.number > number, seconds)
            return self._shown if self._shown.number > number and not self._closed else None

    @contextmanager
    def looking(self, path: str) -> Iterator[None]:
        """A browser looks at a file of the site as long as the block lasts."""
        with self._changed:
            self._looking[path] += 1
        try:
            yield
        finally:
            with self._changed:
                self._looking[path] -= 1

    def looked_at(self) -> list[str]:
        """What browsers look at now."""
        with self._changed:
            return sorted(path for path, count in self._looking.items() if count > 0)

    def file(self, shown: Shown, path: str) -> tuple[bytes | None, list[Problem]]:
        """A file of the site, the last good one where it is broken now; with what is wrong."""
        if path in shown.search:
            return shown.search[path], []
        try:
            content = shown.proof.file(path) if shown.proof else None
        except BriefsiteError as error:
            return self._good.get(path), as_problems(error)
        if content is not None:
            self._good[path] = content
        return content, []

    def page(self, shown: Shown, path: str) -> tuple[bytes | None, bool, list[Problem]]:
        """A page, or the page for lost readers; whether it was found; what is wrong with it."""
        content, problems = self.file(shown, path)
        if content is not None or problems:
            return content, True, problems
        content, problems = self.file(shown, LOST)
        return content, False, problems


def as_problems(error: BriefsiteError) -> list[Problem]:
    """Why a run cannot go on, as problems."""
    if isinstance(error, PlacedError):
        return [error.problem]
    return [Problem(NOWHERE, "preview", str(error))]
