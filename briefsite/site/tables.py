"""The tables of the data, as CSV (RFC 4180), Parquet and one SQLite file; what describes all files.

In: records. Out: bytes; the same briefs give the same.
"""

import csv
import io
import re
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any, get_args

from arro3 import core as arrow
from arro3.io import write_parquet

from briefsite.models.base import Model, Schema
from briefsite.problems import BriefsiteError
from briefsite.site import records
from briefsite.site.data import FOLDER, FORMATS, Data, components, plain, rights, to_json
from briefsite.store import digest
from briefsite.text import harmless

# The tables: which fields each has of which record. Names and words of a column are the record's.

CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
BOM = "\ufeff"
"""Tells spreadsheets that a file is UTF-8."""
_TYPES = {Decimal: "number", int: "integer", bool: "boolean", date: "date"}


@dataclass(frozen=True)
class Column:
    """A column of a table: the path of a field in the record."""

    path: str
    type: str
    """As a data package calls it: string, number, integer, boolean, date."""
    words: str
    to: str
    """The table whose id it holds; empty where it holds none."""

    @property
    def name(self) -> str:
        """Its name: `change_value` for `change.value`, `period` for `period.text`."""
        return self.path.removesuffix(".text").replace(".", "_")


@dataclass(frozen=True)
class Table:
    """A table: its records, and what of each stands in a row."""

    name: str
    words: str
    model: type[Model]
    fields: str
    """The paths of its columns; behind a colon the table whose id one holds."""
    key: str = "id"
    """The column that tells rows apart; empty where none does alone."""
    of: Callable[[records.Brief], Iterable[Model]] | None = None
    """What it has of a brief, where it is of briefs; else all is in the data under its name."""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns."""
        return tuple(self._column(*field.partition(":")[::2]) for field in self.fields.split())

    def _column(self, path: str, to: str) -> Column:
        model, words = self.model, []
        *above, last = path.split(".")
        for step in above:
            words.append((model.model_fields[step].description or "").partition(":")[0])
            model = _inner(model.model_fields[step].annotation)
        field = model.model_fields[last]
        type = _TYPES.get(_inner(field.annotation), "string")
        told = [*(part.rstrip(".") for part in words), field.description or ""]
        return Column(path, type, " ".join(": ".join(told).split()), to)

    def values(self, found: Iterable[Model]) -> Iterator[tuple[object, ...]]:
        """Rows of records, each cell as Python has it; lists are joined by semicolons."""
        getters = [column.path.split(".") for column in self.columns]
        for record in found:
            yield tuple(_value(record, steps) for steps in getters)

    def cells(self, data: Data) -> list[tuple[object, ...]]:
        """All its rows, made once."""
        if self.name not in data.rows:
            if self.of:
                deque(filled(data), 0)
            else:
                data.rows[self.name] = list(self.values(getattr(data, self.name).values()))
        return data.rows[self.name]

    def csv(self, cells: Iterable[tuple[object, ...]]) -> bytes:
        """Rows as a file, which a spreadsheet opens as it is, and takes for no formula."""
        written = io.StringIO()
        rows = csv.writer(written, lineterminator="\r\n")
        rows.writerow([column.name for column in self.columns])
        rows.writerows([_cell(value) for value in row] for row in cells)
        return f"{BOM}{written.getvalue()}".encode()


def _inner(annotation: Any) -> Any:
    """The plain type of one that may be missing, or is a list."""
    inner = [one for one in get_args(annotation) if one is not type(None)]
    return _inner(inner[0]) if inner else annotation


def _value(record: object, steps: list[str]) -> object:
    for step in steps:
        if record is None:
            return None
        record = getattr(record, step)
    if isinstance(record, tuple):
        return "; ".join(map(_in_words, record))
    return record


def _in_words(one: object) -> str:
    """A part of a list, in a cell."""
    if isinstance(one, records.Citation):
        told = f"{one.source}, paragraph {one.para}"
        return f"{told}: {one.printed}" if one.printed else told
    return one.printed if isinstance(one, records.Printed) else str(one)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, Decimal) else harmless(str(value))


class Cited(records.Citation):
    """A citation, and the part that rests on it: one of four."""

    figure: str | None = None
    """Id of the figure."""
    event: str | None = None
    """Id of the event."""
    statement: str | None = None
    """Id of the statement."""
    relation: str | None = None
    """Id of the relation."""


def _citations(brief: records.Brief) -> Iterator[Cited]:
    for kind in ("figure", "event", "statement", "relation"):
        for part in getattr(brief, f"{kind}s"):
            for one in part.citations:
                yield Cited(**dict(one), **{kind: part.id})


FIGURES = Table(
    "figures",
    "One row a figure: a value with all that limits it.",
    records.Figure,
    "id brief:briefs brief_name indicator:indicators name qualifier value high unit unit_name "
    "status period.text period.first period.last period.basis share_of.what "
    "share_of.brief:briefs rank.position rank.among change.value change.unit change.qualifier "
    "change.against conversions printed_value printed_high scale words note disputed "
    "preferred origins verified review_due citations address",
    of=attrgetter("figures"),
)
TABLES = (
    Table(
        "briefs",
        "One row a region or company.",
        records.Brief,
        "id kind type name local_name parent:briefs topics verified reviewed summary address",
        of=lambda brief: (brief,),
    ),
    Table(
        "indicators",
        "What is measured, and when two values may be compared.",
        records.Indicator,
        "id name definition unit unit_name quantity comparable review_months topics address",
    ),
    Table(
        "sources",
        "The texts on which everything rests, as far as they say it themselves.",
        records.Source,
        "id name title publisher original_publisher wire authors published accessed url language "
        "origin:sources defects paragraphs sha256 address",
    ),
    Table(
        "people",
        "Who is named.",
        records.Person,
        "id name local_name roles address",
    ),
    FIGURES,
    Table(
        "conversions",
        "Amounts in other units, as the sources print them.",
        records.Conversion,
        "figure:figures qualifier value unit printed_value scale printed",
        key="",
        of=lambda brief: (one for figure in brief.figures for one in figure.conversions),
    ),
    Table(
        "events",
        "What happened and what is planned.",
        records.Event,
        "id brief:briefs date date_note title text regions companies people address",
        of=attrgetter("events"),
    ),
    Table(
        "statements",
        "Who said what, as a paraphrase.",
        records.Statement,
        "id brief:briefs said_by speaker:people organisation:briefs date occasion text regions "
        "companies address",
        of=attrgetter("statements"),
    ),
    Table(
        "relations",
        "Ties between two briefs.",
        records.Relation,
        "id brief:briefs to:briefs kind text address",
        of=attrgetter("relations"),
    ),
    Table(
        "citations",
        "One row for each paragraph that a figure, event, statement or relation rests on.",
        Cited,
        "figure:figures event:events statement:statements relation:relations source:sources para "
        "printed said_by:people address",
        key="",
        of=_citations,
    ),
)
"""Every table, after those that it refers to."""


def filled(data: Data) -> Iterator[records.Brief]:
    """The record of each brief; behind the last, the rows of all tables of briefs are there."""
    rows = {table.name: list[tuple[object, ...]]() for table in TABLES if table.of}
    for brief in data.briefs():
        for table in TABLES:
            if table.of:
                rows[table.name] += table.values(table.of(brief))
        yield brief
    data.rows |= rows


# Parquet: the same cells, each column with its type, and no value as null.

_ARROW = {
    "string": arrow.DataType.utf8(),
    "number": arrow.DataType.float64(),
    "integer": arrow.DataType.int64(),
    "boolean": arrow.DataType.bool(),
    "date": arrow.DataType.date32(),
}
_FIRST_DAY = date(1970, 1, 1).toordinal()


def parquet(table: Table, data: Data) -> bytes:
    """A table as one file, which also says what it is and how it may be used."""
    by_column = list(zip(*table.cells(data), strict=True)) or [()] * len(table.columns)
    arrays = [_array(one.type, own) for one, own in zip(table.columns, by_column, strict=True)]
    schema = arrow.Schema([arrow.Field(one.name, _ARROW[one.type]) for one in table.columns])
    held = io.BytesIO()
    write_parquet(
        arrow.RecordBatch.from_arrays(arrays, schema=schema),
        held,
        compression="zstd(3)",
        key_value_metadata={"about": to_json(rights(data))},  # several would have no fixed order
        skip_arrow_metadata=True,
    )
    return held.getvalue()


def _array(type: str, cells: Sequence[object]) -> arrow.Array:
    if type != "date":
        return arrow.Array(cells, _ARROW[type])
    days = [one.toordinal() - _FIRST_DAY if isinstance(one, date) else None for one in cells]
    return arrow.Array(days, arrow.DataType.int32()).cast(_ARROW[type])


# One file for SQLite: the same tables, joined by their ids, with a full text beside four of them.

_SEARCHED = {
    "briefs": ("name", "local_name", "summary"),
    "figures": ("name", "words", "note"),
    "events": ("title", "text"),
    "statements": ("said_by", "text"),
}
_SQL = {"number": "NUMERIC", "integer": "INTEGER", "boolean": "INTEGER"}
_MOST = 2**63 - 1
"""The greatest whole number of SQLite; beyond it a number is kept by its first digits."""
_WRITTEN_BY = slice(96, 100)
"""Where the file says which version of SQLite wrote it; the content is the same."""


def sqlite(data: Data) -> bytes:
    """All tables in one file."""
    with closing(sqlite3.connect(":memory:")) as base:
        for table in TABLES:
            base.execute(f"CREATE TABLE {table.name} ({', '.join(_columns(table))})")
            marks = ", ".join("?" * len(table.columns))
            rows = (tuple(map(_stored, row)) for row in table.cells(data))
            base.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)
        base.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
        base.executemany("INSERT INTO about VALUES (?, ?)", rights(data).items())
        for name, columns in _SEARCHED.items():
            named = ", ".join(columns)
            full = f"{name}_fts"
            try:
                base.execute(f'CREATE VIRTUAL TABLE {full} USING fts5({named}, content="{name}")')
            except sqlite3.OperationalError as error:
                raise BriefsiteError(f"the SQLite of this Python lacks FTS5: {error}") from error
            base.execute(f"INSERT INTO {full}({full}) VALUES ('rebuild')")
        base.commit()
        content = bytearray(base.serialize())
    content[_WRITTEN_BY] = bytes(4)
    return bytes(content)


def _columns(table: Table) -> Iterator[str]:
    for column in table.columns:
        key = " PRIMARY KEY" if column.name == table.key else ""
        to = f" REFERENCES {column.to}(id)" if column.to else ""
        yield f'"{column.name}" {_SQL.get(column.type, "TEXT")}{key}{to}'


def _stored(value: object) -> object:
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and abs(value) <= _MOST
        return int(value) if whole else float(value)
    return value.isoformat() if isinstance(value, date) else value


# What describes the files for machines: JSON Schemas, OpenAPI, a data package.


@dataclass(frozen=True)
class Described:
    """A file of data, or one for each entry of a kind: where it is and what it holds."""

    path: str
    """Below the site; `{id}` stands for each id."""
    title: str
    words: str
    media: str
    model: type[Model] | None = field(default=None, kw_only=True)
    """What the file holds, where it is JSON of the site's own."""


