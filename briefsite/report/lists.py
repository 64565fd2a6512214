"""Lists of what the briefs hold: figures, events, statements, and the entries of every kind.

In: a graph, what is wanted and what narrows it down. Out: rows, and their text as a table for the
terminal, as CSV (RFC 4180) or as JSON. A brief that is not valid as a whole still gives the parts
that are.
"""

import csv
import io
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError

from briefsite.library import PLURALS, Entry, EntryOrDraft, Library
from briefsite.library.graph import Graph, references
from briefsite.library.yaml import Document
from briefsite.models import KINDS, Brief, Figure
from briefsite.models.walk import (
    Draft,
    FieldPath,
    cells,
    column_name,
    column_numbers,
    columns,
    parts_of,
    referred_kinds,
)
from briefsite.problems import BriefsiteError, did_you_mean
from briefsite.report import columns as width
from briefsite.report import plain
from briefsite.text import amount, harmless, without_accents
from briefsite.text.periods import Period

PARTS = parts_of(Brief)
"""What a brief has lists of, by the name of the list."""
MODELS = PARTS | {kind.folder: kind.model for kind in KINDS.values()}
"""What can be listed, by name."""
BRIEFS = ("region", "company")
_KINDS = {plural: kind for kind, plural in PLURALS.items()}
_SHOWN = {
    "figures": ("brief", "indicator", "period", "amount", "status", "cited", "printed"),
    "events": ("brief", "id", "date", "title", "cited"),
    "statements": ("brief", "id", "speaker", "organisation", "attributed_to", "date", "cited"),
    "people": ("id", "name", "local_name", "roles.title", "roles.organisation", "named_by"),
    "sources": ("id", "publisher", "published", "title", "named_by"),
    "indicators": ("id", "name", "unit", "unit_label", "named_by"),
    "regions": ("id", "name", "local_name", "kind", "parent"),
    "companies": ("id", "name", "local_name", "kind"),
    "units": ("id", "name", "kind", "spellings"),
    "topics": ("id", "name", "local_name", "named_by"),
    "terms": ("id", "name", "local_name", "named_by"),
}
"""The columns of a table for the terminal; of other lists the first five."""
_NARROWEST = 8
"""So many columns of the terminal every column of a table keeps."""
OWN = ("brief", "id", "named_by", "unit", "amount", "file", "line")
"""The columns that a list has beside those of the format."""

Cells = dict[str, object]
Target = tuple[str, str]


@dataclass(frozen=True)
class Wanted:
    """What narrows a list down: of each thing one of those named, where some are."""

    ids: Mapping[str, Collection[str]]
    """By kind: `brief` is the region or company alone, `region` with all that lies in it."""
    status: Collection[str] = ()
    period: str = ""
    """The period or date of a row lies in it."""
    words: str = ""
    """They stand in a cell, whatever the case and the accents."""


@dataclass(frozen=True)
class Row:
    """A part of a brief, or an entry."""

    value: BaseModel
    cells: Cells
    """What the list shows of it, by column."""
    about: frozenset[Target]
    """Kind and id of all that it belongs to or refers to."""


def kinds_for(what: str) -> tuple[str, ...]:
    """The kinds of things by which a list can be narrowed down."""
    about = {*BRIEFS, *referred_kinds(MODELS[what])} - {"unit"}
    about.add("topic" if what in PARTS else _KINDS[what])
    return ("brief", *(kind for kind in PLURALS if kind in about))


def rows(graph: Graph, what: str, wanted: Wanted) -> Iterator[Row]:
    """The rows of a list, in the order of the briefs; raises BriefsiteError for what is not."""
    targets = [_targets(graph, what, kind, ids) for kind, ids in wanted.ids.items() if ids]
    fits = _fits(what, wanted)
    for row in _parts(graph, what) if what in PARTS else _entries(graph, what):
        if all(some & row.about for some in targets) and fits(row):
            yield row


def _targets(graph: Graph, what: str, kind: str, ids: Collection[str]) -> frozenset[Target]:
    """The things that are named; a region stands for all that lies in it."""
    if kind not in kinds_for(what):
        known = ", ".join(f"--{one}" for one in kinds_for(what))
        raise BriefsiteError(f"{what} cannot be listed by {kind}; here are {known}")
    kinds = BRIEFS if kind == "brief" else (kind,)
    for id in ids:
        if not any(graph.library.knows(one, id) for one in kinds):
            hint = did_you_mean(id, (known for one in kinds for known in graph.library.ids(one)))
            raise BriefsiteError(f"there is no {kind} '{id}'; {hint}".rstrip("; "))
    inner = (one.id for id in ids for one in graph.descendants(id)) if kind == "region" else ()
    return frozenset((one, id) for id in (*ids, *inner) for one in kinds)


