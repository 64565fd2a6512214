"""The order of the steps, and nothing else: read, join, check, plan, render, build, print."""

import os
import re
import subprocess
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from briefsite import (
    archive,
    cards,
    checks,
    coverage,
    evidence,
    graph,
    library,
    pages,
    pdf,
    schemas,
    source,
    store,
    templating,
    website,
)
from briefsite.artifacts import Artifact
from briefsite.evidence import record as evidence_record
from briefsite.evidence.record import Record
from briefsite.exports import atom, names, redirects, sheets, tables
from briefsite.pages.claims import Edition
from briefsite.problems import BriefsiteError, Problem
from briefsite.upkeep import Finding
from briefsite.upkeep import links as upkeep_links
from briefsite.upkeep import stale as upkeep_stale

RECORD = "verified.json"
"""The file, beside briefs/, that says which briefs were verified as they stand."""
SCHEMAS = Path("schema")
"""Where the JSON Schemas are, below docs/; they are kept in git and published as they are."""
_SITE_URL = re.compile(
    r"^site_url:(?: +|(?: *!ENV *\[(\w+), *))[\"']?(https?://[^\s\"'\]?#]+)[\"']?\]? *$", re.M
)
DOCUMENTS = Path(".cache", "pdf")
"""Where PDFs are kept from build to build."""


@dataclass(frozen=True)
class Checked:
    """The graph of the briefs, and everything that is wrong with them, sorted."""

    graph: graph.Graph
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Built:
    """What a build did, and whether its site took the place of the last one."""

    briefs: int
    site: Path
    pages: int
    written: store.Written | None
    problems: tuple[Problem, ...]
    published: bool
    pdfs: int = 0
    drawn: int = 0
    """How many of the PDFs were not there from an earlier build."""
    notice: str = ""
    """Why there are no PDFs, where they were wanted."""


def check(root: Path, load: library.Load = source.load) -> Checked:
    """Read and check the briefs of a checkout; `load` may remember files it has parsed."""
    return check_folder(root / "briefs", load)


def check_folder(folder: Path, load: library.Load = source.load) -> Checked:
    """Read and check a folder of briefs."""
    found, problems = library.read(folder, load)
    joined = graph.build(found)
    return Checked(joined, tuple(sorted({*problems, *checks.run(joined)})))


def verify(
    root: Path, folder: Path, sources: Collection[str] = ()
) -> tuple[Checked, tuple[Problem, ...]]:
    """Hold the briefs against the archived texts, all or those of some sources.

    Only briefs without problems are verified.
    """
    checked = check(root)
    if checked.problems:
        return checked, checked.problems
    texts, problems = archive.read(folder, checked.graph.library, sources)
    return checked, tuple(sorted([*problems, *evidence.verify(checked.graph, texts)]))


def record(root: Path, folder: Path, checked: Checked) -> Path:
    """Write down what was verified, for builds that have no archive at hand."""
    texts, _ = archive.read(folder, checked.graph.library)
    made = evidence_record.make(checked.graph, coverage.measure(checked.graph, texts))
    store.replace(root / RECORD, evidence_record.dump(made))
    return root / RECORD


def edition(root: Path, address: str | None = None) -> Edition:
    """The address, date and verification record of the site to build."""
    kept = website.repository(root)
    return Edition(address or website.address(root), build_date(root), recorded(root), kept)


def recorded(root: Path) -> Record:
    """What was verified, as a checkout says; nothing, where it says nothing."""
    file = root / RECORD
    return evidence_record.load(file.read_bytes()) if file.is_file() else Record()


def links(root: Path) -> list[Finding]:
    """The addresses in the briefs that answer no more; asks other hosts."""
    return upkeep_links.look(check(root).graph.library)


def stale(root: Path, day: date) -> list[Finding]:
    """The figures whose review was due before a day."""
    return upkeep_stale.look(check(root).graph, edition(root), day)


def published_at(root: Path) -> str:
    """The address of the site, ending in a slash; empty where the settings name none.

    The settings are read as plain text, so that those of a stranger can do nothing here.
    """
    file = root / "mkdocs.yml"
    found = _SITE_URL.search(file.read_text(errors="replace")) if file.is_file() else None
    if not found:
        return ""
    return f"{os.environ.get(found[1] or '', found[2]).rstrip('/')}/"


