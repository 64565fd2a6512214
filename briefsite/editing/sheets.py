"""Figures from a table that somebody brings, as CSV or as a workbook. The only home of openpyxl.

In: a file from anywhere, of a size that is read. Out: its rows as figures, or every problem of
every row with its place in the table; a row is checked like a figure of a brief.
"""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from briefsite.editing import figures
from briefsite.editing.figures import COLUMNS, Found, Given
from briefsite.library import Library, read
from briefsite.models.walk import column_numbers
from briefsite.problems import BriefsiteError, Place, Problem, did_you_mean
from briefsite.text import bad_characters, from_harmless, name_of

MAX_BYTES, MAX_UNPACKED = 4_000_000, 20_000_000
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 5_000, 200, 20_000
MAX_ITEMS = 20
"""So many sources, and so many conversions, a row may give."""
MAX_CELLS = 2_000_000
"""So many cells of a workbook, with the empty ones between others."""
_LAST_ROW = 1_048_576
"""That of the largest sheet that spreadsheets have."""
_ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
"""How XML in UTF-16 begins, in which nothing could be found."""
_OLD = b"\xd0\xcf\x11\xe0"
"""How a workbook of the time before .xlsx begins, and one with a password."""
BRIEF, UNIT = "brief", "unit"
BESIDE = ("amount", "file", "line")
"""Columns that a list of figures has for readers; they are passed over."""


@dataclass(frozen=True)
class Line:
    """A line of a table: where it stands, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A figure, and where it came from."""

    number: int
    given: Given
    cells: dict[str, str]


@dataclass(frozen=True)
class TakenIn:
    """What became of a table: where its figures stand, or the problems, and nothing was written."""

    places: tuple[Place, ...]
    problems: tuple[Problem, ...] = ()


def take_in(root: Path, file: Path, *, write: bool = True) -> TakenIn:
    """Write the figures of a table into their briefs; where one is wrong, nothing is written."""
    lines, problems = _lines(file)
    header, *body = lines or [Line(1, ())]
    problems += _header_problems(file.name, header)
    if problems:
        return TakenIn((), tuple(problems))
    if not body:
        raise BriefsiteError(f"{file.name} holds no figure; the first line names the columns")
    library, _ = read(root / "briefs")
    rows, places = [], list[Place]()
    for line in body:
        row, faults = _row(library, file.name, header.cells, line)
        rows.append(row)
        problems += faults
    wrong = {problem.place.line for problem in problems}
    right = [row for row in rows if row.number not in wrong]
    if right:
        done = figures.put(root, [row.given for row in right], write=write and not problems)
        problems += (_of_table(file.name, right, found) for found in done.problems)
        places += done.places
    return TakenIn(() if problems else tuple(places), tuple(sorted(problems)))


def _of_table(name: str, rows: Sequence[Row], found: Found) -> Problem:
    """A problem with the rows in place of the lines that they would be."""
    problem = found.problem
    if problem.related and found.other is not None:
        second = replace(problem.related, place=Place(name, rows[found.other].number), excerpt="")
        problem = replace(problem, related=second)
    if found.number is None:
        return problem
    return _problem(name, rows[found.number], found.column, problem)


def _problem(name: str, row: Row, column: str, problem: Problem) -> Problem:
    cell = row.cells.get(column, "")
    at_row = _at(name, row.number, column, cell, problem.rule, problem.message, problem.hint)
    return replace(at_row, related=problem.related)


def _at(
    name: str, line: int, column: str, cell: str, rule: str, message: str, hint: str = ""
) -> Problem:
    words = f"column '{column}': {message}" if column else message
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in cell)
    return Problem(Place(name, line), rule, words, hint, "error", shown, max(1, len(shown)))