def _fits(what: str, wanted: Wanted) -> Callable[[Row], bool]:
    """Whether a row is wanted by its own fields."""
    fields = MODELS[what].model_fields
    when = next((name for name in ("period", "date") if name in fields), "")
    if wanted.status and "status" not in fields:
        raise BriefsiteError(f"{what} have no status")
    if wanted.period and not when:
        raise BriefsiteError(f"{what} have no period")
    period, words = _period(wanted.period), _plainly(wanted.words)

    def fits(row: Row) -> bool:
        if wanted.status and getattr(row.value, "status", None) not in wanted.status:
            return False
        if period and not _lies_in(getattr(row.value, when) or "undated", period):
            return False
        return not words or any(words in _plainly(_text(one)) for one in row.cells.values())

    return fits


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError as error:
        raise BriefsiteError(f"'{text}': {error}") from None


def _lies_in(text: str, wanted: Period) -> bool:
    own = Period.parse(text)
    if not (own.first and own.last and wanted.first and wanted.last):
        return own.first == wanted.first  # both undated
    return wanted.first <= own.first and own.last <= wanted.last


def _plainly(text: str) -> str:
    return without_accents(" ".join(text.split())).casefold()


def _parts(graph: Graph, what: str) -> Iterator[Row]:
    library = graph.library
    for brief in (one for one in (*library.briefs(), *library.drafts) if one.kind in BRIEFS):
        topics = {("topic", one.id) for one in references(brief) if one.kinds == ("topic",)}
        for index, part in _valid(brief, what):
            path = (*brief.path, what, index)
            named = _named(Entry(brief.id, what, part, brief.document, path))
            if what == "figures":  # of no brief but its own, also where it is a share of another's
                named = {target for target in named if target[0] not in BRIEFS}
            shown: Cells = {"brief": brief.id, **_cells(part)}
            if isinstance(part, Figure):
                shown |= _amount(library, part)
            shown |= _place(brief.document, path)
            yield Row(part, shown, frozenset({(brief.kind, brief.id), *topics, *named}))


def _named(entry: Entry[Any]) -> set[Target]:
    return {(kind, one.id) for one in references(entry) for kind in one.kinds}


def _valid(brief: EntryOrDraft, what: str) -> Iterator[tuple[int, BaseModel]]:
    """The parts of a brief that are right by themselves, with their place in its list."""
    if not isinstance(brief.value, Draft):
        yield from enumerate(getattr(brief.value, what))
        return
    data = brief.value.data
    found = data.get(what) if isinstance(data, dict) else None
    for index, one in enumerate(found if isinstance(found, list) else ()):
        try:
            yield index, PARTS[what].model_validate(one)
        except ValidationError:
            continue  # it is among the problems of the brief


def _entries(graph: Graph, what: str) -> Iterator[Row]:
    kind = _KINDS[what]
    for entry in graph.library.of_kind(kind).values():
        links = [(one.kind, one.id) for one in graph.backlinks.get((kind, entry.id), ())]
        named_by = tuple(dict.fromkeys(id for _, id in links))
        shown = {"id": entry.id, **_cells(entry.value), "named_by": named_by}
        about = _named(entry)
        if kind in BRIEFS:  # a region that a brief names does not lie in it
            about = {target for target in about if target[0] != kind}
        else:
            about |= {link for link in links if link[0] in BRIEFS}
        about.add((kind, entry.id))
        yield Row(entry.value, shown | _place(entry.document, entry.path), frozenset(about))


def _cells(value: BaseModel) -> Cells:
    """The values of a model by column; what a brief has lists of is listed by itself."""
    whole = not isinstance(value, Brief)
    return {column_name(path): one for path, one in cells(value) if whole or len(path) == 1}


def _place(document: Document, path: FieldPath) -> Cells:
    span = document.spans[path]
    return {"file": document.file, "line": (span.key if path else span.start)[0] + 1}


