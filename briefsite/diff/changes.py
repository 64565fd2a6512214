"""Two states of the briefs, read, and all changes from one to the other, in a fixed order."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from briefsite import checks, evidence
from briefsite.diff.pairing import (
    SIDES,
    Action,
    Place,
    Renames,
    Side,
    like,
    path,
    plain,
    resolve,
    walk,
)
from briefsite.evidence import Record
from briefsite.library import FOLDERS, REGISTRIES, SITE, AnyEntry, Entry, Library
from briefsite.library.graph import Graph
from briefsite.models import KINDS
from briefsite.models.records import PastEdition
from briefsite.models.walk import leaves
from briefsite.problems import BriefsiteError, Problem
from briefsite.site import history

# Two states, and which entry of the one is which of the other.
#
# In: two states. Out: pairs of entries. A brief that names a former id is that brief; where neither
# says so, one that is like another is taken for it, and marked as a guess. What is not valid in
# either state is not compared.


BRIEFS = ("region", "company")

Key = tuple[str, str]
"""Kind and id."""


@dataclass(frozen=True)
class State:
    """The briefs at one time, with what is wrong with them."""

    name: str
    """How the user named it: a revision or a folder."""
    graph: Graph
    problems: tuple[Problem, ...] = ()
    facts: Mapping[Key, Mapping[str, Any]] = field(default_factory=dict)
    """What pages show of an entry that does not stand in it: whether it was verified."""


@dataclass(frozen=True)
class EntryPair:
    """An entry in both states; None in the one where it is not."""

    kind: str
    before: Entry[Any] | None
    after: Entry[Any] | None
    guess: bool = False
    """The ids differ, and only its likeness says that it is the same."""

    @property
    def id(self) -> str:
        """The id in the later state, or the last one it had."""
        entry = self.after or self.before
        return entry.id if entry else ""

    @property
    def is_renamed(self) -> bool:
        """Whether it has another id now."""
        return bool(self.before and self.after and self.before.id != self.after.id)

    def entry(self, side: Side) -> AnyEntry | None:
        """The entry in one state."""
        return self.before if side == "before" else self.after

    def value(self, side: Side) -> Any:
        """What the entry says in one state."""
        entry = self.entry(side)
        return entry.value if entry else None


@dataclass(frozen=True, order=True)
class Broken:
    """What cannot be compared: it is not valid in one of the states. No id: a whole registry."""

    kind: str
    id: str
    sides: tuple[Side, ...]


def broken(before: State, after: State) -> tuple[Broken, ...]:
    """Everything that cannot be compared, sorted."""
    old, new = before.graph.library.broken, after.graph.library.broken
    found = (
        Broken(kind, id, (*_if("before", (kind, id) in old), *_if("after", (kind, id) in new)))
        for kind, id in old | new
    )
    return tuple(sorted(found, key=lambda one: (list(KINDS).index(one.kind), one.id)))


def _if(side: Side, told: bool) -> tuple[Side, ...]:
    return (side,) if told else ()


def pairs(before: State, after: State) -> list[EntryPair]:
    """The entries of both states by kind and id; a renamed one under its new id."""
    left_out = {(one.kind, one.id) for one in broken(before, after)}
    found = []
    for kind in KINDS:
        if (kind, "") not in left_out:
            old = _valid(before.graph.library, kind, left_out)
            new = _valid(after.graph.library, kind, left_out)
            found += sorted(_of_kind(kind, old, new), key=lambda pair: pair.id)
    return found


def _valid(library: Library, kind: str, left_out: set[Key]) -> dict[str, AnyEntry]:
    entries = library.of_kind(kind)
    return {id: entry for id, entry in entries.items() if (kind, id) not in left_out}


def _of_kind(kind: str, old: dict[str, AnyEntry], new: dict[str, AnyEntry]) -> Iterator[EntryPair]:
    gone = {id: entry for id, entry in old.items() if id not in new}
    come = {id: entry for id, entry in new.items() if id not in old}
    for id in old.keys() & new.keys():
        yield EntryPair(kind, old[id], new[id])
    for was, now in [*_told(gone, come)]:
        yield EntryPair(kind, gone.pop(was), come.pop(now))
    for was, now in _guessed(gone, come):
        yield EntryPair(kind, gone.pop(was), come.pop(now), guess=True)
    yield from (EntryPair(kind, entry, None) for entry in gone.values())
    yield from (EntryPair(kind, None, entry) for entry in come.values())


def _told(gone: dict[str, AnyEntry], come: dict[str, AnyEntry]) -> Iterator[tuple[str, str]]:
    """Old and new id where one of the two briefs says that it had the other's; each id once."""
    named: dict[str, set[str]] = {
        was: {*_former(entry)} & come.keys() for was, entry in gone.items()
    }
    for now, entry in come.items():
        for was in named.keys() & {*_former(entry)}:
            named[was].add(now)
    order = {now: place for place, now in enumerate(come)}
    taken: set[str] = set()
    for was, names in named.items():
        for now in sorted(names, key=order.__getitem__):
            if now not in taken and was not in taken:
                taken |= {was, now}
                yield was, now


