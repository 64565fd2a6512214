"""Every paragraph and list item of a section cites a source or prints a figure.

A lead-in that ends with a colon is exempt: its list follows.
"""

from collections.abc import Iterator

from briefsite.graph import Graph
from briefsite.problems import Problem
from briefsite.prose import Cite, FigureRef, Paragraph, Text, flatten, parse


def check(graph: Graph) -> Iterator[Problem]:
    """Report paragraphs of sections that rest on nothing."""
    for brief in graph.library.briefs():
        for index, section in enumerate(brief.value.sections):
            for paragraph in parse(section.text).paragraphs():
                if not _rests_on_something(paragraph):
                    words = _first_words(paragraph)
                    message = "this paragraph cites nothing"
                    hint = "add [@source-id, para 12] or a figure"
                    path = ("sections", index, "text")
                    nth = paragraph.nth(words, section.text)
                    yield brief.problem(path, "uncited-prose", message, hint, at=words, nth=nth)


def _rests_on_something(paragraph: Paragraph) -> bool:
    inlines = tuple(flatten(paragraph.children))
    last = inlines[-1] if inlines else None
    return any(isinstance(inline, Cite | FigureRef) for inline in inlines) or (
        isinstance(last, Text) and last.text.rstrip().endswith(":")
    )


def _first_words(paragraph: Paragraph) -> str:
    texts = (inline.text for inline in flatten(paragraph.children) if isinstance(inline, Text))
    return " ".join(next(texts, "").split()[:3])
