"""Every paragraph and list item of a section cites a source or prints a figure.

Why: a reader can then ask of each sentence where it comes from. A lead-in that ends with a colon is
exempt: its list follows.

Fix: cite the paragraph it rests on, or delete what rests on nothing.
"""

from collections.abc import Iterator

from briefsite.checks.prose_syntax import slips
from briefsite.library.graph import Graph
from briefsite.library.prose import Cite, FigureRef, Paragraph, Text, flatten, parse
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="      Its yards are the pride of the city.\n",
    good="      Its yards employ some 900 people. [@gazette, para 3]\n",
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report paragraphs of sections that rest on nothing."""
    for brief in graph.library.briefs():
        for index, section in enumerate(brief.value.sections):
            parsed = parse(section.text)
            for paragraph in parsed.paragraphs():
                if not _rests_on_something(paragraph) and not slips(parsed, paragraph):
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
