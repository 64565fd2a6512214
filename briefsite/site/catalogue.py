"""Every file of data that the site offers: one list, from which all of them are made and described.

In: a graph and an edition. Out: files, each made when it is asked for; the view of the page that
lists them; their descriptions for machines (OpenAPI, JSON Schema, data package). The same briefs
give the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Literal

from pydantic.json_schema import models_json_schema

from briefsite.library.graph import Graph
from briefsite.models.base import Model, Schema
from briefsite.pages import LISTS, Crumb, Head, Planned
from briefsite.pages.heads import LABELS, Edition, Found
from briefsite.pages.indexes import DataFile, DataView
from briefsite.pages.writer import Lookup
from briefsite.site import history, records
from briefsite.site.data import FOLDER, FORMATS, Data, bibtex, csl, ris, to_json
from briefsite.site.pdf import size
from briefsite.site.tables import FIGURES, TABLES, package, sqlite
from briefsite.store import Artifact
from briefsite.text import plural

V1 = f"{FOLDER}v1/"
"""Where the records are, in the first version of their format."""
PATH = f"{FOLDER}index.md"
JSON, CSV = "application/json", "text/csv"
_OUT: Literal["serialization"] = "serialization"


def schema(model: type[Model]) -> Schema:
    """The JSON Schema of a form of file; a reader must bear with fields that are added later."""
    made = model.model_json_schema(mode=_OUT)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_open(made)}


def _open(value: Any) -> Any:
    """A schema without a word on fields that it does not know."""
    if isinstance(value, list):
        return [_open(one) for one in value]
    if isinstance(value, dict):
        return {key: _open(one) for key, one in value.items() if key != "additionalProperties"}
    return value


def _schema_file(files: "Files", id: str) -> bytes:
    model = next(one for one in records.FILES if _schema_id(one) == id)
    address = f"{files.edition.site_url}{V1}schema/{id}.json"
    return _json({"$id": address, **schema(model)})


def _schema_id(model: type[Model]) -> str:
    return model.__name__.removesuffix("File").lower()


def _openapi(files: "Files", _: str) -> bytes:
    """The description of all files (OpenAPI 3.1)."""
    forms = [(model, _OUT) for model in records.FILES]
    made = models_json_schema(forms, ref_template="#/components/schemas/{model}")[1]
    about = files.data.about
    return _json(
        {
            "openapi": "3.1.0",
            "info": {
                "title": about.site,
                "version": about.format,
                "description": "\n".join(f"{key}: {text}" for key, text in FORMATS.items()),
                "license": {"name": about.licence, "url": f"{about.address}{FOLDER}#licence"},
            },
            "servers": [{"url": about.address.rstrip("/")}],
            "paths": {f"/{one.path}": {"get": _operation(one)} for one in EXPORTS},
            "components": {"schemas": _open(made["$defs"])},
        }
    )


def _operation(export: "Export") -> Schema:
    text: Schema = {"type": "string"}
    form = {"$ref": f"#/components/schemas/{export.model.__name__}"} if export.model else {}
    content = {export.media: {"schema": form} if form else {}}
    words = re.sub(r"[^a-z0-9]+", "-", export.path.lower()).strip("-")
    made: Schema = {
        "operationId": words,
        "summary": export.title,
        "description": export.words,
        "responses": {"200": {"description": export.title, "content": content}},
    }
    if "{id}" in export.path:
        made["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": text}]
        made["responses"]["404"] = {"description": "There is none of this id."}
    return made


def _json(value: object) -> bytes:
    return f"{to_json(value)}\n".encode()


# The records as files.


def _brief(files: "Files", id: str) -> bytes:
    data = files.data
    return _json(records.BriefFile(about=data.about, brief=data.briefs[id]))


def _source(files: "Files", id: str) -> bytes:
    data = files.data
    cited = dict.fromkeys(
        use.entry.id
        for use in files.graph.by_source.get(id, ())
        if use.entry.kind in ("region", "company")
    )
    made = records.SourceFile(about=data.about, source=data.sources[id], cited_by=tuple(cited))
    return _json(made)


def _indicator(files: "Files", id: str) -> bytes:
    data = files.data
    return _json(records.IndicatorFile(about=data.about, indicator=data.indicators[id]))


def _index(kind: str, folder: str, files: "Files", _: str) -> bytes:
    data, found = files.data, []
    for id, entry in files.graph.library.of_kind(kind).items():
        name = entry.value.label if kind == "source" else entry.value.name
        where = f"{files.edition.site_url}{V1}{folder}/{id}.json"
        found.append(records.Listed(id=id, name=name, data=where, address=data.address(entry)))
    return _json(records.IndexFile(about=data.about, entries=tuple(found)))


def _dated(of: Callable[[Graph, Edition], list[records.Dated]], files: "Files", _: str) -> bytes:
    entries = tuple(of(files.graph, files.edition))
    return _json(records.DatedFile(about=files.data.about, entries=entries))


def _indicator_table(files: "Files", id: str) -> bytes:
    figures = [files.data.figures[one] for one in files.data.indicators[id].figures]
    return FIGURES.csv(figures)


def _of(make: Callable[[Data], bytes]) -> Callable[["Files", str], bytes]:
    """A file that is made of the records alone."""
    return lambda files, _: make(files.data)


def _package(files: "Files", _: str) -> bytes:
    contents = {one.name: files.content(f"{FOLDER}{one.name}.csv") for one in TABLES}
    return package(files.data, contents)


# What comes, for calendars.


def _calendar(files: "Files", _: str) -> bytes:
    """What comes, as iCalendar (RFC 5545)."""
    edition = files.edition
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//briefsite//due//EN"]
    for one in history.due(files.graph, edition):
        stamp = f"{edition.day:%Y%m%d}T000000Z"
        lines += ["BEGIN:VEVENT", f"UID:{one.id}", f"DTSTAMP:{stamp}"]
        lines += [f"DTSTART;VALUE=DATE:{one.date:%Y%m%d}", f"SUMMARY:{_ical(one.title)}"]
        lines += [f"URL:{one.address}", f"CATEGORIES:{one.kind}", "END:VEVENT"]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _ical(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text)


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, each but the first behind a space."""
    pieces, size = [""], 0
    for char in line:
        size += len(char.encode())
        if size > 74:
            pieces.append("")
            size = len(char.encode())
        pieces[-1] += char
    return "\r\n ".join(pieces)


