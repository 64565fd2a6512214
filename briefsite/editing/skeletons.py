"""Beginnings of files: every field of a model, in order, explained by its own docstring.

In: a model and the values that are known. Out: YAML that the format accepts. A field that is needed
and not known says `TO WRITE`, which the rule `unfinished` reports; all others are comments to open.
"""

import json
import re
import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from briefsite import store
from briefsite.checks.unfinished import PLACEHOLDER
from briefsite.editing import WIDTH, laid_out
from briefsite.editing.intake import Article
from briefsite.editing.propose import Part, Proposal, Proposed
from briefsite.library.yaml import load
from briefsite.models import PrintedIn, Source
from briefsite.models.base import TEXT_FILE_PATTERN
from briefsite.models.walk import model_at, written_order
from briefsite.text import first_sentence, slug, without_accents
from briefsite.text.quantities import Quantity
from briefsite.text.units import SCALES

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


def skeleton(
    model: type[BaseModel],
    given: Mapping[str, Value],
    indent: str = "",
    not_found: Collection[str] = (),
) -> str:
    """The fields of a model as lines; those that are given or needed stand open.

    Of those that were looked for in a text and `not_found`, it says so.
    """
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
            first, *rest = _example(model, name, explained)
            said = "  # not found" if name in not_found else ""
            lines += (f"# {line}" for line in (f"{first}{said}", *rest))
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


# A new source record: the text's hash and paragraphs, and what was found in it.
#
# In: an article, and the name and bytes of its archived text. Out: the YAML of
# `briefs/sources/ID.yml`, commented, for an editor to hold against the text.


def is_archive_name(name: str) -> bool:
    """Whether a source record may name this file."""
    return bool(re.fullmatch(TEXT_FILE_PATTERN, name))


def source_id(name: str) -> str:
    """An id from a file name: lower case letters, digits and hyphens, at most 64."""
    words = slug(name.rpartition(".")[0] or name)[:64].strip("-")
    return words if words[:1].isalpha() else f"source-{words}"[:64].strip("-")


def source_record(article: Article, file: str, raw: bytes) -> str:
    """The YAML of a source record for a text; the label is for the editor to write."""
    found = {name: one.value for name, one in article.found.items()}
    given: dict[str, Value | None] = {
        **found,
        "label": str(found.get("title", source_id(file)))[:100].strip(),
        "printed_in": {
            name: article.found[name].para
            for name in PrintedIn.model_fields
            if name in article.found
        },
        "language": article.language,
        "archive": {
            "file": file,
            "sha256": store.digest(raw),
            "paragraphs": len(article.paragraphs),
        },
    }
    known = {field: value for field, value in given.items() if value}
    looked_for = {*PrintedIn.model_fields, "language"} - {"published_as_printed"}
    head = "# Check every line against the text; what the text does not print stays out."
    lines = skeleton(Source, known, not_found=looked_for - known.keys())
    return "\n".join([head, *LEGEND, "", lines])


# Proposals as YAML: each under the file to which it may belong.


def as_yaml(proposed: Proposed) -> str:
    """The proposals under the files to which they may belong."""
    files: dict[str, dict[str, Any]] = defaultdict(dict)
    for figure in proposed.figures:
        place = files[_file(figure.brief)]
        place.setdefault("figures", []).append(_figure_entry(figure, proposed.source))
        if figure.new:
            files[f"indicators/{figure.indicator}.yml"] = dict(figure.new)
    for number, (para, day, printed, brief) in enumerate(proposed.events, 1):
        files[_file(brief)].setdefault("events", []).append(
            {
                "id": f"event-{number}",
                "date": _year(day),
                "title": PLACEHOLDER,
                "text": PLACEHOLDER,
                "sources": [{"source": proposed.source, "para": para, "printed": printed}],
            }
        )
    for para, name, post, organisation, printed in proposed.people:
        role: dict[str, Any] = {"title": post}
        role |= {"organisation": organisation} if organisation else {}
        role["sources"] = [{"source": proposed.source, "para": para, "printed": printed}]
        files[f"people/{slug(without_accents(name))}.yml"] = {"name": name, "roles": [role]}
    head = (
        f"# Read by a program in the source '{proposed.source}', for a person to go through:\n"
        "# hold each line against the text, correct or delete it, and move it into its file.\n"
    )
    unread = "".join(
        f"# Not read: '{words}' in paragraph {para} ({why}).\n"
        for para, words, why in proposed.unread
    )
    lines = (("", *yaml_lines({file: content})) for file, content in sorted(files.items()))
    return head + unread + "".join(f"{line}\n" for block in lines for line in block)


def _file(brief: tuple[str, str] | None) -> str:
    folders = {"region": "regions", "company": "companies"}
    return f"{folders[brief[0]]}/{brief[1]}.yml" if brief else "not-filed"


def _figure_entry(figure: Proposal, source: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"indicator": figure.indicator, "period": _year(figure.period)}
    if figure.basis != "printed":
        entry["period_basis"] = figure.basis
    entry |= {"status": figure.status, **_in_order(_amount(figure.quantity))}
    if figure.change:
        entry["change"] = _part_entry(figure.change)
    if figure.conversions:
        entry["conversions"] = [_part_entry(one) for one in figure.conversions]
    entry["sources"] = [{"source": source, "para": figure.para, "printed": figure.printed}]
    return entry


def _part_entry(part: Part) -> dict[str, Any]:
    given = {"unit": part.quantity.unit, "against": part.against or None, "printed": part.printed}
    return dict(_in_order({**_amount(part.quantity), **given}))


def _amount(quantity: Quantity) -> dict[str, Any]:
    """Value, scale word and qualifier as the format has them."""
    fitting = [name for name, power in SCALES.items() if name and power == quantity.scale]
    if not fitting and quantity.scale > 3:  # a power with a word of its own, such as 亿 or crore
        powers = ((name, power) for name, power in SCALES.items() if name and power > 3)
        fitting = [name for name, power in powers if abs(quantity.value) >= 10**power]
    scale = fitting[-1] if fitting else None
    shift = -SCALES[scale] if scale else 0
    given: dict[str, Any] = {"value": _plain(quantity.value.scaleb(shift))}
    if quantity.high is not None:
        given["high"] = _plain(quantity.high.scaleb(shift))
    return given | {"scale": scale, "qualifier": quantity.qualifier}


def _plain(value: Decimal) -> Decimal:
    """A whole number without an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _in_order(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is known of an amount, as a file has it; `exactly` goes without saying."""
    order = ("value", "high", "scale", "unit", "qualifier", "against", "printed")
    kept = {key: given[key] for key in order if given.get(key) is not None}
    return {k: v for k, v in kept.items() if (k, v) != ("qualifier", "exactly")}


def _year(period: str) -> str | int:
    return int(period) if period.isdecimal() else period


def yaml_lines(value: object, indent: int = 0) -> Iterator[str]:
    """Values within values, as lines of YAML that are to stand at an indent."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, Mapping | list):
                yield f"{key}:"
                yield from (f"  {line}" for line in yaml_lines(inner, indent + 2))
            elif isinstance(inner, str):
                first, *rest = laid_out(inner, indent, WIDTH - indent - len(key) - 2)
                yield f"{key}: {first}"
                yield from (line[indent:] for line in rest)
            else:
                yield f"{key}: {_one(inner)}"
    elif isinstance(value, list):
        for item in value:
            first, *rest = yaml_lines(item, indent + 2)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    else:
        yield _one(value)


def _one(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else _scalar(value)
