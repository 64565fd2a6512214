"""A figure named in prose or under `lead` must be exactly one figure of its brief.

Why: a value without its period is read as today's.

Fix: name the period too, `{docks@2023}`, and the brief where it is another one,
`{harbour-city/docks@2023}`.
"""

from collections.abc import Iterator, Sequence

from briefsite.library import AnyEntry
from briefsite.library.graph import AnyBrief, FigureAt, Graph
from briefsite.library.prose import FigureRef
from briefsite.models.base import LONGEST_ID
from briefsite.problems import Example, Problem, Suggestions

BRIEFS = ("region", "company")
MOST = 14
"""So many figures are named to choose from."""

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="      The city had {docks}, after {docks@2022} the year before.\n",
    good="      The city had {docks@2023}, after {docks@2022} the year before.\n",
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report figure references that name no figure, or several."""
    faults: dict[tuple[str, str], tuple[str, str] | None] = {}
    suggested = Suggestions()
    for entry in graph.library.entries():
        for path, inline in entry.inlines:
            if isinstance(inline, FigureRef):
                known = entry.id, inline.raw
                if known not in faults:
                    faults[known] = _fault(graph, entry, inline, suggested)
                if fault := faults[known]:
                    yield entry.problem(path, "ambiguous-figure", *fault, at=inline.raw)
    for brief in graph.library.briefs():
        yield from _leading(graph, brief, suggested)


def _leading(graph: Graph, brief: AnyBrief, suggested: Suggestions) -> Iterator[Problem]:
    """The figures under `lead`: of this brief, each once."""
    seen: set[int] = set()
    for number, name in enumerate(brief.value.lead):
        found = graph.figures_named(brief.id, name) if "/" not in name else ()
        if len(found) != 1:
            message, hint = _said(graph, brief.id, name, found, suggested)
        elif found[0].index in seen:
            message, hint = f"'{name}' leads already", "delete one of the two"
        else:
            seen.add(found[0].index)
            continue
        yield brief.problem(("lead", number), "ambiguous-figure", message, hint)


def _fault(
    graph: Graph, entry: AnyEntry, inline: FigureRef, suggested: Suggestions
) -> tuple[str, str] | None:
    found = graph.figures(entry.id if entry.kind in BRIEFS else "", inline)
    owner = inline.brief or entry.id
    if inline.brief and not _is_brief(graph, owner):
        return None  # reported by unknown-id
    if len(inline.indicator) > LONGEST_ID:
        return None  # reported by prose-syntax
    if len(found) == 1 or any((kind, owner) in graph.library.broken for kind in BRIEFS):
        return None
    return _said(graph, owner, inline.raw.strip("{}"), found, suggested, "{%s}")


def _said(
    graph: Graph,
    owner: str,
    name: str,
    found: Sequence[FigureAt],
    suggested: Suggestions,
    form: str = "%s",
) -> tuple[str, str]:
    """What is wrong with a name of no figure or of several, and what to write."""
    if not found:
        hint = suggested.hint(name.rpartition("/")[2], owner, lambda: _keys(graph, owner))
        return f"'{name}' is no figure of '{owner}'", hint
    keys = list(dict.fromkeys(form % at.figure.key for at in found))
    hint = f"write one of {', '.join(keys[:MOST])}{', ...' if len(keys) > MOST else ''}"
    if len(keys) == 1:
        hint = "the brief holds it more than once: delete one, or give it another period"
    return f"'{name}' is more than one figure", hint


def _is_brief(graph: Graph, id: str) -> bool:
    return any(graph.library.knows(kind, id) for kind in BRIEFS)


def _keys(graph: Graph, owner: str) -> list[str]:
    library = graph.library
    if owner not in library.regions and owner not in library.companies:
        return []
    return [figure.key for figure in library.brief(owner).value.figures]
