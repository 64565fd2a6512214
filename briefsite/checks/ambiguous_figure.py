"""A figure named in prose or under `lead` must be exactly one figure of its brief.

Why: a value without its period is read as today's.

Fix: name the period too, `{docks@2023}`, and the brief where it is another one,
`{harbour-city/docks@2023}`.
"""

from collections.abc import Iterator, Sequence

from briefsite.library.graph import AnyBrief, FigureAt, Graph, prose_inlines
from briefsite.library.prose import FigureRef
from briefsite.models.base import LONGEST_ID
from briefsite.problems import Example, Problem, did_you_mean

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="      The city had {docks}, after {docks@2022} the year before.\n",
    good="      The city had {docks@2023}, after {docks@2022} the year before.\n",
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report figure references that name no figure, or several."""
    for entry in graph.library.entries():
        for path, inline in prose_inlines(entry):
            if not isinstance(inline, FigureRef):
                continue
            found = graph.figures(entry.id if entry.kind in ("region", "company") else "", inline)
            owner = inline.brief or entry.id
            if inline.brief and not _is_brief(graph, owner):
                continue  # reported by unknown-id
            if len(inline.indicator) > LONGEST_ID:
                continue  # reported by prose-syntax
            if len(found) == 1 or any(
                (kind, owner) in graph.library.broken for kind in ("region", "company")
            ):
                continue
            name = inline.raw.strip("{}")
            message, hint = _fault(graph, owner, name, found, "{%s}")
            yield entry.problem(path, "ambiguous-figure", message, hint, at=inline.raw)
    for brief in graph.library.briefs():
        yield from _leading(graph, brief)


def _leading(graph: Graph, brief: AnyBrief) -> Iterator[Problem]:
    """The figures under `lead`: of this brief, each once."""
    seen: set[int] = set()
    for number, name in enumerate(brief.value.lead):
        found = graph.figures_named(brief.id, name) if "/" not in name else ()
        if len(found) != 1:
            message, hint = _fault(graph, brief.id, name, found, "%s")
        elif found[0].index in seen:
            message, hint = f"'{name}' leads already", "delete one of the two"
        else:
            seen.add(found[0].index)
            continue
        yield brief.problem(("lead", number), "ambiguous-figure", message, hint)


def _fault(
    graph: Graph, owner: str, name: str, found: Sequence[FigureAt], form: str
) -> tuple[str, str]:
    """What is wrong with a name of no figure or of several, and what to write."""
    if not found:
        hint = did_you_mean(name.rpartition("/")[2], _keys(graph, owner))
        return f"'{name}' is no figure of '{owner}'", hint
    keys = dict.fromkeys(form % at.figure.key for at in found)
    hint = f"write one of {', '.join(keys)}"
    if len(keys) == 1:
        hint = "the brief holds it more than once: delete one, or give it another period"
    return f"'{name}' is more than one figure", hint


def _is_brief(graph: Graph, id: str) -> bool:
    return any(graph.library.knows(kind, id) for kind in ("region", "company"))


def _keys(graph: Graph, owner: str) -> list[str]:
    library = graph.library
    if owner not in library.regions and owner not in library.companies:
        return []
    return [figure.key for figure in library.brief(owner).value.figures]
