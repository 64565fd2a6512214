"""Walk over a model: its texts, marked leaves (references, prose) and citations, with their paths.

In: any value of the format. Out: the places that other rows check, resolve or count, so that none
of them has to know where in the format they stand.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from briefsite.models.base import ID_PATTERN, LONGEST_PROSE, Citation, ProseText, Ref
from briefsite.text import first_sentence

FieldPath = tuple[str | int, ...]
Meaning = Ref | ProseText


class Leaf(NamedTuple):
    """A marked text: the id of something else, or prose."""

    path: FieldPath
    value: str
    meaning: Meaning


class Cited(NamedTuple):
    """A citation, and the path of the part that rests on it."""

    path: FieldPath
    citation: Citation


@dataclass(frozen=True)
class Draft:
    """Data that is not valid as a whole; the parts that are in place can still be walked."""

    model: type[BaseModel]
    data: object


class Walked(NamedTuple):
    """What is found on one walk over a model."""

    leaves: tuple[Leaf, ...]
    """Every reference and every prose text, in the order of the fields."""
    citations: tuple[Cited, ...]
    """Every citation in a `sources` field; those in prose are found by parsing."""


def walked(model: BaseModel | Draft, path: FieldPath = ()) -> Walked:
    """The marked leaves and the citations below a model; of a draft the leaves alone."""
    if isinstance(model, Draft):
        return Walked((*_draft_leaves(model, path),), ())
    leaves: list[Leaf] = []
    citations: list[Cited] = []
    _walk(model, path, leaves, citations)
    return Walked((*leaves,), (*citations,))


def leaves(model: BaseModel | Draft) -> tuple[Leaf, ...]:
    """Every reference and every prose text below a model, in the order of its fields."""
    return walked(model).leaves


def citations(model: BaseModel) -> tuple[Cited, ...]:
    """Every citation in a `sources` field below a model; those in prose are found by parsing."""
    return walked(model).citations


def _walk(model: BaseModel, path: FieldPath, leaves: list[Leaf], citations: list[Cited]) -> None:
    for name, meaning in _marked(type(model)):
        value = getattr(model, name)
        if value is None or value == ():
            continue
        for at, part in _parts(value, (*path, name)):
            if isinstance(part, str):
                if meaning:
                    leaves.append(Leaf(at, part, meaning))
            elif isinstance(part, BaseModel):
                if isinstance(part, Citation):
                    citations.append(Cited(at, part))
                _walk(part, at, leaves, citations)


def texts(model: BaseModel, path: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    """Every text below a model, marked or not, with its path."""
    for name, value in model:
        for at, part in _parts(value, (*path, name)):
            if isinstance(part, str):
                yield at, part
            elif isinstance(part, BaseModel):
                yield from texts(part, at)


def field_names(model: type[BaseModel], path: FieldPath) -> tuple[str, ...]:
    """The keys allowed at a path below a model class; empty where no model stands."""
    found = model_at(model, path)
    return tuple(found.model_fields) if found else ()


def field_words(model: type[BaseModel], path: FieldPath, name: str) -> str:
    """What a field at a path is for, in one sentence, with the words it allows."""
    found = model_at(model, path)
    field = found.model_fields.get(name) if found else None
    if field is None:
        return ""
    allowed = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    words = first_sentence(" ".join((field.description or "").split())).rstrip(".")
    return f"{words[:1].lower()}{words[1:]}{': ' if allowed else ''}{', '.join(allowed)}"


def parts_with(model: type[BaseModel], name: str, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The parts below a model class that have a field of a name: `figures.sources`."""
    for key, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        if inner:
            if name in inner.model_fields:
                yield ".".join((*path, key))
            yield from parts_with(inner, name, (*path, key))


