"""A figure shows what its source prints: every citation of a figure has `printed`.

Why: the reader sees the words themselves, and `verify` checks the number against them.

Fix: copy the few words with the number, its unit and its qualifier, eight at most.
"""

from collections.abc import Iterator

from briefsite.library.graph import Graph
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="      - source: gazette\n        para: 4\n",
    good="      - source: gazette\n        para: 4\n        printed: 55 percent\n",
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report citations of figures without the printed words."""
    for brief in graph.library.briefs():
        for index, figure in enumerate(brief.value.figures):
            for number, citation in enumerate(figure.sources):
                if not citation.printed:
                    hint = 'copy the few words with the number: printed: "868,000 units"'
                    message = "a figure's citation needs the words as printed"
                    path = ("figures", index, "sources", number)
                    yield brief.problem(path, "missing-printed", message, hint)
