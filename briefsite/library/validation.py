"""Parsed data against the models: what pydantic finds, in words an editor can act on.

In: a document, a path in it and the model that belongs there. Out: the value, or problems at the
place of each key or value.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from briefsite.library.yaml import Document
from briefsite.models.base import ID_PATTERN, LONGEST_ID, WANTED
from briefsite.models.walk import FieldPath, field_names, field_words, parts_with
from briefsite.problems import Problem, did_you_mean
from briefsite.text import shorten, slug, without_accents
from briefsite.text.around import QUALIFYING
from briefsite.text.quantities import quantities
from briefsite.text.units import SCALES

# What to write instead of a value that does not fit, where its words show what was meant.


_AMOUNT = re.compile(
    r"(?P<word>\D*?)\s*"
    r"(?P<money>[$¥€£₹₩]|\b[A-Z]{3} ?)?(?P<number>-?\d[\d,]*(?:\.\d+)?)"
    r"(?:\s*(?:-|–|to|\.\.)\s*(?P<high>\d[\d,]*(?:\.\d+)?))?"
    r"\s*(?P<scale>thousand|million|billion|trillion)?\s*(?P<unit>%|percent)?\s*(?P<behind>\D*)",
    re.I,
)
_OTHER_COUNTRY = re.compile(
    r"-?\d{1,3}(?:(?:\.\d{3})+(?:,\d+)?|(?:[ '’]\d{3})+(?:[.,]\d+)?|,\d{1,2})"
)
_SHORT = 100
"""Longer texts are no amounts."""
_LETTER = re.compile(r"\d ?[a-z]\b", re.I)
_EXPONENT = re.compile(r"-?\d+(?:\.\d+)?[eE][+-]?\d{1,2}")


def meant(words: str) -> str:
    """The qualifier of the format for words of a source; empty where there is none."""
    plain = "".join(words.lower().replace("-", " ").split())
    return QUALIFYING.get(plain) or QUALIFYING.get(f"{plain}of", "")


def allowed_hint(value: object, words: Sequence[str]) -> str:
    """What to write instead of a word that is not allowed, and all that are."""
    known = f"known here: {', '.join(sorted(words))}"
    same = meant(str(value))
    if same in words:
        return f"write {same}; {known}"
    return did_you_mean(str(value), words, most=0) or known


def number_hint(value: object) -> str:
    """What to write instead of an amount: number, scale and qualifier each in their field."""
    text = unicodedata.normalize("NFKC", str(value)).strip().strip("“”‘’„«»\"'")
    text = text.replace("\N{MINUS SIGN}", "-").removeprefix("+")
    if re.fullmatch(r"-0(?:\.0*)?", text):
        return "write value: 0; zero has no sign"
    if _EXPONENT.fullmatch(text):
        return f"write value: {Decimal(text):f}"
    if _OTHER_COUNTRY.fullmatch(text):
        whole, _, part = text.partition(",") if "," in text else text.partition("\0")
        plain = re.sub(r"[^0-9-]", "", whole) + (f".{part}" if part else "")
        return (
            f"write value: {plain}, with a point before the decimals and nothing between the others"
        )
    found = _AMOUNT.fullmatch(text)
    words = [found["word"], found["behind"]] if found else []
    qualifiers = [meant(word) for word in words if word]
    if not found or not all(qualifiers) or len(qualifiers) > 1:
        return _read_hint(text)
    high = _digits(found["high"]) if found["high"] else ""
    scale, has_unit = (found["scale"] or "").lower(), bool(found["unit"] or found["money"])
    return _amount_hint(
        _digits(found["number"]), high, scale, "".join(qualifiers), has_unit=has_unit
    )


def _read_hint(text: str) -> str:
    """What to write where an amount can be read as texts print it: 5bn, 900万, twelve.

    One letter behind the number may be a scale or a unit: 5m.
    """
    found = quantities(text) if len(text) < _SHORT and not _LETTER.search(text) else ()
    if len(found) != 1 or found[0].doubt or found[0].role != "amount":
        return ""
    one = found[0]
    if re.search(r"[\d_]", text[: one.start] + text[one.end :]):
        return ""
    scale = next((name for name, power in SCALES.items() if name and power == one.scale), "")
    ends = [
        value.scaleb(-one.scale if scale else 0) for value in (one.value, one.high or one.value)
    ]
    value, high = (f"{end.normalize():f}" for end in ends)
    qualifier = "" if one.qualifier == "exactly" else one.qualifier
    has_unit = bool(one.unit or one.thing)
    return _amount_hint(value, high if one.high else "", scale, qualifier, has_unit=has_unit)


def _amount_hint(value: str, high: str, scale: str, qualifier: str, *, has_unit: bool) -> str:
    given = {"value": value, "high": high, "scale": scale, "qualifier": qualifier}
    fields = ", ".join(f"{name}: {word}" for name, word in given.items() if word)
    return f"write {fields}" + ("; the unit is that of the indicator" if has_unit else "")


def _digits(text: str) -> str:
    """A number without commas and leading zeros."""
    return re.sub(r"^(-?)0+(?=[0-9])", r"\1", text.replace(",", ""))


def whole_hint(value: object) -> str:
    """What to write instead of a whole number in quotes."""
    text = unicodedata.normalize("NFKC", str(value)).strip()
    plain = re.fullmatch(r"(?:para\S*\s*)?(\d+)", text)
    return f"write {plain[1]}, without quotes" if plain else "write digits only, without quotes"


def list_hint(value: object) -> str:
    """What to write instead of one text."""
    text = str(value)
    if isinstance(value, str) and text.startswith("-"):
        return "write a space after each hyphen: - item"
    if isinstance(value, dict):
        return "begin each item with '- '"
    return (
        f"write each item on a line of its own: - {text}" if len(text) < 60 else "begin with '- '"
    )


M = TypeVar("M", bound=BaseModel)


def validate(
    document: Document, data: object, path: FieldPath, model: type[M], problems: list[Problem]
) -> M | None:
    """The value of a model, or None and the problems that keep the data from being one."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        slips = {slip for detail in details for slip in _meant(model, detail)}
        for detail in details:
            is_slip = detail["type"] == "missing" and detail["loc"] in slips
            if not is_slip and not _is_reported_already(document, path, detail, problems):
                problems.append(_problem(document, path, model, detail))
    return None


