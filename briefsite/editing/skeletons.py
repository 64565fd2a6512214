"""Beginnings of files: every field of a model, in order, explained by its own docstring.

In: a model and the values that are known. Out: YAML that the format accepts. A field that is needed
and not known says `TO WRITE`, which the rule `unfinished` reports; all others are comments to open.
"""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from briefsite import store
from briefsite.checks.unfinished import PLACEHOLDER
from briefsite.evidence.archive import lines_of
from briefsite.library.yaml import load
from briefsite.models import Source
from briefsite.models.walk import model_at, written_order
from briefsite.text import slug
from briefsite.text.names import first_sentence
from briefsite.text.periods import MONTHS

LEGEND = (
    "# Lines with ## explain the field below them; delete them when you need them no more.",
    "# Fields with # before them are there to be used: take the # away, or delete them.",
)
Value = str | int | Sequence["Value"] | Mapping[str, "Value"]
"""A value that is known: one, a list of some, or fields with values."""
_LATER = {"former_ids", "corrections", "reviewed"}
"""Fields that a new brief cannot have."""
_TELLING = {"scale", "qualifier", "printed", "speaker"}
"""Fields of an item that may be left out and seldom are."""
_WIDTH = 100


def skeleton(model: type[BaseModel], given: Mapping[str, Value], indent: str = "") -> str:
    """The fields of a model as lines; those that are given or needed stand open."""
    lines: list[str] = []
    explained: set[type[BaseModel]] = set()
    for name in written_order(model):
        field = model.model_fields[name]
        if name in _LATER:
            continue
        lines += textwrap.wrap(
            _explanation(field), _WIDTH, initial_indent="## ", subsequent_indent="## "
        )
        if name in given or field.is_required():
            lines += _written(name, given.get(name, PLACEHOLDER))
        else:
            lines += (f"# {line}" for line in _example(model, name, explained))
    return "".join(f"{indent}{line}\n" for line in lines)


def _written(name: str, value: Value) -> Iterator[str]:
    if isinstance(value, str | int):
        yield f"{name}: {_scalar(value)}"
    else:
        yield f"{name}:"
        yield from (f"  {line}" for line in _inside(value))


