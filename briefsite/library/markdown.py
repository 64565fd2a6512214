"""Parsed prose out again as Markdown in which every character of the text is escaped.

In: a `Parsed` text and a `Resolver`, which knows what the page knows. Out: `Markdown`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from briefsite.library.prose import (
    Block,
    Cite,
    Emphasis,
    FigureRef,
    Inline,
    Link,
    Paragraph,
    Parsed,
    Text,
    WikiLink,
)
from briefsite.text import Markdown, address, escape, escaped_part

_BEFORE_MARK = re.compile(r"\s+(?=<sup class=\"note\")")
_REPEATED = re.compile(r"(<sup class=\"note\".*?</sup>)\1+")


_MARK = re.compile(r"<sup class=\"note\".*?</sup>")


class Resolver(Protocol):
    """What a page knows and a text does not: numbers of notes, wording of figures, addresses."""

    def cite(self, cite: Cite) -> Markdown:
        """The note mark of a citation."""

    def figure(self, ref: FigureRef) -> Markdown:
        """The wording of a figure, linked to it."""

    def wiki(self, link: WikiLink) -> Markdown:
        """The link to a page."""

    def words(self, text: str) -> Markdown:
        """Plain text outside links, escaped, in which terms may be explained."""


def emit(parsed: Parsed, resolver: Resolver) -> Markdown:
    """The text as blocks for the page, every character of it escaped.

    The blocks are HTML, which Markdown passes as it is: in paragraphs of its own one engine takes
    relative addresses as they stand, another computes them from the file.
    """
    return Markdown("\n\n".join(_emit_block(block, resolver) for block in parsed.blocks))


def emit_inline(parsed: Parsed, resolver: Resolver) -> Markdown:
    """The text as one run without paragraphs, for table cells and list items."""
    runs = (_emit_run(paragraph.children, resolver) for paragraph in parsed.paragraphs())
    return Markdown(" ".join(runs))


def _emit_block(block: Block, resolver: Resolver) -> str:
    if isinstance(block, Paragraph):
        run = _emit_run(block.children, resolver)
        return f"<p>{run}</p>" if run else ""
    items = "".join(f"<li>{_emit_item(item, resolver)}</li>\n" for item in block.items)
    tag = "ol" if block.ordered else "ul"
    return f"<{tag}>\n{items}</{tag}>"


def _emit_item(item: tuple[Block, ...], resolver: Resolver) -> str:
    """An item of one paragraph is that paragraph's run."""
    if len(item) == 1 and isinstance(item[0], Paragraph):
        return _emit_run(item[0].children, resolver)
    return "\n".join(_emit_block(part, resolver) for part in item)


def _emit_run(inlines: tuple[Inline, ...], resolver: Resolver) -> str:
    run = "".join(_emit_inline(inline, resolver) for inline in inlines).strip()
    return _REPEATED.sub(r"\1", _BEFORE_MARK.sub("", run))


def _emit_inline(inline: Inline, resolver: Resolver) -> str:
    match inline:
        case Text():
            return str(resolver.words(inline.text))
        case Emphasis():
            tag = "strong" if inline.strong else "em"
            return f"<{tag}>{_emit_run(inline.children, resolver)}</{tag}>"
        case Link():
            rel = "external noopener noreferrer nofollow"
            label = _emit_run(inline.children, _Unlinked(resolver))
            return f'<a href="{address(inline.href)}" rel="{rel}">{label}</a>'
        case Cite():
            return str(resolver.cite(inline))
        case FigureRef():
            return str(resolver.figure(inline))
        case WikiLink():
            return str(resolver.wiki(inline))


@dataclass(frozen=True)
class _Unlinked:
    """What stands within a link: the words alone, for no link lies in another."""

    page: Resolver

    def cite(self, cite: Cite) -> Markdown:
        return Markdown("")

    def figure(self, ref: FigureRef) -> Markdown:
        return escape(_bare(self.page.figure(ref)))

    def wiki(self, link: WikiLink) -> Markdown:
        return escape(_bare(self.page.wiki(link)))

    def words(self, text: str) -> Markdown:
        return escaped_part(text)


def _bare(markdown: Markdown) -> str:
    return Markdown(_MARK.sub("", markdown)).striptags()


def plain(parsed: Parsed, resolver: Resolver) -> str:
    """The text without any markup, for descriptions; citations fall away."""
    return " ".join("".join(words for _, words in plain_runs(parsed.inlines(), resolver)).split())


def plain_runs(inlines: Iterable[Inline], resolver: Resolver) -> Iterator[tuple[Inline, str]]:
    """The parts of a text in plain words, in order; before a citation no space is left."""
    waiting: tuple[Inline, str] | None = None
    for inline in inlines:
        if isinstance(inline, Cite):
            waiting = waiting and (waiting[0], waiting[1].rstrip())
            continue
        words = _words(inline, resolver)
        if words is not None:
            if waiting:
                yield waiting
            waiting = inline, words
    if waiting:
        yield waiting


def _words(inline: Inline, resolver: Resolver) -> str | None:
    match inline:
        case Text():
            return inline.text
        case FigureRef():
            return _bare(resolver.figure(inline))
        case WikiLink():
            return _bare(resolver.wiki(inline))
        case _:
            return None