def _meant(model: type[BaseModel], detail: ErrorDetails) -> Iterator[tuple[int | str, ...]]:
    """The field that a misspelt one was meant to be; it is not missing."""
    if detail["type"] == "extra_forbidden":
        *part, last = detail["loc"]
        close = get_close_matches(str(last), field_names(model, tuple(part)), n=1)
        yield from ((*part, field) for field in close)


def _is_reported_already(
    document: Document, path: FieldPath, detail: ErrorDetails, problems: list[Problem]
) -> bool:
    """A key whose value was refused, or a list short only of items that were refused."""
    place = (*path, *detail["loc"])
    if detail["type"] != "too_short" or not detail["input"]:
        return detail["type"] == "missing" and place in document.spans
    span = document.spans[place]
    lines = range(span.start[0] + 1, span.end[0] + 2)
    return any(p.place.file == document.file and p.place.line in lines for p in problems)


_MISSING = {"sources": "missing-source", "period": "missing-period"}


def _problem(
    document: Document, path: FieldPath, model: type[BaseModel], detail: ErrorDetails
) -> Problem:
    loc = tuple(detail["loc"])
    last = str(loc[-1]) if loc else ""
    match detail["type"]:
        case "extra_forbidden":
            message, hint = f"there is no field '{last}' here", _known_fields(model, loc)
            return document.problem((*path, *loc), "unknown-key", message, hint, key=True)
        case "missing":
            rule = _MISSING.get(last, "missing-key")
            needed = f"the field '{last}' is missing"
            hint = _missing_hint(model, loc[:-1], last)
            return document.problem((*path, *loc[:-1]), rule, needed, hint)
        case "too_short" if last in _MISSING:
            message, hint = "at least one source is needed", _missing_hint(model, loc[:-1], last)
            return document.problem((*path, *loc), _MISSING[last], message, hint)
        case "literal_error":
            message = f"'{shorten(str(detail['input']), 60)}' is not allowed here"
            words = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
            hint = allowed_hint(detail["input"], words)
            return document.problem((*path, *loc), "wrong-value", message, hint)
        case kind:
            message, hint = _wording(kind, detail)
            opening = document.opening((*path, *loc))
            if kind == "string_type" and opening.startswith(("[", "{")):
                hint = f'put the text in quotes: "{opening}"'
            return document.problem((*path, *loc), "wrong-value", message, hint)


