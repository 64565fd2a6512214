"""Every file of data that the site offers: one list, from which all of them are made and described.

In: a graph and an edition. Out: files, each made when it is asked for; the view of the page that
lists them; their descriptions for machines (OpenAPI, JSON Schema, data package). The same briefs
give the same bytes.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial

from briefsite.library import PLURALS
from briefsite.library.graph import Graph
from briefsite.pages import LISTS, Crumb, Head, Planned
from briefsite.pages.heads import LABELS, Edition, Found
from briefsite.pages.indexes import DataFile, DataView
from briefsite.pages.views import Link
from briefsite.pages.writer import Lookup
from briefsite.site import exports, history, linked, records, tables
from briefsite.site.data import (
    ARTICLES,
    FOLDER,
    FORMATS,
    FORMS,
    MIND,
    V1,
    Data,
    readme,
    schema_file,
    to_json,
)
from briefsite.site.pdf import size
from briefsite.site.tables import CSV, PARQUET, TABLES, Described
from briefsite.store import Artifact
from briefsite.text import plural

PATH = f"{FOLDER}index.md"
_OF_BRIEFS = ("json", "jsonld", "txt")
"""How the files of a brief end."""
JSON = "application/json"


def _schema_file(files: "Files", id: str) -> bytes:
    return _json(schema_file(f"{files.edition.site_url}{V1}schema/", id))


def _json(value: object) -> bytes:
    return f"{to_json(value)}\n".encode()


# The records as files.


def _brief(files: "Files", id: str) -> bytes:
    data = files.data
    return _json(records.BriefFile(about=data.about, brief=data.brief(id)))


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


def _dated(files: "Files", entries: Iterable[records.Dated]) -> bytes:
    return _json(records.DatedFile(about=files.data.about, entries=tuple(entries)))


def _indicator_table(files: "Files", id: str) -> bytes:
    rows = files.figure_rows
    return tables.FIGURES.csv(rows[one] for one in files.data.indicators[id].figures)


def _of(make: Callable[[Data], bytes]) -> Callable[["Files", str], bytes]:
    """A file that is made of the records alone."""
    return lambda files, _: make(files.data)


def _jsonld(files: "Files", id: str) -> bytes:
    return files.nodes.json(files.nodes.brief(id)).encode()


def _text(files: "Files", id: str) -> bytes:
    return linked.markdown(files.data, files.data.brief(id)).encode()


def _turtle(files: "Files", _: str) -> bytes:
    return files.nodes.whole(_packed())


def _package(files: "Files", _: str) -> bytes:
    names = (f"{one.name}.{form}" for one in TABLES for form in ("csv", "parquet"))
    contents = {name: files.content(f"{FOLDER}{name}") for name in names}
    return tables.package(files.data, contents)


# For those who read without a browser.


def _llms(files: "Files", _: str) -> bytes:
    """What the site is and where to begin (llms.txt)."""
    site, base = files.graph.library.site, files.edition.site_url
    lines = [f"# {site.name}", "", f"> {site.tagline}", "", *MIND, "", "## Data", ""]
    single = [one for one in EXPORTS if "{id}" not in one.path and one.path != LLMS]
    lines += [f"- [{one.title}]({base}{one.path}): {one.words}" for one in single]
    lines += ["", "One for each entry, where ID is the last part of the address of its page:", ""]
    lines += [
        f"- {base}{one.path.format(id='ID')}: {one.words}" for one in EXPORTS if "{id}" in one.path
    ]
    lines += ["", "## Pages", ""]
    pages = {title: f"{folder}/" for _, folder, title in LISTS}
    pages |= {"How to read a figure": "reading/", "Method": "method/"}
    lines += [f"- [{title}]({base}{path})" for title, path in pages.items()]
    return "".join(f"{line}\n" for line in lines).encode()


def _packed() -> Iterator["Export"]:
    """What the archive holds: every file that is one of its kind."""
    yield from (one for one in EXPORTS if "{id}" not in one.path and one.path not in (ZIP, LLMS))


def _zip(files: "Files", _: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        told = readme(files.data, ((one.path, one.words) for one in _packed()))
        contents = {"README.txt": told.encode()}
        contents |= {one.path.removeprefix(FOLDER): files.content(one.path) for one in _packed()}
        for name, content in contents.items():
            entry = zipfile.ZipInfo(f"briefs/{name}")
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


# The list.


@dataclass(frozen=True)
class Export(Described):
    """A file of data, or one for each entry of a kind, and who makes it."""

    make: Callable[["Files", str], bytes]
    ids: Callable[[Graph], Iterable[str]] = lambda _: ("",)
    """The ids, where there is one for each."""


ZIP, LLMS = f"{FOLDER}all.zip", "llms.txt"
EXPORTS: tuple[Export, ...] = (
    *(
        Export(
            f"{FOLDER}{table.name}.csv",
            f"Table of {table.name}",
            table.words,
            CSV,
            partial(lambda table, files, _: table.csv(table.cells(files.data)), table),
        )
        for table in TABLES
    ),
    *(
        Export(
            f"{FOLDER}{table.name}.parquet",
            f"Table of {table.name} as Parquet",
            f"The table of {table.name} with the type of each column, for programs (Parquet).",
            PARQUET,
            partial(lambda table, files, _: tables.parquet(table, files.data), table),
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
        _of(tables.sqlite),
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
                model=model,
            ),
        )
    ),
    *(
        Export(
            f"{V1}{folder}/{{id}}.{ending}",
            f"{one} as {title}",
            f"{one} {words}",
            media,
            make,
            partial(lambda kind, graph: graph.library.of_kind(kind), kind),
        )
        for kind, folder, one in (
            ("region", "regions", "A region"),
            ("company", "companies", "A company"),
        )
        for ending, title, words, media, make in (
            ("jsonld", "linked data", "as JSON-LD (schema.org, PROV).", linked.MEDIA, _jsonld),
            ("txt", "Markdown", "to read: Markdown without any HTML.", "text/plain", _text),
        )
    ),
    Export(
        linked.TURTLE,
        "Turtle",
        "All of it as linked data (RDF), with every term that schema.org lacks explained.",
        "text/turtle",
        _turtle,
    ),
    Export(
        f"{V1}shapes.ttl",
        "SHACL",
        "What the linked data must hold: no value without what limits it.",
        "text/turtle",
        lambda files, _: files.nodes.shapes().encode(),
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
        lambda files, _: _dated(files, history.changes(files.graph, files.edition)),
        model=records.DatedFile,
    ),
    Export(
        f"{FOLDER}due.json",
        "Due soon",
        "Events, plans and reviews of the 30 days after the day of the data.",
        JSON,
        lambda files, _: _dated(files, files.due),
        model=records.DatedFile,
    ),
    Export(
        f"{FOLDER}due.ics",
        "Due soon, as a calendar",
        "The same as iCalendar.",
        "text/calendar",
        lambda files, _: exports.calendar(files.edition, files.due).encode(),
    ),
    *(
        Export(
            f"{FOLDER}sources.{ending}",
            name,
            f"The sources as {name}.",
            media,
            partial(lambda make, files, _: make(files.graph.library).encode(), make),
        )
        for ending, name, media, make in (
            ("bib", "BibTeX", "application/x-bibtex", exports.bibtex),
            ("ris", "RIS", "application/x-research-info-systems", exports.ris),
            (
                "csl.json",
                "CSL-JSON",
                "application/vnd.citationstyles.csl+json",
                exports.csl,
            ),
        )
    ),
    Export(
        f"{V1}openapi.json",
        "OpenAPI",
        "All files described (OpenAPI 3.1).",
        JSON,
        lambda files, _: _json(tables.openapi(files.data, EXPORTS)),
    ),
    Export(
        f"{V1}schema/{{id}}.json",
        "JSON Schema",
        "The form of each JSON file.",
        JSON,
        _schema_file,
        lambda _: FORMS,
    ),
    Export(LLMS, "llms.txt", "What the site is and where to begin.", "text/plain", _llms),
    Export(
        ZIP, "All in one", "All of these in an archive, with a README.", "application/zip", _zip
    ),
)
"""Every file of data, in the order of the page that lists them."""


class Files:
    """The files of data of one state, each made when it is asked for."""

    def __init__(self, graph: Graph, edition: Edition) -> None:
        self.graph: Graph = graph
        self.edition: Edition = edition
        self._made: dict[str, bytes] = {}
        self._single = {export.path for export in EXPORTS}
        self._sizes: dict[str, int] = {}

    @cached_property
    def data(self) -> Data:
        """The records."""
        return Data(self.graph, self.edition)

    @cached_property
    def figure_rows(self) -> dict[object, tuple[object, ...]]:
        """The rows of the table of figures, by the id of the figure, which stands first."""
        return {row[0]: row for row in tables.FIGURES.cells(self.data)}

    @cached_property
    def due(self) -> list[records.Dated]:
        """What comes soon."""
        return history.due(self.graph, self.edition)

    @cached_property
    def nodes(self) -> linked.Linked:
        """The records as linked data."""
        return linked.Linked(self.data)

    def head(self, head: Head) -> Head:
        """The head of a page with what it says for search engines."""
        node = linked.page(head, self.graph.library, self.edition.site_url)
        if head.path == PATH:
            node["mainEntity"] = self.nodes.dataset(_packed())
        return replace(head, linked=linked.in_script(node))

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
        """What a file holds; what is one of its kind is held too, for it stands in the archive."""
        if path not in self._single:
            return self._makers[path]()
        if path not in self._made:
            self._made[path] = self._makers[path]()
        return self._made[path]

    def artifacts(self) -> Iterator[Artifact]:
        """All of them. Those of a brief come together, as its record is made only once then; at the
        end nothing of them is held but their sizes."""
        left = dict.fromkeys(self._makers)
        for brief in tables.filled(self.data):
            for path in (f"{V1}{PLURALS[brief.kind]}/{brief.id}.{one}" for one in _OF_BRIEFS):
                del left[path]
                yield Artifact(path, self.content(path))
            self.nodes.hold(brief.id)
        for path in left:
            yield Artifact(path, self.content(path))
        self._sizes = {path: len(content) for path, content in self._made.items()}
        self._made = {}
        for name in ("data", "nodes", "figure_rows"):
            self.__dict__.pop(name, None)

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
            licence=self.data.site.licence,
            licences=tuple(
                Link(one.name, one.address, note=what)
                for what, one in self.data.site.licences.items()
            ),
            articles=ARTICLES,
            formats=tuple(FORMATS.items()),
            has_editions=bool(self.edition.past),
        )

    def _row(self, export: Export) -> DataFile:
        told = size(self._sizes.get(export.path) or len(self.content(export.path)))
        return DataFile(export.path, f"../{export.path}", export.words, told)

    def _rows(self, export: Export) -> DataFile:
        ids = list(export.ids(self.graph))
        href = f"../{export.path.format(id=ids[0])}" if ids else ""
        return DataFile(
            export.path.replace("{id}", "ID"), href, export.words, plural(len(ids), "file")
        )
