"""A digit in prose is a figure, or stands in a paragraph (or list item) that cites its source.

Why: no number without a source; that is what readers come for. Definitions of the glossary are
exempt: they are editorial and say so.

Fix: use a figure, `{docks@2023}`, or cite the paragraph that prints it, `[@gazette, para 3]`.
"""

import re
from collections.abc import Iterator

from briefsite.checks.prose_syntax import slips
from briefsite.library.graph import Graph
from briefsite.library.prose import Cite, Paragraph, Text, WikiLink, flatten
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/exampleland.yml",
    bad="summary: A country with 14 ports.\n",
    good="summary: A country by the sea.\n",
)

_DIGITS = re.compile(r"\d[\d.,]*\d|\d")


def check(graph: Graph) -> Iterator[Problem]:
    """Report digits in paragraphs without a citation."""
    hint = "use a figure, {indicator@period}, or cite: [@source-id, para 12]"
    for brief in graph.library.briefs():
        for leaf, parsed in brief.prose:
            if _has_sources(leaf.path):
                continue
            for paragraph in parsed.paragraphs():
                for digits in _uncited(paragraph, slips(parsed, paragraph)):
                    message = f"the number {digits} has no source"
                    nth = paragraph.nth(digits, leaf.value)
                    yield brief.problem(
                        leaf.path, "uncited-digits", message, hint, at=digits, nth=nth
                    )


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
