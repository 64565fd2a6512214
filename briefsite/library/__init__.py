"""All briefs and registries in memory. The only reader of the briefs folder.

In: the folder. Out: a frozen `Library` of what is valid, and the problems of what is not. A file
that cannot be read hides no other; its id stays known, so that references to it are not blamed.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from briefsite.library import validation
from briefsite.library.prose import Inline, Parsed, Refers, parse
from briefsite.library.validation import Kept, validate
from briefsite.library.yaml import Document
from briefsite.library.yaml import load as load_file
from briefsite.models import (
    KINDS,
    Company,
    Home,
    Indicator,
    KindOfCompany,
    KindOfRegion,
    Person,
    Region,
    Site,
    Source,
    Term,
    Topic,
    Unit,
)
from briefsite.models.base import ProseText, Ref
from briefsite.models.walk import Cited, Draft, FieldPath, Leaf, Walked, walked
from briefsite.problems import BriefsiteError, Place, Problem
from briefsite.text.periods import Period
from briefsite.text.units import BUILT_IN, Units

M = TypeVar("M", bound=BaseModel | Draft, covariant=True)

FOLDERS = {kind.folder: (id, kind.model) for id, kind in KINDS.items()}
SITE = "site.yml"
"""The file below briefs/ that says what the site is."""
REGISTRIES = {f"{kind.folder}.yml": (id, kind.model) for id, kind in KINDS.items() if kind.registry}
"""The files below briefs/ that may hold entries of a kind together, beside those in its folder."""
MODELS = {id: kind.model for id, kind in KINDS.items()}
PLURALS = {id: kind.folder for id, kind in KINDS.items()}
_TEMPORARY = re.compile(r"\..*|.*~|#.*#|.*\.(swp|bak|orig)|Thumbs\.db")


@dataclass(frozen=True)
class Entry(Generic[M]):
    """One valid brief, source or registry entry, with the file it came from."""

    id: str
    kind: str
    value: M
    document: Document
    path: FieldPath = ()

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every reference and every prose text in it, in the order of its fields."""
        return self._walked.leaves

    @property
    def citations(self) -> tuple[Cited, ...]:
        """Every citation in a `sources` field of it."""
        return self._walked.citations

    @cached_property
    def _walked(self) -> Walked:
        return walked(self.value)

    @cached_property
    def refers(self) -> frozenset[Refers]:
        """Everything that it names, in fields and in prose."""
        named = (getattr(one, "refers", None) for _, one in self.inlines)
        fields = (
            (one.meaning.kinds, one.value) for one in self.leaves if isinstance(one.meaning, Ref)
        )
        return frozenset((*fields, *filter(None, named)))

    @property
    def names(self) -> Iterator[tuple[str, str]]:
        """Kind and id of everything other than itself that it may name."""
        for kinds, id in self.refers:
            yield from ((kind, id) for kind in kinds if (kind, id) != (self.kind, self.id))

    @cached_property
    def prose(self) -> tuple[tuple[Leaf, Parsed], ...]:
        """Every prose text in it, with what is read in it."""
        texts = (leaf for leaf in self.leaves if isinstance(leaf.meaning, ProseText))
        return tuple((leaf, parse(leaf.value)) for leaf in texts)

    @cached_property
    def inlines(self) -> tuple[tuple[FieldPath, Inline], ...]:
        """Every inline value of every prose text in it, with the path of the text."""
        return tuple((leaf.path, one) for leaf, parsed in self.prose for one in parsed.inlines)

    @cached_property
    def latest(self) -> dict[str, date]:
        """The last day for which a brief has a value, by indicator."""
        found: dict[str, date] = {}
        for figure in getattr(self.value, "figures", ()):
            end = Period.parse(figure.period).last or date.min
            found[figure.indicator] = max(end, found.get(figure.indicator, end))
        return found

    @cached_property
    def by_key(self) -> dict[str, list[int]]:
        """Where the figures of a brief stand, by their indicator and period."""
        found: dict[str, list[int]] = {}
        for index, figure in enumerate(getattr(self.value, "figures", ())):
            found.setdefault(figure.key, []).append(index)
        return found

    @cached_property
    def twins(self) -> tuple[int, ...]:
        """Of each figure of a brief, how many of its indicator and period stand before it."""
        seen: Counter[str] = Counter()
        found = []
        for figure in getattr(self.value, "figures", ()):
            found.append(seen[figure.key])
            seen[figure.key] += 1
        return tuple(found)

    def problem(
        self,
        path: FieldPath,
        rule: str,
        message: str,
        hint: str = "",
        *,
        at: str = "",
        nth: int = 0,
        key: bool = False,
    ) -> Problem:
        """A problem at a path within this entry."""
        return self.document.problem(
            (*self.path, *path), rule, message, hint, at=at, nth=nth, key=key
        )


