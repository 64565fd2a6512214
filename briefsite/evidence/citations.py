"""The paragraph that a citation names exists, and the words in `printed` stand in it.

So do both halves of a difference in wording, each in its own text.

Why: that is what a reader will look for. White space, quotes and dashes are compared in one form.

Fix: correct the paragraph, or copy the words as they stand there.
"""

from collections.abc import Iterator, Mapping

from briefsite.evidence.archive import Archived, quote, text_of
from briefsite.library.graph import Graph, uses
from briefsite.problems import Example, Problem
from briefsite.text.quantities import normalise

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="        para: 3\n        printed: 55 percent\n",
    good="        para: 4\n        printed: 55 percent\n",
)


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report citations of paragraphs that do not exist, and words that do not stand there."""
    for entry in graph.library.entries():
        for use in uses(entry):
            citation = use.citation
            archived = texts.get(citation.source)
            if not archived:
                continue
            text = text_of(texts, citation)
            if text is None:
                message = f"'{citation.source}' has no paragraph {citation.para}"
                hint = f"its last paragraph is {len(archived.paragraphs)}"
                path = use.path if use.raw else (*use.path, "para")
                yield entry.problem(path, "citation", message, hint, at=use.raw)
            elif citation.printed and normalise(citation.printed) not in text:
                message = f"paragraph {citation.para} does not print '{citation.printed}'"
                hint = _hint(archived, citation.printed, text)
                yield entry.problem((*use.path, "printed"), "citation", message, hint)

    yield from _wordings(graph, texts)


def _wordings(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    for entry in graph.library.sources.values():
        for index, item in enumerate(entry.value.wordings):
            for field, id in (("here", entry.id), ("there", item.source)):
                words = normalise(getattr(item, field))
                if id in texts and not any(words in text for text in texts[id].paragraphs):
                    message = f"'{id}' does not print '{words}'"
                    yield entry.problem(("wordings", index, field), "citation", message)


def _hint(archived: Archived, printed: str, text: str) -> str:
    wanted = normalise(printed)
    elsewhere = [str(n) for n, other in enumerate(archived.paragraphs, 1) if wanted in other]
    if elsewhere:
        return f"it stands in paragraph {', '.join(elsewhere)}"
    first = text.find(wanted.split()[0]) if wanted.split() else -1
    return quote(text, max(first, 0))
