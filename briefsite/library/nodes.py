"""Prose as a page shows it, with everything found: numbers of notes, words of figures, addresses.

Nodes are frozen values with two readings: `__html__` is the text for the site, every character of
it escaped; `data()` is the same for paper, as JSON-able values. Views hold nodes, templates print
them; `briefsite.library.resolving` makes them of parsed prose.

The blocks are HTML, which Markdown passes as it is: in paragraphs of its own one engine takes
relative addresses as they stand, another computes them from the file.

    {"paragraph": [inline...]}  {"list": [[block...]...], "ordered": false}
    {"text": "words"}           {"emphasis": [inline...], "strong": false}
    {"cite": 3}                 {"link": [inline...], "href": "https://..."}
    {"figure": "over 5%", "href": "../x/#f-y"}    {"wiki": "Hunan", "href": "../hunan/"}
    {"mark": [inline...]}       {"label": "editorial"}    {"empty": "not published"}
    {"image": "<svg...", "alt": "words"}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Literal

from briefsite.text import Markdown, address, escaped_part, in_html

Data = dict[str, Any]
EXTERNAL = "nofollow"
"""What a link to another host says; that nothing is told to it stands once in each page's head."""


@dataclass(frozen=True)
class Text:
    """Plain text; its spaces at the ends are spaces between the parts of a run."""

    text: str

    def __html__(self) -> str:
        return str(escaped_part(self.text))

    def data(self) -> Data:
        """The words."""
        return {"text": spaced(self.text)}


@dataclass(frozen=True)
class Between:
    """What stands between the parts of a list in a line."""

    text: Literal[" ", ", ", "; "]

    def __html__(self) -> str:
        return self.text

    def data(self) -> Data:
        """The sign and the space."""
        return {"text": self.text}


@dataclass(frozen=True)
class Term:
    """A term, explained in a box on the page; on paper its words alone."""

    id: str
    text: str

    def __html__(self) -> str:
        here, box = address(f"u-{self.id}"), address(f"#g-{self.id}")
        return f'<a class="term" id="{here}" href="{box}">{in_html(self.text)}</a>'

    def data(self) -> Data:
        """The words."""
        return {"text": spaced(self.text)}


@dataclass(frozen=True)
class Emphasis:
    """Emphasised text."""

    children: Run
    strong: bool

    def __html__(self) -> str:
        tag = "strong" if self.strong else "em"
        return f"<{tag}>{self.children.__html__()}</{tag}>"

    def data(self) -> Data:
        """The run in it."""
        return {"emphasis": self.children.data(), "strong": self.strong}


@dataclass(frozen=True)
class Link:
    """A link to another host."""

    href: str
    children: Run

    def __html__(self) -> str:
        label = self.children.__html__()
        return f'<a href="{address(self.href)}" rel="{EXTERNAL}">{label}</a>'

    def data(self) -> Data:
        """The run in it, and the address."""
        return {"link": self.children.data(), "href": self.href}


@dataclass(frozen=True)
class Cite:
    """The mark of a numbered note."""

    number: int

    def __html__(self) -> str:
        return f'<sup><a href="#n-{self.number}">{self.number}</a></sup>'

    def data(self) -> Data:
        """The number."""
        return {"cite": self.number}


@dataclass(frozen=True)
class Figure:
    """A figure in words, with the way to it; its marks stand behind it as nodes of their own."""

    words: str
    href: str

    def __html__(self) -> str:
        return f'<a href="{address(self.href)}">{in_html(self.words)}</a>'

    def data(self) -> Data:
        """The words, and the address."""
        return {"figure": spaced(self.words), "href": self.href}


@dataclass(frozen=True)
class Wiki:
    """A link to another page of the site."""

    words: str
    href: str

    def __html__(self) -> str:
        return f'<a href="{address(self.href)}">{in_html(self.words)}</a>'

    def data(self) -> Data:
        """The words, and the address."""
        return {"wiki": spaced(self.words), "href": self.href}


@dataclass(frozen=True)
class Marked:
    """Words that are what the reader looks for: the subject of a page in another one's sentence."""

    text: str

    def __html__(self) -> str:
        return f"<mark>{escaped_part(self.text)}</mark>"

    def data(self) -> Data:
        """The words."""
        return {"mark": [{"text": spaced(self.text)}]}


@dataclass(frozen=True)
class Label:
    """A word on what the value beside it is: `editorial`."""

    text: str

    def __html__(self) -> str:
        return f'<span class="editorial">{in_html(self.text)}</span>'

    def data(self) -> Data:
        """The word."""
        return {"label": spaced(self.text)}


@dataclass(frozen=True)
class Empty:
    """What stands where a source prints nothing."""

    text: str

    def __html__(self) -> str:
        return f'<span class="empty">{in_html(self.text)}</span>'

    def data(self) -> Data:
        """The words."""
        return {"empty": spaced(self.text)}


