"""YAML text into plain data, with the place of every key and value. The only home of PyYAML.

In: bytes of one file. Out: a `Document`, and the problems found on the way. The subset is strict:
one document of mappings, lists and scalars in UTF-8; no anchors, aliases, tags, directives, merge
keys or duplicate keys, and no unquoted word that another YAML reader takes for something else.
Scalars come out as str, int, Decimal or (only for true and false) bool; the models do the rest.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

import yaml

from briefsite.library.yaml_errors import CURLY, Complaint, cut_off, explain, no_value
from briefsite.problems import Place, Problem, decode, problem_at
from briefsite.text import bad_characters, name_of, places

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser of libyaml, in C, where the wheel has it."""
MAX_DEPTH = 12
MAX_NODES = 20_000

Path = tuple[str | int, ...]
_NUMBER = re.compile(r"(?!-0(?:\.0*)?$)-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,30})?")
_EMPTY = object()
_AMBIGUOUS = {*yaml.SafeLoader.yaml_implicit_resolvers, *"ynYN-0123456789"}
"""With what a word without quotes begins that a reader of YAML may take for something else."""
_LONGEST = len("false")
"""No word of letters that is ambiguous is longer."""
_HINTS = {
    "tag:yaml.org,2002:bool": 'other readers take it for a truth value; write it in quotes: "{0}"',
    "tag:yaml.org,2002:int": 'other readers take it for another number; write digits only or "{0}"',
    "tag:yaml.org,2002:float": 'other readers take it for another number; write 1.5 or "{0}"',
    "tag:yaml.org,2002:timestamp": 'other readers take it for a date; write it in quotes: "{0}"',
    "tag:yaml.org,2002:null": "write a value; without one, leave the key out",
    "tag:yaml.org,2002:merge": "merge keys are not allowed; write the keys out",
    "tag:yaml.org,2002:value": 'write it in quotes: "{0}"',
}


class Span(NamedTuple):
    """Where a key and its value stand: marks of PyYAML, counted from 0."""

    key: tuple[int, int]
    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True)
