"""What a brief says rests on a source: each number, and each paragraph or list item of a section.

A number in prose is a figure, or its paragraph (or list item) cites a source. Definitions of the
glossary are exempt: they are editorial and say so. A paragraph cites a source or prints a figure; a
lead-in that ends with a colon is exempt, since its list follows.

Why: no number without a source, and a reader can ask of each sentence where it comes from.

Fix: use a figure, `{docks@2023}`, or cite the paragraph that prints it, `[@gazette, para 3]`.
Delete what rests on nothing.
"""

import re
from collections.abc import Iterator

from briefsite.checks.prose_syntax import slips
from briefsite.library.graph import Graph
from briefsite.library.prose import Cite, FigureRef, Paragraph, Text, WikiLink, flatten, parse
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/exampleland.yml",
    bad="summary: A country with 14 ports.\n",
    good="summary: A country by the sea.\n",
)

_DIGITS = re.compile(r"\d[\d.,]*\d|\d")


def check(graph: Graph) -> Iterator[Problem]:
    """Report numbers and paragraphs that rest on nothing."""
    yield from _digits(graph)
    yield from _paragraphs(graph)


def _digits(graph: Graph) -> Iterator[Problem]:
    """Digits in paragraphs without a citation."""
    hint = "use a figure, {indicator@period}, or cite: [@source-id, para 12]"
    for brief in graph.library.briefs():
        for leaf, parsed in brief.prose:
            if _has_sources(leaf.path):
                continue
            for paragraph in parsed.paragraphs():
                for digits in _uncited(paragraph, slips(parsed, paragraph)):
                    message = f"the number {digits} has no source"
                    nth = paragraph.nth(digits, leaf.value)
                    yield brief.problem(leaf.path, "uncited", message, hint, at=digits, nth=nth)


def _uncited(paragraph: Paragraph, reported: tuple[str, ...]) -> Iterator[str]:
    inlines = tuple(flatten(paragraph.children))
    is_cited = any(isinstance(inline, Cite) for inline in inlines)
    if is_cited or any(slip.startswith("[@") for slip in reported):
        return
    for inline in inlines:
        words = inline.text if isinstance(inline, Text) else ""
        words = (inline.label or "") if isinstance(inline, WikiLink) else words
        for slip in reported:
            words = words.replace(slip, "")
        yield from (match[0] for match in _DIGITS.finditer(words))


def _has_sources(path: tuple[str | int, ...]) -> bool:
    """Texts of events, statements and relations rest on the `sources` beside them."""
    return path[0] in ("events", "statements", "relations")


def _paragraphs(graph: Graph) -> Iterator[Problem]:
    """Paragraphs of sections that rest on nothing."""
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
                    yield brief.problem(path, "uncited", message, hint, at=words, nth=nth)


def _rests_on_something(paragraph: Paragraph) -> bool:
    inlines = tuple(flatten(paragraph.children))
    last = inlines[-1] if inlines else None
    return any(isinstance(inline, Cite | FigureRef) for inline in inlines) or (
        isinstance(last, Text) and last.text.rstrip().endswith(":")
    )


def _first_words(paragraph: Paragraph) -> str:
    texts = (inline.text for inline in flatten(paragraph.children) if isinstance(inline, Text))
    return " ".join(next(texts, "").split()[:3])