def _former(entry: AnyEntry) -> tuple[str, ...]:
    return getattr(entry.value, "former_ids", ())


def _guessed(gone: dict[str, AnyEntry], come: dict[str, AnyEntry]) -> list[tuple[str, str]]:
    was, now = list(gone), list(come)
    old = {index: plain(gone[id].value) for index, id in enumerate(was)}
    new = {index: plain(come[id].value) for index, id in enumerate(now)}
    return [(was[i], now[j]) for i, j in like(old, new)]


@dataclass(frozen=True)
class Change:
    """One change: of a whole entry where the place is empty, else of a part of it."""

    pair: EntryPair
    action: Action
    place: Place = ()
    before: Any = None
    after: Any = None
    follows: bool = False
    """It only writes the new id of something that was renamed."""

    @property
    def field(self) -> str:
        """The field that changed, or whose items did; empty for a whole entry."""
        return next((step for step in reversed(self.place) if isinstance(step, str)), "")

    def within(self, steps: int, side: Side) -> Any:
        """What stands so many steps into the entry on the way to the change."""
        return resolve(self.pair.value(side), self.place[:steps], side)

    def owner(self, side: Side) -> object:
        """The value whose field changed, or the entry."""
        return self.within(len(self.place) - 1, side)

    def top(self, side: Side) -> tuple[str | int, ...]:
        """The field of the entry, with the item where it is a list, that the change is in."""
        return path(self.place[:2], side)


@dataclass(frozen=True)
class Comparison:
    """Two states and everything in which they differ; changes are known by their position."""

    before: State
    after: State
    entries: tuple[EntryPair, ...]
    changes: tuple[Change, ...]
    broken: tuple[Broken, ...]

    @cached_property
    def renames(self) -> dict[str, str]:
        """New ids by old ids."""
        return _renames(self.entries)

    @cached_property
    def corrected(self) -> frozenset[int]:
        """The pairs, by identity, in which a correction was entered."""
        entered = (one for one in self.changes if one.place[:1] == ("corrections",))
        return frozenset(id(one.pair) for one in entered if one.action == "added")

    @property
    def site_changed(self) -> bool:
        """Whether site.yml says something else."""
        return self.before.graph.library.site != self.after.graph.library.site

    def state(self, side: Side) -> State:
        """One of the two states."""
        return self.before if side == "before" else self.after


def compare(before: State, after: State) -> Comparison:
    """All changes by kind, id and place."""
    entries = tuple(pairs(before, after))
    renames = _renames(entries)
    changes = tuple(change for pair in entries for change in _changes(pair, before, after, renames))
    return Comparison(before, after, entries, changes, broken(before, after))


