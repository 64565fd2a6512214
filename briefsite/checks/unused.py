"""Nothing lies about: every source is cited, every registry entry referred to, every term used.

A term is used by a brief that links to it or has its words, or by an indicator; other terms do not
count.

Why: what nothing uses is forgotten work, or a misspelt id somewhere else.

Fix: use it, or delete it; a source that is still to be used is a warning only. Nothing is said
while some file cannot be read: what it uses is not known.
"""

from collections.abc import Iterator
from dataclasses import replace

from briefsite.library import AnyEntry
from briefsite.library.graph import Graph
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/harbour-city.yml", bad="[@gazette, para 5]\n", good="[@leaflet, para 1]\n"
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report sources and registry entries that nothing refers to."""
    for entry in graph.library.entries() if not graph.library.broken else ():
        if entry.kind in ("region", "company") or _is_used(graph, entry):
            continue
        where = "cites it" if entry.kind == "source" else "refers to it"
        message = f"no brief {where}: {entry.kind} '{entry.id}'"
        found = entry.problem((), "unused", message, "use it or delete it", key=True)
        # A source comes before what is written from it.
        yield replace(found, level="warning") if entry.kind == "source" else found


def _is_used(graph: Graph, entry: AnyEntry) -> bool:
    target = entry.kind, entry.id
    linkers = [other for other in graph.backlinks.get(target, ()) if other.kind != "term"]
    return bool(linkers) or target in graph.mentions
