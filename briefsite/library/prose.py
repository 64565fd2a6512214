"""The prose of briefs: a short allow list of Markdown, parsed into values.

In: a text of the format. Out: blocks of inline values and the faults found;
`briefsite.library.resolving` makes nodes of them. Nothing is filtered: what the parser does not
know is plain text, and a fault where it is Markdown or HTML that somebody meant. The only home of
markdown-it.

Known: paragraphs, lists, `*emphasis*`, `**strong**`, `[text](https://...)`, and
`{figure}`, `{figure@2015}`, `{brief/figure}`, `[@source, para 3]`, `[[brief]]`, `[[term:mu|text]]`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import entities
from itertools import accumulate, groupby

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from pydantic import TypeAdapter, ValidationError

from briefsite.models.base import LONGEST_ID, Address
from briefsite.text import places, shorten

_ID = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
_CITE = re.compile(rf"\[@({_ID}),\s+para\s+([1-9][0-9]{{0,5}})\]")
_FIGURE = re.compile(rf"\{{(?:({_ID})/)?({_ID})(?:@([^{{}}\n]{{1,40}}))?\}}")
_WIKI = re.compile(rf"\[\[(?:({_ID}):)?({_ID})(?:\|([^\[\]]{{1,120}}))?\]\]")
WIKI_KINDS = ("term", "topic", "person", "indicator", "source")
MAX_DEPTH = 12
_MAX_NESTING = 2 * MAX_DEPTH + 6
"""Levels of the parser: a list and its item are two. What is deeper costs, and is refused."""
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
_DOUBLE_BRACE = re.compile(r"\{\{\s*[A-Za-z][^{}\n]*\}\}")
_LOOKALIKES = (
    (r"\[\s*@[^\[\]]{0,200}\]?", _OPENINGS[0]),
    (rf"(?:\[|\(@|\(\s*@?{_ID},)[^\[\]()]{{0,80}}\bpara(?:graph)?\.?\s*\d+\s*[\])]", _OPENINGS[0]),
    (r"\[\[[^\[\]\n]{0,200}\]{0,2}", _OPENINGS[1]),
    (r"(?<!\{)\{\s*[A-Za-z][\w@/. -]{0,99}\}", _OPENINGS[2]),
    (r"(?:[［【(（]\s*[@＠]|\[\s*＠)[^\[\]［］【】]{0,200}[］】\])）]?", _OPENINGS[0]),
    (r"［［[^［］\n]{0,200}］{0,2}", _OPENINGS[1]),
    (r"｛[A-Za-z][\w@＠/. -]{0,99}[｝}]", _OPENINGS[2]),
)
_LOOKALIKE_PATTERNS = tuple((re.compile(look), opening) for look, opening in _LOOKALIKES)
"""What looks like one of the three, and is none; also with the brackets of Chinese input."""
_PLAIN = "for the plain sign put a backslash before it"
_LINK = "write [text](https://...)"
_UNKNOWN = (
    (r"^ {0,3}(?:```|~~~)(?:.|\n)*|(?<!`)`++[^`\n]++`+", "code", f"write it in words; {_PLAIN}"),
    (r"!\[[^\[\]\n]{0,200}\]\([^)\n]{0,300}\)?", "images", "leave it out"),
    (r"<(?:https?://|mailto:)[^<>\s]*>", "bare addresses", _LINK),
    (r"</?[A-Za-z][^<>]*>|<!--|<[!?][A-Za-z\[]", "HTML", f"write plain text; {_PLAIN}"),
    (r"&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z]\w*);", "HTML entities", "write the sign itself"),
    (r"\[\^[^\[\]\n]+\]:?", "footnotes", "write [@source-id, para 12]"),
    (r"~~[^~\n]+~~", "struck-out text", "leave out what no longer holds"),
    (r"\[[^\[\]\n]+\]\[[^\[\]\n]*\]|^ {0,3}\[[^\]\n]+\]:\s.*", "links by reference", _LINK),
    (r"^ {0,3}#{1,6}\s.*", "headings", "begin another section, with a `heading` of its own"),
    (r"^ {0,3}(?:=+|-{2,}|[*_]{3,}|\*(?: +\*)+|-(?: +-)+) *$", "rules", "leave it out"),
    (r"^ {0,3}>.*", "quotations", "say in your own words what the source says"),
    (r"(?:^ *\|.*\| *$\n?)+", "tables", "give the values as figures"),
    (r"(?:https?://|\bwww\.)[^\s<>]+", "bare addresses", _LINK),
)
"""Markdown and HTML that prose does not have; on a page it would stand there as it is written."""
_UNKNOWN_PATTERNS = tuple((re.compile(one, re.M), what, hint) for one, what, hint in _UNKNOWN)
_OPEN_EMPHASIS = re.compile(r"(?<![\w*_])(?:\*{1,3}|_{1,3})(?=\w)|(?<=\w)\*\*(?!\w)")
_NUMBERED = re.compile(r"(\d{1,9})[.)](?:\s|$)")
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_KNOWN = re.compile(rf"{_CITE.pattern}|{_FIGURE.pattern}|{_WIKI.pattern}")
_MARKED = re.compile(r"[\\*_\t\r\0]|\]\(|^[^\S\n]|[^\S\n]$|^(?:[-+]|\d{1,9}[.)])", re.MULTILINE)
"""What a text has in which Markdown can stand; without it, a text is paragraphs of plain words."""
_SUSPECT = re.compile(
    r"[\[{`~<>&#|@\uff20\uff3b\uff5b]|^ {0,3}[=*_-]|para(?:graph)?\.?\s*\d|https?:|\bwww\.", re.M
)
"""Without this, and without what is known, a text has nothing of what prose does not have."""
_WORDS = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_TARGET = re.compile(r"(?<=\])\(<[^<>\n]*>\)|(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")


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


Refers = tuple[tuple[str, ...], str]
"""The id of something else, and the kinds of which it may be."""
_BRIEF = ("region", "company")


@dataclass(frozen=True)
class Cite:
    """`[@source, para 3]`."""

    raw: str
    source: str
    para: int

    @property
    def refers(self) -> Refers:
        """What it names."""
        return ("source",), self.source


@dataclass(frozen=True)
class FigureRef:
    """`{indicator@period}`, or of another brief `{brief/indicator@period}`."""

    raw: str
    brief: str | None
    indicator: str
    period: str | None

    @property
    def refers(self) -> Refers | None:
        """The other brief that it names."""
        return (_BRIEF, self.brief) if self.brief else None


@dataclass(frozen=True)
class WikiLink:
    """`[[id]]` or `[[kind:id|text]]`; without a kind it is a brief."""

    raw: str
    kind: str | None
    id: str
    label: str | None

    @property
    def refers(self) -> Refers | None:
        """What it names, where that is of a kind that has pages."""
        if self.kind and self.kind not in WIKI_KINDS:
            return None
        return ((self.kind,) if self.kind else _BRIEF), self.id


Inline = Text | Emphasis | Link | Cite | FigureRef | WikiLink


@dataclass(frozen=True)
class Paragraph:
    """A run of inline values; `start` is where it begins in the text."""

    children: tuple[Inline, ...]
    start: int = 0

    def nth(self, words: str, text: str) -> int:
        """How often words stand in the text before this paragraph."""
        return bisect_left(places(words, text), self.start)


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

    @cached_property
    def inlines(self) -> tuple[Inline, ...]:
        """Every inline value, nested ones too."""
        found = (flatten(paragraph.children) for paragraph in self.paragraphs())
        return tuple(inline for inlines in found for inline in inlines)


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


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A list of numbers begins with 1: `2023. The first ship.` is a sentence."""
    number = _NUMBERED.match(state.src, state.bMarks[start] + state.tShift[start])
    begins = silent or not number or int(number[1]) <= 1
    return begins and list_block(state, start, end, silent)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"maxNesting": _MAX_NESTING}).enable(
        ["list", "escape", "emphasis", "link", "newline"]
    )
    parser.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.inline.ruler.before("link", "briefs", _rule)
    parser.disable(["text_join", "fragments_join"], ignoreInvalid=True)
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.inline.ruler.enable(["briefs", "balance_pairs"], ignoreInvalid=True)
    return parser


