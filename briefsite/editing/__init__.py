"""The one layout of a brief's file: keys in the order of the format, two spaces, comments kept.

In: a document that could be read, and the model that orders its keys. Out: the text of the file in
the usual layout. Words, numbers, quotes, the lines of a block and the order of lists stay as they
are; entries of a registry stand by id. A comment moves with what it stands above or beside.

What comes out is checked against what went in: where something would be lost, there is none.
"""

import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, lru_cache

from pydantic import BaseModel

from briefsite.editing.comments import Lines, Node, tree, words
from briefsite.library import FOLDERS, REGISTRIES, SITE
from briefsite.library.validation import id_fault
from briefsite.library.yaml import Document, Path, load
from briefsite.models import Site
from briefsite.models.walk import model_at, written_order
from briefsite.problems import BriefsiteError, Problem, problem_at

WIDTH = 100
"""How long a line may become where a text over several lines or a list in brackets is laid out."""

Order = Callable[[Path], tuple[str, ...] | None]
"""The usual order of the keys at a path; None where they stand by name."""


class _Open(str):
    """A line of a block that keeps the blank lines behind it: none may be added."""


def order_for(file: str) -> Order:
    """The usual order in a file of the briefs folder: `briefs/regions/hunan.yml`."""
    *folders, name = file.split("/")
    if folders[-1] in FOLDERS:
        return order_of(FOLDERS[folders[-1]][1])
    if name == SITE:
        return order_of(Site)
    return order_of(REGISTRIES[name][1], registry=True)


def order_of(model: type[BaseModel], *, registry: bool = False) -> Order:
    """The order of the fields of a model; a registry maps ids to entries of it."""

    def order(path: Path) -> tuple[str, ...] | None:
        if registry and not path:
            return None
        names = tuple(step for step in path if isinstance(step, str))
        return _order_at(model, names[1:] if registry else names)

    return order


@cache
def _order_at(model: type[BaseModel], names: tuple[str, ...]) -> tuple[str, ...]:
    found = model_at(model, names)
    return written_order(found) if found else ()


def formatted(document: Document, order: Order) -> str | None:
    """The text in the usual layout; None where something would be lost on the way."""
    if not isinstance(document.data, dict):
        return None
    if not document.data or is_usual(document, order):
        return "\n".join(document.lines)
    return arranged(document, order)


def is_usual(document: Document, order: Order) -> bool:
    """Whether a file is seen at a glance to be in the usual layout; of others this says nothing."""
    return bool(document.data) and _Usual(document, order).is_whole()


def arranged(document: Document, order: Order) -> str | None:
    """The text in the usual layout, however the file is laid out; None where something is lost."""
    root = tree(document)
    _arrange(root, order)
    lines = [*root.head, *_inside(root, 0), *root.above]
    text = "\n".join(_joined(lines)) + "\n"
    if text == "\n".join(document.lines):
        return text
    again, problems = load(document.file, text.encode())
    if again is None or problems or exact(again.data) != exact(document.data):
        return None
    return text if words(again) == words(document) else None


_BLOCKS = ("|", "|-", ">", ">-")


class _Usual:
    """A look at a plain file, which costs little.

    A plain file has no comments and no brackets, no quoted keys, and texts over several lines only
    as blocks. Each look is given the line where something is to begin, and gives the line behind
    it; -1 where it is otherwise.
    """

    def __init__(self, document: Document, order: Order) -> None:
        self._data, self._lines, self._spans = document.data, document.lines, document.spans
        self._order = order

    def is_whole(self) -> bool:
        """Whether the whole file is known to be laid out as usual."""
        first, last = self._lines[0], self._lines[-1]
        ends = bool(first) and not last
        return ends and self._keys(self._data, (), 0, 0) == len(self._lines) - 1

    def _keys(self, data: dict[str, object], path: Path, indent: int, line: int) -> int:
        if not _are_in_order(self._order(path), (*data,)):
            return -1
        for key, value in data.items():
            line += not self._lines[line]
            text, own = self._lines[line], (*path, key)
            at = indent + len(key) + 2
            if self._spans[own].key != (line, indent):
                return -1
            if isinstance(value, dict | list):
                is_opened = value and text.endswith(f"{key}:") and len(text) == at - 1
                line = self._parts(value, own, indent + 2, line + 1) if is_opened else -1
            else:
                is_opened = text.startswith(f"{key}: ", indent)
                line = self._value(own, indent + 2, at, line) if is_opened else -1
            if line < 0:
                return -1
        return line

    def _parts(
        self, data: dict[str, object] | list[object], path: Path, indent: int, line: int
    ) -> int:
        if isinstance(data, dict):
            return self._keys(data, path, indent, line)
        hyphen = " " * indent + "- "
        for number, value in enumerate(data):
            line += not self._lines[line]
            if not self._lines[line].startswith(hyphen):
                return -1
            own = (*path, number)
            if isinstance(value, dict) and value:
                line = self._keys(value, own, indent + 2, line)
            elif isinstance(value, dict | list):
                return -1
            else:
                line = self._value(own, indent + 2, indent + 2, line)
            if line < 0:
                return -1
        return line

    def _value(self, path: Path, indent: int, column: int, line: int) -> int:
        _, start, end = self._spans[path]
        text = self._lines[line]
        if start != (line, column):
            return -1
        if text[column : column + 1] in "|>":
            return self._block(indent, line + 1, end) if text[column:] in _BLOCKS else -1
        return line + 1 if end == (line, len(text)) else -1

    def _block(self, indent: int, line: int, end: tuple[int, int]) -> int:
        """A block without blank lines at its ends; another is no plain one."""
        lines, before = self._lines[line : end[0] + (1 if end[1] else 0)], " " * indent
        while lines and not lines[-1]:
            lines = lines[:-1]
        if not lines or not lines[0].strip(" ") or lines[0][indent : indent + 1] == " ":
            return -1
        rests = (one[indent:] if one.startswith(before) else "" for one in lines)
        is_plain = all(rest or not one for rest, one in zip(rests, lines, strict=True))
        return line + len(lines) if is_plain and lines[-1].strip(" ") else -1


