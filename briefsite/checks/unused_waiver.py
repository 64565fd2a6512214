"""A waived paragraph (`furniture` of a source record) exists, once, and nothing cites it.

Why: a waiver says that a paragraph holds nothing to cite.

Fix: delete the paragraph's number from `paras`.
"""

from collections.abc import Iterator

from briefsite.library.graph import Graph
from briefsite.problems import Example, Problem

EXAMPLE = Example("sources/gazette.yml", bad="  - paras: [1, 2]\n", good="  - paras: [1]\n")


def check(graph: Graph) -> Iterator[Problem]:
    """Report waivers of paragraphs that are cited, waived twice, or not there."""
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
                    hint = "delete it from 'paras'"
                    yield source.problem(path, "unused-waiver", fault, hint)
