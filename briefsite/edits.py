"""Changes to the text of a file that leave everything else as it is, byte for byte.

In: a text and what stands where in it. Out: the text with other letters in some places.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from briefsite.layout import Node, tree
from briefsite.models import Region
from briefsite.models.walk import written_order
from briefsite.source import Document

Point = tuple[int, int]
Ids = tuple[str, ...]
_KEY = "former_ids"


@dataclass(frozen=True)
class Edit:
    """New letters between two points: line and column, from 0."""

    start: Point
    end: Point
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
        yield _lines(_place(document, root), [f"{_KEY}:", *(f"  - {id}" for id in after)])
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


def _lines(at: int, lines: list[str]) -> Edit:
    return Edit((at, 0), (at, 0), "".join(f"{line}\n" for line in lines))


def _place(document: Document, root: Node) -> int:
    """The line before which the former ids belong: above the comments of the next key."""
    order = written_order(Region)
    rank = order.index(_KEY)
    for child in root.children:
        if child.key not in order or order.index(child.key) > rank:
            return child.start[0] - len(child.above)
    return len(document.lines)