NO_SITE = Site.model_construct(
    name="Briefs",
    tagline="",
    claim="Every number names its source",
    home=Home(lede="Briefs", description="Briefs"),
    notice="",
    licence="",
    region_kinds=(),
    company_kinds=(),
)
"""Stands where a folder has no site.yml that is right."""


def _spelled_out(id: str) -> str:
    return id.replace("-", " ").capitalize()


Value = Region | Company | Source | Indicator | Unit | Person | Term | Topic
AnyEntry = Entry[Value]
"""An entry of any kind."""
EntryOrDraft = Entry[Value | Draft]
"""An entry, or what could be parsed but is not valid."""


@dataclass(frozen=True)
class Library:
    """Everything that is valid in the briefs folder, by id, sorted."""

    regions: dict[str, Entry[Region]] = field(default_factory=dict)
    companies: dict[str, Entry[Company]] = field(default_factory=dict)
    sources: dict[str, Entry[Source]] = field(default_factory=dict)
    indicators: dict[str, Entry[Indicator]] = field(default_factory=dict)
    units: dict[str, Entry[Unit]] = field(default_factory=dict)
    """What the site adds to the common units; all units: `unit_table`."""
    people: dict[str, Entry[Person]] = field(default_factory=dict)
    terms: dict[str, Entry[Term]] = field(default_factory=dict)
    topics: dict[str, Entry[Topic]] = field(default_factory=dict)
    site_file: Entry[Site] | None = None
    """What site.yml says, where it is there and right."""
    broken: frozenset[tuple[str, str]] = frozenset()
    """Kind and id of what is there but not valid; an empty id stands for a whole registry."""
    drafts: tuple[Entry[Draft], ...] = ()
    """What could be parsed but is not valid: entries whose value is a `Draft`."""
    kept: Kept = field(default_factory=Kept, repr=False, compare=False)
    """What an earlier run has found sound."""

    @property
    def site(self) -> Site:
        """What site.yml says of the site."""
        return self.site_file.value if self.site_file else NO_SITE

    def kinds_of(self, kind: str) -> dict[str, KindOfRegion | KindOfCompany]:
        """The kinds of regions or of companies that the site has, by id, in their order."""
        kinds = self.site.region_kinds if kind == "region" else self.site.company_kinds
        if self.site_file:
            return {one.id: one for one in kinds}
        used = sorted({brief.value.kind for brief in self.of_kind(kind).values()})
        return {
            id: KindOfCompany(id=id, name=_spelled_out(id), plural=_spelled_out(id)) for id in used
        }

    def kind_word(self, brief: Region | Company) -> str:
        """What a brief is called by its kind: `New area`."""
        known = self.kinds_of("region" if isinstance(brief, Region) else "company")
        return known[brief.kind].name if brief.kind in known else _spelled_out(brief.kind)

    def of_kind(self, kind: str) -> dict[str, Entry[Any]]:
        """All entries of a kind: region, company, source, indicator ..."""
        found: dict[str, AnyEntry] = getattr(self, PLURALS[kind])
        return found

    def entries(self) -> Iterator[AnyEntry]:
        """Every entry, by kind and id."""
        for kind in sorted(PLURALS):
            yield from self.of_kind(kind).values()

    def documents(self) -> Iterator[Document]:
        """Every file that could be parsed, as it was read; a registry for each of its entries."""
        yield from (entry.document for entry in (*self.entries(), *self.drafts))
        if self.site_file:
            yield self.site_file.document

    def briefs(self) -> Iterator[Entry[Region] | Entry[Company]]:
        """Every brief: regions, then companies."""
        yield from self.regions.values()
        yield from self.companies.values()

    def brief(self, id: str) -> Entry[Region] | Entry[Company]:
        """The brief of an id; raises KeyError."""
        return self.regions[id] if id in self.regions else self.companies[id]

    def knows(self, kind: str, id: str) -> bool:
        """Whether there is something of this kind and id, valid or not."""
        found = self.ids(kind)
        return id in found or not {(kind, id), (kind, "")}.isdisjoint(self.broken)

    def ids(self, kind: str) -> Collection[str]:
        """The ids of a kind to which others may refer; the common units have no entry."""
        return self.unit_table if kind == "unit" else self.of_kind(kind)

    @cached_property
    def moved_regions(self) -> dict[str, str]:
        """The ids that regions had, and those that they have, with the one of today."""
        regions = self.regions.values()
        return {id: one.id for one in regions for id in (*one.value.former_ids, one.id)}

    @cached_property
    def unit_table(self) -> Units:
        """The common units and those of the site."""
        return BUILT_IN | (validation.unit(id, entry.value) for id, entry in self.units.items())