@lru_cache(maxsize=1 << 12)
def _are_in_order(wanted: tuple[str, ...] | None, keys: tuple[str, ...]) -> bool:
    """Whether keys stand in the usual order; one that the format does not know is not usual."""
    if wanted is None:
        return list(keys) == sorted(keys)
    return list(keys) == [name for name in wanted if name in keys]


def apart(file: str, raw: bytes) -> tuple[dict[str, str], str]:
    """The text of each entry of a registry as a file of its own, and what belongs to none."""
    document, problems = load(file, raw)
    text = formatted(document, order_for(file)) if document and not problems else None
    again, _ = load(file, text.encode()) if text else (None, [])
    if not again or not isinstance(again.data, dict):
        raise BriefsiteError(f"{file} cannot be read; `build.py check` says why")
    nodes = tree(again).children
    starts = [node.start[0] - len(node.above) for node in nodes]
    parts = {}
    for node, begin, end in zip(nodes, starts, [*starts[1:], len(again.lines)], strict=True):
        id, at = str(node.path[-1]), len(node.above)
        lines = [line.removeprefix("  ") for line in again.lines[begin:end]]
        lines[at : at + 1] = [node.beside.strip()] if node.beside else []
        parts[id] = "\n".join(lines).strip("\n") + "\n"
        part, faults = load(file, parts[id].encode())
        if fault := id_fault(id):
            raise BriefsiteError(f"'{id}' in {file} is no id; {fault}")
        if not part or faults or exact(part.data) != exact(again.data[id]):
            raise BriefsiteError(f"the layout of '{id}' in {file} is too unusual to be split")
    head = again.lines[: starts[0]] if starts else [c for c in again.lines if c.startswith("#")]
    return parts, "\n".join(head).strip("\n")


def differing(document: Document, text: str | None, raw: bytes) -> Iterator[Problem]:
    """Where a file differs from the usual layout, or that it cannot be brought into it."""
    if text is None:
        message, hint = "this layout is too unusual to be put right", "write it more plainly"
        yield document.problem((), "unformatted", message, hint)
    elif text.encode() != raw:
        message, line = "from here on the layout is not the usual one", None
        if b"\r\n" in raw:
            message, line = "the lines end as on Windows, with CR and LF", 0
        elif composed(raw) != raw:
            message = "letters and their accents stand here as several characters (not in NFC)"
            line = next(n for n, old in enumerate(raw.split(b"\n")) if composed(old) != old)
        hint = f"run `build.py format {document.file}`"
        at = (first_difference(document, text) if line is None else line, 0)
        problem = problem_at(document.file, document.lines, at, "unformatted", message, hint)
        yield replace(problem, level="warning", width=max(1, len(problem.excerpt)))


def composed(raw: bytes) -> bytes:
    """Bytes of a file, with each letter and its accents as one character where there is one."""
    try:
        return unicodedata.normalize("NFC", raw.decode()).encode()
    except UnicodeDecodeError:
        return raw


def first_difference(document: Document, text: str) -> int:
    """The first line, counted from 0, that the usual layout has otherwise."""
    wanted = text.split("\n")
    pairs = enumerate(zip(document.lines, wanted, strict=False))
    shorter = min(len(document.lines), len(wanted)) - 1
    return next((number for number, (now, then) in pairs if now != then), shorter)


def exact(data: object) -> str:
    """Data as text, with every digit of its numbers, whatever the order of the keys."""
    return json.dumps(data, sort_keys=True, default=lambda number: [str(number)])