def _known_fields(model: type[BaseModel], loc: FieldPath) -> str:
    last, known = str(loc[-1]), field_names(model, loc[:-1])
    close = did_you_mean(last, known, most=0)
    elsewhere = dict.fromkeys(part.rpartition(".")[2] for part in parts_with(model, last))
    if elsewhere:
        return f"it belongs under {' or '.join(repr(part) for part in elsewhere)}"
    return close or did_you_mean(last, known, most=30)


def _missing_hint(model: type[BaseModel], path: FieldPath, field_name: str) -> str:
    words = field_words(model, path, field_name)
    return {
        "sources": "every value names its source: sources: [{source: ID, para: 3, printed: ...}]",
        "period": 'write 2023, "2024-03", "by 2025", or undated where the source gives none',
    }.get(field_name, f"add '{field_name}:'" + (f" ({words})" if words else ""))


def _wording(kind: str, detail: ErrorDetails) -> tuple[str, str]:
    texts = {
        "number": (
            detail["msg"],
            "" if "commas:" in detail["msg"] else number_hint(detail["input"]),
        ),
        "string_type": ("text is needed here", _quotes_hint(detail)),
        "string_pattern_mismatch": ("this is not in the form needed here", _pattern_hint(detail)),
        "string_too_long": ("the text is too long", _limit_hint(detail)),
        "tuple_type": ("a list is needed here", list_hint(detail["input"])),
        "model_type": ("fields with values are needed here", "write 'name: value' lines"),
        "dict_type": ("fields with values are needed here", "write 'name: value' lines"),
        "int_type": ("a whole number is needed here", whole_hint(detail["input"])),
        "greater_than_equal": ("the number is too small", _limit_hint(detail)),
        "less_than_equal": ("the number is too large", _limit_hint(detail)),
        "too_short": ("the list is empty", "give at least one item or leave the field out"),
        "too_long": ("the list is too long", _limit_hint(detail)),
    }
    if kind == "too_short" and detail["input"]:
        return "the list is too short", _limit_hint(detail)
    return texts.get(kind, (detail["msg"], ""))


def _quotes_hint(detail: ErrorDetails) -> str:
    value = detail["input"]
    plain = isinstance(value, bool | int | Decimal)
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return (
        f'put the value in quotes: "{shown}"' if plain else "write one text, not a list or fields"
    )


def _pattern_hint(detail: ErrorDetails) -> str:
    pattern = detail.get("ctx", {}).get("pattern", "")
    written = slug(without_accents(str(detail["input"])))
    if pattern == ID_PATTERN and re.fullmatch(ID_PATTERN, written) and len(written) <= LONGEST_ID:
        return f"write {written}; {WANTED[pattern]}"
    return WANTED.get(pattern, "")


_LIMITS = {"ge": "at least", "le": "at most", "min_length": "at least", "max_length": "at most"}


def _limit_hint(detail: ErrorDetails) -> str:
    limits = {k: v for k, v in detail.get("ctx", {}).items() if k in _LIMITS}
    return ", ".join(f"{_LIMITS[key]} {value}" for key, value in sorted(limits.items()))
