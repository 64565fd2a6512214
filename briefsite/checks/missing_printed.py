"""A figure shows what its source prints: every citation of a figure has `printed`.

Bad: `- {source: x, para: 6}`. Good: `- {source: x, para: 6, printed: "exceeded five percent"}`.
"""

from collections.abc import Iterator

from briefsite.graph import Graph
from briefsite.problems import Problem


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