# For those who read without a browser.


def _llms(files: "Files", _: str) -> bytes:
    """What the site is and where to begin (llms.txt)."""
    site, base = files.graph.library.site, files.edition.site_url
    lines = [f"# {site.name}", "", f"> {site.tagline}", "", *MIND, "", "## Data", ""]
    lines += [
        f"- [{one.title}]({base}{one.path}): {one.words}"
        for one in EXPORTS
        if "{id}" not in one.path and one.path != LLMS
    ]
    lines += ["", "## Pages", ""]
    pages = {title: f"{folder}/" for _, folder, title in LISTS}
    pages |= {"How to read a figure": "reading/", "Method": "method/"}
    lines += [f"- [{title}]({base}{path})" for title, path in pages.items()]
    return "".join(f"{line}\n" for line in lines).encode()


def _readme(files: "Files") -> bytes:
    """What goes with the files."""
    about = files.data.about
    lines = [
        about.site,
        "",
        f"{files.edition.words}.",
        f"Format {about.format}, from {about.address}",
        "",
    ]
    lines += [*MIND, "", "How to cite", ""]
    lines += [f"{about.site}, state of {files.edition.day_words}, {about.address}{FOLDER}", ""]
    lines += ["Cite a single value by its address, which does not change.", ""]
    lines += ["Licence", "", about.licence, ARTICLES, "", "Files", ""]
    lines += [f"{one.path.removeprefix(FOLDER)}: {one.words}" for one in _packed()]
    return "".join(f"{line}\n" for line in lines).encode()


MIND = (
    "A number here is what a source prints, with the word before it: over 5 is not 5.",
    "Compare only values of one indicator, status and whole, for times that are alike.",
    "A target or a plan is no result, and an undated value belongs to no year.",
    "Sources of one origin count once: see origins.",
)
"""What to mind, in a few sentences."""
ARTICLES = "The articles cited belong to their publishers and are not part of the data."


def _packed() -> Iterator["Export"]:
    """What the archive holds: every file that is one of its kind."""
    yield from (one for one in EXPORTS if "{id}" not in one.path and one.path not in (ZIP, LLMS))