@dataclass(frozen=True)
class Due:
    """The day of a review; that it has passed is shown when it has, in the reader's own time."""

    day: str
    """As 2025-12-31."""
    words: str
    is_past: bool
    """When the page was made."""

    PAST = "; newer values may exist"

    def __html__(self) -> str:
        hidden = "" if self.is_past else " hidden"
        late = f'<span class="stale" data-due="{address(self.day)}"{hidden}>{self.PAST}</span>'
        return f"due {in_html(self.words)}{late}"

    def data(self) -> Data:
        """The words."""
        return {"text": f"due {self.words}{self.PAST if self.is_past else ''}"}


@dataclass(frozen=True)
class Image:
    """A picture of ours without letters in it, and the same in words."""

    svg: Markdown
    alt: str
    shown: Markdown
    """The same on a page, where a part of it may stand in a file for all pages."""

    def __html__(self) -> str:
        return str(self.shown)

    def data(self) -> Data:
        """The picture, and the words."""
        return {"image": str(self.svg), "alt": spaced(self.alt)}


Inline = (
    Text
    | Between
    | Term
    | Emphasis
    | Link
    | Cite
    | Figure
    | Wiki
    | Marked
    | Label
    | Empty
    | Due
    | Image
)


@dataclass(frozen=True)
class Run:
    """Inline nodes in a row; made of what is not settled yet by `resolving.settled`."""

    children: tuple[Inline, ...] = ()

    def __html__(self) -> str:
        return "".join(child.__html__() for child in self.children)

    def __bool__(self) -> bool:
        return bool(self.children)

    def __add__(self, other: Run) -> Run:
        return Run(self.children + other.children)

    def join(self, runs: Iterable[Run]) -> Run:
        """Runs with this one between them."""
        made: list[Inline] = []
        for index, each in enumerate(runs):
            made += [*(self.children if index else ()), *each.children]
        return Run(tuple(made))

    def data(self) -> list[Data]:
        """The nodes."""
        return [child.data() for child in self.children]

    @property
    def last_marks(self) -> frozenset[Inline]:
        """The marks that the run ends with."""
        return frozenset(takewhile(lambda node: isinstance(node, Cite), reversed(self.children)))


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    run: Run

    def __html__(self) -> str:
        html = self.run.__html__()
        return f"<p>{html}</p>" if html else ""

    def data(self) -> Data:
        """The run in it."""
        return {"paragraph": self.run.data()}


@dataclass(frozen=True)
class Items:
    """A list; each item is a row of blocks."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool

    def __html__(self) -> str:
        items = "".join(f"<li>{_item(item)}</li>\n" for item in self.items)
        tag = "ol" if self.ordered else "ul"
        return f"<{tag}>\n{items}</{tag}>"

    def data(self) -> Data:
        """The blocks of each item."""
        items = [[block.data() for block in item] for item in self.items]
        return {"list": items, "ordered": self.ordered}


Block = Paragraph | Items


@dataclass(frozen=True)
class Blocks:
    """A text of paragraphs and lists."""

    blocks: tuple[Block, ...] = ()

    def __html__(self) -> str:
        return "\n\n".join(block.__html__() for block in self.blocks)

    def __bool__(self) -> bool:
        return bool(self.blocks)

    def data(self) -> list[Data]:
        """The blocks."""
        return [block.data() for block in self.blocks]


def words(text: str) -> Run:
    """Plain text as a run."""
    return Run((Text(text.strip()),))


def listed(runs: Iterable[Run], sign: Literal[", ", "; "] = ", ") -> Run:
    """Runs in a line, with a sign between them."""
    return Run((Between(sign),)).join(runs)


def bare(nodes: Iterable[Inline]) -> str:
    """The words of nodes, without marks."""
    return "".join(_bare(node) for node in nodes).strip()


def spaced(text: str) -> str:
    """Plain text with single spaces; one at an end stays where there was some."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and text.strip() else ""
    return f"{before}{' '.join(text.split())}{after}"


def _bare(node: Inline) -> str:
    match node:
        case Text() | Between() | Term() | Marked() | Label() | Empty():
            return spaced(node.text)
        case Figure() | Wiki():
            return spaced(node.words)
        case Emphasis() | Link():
            return "".join(_bare(child) for child in node.children.children)
        case Due():
            return f"due {node.words}"
        case Cite() | Image():
            return ""


def _item(item: tuple[Block, ...]) -> str:
    """An item of one paragraph is that paragraph's run."""
    if len(item) == 1 and isinstance(item[0], Paragraph):
        return item[0].run.__html__()
    return "\n".join(part.__html__() for part in item)
