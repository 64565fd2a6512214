"""Two states of the briefs, read and compared, with the pages that change. For `diff` only.

In: a checkout and what to compare: revisions or folders. Out: a `Compared`. Both states are
rendered by the code and the templates of the checkout, so that only the briefs make a difference.
"""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from briefsite import diff, pages, pipeline, revisions, templating, website
from briefsite.diff.effects import Effect, effects
from briefsite.diff.entries import Key, State
from briefsite.diff.marking import Mark, marks
from briefsite.diff.reach import Reach
from briefsite.evidence.record import Record
from briefsite.graph import Graph
from briefsite.library import FOLDERS, REGISTRIES
from briefsite.pages.claims import Edition
from briefsite.pages.desk import page_path, page_url
from briefsite.problems import BriefsiteError

NAMES = ("briefs", pipeline.RECORD)
"""What of a checkout is compared."""


@dataclass(frozen=True)
class PageChange:
    """A page of which something changes; `was` is its former address, where it has moved."""

    address: str
    action: Literal["added", "removed", "changed", "moved"]
    was: str
    because: tuple[int, ...]
    """The positions of the changes that account for it."""


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
        old, new = _rendered(root, before, old_record), _rendered(root, after, new_record)
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
    if not folder.is_dir():
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


def changed_pages(
    comparison: diff.Comparison, old: Mapping[str, bytes], new: Mapping[str, bytes]
) -> Iterator[PageChange]:
    """The pages that differ, by path, of the rendered pages of both states."""
    moved = dict(_moved(comparison))
    former = {was: now for now, was in moved.items()}
    about = _about(comparison)
    reach = Reach(comparison)
    for path in sorted({former.get(path, path) for path in old} | new.keys()):
        was = moved.get(path, path)
        if old.get(was) == new.get(path) and was == path:
            continue
        action: Any = "moved" if was != path else "changed"
        if was not in old or path not in new:
            action = "removed" if was in old else "added"
        because = _because(reach, path, tuple(about.get(path, ())))
        yield PageChange(page_url(path), action, page_url(was) if was != path else "", because)


def _rendered(root: Path, state: State, recorded: Record) -> dict[str, bytes]:
    edition = Edition(website.address(root), pipeline.build_date(root), recorded)
    planned = pages.plan(state.graph, edition)
    return {page.path: page.content for page in templating.render(planned, root / "templates")}


def _moved(comparison: diff.Comparison) -> Iterator[tuple[str, str]]:
    """New and old path of each page that has another address."""
    for pair in comparison.entries:
        if pair.before and pair.after and pair.is_renamed and pair.kind != "term":
            yield page_path(pair.kind, pair.after.id), page_path(pair.kind, pair.before.id)


def _about(comparison: diff.Comparison) -> dict[str, list[Key]]:
    """Of which entry each page is, under the ids of both states."""
    found: dict[str, list[Key]] = {}
    for pair in comparison.entries:
        if pair.kind != "term":
            keys = [(e.kind, e.id) for e in (pair.before, pair.after) if e]
            for kind, id in keys:
                found.setdefault(page_path(kind, id), []).extend(keys)
    return found


def _because(reach: Reach, path: str, keys: tuple[Key, ...]) -> tuple[int, ...]:
    if keys:
        return reach.of(keys)
    kind = next((kind for kind, folder, _ in pages.LISTS if path == f"{folder}/index.md"), "")
    return reach.of_kind(kind) if kind else reach.all()
