"""Edits of briefs for tests: each alters one thing of one entry, whatever fields the format has.

They are made in memory, on valid entries; what they give need not pass `check`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from briefsite import graph as graphs
from briefsite.graph import Graph
from briefsite.library import PLURALS, Entry, Library

At = tuple[str | int, ...]


@dataclass(frozen=True)
class Edit:
    """One edit: what is done, at which path of the entry, and the value that comes of it."""

    what: str
    at: At
    value: Any

    @property
    def field(self) -> str:
        """The field that is edited, or whose items are."""
        return next(step for step in reversed(self.at) if isinstance(step, str))


def with_entry(library: Library, entry: Entry[Any], value: Any) -> Graph:
    """The graph of a library in which an entry says something else; None takes it away."""
    entries = dict(library.of_kind(entry.kind))
    if value is None:
        del entries[entry.id]
    else:
        entries[entry.id] = replace(entry, value=value)
    kinds = {PLURALS[entry.kind]: dict(sorted(entries.items()))}
    return graphs.build(replace(library, **kinds))  # type: ignore[arg-type]


def edits(value: BaseModel, at: At = ()) -> Iterator[Edit]:
    """Every edit of a model: each field once, present or absent, each list in each way."""
    for name, field in type(value).model_fields.items():
        for edit in _of_field(getattr(value, name), field, (*at, name)):
            yield Edit(edit.what, edit.at, value.model_copy(update={name: edit.value}))


def _of_field(part: Any, field: FieldInfo, at: At) -> Iterator[Edit]:
    if part is None:
        yield Edit("add", at, _sample(field.annotation))
    elif isinstance(part, tuple):
        yield from _of_list(part, field, at)
    else:
        yield from _of_value(part, field, at)
        if not field.is_required() and field.default is None:
            yield Edit("remove", at, None)


def _of_list(items: tuple[Any, ...], field: FieldInfo, at: At) -> Iterator[Edit]:
    (kind, *_) = get_args(field.annotation)
    yield Edit("add item", (*at, len(items)), (*items, _sample(kind)))
    for index, item in enumerate(items):
        yield Edit("remove item", (*at, index), (*items[:index], *items[index + 1 :]))
        for edit in _of_value(item, FieldInfo(annotation=kind), (*at, index)):
            changed = (*items[:index], edit.value, *items[index + 1 :])
            yield Edit(edit.what, edit.at, changed)
    if len(set(map(repr, items))) > 1:
        yield Edit("turn round", at, items[::-1])
        yield Edit("first to last", at, (*items[1:], items[0]))


def _of_value(part: Any, field: FieldInfo, at: At) -> Iterator[Edit]:
    if isinstance(part, BaseModel):
        yield from edits(part, at)
        return
    yield Edit("change", at, _other(part, field.annotation))


def _other(part: Any, kind: Any) -> Any:
    """Another value of the same type."""
    for choice in _choices(kind):
        if choice != part:
            return choice
    if isinstance(part, bool):
        return not part
    if isinstance(part, Decimal):
        return part * 10
    return part + 1 if isinstance(part, int) else f"{part} x"


def _choices(kind: Any) -> tuple[Any, ...]:
    """The values of a Literal, wherever it stands in an annotation."""
    if getattr(kind, "__origin__", None) is Literal:
        return get_args(kind)
    return next(filter(None, map(_choices, get_args(kind))), ())


def _sample(kind: Any) -> Any:
    """A value of a type; a model with its required fields only."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = kind.model_fields.items()
        return kind.model_construct(
            **{name: _sample(f.annotation) if f.is_required() else f.default for name, f in fields}
        )
    if choices := _choices(kind):
        return choices[0]
    parts = [part for part in get_args(kind) if part is not type(None)]
    if getattr(kind, "__origin__", None) is tuple:
        return (_sample(parts[0]),)
    if parts:
        return _sample(parts[0])
    return {int: 7, bool: True, Decimal: Decimal(7)}.get(kind, "sample")