def _zip(files: "Files", _: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        contents = {"README.txt": _readme(files)}
        contents |= {one.path.removeprefix(FOLDER): files.content(one.path) for one in _packed()}
        for name, content in contents.items():
            entry = zipfile.ZipInfo(f"briefs/{name}")
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


# The list.


@dataclass(frozen=True)
class Export:
    """A file of data, or one for each entry of a kind: what it is and who makes it."""

    path: str
    """Below the site; `{id}` stands for each id."""
    title: str
    words: str
    media: str
    make: Callable[["Files", str], bytes]
    ids: Callable[[Graph], Iterable[str]] = lambda _: ("",)
    """The ids, where there is one for each."""
    model: type[Model] | None = None
    """What the file holds, where it is JSON of the site's own."""


ZIP, LLMS = f"{FOLDER}all.zip", "llms.txt"
EXPORTS = (
    *(
        Export(
            f"{FOLDER}{table.name}.csv",
            f"Table of {table.name}",
            table.words,
            CSV,
            partial(lambda table, files, _: table.csv(table.rows(files.data)), table),
        )
        for table in TABLES
    ),
    Export(
        f"{FOLDER}datapackage.json",
        "Data package",
        "Every column of every table described, with keys (Frictionless).",
        JSON,
        _package,
    ),
    Export(
        f"{FOLDER}briefs.sqlite",
        "SQLite",
        "The same tables in one file, with full-text search.",
        "application/vnd.sqlite3",
        _of(sqlite),
    ),
    *(
        export
        for kind, folder, one, model, make in (
            ("region", "regions", "A region", records.BriefFile, _brief),
            ("company", "companies", "A company", records.BriefFile, _brief),
            ("source", "sources", "A source", records.SourceFile, _source),
            ("indicator", "indicators", "An indicator", records.IndicatorFile, _indicator),
        )
        for export in (
            Export(
                f"{V1}{folder}.json",
                f"Index of {folder}",
                f"The {folder} with the addresses of their data and pages.",
                JSON,
                partial(_index, kind, folder),
                model=records.IndexFile,
            ),
            Export(
                f"{V1}{folder}/{{id}}.json",
                one,
                f"{one} with all that is known of it.",
                JSON,
                make,
                partial(lambda kind, graph: graph.library.of_kind(kind), kind),
                model,
            ),
        )
    ),
    Export(
        "indicators/{id}.csv",
        "Values of an indicator",
        "The rows of the table of figures that are of one indicator.",
        CSV,
        _indicator_table,
        lambda graph: graph.by_indicator,
    ),
    Export(
        f"{FOLDER}changes.json",
        "Changes",
        "Every correction and review, the newest first, with names that never change.",
        JSON,
        partial(_dated, history.changes),
        model=records.DatedFile,
    ),
    Export(
        f"{FOLDER}due.json",
        "Due soon",
        "Events, plans and reviews of the 30 days after the day of the data.",
        JSON,
        partial(_dated, history.due),
        model=records.DatedFile,
    ),
    Export(
        f"{FOLDER}due.ics",
        "Due soon, as a calendar",
        "The same as iCalendar.",
        "text/calendar",
        _calendar,
    ),
    *(
        Export(f"{FOLDER}sources.{ending}", name, f"The sources as {name}.", media, _of(make))
        for ending, name, media, make in (
            ("bib", "BibTeX", "application/x-bibtex", bibtex),
            ("ris", "RIS", "application/x-research-info-systems", ris),
            ("csl.json", "CSL-JSON", "application/vnd.citationstyles.csl+json", csl),
        )
    ),
    Export(f"{V1}openapi.json", "OpenAPI", "All files described (OpenAPI 3.1).", JSON, _openapi),
    Export(
        f"{V1}schema/{{id}}.json",
        "JSON Schema",
        "The form of each JSON file.",
        JSON,
        _schema_file,
        lambda _: map(_schema_id, records.FILES),
    ),
    Export(LLMS, "llms.txt", "What the site is and where to begin.", "text/plain", _llms),
    Export(
        ZIP, "All in one", "All of these in an archive, with a README.", "application/zip", _zip
    ),
)
"""Every file of data, in the order of the page that lists them."""


class Files:
    """The files of data of one state, each made once, when it is asked for."""

    def __init__(self, graph: Graph, edition: Edition) -> None:
        self.graph, self.edition = graph, edition
        self._made: dict[str, bytes] = {}

    @cached_property
    def data(self) -> Data:
        """The records."""
        return Data(self.graph, self.edition)

    @cached_property
    def _makers(self) -> dict[str, Callable[[], bytes]]:
        return {
            export.path.format(id=id): partial(export.make, self, id)
            for export in EXPORTS
            for id in export.ids(self.graph)
        }

    def paths(self) -> Iterator[str]:
        """Where each file is, below the site."""
        return iter(self._makers)

    def content(self, path: str) -> bytes:
        """What a file holds."""
        if path not in self._made:
            self._made[path] = self._makers[path]()
        return self._made[path]

    def artifacts(self) -> Iterator[Artifact]:
        """All of them."""
        return (Artifact(path, self.content(path)) for path in self.paths())

    def page(self) -> Planned:
        """The page that lists them."""
        words = "All of the site as data: tables, JSON, one SQLite file, with what limits a value."
        found = Found("about", LABELS["about"])
        head = Head(PATH, "data.md.j2", "Data", words, (Crumb("Home", ""),), found)
        return Planned(head, Lookup(self.graph), self._view)

    def _view(self, _: Lookup) -> DataView:
        single = [one for one in EXPORTS if "{id}" not in one.path]
        return DataView(
            base=self.edition.site_url,
            files=tuple(self._row(one) for one in single),
            many=tuple(self._rows(one) for one in EXPORTS if one not in single),
            mind=MIND,
            licence=self.graph.library.site.licence,
            articles=ARTICLES,
            formats=tuple(FORMATS.items()),
            has_editions=bool(self.edition.past),
        )

    def _row(self, export: Export) -> DataFile:
        told = size(len(self.content(export.path)))
        return DataFile(export.path, f"../{export.path}", export.words, told)

    def _rows(self, export: Export) -> DataFile:
        ids = list(export.ids(self.graph))
        href = f"../{export.path.format(id=ids[0])}" if ids else ""
        return DataFile(
            export.path.replace("{id}", "ID"), href, export.words, plural(len(ids), "file")
        )
