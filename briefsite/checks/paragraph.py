"""A citation names a paragraph that the source has; a waived one exists, and nothing cites it.

The count is that of the source's record; a waiver stands in its `furniture`.

Why: a reader who follows the note finds nothing there; a waiver says that a paragraph holds nothing
to cite.

Fix: count the lines of the archived text that are not blank; the first one is 1. Delete a waived
paragraph that is cited from `paras`.
"""

from collections.abc import Iterator

from briefsite.library.graph import Graph
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="        para: 20\n        printed: more than 1,200 ships\n",
    good="        para: 2\n        printed: more than 1,200 ships\n",
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report paragraphs that are not there, and waivers of those that are cited."""
    for id, source in graph.library.sources.items():
        last = source.value.archive.paragraphs
        for use in reversed(graph.by_source.get(id, ())):  # the last paragraphs come first
            if use.citation.para <= last:
                break
            message = f"'{id}' has no paragraph {use.citation.para}"
            path = use.path if use.raw else (*use.path, "para")
            hint = f"its last paragraph is {last}"
            yield use.entry.problem(path, "paragraph", message, hint, at=use.raw)
    yield from _waivers(graph)


def _waivers(graph: Graph) -> Iterator[Problem]:
    for source in graph.library.sources.values():
        cited = {use.citation.para for use in graph.by_source.get(source.id, ())}
        seen: set[int] = set()
        for index, waiver in enumerate(source.value.furniture):
            for number, para in enumerate(waiver.paras):
                fault = ""
                if para in cited:
                    fault = f"paragraph {para} is waived, but a brief cites it"
                elif para in seen:
                    fault = f"paragraph {para} is waived twice"
                elif para > source.value.archive.paragraphs:
                    fault = f"there is no paragraph {para} to waive"
                seen.add(para)
                if fault:
                    path = ("furniture", index, "paras", number)
                    yield source.problem(path, "paragraph", fault, "delete it from 'paras'")
