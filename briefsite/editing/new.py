"""New briefs and registry entries: an id from a name, a skeleton in its place, a look for doubles.

In: the library and what is known of the new thing. Out: the file and its text; nothing is written.
What cannot be begun raises BriefsiteError with what to do instead.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from briefsite import library, store
from briefsite.checks.unfinished import PLACEHOLDER
from briefsite.editing import (
    apart,
    composed,
    differing,
    formatted,
    intake,
    order_for,
    schemas,
    skeletons,
)
from briefsite.editing.intake import ENDINGS, Article, Found
from briefsite.editing.propose import Proposed
from briefsite.editing.propose import propose as read_source
from briefsite.editing.skeletons import LEGEND, Value, skeleton
from briefsite.evidence.archive import lines_of
from briefsite.evidence.archive import read as read_texts
from briefsite.library import FOLDERS, PLURALS, REGISTRIES, SITE, Library
from briefsite.library.graph import Graph
from briefsite.library.graph import build as build_graph
from briefsite.library.validation import Kept, allowed_hint, id_fault, is_empty, validate
from briefsite.library.yaml import Document, load
from briefsite.models import KINDS, Source
from briefsite.models.walk import citations
from briefsite.problems import BriefsiteError, Problem, did_you_mean
from briefsite.store import PROGRAM
from briefsite.text import slug, without_accents
from briefsite.text.units import normalised

_ALIKE = 0.8
"""From which likeness on two names are shown to the editor."""


@dataclass(frozen=True)
class Begun:
    """A file with something new in it."""

    file: str
    """Below the folder of the briefs."""
    id: str
    text: str
    to_write: tuple[tuple[str, int], ...]
    """The fields that wait for words, each with its line."""
    alike: tuple[str, ...] = ()
    """What is there already and has a like name: id and name."""


def begin_entry(
    library: Library, kind: str, name: str, id: str | None, given: Mapping[str, Value]
) -> Begun:
    """A brief, or an entry of a registry, in a file of its own."""
    kinds = library.kinds_of(kind) if kind in ("region", "company") else {}
    if kinds and given.get("kind") not in kinds:
        hint = allowed_hint(given.get("kind"), tuple(kinds))
        raise BriefsiteError(f"there is no kind of {kind} '{given.get('kind')}'; {hint}")
    made = new_id(library, kind, name, id)
    file, model = f"{PLURALS[kind]}/{made}.yml", KINDS[kind].model
    text = "\n".join([*LEGEND, "", skeleton(model, {"name": name, **given})])
    document, problems = load(file, text.encode())
    value = validate(document, document.data, (), model, problems) if document else None
    _refuse(problems)
    for cited in citations(value) if value else ():
        _refuse_unknown("source", library, cited.citation.source)
    _refuse_unknown("region", library, given.get("parent"))
    _refuse_unknown("unit", library, given.get("unit"))
    return Begun(file, made, text, _to_write(text, 1), tuple(_alike(library, kind, made, name)))


def new_id(library: Library, kind: str, name: str, id: str | None) -> str:
    """The id that is given, or one made from a name; raises where it cannot be had."""
    words = slug(without_accents(name))[:64].strip("-")
    if id is None and not any(char.isascii() and char.isalpha() for char in without_accents(name)):
        hint = "give the English name, and this one with --local-name; or choose an id, as a rule"
        hint += " the name in plain Latin letters: --id changsha"
        raise BriefsiteError(f"no id can be made from '{name}'; {hint}")
    made = words if id is None else id
    if fault := id_fault(made):
        raise BriefsiteError(f"'{made}' is no id; {fault.removesuffix('.yml')}, with --id")
    _refuse_taken(library, kind, made)
    if id is None:
        _refuse_double(library, kind, name)
    return made


def _group(kind: str) -> tuple[str, ...]:
    """The kinds among which an id is unique."""
    return ("region", "company") if kind in ("region", "company") else (kind,)


def _refuse_taken(library: Library, kind: str, id: str) -> None:
    if (kind, "") in library.broken:
        raise BriefsiteError(f"{PLURALS[kind]}.yml cannot be read; `build.py check` says why")
    for other in _group(kind):
        if library.knows(other, id):
            hint = "edit that one, or choose another id with --id"
            raise BriefsiteError(f"the id '{id}' is in use ({other}); {hint}")
    former = {old: brief.id for brief in library.briefs() for old in brief.value.former_ids}
    if len(_group(kind)) > 1 and id in former:
        why = f"'{id}' is what '{former[id]}' was called before, and the old address leads there"
        raise BriefsiteError(f"{why}; choose another id with --id")


def _names(library: Library, kind: str) -> Iterator[tuple[str, str]]:
    """Every name in use among the like, with its id."""
    for entry in (entry for other in _group(kind) for entry in library.of_kind(other).values()):
        value = entry.value
        yield value.name, entry.id
        yield from ((alias, entry.id) for alias in getattr(value, "aliases", ()))
        yield from ((named.name, entry.id) for named in getattr(value, "printed_names", ()))
        if getattr(value, "local_name", None):
            yield value.local_name, entry.id


def _refuse_double(library: Library, kind: str, name: str) -> None:
    for other, id in _names(library, kind):
        if other.casefold() == name.casefold():
            hint = "edit that one, or choose another id with --id if this is not the same"
            raise BriefsiteError(f"there is already '{id}', called {other}; {hint}")


def _alike(library: Library, kind: str, made: str, name: str) -> Iterator[str]:
    known = {other.casefold(): id for other, id in _names(library, kind)}
    close = get_close_matches(name.casefold(), known, n=3, cutoff=_ALIKE)
    longer = [id for id in known.values() if f"{made}-".startswith(f"{id}-")]
    for id in dict.fromkeys([*longer, *(known[other] for other in close)]):
        entries = [found for other in _group(kind) if (found := library.of_kind(other).get(id))]
        yield f"'{id}' ({entries[0].value.name})"


def _refuse_unknown(kind: str, library: Library, id: Value | None) -> None:
    if id and not library.knows(kind, str(id)):
        why = f"there is no {kind} '{id}'" + (" to lie in" if kind == "region" else "")
        hint = did_you_mean(str(id), library.ids(kind))
        raise BriefsiteError(f"{why}; {hint}".rstrip("; "))


def _refuse(problems: list[Problem]) -> None:
    for problem in problems:
        said = [problem.excerpt.strip(), problem.message, problem.hint]
        raise BriefsiteError("; ".join(words for words in said if words))


def _to_write(text: str, first: int) -> tuple[tuple[str, int], ...]:
    lines = enumerate(text.split("\n"), first)
    return tuple(
        (line.partition(":")[0].strip(), number)
        for number, line in lines
        if line.endswith(f": {PLACEHOLDER}")
    )


# The steps that write briefs: begin a file, lay files out.
#
# In: a checkout. Out: changed files below briefs/, and what there is to say about it. Everything is
# computed before the first byte is written, and each file is replaced in one step.


@dataclass(frozen=True)
class Laid:
    """A file, its text in the usual layout, and what speaks against it."""

    file: Path
    text: str | None
    """None where the file has the usual layout, or cannot be laid out."""
    problems: tuple[Problem, ...] = ()
    """Why it cannot be laid out, or where it differs."""


def begin(root: Path, kind: str, name: str, id: str | None, given: Mapping[str, Value]) -> Begun:
    """Begin a region, a company or an entry of a registry, and write it down."""
    folder = root / "briefs"
    found, _ = library.read(folder)
    begun = begin_entry(found, kind, " ".join(name.split()), id, given)
    (folder / begun.file).parent.mkdir(exist_ok=True)
    store.replace(folder / begun.file, begun.text.encode())
    return begun


@dataclass(frozen=True)
class BegunSource:
    """A source with its record and its text."""

    record: Path
    text: Path
    written: bool
    """Whether the text was written here; otherwise it is the file that was named."""
    found: Mapping[str, Found]


def begin_sources(
    root: Path, path: Path, id: str | None, archive: Path | None
) -> tuple[list[BegunSource], list[BriefsiteError]]:
    """Write the records of an article, or of all articles in a folder, and what speaks against it.

    Where an archive is named, the texts are written there as plain text, a paragraph a line.
    """
    if not path.is_dir():
        return [begin_source(root, path, id, archive)], []
    files = [f for f in sorted(path.iterdir()) if f.is_file() and f.suffix.lower() in ENDINGS]
    if not files:
        raise BriefsiteError(f"{path} holds no article ({', '.join(ENDINGS)})")
    if id:
        raise BriefsiteError("--id is for one file; in a folder each has its own name")
    begun, faults = [], []
    for file in files:
        try:
            begun.append(begin_source(root, file, None, archive))
        except BriefsiteError as error:
            faults.append(BriefsiteError(f"{file.name}: {error}"))
    return begun, faults


def begin_source(root: Path, file: Path, id: str | None, archive: Path | None) -> BegunSource:
    """Write the record of a new source; raises BriefsiteError where there is one already."""
    if not file.is_file():
        hint = "save the article as plain text, a web page or a PDF, and name that file"
        raise BriefsiteError(f"there is no file {file}; {hint}: build.py new source FILE")
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise BriefsiteError(f"cannot read {file}: {error.strerror}") from error
    article = intake.read(file.name, raw)
    name = id or skeletons.source_id(file.name)
    if fault := id_fault(name):
        raise BriefsiteError(f"'{name}' is no id; {fault}")
    text = _text_file(file, name, raw, article, archive)
    content = raw if text == file else "".join(f"{p}\n" for p in article.paragraphs).encode()
    if text != file and text.is_file() and text.read_bytes() != content:
        raise BriefsiteError(f"{text} is there already, with another text; give another --id")
    record = root / "briefs" / "sources" / f"{name}.yml"
    if record.exists():
        raise BriefsiteError(f"{record} is there already; give another id with --id")
    found, _ = library.read(root / "briefs")
    for source in found.sources.values():
        if source.value.archive.sha256 == store.digest(content):
            raise BriefsiteError(f"this very text is there already, as the source '{source.id}'")
    written = skeletons.source_record(article, text.name, content)
    document, problems = load(record.name, written.encode())
    if document:
        validate(document, document.data, (), Source, problems)
    _refuse(problems)
    if text != file:
        store.replace(text, content)
    record.parent.mkdir(exist_ok=True)
    store.replace(record, written.encode())
    return BegunSource(record, text, text != file, article.found)


def _text_file(file: Path, id: str, raw: bytes, article: Article, archive: Path | None) -> Path:
    """Where the archived text stands: the file itself, or one in the archive."""
    plain = file.suffix == ".txt" and lines_of(raw) == article.paragraphs
    if archive is None:
        if not plain:
            hint = f"say where the text is to be kept: build.py new source {file} --archive DIR"
            raise BriefsiteError(f"{file.name} is no plain text in UTF-8; {hint}")
        if not skeletons.is_archive_name(file.name):
            hint = "rename it to letters, digits, - and _, ending in .txt, or name --archive DIR"
            raise BriefsiteError(f"{file.name} is no name for an archived text; {hint}")
        return file
    if not archive.is_dir():
        raise BriefsiteError(f"there is no archive folder {archive}")
    here = plain and file.resolve().parent == archive.resolve()
    return file if here and skeletons.is_archive_name(file.name) else archive / f"{id}.txt"


def propose(root: Path, folder: Path, id: str, *, all: bool) -> tuple[str, int]:
    """What can be read in a source, as YAML to edit, and how many figures; nothing is written."""
    found, problems = library.read(root / "briefs")
    if problems:
        raise BriefsiteError("the briefs cannot be read; `build.py check` says why")
    texts, problems = read_texts(folder, found, [id])
    if id not in texts:
        raise BriefsiteError("; ".join(problem.message for problem in problems))
    joined = build_graph(found)
    proposed = read_source(joined, found.sources[id], texts[id])
    left = proposed if all else _unsaid(joined, proposed)
    return skeletons.as_yaml(left), len(left.figures)


def _unsaid(graph: Graph, proposed: Proposed) -> Proposed:
    """The proposals without the figures and people that the briefs have already."""
    said = {
        (citation.para, abs(normalised(at.figure.value, at.figure.scale)))
        for figures in graph.by_indicator.values()
        for at in figures
        for citation in at.figure.sources
        if citation.source == proposed.source
    }
    known = {entry.value.name for entry in graph.library.people.values()}
    return replace(
        proposed,
        figures=tuple(
            one for one in proposed.figures if (one.para, one.quantity.values[0]) not in said
        ),
        people=tuple(one for one in proposed.people if one[1] not in known),
    )


def brief_files(root: Path) -> list[Path]:
    """Every file of the briefs that can be read; links are none."""
    folder = root / "briefs"
    if not folder.is_dir():
        raise BriefsiteError(f"there is no folder {folder}")
    found = [file for name in FOLDERS for file in sorted((folder / name).glob("*.yml"))]
    found += [folder / name for name in (*REGISTRIES, SITE)]
    return [file for file in found if file.is_file() and not file.is_symlink()]


def lay_out(root: Path, files: Iterable[Path] = ()) -> Iterator[Laid]:
    """The files named, or all, in the usual layout; nothing is written."""
    known = brief_files(root)
    named = [_named(root, file, known) for file in files]
    for file in named or known:
        yield _laid(root, file, {})


def write(laid: Iterable[Laid]) -> None:
    """Write what `lay_out` found to be different."""
    for one in laid:
        if one.text is not None:
            store.replace(one.file, one.text.encode())


def unformatted(
    root: Path, read: Iterable[Document] = (), kept: Kept | None = None
) -> tuple[Problem, ...]:
    """Where files differ from the usual layout; those that cannot be read are not looked at.

    Files that have been read already need not be parsed once more, and those that `kept` has
    seen in it not be looked at.
    """
    known, found = {one.file: one for one in read if one.is_whole}, list[Problem]()
    kept = kept or Kept()
    for file in brief_files(root):
        one = known.get(file.relative_to(root).as_posix())
        key = kept.key("layout", one.file, one.key) if one else ""
        if not kept.has(key):
            problems = [p for p in _laid(root, file, known).problems if p.rule == "unformatted"]
            found += problems
            if not problems:
                kept.sound(key)
    return tuple(found)


def _laid(root: Path, file: Path, known: Mapping[str, Document]) -> Laid:
    shown, raw = file.relative_to(root).as_posix(), file.read_bytes()
    if file.name in REGISTRIES and is_empty(raw):
        return Laid(file, None)
    document, problems = known.get(shown), list[Problem]()
    joined = composed(raw)
    if not document or "\n".join(document.lines).encode() != joined:
        document, problems = load(shown, joined)
    if document is None or problems:
        return Laid(file, None, tuple(problems))
    if not isinstance(document.data, dict):
        message, hint = "this is a list or a single text", "write 'name: value' lines"
        return Laid(file, None, (document.problem((), "wrong-type", message, hint),))
    text = formatted(document, order_for(shown))
    differs = tuple(differing(document, text, raw))
    return Laid(file, text if text and text.encode() != raw else None, differs)


def split(root: Path) -> tuple[str, ...]:
    """Give each entry of the registries a file of its own, and say which files were written.

    Comments go with what they stand above; what stands at the head of a registry stays in it.
    """
    written: dict[Path, str] = {}
    left: dict[Path, str] = {}
    for name in REGISTRIES:
        file = root / "briefs" / name
        if file.is_file() and not is_empty(file.read_bytes()):
            parts, left[file] = apart(file.relative_to(root).as_posix(), file.read_bytes())
            written |= {file.with_suffix("") / f"{id}.yml": text for id, text in parts.items()}
    taken = [file for file in written if file.exists()]
    if taken:
        raise BriefsiteError(f"{taken[0]} is there already; keep one of the two")
    for file, text in written.items():
        file.parent.mkdir(exist_ok=True)
        store.replace(file, text.encode())
    for file, text in left.items():
        store.replace(file, f"{text}\n".encode()) if text else file.unlink()
    return tuple(file.relative_to(root).as_posix() for file in written)


def _named(root: Path, file: Path, known: list[Path]) -> Path:
    """A file that an editor names, from where they stand or from the checkout."""
    places = {path.resolve(): path for path in known}
    for path in (Path.cwd() / file, root / file):
        if path.resolve() in places:
            return places[path.resolve()]
    names = [path.relative_to(root).as_posix() for path in known]
    same = [name for name in names if Path(name).stem == file.stem]
    hint = f"did you mean '{same[0]}'?" if same else did_you_mean(file.as_posix(), names)
    raise BriefsiteError(f"{file} is no file of the briefs; {hint}".rstrip("; "))


# A new site: a folder with all that is its own, made up where it must be filled.
#
# It holds files from `templates/init/`, and a few of the program's own that a site needs as is.
# Templates, settings and most hand-written pages are not among them: they stay with the program.


BEGINNING = PROGRAM / "templates" / "init"
_HIDDEN = ("github", "gitignore")
"""Names that stand there without the dot before them, so that no tool takes them for its own."""
_AS_THEY_ARE = (".vscode/settings.json", ".github/ISSUE_TEMPLATE/wrong-figure.yml")
_PLACE = "PROGRAM-FOLDER"
"""Stands in the Makefile for the way from the site to the program."""


def init(folder: Path) -> tuple[str, ...]:
    """Begin a site in a folder that is new or empty; gives the files that were written."""
    if folder.exists() and not folder.is_dir():
        raise BriefsiteError(f"{folder} is no folder; name a new one")
    if folder.is_dir() and {file.name for file in folder.iterdir()} - {".git"}:
        raise BriefsiteError(f"{folder} is not empty; name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    written = dict(_files(folder))
    for name, content in sorted(written.items()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        store.replace(folder / name, content)
    schemas.write_schemas(folder)
    return tuple(sorted(written))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for name, content in store.read(BEGINNING).items():
        first = name.split("/")[0]
        place = Path(os.path.relpath(PROGRAM, folder.resolve())).as_posix()
        shown = content.replace(_PLACE.encode(), place.encode()) if name == "Makefile" else content
        yield (f".{name}" if first in _HIDDEN else name), shown
    for name in _AS_THEY_ARE:
        yield name, (PROGRAM / name).read_bytes()