class Document:
    """One parsed file: its data, and where each path of it stands."""

    file: str
    lines: tuple[str, ...]
    read: Any = None
    """Its data, where it is at hand; else it is read again when it is asked for."""
    marks: "dict[Path, Span] | array[int] | None" = None
    """Where each path stands, or of a whole document the numbers alone, which take less room."""
    faults: tuple[Problem, ...] = ()
    """What is wrong with it as YAML; where something is, a value is missing in the data."""
    key: str = ""
    """The digest of the file, where somebody keeps what is found in it."""

    @property
    def data(self) -> Any:
        """Its data."""
        return self._again.read if self.read is None else self.read

    @cached_property
    def _again(self) -> "Document":
        """All of it, read once more where it is not at hand."""
        if self.marks is not None:
            return self
        return load(self.file, "\n".join(self.lines).encode())[0] or self

    def lean(self) -> "Document":
        """It without what can be read again; for one that is whole."""
        return self if self.faults else replace(self, read=None, marks=None)

    @property
    def is_whole(self) -> bool:
        """Whether every value could be read."""
        return not self.faults

    @cached_property
    def spans(self) -> dict[Path, Span]:
        """Where each path stands; what lies in a value comes before it."""
        marks = self._again.marks or ()
        if isinstance(marks, dict):
            return marks
        numbers = iter(marks)
        points = zip(numbers, numbers, strict=True)
        return dict(zip(_paths(self.data, ()), map(Span, points, points, points), strict=True))

    @cached_property
    def ambiguous(self) -> dict[Place, int]:
        """Where a value was refused because other readers take it for something else."""
        return {
            fault.place: number
            for number, fault in enumerate(self.faults)
            if fault.rule == "ambiguous-scalar"
        }

    def has_fault_in(self, path: Path) -> bool:
        """Whether something within the value of a path could not be read."""
        span = self.spans[path]
        at = bisect_left(self._fault_lines, span.start[0] + 1)
        return at < len(self._fault_lines) and self._fault_lines[at] <= span.end[0] + 1

    @cached_property
    def _fault_lines(self) -> list[int]:
        return sorted(fault.place.line for fault in self.faults)

    def problem(
        self,
        path: Path,
        rule: str,
        message: str,
        hint: str = "",
        *,
        at: str = "",
        nth: int = 0,
        key: bool = False,
    ) -> Problem:
        """A problem at a path: at its key, at its value, or at the nth `at` in its value."""
        while path not in self.spans:
            path = path[:-1]
        span = self.spans[path]
        line, column = self._find(span, at, nth) if at else (span.key if key else span.start)
        width = len(at) or (len(str(path[-1])) if key and path else self._width(span, line, column))
        return problem_at(self.file, self.lines, (line, column), rule, message, hint, width)

    def path_at(self, place: Place) -> Path:
        """The path of the value that begins at a place, or that began last before it."""
        starts, paths = self._order
        found = bisect_right(starts, (place.line - 1, place.column - 1))
        return paths[found - 1] if found else ()

    @cached_property
    def _order(self) -> tuple[list[tuple[int, int]], list[Path]]:
        """Where the values begin, and their paths, in the order of the file; the inner one last."""
        ordered = sorted(self.spans, key=lambda path: (self.spans[path].start, len(path)))
        return [self.spans[path].start for path in ordered], ordered

    def opening(self, path: Path) -> str:
        """The rest of the line on which a value begins; empty where the path leads to none."""
        span = self.spans.get(path)
        return self.lines[span.start[0]][span.start[1] :].rstrip() if span else ""

    def _find(self, span: Span, text: str, nth: int) -> tuple[int, int]:
        """The place of a text within a value; a folded value breaks it over lines."""
        raw, starts = self._value(span)
        found = places(text, raw)
        first = bisect_left(found, span.start[1])
        if first == len(found):
            return span.start
        at = found[min(first + nth, len(found) - 1)]
        line = bisect_right(starts, at) - 1
        return span.start[0] + line, at - starts[line]

    def _value(self, span: Span) -> tuple[str, list[int]]:
        """The lines on which a value stands, and where each begins; made once for a value."""
        if span not in self._values:
            lines = self.lines[span.start[0] : span.end[0] + 1]
            starts = accumulate((len(line) + 1 for line in lines[:-1]), initial=0)
            self._values[span] = "\n".join(lines), [*starts]
        return self._values[span]

    @cached_property
    def _values(self) -> dict[Span, tuple[str, list[int]]]:
        return {}

    def _width(self, span: Span, line: int, column: int) -> int:
        if span.start[0] == span.end[0] == line:
            return max(1, span.end[1] - column)
        seen = re.sub(r"\s+#.*", "", self.lines[line]).rstrip()
        return max(1, len(seen) - column) if span.start[0] == line else 1


def _paths(value: object, path: Path) -> Iterator[Path]:
    parts: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in parts:
        yield from _paths(part, (*path, key))
    yield path


def plain_number(text: str) -> int | Decimal | None:
    """The number that a text without quotes is; None where it is none."""
    match = _NUMBER.fullmatch(text)
    return None if not match else Decimal(text) if match[2] else int(text)


def load(file: str, raw: bytes) -> tuple[Document | None, list[Problem]]:
    """Parse one file. The document is None where nothing usable came out."""
    text, problems = decode(file, raw)
    lines = tuple(text.split("\n"))
    if problems:
        return None, problems
    if not text.endswith("\n"):  # libyaml counts a line more then
        return in_python(file, text, lines)
    builder = _Builder(file, lines, _FAST)
    try:
        data = builder.build(text)
    except _Stop:
        return None, builder.problems
    except (yaml.YAMLError, ValueError, OverflowError):
        return in_python(file, text, lines)
    return builder.document(data), builder.problems