def _arrange(node: Node, order: Order) -> None:
    for child in node.children:
        _arrange(child, order)
    if not isinstance(node.data, dict):
        return
    wanted = order(node.path)
    if wanted is None:
        node.children.sort(key=lambda child: str(child.path[-1]))
        return
    ranks: dict[Path, int] = {}
    rank = -1
    for child in node.children:  # a key that the format does not know stays behind the one before
        name = str(child.path[-1])
        rank = wanted.index(name) if name in wanted else rank
        ranks[child.path] = rank
    node.children.sort(key=lambda child: ranks[child.path])


def _joined(lines: Lines) -> Iterator[str]:
    """The lines, with one blank line for several, and none at the ends."""
    before: str | None = None
    blank = False
    for line in lines:
        if line is None:
            blank = before is not None and not isinstance(before, _Open)
            continue
        if blank:
            yield ""
        blank, before = False, line
        yield line


def _indented(lines: Lines, indent: int) -> Lines:
    return [None if line is None else " " * indent + line for line in lines]


def _inside(node: Node, indent: int) -> Lines:
    """The keys or items of a node, each with its comments, and the comments that end it."""
    lay = _entry if isinstance(node.data, dict) else _item
    lines = [line for child in node.children for line in lay(child, indent)]
    return [*lines, *_indented(node.after, indent)]


def _entry(node: Node, indent: int) -> Lines:
    above, room = _indented(node.above, indent), WIDTH - indent - len(node.key) - 2
    head = f"{' ' * indent}{node.key}:"
    if _opens(node, room):
        return [*above, head + node.beside, *_inside(node, indent + 2)]
    text, *rest = _value(node, indent, room)
    return [*above, f"{head} {text}{node.beside}", *rest]


def _item(node: Node, indent: int) -> Lines:
    above, hyphen = _indented(_hoisted(node, WIDTH - indent - 2), indent), " " * indent + "- "
    if _opens(node, WIDTH - indent - 2):
        first, *rest = _inside(node, indent + 2)
        return [*above, hyphen + (first or "").lstrip(" "), *rest]
    head, *tail = _value(node, indent, WIDTH - indent - 2)
    return [*above, f"{hyphen}{head}{node.beside}", *tail]


def _hoisted(node: Node, room: int) -> Lines:
    """The comments to stand above an item: its own, and those of what follows its hyphen."""
    lines, node.above = node.above, []
    if not _opens(node, room):
        return lines
    if node.beside:
        lines.append(node.beside.lstrip(" "))
        node.beside = ""
    first = node.children[0]
    if isinstance(node.data, list):
        return [*lines, *_hoisted(first, room - 2)]
    lines, first.above = [*lines, *first.above], []
    return lines


def _opens(node: Node, room: int) -> bool:
    """Whether the keys or items of a node stand on lines of their own."""
    return bool(node.children) and _brackets(node, room) is None


def _brackets(node: Node, room: int) -> str | None:
    """A list in brackets on one line, where it was in brackets and there is room."""
    texts = [child.text for child in node.children]
    if not node.flow or isinstance(node.data, dict) or not node.is_quiet or None in texts:
        return None
    line = f"[{', '.join(text for text in texts if text)}]"
    return line if len(line) <= room else None


def _value(node: Node, indent: int, room: int) -> list[str]:
    """A value that begins on the line of its key or hyphen."""
    if isinstance(node.data, dict | list):
        return [_brackets(node, room) or ("{}" if isinstance(node.data, dict) else "[]")]
    if node.text is None:
        return laid_out(str(node.data), indent, room)
    block = [" " * (indent + 2) + line if line else "" for line in node.block]
    if block and "+" in node.indicators:
        block[-1] = _Open(block[-1])
    return [node.text, *block]


def laid_out(text: str, indent: int, room: int) -> list[str]:
    """A text as the value of a key at an indent: on one line where there is room, else a block."""
    quoted = json.dumps(text, ensure_ascii=False)
    plain = _read(text) == text
    if plain and len(text) <= room:
        return [text]
    lines, before = text.removesuffix("\n").split("\n"), " " * (indent + 2)
    if any(line != " ".join(line.split()) for line in lines) or not (lines[0] and lines[-1]):
        return [quoted]
    if len(lines) > 1 or text.endswith("\n"):
        return [
            "|" if text.endswith("\n") else "|-",
            *(before + line if line else "" for line in lines),
        ]
    if len(quoted) <= room:
        return [quoted]
    return [">-", *(before + line for line in _folded(text, WIDTH - indent - 2))]


def _folded(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _read(text: str) -> object:
    """What a text means as a value without quotes; None where it means none."""
    document, problems = load("", f"key: {text}\n".encode())
    found = document.data if document and not problems else None
    return found["key"] if isinstance(found, dict) and list(found) == ["key"] else None