def measure(
    root: Path, folder: Path, sources: Collection[str] = ()
) -> tuple[tuple[Problem, ...], list[coverage.Covered]]:
    """What no brief says yet of each source, or of some."""
    checked = check(root)
    if checked.problems:
        return checked.problems, []
    texts, problems = archive.read(folder, checked.graph.library, sources)
    return tuple(problems), coverage.measure(checked.graph, texts)


def generate(root: Path, checked: Checked) -> store.Written:
    """Write the Markdown of all pages, and the pictures of their previews, below docs/."""
    made = edition(root)
    planned = list(pages.plan(checked.graph, made))
    shelf = store.Shelf(root / ".cache" / "briefsite" / "cards")
    artifacts = [
        *templating.render(planned, root / "templates"),
        *cards.render((page.card for page in planned if page.card), shelf.take),
        *sheets.sheets(planned),
        *exports(checked.graph, made),
    ]
    written = store.write(
        artifacts, root / "docs", root / ".cache" / "briefsite" / "generated.json"
    )
    shelf.settle()
    write_schemas(root, checked.graph.library)
    return written


def write_schemas(root: Path, found: library.Library | None = None) -> tuple[str, ...]:
    """Bring the schemas for editors up to date, after ids were added too; gives what was not."""
    known = found or library.read(root / "briefs")[0]
    return store.refresh(schema_files(known), root / "docs" / SCHEMAS)


def schema_files(found: library.Library) -> list[Artifact]:
    """The JSON Schemas: of the formats, and of the ids that there are."""
    return [*schemas.formats(), schemas.ids(found)]


def stale_schemas(root: Path) -> tuple[str, ...]:
    """The schemas that do not say what the models say; the ids, which follow the data, are left."""
    folder = root / "docs" / SCHEMAS
    wanted = {artifact.path: artifact.content for artifact in schemas.formats()}
    there = {file.name: file.read_bytes() for file in folder.glob("*") if file.name != schemas.IDS}
    paths = sorted({*wanted, *there})
    return tuple(path for path in paths if wanted.get(path) != there.get(path))


def exports(joined: graph.Graph, made: Edition) -> Iterator[Artifact]:
    """Every generated file that belongs to no single page."""
    yield atom.feed(joined, made)
    yield names.jump_list(joined)
    yield from tables.tables(joined, made)
    yield from redirects.redirects(joined, made)


def build(root: Path, *, strict: bool, pdfs: bool = False, told: pdf.Told = pdf.silent) -> Built:
    """Check, write the Markdown, build the site; with the documents to print where wanted.

    Where they are wanted and cannot be made, that is said; strictly or in CI it ends the run.
    """
    checked = check(root)
    briefs = len(list(checked.graph.library.briefs()))
    if checked.problems:
        return Built(briefs, root / "site", 0, None, checked.problems, False)
    notice = pdf.missing() if pdfs else ""
    if notice and (strict or os.environ.get("CI")):
        raise BriefsiteError(notice)
    written = generate(root, checked)
    made = pdf.Made({}, 0, ())

    def finish(site: Path) -> tuple[Problem, ...]:
        nonlocal made
        if pdfs and not notice:
            planned, kept = pdf.plan(checked.graph), root / DOCUMENTS
            made = pdf.make(site, website.address(root), planned, kept, told=told, prune=True)
        pdf.put(site, made.documents)
        return made.problems

    site = website.build(root, build_date(root), strict=strict, finish=finish)
    done = len(made.documents), made.drawn, notice
    return Built(briefs, site.folder, site.pages, written, site.problems, site.published, *done)


def print_document(
    root: Path, id: str | None, *, booklet: bool, paper: str, told: pdf.Told = pdf.silent
) -> tuple[tuple[Problem, ...], pdf.Drawn | None]:
    """One document, from pages built for it; the published site stays as it is. Without an id,
    the booklet of the whole site."""
    notice = pdf.missing()
    if notice:
        raise BriefsiteError(notice)
    checked = check(root)
    if checked.problems:
        return checked.problems, None
    document = pdf.choose(checked.graph, id, booklet=booklet)
    generate(root, checked)
    site, said = website.render(root, build_date(root))
    address, kept = website.address(root), root / DOCUMENTS
    made = pdf.make(site, address, [document], kept, paper=paper, told=told)
    errors = [problem for problem in said if problem.level == "error"]
    return (*errors, *made.problems), made.documents.get(document)


def build_date(root: Path) -> int:
    """Seconds since 1970 of SOURCE_DATE_EPOCH, else of the last commit, else 0."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return int(given)
    command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return 0
    stamp = answer.stdout.strip()
    return int(stamp) if stamp.isdecimal() else 0
