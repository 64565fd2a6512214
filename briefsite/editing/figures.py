"""Figures into briefs: from plain texts, by the columns of the format, to their place in a file.

In: a checkout, and of each figure its brief and the text of each column. Out: changed files, where
all that was there stays byte for byte; or the problems that this would bring, and nothing changed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from briefsite import checks, store
from briefsite.editing import exact, formatted, order_for
from briefsite.editing.comments import applied, list_edits, words
from briefsite.editing.renaming import tried
from briefsite.editing.skeletons import yaml_lines
from briefsite.library import FOLDERS, Library
from briefsite.library.graph import AnyBrief
from briefsite.library.validation import validate
from briefsite.library.yaml import Document, load, plain_number
from briefsite.models import Figure
from briefsite.models.base import ItemsNeed
from briefsite.models.walk import (
    Column,
    FieldPath,
    column_name,
    column_numbers,
    columns,
    field_words,
    is_list,
    written_order,
)
from briefsite.problems import MAX_BYTES, BriefsiteError, Place, Problem, did_you_mean
from briefsite.text import bad_characters, name_of

COLUMNS = {column.name: column for column in columns(Figure)}
"""Every column of a figure, in the order of the format."""
Value = Any
_KEY, _INDENT = "figures", 4
_MISSING = {"period": "missing-period", "source": "missing-source"}


@dataclass(frozen=True)
class Given:
    """A figure for a brief, as data of the format."""

    brief: str
    data: dict[str, Value]
    columns: Mapping[FieldPath, str] = field(default_factory=dict)
    """Under which column each value was given."""

    def column(self, path: FieldPath) -> str:
        """The column of what stands at a path: its own, or the first below it."""
        below = (name for at, name in self.columns.items() if at[: len(path)] == path)
        return next(below, "") if path else ""


def given(brief: str, texts: Mapping[str, str]) -> Given:
    """A figure from the text of each column; those that are empty, or say what goes without
    saying, are left out. Raises BriefsiteError for a character that no brief may hold."""
    for name, text in texts.items():
        for _, char in bad_characters(text):
            why = f"the character {name_of(char)} is not allowed in '{name}'; delete it"
            raise BriefsiteError(why)
    found: dict[FieldPath, tuple[str, Value]] = {}
    order = {name: number for number, name in enumerate(COLUMNS)}
    split = {name: column_numbers(name) for name in texts}
    for name in sorted(texts, key=lambda name: (order[split[name][0]], split[name][1])):
        column = COLUMNS[split[name][0]]
        if texts[name]:
            value = _typed(column, texts[name])
            if value != column.field.default:
                found[column.at(split[name][1])] = name, value
    whole = {_without_gaps(path, tuple(found)): one for path, one in found.items()}
    data = _nested({path: value for path, (_, value) in whole.items()}) if whole else {}
    return Given(brief, data, {path: name for path, (name, _) in whole.items()})


def _typed(column: Column, text: str) -> Value:
    """A text as the kind of value that the field takes; as it reads where it takes none."""
    if is_list(column.field):
        return [_read(part.strip()) for part in text.split(";")]
    for value in (_read(text), text):
        try:
            _adapter(column.name).validate_python(value)
        except ValidationError:
            continue
        return value
    return _read(text)


def _read(text: str) -> int | Decimal | str | bool:
    number = plain_number(text)
    return {"true": True, "false": False}.get(text, text) if number is None else number


@cache
def _adapter(name: str) -> TypeAdapter[Value]:
    """What takes a value for a field and refuses what is none."""
    found = COLUMNS[name].field
    marks = tuple(found.metadata)
    annotation: Any = found.annotation
    return TypeAdapter(Annotated[(annotation, *marks)] if marks else annotation)


def _without_gaps(path: FieldPath, others: Sequence[FieldPath]) -> FieldPath:
    """A path in which the items that are given count from 0."""
    closed: list[int | str] = []
    for at, step in enumerate(path):
        beside = {other[at] for other in others if other[:at] == path[:at]}
        numbers = sorted(one for one in beside if isinstance(one, int))
        closed.append(numbers.index(step) if isinstance(step, int) else step)
    return tuple(closed)


def _nested(found: Mapping[FieldPath, Value]) -> Value:
    """Values by path as fields within fields and lists."""
    if () in found:
        return found[()]
    parts: dict[int | str, dict[FieldPath, Value]] = defaultdict(dict)
    for path, value in found.items():
        parts[path[0]][path[1:]] = value
    inner = {step: _nested(part) for step, part in parts.items()}
    return list(inner.values()) if 0 in inner else inner


def is_needed(column: Column) -> bool:
    """Whether a figure, or the part of it in which the column stands, is none without it."""
    return column.field.is_required() or column.path[-1] == _in_items(str(column.path[0]))


def _in_items(name: str) -> str:
    """The field that every item of a list needs, where it is optional elsewhere."""
    marks = Figure.model_fields[name].metadata
    return next((mark.field for mark in marks if isinstance(mark, ItemsNeed)), "")


def missing(one: Given) -> Iterator[str]:
    """The columns that are needed and not given."""
    for key, value in one.data.items():
        for number, item in enumerate(value if _in_items(key) else ()):
            if _in_items(key) not in item:
                yield column_name((key, number, _in_items(key)))
    try:
        Figure.model_validate(one.data)
    except ValidationError as error:
        for path in (tuple(each["loc"]) for each in error.errors() if each["type"] == "missing"):
            below = (
                column.name
                for column in COLUMNS.values()
                if column.path[: len(path)] == path and is_needed(column)
            )
            name = column_name(path)
            yield from (name,) if column_numbers(name)[0] in COLUMNS else below


def own_problems(one: Given) -> Iterator[tuple[str, Problem]]:
    """What is wrong with a figure by itself, each with its column; its place means nothing."""
    for name in missing(one):
        column = COLUMNS[column_numbers(name)[0]]
        rule = _MISSING.get(column.name, "missing-key")
        hint = field_words(Figure, column.path[:-1], str(column.path[-1]))
        yield "", Problem(Place(""), rule, f"the column '{name}' is empty", hint)
    text = "".join(f"{line}\n" for line in yaml_lines(one.data))
    document, problems = load("", text.encode()) if text else (None, [])
    if document:
        validate(document, document.data, (), Figure, problems)
    for problem in problems:
        if not problem.rule.startswith("missing-"):
            yield one.column(document.path_at(problem.place)) if document else "", problem


# The steps that write figures: find the place, try on a copy, write.


@dataclass(frozen=True)
class Found:
    """A problem that figures would bring, and the figure and the column it is about, if any.

    Its places are those of the files with the figures in them.
    """

    problem: Problem
    number: int | None = None
    column: str = ""
    other: int | None = None
    """The figure at the second place of the problem, if it is one of these."""


@dataclass(frozen=True)
class Put:
    """Where figures stand now, or the problems that keep them from being written."""

    places: tuple[Place, ...]
    problems: tuple[Found, ...] = ()


def put(root: Path, figures: Sequence[Given], *, write: bool = True) -> Put:
    """Write figures into their briefs; where that brings problems, nothing is written."""
    before = checks.check(root)
    texts, places = _texts(root, before.graph.library, figures)

    def change(folder: Path) -> None:
        for file, text in texts.items():
            store.replace(folder / file, text.encode())

    after = tried(root, change)
    known = Counter(map(_same, before.problems))
    fresh = []
    for problem in after.problems:
        known[_same(problem)] -= 1
        if known[_same(problem)] < 0:
            fresh.append(problem)
    if not fresh and write:
        change(root)
    documents = {file: load(file, text.encode())[0] for file, text in texts.items()}
    return Put(
        tuple(_place(documents[file], index) for file, index in places),
        tuple(_about(problem, documents, places, figures) for problem in fresh),
    )


def _same(problem: Problem) -> tuple[str, str, str]:
    """What a problem keeps when lines are put in before it."""
    return problem.rule, problem.place.file, problem.message


def _about(
    problem: Problem,
    documents: Mapping[str, Document | None],
    places: Sequence[tuple[str, int]],
    figures: Sequence[Given],
) -> Found:
    def find(place: Place) -> tuple[int | None, FieldPath]:
        document = documents.get(place.file)
        path = document.path_at(place) if document else ()
        is_one = path[:1] == (_KEY,) and (place.file, *path[1:2]) in places
        return (places.index((place.file, int(path[1]))) if is_one else None), path[2:]

    number, path = find(problem.place)
    other = find(problem.related.place)[0] if problem.related else None
    column = "" if number is None else figures[number].column(path)
    return Found(problem, number, column, other)


def _place(document: Document | None, index: int) -> Place:
    if not document:
        return Place("")
    return Place(document.file, document.spans[_KEY, index].start[0] + 1)


def brief_of(library: Library, id: str) -> AnyBrief:
    """The brief of an id; raises BriefsiteError where there is none that can be read."""
    if id in library.regions or id in library.companies:
        return library.brief(id)
    if any(library.knows(kind, id) for kind in ("region", "company")):
        raise BriefsiteError(f"the brief '{id}' cannot be read; `build.py check` says why")
    hint = did_you_mean(id, [*library.regions, *library.companies])
    raise BriefsiteError(f"there is no brief '{id}'; {hint}".rstrip("; "))


def _texts(
    root: Path, library: Library, figures: Sequence[Given]
) -> tuple[dict[str, str], list[tuple[str, int]]]:
    """The new texts of files, and of each figure the file and its number in the list there."""
    by_brief: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(figures):
        by_brief[one.brief].append(number)
    texts, places = dict[str, str](), dict[int, tuple[str, int]]()
    for id, numbers in by_brief.items():
        document = brief_of(library, id).document
        now = (root / document.file).read_bytes().decode()
        new, indexes = added(document, now, [figures[number].data for number in numbers])
        texts[document.file] = new
        places |= {n: (document.file, at) for n, at in zip(numbers, indexes, strict=True)}
    return texts, [places[number] for number in range(len(figures))]


def added(
    document: Document, text: str, new: Sequence[dict[str, Value]]
) -> tuple[str, tuple[int, ...]]:
    """The text of a brief with more figures, and the number of each in the list.

    A figure stands behind those of its indicator that are there already, else at the end.
    """
    there = document.data.get(_KEY, [])
    spots: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(new):
        same = [at for at, old in enumerate(there) if old["indicator"] == one.get("indicator")]
        spots[same[-1] + 1 if same else len(there)].append(number)
    items, indexes = list[Value](), dict[int, int]()
    for at in range(len(there) + 1):
        for number in spots.get(at, ()):
            indexes[number] = len(items)
            items.append(new[number])
        items += there[at : at + 1]
    lines = {at: [[*yaml_lines(new[n], _INDENT)] for n in numbers] for at, numbers in spots.items()}
    model = FOLDERS[document.file.split("/")[-2]][1]
    hint = f"run `build.py format {document.file}` first, or write it more plainly"
    try:
        changed = applied(text, list_edits(document, written_order(model), _KEY, lines))
    except ValueError:
        raise BriefsiteError(f"the figures of {document.file} stand in brackets; {hint}") from None
    after, problems = load(document.file, changed.encode())
    if len(changed.encode()) > MAX_BYTES:
        raise BriefsiteError(f"{document.file} would be too long: {problems[0].message}")
    sound = after and not problems and exact(after.data) == exact({**document.data, _KEY: items})
    if not (after and sound and words(after) == words(document)):
        raise BriefsiteError(f"{document.file} has a layout that takes no figure; {hint}")
    order = order_for(document.file)
    if formatted(document, order) == text:
        changed = formatted(after, order) or changed
    return changed, tuple(indexes[number] for number in range(len(new)))
