"""The records as linked data (schema.org, PROV): in JSON-LD, in Turtle, in the head of each page;
and as Markdown.

In: records. Out: nodes, each a dictionary as JSON-LD has it; texts. `linked.toml` says what kinds
and fields are called; a field that is not there is a term of the site's own, which the Turtle file
explains. `shapes.ttl` says what each node must have (SHACL).
"""

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

from briefsite.library import AnyEntry, Library
from briefsite.library.graph import page_path, page_url, uses
from briefsite.models import KINDS
from briefsite.models.base import Model
from briefsite.pages import Head
from briefsite.site import records
from briefsite.site.data import ARTICLES, FOLDER, V1, Data, plain
from briefsite.site.tables import Described

Node = dict[str, Any]
_text = json.JSONEncoder(ensure_ascii=False).encode
MEDIA = "application/ld+json"
VOCABULARY = "https://schema.org/"
TURTLE = f"{FOLDER}briefs.ttl"
"""Where all of them are, with the terms of the site's own."""
RECORDS: tuple[type[Model], ...] = (
    *(records.Brief, records.Section, records.Correction, records.Figure, records.Period),
    *(records.Share, records.Rank, records.Change, records.Conversion, records.Derived),
    *(records.Event, records.Statement, records.Relation, records.Citation),
    *(records.Source, records.Indicator, records.Person),
)
"""What becomes a node."""
_PARTS = ("figures", "derived", "events", "statements", "relations")
"""Parts of a brief that are nodes of their own."""
_LEFT_OUT = {*_PARTS, "citations", "brief_name"}
"""Fields that are said otherwise."""
_ENDS = {"over": "minValue", "at-least": "minValue", "exactly": "value", "about": ""}


@cache
def linked() -> dict[str, dict[str, str]]:
    """What kinds and fields are in linked data."""
    return cast(dict[str, dict[str, str]], tomllib.loads(_file("linked.toml")))


def _file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def word(model: type[Model], field: str) -> str:
    """What linked data call a field; a term of the site's own where no vocabulary has it."""
    return _by_name("words", model, field) or f"terms:{field}"


@cache
def _fields(model: type[Model]) -> tuple[tuple[str, str, str], ...]:
    """The fields of a record with what each is called, and of what the ids in it are."""
    fields = (field for field in model.model_fields if field not in _LEFT_OUT)
    return tuple((one, word(model, one), _by_name("refers", model, one)) for one in fields)


def _by_name(table: str, model: type[Model], field: str) -> str:
    found = linked()[table]
    return found.get(f"{model.__name__}.{field}") or found.get(field, "")


