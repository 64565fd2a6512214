"""Prose is Markdown of a short allow list: text, lists, emphasis, links, citations and figures.

What looks like one of these must be one, and HTML, headings, tables and the like have no place.

Why: a citation that is written by ear would stand on the page as text, and prove nothing; so would
a tag or a table.

Fix: write `[@source-id, para 12]`, `{indicator@2023}`, `[[brief-id]]` or
`[text](https://example.org)`. For a plain brace or bracket put a backslash before it.
"""

from collections.abc import Iterator

from briefsite.library.graph import Graph
from briefsite.library.prose import Paragraph, Parsed, Text, flatten
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="      The port lies at the mouth of the river. [@leaflet, para 1] [@gazette, p. 4]\n",
    good="      The port lies at the mouth of the river. [@leaflet, para 1]\n",
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report the faults that the parser of prose found."""
    for entry in (*graph.library.entries(), *graph.library.drafts):
        for leaf, parsed in entry.prose:
            for fault in parsed.faults:
                message, hint = fault.message, fault.hint
                yield entry.problem(leaf.path, "prose-syntax", message, hint, at=fault.at)


def slips(parsed: Parsed, paragraph: Paragraph) -> tuple[str, ...]:
    """What this rule reports in a paragraph; other rules need not."""
    if not parsed.faults:
        return ()
    texts = (inline.text for inline in flatten(paragraph.children) if isinstance(inline, Text))
    words = "".join(texts)
    return tuple(fault.at for fault in parsed.faults if fault.at in words)
