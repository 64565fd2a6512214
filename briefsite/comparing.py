"""Two states of the briefs, read and compared, with the pages that change. For `diff` only.

In: a checkout and what to compare: revisions or folders. Out: a `Compared`. Both states are
rendered by the code and the templates of the checkout, so that only the briefs make a difference.
"""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from briefsite import diff, pages, pipeline, revisions, templating, website
from briefsite import graph as graphs
from briefsite.diff.effects import Effect, effects
from briefsite.diff.entries import Key, State
from briefsite.diff.marking import Mark, marks
from briefsite.evidence.record import Record
from briefsite.graph import Graph
from briefsite.library import FOLDERS, PLURALS, REGISTRIES, Entry, Library
from briefsite.models import Figure
from briefsite.pages.claims import Edition
from briefsite.pages.desk import GLOSSARY, page_path, page_url
from briefsite.problems import BriefsiteError

SIDES: tuple[diff.Side, diff.Side] = ("before", "after")
NAMES = ("briefs", pipeline.RECORD)
"""What of a checkout is compared."""


@dataclass(frozen=True)
class PageChange:
    """A page of which something changes; `was` is its former address, where it has moved."""

    address: str
    action: Literal["added", "removed", "changed", "moved"]
    was: str
    because: tuple[int, ...]
    """The positions of the changes to all that it shows something of."""


@dataclass(frozen=True)
class Compared:
    """Everything that is known of the way from one state to the other."""

    comparison: diff.Comparison
    effects: tuple[Effect, ...]
    marks: tuple[Mark, ...]
    pages: tuple[PageChange, ...] | None
    """None where a state has problems, so that its pages cannot be rendered."""


def compare(root: Path, base: str, head: str | None = None) -> Compared:
    """Compare two states; the later one is the checkout as it is, where none is named."""
    before, old_record = read(root, base)
    after, new_record = read(root, head) if head is not None else _of_folder(root, "the checkout")
    return join(root, before, after, old_record, new_record)


def join(
    root: Path, before: State, after: State, old_record: Record, new_record: Record
) -> Compared:
    """Compare two states that have been read."""
    comparison = diff.compare(before, after)
    found = tuple(effects(comparison))
    changed: tuple[PageChange, ...] | None = ()
    if before.problems or after.problems:
        changed = None
    elif comparison.changes:
        address, date = website.address(root), pipeline.build_date(root)
        states = (before, old_record), (after, new_record)
        editions = (Edition(address, date, known) for _, known in states)
        plans = (
            plan(state.graph.library, edition)
            for (state, _), edition in zip(states, editions, strict=True)
        )
        old, new = render(root, *plans)
        changed = tuple(changed_pages(comparison, old, new))
    return Compared(comparison, found, tuple(marks(comparison, found)), changed)


def read(root: Path, name: str) -> tuple[State, Record]:
    """The briefs of a revision, or else of a folder: a checkout, or its folder of briefs."""
    commit = revisions.find(root, name)
    if commit:
        with tempfile.TemporaryDirectory(prefix="briefs-") as temporary:
            revisions.extract(root, commit, NAMES, Path(temporary))
            if not (Path(temporary) / "briefs").is_dir():
                raise BriefsiteError(f"revision {name} has no folder briefs")
            return _of_folder(Path(temporary), name)
    folder = Path(name)
    if not name or not folder.is_dir():
        hint = "a copy without history knows few revisions: `git fetch` the one to compare with"
        raise BriefsiteError(f"'{name}' is neither a revision nor a folder here; {hint}")
    return _of_folder(folder, name)


def _of_folder(folder: Path, name: str) -> tuple[State, Record]:
    briefs = folder / "briefs"
    if not briefs.is_dir() and any((folder / part).exists() for part in (*FOLDERS, *REGISTRIES)):
        briefs = folder
    checked = pipeline.check_folder(briefs)
    recorded = pipeline.recorded(briefs.parent)
    facts = _facts(checked.graph, recorded)
    return State(name, checked.graph, checked.problems, facts), recorded


def _facts(graph: Graph, recorded: Record) -> dict[Key, dict[str, Any]]:
    """What pages show of the record of verification."""
    found: dict[Key, dict[str, Any]] = {
        (brief.kind, brief.id): {"verified": recorded.has(graph, brief)}
        for brief in graph.library.briefs()
    }
    for id in graph.library.sources:
        if id in recorded.coverage:
            found["source", id] = {"coverage": recorded.coverage[id]}
    return found


