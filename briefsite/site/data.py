"""The data of the site: the records of a graph, and these as JSON (with schemas).

In: a graph and an edition. Out: records; texts.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, Literal

from pydantic.json_schema import models_json_schema

from briefsite.checks.derived import compute, figure_words
from briefsite.evidence.origins import groups, independent
from briefsite.library import AnyEntry
from briefsite.library.graph import AnyBrief, FigureAt, Graph, figure_anchor, page_path, page_url
from briefsite.models import (
    Citation,
    Company,
    Conversion,
    Derived,
    Event,
    Indicator,
    Region,
    Statement,
)
from briefsite.models.base import Model, Schema
from briefsite.pages.claims import due_day, in_words
from briefsite.pages.growing import speaker
from briefsite.pages.heads import Edition
from briefsite.pages.writer import Lookup, PageWriter
from briefsite.problems import BriefsiteError
from briefsite.site import records
from briefsite.text.periods import Period
from briefsite.text.units import normalised

FOLDER = "data/"
"""Where the files are, below the site."""
V1 = f"{FOLDER}v1/"
"""Where the records are, in the first version of their format."""
ARTICLES = (
    "The articles cited belong to their publishers and are no part of the data. The few words "
    "printed here from them are citations; no licence of this site covers them."
)
"""What is said of the articles' own rights."""
FORMATS = {
    "1.2": "Each table is there as Parquet too.",
    "1.1": "The licences have fields of their own. Linked data: JSON-LD, Turtle, SHACL.",
    "1.0": "The first format.",
}
"""What changed in each format of the records, the newest first. The first number changes when a
field is taken out or means something else, the second when one is added."""


class Data:
    """The records of a graph as one edition has them; those of briefs one at a time, as all of them
    take much room."""

    def __init__(self, graph: Graph, edition: Edition) -> None:
        self.graph, self.library, self.edition = graph, graph.library, edition
        self.site = graph.library.site
        self.rows: dict[str, list[tuple[object, ...]]] = {}
        """The rows of the tables that have been asked for, by name."""
        self._last: records.Brief | None = None

    def address(self, entry: AnyEntry) -> str:
        """The address of the page of an entry."""
        return f"{self.edition.site_url}{page_url(page_path(entry.kind, entry.id))}"

    @cached_property
    def about(self) -> records.About:
        """What stands first in every file."""
        return records.About(
            format=next(iter(FORMATS)),
            site=self.site.name,
            address=self.edition.site_url,
            day=self.edition.day,
            licence=self.site.licence,
            text_licence=self.site.text_licence,
            data_licence=self.site.data_licence,
        )

    def brief(self, id: str) -> records.Brief:
        """A region or company; the last one that was asked for is at hand."""
        if not self._last or self._last.id != id:
            self._last = _Maker(self, self.library.brief(id)).brief()
        return self._last

    def briefs(self) -> Iterator[records.Brief]:
        """Regions and companies, each made when it is its turn."""
        return (self.brief(brief.id) for brief in self.library.briefs())

    @cached_property
    def sources(self) -> dict[str, records.Source]:
        """The sources by id."""
        shared = groups(self.library, self.edition.record.origins)
        names = set(records.Source.model_fields)
        found = {}
        for id, entry in self.library.sources.items():
            own = {key: value for key, value in entry.value if key in names}
            found[id] = records.Source(
                **own,
                id=id,
                name=entry.value.label,
                address=self.address(entry),
                origin=shared.get(id, id),
                paragraphs=entry.value.archive.paragraphs,
                sha256=entry.value.archive.sha256,
            )
        return found

    @cached_property
    def indicators(self) -> dict[str, records.Indicator]:
        """The indicators by id."""
        names = set(records.Indicator.model_fields)
        return {
            id: records.Indicator(
                **{key: value for key, value in entry.value if key in names},
                id=id,
                unit_name=self.unit_name(entry.value),
                figures=tuple(map(figure_id, self.graph.by_indicator.get(id, ()))),
                address=self.address(entry),
            )
            for id, entry in self.library.indicators.items()
        }

    @cached_property
    def people(self) -> dict[str, records.Person]:
        """The people by id."""
        return {
            id: records.Person(
                id=id,
                name=entry.value.name,
                local_name=entry.value.local_name,
                roles=tuple(role.title for role in entry.value.roles),
                address=self.address(entry),
            )
            for id, entry in self.library.people.items()
        }

    def unit_name(self, indicator: Indicator) -> str:
        """What stands behind a number of an indicator."""
        unit = self.library.unit_table[indicator.unit]
        return indicator.unit_label or unit.name or unit.id