def openapi(data: Data, files: Iterable[Described]) -> Schema:
    """The description of all files (OpenAPI 3.1)."""
    licence = licences(data)[0]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": data.about.site,
            "version": data.about.format,
            "description": "\n".join(f"{key}: {text}" for key, text in FORMATS.items()),
            "license": {"name": licence["title"], "url": licence["path"]},
        },
        "servers": [{"url": data.about.address.rstrip("/")}],
        "paths": {f"/{one.path}": {"get": _operation(one)} for one in files},
        "components": {"schemas": components()},
    }


def _operation(file: Described) -> Schema:
    text: Schema = {"type": "string"}
    form = {"$ref": f"#/components/schemas/{file.model.__name__}"} if file.model else {}
    content = {file.media: {"schema": form} if form else {}}
    words = re.sub(r"[^a-z0-9]+", "-", file.path.lower()).strip("-")
    made: Schema = {
        "operationId": words,
        "summary": file.title,
        "description": file.words,
        "responses": {"200": {"description": file.title, "content": content}},
    }
    if "{id}" in file.path:
        made["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": text}]
        made["responses"]["404"] = {"description": "There is none of this id."}
    return made


def package(data: Data, contents: Mapping[str, bytes]) -> bytes:
    """The descriptor of a data package (Frictionless): each CSV is a table, a Parquet a file."""
    resources = list[Schema]()
    for table in TABLES:
        text = {"encoding": "utf-8", "schema": _table_schema(table)}
        for form, media, name, profile, more in (
            ("csv", CSV, table.name, "tabular-data-resource", text),
            ("parquet", PARQUET, f"{table.name}-parquet", "data-resource", {"type": "file"}),
        ):
            path = f"{table.name}.{form}"
            made: Schema = {
                "name": name,
                "title": table.name.capitalize(),
                "description": table.words,
            }
            made |= {"path": path, "profile": profile, "format": form, "mediatype": media}
            made |= {"bytes": len(contents[path]), "hash": f"sha256:{digest(contents[path])}"}
            resources.append(made | more)
    whole = {
        "profile": "data-package",
        "name": "briefs",
        "title": data.site.name,
        "description": data.site.tagline,
        "homepage": data.about.address,
        "version": data.about.format,
        **({"created": f"{data.about.day}T00:00:00Z"} if data.about.day else {}),
        "licenses": licences(data),
        "resources": resources,
    }
    return to_json(whole).encode()


def licences(data: Data) -> list[Schema]:
    """The licences of the data and the text, each once; without any, where the terms stand."""
    found = {one.id: one for one in reversed(data.site.licences.values())}
    named = [{"name": id, "title": one.name, "path": one.address} for id, one in found.items()]
    return named or [{"title": data.site.licence, "path": f"{data.about.address}{FOLDER}#licence"}]


def _table_schema(table: Table) -> Schema:
    keys = [
        {"fields": one.name, "reference": {"resource": _resource(one, table), "fields": "id"}}
        for one in table.columns
        if one.to
    ]
    fields = [
        {"name": one.name, "type": one.type, "description": one.words} for one in table.columns
    ]
    key = {"primaryKey": table.key} if table.key else {}
    return {"fields": fields, **key, **({"foreignKeys": keys} if keys else {})}


def _resource(column: Column, table: Table) -> str:
    """The resource that a key refers to; empty for the table itself."""
    return "" if column.to == table.name else column.to
