"""Nothing costs more than in proportion to its input.

The sizes are small here, and on a busy machine equal work takes unequal time, so the limit is wide:
work of the second power costs four times as much for twice the input. What shows in longer texts
only, or by less, `python -m benchmarks.growth` finds.
"""

from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from briefsite import checks
from tests import growth, growth_worlds
from tests.growth import READERS, SHAPES, Grown

TRIES = 4
MOST = 3.0
"""So many times as much may twice the input cost."""
SHORT = [name for name in READERS if name not in ("numbers, German", "numbers, French")]


def too_much(measure: Callable[[int], Grown]) -> bool:
    """Whether the cost grows too fast, at several sizes if at one: a few may be disturbed."""
    first = measure(0).doubled
    if first <= MOST:
        return False
    return median([first, *(measure(step).doubled for step in range(1, TRIES))]) > MOST


@pytest.mark.parametrize("reader", SHORT)
def test_twice_the_text_costs_twice_as_much(reader: str) -> None:
    def grows(shape: str) -> bool:
        make = growth.of_text(reader, shape)
        return too_much(
            lambda step: growth.growth(make, 128 * 4**step, 1024 * 4**step, 0.0005, 2 + step)
        )

    assert [shape for shape in SHAPES if grows(shape)] == []


def test_a_cost_that_grows_too_fast_is_seen() -> None:
    def pairs(size: int) -> growth.Work:
        return lambda: sum(1 for _ in range(size) for _ in range(size))

    def once(size: int) -> growth.Work:
        return lambda: sum(range(size))

    assert too_much(lambda _: growth.growth(pairs, 64, 4096, 0.02, 5))
    assert not too_much(lambda _: growth.growth(once, 4096, 2**24, 0.02, 5))


HELD = (
    "chain of regions",
    "chain of units",
    "equal former ids",
    "equal sections",
    "figures in prose",
    "figures without a value",
    "numbers without a source",
    "slips in prose",
    "unknown topics",
    "unwritten texts",
)
"""Worlds in which a check has grown too fast before; `benchmarks.growth` goes over all."""


@pytest.mark.parametrize("name", HELD)
def test_a_world_with_twice_as_many_costs_twice_as_much(name: str, tmp_path: Path) -> None:
    empty = growth_worlds.lay(name, 1, tmp_path / "1")
    checks.check_folder(empty)

    def seconds(folder: Path, step: int) -> float:
        return growth.seconds(lambda: checks.check_folder(folder), 1 + step)

    def measured(step: int) -> Grown:
        """What the world costs beside the empty one; what that is too small to tell is left out."""
        sizes = [64 * 2**step, 256 * 2**step]
        folders = [growth_worlds.lay(name, n, tmp_path / f"{step}-{n}") for n in sizes]
        small, large = (seconds(folder, step) for folder in folders)
        base = seconds(empty, 1 + step)
        return Grown(sizes[0], max(small - base, base / 4), large - base)

    assert not too_much(measured)