Load = Callable[[str, bytes], tuple[Document | None, list[Problem]]]
"""Parses a file, given its name and bytes; `source.load`, or one that remembers."""


def read(
    folder: FilePath, load: Load = load_file, *, lean: bool = False
) -> tuple[Library, list[Problem]]:
    """Read a briefs folder; raises BriefsiteError where there is none.

    Where many things are made of it, it is `lean`: documents hold no data, but read it again.
    """
    if not folder.is_dir():
        raise BriefsiteError(f"there is no folder {folder}")
    reading, site = _Reading(load, lean), None
    for name in _names(folder):
        if name == SITE:
            site = _read_site(folder, reading)
        elif name in REGISTRIES:
            kind, model = REGISTRIES[name]
            _read_registry(folder, name, kind, model, reading)
        elif name in FOLDERS and (folder / name).is_dir() and not (folder / name).is_symlink():
            _read_folder(folder, name, reading)
        else:
            reading.problems.append(_unexpected(folder, name, (SITE, *FOLDERS, *REGISTRIES)))
    ordered = {plural: dict(sorted(entries.items())) for plural, entries in reading.found.items()}
    broken, drafts = frozenset(reading.broken), tuple(reading.drafts)
    kept = load if isinstance(load, Kept) else Kept()
    found = Library(**ordered, site_file=site, broken=broken, drafts=drafts, kept=kept)
    return found, reading.problems


def read_site(folder: FilePath) -> Site:
    """What site.yml of a briefs folder says, and nothing else of the folder."""
    found = _read_site(folder, _Reading(load_file)) if (folder / SITE).exists() else None
    return found.value if found else NO_SITE


