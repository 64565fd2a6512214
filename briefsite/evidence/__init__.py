"""Briefs against the archived texts of their sources: every disagreement is a problem.

In: a `Graph` without errors and the archived texts. Out: problems at the line and column of the
citation, with what the source prints. One promise a file, in this explicit registry.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from briefsite import store
from briefsite.checks import Checked, check
from briefsite.evidence import (
    archive,
    dates,
    figures,
    names,
    numbers,
    origins,
    owner,
    sentence,
)
from briefsite.evidence.archive import Archived, Covered
from briefsite.library.graph import AnyBrief, Graph, references, uses
from briefsite.problems import Problem

# What was verified, in a form that a build without the archive can trust.
#
# It also says which texts were found to be of one origin, for that shows in the texts only.
#
# A brief's fingerprint covers everything that `verify` looked at for it: the brief, the units of
# its indicators, the names it relies on, and the hashes of the texts it cites. A brief whose
# fingerprint differs from the recorded one has changed since it was verified, and the site says so.


@dataclass(frozen=True)
class Record:
    """Fingerprints of verified briefs; the coverage and the origin of sources at that time."""

    briefs: dict[str, str] = field(default_factory=dict)
    coverage: dict[str, dict[str, int]] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    """Of each source that shares its origin with others, the first of them."""
    _looked: dict[int, tuple[Graph, AnyBrief, bool]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """What `has` has found; a page asks once for each figure."""

    def has(self, graph: Graph, brief: AnyBrief) -> bool:
        """Whether a brief is as it was when it was verified."""
        known = self.briefs.get(f"{brief.kind}/{brief.id}")
        if known is None:
            return False
        looked = self._looked.get(id(brief))
        if not looked or looked[0] is not graph or looked[1] is not brief:
            looked = graph, brief, known == fingerprint(graph, brief)
            self._looked[id(brief)] = looked
        return looked[2]


_BESIDE = {"reviewed", "corrections", "former_ids", "lead"}
"""Fields that say nothing of what sources print."""


def fingerprint(graph: Graph, brief: AnyBrief) -> str:
    """SHA-256 over all that verification of a brief depends on."""
    library = graph.library
    texts = {use.citation.source for use in uses(brief)}
    named = {(kind, ref.id) for ref in references(brief) for kind in ref.kinds}
    rests_on: list[object] = [
        brief.value.model_dump(mode="json", exclude=_BESIDE),
        {id: library.sources[id].value.archive.sha256 for id in sorted(texts)},
        {id: library.sources[id].value.published for id in sorted(texts)},
    ]
    for kind, id in sorted(named):
        entry = library.of_kind(kind).get(id)
        if entry and kind == "indicator":
            unit = library.units.get(entry.value.unit)
            rests_on.append([id, entry.value.unit])
            rests_on += [unit.value.model_dump(mode="json")] if unit else []
        elif entry and kind in ("person", "unit"):
            rests_on.append([id, entry.value.model_dump(mode="json")])
        elif entry and kind in ("region", "company"):
            printed = [named.name for named in entry.value.printed_names]
            rests_on.append([id, entry.value.name, *entry.value.aliases, *printed])
    return store.digest(json.dumps(rests_on, ensure_ascii=False, sort_keys=True))


def make_record(
    graph: Graph, covered: Iterable[Covered], origins: Mapping[str, str] | None = None
) -> Record:
    """The record of a verification that found no disagreement."""
    briefs = {f"{b.kind}/{b.id}": fingerprint(graph, b) for b in graph.library.briefs()}
    numbers = ("content", "cited", "numbers", "numbers_said", "names", "names_said")
    coverage = {c.source: {name: getattr(c, name) for name in numbers} for c in covered}
    return Record(briefs, coverage, dict(origins or {}))


def carried_record(record: Record, before: Graph, after: Graph, names: Mapping[str, str]) -> Record:
    """The record after ids have changed and nothing else: what was verified remains so.

    `names` maps old ids of briefs, as `kind/id`, and of sources to new ones. A brief that had
    changed since its verification keeps the old fingerprint, which fits no brief.
    """
    kept = {
        f"{brief.kind}/{brief.id}" for brief in before.library.briefs() if record.has(before, brief)
    }
    now = {f"{brief.kind}/{brief.id}": brief for brief in after.library.briefs()}
    briefs = {}
    for name, known in record.briefs.items():
        new = names.get(name, name)
        briefs[new] = fingerprint(after, now[new]) if name in kept else known
    coverage = {names.get(id, id): numbers for id, numbers in record.coverage.items()}
    origins = {names.get(id, id): names.get(one, one) for id, one in record.origins.items()}
    return Record(briefs, coverage, origins)


def dump_record(record: Record) -> bytes:
    """The record as JSON."""
    data = {"briefs": record.briefs, "coverage": record.coverage, "origins": record.origins}
    return (json.dumps(data, indent=1, sort_keys=True) + "\n").encode()


def load_record(raw: bytes) -> Record:
    """The record from JSON; an empty one where the file is damaged."""
    return _parsed(raw) or Record()


def _parsed(raw: bytes) -> Record | None:
    try:
        data = json.loads(raw)
        return Record(dict(data["briefs"]), dict(data["coverage"]), dict(data.get("origins", {})))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def is_damaged(root: Path) -> bool:
    """Whether a checkout has a record that cannot be read, as after two changes that met."""
    file = root / RECORD
    return file.is_file() and _parsed(file.read_bytes()) is None


# The verifiers.

Verifier = Callable[[Graph, Mapping[str, Archived]], Iterator[Problem]]

VERIFIERS: dict[str, Verifier] = {
    "citation": archive.verify,
    "dates": dates.verify,
    "events": origins.verify_dates,
    "figure": figures.verify,
    "names": names.verify,
    "owner": owner.verify,
    "sentence": sentence.verify,
    "source-record": origins.verify,
    "numbers": numbers.verify,
}


def against(graph: Graph, texts: Mapping[str, Archived]) -> list[Problem]:
    """All disagreements, sorted by place."""
    found = {problem for check in VERIFIERS.values() for problem in check(graph, texts)}
    return sorted(found)


_BEGUN = {"unfinished", "unused"}
"""What is wrong with a source or a brief that has just been begun."""
RECORD = "verified.json"
"""The file, beside briefs/, that says which briefs were verified as they stand."""


def verify(
    root: Path, folder: Path, sources: Collection[str] = ()
) -> tuple[Checked, tuple[Problem, ...]]:
    """Check the briefs against the archived texts, all or those of some sources.

    Only briefs without problems are verified.
    """
    checked = check(root)
    if checked.problems:
        return checked, checked.problems
    texts, problems = archive.read(folder, checked.graph.library, sources)
    return checked, tuple(sorted([*problems, *against(checked.graph, texts)]))


def write_record(root: Path, folder: Path, checked: Checked) -> Path:
    """Write down what was verified, for builds that have no archive at hand."""
    texts, _ = archive.read(folder, checked.graph.library)
    covered = archive.measure(checked.graph, texts)
    found = origins.groups(checked.graph.library, origins.alike(texts))
    made = make_record(checked.graph, covered, found)
    store.replace(root / RECORD, dump_record(made))
    return root / RECORD


def recorded(root: Path) -> Record:
    """What was verified, as a checkout says; nothing, where it says nothing."""
    file = root / RECORD
    return load_record(file.read_bytes()) if file.is_file() else Record()


def measure(
    root: Path, folder: Path, sources: Collection[str] = ()
) -> tuple[tuple[Problem, ...], list[archive.Covered]]:
    """What no brief says yet of each source, or of some; nothing need be finished or in use."""
    checked = check(root)
    if any(problem.rule not in _BEGUN for problem in checked.problems):
        return checked.problems, []
    texts, problems = archive.read(folder, checked.graph.library, sources)
    return tuple(problems), archive.measure(checked.graph, texts)