def _amount(library: Library, figure: Figure) -> Cells:
    """The unit of a figure, and the whole value in words; nothing where its unit is not known."""
    entry = library.indicators.get(figure.indicator)
    unit = library.unit_table.get(entry.value.unit) if entry else None
    if not (entry and unit):
        return {}
    label = entry.value.unit_label
    words = amount(
        figure.value,
        unit,
        scale=figure.scale,
        qualifier=figure.qualifier,
        label=label,
        high=figure.high,
    )
    return {"unit": label or unit.id, "amount": words}


# A list as text.


def table(found: Collection[Row], what: str, room: int | None = None) -> str:
    """Columns side by side, by the width of what they show; cut where there is not enough room."""
    plainest = [name for name in _header(found, what) if name not in ("file", "line")][:5]
    shown = (*_SHOWN.get(what, plainest), "place")
    laid = [{name: plain(_in_table(row, name)) for name in shown} for row in found]
    used = [name for name in shown if any(line[name] for line in laid)]
    lines = [{name: name for name in used}, *laid]
    widths = {name: max(width(line[name]) for line in lines) for name in used}
    if room:
        _narrow(widths, room)
    padded = ("  ".join(_padded(line[name], widths[name]) for name in used) for line in lines)
    return "".join(f"{line.rstrip()}\n" for line in padded if used)


def _in_table(row: Row, name: str) -> str:
    if name == "place":
        return f"{row.cells['file']}:{row.cells['line']}"
    if name == "cited":
        cited = getattr(row.value, "sources", ())
        return "; ".join(f"{one.source} {one.para}" for one in cited)
    return " ".join(_text(row.cells.get(name)).split())


def _text(value: object) -> str:
    """A value as plain text: of a number all digits and no commas."""
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return f"{value:f}" if isinstance(value, Decimal) else "" if value is None else str(value)


def _narrow(widths: dict[str, int], room: int) -> None:
    """Make columns fit: the widest gives way, but never that of the place."""
    others = [name for name in widths if name != "place"]
    while others and sum(widths.values()) + 2 * len(others) > room:
        widest = max(others, key=lambda name: widths[name])
        if widths[widest] <= _NARROWEST:
            return
        widths[widest] -= 1


def _padded(text: str, size: int) -> str:
    if width(text) > size:
        while width(text) > size - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (size - width(text))


def as_csv(found: Collection[Row], what: str) -> str:
    """All columns of the format, a row a line; nothing in it is a formula to a spreadsheet."""
    written = io.StringIO()
    sheet = csv.writer(written, lineterminator="\r\n")
    header = _header(found, what)
    sheet.writerow(header)
    for row in found:
        sheet.writerow(map(_in_sheet, (row.cells.get(name) for name in header)))
    return written.getvalue()


def _in_sheet(value: object) -> str:
    return _text(value) if isinstance(value, int | Decimal) else harmless(_text(value))


def _header(found: Collection[Row], what: str) -> tuple[str, ...]:
    """The columns of the format, then those of further items, then those of the list."""
    model = MODELS[what]
    depth = 1 if issubclass(model, Brief) else None
    known = [one.name for one in columns(model) if len(one.path[:depth]) == len(one.path)]
    order = {name: number for number, name in enumerate(known)}
    given = {name for row in found for name in row.cells} - order.keys() - {*OWN}
    split = {name: column_numbers(name) for name in given}
    more = sorted(given, key=lambda name: (split[name][1], order[split[name][0]]))
    own = [name for name in OWN if name not in order and any(name in row.cells for row in found)]
    first = [name for name in own if name in ("brief", "id")]
    return (*first, *known, *more, *(name for name in own if name not in first))


def as_json(found: Collection[Row], what: str) -> str:
    """A list of objects shaped as the format has them; numbers are numbers."""
    return json.dumps([_object(row) for row in found], ensure_ascii=False, indent=1) + "\n"


def _object(row: Row) -> Cells:
    own = {name: _plain(row.cells[name]) for name in OWN if name in row.cells}
    value = {
        name: _plain(one)
        for name, one in row.value
        if one is not None and one != () and (name not in PARTS or not isinstance(row.value, Brief))
    }
    return {**{name: own.pop(name) for name in ("brief", "id") if name in own}, **value, **own}


def _plain(value: object) -> object:
    """A value as JSON has it."""
    if isinstance(value, BaseModel):
        return {name: _plain(one) for name, one in value if one is not None and one != ()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
