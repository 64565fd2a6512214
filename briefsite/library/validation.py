"""Parsed data against the models: what pydantic finds, in words an editor can act on.

In: a document, a path in it and the model that belongs there. Out: the value, or problems at the
place of each key or value. What was read and found sound is kept from run to run (`Kept`).
"""

import json
import re
import stat
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from briefsite import packages, program, store
from briefsite.library.yaml import Document, load
from briefsite.library.yaml_errors import meant, number_hint
from briefsite.models import KINDS, Unit
from briefsite.models.base import ID_PATTERN, LONGEST_ID, WANTED
from briefsite.models.walk import FieldPath, field_names, field_words, parts_with
from briefsite.problems import Problem, decode, did_you_mean
from briefsite.text import shorten, slug, units, without_accents
from briefsite.text.dates import mentions
from briefsite.text.quantities import normalise
from briefsite.text.units import BUILT_IN

# What to write instead of a value that does not fit, where its words show what was meant.


def allowed_hint(value: object, words: Sequence[str]) -> str:
    """What to write instead of a word that is not allowed, and all that are."""
    known = f"known here: {', '.join(sorted(words))}"
    same = meant(str(value))
    if same in words:
        return f"write {same}; {known}"
    return did_you_mean(str(value), words, most=0) or known


def period_hint(value: object) -> str:
    """What to write instead of a time in words: end of 2023, March 2024, 2024年3月."""
    text = normalise(str(value))
    found = mentions(text) if len(text) <= LONGEST_ID else ()
    if len(found) != 1 or not found[0].forms:
        return ""
    rest = text[: found[0].start] + text[found[0].end :]
    if any(char.isdigit() for char in rest):
        return ""
    form = found[0].forms[0]
    if form.isdecimal() and re.search(r"\b(?:by|until|before)\b", rest):
        form = f"by {form}"
    return f"write {form if form.isdecimal() or form[:1].isalpha() else json.dumps(form)}"


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
    """The value of a model, or None and the problems that keep the data from being one.

    The problems begin with those of the document as YAML.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        slips = {slip for detail in details for slip in _meant(model, detail)}
        around = {loc[:n] for loc in (detail["loc"] for detail in details) for n in range(len(loc))}
        for detail in details:
            is_slip = detail["type"] == "missing" and detail["loc"] in slips
            if not is_slip and not _is_reported_already(document, path, detail, around):
                _report(document, _problem(document, path, model, detail), detail, problems)
    return None


def _report(
    document: Document, found: Problem, detail: ErrorDetails, problems: list[Problem]
) -> None:
    """Add a problem; where YAML has said something of the same value, one of the two is enough.

    For a number what is wrong with the value says more, for all else what is wrong with the YAML.
    """
    number = document.ambiguous.get(found.place)
    if number is None or problems[number] is not document.faults[number]:
        problems.append(found)
    elif detail["type"] in ("number", "int_type"):
        problems[number] = found


def _meant(model: type[BaseModel], detail: ErrorDetails) -> Iterator[tuple[int | str, ...]]:
    """The field that a misspelt one was meant to be; it is not missing."""
    if detail["type"] == "extra_forbidden":
        *part, last = detail["loc"]
        close = get_close_matches(str(last), field_names(model, tuple(part)), n=1)
        yield from ((*part, field) for field in close)


def _is_reported_already(
    document: Document, path: FieldPath, detail: ErrorDetails, around: Container[FieldPath]
) -> bool:
    """A key whose value was refused, or a list short only of items that were refused."""
    place = (*path, *detail["loc"])
    if detail["type"] != "too_short" or not detail["input"]:
        return detail["type"] == "missing" and place in document.spans
    return detail["loc"] in around or document.has_fault_in(place)


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
        "period": (detail["msg"], period_hint(detail["input"])),
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


# Names of files, ids, and the kind to which some fields belong.


_ID = re.compile(ID_PATTERN)
RESERVED = {"index", "con", "prn", "aux", "nul"} | {
    f"{device}{digit}" for device in ("com", "lpt") for digit in range(10)
}
RESERVED |= {"part-[0-9]+"}
"""Patterns: what a file system or the site itself has a use for, as the parts of a long list."""


def fitting(keys: set[str], models: Mapping[str, type[BaseModel]]) -> Iterator[str]:
    """The kinds whose models have all of some fields, and need no other."""
    for kind, model in models.items():
        fields = model.model_fields
        if keys <= fields.keys() and all(
            name in keys for name, field in fields.items() if field.is_required()
        ):
            yield kind


def shown_name(name: str) -> str:
    """The name of a file as a message may hold it."""
    return name if name.isprintable() else ascii(name)[1:-1]


def name_fault(path: FilePath, stem: str) -> tuple[str, str] | None:
    """What keeps a file from being read for its name or what it is, and what to do."""
    try:
        mode = path.lstat().st_mode
    except OSError:  # gone in between
        mode = 0
    if stat.S_ISDIR(mode):
        hint = f"move what is in it to {path.parent.name}/: folders hold no folders"
        return "this is a folder", hint
    if not stat.S_ISREG(mode):
        return "this is not a regular file", "put the file itself here, not a link"
    if path.suffix != ".yml":
        return "the file name does not end in .yml", _ending_hint(path)
    fault = id_fault(stem)
    return ("the file name is no id", fault) if fault else None


def _ending_hint(path: FilePath) -> str:
    if path.suffix.lower() in (".yaml", ".yml"):
        return f"rename it to {shown_name(path.stem)}.yml"
    return "only briefs and entries belong here; texts and notes lie elsewhere"


def id_fault(id: str) -> str:
    """What keeps a text from being an id and a file name on any system; empty for a good one."""
    if not _ID.fullmatch(id):
        return "use lower case letters, digits and single hyphens: xiangjiang-new-area.yml"
    if len(id) > 64:
        return "an id has at most 64 characters"
    return "the name is reserved; choose another" if re.fullmatch("|".join(RESERVED), id) else ""


def misplaced(kind: str, data: object, models: Mapping[str, type[BaseModel]]) -> str:
    """The kind of which the data has the fields, where it is another one; empty for its own."""
    keys = set(data) if isinstance(data, dict) else set()
    if keys <= models[kind].model_fields.keys():
        return ""
    return next(fitting(keys, models), "")


def moved(document: Document, kind: str, right: str, id: str) -> Problem:
    """A file in the folder of another kind: one problem, whatever else does not fit there."""
    own = KINDS[kind].model.model_fields
    key = next(key for key in document.data if key not in own)
    message = f"'{key}' belongs to a file in {KINDS[right].folder}/, not in {KINDS[kind].folder}/"
    hint = f"move it to {KINDS[right].folder}/{id}.yml"
    return document.problem((key,), "file-name", message, hint, key=True)


def files_with(documents: Iterable[Document], look: Callable[[str], object]) -> set[str]:
    """The files in which a look at the whole text finds something, and those with escapes, in
    which it may miss it."""
    texts = {document.file: document.lines for document in documents}
    whole = ((file, "\n".join(lines)) for file, lines in texts.items())
    return {file for file, text in whole if "\\" in text or look(text)}


def is_empty(raw: bytes) -> bool:
    """Whether a registry holds nothing yet, but for comments."""
    lines = (line.strip() for line in raw.splitlines())
    return all(not line or line.startswith(b"#") for line in lines)


def unit(id: str, entry: Unit) -> units.Unit:
    """A unit as an entry has it; what the entry leaves out of a common unit stays as it is."""
    known = BUILT_IN.get(id, units.Unit(id, entry.name, entry.kind))
    own = () if entry.of else (entry.name,)
    return replace(
        known,
        name=entry.name,
        spellings=(*known.spellings, *own, *entry.spellings),
        symbols=(*known.symbols, *entry.symbols),
        currency=entry.currency or known.currency,
        to=entry.to or known.to,
        factor=Fraction(entry.factor) if entry.factor else known.factor,
        of=entry.of or known.of,
        per=entry.per or known.per,
    )


# What files were read as, and in what nothing was wrong, kept from run to run by their content.

READ = FilePath(".cache", "read.txt")
"""A digest of the rest; then a line for each content: its digest, and its data as JSON."""
_NUMBER = re.compile(r'"\\u0000([^"]*)"')


def packed(data: object) -> str:
    """Data of a document as JSON, in which each number has the digits that it was written with."""
    text = json.dumps(data, default=lambda number: f"\0{number}")  # no text of a file has that sign
    return _NUMBER.sub(r"\1", text)


def unpacked(text: str) -> Any:
    """Data as it was packed; raises ValueError for what never was."""
    return json.loads(text, parse_float=Decimal)


class Kept:
    """Loads files: those of which the content is known need not be parsed again.

    What is damaged, or of another program, counts as nothing. Without a file nothing is kept.
    """

    def __init__(self, root: FilePath | None = None) -> None:
        self._file = root and root / READ
        self._of = f"{program()} {packages()}" if root else ""
        self._before, self._now = self._read(), dict[str, str]()

    def _read(self) -> dict[str, str]:
        with suppress(OSError, UnicodeDecodeError):
            head, _, rest = (self._file.read_bytes() if self._file else b"").partition(b"\n")
            if head.decode() == self._digest(rest):
                return dict(line.partition(" ")[::2] for line in rest.decode().split("\n"))
        return {}

    def _digest(self, rest: bytes) -> str:
        return store.digest(self._of.encode() + rest)

    def __call__(self, file: str, raw: bytes) -> tuple[Document | None, list[Problem]]:
        """The document of a file, and what is wrong with it, as `yaml.load` gives it."""
        key = store.digest(raw) if self._file else ""
        if self.has(key):
            text, _ = decode(file, raw)
            lines = tuple(text.split("\n"))
            return Document(file, lines, unpacked(self._now[key]), key=key), []
        document, problems = load(file, raw)
        if not document or problems or not key:
            return document, problems
        self._now[key] = packed(document.data)
        return replace(document, key=key), []

    def key(self, what: str, *keys: str) -> str:
        """Of a look at contents; empty where one of them is not kept."""
        return store.digest(" ".join((what, *keys))) if self._file and all(keys) else ""

    def has(self, key: str) -> bool:
        """Whether there is something under a key; it stays then."""
        known = self._now.get(key, self._before.get(key))
        if known is not None:
            self._now[key] = known
        return known is not None

    def sound(self, key: str) -> None:
        """Nothing was wrong in what was looked at."""
        if key:
            self._now[key] = ""

    def keep(self) -> None:
        """Write it down; what nobody asks for goes when most of it is such."""
        if self._file and not self._now.keys() <= self._before.keys():
            few = len(self._before) > 4 * len(self._now)
            lines = (
                f"{key} {text}"
                for key, text in {**({} if few else self._before), **self._now}.items()
            )
            rest = "\n".join(lines).encode()
            with suppress(OSError):
                self._file.parent.mkdir(exist_ok=True)
                store.replace(self._file, self._digest(rest).encode() + b"\n" + rest)
        self._before = self._now = {}