def written_order(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a model class in the order in which a file has them."""
    after: dict[str, str] = getattr(model, "written_after", {})
    names = [name for name in model.model_fields if name not in after]
    for name, other in after.items():
        names.insert(names.index(other) + 1, name)
    return tuple(names)


def model_at(model: type[BaseModel], path: FieldPath) -> type[BaseModel] | None:
    """The model class at a path below a model class, where one stands there."""
    current: object = model
    for step in path:
        inner = _model_in(current)
        if isinstance(step, int):
            continue
        if inner is None or step not in inner.model_fields:
            return None
        current = inner.model_fields[step].annotation
    return _model_in(current)


def _draft_leaves(draft: Draft, path: FieldPath) -> Iterator[Leaf]:
    fields = draft.model.model_fields
    data = draft.data if isinstance(draft.data, dict) else {}
    for name in fields.keys() & data.keys():
        meaning, inner = _meaning(draft.model, name), _model_in(fields[name].annotation)
        value = data[name]
        for at, part in _parts(tuple(value) if isinstance(value, list) else value, (*path, name)):
            if inner:
                yield from _draft_leaves(Draft(inner, part), at)
            elif meaning and isinstance(part, str) and _is_formed(meaning, part):
                yield Leaf(at, part, meaning)


def _is_formed(meaning: Meaning, text: str) -> bool:
    if isinstance(meaning, ProseText):
        return len(text) <= LONGEST_PROSE
    return re.fullmatch(ID_PATTERN, text) is not None


def _parts(value: object, path: FieldPath) -> Iterable[tuple[FieldPath, object]]:
    if isinstance(value, tuple):
        return [((*path, index), item) for index, item in enumerate(value)]
    return ((path, value),)


@cache
def _nested(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a model class that hold other models."""
    fields = model.model_fields
    return tuple(name for name in fields if _model_in(fields[name].annotation))


@cache
def _marked(model: type[BaseModel]) -> tuple[tuple[str, Meaning | None], ...]:
    """The fields of a model class in which marked texts can stand, each with its own meaning."""
    found = ((name, _meaning(model, name)) for name in model.model_fields)
    nested = _nested(model)
    return tuple((name, meaning) for name, meaning in found if meaning or name in nested)


@cache
def _meaning(model: type[BaseModel], name: str) -> Meaning | None:
    field = model.model_fields[name]
    return next(_meanings((Annotated, *field.metadata)), None) or next(
        _meanings((field.annotation,)), None
    )


def _meanings(parts: tuple[Any, ...]) -> Iterator[Meaning]:
    for part in parts:
        if isinstance(part, Ref | ProseText):
            yield part
        elif get_origin(part) is Annotated:
            yield from _meanings((*part.__metadata__, part.__origin__))
        else:
            yield from _meanings(get_args(part))


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        found = _model_in(part)
        if found:
            return found
    return None


# A model as a row of a table: each field that holds no other fields is a column, named by its path.
#
# `change.value` is a part of a part. The second item of a list has its number behind the name:
# `conversions.value.2`. The fields of a citation under `sources` go by their own names: `para.2`.


@dataclass(frozen=True)
class Column:
    """A field that holds no other fields."""

    path: FieldPath
    """Where it stands in the first item of each list."""
    name: str
    field: FieldInfo

    def at(self, numbers: tuple[int, ...]) -> FieldPath:
        """Where it stands in the items of these numbers, which count from 1."""
        left = list(numbers)
        return tuple(left.pop(0) - 1 if left and step == 0 else step for step in self.path)


def columns(model: type[BaseModel], path: FieldPath = ()) -> Iterator[Column]:
    """The columns of a model class, in the order in which a file has the fields."""
    for name in written_order(model):
        field, at = model.model_fields[name], (*path, name)
        inner = _model_in(field.annotation)
        if inner:
            yield from columns(inner, (*at, 0) if is_list(field) else at)
        else:
            yield Column(at, column_name(at), field)


def parts_of(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The fields of a model class that hold lists of parts, each with the class of these."""
    found = {name: _model_in(one.annotation) for name, one in model.model_fields.items()}
    return {
        name: inner for name, inner in found.items() if inner and is_list(model.model_fields[name])
    }


def is_list(field: FieldInfo) -> bool:
    """Whether a field holds a list."""
    return get_origin(field.annotation) is tuple


def column_name(path: FieldPath) -> str:
    """The name of a column, from the path of a value; numbers are given where one is not first."""
    names = [str(step) for step in path if isinstance(step, str)]
    numbers = [step + 1 for step in path if isinstance(step, int)]
    behind = numbers if any(number > 1 for number in numbers) else []
    return ".".join([*(names[1:] if names[0] == "sources" else names), *map(str, behind)])


def column_numbers(name: str) -> tuple[str, tuple[int, ...]]:
    """The name of a column for first items, and the numbers behind it."""
    first, *numbers = re.split(r"\.(?=[0-9]+(?:\.[0-9]+)*$)", name, maxsplit=1)
    return first, tuple(int(number) for part in numbers for number in part.split("."))


def cells(model: BaseModel, path: FieldPath = ()) -> Iterator[tuple[FieldPath, object]]:
    """Every value below a model that is given and no model itself, with its path; a list of plain
    values is one."""
    for name in written_order(type(model)):
        value, at = getattr(model, name), (*path, name)
        if value is None or value == ():
            continue
        if isinstance(value, tuple) and not isinstance(value[0], BaseModel):
            yield at, value
            continue
        for place, part in _parts(value, at):
            if isinstance(part, BaseModel):
                yield from cells(part, place)
            else:
                yield place, part


def referred_kinds(model: type[BaseModel]) -> frozenset[str]:
    """The kinds of things to which fields of a model class may refer."""
    found: set[str] = set()
    for column in columns(model):
        parts = (*column.field.metadata, column.field.annotation)
        found |= {kind for one in _meanings(parts) if isinstance(one, Ref) for kind in one.kinds}
    return frozenset(found)