class Linked:
    """The records of one edition as nodes."""

    def __init__(self, data: Data) -> None:
        self._data, self._library = data, data.library
        self.prefixes = linked()["prefixes"] | {"terms": f"{data.edition.site_url}{TURTLE}#"}
        """What stands before the names of terms; those without any are of schema.org."""
        self._last = "", list[Node]()
        self._held: list[bytes] = []

    def json(self, nodes: Iterable[Node]) -> str:
        """A document of JSON-LD, which says itself what its words mean; a line for each node."""
        context = json.dumps({"@vocab": VOCABULARY, **self.prefixes})
        lines = ",\n".join(map(_text, nodes))
        return f'{{"@context": {context},\n"@graph": [\n{lines}\n]}}\n'

    def begin(self) -> str:
        """How a file of Turtle begins."""
        prefixes = {"schema": VOCABULARY, **self.prefixes}
        return "".join(f"@prefix {name}: <{address}> .\n" for name, address in prefixes.items())

    def turtle(self, nodes: Iterable[Node]) -> str:
        """Nodes as Turtle."""
        return "".join(f"\n<{one['@id']}> {_said(one, 1)} .\n" for one in nodes)

    def shapes(self) -> str:
        """What each node must have (SHACL)."""
        names = {"schema": VOCABULARY, **self.prefixes, "sh": "http://www.w3.org/ns/shacl#"}
        lines = [f"@prefix {name}: <{address}> .\n" for name, address in names.items()]
        return "".join([*lines, "\n", _file("shapes.ttl")])

    def terms(self) -> Iterator[Node]:
        """The terms of the site's own, each with what the records say of it."""
        found = defaultdict[str, dict[str, None]](dict)
        for model in RECORDS:
            found[f"terms:{model.__name__}"][model.__doc__ or ""] = None
            for name, field in model.model_fields.items():
                found[word(model, name)][field.description or ""] = None
        for term, words in found.items():
            if term.startswith("terms:"):
                name = term.removeprefix("terms:")
                kind = "rdfs:Class" if name[0].isupper() else "rdf:Property"
                told = [" ".join(text.split()) for text in words]
                yield {"@id": self.prefixes["terms"] + name, "@type": kind, "rdfs:comment": told}

    def dataset(self, files: Iterable[Described]) -> Node:
        """All files as one set of data."""
        about, site = self._data.about, self._data.site
        found = [
            {
                "@type": "DataDownload",
                "name": one.title,
                "encodingFormat": one.media,
                "contentUrl": about.address + one.path,
            }
            for one in files
        ]
        made: Node = {
            "@id": about.address + FOLDER,
            "@type": "Dataset",
            "name": site.name,
            "description": site.tagline,
            "creator": {"@type": "Organization", "name": site.name, "url": about.address},
            "license": list({one.address: None for one in site.licences.values()}),
            "usageInfo": about.licence,
            "version": about.format,
            "dateModified": str(about.day or ""),
            "distribution": found,
        }
        return {key: value for key, value in made.items() if value}

    def brief(self, id: str) -> list[Node]:
        """A brief, then its parts; those of the last one that was asked for are at hand."""
        if self._last[0] != id:
            brief = self._data.brief(id)
            parts = (part for name in _PARTS for part in getattr(brief, name))
            self._last = id, [*map(self.node, (brief, *parts))]
        return self._last[1]

    def hold(self, id: str) -> None:
        """Hold what the file of Turtle has of a brief, whose nodes are at hand now."""
        self._held.append(self.turtle(self.brief(id)).encode())

    def whole(self, files: Iterable[Described]) -> bytes:
        """All of it in Turtle, with what `files` there are."""
        first = self.turtle([self.dataset(files), *self.terms(), *self.registries()])
        briefs = self._data.library.briefs()
        held = self._held or (self.turtle(self.brief(brief.id)).encode() for brief in briefs)
        return b"".join([self.begin().encode(), first.encode(), *held])

    def registries(self) -> Iterator[Node]:
        """Every source, indicator and person."""
        data = self._data
        for found in (data.sources, data.indicators, data.people):
            yield from map(self.node, found.values())

    def node(self, record: Model) -> Node:
        """A record with all that it says; one without a page is to stand within another."""
        model, made, own = type(record), defaultdict[str, list[Any]](list), self._id(record)
        for field, key, kind in _fields(model):
            value = getattr(record, field)
            if value is not None and not (own and field == "address"):
                values = value if isinstance(value, tuple) else (value,)
                made[key] += [self._value(field, kind, one) for one in values]
        if isinstance(record, records.Part):
            self._cite(made, record.citations)
        if isinstance(record, records.Figure):
            _observe(made, record)
        found = {key: all[0] if len(all) == 1 else all for key, all in made.items() if all}
        types = {"@type": list(filter(None, (f"terms:{model.__name__}", _type(record))))}
        return {**own, **types, **found}

    def _id(self, record: Model) -> Node:
        if isinstance(record, records.Part | records.Derived):
            return {"@id": self._address("part", record.id)}
        return {"@id": record.address} if isinstance(record, records.Named) else {}

    def _value(self, field: str, kind: str, value: Any) -> Any:
        if isinstance(value, Model):
            return self.node(value)
        if kind or field == "url":
            return {"@id": self._address(kind, value) if kind else value}
        if field == "local_name" and self._data.site.local_tag:
            return {"@value": value, "@language": self._data.site.local_tag}
        return _typed(value)

    def _address(self, kind: str, id: str) -> str:
        if kind == "part":
            brief, _, anchor = id.partition("/")
            return f"{self._data.address(self._library.brief(brief))}#{anchor}"
        entry = self._library.brief(id) if kind == "brief" else self._library.of_kind(kind)[id]
        return self._data.address(entry)

    def _cite(self, made: defaultdict[str, list[Any]], citations: Iterable[Any]) -> None:
        """Where a part comes from: each source, and for each citation what it prints and where."""
        for cited in citations:
            node = self.node(cited)
            quoted = cited.printed is not None
            made[f"prov:qualified{'Quotation' if quoted else 'Derivation'}"].append(node)
            near = "prov:wasQuotedFrom" if quoted else "prov:wasDerivedFrom"
            for way in ("citation", "prov:hadPrimarySource", near):
                if node["prov:entity"] not in made[way]:
                    made[way].append(node["prov:entity"])
            node["@type"].append(f"prov:{'Quotation' if quoted else 'Derivation'}")


