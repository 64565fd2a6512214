"""Ids are unique: over regions and companies together, and for events and statements of a brief.

Two figures of one brief with the same indicator and period are two values for one thing: mark one
as `preferred` and say why, or correct the period.
"""

from collections import Counter
from collections.abc import Iterator

from briefsite.graph import Graph
from briefsite.problems import Problem


def check(graph: Graph) -> Iterator[Problem]:
    """Report the second use of an id."""
    library = graph.library
    for id in sorted(set(library.regions) & set(library.companies)):
        entry = library.companies[id]
        message = f"'{id}' is also the id of a region"
        yield entry.problem((), "duplicate-id", message, "rename this file: ids are unique")
    for brief in library.briefs():
        for name in ("events", "statements"):
            seen: set[str] = set()
            for index, item in enumerate(getattr(brief.value, name)):
                if item.id in seen:
                    message = f"the id '{item.id}' stands here twice"
                    hint = "each id is part of a permanent link; choose another"
                    yield brief.problem((name, index, "id"), "duplicate-id", message, hint)
                seen.add(item.id)
        keys = Counter(figure.key for figure in brief.value.figures)
        preferred = Counter(figure.key for figure in brief.value.figures if figure.preferred)
        reported: set[str] = set()
        for index, figure in enumerate(brief.value.figures):
            if keys[figure.key] > 1 and preferred[figure.key] != 1 and figure.key in reported:
                message = f"a second value for {figure.key}"
                hint = "correct the period, or give exactly one of them a reason in 'preferred'"
                yield brief.problem(("figures", index), "duplicate-id", message, hint)
            reported.add(figure.key)