def figure_id(at: FigureAt) -> str:
    """Brief and anchor of a figure."""
    return f"{at.brief.id}/{figure_anchor(at)}"


class _Maker:
    """Makes the record of one brief."""

    def __init__(self, data: Data, brief: AnyBrief) -> None:
        self._data, self._brief, self._graph = data, brief, data.graph
        writer = PageWriter(Lookup(data.graph), page_path(brief.kind, brief.id), brief)
        self._writer = writer
        self._address = data.address(brief)
        self._verified = data.edition.record.has(data.graph, brief)

    def brief(self) -> records.Brief:
        """The record."""
        value = self._brief.value
        figures = [FigureAt(self._brief, one, n) for n, one in enumerate(value.figures)]
        sectors = value.sectors if isinstance(value, Company) else ()
        return records.Brief(
            id=self._brief.id,
            kind=self._brief.kind,
            type=value.kind,
            name=value.name,
            local_name=value.local_name,
            transcription=value.transcription,
            aliases=value.aliases,
            former_ids=value.former_ids,
            parent=value.parent if isinstance(value, Region) else None,
            topics=tuple(dict.fromkeys((*value.topics, *sectors))),
            address=self._address,
            verified=self._verified,
            reviewed=_day(value.reviewed.date if value.reviewed else None),
            summary=self._plain(value.summary) or "",
            figures=tuple(map(self._figure, figures)),
            derived=tuple(map(self._derived, value.derived)),
            sections=tuple(
                records.Section(heading=one.heading, text=self._plain(one.text) or "")
                for one in value.sections
            ),
            events=tuple(map(self._event, value.events)),
            statements=tuple(map(self._statement, value.statements)),
            relations=tuple(self._relations()),
            corrections=tuple(
                records.Correction(date=_sure(one.date), was=one.was, now=one.now, why=one.why)
                for one in value.corrections
            ),
        )

    def _plain(self, text: str | None) -> str | None:
        return self._writer.prose.plain(text) if text else None

    def _part(self, anchor: str, citations: Iterable[Citation]) -> dict[str, Any]:
        """What every part has."""
        return {
            "id": f"{self._brief.id}/{anchor}",
            "brief": self._brief.id,
            "address": f"{self._address}#{anchor}",
            "citations": tuple(map(self._citation, citations)),
        }

    def _citation(self, cited: Citation) -> records.Citation:
        page = self._data.address(self._data.library.sources[cited.source])
        return records.Citation(**dict(cited), address=f"{page}#p-{cited.para}")

    def _figure(self, at: FigureAt) -> records.Figure:
        figure, data = at.figure, self._data
        indicator = data.library.indicators[figure.indicator].value
        cited = {citation.source for citation in figure.sources}
        return records.Figure(
            **self._part(figure_anchor(at), figure.sources),
            brief_name=self._brief.value.name,
            indicator=figure.indicator,
            name=indicator.name,
            qualifier=figure.qualifier,
            value=normalised(figure.value, figure.scale),
            high=None if figure.high is None else normalised(figure.high, figure.scale),
            printed_value=figure.value,
            printed_high=figure.high,
            scale=figure.scale,
            unit=indicator.unit,
            unit_name=data.unit_name(indicator),
            words=figure_words(self._graph, at),
            status=figure.status,
            period=_period(figure.period, figure.period_basis),
            share_of=records.Share(**dict(figure.share_of)) if figure.share_of else None,
            rank=records.Rank(**dict(figure.rank)) if figure.rank else None,
            change=records.Change(**dict(figure.change)) if figure.change else None,
            conversions=tuple(_conversion(figure_id(at), one) for one in figure.conversions),
            note=self._plain(figure.note),
            preferred=figure.preferred,
            disputed=len(self._brief.by_key[figure.key]) > 1,
            origins=tuple(independent(data.library, cited, data.edition.record.origins)),
            verified=self._verified,
            review_due=due_day(self._graph, at),
        )

    def _derived(self, derived: Derived) -> records.Derived:
        made = compute(self._graph, self._brief, derived)
        if isinstance(made, str):
            raise BriefsiteError(f"'{derived.name}' cannot be computed: {made}")
        library = self._data.library
        label = library.indicators[made.inputs[-1].figure.indicator].value.unit_label
        unit, counted = library.unit_table[made.unit], made.unit == "count"
        return records.Derived(
            id=f"{self._brief.id}/d-{derived.id}",
            name=derived.name,
            address=f"{self._address}#d-{derived.id}",
            words=in_words(made.value, unit, made.qualifier, label if counted else None),
            formula=made.formula,
            inputs=tuple(map(figure_id, made.inputs)),
            note=self._plain(derived.note),
        )

    def _event(self, event: Event) -> records.Event:
        own = event.model_dump(include={"date", "date_note", "title", "regions", "companies"})
        text = self._plain(event.text) or ""
        part = self._part(f"e-{event.id}", event.sources)
        return records.Event(**part, **own, people=event.people, text=text)

    def _statement(self, said: Statement) -> records.Statement:
        names = {"date", "occasion", "speaker", "organisation", "regions", "companies"}
        own, text = said.model_dump(include=names), self._plain(said.text) or ""
        part = self._part(f"s-{said.id}", said.sources)
        by = speaker(self._writer.lookup, said)
        return records.Statement(**part, **own, said_by=by, text=text)

    def _relations(self) -> Iterator[records.Relation]:
        value = self._brief.value
        ties: list[tuple[str, str, str | None, tuple[Citation, ...]]] = [
            (one.to, one.kind, self._plain(one.text), one.sources) for one in value.relations
        ]
        if isinstance(value, Company):
            for place in value.locations:
                words = f"{place.role}: {place.text}" if place.text else place.role
                ties.append((place.region, "region", words, place.sources))
            ties += [(one.company, "parent", one.role, one.sources) for one in value.parents]
        seen: dict[str, int] = {}
        for to, kind, text, cited in ties:
            key = f"{kind}-{to}"
            seen[key] = seen.get(key, 0) + 1
            anchor = key if seen[key] == 1 else f"{key}-{seen[key]}"
            part = {**self._part(anchor, cited), "address": self._address}
            yield records.Relation(**part, to=to, kind=kind, text=text)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _sure(text: str) -> date:
    return date.fromisoformat(text)


