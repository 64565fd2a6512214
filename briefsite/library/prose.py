"""The prose of briefs: a short allow list of Markdown, parsed into values.

In: a text of the format. Out: blocks of inline values and the faults found;
`briefsite.library.resolving` makes nodes of them. Nothing is filtered: what the parser does not
know is plain text. The only home of markdown-it.

Known: paragraphs, lists, `*emphasis*`, `**strong**`, `[text](https://...)`, and
`{figure}`, `{figure@2015}`, `{brief/figure}`, `[@source, para 3]`, `[[brief]]`, `[[term:mu|text]]`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode
from pydantic import TypeAdapter, ValidationError

from briefsite.models.base import Address
from briefsite.text import words_pattern

_ID = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
_CITE = re.compile(rf"\[@({_ID}),\s+para\s+([1-9][0-9]{{0,5}})\]")
_FIGURE = re.compile(rf"\{{(?:({_ID})/)?({_ID})(?:@([^{{}}\n]{{1,40}}))?\}}")
_WIKI = re.compile(rf"\[\[(?:({_ID}):)?({_ID})(?:\|([^\[\]]{{1,120}}))?\]\]")
WIKI_KINDS = ("term", "topic", "person", "indicator", "source")
MAX_DEPTH = 12
_ADDRESS: TypeAdapter[str] = TypeAdapter(Address)
_OPENINGS = (
    ("[@", _CITE, "citation", "write [@source-id, para 12]"),
    ("[[", _WIKI, "link to a brief", "write [[brief-id]], [[brief-id|text]] or [[term:id]]"),
    (
        "{",
        _FIGURE,
        "figure",
        "write {indicator}, {indicator@2015} or {brief/indicator}; "
        "for a plain brace put a backslash before it",
    ),
)
_LOOKALIKES = {
    "[@": r"\[@\w[^\]]*\]?",
    "[[": r"\[\[\w[^\]]*\]{0,2}",
    "{": r"\{[A-Za-z][^\s{}]*\}",
}


@dataclass(frozen=True)
class Text:
    """Plain text; `literal` where a backslash says that it means itself."""

    text: str
    literal: bool = False


@dataclass(frozen=True)
class Emphasis:
    """Emphasised text."""

    children: tuple["Inline", ...]
    strong: bool


@dataclass(frozen=True)
class Link:
    """A link to a web address."""

    href: str
    children: tuple["Inline", ...]


@dataclass(frozen=True)
class Cite:
    """`[@source, para 3]`."""

    raw: str
    source: str
    para: int


@dataclass(frozen=True)
class FigureRef:
    """`{indicator@period}`, or of another brief `{brief/indicator@period}`."""

    raw: str
    brief: str | None
    indicator: str
    period: str | None


@dataclass(frozen=True)
class WikiLink:
    """`[[id]]` or `[[kind:id|text]]`; without a kind it is a brief."""

    raw: str
    kind: str | None
    id: str
    label: str | None


Inline = Text | Emphasis | Link | Cite | FigureRef | WikiLink


@dataclass(frozen=True)
class Paragraph:
    """A run of inline values; `start` is where it begins in the text."""

    children: tuple[Inline, ...]
    start: int = 0

    def nth(self, words: str, text: str) -> int:
        """How often words stand in the text before this paragraph."""
        return len(words_pattern(words).findall(text[: self.start])) if words else 0


@dataclass(frozen=True)
class ItemList:
    """A list of items, each a run of blocks."""

    items: tuple[tuple["Block", ...], ...]
    ordered: bool


Block = Paragraph | ItemList


@dataclass(frozen=True)
class Fault:
    """What is wrong in a text: the guilty words, the finding, the way out."""

    at: str
    message: str
    hint: str


@dataclass(frozen=True)
class Parsed:
    """A parsed text."""

    blocks: tuple[Block, ...]
    faults: tuple[Fault, ...]

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every paragraph, those in lists too."""
        yield from _paragraphs(self.blocks)

    def inlines(self) -> Iterator[Inline]:
        """Every inline value, nested ones too."""
        for paragraph in self.paragraphs():
            yield from flatten(paragraph.children)


def _rule(state: StateInline, silent: bool) -> bool:
    for opening, pattern, _, _ in _OPENINGS:
        if not state.src.startswith(opening, state.pos):
            continue
        match = pattern.match(state.src, state.pos, state.posMax)
        if not match:
            return False
        if not silent:
            token = state.push(opening, "", 0)
            token.content = match[0]
        state.pos = match.end()
        return True
    return False