_PARSER = _make_parser()


@lru_cache(maxsize=1 << 16)
def parse(text: str) -> Parsed:
    """Parse a text of the format; faults are values, nothing is raised."""
    if not _MARKED.search(text):
        parsed = Parsed(tuple(_plain(text)), ())
        return Parsed(parsed.blocks, (*_faults(parsed), *_unknown(text)))
    try:
        starts = tuple(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
        blocks = tuple(_blocks(iter(_PARSER.parse(text)), starts))
        if any(depth > MAX_DEPTH for depth in _depths(blocks)):
            raise RecursionError
    except RecursionError:
        fault = Fault("", "emphasis or lists are nested too deeply", "write it flatter")
        return Parsed((Paragraph((Text(text),)),), (fault,))
    parsed = Parsed(blocks, ())
    return Parsed(blocks, (*_faults(parsed), *_unknown(text)))


def _plain(text: str) -> Iterator[Paragraph]:
    """The paragraphs of a text without Markdown, as the parser would have them."""
    for words in _WORDS.finditer(text):
        parts: list[Inline] = []
        end = words.start()
        for match in _KNOWN.finditer(text, end, words.end()):
            if match.start() > end:
                parts.append(Text(text[end : match.start()].replace("\n", " ")))
            parts.append(_named_by(match))
            end = match.end()
        if end < words.end():
            parts.append(Text(text[end : words.end()].replace("\n", " ")))
        yield Paragraph((*parts,), words.start())


def _depths(parts: tuple[Block | Inline, ...], depth: int = 1) -> Iterator[int]:
    yield depth
    for part in parts if depth <= MAX_DEPTH else ():
        if isinstance(part, Paragraph | Emphasis | Link):
            yield from _depths(part.children, depth + 1)
        elif isinstance(part, ItemList):
            for item in part.items:
                yield from _depths(item, depth + 1)


def _blocks(tokens: Iterator[Token], starts: tuple[int, ...]) -> Iterator[Block]:
    """The blocks up to the end of what holds them; `starts` says where each line begins."""
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            yield ItemList(tuple(_items(tokens, starts)), token.type == "ordered_list_open")
        elif token.type == "inline":
            start = starts[token.map[0]] if token.map else 0
            yield Paragraph(tuple(_merge(_inlines(iter(token.children or ())))), start)
        elif token.type == "list_item_close":
            return


def _items(tokens: Iterator[Token], starts: tuple[int, ...]) -> Iterator[tuple[Block, ...]]:
    for token in tokens:
        if token.type != "list_item_open":
            return
        yield tuple(_blocks(tokens, starts))


def _inlines(tokens: Iterator[Token]) -> Iterator[Inline]:
    """The inline values up to the end of what holds them."""
    for token in tokens:
        kind = token.type
        if kind in ("em_open", "strong_open"):
            yield Emphasis(tuple(_merge(_inlines(tokens))), kind == "strong_open")
        elif kind == "link_open":
            yield Link(str(token.attrs["href"]), tuple(_merge(_inlines(tokens))))
        elif token.nesting < 0:
            return
        elif kind in ("softbreak", "hardbreak"):
            yield Text(" ")
        elif kind in ("[@", "[[", "{"):
            yield _special(token.content)
        else:
            yield Text(token.content, literal=kind == "text_special")


def _special(raw: str) -> Inline:
    match = _KNOWN.fullmatch(raw)
    return _named_by(match) if match else Text(raw)


def _named_by(match: re.Match[str]) -> Cite | FigureRef | WikiLink:
    raw, source, para, brief, indicator, period, kind, id, label = match.group(*range(9))
    if source:
        return Cite(raw, source, int(para))
    if indicator:
        return FigureRef(raw, brief, indicator, period)
    return WikiLink(raw, kind, id, " ".join(label.split()) if label else None)


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
    for inline in parsed.inlines:
        if isinstance(inline, Text):
            is_plain = inline.literal or not ("*" in inline.text or "_" in inline.text)
            for match in () if is_plain else _OPEN_EMPHASIS.finditer(inline.text):
                yield Fault(match[0], "emphasis is not closed", f"close it, *so*; {_PLAIN}")
        elif isinstance(inline, Link):
            try:
                _ADDRESS.validate_python(inline.href)
            except ValidationError as error:
                yield Fault(inline.href or "](", error.errors()[0]["msg"], "write https://...")
        elif any(len(id) > LONGEST_ID for id in _named(inline)):
            hint = "look whether two words have run together"
            yield Fault(max(_named(inline), key=len), "an id has at most 64 characters", hint)
        elif isinstance(inline, WikiLink) and inline.kind and inline.kind not in WIKI_KINDS:
            hint = "known kinds: " + ", ".join(WIKI_KINDS)
            yield Fault(inline.raw, f"'{inline.kind}' is no kind of page", hint)


def _named(inline: Inline) -> tuple[str, ...]:
    """The ids that an inline value names."""
    if isinstance(inline, Cite):
        return (inline.source,)
    if isinstance(inline, WikiLink):
        return (inline.id,)
    return (inline.brief or "", inline.indicator) if isinstance(inline, FigureRef) else ()


def _unknown(text: str) -> Iterator[Fault]:
    """What somebody meant to be more than text, and is not."""
    rest = text
    for _, pattern, _, _ in _OPENINGS:
        rest = pattern.sub("\N{OBJECT REPLACEMENT CHARACTER}", rest)
    if "\\" not in text and not _SUSPECT.search(rest):
        return
    rest = _ESCAPED.sub(_blank, text)
    for match in _DOUBLE_BRACE.finditer(rest):
        yield Fault(match[0], f"'{match[0]}' has a pair of braces too many", _OPENINGS[2][3])
    rest = _DOUBLE_BRACE.sub(_blank, rest)
    for _, pattern, _, _ in _OPENINGS:
        rest = pattern.sub(_blank, rest)
    for look, (_, _, what, hint) in _LOOKALIKE_PATTERNS:
        found = [*look.finditer(rest)]
        for match in found:
            yield Fault(match[0], f"'{shorten(match[0], 60)}' looks like a {what} but is not", hint)
        rest = look.sub(_blank, rest) if found else rest
    for pattern, what, hint in _UNKNOWN_PATTERNS:
        found = [*pattern.finditer(rest)]
        for match in found:
            at = text[match.start() : match.end()].strip().split("\n")[0]
            if at[:1] != "&" or at[1] == "#" or at[1:] in entities.html5:
                yield Fault(at, f"prose has no {what}: '{shorten(at, 60)}'", hint)
        rest = pattern.sub(_blank, rest) if found else rest
        if what == "images":
            rest = _TARGET.sub(_blank, rest)


_LETTER = re.compile(r"[^\n]")


def _blank(match: re.Match[str]) -> str:
    return _LETTER.sub("\N{OBJECT REPLACEMENT CHARACTER}", match[0])