def _renames(entries: tuple[EntryPair, ...]) -> dict[str, str]:
    return {
        pair.before.id: pair.after.id
        for pair in entries
        if pair.before and pair.after and pair.is_renamed
    }


def _changes(pair: EntryPair, before: State, after: State, renames: Renames) -> Iterator[Change]:
    if not pair.before or not pair.after:
        action: Action = "removed" if pair.before else "added"
        yield Change(pair, action, (), pair.value("before"), pair.value("after"))
        return
    if pair.is_renamed:
        yield Change(pair, "renamed", (), pair.before.id, pair.after.id)
    marked = {leaf.path for leaf in leaves(pair.after.value)} if renames else set()
    known = _facts(before, pair.before.kind, pair.before.id), _facts(after, pair.kind, pair.id)
    for found in (
        *walk(pair.before.value, pair.after.value, renames),
        *walk(*known, renames),
    ):
        follows = path(found.place, "after") in marked and _follows(
            found.before, found.after, renames
        )
        yield Change(pair, found.action, found.place, found.before, found.after, follows)


def rewritten(comparison: Comparison, facts: tuple[str, ...]) -> list[str]:
    """The files that differ though nothing that they say does; facts stand in no file."""
    old, new = (comparison.state(side).graph.library for side in SIDES)
    before, after = ({one.file: one.lines for one in state.documents()} for state in (old, new))
    entries = [
        entry
        for change in comparison.changes
        if change.field not in facts
        for entry in (change.pair.before, change.pair.after)
    ]
    if comparison.site_changed:
        entries.append(new.site_file)
    told = {entry.document.file for entry in entries if entry}
    told |= {one.place.file for side in SIDES for one in comparison.state(side).problems}
    common = before.keys() & after.keys() - told
    return [name for name in sorted(common) if before[name] != after[name]]


def _facts(state: State, kind: str, id: str) -> Mapping[str, object]:
    return state.facts.get((kind, id), {})


def _follows(before: object, after: object, renames: Renames) -> bool:
    """Whether a reference or a text is the same but for new ids."""
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    old = "|".join(map(re.escape, sorted(renames)))
    pattern = rf"(?<![a-z0-9-])(?:{old})(?![a-z0-9-])"
    return re.sub(pattern, lambda match: renames[match[0]], before) == after


# A state is read from a folder, or from a revision.


NAMES = ("briefs", evidence.RECORD)
"""What of a checkout is compared."""


def read(root: Path, name: str) -> tuple[State, Record]:
    """The briefs of a revision, or else of an edition, or of a folder: a checkout, or its folder
    of briefs."""
    commit = find(root, name)
    if commit:
        with tempfile.TemporaryDirectory(prefix="briefs-") as temporary:
            extract(root, commit, NAMES, Path(temporary))
            if not (Path(temporary) / "briefs").is_dir():
                raise BriefsiteError(f"revision {name} has no folder briefs")
            return of_folder(Path(temporary), name)
    for past in history.kept(root):
        if past.name == name:
            return of_edition(root, past)
    folder = Path(name)
    if not name or not folder.is_dir():
        hint = "a copy without history knows few revisions: `git fetch` the one to compare with"
        raise BriefsiteError(f"'{name}' is no revision, edition or folder here; {hint}")
    return of_folder(folder, name)


def of_edition(root: Path, past: PastEdition) -> tuple[State, Record]:
    """The briefs of an edition that is kept."""
    with tempfile.TemporaryDirectory(prefix="briefs-") as temporary:
        history.unpack_briefs(root, past, Path(temporary))
        return of_folder(Path(temporary), f"edition {past.name}")


def of_folder(folder: Path, name: str) -> tuple[State, Record]:
    """The briefs of a folder: of a checkout, or its folder of briefs."""
    briefs = folder / "briefs"
    parts = (*FOLDERS, *REGISTRIES, SITE)
    if not briefs.is_dir() and any((folder / part).exists() for part in parts):
        briefs = folder
    checked = checks.check_folder(briefs)
    recorded = evidence.recorded(briefs.parent)
    facts = _of_record(checked.graph, recorded)
    return State(name, checked.graph, checked.problems, facts), recorded


