"""Another id for something, in every place that names it: fields, marks in prose, formulas, keys.

In: a library in which everything can be read, and the texts of its files. Out: the texts of those
that change. Only the letters of the id change; what comes out is checked against what is meant, and
where the two differ, BriefsiteError says so and nothing is written.
"""

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from briefsite import checks, evidence, library, store
from briefsite.editing import exact, formatted, order_for
from briefsite.editing.comments import Edit, applied, former_ids_edits, words
from briefsite.evidence import carried_record, dump_record, load_record
from briefsite.library import PLURALS, AnyEntry, Library
from briefsite.library.graph import page_path, page_url
from briefsite.library.prose import Cite, FigureRef, Inline, WikiLink, parse
from briefsite.library.validation import id_fault
from briefsite.library.yaml import Document, load
from briefsite.models.base import ID_PATTERN, ProseText, Ref
from briefsite.models.walk import FieldPath, Leaf, leaves
from briefsite.problems import BriefsiteError, Problem, did_you_mean
from briefsite.text.units import BUILT_IN

Span = tuple[int, int]
Paths = tuple[str, str]
BRIEFS = ("region", "company")
_ID = ID_PATTERN.strip("^$")


@dataclass(frozen=True)
class Target:
    """Something that has an id."""

    kind: str
    id: str

    def is_named_by(self, inline: Inline) -> bool:
        """Whether a mark in prose names it."""
        if isinstance(inline, Cite):
            return self == Target("source", inline.source)
        if isinstance(inline, WikiLink):
            return self.id == inline.id and (
                self.kind == inline.kind if inline.kind else self.kind in BRIEFS
            )
        if not isinstance(inline, FigureRef):
            return False
        brief = self.kind in BRIEFS and self.id == inline.brief
        return brief or self == Target("indicator", inline.indicator)


@dataclass(frozen=True)
class Renamed:
    """The new texts of files, under the names that the files have before."""

    texts: dict[str, str]
    places: int
    """How often it was named."""
    former: tuple[str, ...] = ()
    """The former ids that the brief has now."""


def find(library: Library, named: str) -> Target:
    """What an editor means by an id, or by `kind:id` where several things have it."""
    kind, _, id = named.rpartition(":")
    if kind and kind not in PLURALS:
        raise BriefsiteError(f"there is no kind '{kind}'; {did_you_mean(kind, PLURALS)}")
    known = [Target(each, entry) for each in PLURALS for entry in library.of_kind(each)]
    found = [target for target in known if target.id == id and kind in ("", target.kind)]
    if len(found) > 1:
        choices = " or ".join(f"{target.kind}:{id}" for target in found)
        raise BriefsiteError(f"'{id}' is the id of several things; write {choices}")
    if not found:
        now = {old: brief.id for brief in library.briefs() for old in brief.value.former_ids}
        hint = f"it is now called '{now[id]}'" if id in now else ""
        ids = {target.id for target in known if kind in ("", target.kind)}
        hint = hint or did_you_mean(id, ids)
        raise BriefsiteError(f"there is no {kind or 'brief or entry'} '{id}'; {hint}".rstrip("; "))
    return found[0]


def refuse(library: Library, target: Target, new: str) -> None:
    """Raise BriefsiteError where something cannot have this id."""
    if new == target.id:
        raise BriefsiteError(f"'{new}' is its id already")
    if fault := id_fault(new):
        raise BriefsiteError(f"'{new}' is no id; {fault.removesuffix('.yml')}")
    if target.kind == "unit" and target.id in BUILT_IN:
        raise BriefsiteError(f"'{target.id}' is a common unit, whose id stays")
    for kind in BRIEFS if target.kind in BRIEFS else (target.kind,):
        if library.knows(kind, new):
            raise BriefsiteError(f"the id '{new}' is in use ({kind}); choose another")
    for brief in library.briefs() if target.kind in BRIEFS else ():
        if new in brief.value.former_ids and brief.id != target.id:
            why = f"'{new}' is what '{brief.id}' was called before, and the old address leads there"
            raise BriefsiteError(f"{why}; choose another")


@dataclass
class _Change:
    """What becomes of one file: its letters, and what it must mean afterwards."""

    document: Document
    data: Any
    edits: list[Edit] = field(default_factory=list)