def _type(record: Model) -> str:
    """What schema.org calls a record; what is no actual value is no observation."""
    if isinstance(record, records.Figure):
        return "Observation" if record.status == "actual" else ""
    kind = record.kind if isinstance(record, records.Brief) else type(record).__name__.lower()
    return linked()["types"].get(kind, "")


def _observe(made: defaultdict[str, list[Any]], figure: records.Figure) -> None:
    """A value as schema.org has it: `over 5` is 5 at least, never 5."""
    low, high = figure.value, figure.high
    end = "minValue" if high is not None else _ENDS.get(figure.qualifier, "maxValue")
    amount: Node = {end: _typed(low)} if end else {"value": figure.words}
    upper = {} if high is None else {"maxValue": _typed(high)}
    made["value"] = [{"@type": "QuantitativeValue", **amount, **upper}]
    made["description"] = [f"{figure.words} ({figure.period.words}, {figure.status})"]
    if figure.period.last:
        made["observationPeriod"] = [f"{figure.period.first}/{figure.period.last}"]


def _typed(value: object) -> Any:
    """A plain value; JSON has no decimal numbers and no days."""
    if isinstance(value, Decimal):
        return {"@value": plain(value), "@type": "xsd:decimal"}
    return {"@value": value.isoformat(), "@type": "xsd:date"} if isinstance(value, date) else value


# Turtle: what JSON-LD says of a node, in the other notation.


def _said(node: Node, depth: int) -> str:
    """What is said of a node, a property a line."""
    lines = []
    for key, value in node.items():
        if key != "@id":
            values = value if isinstance(value, list) else [value]
            objects = ", ".join(_object(one, key == "@type", depth) for one in values)
            lines.append(f"{'a' if key == '@type' else _name(key)} {objects}")
    return f" ;\n{'  ' * depth}".join(lines)


def _name(term: str) -> str:
    return term if ":" in term else f"schema:{term}"


def _object(value: Any, is_type: bool, depth: int) -> str:
    if is_type:
        return _name(value)
    if not isinstance(value, dict):
        # A text of JSON is one of Turtle, and so are its numbers without a point and its booleans.
        return _text(value)
    if "@value" in value:
        text = _text(value["@value"])
        language = value.get("@language")
        return f"{text}@{language}" if language else f"{text}^^{value['@type']}"
    return f"<{value['@id']}>" if "@id" in value else f"[ {_said(value, depth + 1)} ]"


# What the head of a page says of it, for search engines: no more than the page itself shows.

_FOLDERS = {kind.folder: id for id, kind in KINDS.items()}


def page(head: Head, library: Library, base: str) -> Node:
    """A page, and what it is about; `base` is the address of the site."""
    site, entry = library.site, _entry(head, library)
    text = site.licences.get("text")
    made: Node = {
        "@context": VOCABULARY.rstrip("/"),
        "@type": "WebPage",
        "url": base + head.address,
        "name": head.headline or head.title,
        "inLanguage": site.language,
        "dateModified": head.changed,
        "license": text.address if text else "",
        "isPartOf": {"@type": "WebSite", "name": site.name, "url": base},
        "isBasedOn": _sources(entry, base) if entry else [],
        "mainEntity": _subject(entry, base + head.address, base) if entry else {},
    }
    return {key: value for key, value in made.items() if value}


def _entry(head: Head, library: Library) -> AnyEntry | None:
    """What a page is about, where schema.org has a word for it."""
    folder, _, rest = head.address.partition("/")
    kind = _FOLDERS.get(folder, "")
    return library.of_kind(kind).get(rest.rstrip("/")) if kind in linked()["types"] else None