def _inside(value: Sequence[Value] | Mapping[str, Value]) -> Iterator[str]:
    """The lines of a list or of fields."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _written(key, inner)
        return
    for item in value:
        first, *rest = [_scalar(item)] if isinstance(item, str | int) else _inside(item)
        yield f"- {first}"
        yield from (f"  {line}" for line in rest)


def _scalar(value: str | int) -> str:
    """A value as YAML writes it, in quotes where it needs them."""
    document, problems = load("", f"key: {value}\n".encode())
    plain = document and not problems and document.data == {"key": value}
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


def _example(model: type[BaseModel], name: str, explained: set[type[BaseModel]]) -> Iterator[str]:
    """A field as it is written, without its value."""
    yield f"{name}:"
    inner = model_at(model, (name,))
    mark = "- " if get_origin(model.model_fields[name].annotation) is tuple else ""
    if inner:
        for number, line in enumerate(_fields(inner, explained)):
            yield f"  {' ' * len(mark) if number else mark}{line}"
    elif mark:
        yield "  -"


def _fields(model: type[BaseModel], explained: set[type[BaseModel]]) -> Iterator[str]:
    """The fields of an item; what they mean is said the first time that they come."""
    names = written_order(model)
    shown = [n for n in names if model.model_fields[n].is_required() or n in _TELLING]
    known = model in explained
    explained.add(model)
    for name in shown:
        first, *rest = _example(model, name, explained)
        yield first if known else f"{first}  ## {_in_short(model.model_fields[name])}"
        yield from rest
    more = [name for name in names if name not in shown]
    if more and not known:
        yield f"## Also possible: {', '.join(more)}."


def _in_short(field: FieldInfo) -> str:
    """The first sentence of an explanation."""
    text = " ".join((field.description or "").split())
    return _with_words(first_sentence(text).removesuffix(".") + ".", field)


def _explanation(field: FieldInfo) -> str:
    """The docstring of a field, with the words that it allows where it does not name them."""
    return _with_words(" ".join((field.description or "").split()), field)


def _with_words(text: str, field: FieldInfo) -> str:
    words = _allowed(field.annotation)
    return text if all(word in text for word in words) else f"{text} One of: {', '.join(words)}."


def _allowed(annotation: object) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(map(str, get_args(annotation)))
    return next((words for part in get_args(annotation) if (words := _allowed(part))), ())


# A new source record from an archived text: its hash, its paragraphs, what it prints about itself.
#
# In: the bytes and name of the text. Out: the YAML of `briefs/sources/ID.yml`, commented, for an
# editor to hold against the text. Nothing is guessed: what no pattern finds stays out.


_MONTH_DAY = re.compile(rf"\b({'|'.join(MONTHS[1:])}) ([0-9]{{1,2}}), ([0-9]{{4}})\b")
_ISO_DAY = re.compile(r"\b([0-9]{4}-[0-9]{2}-[0-9]{2})\b")
_PATTERNS = {
    "original_publisher": (
        r"^SOURCE (.+)$",
        r"\bSource: ([^|]+?) *(?:\||$)",
        r"A report from ([^:]+):",
    ),
    "wire": (r"/(PRN\w+)/", r"^(PRN\w+)\b", r"\b(Xinhua|Reuters|AFP)\b"),
    "authors": (r"^By ([A-Z].{2,80})$", r"\bAuthor: ([^|]+?) *(?:\||$)"),
    "editor": (r"^Editor: (.+)$",),
    "dateline": (r"^(?:date [0-9-]+ )?([A-Z]{3,}(?: [A-Z]{3,})?)(?:,| --)",),
    "url": (r"(https?://[^\s\"'<>]+)",),
}


def is_archive_name(name: str) -> bool:
    """Whether a source record may name this file."""
    return bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*\.txt", name))


def source_id(name: str) -> str:
    """An id from a file name: lower case letters, digits and hyphens, at most 64."""
    words = slug(name.removesuffix(".txt"))[:64].strip("-")
    return words if words[0].isalpha() else f"source-{words}"[:64]


def source_record(name: str, raw: bytes) -> str:
    """The YAML of a source record for a text; the label is for the editor to write."""
    texts = lines_of(raw)
    found: dict[str, Value | None] = {
        field: _first(patterns, texts) for field, patterns in _PATTERNS.items()
    }
    title = next((text for text in texts[:3] if _looks_like_a_title(text)), None)
    authors = str(found["authors"] or "")
    given = found | {
        "label": title or source_id(name),
        "title": title,
        "authors": [author.strip() for author in re.split(r" & | and |, ", authors) if author],
        "published": _published(texts[:5]),
        "archive": {
            "file": name,
            "sha256": store.digest(raw),
            "paragraphs": len(texts),
        },
    }
    known = {field: value for field, value in given.items() if value}
    head = "# Check every line against the text; what the text does not print stays out."
    return "\n".join([head, *LEGEND, "", skeleton(Source, known)])


def _first(patterns: tuple[str, ...], texts: tuple[str, ...]) -> str | None:
    for pattern in patterns:
        for text in texts:
            match = re.search(pattern, text)
            if match:
                return match[1].strip()
    return None


def _looks_like_a_title(text: str) -> bool:
    ends = text.endswith((".", ":", "|")) or re.search(r"[|>/]|--|^By |^date ", text)
    return 20 <= len(text) <= 140 and not ends


def _published(texts: tuple[str, ...]) -> str | None:
    for text in texts:
        if match := _MONTH_DAY.search(text):
            day = datetime(int(match[3]), MONTHS.index(match[1]), int(match[2]))
            return day.date().isoformat()
        if match := _ISO_DAY.search(text):
            return match[1]
    return None