def renamed_texts(library: Library, target: Target, new: str, texts: Mapping[str, str]) -> Renamed:
    """Every text that changes when something gets another id."""
    changes: dict[str, _Change] = {}
    own = library.of_kind(target.kind)[target.id]

    def change_of(document: Document) -> _Change:
        if document.file not in changes:
            changes[document.file] = _Change(document, deepcopy(document.data))
        return changes[document.file]

    for entry in library.entries():
        lines = texts[entry.document.file].split("\n")
        for path, value, edits in _changed(entry, target, new, lines):
            change = change_of(entry.document)
            _put(change.data, path, value)
            change.edits += edits
    places = sum(len(change.edits) for change in changes.values())
    change = change_of(own.document)
    former: tuple[str, ...] = ()
    if own.path:
        line, column = own.document.spans[own.path].key
        at = own.document.lines[line].index(target.id, column)
        change.edits.append(Edit((line, at), (line, at + len(target.id)), new))
        change.data[new] = change.data.pop(target.id)
    elif target.kind in BRIEFS:
        former = formerly(own.value.former_ids, target.id, new)
        change.data |= {"former_ids": list(former)}
        if not former:
            del change.data["former_ids"]
        change.edits += former_ids_edits(own.document, own.value.former_ids, former)
    done = {file: _settled(one, texts[file]) for file, one in changes.items() if one.edits}
    return Renamed(done, places, former)


