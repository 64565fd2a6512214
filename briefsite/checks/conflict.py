"""One indicator, brief and period has one value; where sources disagree, one is preferred.

Why: two values for one thing, without a word on it, leave the reader to guess.

Fix: correct the period if it was a slip. If sources disagree, keep both figures and say on exactly
one of them why it is shown first: `preferred: reason`. The same value twice is one figure with two
sources.
"""

from collections import defaultdict
from collections.abc import Iterator

from briefsite.library.graph import Graph
from briefsite.models import Figure
from briefsite.problems import Example, Problem
from briefsite.text.units import normalised

_JOBS = "  - indicator: jobs\n    period: 2023\n    period_basis: publication\n    status: actual\n"
EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad=f"""\
{_JOBS}    value: 950
    qualifier: about
    sources:
      - source: gazette
        para: 3
        printed: some 950 people
{_JOBS}    value: 900
""",
    good=f"{_JOBS}    value: 900\n",
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report values that disagree without a reason, or that stand there twice."""
    for brief in graph.library.briefs():
        groups: dict[str, list[tuple[int, Figure]]] = defaultdict(list)
        for index, figure in enumerate(brief.value.figures):
            groups[figure.key].append((index, figure))
        for key, group in groups.items():
            fault = _fault(key, [figure for _, figure in group])
            if fault:
                problem = brief.problem(("figures", group[-1][0]), "conflict", *fault)
                first = brief.problem(("figures", group[0][0]), "conflict", "the first value")
                yield problem.beside(first) if len(group) > 1 else problem


def _fault(key: str, figures: list[Figure]) -> tuple[str, str] | None:
    preferred = sum(bool(figure.preferred) for figure in figures)
    if len(figures) == 1:
        hint = "delete 'preferred'"
        return (f"'preferred', but {key} has one value only", hint) if preferred else None
    values = {
        (normalised(figure.value, figure.scale), figure.high, figure.qualifier)
        for figure in figures
    }
    if len(values) < len(figures):
        return f"{key} stands here twice with one value", "make it one figure with two sources"
    if preferred != 1:
        hint = "correct a period, or say on exactly one of them why it is 'preferred'"
        return f"{key} has {len(figures)} values that disagree", hint
    return None
