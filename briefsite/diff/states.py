"""Two states of the briefs, read and compared, with the pages that change. For `diff` only.

In: a checkout and what to compare: revisions or folders. Out: a `Compared`. Both states are
rendered by the code and the templates of the checkout, so that only the briefs make a difference.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from briefsite import checks, diff, evidence, pages, store
from briefsite.diff.changes import Key, State
from briefsite.diff.effects import Effect, Flag, effects, flags
from briefsite.evidence import Record
from briefsite.library import FOLDERS, NO_SITE, REGISTRIES, SITE
from briefsite.library.graph import GLOSSARY, Graph, page_path, page_url
from briefsite.models import Figure
from briefsite.models import Site as SiteModel
from briefsite.pages.heads import Edition
from briefsite.problems import BriefsiteError
from briefsite.site import build_date, mkdocs, templating

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
    for mode, blob, path in listed:
        target = folder / path
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


SIDES: tuple[diff.Side, diff.Side] = ("before", "after")
NAMES = ("briefs", evidence.RECORD)
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
    flags: tuple[Flag, ...]
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
        address, date = mkdocs.address(root), build_date(root, after.graph.library)
        states = (before, old_record), (after, new_record)
        editions = (Edition(address, date, known) for _, known in states)
        plans = (
            list(pages.plan(state.graph, edition))
            for (state, _), edition in zip(states, editions, strict=True)
        )
        own = after.graph.library.site
        old, new = render(root, *plans, own=own)
        changed = tuple(changed_pages(comparison, old, new))
    return Compared(comparison, found, tuple(flags(comparison, found)), changed)


def read(root: Path, name: str) -> tuple[State, Record]:
    """The briefs of a revision, or else of a folder: a checkout, or its folder of briefs."""
    commit = find(root, name)
    if commit:
        with tempfile.TemporaryDirectory(prefix="briefs-") as temporary:
            extract(root, commit, NAMES, Path(temporary))
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
    parts = (*FOLDERS, *REGISTRIES, SITE)
    if not briefs.is_dir() and any((folder / part).exists() for part in parts):
        briefs = folder
    checked = checks.check_folder(briefs)
    recorded = evidence.recorded(briefs.parent)
    facts = _facts(checked.graph, recorded)
    return State(name, checked.graph, checked.problems, facts), recorded


def _facts(graph: Graph, recorded: Record) -> dict[Key, dict[str, Any]]:
    """What pages show of the record of verification."""
    found: dict[Key, dict[str, object]] = {
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


def render(root: Path, *plans: list[pages.Page], own: SiteModel = NO_SITE) -> list[Site]:
    """The pages of each plan, with one reading of the templates."""
    folder = store.base(root) / "templates"
    made = templating.render((page for plan in plans for page in plan), folder, own)
    return [
        {page.path: Rendered(next(made).content, page.shown) for page in plan} for plan in plans
    ]


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