def in_python(
    file: str, text: str, lines: tuple[str, ...]
) -> tuple[Document | None, list[Problem]]:
    """Parsed in Python, which knows better what is wrong with a text, and where."""
    builder = _Builder(file, lines, yaml.SafeLoader)
    try:
        data = builder.build(text)
    except yaml.MarkedYAMLError as error:
        fault = _syntax(file, lines, error)
        others = [one for one in builder.problems if one.place.line != fault.place.line]
        return None, [*others, fault]
    except (ValueError, OverflowError):  # an escape beyond Unicode
        problem = problem_at(file, lines, builder.at, "yaml-syntax", "an escape names no character")
        return None, [*builder.problems, problem]
    except _Stop:
        return None, builder.problems
    return builder.document(data), builder.problems


class _Stop(Exception):
    """The rest of the file cannot be read; the problem has been noted."""


def _syntax(file: str, lines: tuple[str, ...], error: yaml.MarkedYAMLError) -> Problem:
    at = _point(error.problem_mark or error.context_mark)
    began = _point(error.context_mark) if error.context_mark else at
    complaint = Complaint(error.context or "", error.problem or "", began, at)
    fault = explain(lines, complaint)
    place = problem_at(file, lines, fault.position, "yaml-syntax", fault.message, fault.hint)
    return replace(place, width=fault.width)


def _point(mark: Any) -> tuple[int, int]:
    return mark.line, mark.column


