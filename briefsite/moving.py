"""The steps of a renaming on disk: reckon, try on a copy, write.

In: a checkout. Out: briefs, hand-written pages and the record of verification with the new id. The
last step moves the file of the brief; a run that was cut off before it can be run again.
"""

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefsite import library, pipeline, renaming, store
from briefsite.evidence import record as evidence_record
from briefsite.library import FOLDERS, PLURALS
from briefsite.pages.desk import page_path, page_url
from briefsite.problems import Problem
from briefsite.renaming import Renamed, Target


@dataclass(frozen=True)
class Moved:
    """What a renaming did, or the problems that kept it from being done."""

    target: Target
    new: str
    renamed: Renamed
    files: tuple[str, ...] = ()
    """Briefs and hand-written pages that were changed, under their new names."""
    mentions: tuple[str, ...] = ()
    """Lines of hand-written pages that still have the old id: `docs/editing.md:12: ...`."""
    problems: tuple[Problem, ...] = ()


def rename(root: Path, named: str, new: str) -> Moved:
    """Give something another id everywhere; where that brings problems, nothing is written."""
    found, faults = library.read(root / "briefs")
    target = renaming.find(found, named)
    if found.broken or any(fault.level == "error" for fault in faults):
        return Moved(target, new, Renamed({}, 0), problems=tuple(sorted(faults)))
    renaming.refuse(found, target, new)
    files = {entry.document.file for entry in found.entries()}
    texts = {file: (root / file).read_bytes().decode() for file in files}
    renamed = renaming.rename(found, target, new, texts)
    before, after = pipeline.check(root), _tried(root, target, new, renamed.texts)
    worse = tuple(_worse(before.problems, after.problems, _paths(target, new)))
    if worse:
        return Moved(target, new, renamed, problems=worse)
    pages = dict(_relinked(root, target, new))
    _write(root, target, new, {**renamed.texts, **pages}, _record(root, target, new, before, after))
    moved = dict([paths] if (paths := _paths(target, new)) else [])
    written = {moved.get(file, file) for file in (*renamed.texts, *pages, *moved)}
    return Moved(target, new, renamed, tuple(sorted(written)), tuple(_mentions(root, target)))


def _worse(
    before: tuple[Problem, ...], after: tuple[Problem, ...], paths: tuple[str, str] | None
) -> Iterator[Problem]:
    """The problems of a rule in a file, where there are more of them than before."""
    moved = dict([paths] if paths else [])
    known = Counter((p.rule, moved.get(p.place.file, p.place.file)) for p in before)
    found = Counter((p.rule, p.place.file) for p in after)
    for problem in after:
        key = problem.rule, problem.place.file
        if found[key] > known[key]:
            yield problem


def _paths(target: Target, new: str) -> tuple[str, str] | None:
    """The file of what has one of its own, before and after."""
    folder = PLURALS[target.kind]
    if folder not in FOLDERS:
        return None
    return f"briefs/{folder}/{target.id}.yml", f"briefs/{folder}/{new}.yml"


def _tried(root: Path, target: Target, new: str, texts: Mapping[str, str]) -> pipeline.Checked:
    """What the check says to a copy of the briefs with the new id."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(root / "briefs", copy / "briefs", symlinks=True)
        _write(copy, target, new, texts, None)
        return pipeline.check(copy)


def _write(
    root: Path, target: Target, new: str, texts: Mapping[str, str], recorded: bytes | None
) -> None:
    if recorded is not None:  # first: it fits the end, at whatever step a run is cut off
        store.replace(root / pipeline.RECORD, recorded)
    for file, text in sorted(texts.items()):
        store.replace(root / file, text.encode())
    if paths := _paths(target, new):
        (root / paths[0]).rename(root / paths[1])


def _record(
    root: Path, target: Target, new: str, before: pipeline.Checked, after: pipeline.Checked
) -> bytes | None:
    """The record of verification under the new id; None where there is none."""
    file = root / pipeline.RECORD
    if not file.is_file():
        return None
    recorded = evidence_record.load(file.read_bytes())
    old, now = (f"{target.kind}/{id}" if target.kind != "source" else id for id in (target.id, new))
    carried = evidence_record.carried(recorded, before.graph, after.graph, {old: now})
    return evidence_record.dump(carried)


def _written_pages(root: Path) -> Iterator[tuple[str, str]]:
    """The hand-written pages below docs/."""
    for file in sorted((root / "docs").rglob("*.md")):
        raw = file.read_bytes()
        if store.MARK not in raw[:200]:
            yield file.relative_to(root).as_posix(), raw.decode("utf-8", "replace")


def _relinked(root: Path, target: Target, new: str) -> Iterator[tuple[str, str]]:
    """Hand-written pages that link to the page of something, with the new address."""
    if target.kind == "term":
        return
    old, now = (page_url(page_path(target.kind, id)) for id in (target.id, new))
    for name, text in _written_pages(root):
        changed = re.sub(rf"(?<=[(/\"']){re.escape(old)}", now, text)
        if changed != text:
            yield name, changed


def _mentions(root: Path, target: Target) -> Iterator[str]:
    word = re.compile(rf"(?<![A-Za-z0-9-]){re.escape(target.id)}(?![A-Za-z0-9-])")
    for name, text in _written_pages(root):
        for number, line in enumerate(text.split("\n"), 1):
            if word.search(line):
                yield f"{name}:{number}: {line.strip()}"