def _header_problems(name: str, header: Line) -> Iterator[Problem]:
    """Columns that the format does not know, that stand twice, or that are not there."""
    known = (BRIEF, *COLUMNS, UNIT, *BESIDE)
    for number, column in enumerate(header.cells):
        if not column:
            message, hint = f"column {number + 1} has no name", "name it, or delete it"
            yield _at(name, header.number, "", "", "table", message, hint)
        elif column in header.cells[:number]:
            yield _at(name, header.number, column, "", "table", "it stands there twice", "keep one")
        elif column not in known and not _is_numbered(column):
            hint = did_you_mean(column, known) or f"columns are {', '.join(known)}"
            yield _at(name, header.number, column, column, "table", "there is no such field", hint)
    for column in (BRIEF, *figures.missing(Given("", {}))):
        if column not in header.cells:
            message, hint = f"there is no column '{column}'", "name it in the first line"
            yield _at(name, header.number, "", "", "table", message, hint)


def _is_numbered(name: str) -> bool:
    """Whether a column is that of a second or further item."""
    first, numbers = column_numbers(name)
    lists = sum(step == 0 for step in COLUMNS[first].path) if first in COLUMNS else 0
    return 0 < lists == len(numbers) and all(2 <= number <= MAX_ITEMS for number in numbers)


def _row(
    library: Library, name: str, header: tuple[str, ...], line: Line
) -> tuple[Row, list[Problem]]:
    """A line as a figure, with what is wrong with it by itself."""
    cells = dict(zip(header, line.cells, strict=False))
    if problems := list(_cell_problems(name, header, line)):
        return Row(line.number, Given("", {}), cells), problems
    fields = {key: text for key, text in cells.items() if column_numbers(key)[0] in COLUMNS}
    row = Row(line.number, figures.given(cells.get(BRIEF, ""), fields), cells)
    found = (
        *_brief_problems(library, row),
        *figures.own_problems(row.given),
        *_unit_problems(library, row),
    )
    return row, [_problem(name, row, column, problem) for column, problem in found]


def _cell_problems(name: str, header: tuple[str, ...], line: Line) -> Iterator[Problem]:
    for cell in line.cells[len(header) :]:
        if cell:
            message = f"the row has {len(line.cells)} cells, and the first line {len(header)}"
            hint = 'put a text with the separator in it into "quotes"'
            yield _at(name, line.number, "", cell, "table", message, hint)
            return
    for column, cell in zip(header, line.cells, strict=False):
        for _, char in bad_characters(cell):
            message = f"the character {name_of(char)} is not allowed"
            yield _at(name, line.number, column, cell, "forbidden-character", message, "delete it")
            break
        if len(cell) > MAX_CELL:
            yield _at(name, line.number, column, "", "table", "the text is too long")


def _brief_problems(library: Library, row: Row) -> Iterator[tuple[str, Problem]]:
    try:
        figures.brief_of(library, row.given.brief)
    except BriefsiteError as error:
        message, _, hint = str(error).partition("; ")
        yield BRIEF, Problem(Place(""), "unknown-id", message, hint)


def _unit_problems(library: Library, row: Row) -> Iterator[tuple[str, Problem]]:
    """A unit that is not the one of the indicator: the value would mean something else."""
    entry = library.indicators.get(row.given.data.get("indicator", ""))
    unit = row.cells.get(UNIT, "")
    if entry and unit and unit not in (entry.value.unit, entry.value.unit_label):
        wanted = entry.value.unit_label or entry.value.unit
        message = f"'{entry.id}' is counted in {wanted}, not in {unit}"
        hint = "give the amount in the unit of the indicator, as the source prints it"
        yield UNIT, Problem(Place(""), "unit", message, hint)


# The file as lines of cells.


def _lines(file: Path) -> tuple[list[Line], list[Problem]]:
    """The lines that hold something, and what cannot be read in them."""
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            message = f"{file.name} has {size:,} bytes; at most {MAX_BYTES:,} are read"
            raise BriefsiteError(f"{message}; split it")
        raw = file.read_bytes()
    except OSError as error:
        raise BriefsiteError(f"cannot read {file}: {error.strerror}") from error
    if raw[:4] == b"PK\x03\x04":
        return _workbook(file.name, raw)
    if raw[:4] == _OLD:
        hint = "save it without a password, as .xlsx or CSV in UTF-8"
        raise BriefsiteError(f"{file.name} is a workbook that cannot be read; {hint}")
    return _csv(file.name, raw), []


