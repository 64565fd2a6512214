"""Edits of briefs for tests: each alters one thing of one entry, whatever fields the format has.

They are made in memory, on valid entries; what they give need not pass `check`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from briefsite.library import PLURALS, Entry, Library
from briefsite.models.base import Ref

At = tuple[str | int, ...]


@dataclass(frozen=True)
class Edit:
    """One edit: what is done, where in the entry, what comes of it, and whose field it is."""

    what: str
    at: At
    value: Any
    owner: str = ""

    @property
    def field(self) -> str:
        """The field that is edited, or whose items are."""
        return next(step for step in reversed(self.at) if isinstance(step, str))


def with_entry(library: Library, entry: Entry[Any], value: Any, id: str = "") -> Library:
    """A library in which an entry says something else, or has another id; None takes it away."""
    entries = dict(library.of_kind(entry.kind))
    del entries[entry.id]
    if value is not None:
        entries[id or entry.id] = replace(entry, id=id or entry.id, value=value)
    kinds = {PLURALS[entry.kind]: dict(sorted(entries.items()))}
    return replace(library, **kinds)  # type: ignore[arg-type]


def valid_edits(library: Library, entry: Entry[Any]) -> Iterator[Edit]:
    """The edits of an entry that leave it valid by itself."""
    for edit in edits(library, entry.value):
        try:
            type(entry.value).model_validate(edit.value.model_dump(), strict=True)
        except ValidationError:
            continue
        yield edit


def edits(library: Library, value: BaseModel, at: At = ()) -> Iterator[Edit]:
    """Every edit of a model: each field once, present or absent, each list in each way.

    What an edit puts in is valid for its field, and ids are those of a library, so that most of
    what comes of it can be rendered.
    """
    for name, field in type(value).model_fields.items():
        kind = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        is_optional = not field.is_required() and field.default is None
        for edit in _of_field(library, getattr(value, name), kind, is_optional, (*at, name)):
            owner = edit.owner or f"{type(value).__name__}.{name}"
            yield Edit(edit.what, edit.at, value.model_copy(update={name: edit.value}), owner)


def _of_field(library: Library, part: Any, kind: Any, is_optional: bool, at: At) -> Iterator[Edit]:
    if part is None:
        yield Edit("add", at, _sample(library, kind))
    elif isinstance(part, tuple):
        yield from _of_list(library, part, kind, at)
    else:
        yield from _of_value(library, part, kind, at)
        if is_optional:
            yield Edit("remove", at, None)


def _of_list(library: Library, items: tuple[Any, ...], kind: Any, at: At) -> Iterator[Edit]:
    inner = next(arg for arg in _inside(kind) if getattr(arg, "__origin__", None) is tuple)
    kind = get_args(inner)[0]
    yield Edit("add item", (*at, len(items)), (*items, _sample(library, kind, items)))
    for index, item in enumerate(items):
        yield Edit("remove item", (*at, index), (*items[:index], *items[index + 1 :]))
        for edit in _of_value(library, item, kind, (*at, index)):
            changed = (*items[:index], edit.value, *items[index + 1 :])
            yield Edit(edit.what, edit.at, changed, edit.owner)
    if len(set(map(repr, items))) > 1:
        yield Edit("turn round", at, items[::-1])
        yield Edit("first to last", at, (*items[1:], items[0]))


def _of_value(library: Library, part: Any, kind: Any, at: At) -> Iterator[Edit]:
    if isinstance(part, BaseModel):
        yield from edits(library, part, at)
    elif isinstance(part, Decimal):
        yield Edit("change", at, part * 10)
        yield Edit(
            "write with a digit more", at, Decimal(f"{part}{'0' if '.' in str(part) else '.0'}")
        )
    else:
        yield Edit("change", at, _sample(library, kind, (part,)))


def _sample(library: Library, kind: Any, other: tuple[Any, ...] = ()) -> Any:
    """A value that is valid for a type; of a model its required fields; none of the others."""
    model = next((one for one in _inside(kind) if _is_model(one)), None)
    if model:
        fields = {
            name: Annotated[field.annotation, *field.metadata]
            if field.metadata
            else field.annotation
            for name, field in model.model_fields.items()
            if field.is_required()
        }
        sample = {name: _sample(library, of) for name, of in fields.items()}
        if any(getattr(one, "__origin__", None) is tuple for one in _inside(kind)):
            return (model(**sample),)
        return model(**sample)
    adapter = TypeAdapter(kind)
    for candidate in (*_choices(library, kind), *(f"{one} x" for one in other), *_SAMPLES):
        try:
            found = adapter.validate_python(candidate)
        except ValidationError:
            continue
        if found not in other:
            return found
    raise AssertionError(f"no sample for {kind}")


_SAMPLES = (
    "sample",
    "2031",
    "2032",
    "2031-05-06",
    "2031-05-07",
    "https://sample.example/",
    "https://sample.example/x",
    "sample.txt",
    "other.txt",
    "zh",
    "AU",
    "JP",
    "EUR",
    "JPY",
    "3",
    "1/15",
    "0" * 64,
    "1" * 64,
    7,
    8,
    True,
    False,
    (7,),
    ("sample", "sample"),
)


def _choices(library: Library, kind: Any) -> Iterator[Any]:
    """The words that a type lists, and the ids that a field may name."""
    for one in _inside(kind):
        if getattr(one, "__origin__", None) is Literal:
            yield from get_args(one)
        for mark in getattr(one, "__metadata__", ()):
            if isinstance(mark, Ref):
                yield from (id for kind in mark.kinds for id in library.ids(kind))


def _inside(kind: Any) -> Iterator[Any]:
    """A type with all types in it."""
    yield kind
    for one in get_args(kind):
        yield from _inside(one)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