def _period(text: str, basis: str) -> records.Period:
    """A period; of one that is not given there is no basis either."""
    time = Period.parse(text)
    why = basis if time.last else None
    return records.Period(text=text, words=time.words, first=time.first, last=time.last, basis=why)


def _conversion(figure: str, one: Conversion) -> records.Conversion:
    own = one.model_dump(include={"scale", "unit", "qualifier", "printed"})
    value = normalised(one.value, one.scale)
    return records.Conversion(**own, figure=figure, value=value, printed_value=one.value)


# JSON with plain numbers: every digit of a number is kept, and none has an exponent.


def plain(number: Decimal) -> str:
    """A number in digits alone: 0.00000001, not 1E-8."""
    return format(number, "f")


def to_json(value: object, depth: int = 0) -> str:
    """A record or plain values as JSON; what stands first and second has lines of its own."""
    if value is None or isinstance(value, str):
        return "null" if value is None else _PLAIN(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, dict):
        parts = [f"{_key(key)}: {to_json(one, depth + 1)}" for key, one in value.items()]
        return _joined("{}", parts, depth)
    if isinstance(value, list | tuple):
        return _joined("[]", [to_json(one, depth + 1) for one in value], depth)
    return to_json(value.model_dump(), depth) if isinstance(value, Model) else _PLAIN(value)


