"""How much of what the briefs hold `propose` finds by itself, and how much of it is wrong.

    python -m benchmarks.proposing --archive DIR [-v]

The briefs are the measure: a figure of a brief is found where a proposal names its paragraph, value
and unit; a proposal is wrong where no figure, change, rank or conversion of a brief that cites the
paragraph has that value in that unit. Of those found it is counted how often qualifier, period,
status, indicator and brief are the right ones.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from briefsite import checks
from briefsite.editing.propose import Proposal, propose
from briefsite.evidence import archive
from briefsite.library.graph import FigureAt, Graph
from briefsite.text.units import normalised

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("qualifier", "period", "status", "indicator", "brief")


def _parts(graph: Graph, at: FigureAt, proposal: Proposal) -> dict[str, bool]:
    figure = at.figure
    return {
        "qualifier": figure.qualifier in (proposal.quantity.qualifier, *proposal.quantity.also),
        "period": figure.period == proposal.period,
        "status": figure.status == proposal.status,
        "indicator": figure.indicator == proposal.indicator,
        "brief": proposal.brief == (at.brief.kind, at.brief.id),
    }


def measure(root: Path, folder: Path, *, loud: bool) -> tuple[float, float]:
    """Which part of the figures was found, and which part of the proposals is wrong."""
    graph = checks.check(root).graph
    texts, _ = archive.read(folder, graph.library)
    proposals = {
        (id, one.para, one.quantity.start): one
        for id, text in texts.items()
        for one in propose(graph, graph.library.sources[id], text).figures
    }
    right: set[tuple[str, int, int]] = set()
    found, total, good = 0, 0, Counter[str]()
    for at in (at for figures in graph.by_indicator.values() for at in figures):
        unit = graph.library.indicators[at.figure.indicator].value.unit
        value = abs(normalised(at.figure.value, at.figure.scale))
        for citation in at.figure.sources:
            total += 1
            same = [
                key
                for key, one in proposals.items()
                if key[:2] == (citation.source, citation.para)
                and value in one.quantity.values
                and one.unit == unit
            ]
            right |= set(same)
            found += bool(same)
            if same:
                parts = [_parts(graph, at, proposals[key]) for key in same]
                best = max(parts, key=lambda one: sum(one.values()))
                good.update(name for name, is_right in best.items() if is_right)
                for name, is_right in best.items():
                    if loud and not is_right:
                        one = proposals[same[0]]
                        print(f"  {name}: {at.brief.id} {at.figure.key}: {one}")
            elif loud:
                print(f"  not found: {at.brief.id} {at.figure.key} {citation}")
    wrong = [key for key in proposals if key not in right]
    if loud:
        for key in wrong:
            one = proposals[key]
            print(f"  no figure: {key[0]} {one.para} '{one.printed}' {one.indicator}")
    print(f"{found} of {total} printed figures found ({found / total:.0%})")
    print(f"{len(wrong)} of {len(proposals)} proposals wrong ({len(wrong) / len(proposals):.0%})")
    for name in PARTS:
        print(f"  {name}: right in {good[name]} of {found}")
    return found / total, len(wrong) / len(proposals)


def main() -> int:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--archive", type=Path, required=True, metavar="DIR", help="the texts")
    parser.add_argument("-v", dest="loud", action="store_true", help="name every miss")
    options = parser.parse_args()
    found, wrong = measure(ROOT, options.archive, loud=options.loud)
    return 0 if found >= 0.9 and wrong <= 0.2 else 1


if __name__ == "__main__":
    sys.exit(main())