@dataclass
class _Reading:
    """What has been found so far."""

    load: Load
    lean: bool = False
    found: dict[str, dict[str, Entry[Any]]] = field(
        default_factory=lambda: {plural: {} for plural in PLURALS.values()}
    )
    broken: set[tuple[str, str]] = field(default_factory=set)
    drafts: list[Entry[Draft]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take(
        self,
        id: str,
        kind: str,
        document: Document | None,
        path: FieldPath,
        model: type[BaseModel],
        problems: list[Problem],
    ) -> None:
        """Validate what stands at a path, and keep it as an entry or as a draft."""
        if document is None:
            self.broken.add((kind, id))
            return
        data = document.data[path[0]] if path else document.data
        if not path and (right := validation.misplaced(kind, data, MODELS)):
            problems.append(validation.moved(document, kind, right, id))
            self.broken |= {(kind, id), (right, id)}
            return
        value = validate(document, data, path, model, problems)
        if value:
            held = document.lean() if self.lean and not path else document
            self.found[PLURALS[kind]][id] = Entry(id, kind, value, held, path)
        else:
            self.broken.add((kind, id))
            self.drafts.append(Entry(id, kind, Draft(model, data), document, path))


def _names(folder: FilePath) -> list[str]:
    return sorted(name for name in os.listdir(folder) if not _TEMPORARY.fullmatch(name))


def _unexpected(folder: FilePath, name: str, known: tuple[str, ...]) -> Problem:
    close = get_close_matches(name, known, n=1, cutoff=0.8)
    hint = f"briefs and entries are files ID.yml in the folders {', '.join(FOLDERS)}"
    if close:
        hint = f"did you mean '{close[0]}'?"
    elif right := _right_folder(folder, name):
        hint = f"move it to {right}/{name}"
    place = Place(f"{folder.name}/{validation.shown_name(name)}")
    return Problem(place, "file-name", "this is not a brief, a source or a registry", hint)


def _right_folder(folder: FilePath, name: str) -> str:
    """Where a file that lies beside the folders belongs, as its fields say; empty where unsure."""
    if not name.endswith(".yml") or (folder / name).is_symlink() or not (folder / name).is_file():
        return ""
    document, _ = load_file(name, (folder / name).read_bytes())
    data = document.data if document and isinstance(document.data, dict) else {}
    kinds = list(validation.fitting(set(data), MODELS)) if data else []
    if {"region", "company"} <= set(kinds):
        companies = {kind.id for kind in read_site(folder).company_kinds}
        kinds = ["company" if data.get("kind") in companies else "region"]
    return PLURALS[kinds[0]] if kinds else ""


def _read_folder(folder: FilePath, name: str, reading: _Reading) -> None:
    kind, model = FOLDERS[name]
    for file in _names(folder / name):
        stem = file.removesuffix(".yml")
        shown = f"{folder.name}/{name}/{validation.shown_name(file)}"
        path = folder / name / file
        if fault := validation.name_fault(path, stem):
            reading.problems.append(Problem(Place(shown), "file-name", *fault))
            continue
        document, faults = reading.load(shown, path.read_bytes())
        problems = [*faults]
        reading.take(stem, kind, document, (), model, problems)
        reading.problems += problems


def _read_file(
    folder: FilePath, name: str, reading: _Reading
) -> tuple[Document | None, list[Problem]]:
    """A file that stands in the briefs folder itself, and what is wrong with it as YAML."""
    path, shown = folder / name, f"{folder.name}/{name}"
    if path.is_symlink() or not path.is_file():
        return None, [Problem(Place(shown), "file-name", "this is not a regular file")]
    document, faults = reading.load(shown, path.read_bytes())
    return document, [*faults]


def _read_site(folder: FilePath, reading: _Reading) -> Entry[Site] | None:
    document, problems = _read_file(folder, SITE, reading)
    value = validate(document, document.data, (), Site, problems) if document else None
    reading.problems += problems
    if document and value:
        return Entry("site", "site", value, document)
    reading.broken.add(("site", ""))
    return None


def _read_registry(
    folder: FilePath, name: str, kind: str, model: type[BaseModel], reading: _Reading
) -> None:
    if (folder / name).is_file() and validation.is_empty((folder / name).read_bytes()):
        return
    document, problems = _read_file(folder, name, reading)
    if document:
        _read_entries(document, kind, model, reading, problems)
    else:
        reading.broken.add((kind, ""))
    reading.problems += problems


def _read_entries(
    document: Document,
    kind: str,
    model: type[BaseModel],
    reading: _Reading,
    problems: list[Problem],
) -> None:
    if not isinstance(document.data, dict):
        message = "a registry maps ids to entries"
        hint = "begin each entry with its id and a colon: shipbuilding:"
        problems.append(document.problem((), "wrong-type", message, hint))
        reading.broken.add((kind, ""))
        return
    for id in document.data:
        fault = validation.id_fault(id)
        if fault:
            message = f"'{id}' is no id"
            problems.append(document.problem((id,), "id", message, fault, key=True))
        elif id in reading.found[PLURALS[kind]] or (kind, id) in reading.broken:
            message = f"'{id}' has a file of its own, {PLURALS[kind]}/{id}.yml"
            double = document.problem((id,), "duplicate-key", message, "keep one", key=True)
            problems.append(double)
        else:
            reading.take(id, kind, document, (id,), model, problems)