def _tidy(number: int, cells: Sequence[str]) -> Line:
    texts = [cell.replace("\r\n", "\n").strip(" \t") for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return Line(number, tuple(map(from_harmless, texts)))


def _too_many(name: str) -> BriefsiteError:
    most = f"at most {MAX_ROWS:,} rows of {MAX_COLUMNS} columns are read"
    return BriefsiteError(f"{name} is too large: {most}; split it")


def _csv(name: str, raw: bytes) -> list[Line]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "save it as CSV in UTF-8"
        raise BriefsiteError(f"{name} is not UTF-8 (byte {error.start}); {hint}") from None
    found: list[Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(_tidy(begins, cells))
            if len(found) > MAX_ROWS + 1 or len(cells) > MAX_COLUMNS:
                raise _too_many(name)
            begins = reader.line_num + 1
    except csv.Error as error:
        hint = "put each text with quotes in it into quotes, and write those twice"
        raise BriefsiteError(f"{name}:{begins}: this is no CSV ({error}); {hint}") from None
    return found


def _separator(text: str) -> str:
    """The sign between cells: that by which the first line has the most names of columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    known = {BRIEF, *COLUMNS}

    def names(sign: str) -> int:
        return sum(cell.strip(' "') in known for cell in first.split(sign))

    return max(",;\t", key=names)


def _workbook(name: str, raw: bytes) -> tuple[list[Line], list[Problem]]:
    """The first sheet; what stands there otherwise than it is meant is among the problems."""
    _refuse_bomb(name, raw)
    try:
        with warnings.catch_warnings(action="ignore"):  # of what it does not read, such as colours
            cells = list(_first_sheet(raw))
    except BriefsiteError:
        raise _too_many(name) from None
    except Exception as error:  # a file from anywhere: the library lets out errors of every kind
        raise BriefsiteError(f"{name} cannot be read as a workbook; save it as CSV") from error
    found: list[Line] = []
    problems: list[Problem] = []
    for number, row in cells:
        read = [_cell(*cell) for cell in row]
        line = _tidy(number, [text for text, _ in read])
        if line.cells:
            found.append(line)
        for at, (text, fault) in enumerate(read):
            if fault:
                column = found[0].cells[at] if at < len(found[0].cells) else ""
                problems.append(_at(name, number, column, text, "table", *fault))
    return found, problems


def _first_sheet(raw: bytes) -> Iterator[tuple[int, list[tuple[object, str]]]]:
    """The rows that hold something, each with its number, as value and kind of each cell.

    Raises BriefsiteError where there are too many.
    """
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(raw), read_only=True)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its size need not be true
    rows, seen = 0, 0
    for number, row in enumerate(sheet.iter_rows(max_row=_LAST_ROW), 1):
        seen += len(row)
        cells = [(cell.value, cell.data_type) for cell in row]
        while cells and cells[-1][0] is None:
            cells.pop()
        rows += bool(cells)
        if rows > MAX_ROWS + 1 or len(cells) > MAX_COLUMNS or seen > MAX_CELLS:
            raise BriefsiteError("too many cells")
        if cells:
            yield number, cells


def _refuse_bomb(name: str, raw: bytes) -> None:
    """Raise where a workbook unpacks to very much, or where its XML names entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise _too_many(name)
            texts = (packed.read(part) for part in packed.infolist() if not part.is_dir())
            strange = any(_ENTITIES.search(text) or text[:2] in _WIDE for text in texts)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise BriefsiteError(f"{name} cannot be read as a workbook; save it as CSV") from error
    if strange:
        raise BriefsiteError(f"{name} holds what no spreadsheet writes; save it as CSV")


def _cell(value: object, kind: str) -> tuple[str, tuple[str, str] | None]:
    """A cell as text, and what speaks against it."""
    if kind == "f":
        return str(value), ("this is a formula", "paste the values in place of the formulas")
    if kind == "e":
        return str(value), ("the cell holds an error", "correct it")
    if isinstance(value, date | datetime | time):
        hint = "make the cells text, and write 2024-03-18 or 2024-03"
        return str(value), ("the spreadsheet took this for a date", hint)
    if isinstance(value, bool):
        return str(value).lower(), None
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0"), None
    return "" if value is None else str(value), None
