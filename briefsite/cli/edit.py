"""Commands that write briefs: init, new, add-figure, import, propose, format, rename, schema."""

import argparse
import shlex
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from briefsite import library, report, store
from briefsite.cli import unchanged
from briefsite.cli.check import called, store_text
from briefsite.editing import figures, renaming, schemas, sheets
from briefsite.editing import new as beginning
from briefsite.editing.new import Begun
from briefsite.models import Figure
from briefsite.models.records import Quantity, Site, UnitKind
from briefsite.models.walk import FieldPath, field_words
from briefsite.problems import BriefsiteError
from briefsite.text import listed, plural

NAMED = {
    "topic": "'- {}' under topics",
    "person": "as the speaker of a statement ('speaker: {}'), or by the whole name",
    "term": "its words in prose, or [[term:{}]]",
}
"""How a brief names an entry of a registry."""


def add(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("init", help="begin a site of your own in an empty folder")
    command.add_argument("folder", type=Path, metavar="FOLDER", help="new, or empty")
    command.set_defaults(run=init)
    command = commands.add_parser("new", help="begin a brief, a source, or an entry of a registry")
    _add_kinds(command.add_subparsers(title="what to begin", metavar="KIND", required=True))
    _add_figures(commands)
    command = commands.add_parser("propose", help="write what can be read in a source, to edit")
    command.add_argument("source", metavar="SOURCE", help="the id of its record")
    command.add_argument("--archive", type=Path, required=True, metavar="DIR", help="the texts")
    words = "write there; default: the standard output. Never into briefs/"
    command.add_argument("--out", type=Path, metavar="FILE", help=words)
    words = "also what the briefs say already"
    command.add_argument("--all", action="store_true", help=words)
    command.set_defaults(run=propose)
    command = commands.add_parser("format", help="put briefs into the usual layout")
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: all briefs")
    command.add_argument("--check", action="store_true", help="write nothing, say what differs")
    words = "first give each entry of a registry a file of its own"
    command.add_argument("--split", action="store_true", help=words)
    command.set_defaults(run=format_files)
    command = commands.add_parser("rename", help="give something another id, everywhere")
    command.add_argument("old", metavar="OLD", help="the id of today, or KIND:ID, as in topic:x")
    command.add_argument("new", metavar="NEW", help="the id from now on")
    command.set_defaults(run=rename)
    _add_schema(commands)


def _add_kinds(kinds: Any) -> None:
    region = kinds.add_parser("region", help='new region "Yiyang" --kind city --parent hunan')
    region.add_argument("--kind", metavar="KIND", help="what sort of region it is, see site.yml")
    region.add_argument("--parent", metavar="ID", help="the region it lies in")
    company = kinds.add_parser("company", help='new company "Red Crane"; also an institution')
    words = "what sort it is, see site.yml (default: the first)"
    company.add_argument("--kind", metavar="KIND", help=words)
    indicator = kinds.add_parser("indicator", help='new indicator "Ships built" --unit count ...')
    indicator.add_argument(
        "--unit", metavar="ID", help="the unit of every value: count, percent, ..."
    )
    indicator.add_argument("--unit-label", metavar="WORDS", help='for count: "ships"')
    indicator.add_argument("--quantity", choices=get_args(Quantity), help="the kind of quantity")
    indicator.add_argument(
        "--review-months", type=int, default=18, metavar="N", help="stale after (default: 18)"
    )
    unit = kinds.add_parser("unit", help='new unit "bushels" --kind volume')
    unit.add_argument("--kind", choices=get_args(UnitKind), required=True, help="what it measures")
    person = kinds.add_parser("person", help='new person "Ann Bell" --post mayor --source ID ...')
    person.add_argument("--post", metavar="TITLE", help="the post, as the source gives it")
    person.add_argument("--source", metavar="ID", help="the source that names it")
    person.add_argument("--para", type=int, metavar="N", help="the paragraph")
    person.add_argument("--organisation", metavar="ID", help="the brief of where the post is")
    commands = {"region": region, "company": company, "indicator": indicator, "unit": unit}
    commands |= {"person": person}
    commands["topic"] = kinds.add_parser("topic", help='new topic "Shipbuilding"')
    commands["term"] = kinds.add_parser("term", help='new term "Slipway"; for the glossary')
    for kind, command in commands.items():
        command.add_argument("name", metavar="NAME", help="the English name")
        if kind not in ("indicator", "unit"):
            words = "the name in the local language"
            command.add_argument("--local-name", metavar="NAME", help=words)
        command.add_argument("--id", help="the id, also the address (default: from the name)")
        command.set_defaults(run=new, what=kind)
    source = kinds.add_parser("source", help="new source FILE --archive DIR, from a saved article")
    words = "plain text, web page or PDF, or a folder of them"
    source.add_argument("file", type=Path, metavar="FILE", help=words)
    words = "the folder of the archived texts; the text is written there"
    source.add_argument("--archive", type=Path, metavar="DIR", help=words)
    source.add_argument("--id", help="the id of the record (default: from the file's name)")
    source.set_defaults(run=new_source)


def init(options: argparse.Namespace) -> int:
    """Begin a site."""
    written = beginning.init(options.folder)
    print(
        f"Wrote {plural(len(written), 'file')} into {options.folder}. Everything in it is made up."
    )
    print("Next:")
    print(f"  1. cd {options.folder} && make test   to see that all is in order")
    print("  2. Say what the site is in briefs/site.yml, and put briefs of your own in place.")
    print("  3. make serve   to look at it")
    print("README.md says what is where.")
    return 0


def new(options: argparse.Namespace) -> int:
    """Begin a region, a company or an entry of a registry."""
    site = library.read_site(options.root / "briefs")
    if options.what == "company" and not options.kind and site.company_kinds:
        options.kind = site.company_kinds[0].id
    _refuse_unsaid(options, site)
    fields = ("kind", "parent", "local_name", "unit", "unit_label", "quantity", "review_months")
    given = {name: value for name in fields if (value := getattr(options, name, None)) is not None}
    if options.what == "person":
        given["roles"] = [_post(options)]
    begun = beginning.begin(options.root, options.what, options.name, options.id, given)
    schemas.write_schemas(options.root)
    print(f"Wrote '{begun.id}' into briefs/{begun.file}.")
    if begun.alike:
        print(f"Not the same, is it? There is already {listed(begun.alike)}.")
    print("Next:")
    for number, words in enumerate(_next_steps(options.what, begun, options.root), 1):
        print(f"  {number}. {words}")
    print("How to write it: docs/editing.md. Leave out what you have no source for.")
    return 0


def _post(options: argparse.Namespace) -> dict[str, Any]:
    """The post of a new person."""
    where = {"organisation": options.organisation} if options.organisation else {}
    cited = {"source": options.source, "para": options.para}
    return {"title": options.post, **where, "sources": [cited]}


def _refuse_unsaid(options: argparse.Namespace, site: Site) -> None:
    """What a skeleton cannot do without and no program can know."""
    kinds = ", ".join(kind.id for kind in site.region_kinds)
    tops = {kind.id for kind in site.region_kinds if not kind.within}
    if options.what == "region" and not (options.kind in tops or options.parent):
        said = f'build.py new region "{options.name}" --kind {options.kind or "KIND"} --parent ID'
        raise BriefsiteError(f"say what it is and in which region it lies: {said} (kinds: {kinds})")
    if options.what == "region" and not options.kind:
        raise BriefsiteError(f"say what sort of region '{options.name}' is with --kind ({kinds})")
    if options.what == "person" and not (options.post and options.source and options.para):
        said = "--post TITLE --source ID --para N"
        raise BriefsiteError(f"say which post a source gives '{options.name}', and where: {said}")
    if options.what == "indicator":
        if not options.unit:
            raise BriefsiteError(
                "say the unit with --unit (count, percent, us-dollars, tonnes, ...)"
            )
        if options.unit == "count" and not options.unit_label:
            raise BriefsiteError('say what is counted, in the plural, such as --unit-label "ships"')
        if options.unit != "count" and options.unit_label:
            raise BriefsiteError("--unit-label goes with --unit count only")
        if not options.quantity:
            words = f"--quantity ({', '.join(get_args(Quantity))})"
            raise BriefsiteError(f"say what kind of quantity it is with {words}")


def _next_steps(what: str, begun: Begun, root: Path) -> list[str]:
    lines = [f"{field} (line {line})" for field, line in begun.to_write]
    steps = [f"Write {listed(lines)}; the lines with ## say what belongs there."]
    if what == "indicator":
        steps.append(f"Use it: '- indicator: {begun.id}' among the figures of a brief. Until")
        steps[-1] += " then `check` says that nothing refers to it."
    if what in ("topic", "person", "term"):
        steps.append(f"Name it in a brief: {NAMED[what].format(begun.id)}.")
    if not begun.to_write:
        steps.pop(0)
    if what == "unit":
        steps = [
            f"Write under spellings how texts print '{begun.id}', and name it in an indicator."
        ]
    return [
        *steps,
        f"{called(root)} check   until there are no problems",
        f"{called(root)} serve   to look at the page",
    ]


def new_source(options: argparse.Namespace) -> int:
    """Begin a source record from a saved article, or one for each in a folder."""
    begun, faults = beginning.begin_sources(options.root, options.file, options.id, options.archive)
    schemas.write_schemas(options.root)
    for one in begun:
        print(f"Wrote {one.record.relative_to(options.root)}.")
        if one.written:
            print(f"Wrote {one.text}, a paragraph a line.")
        for name, found in one.found.items():
            value = found.value if isinstance(found.value, str) else ", ".join(found.value)
            print(f"  {name.replace('_', ' ')}: {value} (paragraph {found.para})")
    for fault in faults:
        print(f"Not begun: {fault}", file=sys.stderr)
    if begun:
        _say_next(options, begun[0])
    return 1 if faults else 0


def _say_next(options: argparse.Namespace, begun: beginning.BegunSource) -> None:
    id, archive = begun.record.stem, options.archive or "DIR"
    print("Next:")
    print("  1. Check it against the text: what the text does not print stays out.")
    if not options.archive:
        print(f"  2. Put {begun.text.name} into your archive folder, under this name.")
    print(
        f"  {2 if options.archive else 3}. {called(options.root)} propose {id} --archive {archive}"
    )
    print(f"     for figures, events and people to begin with; coverage --archive {archive}")
    print("     says what is left.")
    last = 3 if options.archive else 4
    print(f"  {last}. Cite it: '- source: {id}'. Until then `check` says that no brief does.")


def propose(options: argparse.Namespace) -> int:
    """Write what can be read in a source as figures, events and people to edit."""
    out: Path | None = options.out
    briefs = (options.root / "briefs").resolve()
    if out and out.resolve().is_relative_to(briefs):
        raise BriefsiteError("proposals are no briefs; write them elsewhere, then move them")
    text, figures = beginning.propose(
        options.root, options.archive, options.source, all=options.all
    )
    if not out:
        print(text, end="")
        return 0
    store_text(out, text)
    print(f"Wrote {out}: {plural(figures, 'figure')} to go through, and events and people.")
    return 0


def format_files(options: argparse.Namespace) -> int:
    """Put files into the usual layout, or say where they differ."""
    if options.split and (options.check or options.files):
        raise BriefsiteError("--split is for all registries, and writes; give it alone")
    for file in beginning.split(options.root) if options.split else ():
        print(f"Wrote {file}.")
    laid = list(beginning.lay_out(options.root, options.files))
    problems = [
        problem for one in laid if options.check or not one.text for problem in one.problems
    ]
    changed = [one for one in laid if one.text]
    if not options.check:
        beginning.write(changed)
        for one in changed:
            print(f"Formatted {one.file.relative_to(options.root)}.")
    if problems:
        print(report.text(problems))
        return 1
    others = len(laid) - len(changed)
    print(f"{plural(others, 'file has', 'files have')} the usual layout already.")
    return 0


def rename(options: argparse.Namespace) -> int:
    """Give something another id."""
    moved = renaming.rename(options.root, options.old, options.new)
    if moved.problems:
        print(report.text(moved.problems))
        print("Nothing was written. Fix these first, or choose another id.")
        return 1
    schemas.write_schemas(options.root)
    kind, old, new = moved.target.kind, moved.target.id, moved.new
    places = plural(moved.renamed.places, "place")
    print(f"Renamed the {kind} '{old}' to '{new}', with {places} that named it, in:")
    for file in moved.files:
        print(f"  {file}")
    print(_address(moved))
    if moved.mentions:
        print(f"These lines of hand-written pages still say '{old}'; look whether they mean it:")
        print("\n".join(f"  {line}" for line in moved.mentions))
    print(f"Next: {called(options.root)} check, and commit all of it together.")
    return 0


def _address(moved: renaming.Moved) -> str:
    """What becomes of the address of the page."""
    kind, old = moved.target.kind, moved.target.id
    if old in moved.renamed.former:
        return "The old address leads to the new one (`former_ids`)."
    if kind in ("region", "company"):
        back = f"This takes back the last renaming, and the address with '{old}' ends."
        return f"{back} If readers have it, add '{old}' to `former_ids`."
    return f"The address with '{old}' ends; only regions and companies keep their former ones."


# The commands that write figures: add-figure, import.


def _add_figures(commands: Any) -> None:
    command = commands.add_parser("add-figure", help="write a figure into a brief")
    command.add_argument("brief", metavar="BRIEF", help="the id of the region or company")
    for name, column in figures.COLUMNS.items():
        words = field_words(Figure, column.path[:-1], str(column.path[-1])).replace("%", "%%")
        words += "; of a second one again" if 0 in column.path else ""
        command.add_argument(_option(name), action="append", dest=name, metavar="X", help=words)
    command.set_defaults(run=add_figure)
    command = commands.add_parser("import", help="write the figures of a CSV file or workbook")
    command.add_argument("file", type=Path, metavar="FILE", help=".csv or .xlsx, a figure a row")
    words = "check all rows, write nothing"
    command.add_argument("--dry-run", action="store_true", help=words)
    command.set_defaults(run=import_figures)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def add_figure(options: argparse.Namespace) -> int:
    """Write a figure, from options or from what is asked."""
    library_now, _ = library.read(options.root / "briefs")
    brief = figures.brief_of(library_now, options.brief)
    texts = dict(_given(options))
    asked = not texts and sys.stdin.isatty()
    if asked:
        texts = dict(_asked())
    one = figures.given(brief.id, texts)
    if absent := [_option(name) for name in figures.missing(one)]:
        raise BriefsiteError(
            f"say {listed(absent)} too; `build.py add-figure --help` explains them"
        )
    done = figures.put(options.root, [one])
    if done.problems:
        print(report.text([found.problem for found in done.problems]))
        print("Nothing was written. Lines of briefs are those that there would be.")
        if asked:
            print(f"Again, with what you typed: {_again(options.root, options.brief, texts)}")
        return 1
    place = done.places[0]
    print(f"Wrote it into {place.file}, line {place.line}.")
    print(f"Next: {called(options.root)} verify --archive DIR, to check it against the text.")
    return 0


def _given(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """The options that were given, by column."""
    for name, column in figures.COLUMNS.items():
        texts = getattr(options, name) or []
        if len(texts) > 1 and 0 not in column.path:
            raise BriefsiteError(f"{_option(name)} is given twice; a figure has one")
        for number, text in enumerate(texts, 1):
            yield f"{name}.{number}" if number > 1 else name, text.strip()


def _asked() -> Iterator[tuple[str, str]]:
    """What is typed for each column; of a part that may be left out the first one decides."""
    print("Enter leaves out what need not be there.")
    left_out: FieldPath | None = None
    for name, column in figures.COLUMNS.items():
        part = column.path[:-1]
        if part and part == left_out:
            continue
        may_stay_out = bool(part) and not Figure.model_fields[str(part[0])].is_required()
        begins = column == next(one for one in figures.COLUMNS.values() if one.path[:-1] == part)
        is_needed = figures.is_needed(column) and not (may_stay_out and begins)
        words = field_words(Figure, part, str(column.path[-1]))
        text = _ask(f"{name} ({words}): ", is_needed)
        if not text and may_stay_out and begins:
            left_out = part
        yield name, text


def _ask(words: str, is_needed: bool) -> str:
    while True:
        try:
            text = input(words).strip()
        except EOFError:
            raise BriefsiteError("nothing more was typed, and nothing was written") from None
        if text or not is_needed:
            return text


def _again(root: Path, brief: str, texts: Mapping[str, str]) -> str:
    given = (f"{_option(name)}={text}" for name, text in texts.items() if text)
    return f"{called(root)} add-figure {brief} {shlex.join(given)}"


def import_figures(options: argparse.Namespace) -> int:
    """Write the figures of a table."""
    done = sheets.take_in(options.root, options.file, write=not options.dry_run)
    if done.problems:
        print(report.text(done.problems))
        print("Nothing was written. Lines of briefs are those that there would be.")
        return 1
    count = Counter(place.file for place in done.places)
    verb = "Would write" if options.dry_run else "Wrote"
    print(f"{verb} {plural(len(done.places), 'figure')}:")
    for file, number in sorted(count.items()):
        print(f"  {file}: {number}")
    if not options.dry_run:
        print(
            f"Next: {called(options.root)} verify --archive DIR, to check them against the texts."
        )
    return 0


# The command that describes the format to editors: schema.


def _add_schema(commands: Any) -> None:
    command = commands.add_parser("schema", help="write the JSON Schemas for editors")
    command.set_defaults(run=schema)


def schema(options: argparse.Namespace) -> int:
    """Write the schemas; every build does so too."""
    folder = (store.TREE / schemas.SCHEMAS).as_posix()
    written = schemas.write_schemas(options.root, wait=unchanged.wait)
    for name in written:
        print(f"Wrote {folder}/{name}.")
    if not written:
        print(f"{folder} is up to date.")
    return 0
