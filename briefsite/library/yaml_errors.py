"""What a YAML reader complains of, in words that name the mistake and where it was made.

In: the lines of a file, and the reader's complaint. Out: a `Fault`. The reader stops where it can
go no further, which is often lines below the mistake: at the end of the file for a quote that was
never closed. Two mistakes of which it does not complain are explanation here too.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from briefsite.text.around import QUALIFYING
from briefsite.text.quantities import quantities
from briefsite.text.units import SCALES

Position = tuple[int, int]
_KEY = re.compile(r"(\s*(?:- +)*)([A-Za-z_][\w-]*)(?=\s*:)")
_VALUE = re.compile(r"\s*(?:- +)*(?:[\w-]+: +|- +)?(?=\S)")
_OPENING = re.compile(r"\s*(?:- +)*(?:[\w-]+: +)?([\"'])")
CURLY = {"“": "”", "‘": "’", "„": "“", "«": "»", "＂": "＂"}
"""Quotes that are none of YAML, each with the one that closes it."""
_GENERAL = "check the indentation, the colon after the key, and quotes around texts with signs"


@dataclass(frozen=True)
class Complaint:
    """What the reader says: what it was doing since when, and what it met where."""

    context: str
    problem: str
    began: Position
    at: Position


@dataclass(frozen=True)
class Fault:
    """The mistake: its place (from 0), in words, what to write, how much of the line it is."""

    position: Position
    message: str
    hint: str = _GENERAL
    width: int = 1


def explain(lines: tuple[str, ...], complaint: Complaint) -> Fault:
    """The mistake behind a complaint, as near as it can be told."""
    lines = (*lines, "")
    for explanation in (
        _full_width,
        _colon,
        _quote,
        _escape,
        _sign,
        _bracket,
        _no_colon,
        _misplaced,
    ):
        for fault in explanation(lines, complaint):
            return fault
    return Fault(complaint.at, f"this is not YAML: {complaint.problem}")


def quoted(line: str) -> str:
    """A line with its value in quotes: what to write instead of it."""
    start = _value_start(line)
    value = line[start:].strip()
    if value[:1] in CURLY and value[-1:] == CURLY[value[:1]]:
        value = value[1:-1]
    inside = value.strip("\"'") if value[:1] in "\"'" else value
    if '"' not in inside and "\\" not in inside:
        return f'{line[:start].strip()} "{inside}"'.strip()
    doubled = inside.replace("'", "''")
    return f"{line[:start].strip()} '{doubled}'".strip()


_CUT = re.compile(r" +(#[^\s#].*)")


def cut_off(line: str, end: Position) -> Fault | None:
    """A text that ends before ` #`, in silence; a remark has a space behind its sign."""
    cut = _CUT.match(line, end[1]) if line.startswith(" ", end[1]) else None
    if not cut:
        return None
    message = f"the text ends before '{_short(cut[1], 20)}', which YAML takes for a remark"
    hint = f"put the text in quotes: {_short(quoted(line))}; a remark begins with '# '"
    return Fault((end[0], cut.start(1)), message, hint, len(cut[1]))


def no_value(line: str) -> tuple[str, str] | None:
    """`{ships}` without quotes is a key without a value: what to say of the line."""
    if line[_value_start(line) :].startswith("{"):
        return "a text must not begin with {", f"put the text in quotes: {_short(quoted(line))}"
    return None


def _value_start(line: str) -> int:
    match = _VALUE.match(line)
    return match.end() if match else 0


def _full_width(lines: tuple[str, ...], complaint: Complaint) -> Iterator[Fault]:
    """Chinese input methods write colons that YAML does not know."""
    for number in range(max(0, complaint.began[0] - 1), complaint.at[0] + 1):
        match = re.match(r"\s*(?:- +)*([A-Za-z_]\w*)\s*：\s*(.*)", lines[number])
        if match:
            message = f"the colon after '{match[1]}' is a full-width one"
            hint = f"write a plain colon and a space: {match[1]}: {_short(match[2])}"
            yield Fault((number, lines[number].index("：")), message, hint)


def _colon(lines: tuple[str, ...], complaint: Complaint) -> Iterator[Fault]:
    """A colon within a text, or a key that is further right than the one above."""
    line, column = complaint.at
    if complaint.problem != "mapping values are not allowed here":
        return
    key = _KEY.match(lines[line])
    if key and key.end() == column:
        yield from _quote(lines, complaint, strict=True)
        yield from _after_no_key(lines, line)
        yield from _too_far_right(lines, line, key)
    message = "a colon and a space within a text: YAML takes what is before them for a key"
    hint = f"put the text in quotes: {_short(quoted(lines[line]))}"
    if (key and key.end() == column) or not _value_start(lines[line]):
        hint = "put the text in quotes, from its beginning to its end"
    yield Fault(complaint.at, message, hint)


def _after_no_key(lines: tuple[str, ...], line: int) -> Iterator[Fault]:
    """The line above should be `key: value` and is not, so that the reader goes on with it."""
    above = _above(lines, line)
    if above is not None and _start(lines[above]) >= _start(lines[line]):
        yield from _keyless(lines, above, _start(lines[above]))


def _too_far_right(lines: tuple[str, ...], line: int, key: re.Match[str]) -> Iterator[Fault]:
    above = _above(lines, line)
    upper = _KEY.match(lines[above]) if above is not None else None
    if upper:
        hint = f"begin it in column {len(upper[1]) + 1}, under '{upper[2]}'"
        message = f"'{key[2]}' stands further right than the line above, which is complete"
        yield Fault((line, len(key[1])), message, hint, len(key[2]))


def _above(lines: tuple[str, ...], line: int) -> int | None:
    return next((n for n in range(line - 1, -1, -1) if lines[n].strip()), None)


def _start(line: str) -> int:
    """Where a key or a text begins, behind hyphens."""
    return len(re.match(r"\s*(?:- +)*", line)[0])  # type: ignore[index]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _quote(
    lines: tuple[str, ...], complaint: Complaint, *, strict: bool = False
) -> Iterator[Fault]:
    """A quote that is not closed, or text behind the one that closes."""
    if "escape" in complaint.problem:
        return
    if (
        not strict
        and "quoted scalar" not in complaint.context
        and "'<scalar>'" not in complaint.problem
    ):
        return
    opened = [n for n in range(complaint.at[0] + 1) if _is_left_open(lines[n])]
    if opened:
        line = opened[-1]
        column = lines[line].index(_opening(lines[line]))
        position = lines[line][column]
        hint = f"close it where the text ends: {_short(lines[line].strip())}{position}"
        yield Fault((line, column), f"the quote {position} that opens here is not closed", hint)
    line, column = complaint.at
    before = lines[line][:column].rstrip()[-1:]
    if not strict and before in ('"', "'"):
        value = lines[line][_value_start(lines[line]) :].strip()
        inside = value[1:-1] if value.endswith(before) else value
        hint = "put the whole text in quotes, and use the other kind within it"
        other = "'" if before == '"' else '"'
        if other not in inside:
            start = lines[line][: _value_start(lines[line])].strip()
            hint = f"{hint}: {start} {other}{_short(inside)}{other}"
        width = len(lines[line].rstrip()) - column
        yield Fault(complaint.at, "the text goes on behind the quote that closes it", hint, width)


def _opening(line: str) -> str:
    match = _OPENING.match(line)
    return match[1] if match else ""


def _is_left_open(line: str) -> bool:
    position = _opening(line)
    if not position:
        return False
    inside = line[line.index(position) + 1 :]
    inside = re.sub(r"\\.", "", inside) if position == '"' else inside.replace("''", "")
    return position not in inside


def _escape(lines: tuple[str, ...], complaint: Complaint) -> Iterator[Fault]:
    if "escape" in complaint.problem or "expected escape sequence" in complaint.problem:
        line, column = complaint.at
        sign = lines[line][column : column + 1]
        message = f"in double quotes a backslash begins an escape, and \\{sign} is none"
        hint = "write two backslashes for one, or put the text in single quotes"
        yield Fault((line, max(0, column - 1)), message, hint, 2)


def _sign(lines: tuple[str, ...], complaint: Complaint) -> Iterator[Fault]:
    """A text that begins with a sign which means something to YAML."""
    known = ("an alias", "an anchor", "a tag", "a block scalar", "a directive")
    line, column = complaint.began if complaint.context.endswith(known) else complaint.at
    begins = complaint.context.endswith(known) or "cannot start any token" in complaint.problem
    start = _value_start(lines[line])
    if begins and lines[line][start : start + 1] in ("[", "{"):
        column = start
    if begins:
        sign = lines[line][column : column + 1]
        hint = f"put the text in quotes: {_short(quoted(lines[line]))}"
        value = lines[line][start:].strip()
        if qualifier := meant(value):
            hint = f"write {qualifier}"
        elif amount := number_hint(value):
            hint = amount
        yield Fault((line, column), f"a text must not begin with {sign}", hint)


def _bracket(lines: tuple[str, ...], complaint: Complaint) -> Iterator[Fault]:
    """A text that begins with a bracket, or a list in brackets that is not closed."""
    order = (
        (complaint.began, complaint.at)
        if "flow" in complaint.context
        else (complaint.at, complaint.began)
    )
    for line, _ in order:
        start = _value_start(lines[line])
        sign, rest = lines[line][start : start + 1], lines[line][start:].rstrip()
        if not sign or sign not in "[{":
            continue
        close = "]" if sign == "[" else "}"
        if close not in rest:
            message = f"the bracket {sign} that opens here is not closed"
            hint = f"close it with {close}; a text that begins with {sign} stands in quotes"
            yield Fault((line, start), message, hint)
        elif sign == "{" and ": " in rest[: rest.rfind(close)]:
            message = "between braces, a text with a sign stands in quotes"
            hint = "put the text in quotes, or write each field on a line of its own"
            yield Fault(complaint.at, message, hint)
        hint = f"put the text in quotes: {_short(quoted(lines[line]))}"
        yield Fault((line, start), f"a text must not begin with {sign}", hint)


def _no_colon(lines: tuple[str, ...], complaint: Complaint) -> Iterator[Fault]:
    """A line that should be `key: value` and is not."""
    if "could not find expected ':'" in complaint.problem:
        yield from _keyless(lines, *complaint.began)
        line, column = complaint.began
        message = "this line has no key, and goes on with no text above"
        hint = "write 'key: value'; a text that goes on stands further right than its key"
        yield Fault(complaint.began, message, hint, len(lines[line].rstrip()) - column)


def _keyless(lines: tuple[str, ...], line: int, column: int) -> Iterator[Fault]:
    """A line without a colon, or without the space behind it."""
    words = lines[line][column:].rstrip()
    above = _above(lines, line)
    if tight := re.match(r"([A-Za-z_][\w-]*):(\S.*)", words):
        position = line, column + len(tight[1])
        message = f"a space is missing after the colon of '{tight[1]}'"
        yield Fault(position, message, f"write {tight[1]}: {_short(tight[2])}")
    elif loose := re.match(r"([a-z_]+)(?: +([^:]+))?$", words):
        goes_on = above is not None and _indent(lines[above]) > column
        if not goes_on or _KEY.match(lines[above or 0]):
            message = f"there is no colon after '{loose[1]}'"
            hint = f"write {loose[1]}: {_short(loose[2] or '...')}"
            yield Fault((line, column), message, hint, len(loose[1]))


def _misplaced(lines: tuple[str, ...], complaint: Complaint) -> Iterator[Fault]:
    """A line in a column where it belongs to nothing."""
    line, column = complaint.at
    key = _KEY.match(lines[line])
    name = key[2] if key else (lines[line][column:].split() or [""])[0]
    if complaint.problem == "sequence entries are not allowed here":
        hint = "begin each item on a line of its own, below the key: - item"
        yield Fault(complaint.at, "a list does not begin behind its key", hint)
    elif complaint.problem.endswith(("'-'", "'<block sequence start>'")):
        message = "this hyphen stands in no column of a list above"
        yield Fault(complaint.at, message, _under(lines, line, "hyphen"))
    elif complaint.context.endswith("block collection") and column == complaint.began[1]:
        hint = f"if it belongs to the item above, begin it in column {column + 3}; "
        hint += f"if it is an item of its own, write - {name}"
        message = f"'{name}' stands where the list's hyphens stand, and has none"
        yield Fault(complaint.at, message, hint, max(1, len(name)))
    elif "block" in complaint.context or "<document start>" in complaint.problem:
        message = f"'{name}' stands in no column of a key above"
        yield Fault(complaint.at, message, _under(lines, line, "key"), max(1, len(name)))


def _under(lines: tuple[str, ...], line: int, what: str) -> str:
    """The columns in which lines above have their hyphens or keys, nearest first."""
    found: dict[int, str] = {}
    for text in reversed(lines[:line]):
        key = _KEY.match(text)
        if what == "hyphen" and text.lstrip().startswith("- "):
            found.setdefault(_indent(text), "the item above")
        elif what == "key" and key:
            found.setdefault(len(key[1]), f"'{key[2]}'")
    places = [f"column {column + 1}, as {name}" for column, name in found.items()]
    if not places and what == "hyphen":
        return "a list stands below a key that has no value beside it"
    return f"begin it in {' or '.join(places[:2])}" if places else _GENERAL


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[:most]}…{text[-1:]}"


# What to write instead of an amount or a qualifier as texts have it.


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
DIGITS = 30
"""A number has at most so many digits before its point."""
_SHORT = 100
"""Longer texts are no amounts."""
_LETTER = re.compile(r"\d ?[a-z]\b", re.I)
_EXPONENT = re.compile(r"-?\d+(?:\.\d+)?[eE][+-]?\d{1,2}")


def meant(words: str) -> str:
    """The qualifier of the format for words of a source; empty where there is none."""
    plain = "".join(words.lower().replace("-", " ").split())
    return QUALIFYING.get(plain) or QUALIFYING.get(f"{plain}of", "")


def number_hint(value: object) -> str:
    """What to write instead of an amount: number, scale and qualifier each in their field."""
    text = unicodedata.normalize("NFKC", str(value)).strip().strip("“”‘’„«»\"'")
    text = " ".join(text.replace("\N{MINUS SIGN}", "-").removeprefix("+").split())
    if len(re.sub(r"\D", "", text)) > DIGITS:
        return f"a number has at most {DIGITS} digits: write a scale instead of zeros"
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
    found = _AMOUNT.fullmatch(text) if len(text) < _SHORT else None
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
