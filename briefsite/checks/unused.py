"""Nothing lies about: every source is cited and every registry entry is referred to.

Silent while something cannot be read: what it uses is not known.
"""

from collections.abc import Iterator

from briefsite.graph import Graph
from briefsite.problems import Problem


def check(graph: Graph) -> Iterator[Problem]:
    """Report sources and registry entries that nothing refers to."""
    for entry in graph.library.entries() if not graph.library.broken else ():
        if entry.kind in ("region", "company") or (entry.kind, entry.id) in graph.backlinks:
            continue
        where = "cites it" if entry.kind == "source" else "refers to it"
        message = f"no brief {where}: {entry.kind} '{entry.id}'"
        yield entry.problem((), "unused", message, "use it or delete it", key=True)
