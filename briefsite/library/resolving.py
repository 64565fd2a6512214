"""Parsed prose into nodes: whatever a text names is looked up; names in plain words are found.

In: a `Parsed` text and a `Resolver`, which knows what the page knows. Out: nodes, or plain words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from briefsite.library import prose
from briefsite.library.nodes import (
    Between,
    Block,
    Blocks,
    Cite,
    Emphasis,
    Inline,
    Items,
    Link,
    Paragraph,
    Run,
    Text,
    bare,
)

# Names found in running text: whole words, the longest name first.


_SENTENCE_START = re.compile(r"(?:^|[.!?:。！？][\"”’)]*)\s*[\"“‘(]*$")


@dataclass(frozen=True)
class Spot:
    """Where a name stands in a text, and what it stands for."""

    start: int
    end: int
    id: str


class Wording:
    """Names and what they stand for; of two ids with one form the first has it.

    A form with a capital after its first letter (GDP, Spring Festival) is meant as written. Another
    (Joint venture) stands in small letters, or with a capital where a sentence begins. A plural
    in -s or -ies counts as the name.
    """

    def __init__(self, forms: Iterable[tuple[str, str]] = (), *, exact: bool = False) -> None:
        ids: dict[str, str] = {}
        for form, id in forms:
            ids.setdefault(" ".join(form.split()), id)
        ordered = sorted(ids, key=lambda form: (-len(form), form))
        self._forms = [(ids[form], exact or _has_inner_capital(form)) for form in ordered]
        self._tree = _Branch()
        for rank, form in enumerate(ordered):
            for written in _ways(form, self._forms[rank][1]):
                self._tree.grow(written, rank)
        self._starts = _starting(self._tree)

    def find(self, text: str) -> Iterator[Spot]:
        """Every name in a text, in order; none lies within another."""
        end = 0
        for match in self._starts.finditer(text):
            start = match.start()
            found = self._tree.best(text, start) if start >= end else None
            if not found:
                continue
            rank, end = found
            id, as_written = self._forms[rank]
            begins = _SENTENCE_START.search(text, max(0, start - 8), start)
            if as_written or not text[start].isupper() or begins:
                yield Spot(start, end, id)


class _Branch(dict[str, "_Branch"]):
    """Forms by their letters: reading a name costs its letters, however many names there are."""

    rank: int | None = None
    """The place in order of the form that ends here."""

    def grow(self, form: str, rank: int) -> None:
        """Add a form; one that stands here already keeps its place."""
        at = self
        for char in form:
            at = at.setdefault(char, _Branch())
        at.rank = rank if at.rank is None else at.rank

    def best(self, text: str, start: int) -> tuple[int, int] | None:
        """Of the forms that stand in a text at a place the first in order, and where it ends."""
        branch, at, found = self.get(text[start]), start + 1, None
        while branch is not None:
            if branch.rank is not None and _is_whole(text, at):
                found = min(found or (branch.rank, at), (branch.rank, at))
            char = text[at : at + 1]
            is_space = char.isspace()
            branch = branch.get(" " if is_space else char)
            at = _past_space(text, at) if branch is not None and is_space else at + 1
        return found


def _has_inner_capital(form: str) -> bool:
    return any(char.isupper() for char in form[1:])


def _ways(form: str, as_written: bool) -> Iterator[str]:
    """How a form may be written: with a capital or without, in the plural or not."""
    first, rest = form[0], form[1:]
    ends = [rest]
    if re.search(r"[^aeiou\W]y$", rest):
        ends.append(f"{rest[:-1]}ies")
    elif rest and rest[-1].isascii() and rest[-1].isalpha() and rest[-1] not in "sS":
        ends.append(f"{rest}s")
    for letter in first if as_written or not first.isalpha() else first.lower() + first.upper():
        yield from (letter + end for end in ends)


def _starting(tree: _Branch) -> re.Pattern[str]:
    """Where a name may begin: at the beginning of a word, but Chinese has no spaces between its."""
    word = "".join(re.escape(char) for char in tree if _parts(char))
    other = "".join(re.escape(char) for char in tree if not _parts(char))
    ways = ([rf"(?<![\w-])[{word}]"] if word else []) + ([f"[{other}]"] if other else [])
    return re.compile("|".join(ways) or "(?!)")


def _is_whole(text: str, end: int) -> bool:
    """Whether what ends at a place is not the beginning of a longer word."""
    after = text[end : end + 1]
    return not _parts(text[end - 1]) or not (after.isalnum() or after in ("_", "-"))


def _past_space(text: str, at: int) -> int:
    return next((n for n in range(at, len(text)) if not text[n].isspace()), len(text))


def _parts(char: str) -> bool:
    """Whether words of such letters have spaces between them."""
    return char.isascii() and char.isalnum()


# What a page knows, and prose with it.


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
    paragraphs = (plain_runs(prose.flatten(one.children), resolver) for one in parsed.paragraphs())
    told = " ".join("".join(words for _, words in runs) for runs in paragraphs)
    return " ".join(told.split())


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


# What is not settled yet into a run as it is shown.


def settled(nodes: Iterable[Inline]) -> Run:
    """A run as it is shown: no space at its ends or before a mark, no mark twice in a row.

    Where all marks of a sentence are the same, only those at its end are kept.
    """
    made: list[Inline] = []
    for node in _trimmed(list(nodes)):
        if isinstance(node, Cite):
            _close(made)
        made.append(node)
    if not any(isinstance(node, Cite) for node in made):
        return Run(tuple(made))
    return Run(tuple(_at_the_end(list(_once(made)))))


def _trimmed(found: list[Inline]) -> list[Inline]:
    """The same without space at its beginning and its end."""
    _close(found)
    while found and isinstance(first := found[0], Text):
        if left := first.text.lstrip():
            found[0] = Text(left)
            break
        found.pop(0)
    return found


def _close(made: list[Inline]) -> None:
    """No space at the end, before what comes next."""
    while made and isinstance(last := made[-1], Text):
        if left := last.text.rstrip():
            made[-1] = Text(left)
            break
        made.pop()


def _once(nodes: Sequence[Inline]) -> Iterator[Inline]:
    """Marks that repeat the marks right before them, one or several, are left out."""
    at = 0
    while at < len(nodes):
        size, again = _repeated(nodes, at)
        yield from nodes[at : at + size]
        at += size * again


_ENDS = re.compile(r"[.!?。！？][\"”’」』）)]*(?=\s|$)")


def _at_the_end(found: Sequence[Inline]) -> Iterator[Inline]:
    """Without the marks that the end of their sentence repeats, where it has no others."""
    gone: set[int] = set()
    groups: list[tuple[int, int]] = []
    at = 0
    while at < len(found):
        start = at
        while at < len(found) and isinstance(found[at], Cite):
            at += 1
        if at == start:
            marked = at + 1 < len(found) and isinstance(found[at + 1], Cite)
            within, at_end = _ends(found[at])
            if within or (at_end and not marked):
                groups = []
            at += 1
            continue
        groups.append((start, at))
        if at == len(found) or (start and _ends(found[start - 1])[1]):
            gone |= _same_before(found, groups)
            groups = []
    return (node for index, node in enumerate(found) if index not in gone)


def _ends(node: Inline) -> tuple[bool, bool]:
    """Whether a sentence ends within a text, and whether one ends with it."""
    if not isinstance(node, Text):
        return False, False
    length = len(node.text.rstrip())
    ends = [match.end() for match in _ENDS.finditer(node.text)]
    return any(end < length for end in ends), length in ends


def _same_before(found: Sequence[Inline], groups: Sequence[tuple[int, int]]) -> set[int]:
    """The places of the marks of a sentence before its last ones, where all are the same."""
    marks = {tuple(found[start:end]) for start, end in groups}
    if len(marks) != 1:
        return set()
    return {index for start, end in groups[:-1] for index in range(start, end)}


def _repeated(nodes: Sequence[Inline], at: int) -> tuple[int, int]:
    """How many marks from a place on are repeated, and how often they stand there."""
    end = at
    while end < len(nodes) and isinstance(nodes[end], Cite):
        end += 1
    for size in range(1, (end - at) // 2 + 1):
        part, again = nodes[at : at + size], 1
        while nodes[at + size * again : at + size * (again + 1)] == part:
            again += 1
        if again > 1:
            return size, again
    return 1, 1
