"""How the cost grows with the input: `python -m benchmarks.growth [PART ...] [--all]`.

For every reader of texts and every shape, and for every world and what is done with it, it prints
how many times as much twice the input costs (2 where the cost is in proportion, 4 where it grows
with the square), the cost and the size. Parts: the names of readers, `check`, `verify`, `layout of
worlds`, `diff`, `pages`. Without `--all` only what grows by more than 2.3 is printed. Exit code 1:
something is.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from briefsite import checks, editing, evidence
from briefsite.diff import changes, effects
from briefsite.evidence import archive
from briefsite.library.graph import Graph
from tests import growth, growth_worlds, rules_world
from tests.growth import Grown, Work
from tests.world import render

LARGEST = 2048
"""Of one thing in a world; the format refuses many more."""
ENOUGH = 0.3
"""Seconds from which a cost is worth measuring."""

Row = tuple[str, Grown]


def _graph(name: str, count: int) -> Graph:
    with TemporaryDirectory() as folder:
        return checks.check_folder(growth_worlds.lay(name, count, Path(folder))).graph


def _check(name: str, count: int, folder: Path) -> Work:
    briefs = growth_worlds.lay(name, count, folder / f"{count}")
    return lambda: checks.check_folder(briefs)


def _verify(name: str, count: int, folder: Path) -> Work:
    checked = checks.check_folder(growth_worlds.lay(name, count, folder / f"{count}"))
    graph = checked.graph
    if checked.problems:
        return lambda: None  # it would not be verified
    gazette = archive.paragraphs(rules_world.TEXT.encode())
    texts = {id: archive.Archived(id, gazette) for id in graph.library.sources}
    return lambda: (evidence.against(graph, texts), archive.measure(graph, texts))


def _layout(name: str, count: int, folder: Path) -> Work:
    documents = {one.file: one for one in _graph(name, count).library.documents()}.values()
    whole = [one for one in documents if one.is_whole]
    return lambda: [editing.formatted(one, editing.order_for(one.file)) for one in whole]


def _diff(name: str, count: int, folder: Path) -> Work:
    states = [
        changes.State(name, _graph(name, size)) for size in (count, max(1, count - count // 8), 1)
    ]

    def work() -> None:
        for later in states[1:]:
            compared = changes.compare(states[0], later)
            list(effects.flags(compared, list(effects.effects(compared))))

    return work


def _pages(name: str, count: int, folder: Path) -> Work:
    checked = checks.check_folder(growth_worlds.lay(name, count, folder / f"{count}"))
    if any(problem.level == "error" for problem in checked.problems):
        return lambda: None  # it would have no pages
    return lambda: render(checked.graph)


WORLDS: dict[str, Callable[[str, int, Path], Work]] = {
    "check": _check,
    "verify": _verify,
    "layout of worlds": _layout,
    "diff": _diff,
    "pages": _pages,
}


def of_texts(reader: str) -> Iterator[Row]:
    """Every shape, as one reader takes it."""
    last = growth.MOST_CHARACTERS.get(reader, 65_536)
    for shape, piece in growth.SHAPES.items():
        for wrap in growth.WRAPS if len(piece) == 1 else ("",):
            make = growth.of_text(reader, shape, wrap)
            yield f"{shape} {wrap}".strip(), growth.growth(make, last // 64, last, ENOUGH, 3)


def of_worlds(part: str) -> Iterator[Row]:
    """Every world; what the smallest costs is not counted."""
    for name in growth_worlds.WORLDS:
        with TemporaryDirectory() as folder:

            def make(count: int) -> Work:
                return WORLDS[part](name, count, Path(folder))  # noqa: B023

            base = growth.seconds(make(1), 2)
            grown = growth.growth(make, 16, LARGEST, ENOUGH, 3)
            # A difference below a tenth of the smallest world is none that can be measured.
            least = max(base / 10, 0.002)
            small, large = max(grown.small - base, least), max(grown.large - base, 0.0)
            yield name, Grown(grown.size, small, large)


def main() -> int:
    """Measure, and print the table as it grows."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    options.add_argument("parts", nargs="*", metavar="PART")
    options.add_argument("--all", action="store_true", help="print every row")
    given = options.parse_args()
    faults = 0
    print("| part | input | twice costs | milliseconds | of size |\n|---|---|---|---|---|")
    for part in given.parts or (*growth.READERS, *WORLDS):
        for name, grown in of_texts(part) if part in growth.READERS else of_worlds(part):
            fault = grown.doubled > growth.MOST and grown.large > 0.01
            faults += fault
            if fault or given.all:
                cost = f"{grown.doubled:.2f} | {grown.large * 1000:.0f} | {4 * grown.size:,}"
                print(f"| {part} | {name} | {cost} |", flush=True)
    print(f"{faults} grow by more than {growth.MOST} where the input doubles.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
