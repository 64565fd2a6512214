"""How much a test costs: CPU seconds of this process and of the programs it has waited for.

What is made for many tests (a fixture of a wider scope) is not counted to the first that asks.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

LIMIT = 30.0
"""CPU seconds of one test; one that takes more fails."""


def used() -> float:
    """CPU seconds up to now."""
    return sum(os.times()[:4])


class Meter:
    """Counts from `begin`, without what is done in `apart`."""

    def __init__(self) -> None:
        self._begin = self._apart = 0.0
        self._depth = 0

    def begin(self) -> None:
        """A test begins."""
        self._begin, self._apart = used(), 0.0

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is made in the block is for other tests too."""
        before = used()
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth:
                self._apart += used() - before

    def seconds(self) -> float:
        """What the test has cost so far."""
        return used() - self._begin - self._apart


def too_much(seconds: float) -> str:
    """Why a test that took so long may not stand; empty where it may."""
    if seconds <= LIMIT:
        return ""
    return f"this test took {seconds:.1f} CPU seconds; no test may take more than {LIMIT:.0f}"