def _subject(entry: AnyEntry, address: str, base: str) -> Node:
    value: Any = entry.value
    names = [getattr(value, "local_name", None), *getattr(value, "aliases", ())]
    parent = getattr(value, "parent", None)
    made: Node = {
        "@type": linked()["types"][entry.kind],
        "@id": address,
        "name": value.label if entry.kind == "source" else value.name,
        "alternateName": [name for name in names if name],
        "containedInPlace": {"@id": base + page_url(page_path("region", parent))} if parent else {},
        "datePublished": getattr(value, "published", None),
        "subjectOf": _figures(entry, base) if getattr(value, "figures", ()) else {},
    }
    return {key: value for key, value in made.items() if value}


def _figures(entry: AnyEntry, base: str) -> Node:
    """Where the observations are: as many as a brief has would make its page heavy."""
    address = f"{base}{V1}{KINDS[entry.kind].folder}/{entry.id}.jsonld"
    return {"@type": "DataDownload", "encodingFormat": MEDIA, "contentUrl": address}


def _sources(entry: AnyEntry, base: str) -> list[str]:
    """The pages of the sources of a brief."""
    if entry.kind not in ("region", "company"):
        return []
    cited = dict.fromkeys(use.citation.source for use in uses(entry))
    return [base + page_url(page_path("source", id)) for id in cited]


def in_script(node: Node) -> str:
    """JSON that ends no element of a page, whatever its texts hold."""
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", text)


# A brief as Markdown without any HTML, for those who read without a browser.

_MARKUP = re.compile(r"[\\`*_<>\[\]&|~]|^[#+=-]|(?<=^\d)[.)](?= )")


def _plain(text: str) -> str:
    """Text on one line, of which nothing is markup."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))


def markdown(data: Data, brief: records.Brief) -> str:
    """A brief with all that it says; each value with what limits it and where it stands."""
    name = " ".join(filter(None, (brief.name, brief.local_name)))
    figures = (_figure_lines(data, one) for one in brief.figures)
    parts = {
        "Figures": [line for lines in figures for line in lines],
        "Computed": [
            f"- {_plain(one.name)}: {_plain(one.words)}. {_plain(one.formula)}."
            for one in brief.derived
        ],
        **{one.heading: [_plain(one.text)] for one in brief.sections},
        "Events": [
            f"- {_plain(one.date or 'No date')}: {_plain(one.title)}. {_plain(one.text)}"
            f"{_cited(data, one)}"
            for one in brief.events
        ],
        "Statements": [
            f"- {_plain(one.said_by)}: {_plain(one.text)}{_cited(data, one)}"
            for one in brief.statements
        ],
        "Corrections": [
            f"- {one.date}: {_plain(one.was)}, now {_plain(one.now)}. {_plain(one.why)}."
            for one in brief.corrections
        ],
    }
    lines = [f"# {_plain(name)}", "", _plain(brief.summary), "", f"<{brief.address}>"]
    for heading, found in parts.items():
        lines += ["", f"## {_plain(heading)}", "", *found] if found else []
    terms = _plain(" ".join(filter(None, (data.site.licence, data.site.licence_words, ARTICLES))))
    return "".join(f"{line}\n" for line in [*lines, "", terms])


def _figure_lines(data: Data, figure: records.Figure) -> Iterator[str]:
    limits = [figure.period.words, figure.status]
    limits += [f"of {figure.share_of.what}"] if figure.share_of else []
    limits += [one.printed for one in (figure.rank, figure.change, *figure.conversions) if one]
    words = _plain(f"{figure.name}: {figure.words} ({'; '.join(limits)}).")
    note = f" {_plain(figure.note)}" if figure.note else ""
    yield f"- {words}{note}{_cited(data, figure)} <{figure.address}>"


def _cited(data: Data, part: records.Part) -> str:
    """Where a part stands."""
    told = ""
    for one in part.citations:
        quoted = f" “{_plain(one.printed)}”," if one.printed else ""
        label = f"{data.sources[one.source].name}, paragraph {one.para}"
        told += f"{quoted} [{_plain(label)}]({one.address})."
    return told
