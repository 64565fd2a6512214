"""A citation names a paragraph that the source has, by the count in its record."""

from collections.abc import Iterator

from briefsite.graph import Graph, uses
from briefsite.problems import Problem


def check(graph: Graph) -> Iterator[Problem]:
    """Report citations beyond the last paragraph of their source."""
    sources = graph.library.sources
    for entry in graph.library.entries():
        for use in uses(entry):
            source = sources.get(use.citation.source)
            last = source.value.archive.paragraphs if source else use.citation.para
            if use.citation.para > last:
                message = f"'{use.citation.source}' has no paragraph {use.citation.para}"
                path = use.path if use.raw else (*use.path, "para")
                hint = f"its last paragraph is {last}"
                yield entry.problem(path, "missing-paragraph", message, hint, at=use.raw)