def formerly(ids: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """The former ids of a renamed brief; the last change is taken back without a trace."""
    if ids and ids[-1] == new:
        return ids[:-1]
    return (*(id for id in ids if id not in (old, new)), old)


def _put(data: Any, path: FieldPath, value: str) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


def _settled(change: _Change, text: str) -> str:
    """The new text, when it means what it must mean and has every comment."""
    document = change.document
    new = applied(text, change.edits)
    after, problems = load(document.file, new.encode())
    sound = after and not problems and exact(after.data) == exact(change.data)
    if not (after and sound and words(after) == words(document)):
        hint = f"run `build.py format {document.file}` first, or write it more plainly"
        raise BriefsiteError(f"{document.file} has a layout in which no id can be changed; {hint}")
    order = order_for(document.file)
    if formatted(document, order) == text:  # a longer or shorter id may belong elsewhere
        return formatted(after, order) or new
    return new


def _changed(
    entry: AnyEntry, target: Target, new: str, lines: list[str]
) -> Iterator[tuple[FieldPath, str, list[Edit]]]:
    """Each text of an entry that names the target: its path, its new value, and the edits."""
    for leaf in (*leaves(entry.value), *_formulas(entry)):
        if isinstance(leaf.meaning, Ref) and (
            leaf.value != target.id or target.kind not in leaf.meaning.kinds
        ):
            continue
        path = (*entry.path, *leaf.path)
        pattern = _pattern(leaf, target)
        found = [match.span("id") for match in pattern.finditer(leaf.value)]
        chosen = _meant(leaf, target, new, found)
        if not chosen:
            continue
        value = _replaced(leaf.value, chosen, new)
        points = list(_points(entry.document, path, pattern, lines))
        if len(points) != len(found):
            line = entry.document.spans[path].start[0] + 1
            why = "names it in a way that cannot be changed; write it without escapes"
            raise BriefsiteError(f"{entry.document.file}:{line}: '{leaf.path[-1]}' {why}")
        size = len(target.id)
        at = [point for point, span in zip(points, found, strict=True) if span in chosen]
        yield path, value, [Edit(start, (start[0], start[1] + size), new) for start in at]


def _formulas(entry: AnyEntry) -> Iterator[Leaf]:
    """What names figures as prose does but without braces: inputs of derived values, `lead`."""
    for number, text in enumerate(getattr(entry.value, "lead", ())):
        yield Leaf(("lead", number), text, ProseText())
    for index, derived in enumerate(getattr(entry.value, "derived", ())):
        for number, text in enumerate(derived.inputs):
            yield Leaf(("derived", index, "inputs", number), text, ProseText())


def _is_formula(leaf: Leaf) -> bool:
    return leaf.path[0] == "lead" or (leaf.path[0] == "derived" and "inputs" in leaf.path)


def _pattern(leaf: Leaf, target: Target) -> re.Pattern[str]:
    """Where the id may stand in a text; not every place need mean the target."""
    id, brief = f"(?P<id>{re.escape(target.id)})", target.kind in BRIEFS
    if isinstance(leaf.meaning, Ref):
        return re.compile(rf"(?<![a-z0-9-]){id}(?![a-z0-9-])")
    if _is_formula(leaf):
        return re.compile(rf"(?<![a-z0-9@.-]){id}{'(?=/)' if brief else '(?![a-z0-9/-])'}")
    figure = rf"\{{{'' if brief else f'(?:{_ID}/)?'}"
    link = r"\[\[" if brief else rf"\[\[{target.kind}:"
    return re.compile(rf"(?:\[@|{link}|{figure}){id}(?![a-z0-9-])")


def _replaced(text: str, spans: list[Span], new: str) -> str:
    for start, end in reversed(spans):
        text = text[:start] + new + text[end:]
    return text


def _meant(leaf: Leaf, target: Target, new: str, spans: list[Span]) -> list[Span]:
    """The places whose letters name the target: without them, so many fewer marks do."""
    if isinstance(leaf.meaning, Ref) or not spans:
        return spans
    around = "{{{}}}" if _is_formula(leaf) else "{}"
    before, after = (
        around.format(text) for text in (leaf.value, _replaced(leaf.value, spans, new))
    )
    fewer = _count(before, target) - _count(after, target)
    if fewer in (0, len(spans)):
        return spans if fewer else []
    half = len(spans) // 2
    parts = spans[:half], spans[half:]
    return [span for part in parts for span in _meant(leaf, target, new, part)]


def _count(text: str, target: Target) -> int:
    return sum(target.is_named_by(inline) for inline in parse(text).inlines)


def _points(
    document: Document, path: FieldPath, pattern: re.Pattern[str], lines: list[str]
) -> Iterator[tuple[int, int]]:
    """The same places in the file."""
    span = document.spans[path]
    for number in range(span.start[0], min(span.end[0], len(lines) - 1) + 1):
        start = span.start[1] if number == span.start[0] else 0
        end = span.end[1] if number == span.end[0] else len(lines[number])
        for match in pattern.finditer(lines[number], start, end):
            yield number, match.start("id")


# The steps of a renaming on disk: compute, try on a copy, write.
#
# In: a checkout. Out: briefs, hand-written pages and the record of verification with the new id.
# The last step moves the file of the brief; a run that was cut off before it can be run again.


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
    target = find(found, named)
    if found.broken or any(fault.level == "error" for fault in faults):
        return Moved(target, new, Renamed({}, 0), problems=tuple(sorted(faults)))
    refuse(found, target, new)
    files = {entry.document.file for entry in found.entries()}
    texts = {file: (root / file).read_bytes().decode() for file in files}
    renamed = renamed_texts(found, target, new, texts)
    paths = _paths(found, target, new)
    before = checks.check(root)
    after = tried(root, lambda copy: _write(copy, paths, renamed.texts, None))
    worse = tuple(_worse(before.problems, after.problems, paths))
    if worse:
        return Moved(target, new, renamed, problems=worse)
    pages = dict(_relinked(root, target, new))
    _write(root, paths, {**renamed.texts, **pages}, _record(root, target, new, before, after))
    moved = dict([paths] if paths else [])
    written = {moved.get(file, file) for file in (*renamed.texts, *pages, *moved)}
    return Moved(target, new, renamed, tuple(sorted(written)), tuple(_mentions(root, target)))


def _worse(
    before: tuple[Problem, ...], after: tuple[Problem, ...], paths: Paths | None
) -> Iterator[Problem]:
    """The problems of a rule in a file, where there are more of them than before."""
    moved = dict([paths] if paths else [])
    known = Counter((p.rule, moved.get(p.place.file, p.place.file)) for p in before)
    found = Counter((p.rule, p.place.file) for p in after)
    for problem in after:
        key = problem.rule, problem.place.file
        if found[key] > known[key]:
            yield problem


def _paths(library: Library, target: Target, new: str) -> Paths | None:
    """The file of what has one of its own, before and after."""
    if library.of_kind(target.kind)[target.id].path:
        return None
    folder = PLURALS[target.kind]
    return f"briefs/{folder}/{target.id}.yml", f"briefs/{folder}/{new}.yml"


def tried(root: Path, change: Callable[[Path], None]) -> checks.Checked:
    """What the check says to a copy of the briefs that is changed; the briefs stay as they are."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(root / "briefs", copy / "briefs", symlinks=True)
        change(copy)
        return checks.check(copy)


def _write(
    root: Path, paths: Paths | None, texts: Mapping[str, str], recorded: bytes | None
) -> None:
    if recorded is not None:  # first: it fits the end, at whatever step a run is cut off
        store.replace(root / evidence.RECORD, recorded)
    for file, text in sorted(texts.items()):
        store.replace(root / file, text.encode())
    if paths:
        (root / paths[0]).rename(root / paths[1])


def _record(
    root: Path, target: Target, new: str, before: checks.Checked, after: checks.Checked
) -> bytes | None:
    """The record of verification under the new id; None where there is none."""
    file = root / evidence.RECORD
    if not file.is_file():
        return None
    recorded = load_record(file.read_bytes())
    old, now = (f"{target.kind}/{id}" if target.kind != "source" else id for id in (target.id, new))
    carried = carried_record(recorded, before.graph, after.graph, {old: now})
    return dump_record(carried)


def _written_pages(root: Path) -> Iterator[tuple[str, str]]:
    """The hand-written pages below docs/."""
    for path, content in store.read(root / "docs").items():
        if path.endswith(".md"):
            yield f"docs/{path}", content.decode("utf-8", "replace")


def _relinked(root: Path, target: Target, new: str) -> Iterator[tuple[str, str]]:
    """Hand-written pages that link to the page of something, with the new address."""
    if target.kind in ("term", "unit"):
        return  # they have no page of their own
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