def _double_brace(state: StateInline, silent: bool) -> bool:
    """`{{` is plain text, so that a text about templates says what it says."""
    if not state.src.startswith("{{", state.pos):
        return False
    if not silent:
        state.pending += "{{"
    state.pos += 2
    return True


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"maxNesting": 100}).enable(
        ["list", "escape", "emphasis", "link", "newline"]
    )
    parser.inline.ruler.before("link", "briefs", _rule)
    parser.inline.ruler.before("briefs", "double_brace", _double_brace)
    parser.disable(["text_join", "fragments_join"], ignoreInvalid=True)
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.inline.ruler.enable(["briefs", "double_brace", "balance_pairs"], ignoreInvalid=True)
    return parser


_PARSER = _make_parser()


@lru_cache(maxsize=4096)
def parse(text: str) -> Parsed:
    """Parse a text of the format; faults are values, nothing is raised."""
    try:
        blocks = tuple(_blocks(SyntaxTreeNode(_PARSER.parse(text)), text))
        if any(depth > MAX_DEPTH for depth in _depths(blocks)):
            raise RecursionError
    except RecursionError:
        fault = Fault("", "emphasis or lists are nested too deeply", "write it flatter")
        return Parsed((Paragraph((Text(text),)),), (fault,))
    parsed = Parsed(blocks, ())
    return Parsed(blocks, tuple(_faults(parsed)))


def _depths(parts: tuple[Block | Inline, ...], depth: int = 1) -> Iterator[int]:
    yield depth
    for part in parts if depth <= MAX_DEPTH else ():
        if isinstance(part, Paragraph | Emphasis | Link):
            yield from _depths(part.children, depth + 1)
        elif isinstance(part, ItemList):
            for item in part.items:
                yield from _depths(item, depth + 1)


def _blocks(node: SyntaxTreeNode, text: str) -> Iterator[Block]:
    for child in node.children:
        if child.type in ("bullet_list", "ordered_list"):
            items = tuple(tuple(_blocks(item, text)) for item in child.children)
            yield ItemList(items, child.type == "ordered_list")
        elif child.type == "paragraph":
            lines = text.split("\n")[: child.map[0] if child.map else 0]
            start = sum(len(line) + 1 for line in lines)
            yield Paragraph(tuple(_merge(_inlines(child.children[0]))), start)


def _inlines(node: SyntaxTreeNode) -> Iterator[Inline]:
    for child in node.children:
        kind = child.type
        if kind in ("em", "strong"):
            yield Emphasis(tuple(_merge(_inlines(child))), kind == "strong")
        elif kind == "link":
            yield Link(str(child.attrs["href"]), tuple(_merge(_inlines(child))))
        elif kind in ("softbreak", "hardbreak"):
            yield Text(" ")
        elif kind in ("[@", "[[", "{"):
            yield _special(kind, child.content)
        else:
            yield Text(child.content, literal=kind == "text_special")


def _special(kind: str, raw: str) -> Inline:
    if kind == "[@" and (match := _CITE.fullmatch(raw)):
        return Cite(raw, match[1], int(match[2]))
    if kind == "[[" and (match := _WIKI.fullmatch(raw)):
        return WikiLink(raw, match[1], match[2], " ".join(match[3].split()) if match[3] else None)
    if kind == "{" and (match := _FIGURE.fullmatch(raw)):
        return FigureRef(raw, match[1], match[2], match[3])
    return Text(raw)


def _merge(inlines: Iterator[Inline]) -> Iterator[Inline]:
    """Runs of plain text become one; what a backslash marks stays by itself."""
    for plain, run in groupby(inlines, lambda part: isinstance(part, Text) and not part.literal):
        if not plain:
            yield from run
        elif text := "".join(part.text for part in run if isinstance(part, Text)):
            yield Text(text)


def _paragraphs(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for item in block.items:
                yield from _paragraphs(item)


def flatten(inlines: tuple[Inline, ...]) -> Iterator[Inline]:
    """Inline values with those nested in them."""
    for inline in inlines:
        yield inline
        if isinstance(inline, Emphasis | Link):
            yield from flatten(inline.children)


def _faults(parsed: Parsed) -> Iterator[Fault]:
    for inline in parsed.inlines():
        if isinstance(inline, Link):
            try:
                _ADDRESS.validate_python(inline.href)
            except ValidationError as error:
                yield Fault(inline.href or "](", error.errors()[0]["msg"], "write https://...")
        elif isinstance(inline, WikiLink) and inline.kind and inline.kind not in WIKI_KINDS:
            hint = "known kinds: " + ", ".join(WIKI_KINDS)
            yield Fault(inline.raw, f"'{inline.kind}' is no kind of page", hint)
        elif isinstance(inline, Text):
            yield from _text_faults(inline.text)


def _text_faults(text: str) -> Iterator[Fault]:
    bare = text.replace("{{", "  ")
    for opening, _, what, hint in _OPENINGS:
        for match in re.finditer(_LOOKALIKES[opening], bare):
            yield Fault(match[0], f"'{match[0]}' looks like a {what} but is not", hint)
