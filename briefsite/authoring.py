"""The steps that write briefs: begin a file, lay files out.

In: a checkout. Out: changed files below briefs/, and what there is to say about it. Everything is
reckoned before the first byte is written, and each file is replaced in one step.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefsite import beginning, library, scaffold, store
from briefsite.beginning import Begun
from briefsite.formatting import differing, formatted, order_for
from briefsite.library import FOLDERS, REGISTRIES
from briefsite.problems import BriefsiteError, Problem, did_you_mean
from briefsite.skeletons import Value
from briefsite.source import load


@dataclass(frozen=True)
class Laid:
    """A file, its text in the usual layout, and what speaks against it."""

    file: Path
    text: str | None
    """None where the file has the usual layout, or cannot be laid out."""
    problems: tuple[Problem, ...] = ()
    """Why it cannot be laid out, or where it differs."""


def begin(root: Path, kind: str, name: str, id: str | None, given: Mapping[str, Value]) -> Begun:
    """Begin a region, a company or an indicator, and write it down."""
    folder = root / "briefs"
    found, _ = library.read(folder)
    name = " ".join(name.split())
    if kind in ("region", "company"):
        begun = beginning.begin_brief(found, kind, name, id, given)
    else:
        registry = folder / f"{library.PLURALS[kind]}.yml"
        now = registry.read_text(encoding="utf-8") if registry.is_file() else ""
        begun = beginning.begin_entry(found, kind, name, id, given, now)
    (folder / begun.file).parent.mkdir(exist_ok=True)
    store.replace(folder / begun.file, begun.text.encode())
    return begun


def begin_source(root: Path, file: Path, id: str | None) -> Path:
    """Write the record of a new source; raises BriefsiteError where there is one already."""
    if not file.is_file():
        hint = "save the article as plain text, a paragraph a line, and name that file"
        raise BriefsiteError(f"there is no file {file}; {hint}: build.py new source FILE.txt")
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise BriefsiteError(f"cannot read {file}: {error.strerror}") from error
    if not scaffold.is_archive_name(file.name):
        hint = "rename it to letters, digits, - and _, ending in .txt"
        raise BriefsiteError(f"{file.name} is no name for an archived text; {hint}")
    name = id or scaffold.source_id(file.name)
    if fault := library.id_fault(name):
        raise BriefsiteError(f"'{name}' is no id; {fault}")
    record = root / "briefs" / "sources" / f"{name}.yml"
    if record.exists():
        raise BriefsiteError(f"{record} is there already; give another id with --id")
    found, _ = library.read(root / "briefs")
    for source in found.sources.values():
        if source.value.archive.sha256 == scaffold.digest(raw):
            raise BriefsiteError(f"this very text is there already, as the source '{source.id}'")
    record.parent.mkdir(exist_ok=True)
    store.replace(record, scaffold.source_record(file.name, raw).encode())
    return record


def brief_files(root: Path) -> list[Path]:
    """Every file of the briefs that can be read; links are none."""
    folder = root / "briefs"
    if not folder.is_dir():
        raise BriefsiteError(f"there is no folder {folder}")
    found = [file for name in FOLDERS for file in sorted((folder / name).glob("*.yml"))]
    found += [folder / name for name in REGISTRIES]
    return [file for file in found if file.is_file() and not file.is_symlink()]


def lay_out(root: Path, files: Iterable[Path] = ()) -> Iterator[Laid]:
    """The files named, or all, in the usual layout; nothing is written."""
    known = brief_files(root)
    named = [_named(root, file, known) for file in files]
    for file in named or known:
        yield _laid(root, file)


def write(laid: Iterable[Laid]) -> None:
    """Write what `lay_out` found to be different."""
    for one in laid:
        if one.text is not None:
            store.replace(one.file, one.text.encode())


def unformatted(root: Path) -> tuple[Problem, ...]:
    """Where files differ from the usual layout; those that cannot be read are not looked at."""
    laid = lay_out(root)
    return tuple(p for one in laid for p in one.problems if p.rule == "unformatted")


def _laid(root: Path, file: Path) -> Laid:
    shown, raw = file.relative_to(root).as_posix(), file.read_bytes()
    document, problems = load(shown, raw)
    if document is None or problems:
        return Laid(file, None, tuple(problems))
    if not isinstance(document.data, dict):
        message, hint = "this is a list or a single text", "write 'name: value' lines"
        return Laid(file, None, (document.problem((), "wrong-type", message, hint),))
    text = formatted(document, order_for(shown))
    differs = tuple(differing(document, text, raw))
    return Laid(file, text if text and text.encode() != raw else None, differs)


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