_PLAIN = json.JSONEncoder(ensure_ascii=False).encode
_key = lru_cache(1 << 10)(json.dumps)


def _joined(ends: str, parts: list[str], depth: int) -> str:
    if depth > 2 or not parts:
        return f"{ends[0]}{', '.join(parts)}{ends[1]}"
    space = f"\n{'  ' * depth}"
    return f"{ends[0]}{space}  {f',{space}  '.join(parts)}{space}{ends[1]}"


# The forms of the JSON files, for machines.

_OUT: Literal["serialization"] = "serialization"
FORMS: dict[str, type[records.File]] = {
    "brief": records.BriefFile,
    "source": records.SourceFile,
    "indicator": records.IndicatorFile,
    "index": records.IndexFile,
    "dated": records.DatedFile,
}
"""Every form of a JSON file, by the name of its schema."""


def schema(model: type[Model]) -> Schema:
    """The JSON Schema of a form of file; a reader must bear with fields that are added later."""
    made = model.model_json_schema(mode=_OUT)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_open(made)}


def schema_file(folder: str, name: str) -> Schema:
    """The schema of a form, with its address."""
    return {"$id": f"{folder}{name}.json", **schema(FORMS[name])}


def _open(value: Any) -> Any:
    """A schema without a word on fields that it does not know."""
    if isinstance(value, list):
        return [_open(one) for one in value]
    if isinstance(value, dict):
        return {key: _open(one) for key, one in value.items() if key != "additionalProperties"}
    return value


def components() -> Schema:
    """The schemas of all forms, as parts of one description (OpenAPI)."""
    forms = [(model, _OUT) for model in FORMS.values()]
    made = models_json_schema(forms, ref_template="#/components/schemas/{model}")[1]
    parts: Schema = _open(made["$defs"])
    return parts


# What goes with the files.

MIND = (
    "A number here is what a source prints, with the word before it: over 5 is not 5.",
    "Compare only values of one indicator, status and whole, for times that are alike.",
    "A target or a plan is no result, and an undated value belongs to no year.",
    "Sources of one origin count once: see origins.",
)
"""What to mind, in a few sentences."""


def rights(data: Data) -> dict[str, str]:
    """What a file is and how it may be used."""
    named = {"title": data.about.site, "source": f"{data.about.address}{FOLDER}"}
    told = {"licence": data.about.licence, "format": data.about.format}
    found = data.site.licences.items()
    licences = {f"{what}_licence": f"{one.name}, {one.address}" for what, one in found}
    rights = {**licences, "articles": ARTICLES}
    return {**named, **told, **rights, "day": str(data.about.day or "")}


def readme(data: Data, files: Iterable[tuple[str, str]]) -> str:
    """What is said to whoever opens the archive; of each file where it is and what it holds."""
    about, edition = data.about, data.edition
    lines = [
        about.site,
        "",
        f"{edition.words}.",
        f"Format {about.format}, from {about.address}",
        "",
    ]
    lines += [*MIND, "", "How to cite", ""]
    lines += [f"{about.site}, state of {edition.day_words}, {about.address}{FOLDER}", ""]
    lines += ["Cite a single value by its address, which does not change.", ""]
    named = data.site.licences.items()
    lines += ["Licence", "", *(f"{what}: {one.name}, {one.address}" for what, one in named)]
    lines += [about.licence, ARTICLES, "", "Files", ""]
    lines += [f"{path.removeprefix(FOLDER)}: {words}" for path, words in files]
    return "".join(f"{line}\n" for line in lines)
