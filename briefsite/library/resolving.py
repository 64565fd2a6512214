"""Parsed prose into nodes: whatever a text names is looked up.

In: a `Parsed` text and a `Resolver`, which knows what the page knows. Out: nodes, or plain words.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from briefsite.library import prose
from briefsite.library.nodes import (
    Between,
    Block,
    Blocks,
    Emphasis,
    Inline,
    Items,
    Link,
    Paragraph,
    Run,
    Text,
    bare,
    settled,
)


class Resolver(Protocol):
    """What a page knows and a text does not: numbers of notes, wording of figures, addresses."""

    def cite(self, cite: prose.Cite) -> Sequence[Inline]:
        """The mark of a citation."""

    def figure(self, ref: prose.FigureRef) -> Sequence[Inline]:
        """A figure in words, and its marks."""

    def wiki(self, link: prose.WikiLink) -> Sequence[Inline]:
        """The link to a page."""

    def words(self, text: str) -> Sequence[Inline]:
        """Plain text outside links, in which terms may be explained."""


def resolve(parsed: prose.Parsed, resolver: Resolver) -> Blocks:
    """The text as blocks."""
    return Blocks(tuple(_block(block, resolver) for block in parsed.blocks))


def resolve_run(parsed: prose.Parsed, resolver: Resolver) -> Run:
    """The text as one run without paragraphs, for table cells and list items."""
    runs = [_run(paragraph.children, resolver) for paragraph in parsed.paragraphs()]
    return Run((Between(" "),)).join(runs)


def plain(parsed: prose.Parsed, resolver: Resolver) -> str:
    """The text without any markup, for descriptions; citations fall away."""
    return " ".join("".join(words for _, words in plain_runs(parsed.inlines(), resolver)).split())


def plain_runs(
    inlines: Iterable[prose.Inline], resolver: Resolver
) -> Iterator[tuple[prose.Inline, str]]:
    """The parts of a text in plain words, in order; before a citation no space is left."""
    waiting: tuple[prose.Inline, str] | None = None
    for inline in inlines:
        if isinstance(inline, prose.Cite):
            waiting = waiting and (waiting[0], waiting[1].rstrip())
            continue
        words = _plain_words(inline, resolver)
        if words is not None:
            if waiting:
                yield waiting
            waiting = inline, words
    if waiting:
        yield waiting


def _plain_words(inline: prose.Inline, resolver: Resolver) -> str | None:
    match inline:
        case prose.Text():
            return inline.text
        case prose.FigureRef():
            return bare(resolver.figure(inline))
        case prose.WikiLink():
            return bare(resolver.wiki(inline))
        case _:
            return None


def _block(block: prose.Block, resolver: Resolver) -> Block:
    if isinstance(block, prose.Paragraph):
        return Paragraph(_run(block.children, resolver))
    items = tuple(tuple(_block(part, resolver) for part in item) for item in block.items)
    return Items(items, block.ordered)


def _run(inlines: tuple[prose.Inline, ...], resolver: Resolver) -> Run:
    return settled(node for inline in inlines for node in _inline(inline, resolver))


def _inline(inline: prose.Inline, resolver: Resolver) -> Sequence[Inline]:
    match inline:
        case prose.Text():
            return resolver.words(inline.text)
        case prose.Emphasis():
            return (Emphasis(_run(inline.children, resolver), inline.strong),)
        case prose.Link():
            return (Link(inline.href, _run(inline.children, _Unlinked(resolver))),)
        case prose.Cite():
            return resolver.cite(inline)
        case prose.FigureRef():
            return resolver.figure(inline)
        case prose.WikiLink():
            return resolver.wiki(inline)


@dataclass(frozen=True)
class _Unlinked:
    """What stands within a link: the words alone, for no link lies in another."""

    page: Resolver

    def cite(self, cite: prose.Cite) -> Sequence[Inline]:
        return ()

    def figure(self, ref: prose.FigureRef) -> Sequence[Inline]:
        return (Text(bare(self.page.figure(ref))),)

    def wiki(self, link: prose.WikiLink) -> Sequence[Inline]:
        return (Text(bare(self.page.wiki(link))),)

    def words(self, text: str) -> Sequence[Inline]:
        return (Text(text),)
