"""Nothing lies about: every source is cited, every registry entry referred to, every term used.

A term is used by a brief that links to it or has its words, or by an indicator; other terms do not
count.

Why: what nothing uses is forgotten work, or a misspelt id somewhere else.

Fix: use it, or delete it; a source that is still to be used is a warning only. Nothing is said
while some file cannot be read: what it uses is not known.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from briefsite.library.graph import Graph
from briefsite.problems import Example, Problem

MOST = 5
"""So many unused entries of a kind are said one by one, also where none is in use."""

EXAMPLE = Example(
    "regions/harbour-city.yml", bad="[@gazette, para 5]\n", good="[@leaflet, para 1]\n"
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report sources and registry entries that nothing refers to."""
    if graph.library.broken:
        return
    unused: dict[str, list[Problem]] = {}
    others = (entry for entry in graph.library.entries() if entry.kind != "term")
    named = {target for entry in others for target in entry.names}
    for entry in graph.library.entries():
        target = entry.kind, entry.id
        if entry.kind in ("region", "company") or target in named or target in graph.mentions:
            continue
        where = "cites it" if entry.kind == "source" else "refers to it"
        message = f"no brief {where}: {entry.kind} '{entry.id}'"
        found = entry.problem((), "unused", message, "use it or delete it", key=True)
        # A source comes before what is written from it.
        level: Literal["error", "warning"] = "warning" if entry.kind == "source" else "error"
        unused.setdefault(entry.kind, []).append(replace(found, level=level))
    for kind, same in unused.items():
        used = len(graph.library.of_kind(kind)) - len(same)
        yield from same if used or len(same) <= MOST else [_at_once(kind, same)]


def _at_once(kind: str, same: list[Problem]) -> Problem:
    """One problem where nothing of a kind is in use: the briefs that use it are gone."""
    message = f"no brief uses any {kind}, and there are {len(same):,}; this is the first"
    return replace(min(same), message=message, hint="get the briefs back, or delete them")
