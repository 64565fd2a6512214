"""Walk over a model: its texts, marked leaves (references, prose) and citations, with their paths.

In: any value of the format. Out: the places that other rows check, resolve or count, so that none
of them has to know where in the format they stand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from briefsite.models.base import ID_PATTERN, LONGEST_PROSE, Citation, ProseText, Ref
from briefsite.text import first_sentence

FieldPath = tuple[str | int, ...]
Meaning = Ref | ProseText


@dataclass(frozen=True)
class Leaf:
    """A marked text: the id of something else, or prose."""

    path: FieldPath
    value: str
    meaning: Meaning


@dataclass(frozen=True)
class Cited:
    """A citation, and the path of the part that rests on it."""

    path: FieldPath
    citation: Citation


@dataclass(frozen=True)
class Draft:
    """Data that is not valid as a whole; the parts that are in place can still be walked."""

    model: type[BaseModel]
    data: object


def leaves(model: BaseModel | Draft, path: FieldPath = ()) -> Iterator[Leaf]:
    """Every reference and every prose text below a model, in the order of its fields."""
    if isinstance(model, Draft):
        yield from _draft_leaves(model, path)
        return
    for name, meaning in _marked(type(model)):
        yield from _leaves(getattr(model, name), meaning, (*path, name))


def citations(model: BaseModel, path: FieldPath = ()) -> Iterator[Cited]:
    """Every citation in a `sources` field below a model; those in prose are found by parsing."""
    for name in _nested(type(model)):
        for at, part in _parts(getattr(model, name), (*path, name)):
            if isinstance(part, Citation):
                yield Cited(at, part)
            elif isinstance(part, BaseModel):
                yield from citations(part, at)


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


def _leaves(value: object, meaning: Meaning | None, path: FieldPath) -> Iterator[Leaf]:
    for at, part in _parts(value, path):
        if isinstance(part, BaseModel):
            yield from leaves(part, at)
        elif meaning and isinstance(part, str):
            yield Leaf(at, part, meaning)


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


def _parts(value: object, path: FieldPath) -> Iterator[tuple[FieldPath, object]]:
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield (*path, index), item
    else:
        yield path, value


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
