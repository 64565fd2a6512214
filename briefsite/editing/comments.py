"""How a file is laid out: its keys and items as a tree, each with the comments that belong to it.

In: a document that could be read. Out: its nodes in the order of the text. A comment at the end of
a line belongs to what stands there, one on lines of its own to what follows; where it stands
deeper than what follows, it ends the part before. Blank lines count as comments without words.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from briefsite.library.yaml import Document, Path
from briefsite.models import Region
from briefsite.models.walk import written_order

Lines = list[str | None]
"""Lines of comment; None is a blank line."""
Point = tuple[int, int]

_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\'\'|[^\'])*\'')
_HYPHEN = re.compile(r"(?<![^ ])-(?= |$)")
_HEADER = re.compile(r"([|>])([0-9+-]*)")


@dataclass
class Node:
    """A key with its value, an item of a list, or the whole file."""

    path: Path
    start: Point
    """Where its key or its hyphen stands."""
    data: object
    key: str = ""
    """The key as it is written; empty for an item."""
    flow: bool = False
    """Whether it is written in brackets, or within some."""
    text: str | None = None
    """A value as it is written, where that is one line; of a block the first line."""
    indicators: str = ""
    """What stands behind the sign of a block."""
    block: list[str] = field(default_factory=list)
    """The lines of a block, without their common indent."""
    children: list["Node"] = field(default_factory=list)
    head: Lines = field(default_factory=list)
    above: Lines = field(default_factory=list)
    beside: str = ""
    """The comment at the end of the line, with the space before it."""
    after: Lines = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        """Whether no comment stands at it or in it."""
        lines = [*self.above, *self.after, self.beside]
        return not any(lines) and all(child.is_quiet for child in self.children)


@dataclass(frozen=True)
class Comment:
    """A comment, or with no text a blank line, which has the column of what follows it."""

    at: Point
    text: str
    gap: str = ""
    """The space before a comment that ends a line."""

    @property
    def line(self) -> str | None:
        """Its words where it stands on a line of its own; None for a blank line."""
        return self.text or None


def tree(document: Document) -> Node:
    """The whole file; its children are the keys, or the items, of the first level."""
    values = _values(document)
    bare = _bare(document, values)
    hyphens = _hyphens(bare)
    nodes = {
        path: Node(path, _start(document, path, hyphens), value) for path, value in values.items()
    }
    ordered = sorted(nodes.values(), key=lambda node: (node.start, len(node.path)))
    for node in ordered[1:]:
        parent = nodes[node.path[:-1]]
        parent.children.append(node)
        _read(document, node, parent)
    gathered = _Gathered(document, ordered, nodes)
    for comment in _comments(document, bare, blank=True):
        gathered.take(comment)
    root = ordered[0]
    first: Lines = root.children[0].above if root.children else []
    if None in first:  # a comment above a blank line is about the file
        size = len(first) - first[::-1].index(None)
        root.head, first[:size] = first[:size], []
    return root


def words(document: Document) -> list[str]:
    """The comments of a file, sorted."""
    bare = _bare(document, _values(document))
    return sorted(comment.text for comment in _comments(document, bare, blank=False))


def _values(document: Document) -> dict[Path, Any]:
    """Each value by its path; what holds others comes before them."""
    values: dict[Path, Any] = {(): document.data}
    for path in reversed(document.spans):
        if path:
            values[path] = values[path[:-1]][path[-1]]
    return values


def _start(document: Document, path: Path, hyphens: list[Point]) -> Point:
    """Where a key, the hyphen of an item, or an item in brackets begins."""
    if not path:
        return (-1, -1)
    span = document.spans[path]
    around = document.spans[path[:-1]].start
    if isinstance(path[-1], str) or _char(document, around) == "[":
        return span.key
    return hyphens[bisect_left(hyphens, span.start) - 1]


def _char(document: Document, at: Point) -> str:
    return document.lines[at[0]][at[1] : at[1] + 1]


def _read(document: Document, node: Node, parent: Node) -> None:
    span = document.spans[node.path]
    node.flow = parent.flow or _char(document, span.start) in ("[", "{")
    node.key = _key(document, node.path)
    if isinstance(node.data, dict | list):
        return
    header = _header(document, node.path)
    if header:
        _read_block(document, node, header[2])
        node.text = header[1] + node.indicators
    elif span.start[0] == span.end[0]:
        node.text = document.lines[span.start[0]][span.start[1] : span.end[1]]


def _read_block(document: Document, node: Node, indicators: str) -> None:
    """The lines of a block; an indent that is written out becomes the usual one."""
    digit = "".join(filter(str.isdigit, indicators))
    node.indicators = ("2" if digit else "") + "".join(c for c in indicators if c in "+-")
    lines = document.lines[slice(*_content(document, node.path))]
    first = next((line for line in lines if line.strip(" ")), max(lines, default=""))
    indent = node.start[1] + int(digit) if digit else len(first) - len(first.lstrip(" "))
    node.block = [line[indent:] for line in lines]
    while node.block and not node.block[-1] and "+" not in indicators:
        node.block.pop()


def _header(document: Document, path: Path) -> re.Match[str] | None:
    """The signs with which a block begins, where the value at a path is one."""
    line, column = document.spans[path].start
    return _HEADER.match(document.lines[line], column)


def _key(document: Document, path: Path) -> str:
    """A key as it is written; empty for an item."""
    if not isinstance(path[-1], str):
        return ""
    line, column = document.spans[path].key
    if not document.lines[line].startswith(('"', "'"), column):
        return path[-1]
    quoted = _QUOTED.match(document.lines[line], column)
    return quoted[0] if quoted else path[-1]


def _content(document: Document, path: Path) -> tuple[int, int]:
    """The lines of a block, from and to; a last line without its end counts."""
    span = document.spans[path]
    return span.start[0] + 1, span.end[0] + (1 if span.end[1] else 0)


def _bare(document: Document, values: Mapping[Path, object]) -> list[str]:
    """The lines with keys and values blotted out, so that signs and comments remain.

    A line with no sign that could be taken for one of these stays as it is.
    """
    bare = [*document.lines]
    for path, value in values.items():
        span = document.spans[path]
        if path and isinstance(path[-1], str) and _has_sign(bare[span.key[0]]):
            _blot(bare, span.key[0], span.key[1], span.key[1] + len(_key(document, path)))
        if isinstance(value, dict | list):
            continue
        if header := _header(document, path):
            _blot_block(document, path, header, bare)
        elif span.start[0] == span.end[0]:
            if _has_sign(bare[span.start[0]]):
                _blot(bare, *span.start, span.end[1])
        else:
            _blot(bare, *span.start)
            for line in range(span.start[0] + 1, span.end[0]):
                _blot(bare, line)
            _blot(bare, span.end[0], 0, span.end[1])
    return bare


def _has_sign(line: str) -> bool:
    return "#" in line or "-" in line


def _blot(bare: list[str], line: int, start: int = 0, end: int | None = None) -> None:
    text = bare[line]
    end = len(text) + 1 if end is None else end
    bare[line] = text[:start] + "x" * (end - start) + text[end:]


def _blot_block(document: Document, path: Path, header: re.Match[str], bare: list[str]) -> None:
    """A block with the sign that begins it; blank lines at its end are not part of it."""
    first, last = _content(document, path)
    while last > first and "+" not in header[2] and not document.lines[last - 1].strip(" "):
        last -= 1
    _blot(bare, document.spans[path].start[0], *header.span())
    for line in range(first, last):
        _blot(bare, line)


def _hyphens(bare: Iterable[str]) -> list[Point]:
    """Where the hyphens of lists stand."""
    return [
        (number, match.start())
        for number, line in enumerate(bare)
        if "-" in line
        for match in _HYPHEN.finditer(line.partition("#")[0])
    ]


def _comments(document: Document, bare: list[str], *, blank: bool) -> Iterator[Comment]:
    """The comments of a file, and where wanted its blank lines, from top to bottom."""
    column = 0
    found: list[Comment] = []
    for number, line in reversed(list(enumerate(bare))):
        before, sign, _ = line.partition("#")
        if line.strip(" "):
            column = len(line) - len(line.lstrip(" "))
        if sign:
            text = document.lines[number][len(before) :].rstrip(" ")
            gap = before[len(before.rstrip(" ")) :] or "  "
            found.append(Comment((number, len(before)), text, gap if before.strip(" ") else ""))
        elif blank and not line.strip(" "):
            found.append(Comment((number, column), ""))
    return reversed(found)


class _Gathered:
    """Gives each comment to the node that it belongs to."""

    def __init__(self, document: Document, ordered: list[Node], nodes: dict[Path, Node]) -> None:
        self._document, self._ordered, self._nodes = document, ordered, nodes
        self._starts = [node.start for node in ordered]

    def take(self, comment: Comment) -> None:
        """Give a comment to what it stands beside, above or behind."""
        size = bisect_left(self._starts, comment.at)
        last = self._ordered[size - 1]
        following = self._ordered[size] if size < len(self._ordered) else None
        span = self._document.spans[last.path]
        if comment.gap and last.path:
            self._beside(comment, self._closed_list(last, comment))
        elif comment.at < span.start and not last.children and last.path:
            last.above.append(comment.line)
        else:
            self._around(comment, last, following)

    def _closed_list(self, last: Node, comment: Comment) -> Node:
        """The outermost list in brackets that ends before a comment, else the node itself."""
        for size in range(1, len(last.path)):
            node = self._nodes[last.path[:size]]
            if node.flow and self._document.spans[node.path].end <= comment.at:
                return node
        return last

    def _beside(self, comment: Comment, node: Node) -> None:
        if node.beside:
            node.above.append(comment.text)
        else:
            node.beside = comment.gap + comment.text

    def _around(self, comment: Comment, last: Node, following: Node | None) -> None:
        if following and comment.at[1] <= following.start[1]:
            following.above.append(comment.line)
            return
        stop = len(following.path) - 1 if following else -1
        for size in range(len(last.path), stop, -1):
            node = self._nodes[last.path[:size]]
            if node.children and node.children[0].start[1] <= comment.at[1]:
                node.after.append(comment.line)
                return
        (following or self._ordered[0]).above.append(comment.line)


# Changes to the text of a file that leave everything else as it is, byte for byte.
#
# In: a text and what stands where in it. Out: the text with other letters in some places.


EditPoint = tuple[int, int]
Ids = tuple[str, ...]
_KEY = "former_ids"


@dataclass(frozen=True)
class Edit:
    """New letters between two points: line and column, from 0."""

    start: EditPoint
    end: EditPoint
    text: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text with all edits, which do not overlap; new lines end as the others do."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    end = "\r\n" if "\r\n" in text else "\n"
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        first, last = (
            min(starts[line] + column, len(text)) for line, column in (edit.start, edit.end)
        )
        text = text[:first] + edit.text.replace("\n", end) + text[last:]
    return text


def former_ids_edits(document: Document, before: Ids, after: Ids) -> Iterator[Edit]:
    """What gives a brief other former ids: lines more, lines less, or a list in brackets anew."""
    root = tree(document)
    node = next((child for child in root.children if child.key == _KEY), None)
    if node is None:
        place = _place(document, root, written_order(Region), _KEY)
        yield _lines(place, [f"{_KEY}:", *(f"  - {id}" for id in after)])
        return
    last = node.children[-1].start[0]
    if not after:
        yield Edit((node.start[0], 0), (last + 1, 0), "")
    elif node.flow:
        span = document.spans[node.path]
        yield Edit(span.start, span.end, f"[{', '.join(after)}]")
    else:
        gone = [child.start[0] for child in node.children if child.data not in after]
        yield from (Edit((line, 0), (line + 1, 0), "") for line in gone)
        new = [id for id in after if id not in before]
        yield _lines(last + 1, [f"{' ' * node.children[0].start[1]}- {id}" for id in new])


def list_edits(
    document: Document, order: tuple[str, ...], key: str, new: Mapping[int, list[list[str]]]
) -> Iterator[Edit]:
    """What puts items into a list of the first level, in each case before the item of a number.

    An item is its lines. A list that is not there begins where the order of keys has it, or where a
    comment keeps its place, as in a new brief. Raises ValueError where the list is written in
    brackets with something in them.
    """
    root = tree(document)
    node = next((child for child in root.children if child.key == key), None)
    if node is None:
        lines = [f"{key}:", *(line for item in new[0] for line in _item(item, 2))]
        begun = [n for n, line in enumerate(document.lines) if line == f"# {key}:"]
        place = begun[0] if begun else _place(document, root, order, key)
        yield _lines_at(document, place, lines)
        return
    if not node.children:
        line, span = node.start[0], document.spans[node.path]
        yield Edit((line, node.start[1] + len(node.key) + 1), span.end, "")
        yield _lines_at(document, line + 1, [line for item in new[0] for line in _item(item, 2)])
        return
    if node.flow:
        raise ValueError("it is written in brackets")
    indent = node.children[0].start[1]
    gap = [""] if any(None in child.above for child in node.children[1:]) else []
    for number, items in new.items():
        lines = [line for item in items for line in (*gap, *_item(item, indent))]
        yield _lines_at(document, _line_before(document, root, node, number), lines)


def _item(lines: list[str], indent: int) -> list[str]:
    first, *rest = lines
    return [f"{' ' * indent}- {first}", *(f"{' ' * indent}  {line}" for line in rest)]


def _line_before(document: Document, root: Node, node: Node, number: int) -> int:
    """The line of an item with the comments above it; of none, that behind the last item."""
    if number < len(node.children):
        child = node.children[number]
        return child.start[0] - len(child.above)
    later = [child for child in root.children if child.start > node.start]
    line = later[0].start[0] - len(later[0].above) if later else len(document.lines)
    closing = node if later else root  # what ends the list, or the whole file
    while closing.children:
        line -= len(closing.after)
        closing = closing.children[-1]
    return line - len(closing.after)


def _lines_at(document: Document, at: int, lines: list[str]) -> Edit:
    """Lines more, also behind a last line that has no end."""
    if at >= len(document.lines) and document.lines[-1]:
        end = (len(document.lines) - 1, len(document.lines[-1]))
        return Edit(end, end, "".join(f"\n{line}" for line in lines))
    return _lines(at, lines)


def _lines(at: int, lines: list[str]) -> Edit:
    return Edit((at, 0), (at, 0), "".join(f"{line}\n" for line in lines))


def _place(document: Document, root: Node, order: tuple[str, ...], key: str) -> int:
    """The line before which a key belongs: above the comments of the next key."""
    rank = order.index(key)
    for child in root.children:
        if child.key not in order or order.index(child.key) > rank:
            return child.start[0] - len(child.above)
    return len(document.lines)