def _of_record(graph: Graph, recorded: Record) -> dict[Key, dict[str, Any]]:
    """What pages show of the record of verification."""
    found: dict[Key, dict[str, object]] = {
        (brief.kind, brief.id): {"verified": recorded.has(graph, brief)}
        for brief in graph.library.briefs()
    }
    for id in graph.library.sources:
        if id in recorded.coverage:
            found["source", id] = {"coverage": recorded.coverage[id]}
    return found


# The files of a Git revision, read without touching the checkout.
#
# In: a checkout and the name of a revision. Out: files in a folder. Blobs are read as they are:
# `git archive` obeys the attributes of the very revision it packs, which can leave files out.


def find(root: Path, name: str) -> str | None:
    """The commit that a name stands for; None where it stands for none."""
    # A name is never taken for an option, and is not more than a name of a commit.
    command = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
    answer = _git(root, *command)
    if b"dubious ownership" in answer.stderr:
        where = f"git config --global --add safe.directory {root.resolve()}"
        raise BriefsiteError(
            f"Git refuses to read the checkout, which belongs to somebody else: {where}"
        )
    return answer.stdout.decode().strip() if answer.returncode == 0 else None


def extract(root: Path, commit: str, names: tuple[str, ...], folder: Path) -> None:
    """Write the files below these names, as they were in a commit, into a folder.

    What is no plain file there, such as a link, becomes a folder: whoever reads a file of that
    name says so.
    """
    listed = list(_listed(root, commit, names))
    blobs = _blobs(root, [blob for mode, blob, _ in listed if _is_file(mode)])
    for mode, blob, name in listed:
        target = folder / name
        if _is_file(mode):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(blobs[blob])
        else:
            target.mkdir(parents=True, exist_ok=True)


def _is_file(mode: str) -> bool:
    return mode.startswith("100")


def _listed(root: Path, commit: str, names: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Mode, blob and path of each file, relative to the checkout."""
    listed = _read(root, "ls-tree", "-r", "-z", commit, "--", *names)
    for line in listed.split(b"\0"):
        if line:
            head, _, name = line.partition(b"\t")
            mode, _, blob = head.decode().split()
            path = os.fsdecode(name)
            if not {"", ".", ".."}.isdisjoint(PurePosixPath(path).parts) or path.startswith("/"):
                raise BriefsiteError(f"revision {commit[:12]} has a file that leaves its folder")
            yield mode, blob, path


def _blobs(root: Path, names: list[str]) -> dict[str, bytes]:
    """The contents of blobs: after a line with its name and size each has its bytes."""
    packed = _read(root, "cat-file", "--batch", given="\n".join([*names, ""]))
    found: dict[str, bytes] = {}
    at = 0
    for name in names:
        begin = packed.index(b"\n", at) + 1
        told = packed[at:begin].split()
        if len(told) != 3:
            raise BriefsiteError(f"Git has no contents of {name}; `git fetch` them first")
        size = int(told[2])
        found[name] = packed[begin : begin + size]
        at = begin + size + 1
    return found


def _read(root: Path, *command: str, given: str = "") -> bytes:
    answer = _git(root, *command, given=given)
    if answer.returncode:
        raise BriefsiteError(f"git {command[0]}: {answer.stderr.decode(errors='replace').strip()}")
    return answer.stdout


def _git(root: Path, *command: str, given: str = "") -> "subprocess.CompletedProcess[bytes]":
    full = ["git", "-C", str(root), *command]
    try:
        environment = {**os.environ, "LC_ALL": "C"}
        return subprocess.run(
            full, input=given.encode(), capture_output=True, check=False, env=environment
        )
    except (OSError, ValueError) as error:
        raise BriefsiteError(f"git cannot be run: {error}") from error