class _Builder:
    """Builds data from PyYAML's events and notes every breach of the subset."""

    def __init__(self, file: str, lines: tuple[str, ...], parser: Any) -> None:
        self.problems: list[Problem] = []
        self.spans: dict[Path, Span] = {}
        self._file, self._lines, self._parser = file, lines, parser
        self._nodes = 0

    @property
    def at(self) -> tuple[int, int]:
        """Where the reader stands."""
        return _point(self._loader.get_mark())

    def document(self, data: object) -> Document:
        """What was built."""
        marks: dict[Path, Span] | array[int] = self.spans
        if not self.problems:
            numbers = (n for span in self.spans.values() for point in span for n in point)
            marks = array("I", numbers)
        return Document(self._file, self._lines, data, marks, (*self.problems,))

    def build(self, text: str) -> object:
        self._loader = self._parser(text)
        self._next = self._loader.get_event
        try:
            self._next()  # the start of the stream
            if self._loader.check_event(yaml.StreamEndEvent):
                hint = "begin one with `build.py new`, or delete it"
                self._stop((0, 0), "yaml-strict", "the file is empty", hint)
            self._start_document()
            data = self._node(self._next(), (), None)
            if data is _EMPTY:
                raise _Stop
            self._next()  # the end of the document
            event = self._next()
            if type(event) is not yaml.StreamEndEvent:
                at, hint = _point(event.start_mark), "one file holds one brief"
                self._stop(at, "yaml-strict", "a second document", hint)
            return data
        finally:
            self._loader.dispose()

    def _start_document(self) -> None:
        event = self._next()
        first = next((n for n, line in enumerate(self._lines) if line.startswith("%")), None)
        if first is not None and first <= event.start_mark.line:
            self._note((first, 0), "yaml-strict", "directives (%NAME) are not allowed")

    def _note(
        self, mark: tuple[int, int], rule: str, message: str, hint: str = "", width: int = 1
    ) -> None:
        self.problems.append(problem_at(self._file, self._lines, mark, rule, message, hint, width))

    def _stop(self, mark: tuple[int, int], rule: str, message: str, hint: str = "") -> None:
        self._note(mark, rule, message, hint)
        raise _Stop

    def _node(self, event: Any, path: Path, key: tuple[int, int] | None) -> object:
        """The value that begins with an event; its key stands at `key`, an item has none."""
        start = _point(event.start_mark)
        self._nodes += 1
        if len(path) > MAX_DEPTH or self._nodes > MAX_NODES:
            self._stop(start, "yaml-strict", "nested too deeply or too many values")
        kind = type(event)
        if kind is yaml.AliasEvent:
            self._note(start, "yaml-strict", "aliases (*name) are not allowed", "write it out")
            self.spans[path] = Span(key or start, start, _point(event.end_mark))
            return _EMPTY
        if event.anchor or event.tag:
            what = "anchors (&name)" if event.anchor else "tags (!name)"
            self._note(start, "yaml-strict", f"{what} are not allowed", "write plain values")
        data: object
        if kind is yaml.ScalarEvent:
            end = _point(event.end_mark)
            data = self._scalar(event, start, end)
        elif kind is yaml.MappingStartEvent:
            data, end = self._mapping(path)
        else:
            data, end = self._sequence(path)
        self.spans[path] = Span(key or start, start, end)
        return data

    def _mapping(self, path: Path) -> tuple[dict[str, object], tuple[int, int]]:
        found: dict[str, object] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            at = _point(event.start_mark)
            if type(event) is not yaml.ScalarEvent:
                self._stop(at, "yaml-strict", "a key must be a plain word")
            key, own = event.value, (*path, event.value)
            if key == "<<" and not event.style:
                self._note(at, "yaml-strict", "merge keys are not allowed", "write the keys out")
            if event.style == '"':
                self._characters(key, at)
            if key in found:
                self._twice(key, at, self.spans[own].key)
            value = self._node(self._next(), own, at)
            if value is not _EMPTY and key not in found:
                found[key] = value
        return found, _point(event.end_mark)

    def _twice(self, key: str, at: tuple[int, int], first: tuple[int, int]) -> None:
        message, hint = f"the key '{key}' stands here twice", "keep one"
        self._note(at, "duplicate-key", message, hint, len(key))
        words = f"'{key}' stands here first"
        other = problem_at(self._file, self._lines, first, "duplicate-key", words, "", len(key))
        self.problems[-1] = self.problems[-1].beside(other)

    def _sequence(self, path: Path) -> tuple[list[object], tuple[int, int]]:
        found: list[object] = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            value = self._node(event, (*path, len(found)), None)
            if value is not _EMPTY:
                found.append(value)
        return found, _point(event.end_mark)

    def _characters(self, text: str, mark: tuple[int, int]) -> None:
        """Refuse what an escape in double quotes brings in; all else has been seen in the lines."""
        bad = [char for _, char in bad_characters(text)]
        for char in bad:
            message = f"the character {name_of(char)} is not allowed, not even as an escape"
            self._note(mark, "forbidden-character", message, "delete it")
        if bad:
            raise _Stop

    def _scalar(self, event: Any, mark: tuple[int, int], end: tuple[int, int]) -> object:
        value: str = event.value
        if style := event.style:
            if style == '"':
                self._characters(value, mark)
            return value
        line = self._lines[end[0]]
        if len(line) > end[1] and (fault := cut_off(line, end)):
            message, hint = fault.message, fault.hint
            self._note(fault.position, "ambiguous-scalar", message, hint, fault.width)
        first = value[:1]
        if first in CURLY and value[-1:] == CURLY[first]:
            message = f"{value[0]} and {value[-1]} are no quotes of YAML, but part of the text"
            hint = f'put the text in straight quotes: "{value[1:-1]}"; in them curly ones may stand'
            self._note(mark, "ambiguous-scalar", message, hint, len(value))
        if first not in _AMBIGUOUS or (first.isalpha() and len(value) > _LONGEST):
            return value
        if value in ("true", "false"):
            return value == "true"
        number = plain_number(value)
        if number is not None:
            return number
        tag = self._loader.resolve(yaml.ScalarNode, value, (True, False))
        if value in ("y", "n", "Y", "N"):
            tag = "tag:yaml.org,2002:bool"
        if tag in _HINTS:
            message, hint = f"'{value}' without quotes is ambiguous", _HINTS[tag].format(value)
            if not value:
                message, hint = no_value(self._lines[mark[0]]) or ("there is no value here", hint)
            self._note(mark, "ambiguous-scalar", message, hint, len(value) or 1)
            return _EMPTY if tag.endswith(":null") else value
        return value