@dataclass(frozen=True)
class Rendered:
    """A page as it is written, and the entries that it shows something of."""

    content: bytes
    shows: frozenset[Key]


Site = Mapping[str, Rendered]
"""Pages by path."""


@dataclass(frozen=True)
class _Seen(Entry[Any]):
    """An entry that notes when what it says is read."""

    seen: set[Key] = field(default_factory=set, compare=False)

    def __getattribute__(self, name: str) -> Any:
        if name == "value":
            self.seen.add((self.kind, self.id))
        return super().__getattribute__(name)


def plan(library: Library, edition: Edition) -> list[tuple[pages.Page, frozenset[Key]]]:
    """Every page, with the entries that were read for it: each is planned when it is asked for."""
    seen: set[Key] = set()
    graph = graphs.build(_watched(library, seen))
    planned = []
    seen.clear()
    for page in pages.plan(graph, edition):
        planned.append((page, frozenset(seen)))
        seen.clear()
    return planned


def render(root: Path, *plans: list[tuple[pages.Page, frozenset[Key]]]) -> list[Site]:
    """The pages of each plan, with one reading of the templates."""
    everything = (page for planned in plans for page, _ in planned)
    made = templating.render(everything, root / "templates")
    return [
        {page.path: Rendered(next(made).content, shows) for page, shows in planned}
        for planned in plans
    ]


def _watched(library: Library, seen: set[Key]) -> Library:
    entries = {
        PLURALS[kind]: {
            id: _Seen(e.id, e.kind, e.value, e.document, e.path, seen)
            for id, e in library.of_kind(kind).items()
        }
        for kind in PLURALS
    }
    return replace(library, **entries)  # type: ignore[arg-type]


def changed_pages(comparison: diff.Comparison, old: Site, new: Site) -> Iterator[PageChange]:
    """The pages that differ, by path, of the rendered pages of both states."""
    moved = dict(_moved(comparison))
    former = {was: now for now, was in moved.items()}
    changes = _changes_of(comparison)
    own = {page_path(p.kind, e.id) for p in comparison.entries for e in (p.before, p.after) if e}
    own.discard(GLOSSARY)
    for path in sorted({former.get(path, path) for path in old} | new.keys(), key=page_url):
        was = moved.get(path, path)
        before, after = old.get(was), new.get(path)
        if before and after and before.content == after.content and was == path:
            continue
        action: Literal["added", "removed", "changed", "moved"]
        action = "added" if not before else "removed" if not after else "changed"
        shown = {key for one in (before, after) if one for key in one.shows}
        because = {number for key in shown for number in changes.get(key, ())}
        if path not in own:
            because = set(range(len(comparison.changes)))  # it counts or lists everything
        yield PageChange(
            page_url(path),
            "moved" if was != path and before and after else action,
            page_url(was) if was != path else "",
            tuple(sorted(because)),
        )


def _moved(comparison: diff.Comparison) -> Iterator[tuple[str, str]]:
    """New and old path of each page that has another address."""
    for pair in comparison.entries:
        if pair.before and pair.after and pair.is_renamed and pair.kind != "term":
            yield page_path(pair.kind, pair.after.id), page_path(pair.kind, pair.before.id)


def _changes_of(comparison: diff.Comparison) -> dict[Key, list[int]]:
    """The positions of the changes of each entry, under the ids of both states.

    Wherever an indicator is shown, the site says how many values it has: those that come or go
    are changes of it too.
    """
    found: dict[Key, list[int]] = {}
    for number, change in enumerate(comparison.changes):
        pair = change.pair
        keys = {(pair.kind, entry.id) for entry in (pair.before, pair.after) if entry}
        for key in sorted(keys | {("indicator", id) for id in _counted_by(change)}):
            found.setdefault(key, []).append(number)
    return found


def _counted_by(change: diff.Change) -> Iterator[str]:
    """The indicators of figures that a change takes away or brings."""
    for side in SIDES:
        if not change.place and change.action != "renamed":
            yield from (one.indicator for one in getattr(change.pair.value(side), "figures", ()))
        elif change.place[:1] == ("figures",) and change.field in ("figures", "indicator"):
            figure = change.within(2, side)
            if isinstance(figure, Figure):
                yield figure.indicator
