"""A citation names a paragraph that the source has, by the count in its record.

Why: a reader who follows the note finds nothing there.

Fix: count the lines of the archived text that are not blank; the first one is 1.
"""

from collections.abc import Iterator

from briefsite.library.graph import Graph, uses
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="        para: 20\n        printed: more than 1,200 ships\n",
    good="        para: 2\n        printed: more than 1,200 ships\n",
)


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
