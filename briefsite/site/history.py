"""What changed and what comes, as feeds and lists, and the editions that are kept.

In: a graph and an edition; for the editions, a checkout. Out: Atom (RFC 4287) of the whole site
and of each brief, the entries of the lists, the pages of the editions.
"""

import io
import json
import re
import shutil
import stat
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from briefsite import store
from briefsite.evidence import RECORD
from briefsite.library import PLURALS
from briefsite.library.graph import AnyBrief, Graph, figure_anchor, page_path, page_url
from briefsite.models import Site
from briefsite.models.records import EDITIONS, PastEdition
from briefsite.pages.claims import changed_in, corrected, due_day, figures_of, past_figures, title
from briefsite.pages.heads import Edition, Repository, permalink
from briefsite.pages.writer import Lookup, PageWriter
from briefsite.problems import BriefsiteError, Problem
from briefsite.site import exports, gate
from briefsite.site.records import Dated
from briefsite.store import Artifact, digest
from briefsite.text import escape
from briefsite.text.periods import Period

FEED_PATH = "changes.xml"
_ATOM = "http://www.w3.org/2005/Atom"
SOON = timedelta(days=30)
"""How far ahead the calendar looks."""


def feed(graph: Graph, edition: Edition) -> Artifact:
    """The feed of the whole site."""
    site, address = graph.library.site, edition.site_url
    heads = _Heads(f"{site.name}: corrections and reviews", address + FEED_PATH, address, site)
    return Artifact(FEED_PATH, _atom(heads, address + FEED_PATH, changes(graph, edition), edition))


def brief_feeds(graph: Graph, edition: Edition) -> Iterator[Artifact]:
    """The feed of each brief, beside its page and, for those who follow it there, at its former
    addresses. Its id is the first of them, so that it stays the same when the brief is renamed."""
    site = graph.library.site
    for brief in graph.library.briefs():
        ids = (brief.id, *brief.value.former_ids)
        pages = [page_url(page_path(brief.kind, id)) for id in ids]
        own, first = edition.site_url + pages[0], edition.site_url + pages[len(pages) > 1]
        title = f"{brief.value.name}: corrections and reviews"
        found = sorted(_changes(brief, edition), key=_newest, reverse=True)
        content = _atom(
            _Heads(title, first + FEED_PATH, own, site), own + FEED_PATH, found, edition
        )
        yield from (Artifact(page + FEED_PATH, content) for page in pages)


@dataclass(frozen=True)
class _Heads:
    """What a feed says of itself."""

    title: str
    id: str
    page: str
    """The address of the page that it tells of."""
    site: Site


def _atom(heads: _Heads, address: str, found: list[Dated], edition: Edition) -> bytes:
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    newest = found[0].date if found else edition.day or date.min
    _text(root, "title", heads.title)
    _text(root, "id", heads.id)
    _text(root, "updated", _moment(newest.isoformat()))
    ET.SubElement(root, f"{{{_ATOM}}}link", rel="self", href=address)
    ET.SubElement(root, f"{{{_ATOM}}}link", href=heads.page)
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _text(author, "name", heads.site.name)
    _text(root, "rights", " ".join(filter(None, (heads.site.licence_words, heads.site.licence))))
    for change in found:
        entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
        _text(entry, "title", change.title)
        _text(entry, "id", change.id)
        _text(entry, "updated", _moment(change.date.isoformat()))
        ET.SubElement(entry, f"{{{_ATOM}}}link", href=change.address)
        _text(entry, "summary", change.text)
    ET.indent(root)
    xml = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{xml}\n'.encode()


def changes(graph: Graph, edition: Edition) -> list[Dated]:
    """Every correction and every review, the newest first."""
    found = [one for brief in graph.library.briefs() for one in _changes(brief, edition)]
    return sorted(found, key=_newest, reverse=True)


def _newest(one: Dated) -> tuple[object, ...]:
    return one.date, one.brief, one.kind, one.id


def _changes(brief: AnyBrief, edition: Edition) -> Iterator[Dated]:
    seen: Counter[str] = Counter()
    for item in brief.value.corrections:
        # What was and what is tell the corrections of a day apart, in whatever order they stand.
        key = f"corrected/{digest(json.dumps([item.was, item.now]))[:12]}"
        seen[item.date + key] += 1
        number = seen[item.date + key]
        text = corrected(item)
        key = key if number == 1 else f"{key}/{number}"
        yield _dated(brief, edition, item.date, "corrected", key, text)
    if reviewed := brief.value.reviewed:
        text = f"Read against its sources by {reviewed.by}."
        yield _dated(brief, edition, reviewed.date, "reviewed", "reviewed", text)
    for past in edition.past:
        if lines := changed_in(past, brief):
            key = f"edition/{past.name}"
            made = _dated(brief, edition, past.day, "edition", key, " ".join(lines))
            words = f"{brief.value.name}: changed in edition {past.name}"
            yield made.model_copy(update={"title": words})


def _dated(brief: AnyBrief, edition: Edition, day: str, kind: str, key: str, text: str) -> Dated:
    title = f"{brief.value.name}: {kind}"
    address = f"{edition.site_url}{page_url(page_path(brief.kind, brief.id))}#about"
    return Dated(
        id=_tag(brief, edition, day, key),
        date=date.fromisoformat(day),
        kind=kind,
        brief=brief.id,
        title=title,
        text=text,
        address=address,
    )


def _tag(brief: AnyBrief, edition: Edition, day: str, key: str) -> str:
    """A name that stays the same when the brief is renamed or anything is put beside it."""
    host = urlsplit(edition.site_url).hostname
    first = next(iter(brief.value.former_ids), brief.id)
    return f"tag:{host},{day}:{PLURALS[brief.kind]}/{first}/{key}"


def due(graph: Graph, edition: Edition) -> list[Dated]:
    """What comes in the days after that of the data: events, plans and reviews, the next first."""
    if not edition.day:
        return []
    last = min(edition.day, date.max - SOON) + SOON
    found = [one for brief in graph.library.briefs() for one in _dues(graph, brief, edition, last)]
    return sorted(found, key=lambda one: (one.date, one.brief, one.id))


def _dues(graph: Graph, brief: AnyBrief, edition: Edition, last: date) -> Iterator[Dated]:
    """What comes of one brief, up to a last day."""
    begin = edition.day or date.min
    writer = PageWriter(Lookup(graph), page_path(brief.kind, brief.id), brief)

    def told(day: date, kind: str, anchor: str, words: str) -> Dated:
        made = _dated(brief, edition, day.isoformat(), kind, f"{anchor}/{kind}", "")
        address = made.address.removesuffix("about") + anchor
        return made.model_copy(update={"title": words, "address": address})

    for event in brief.value.events:
        day = Period.parse(event.date).last if event.date else None
        if day and begin <= day <= last:
            yield told(day, "event", f"e-{event.id}", f"{brief.value.name}: {event.title}")
    for at in figures_of(brief):
        day, review = Period.parse(at.figure.period).last, due_day(graph, at)
        if day and at.figure.status in ("planned", "target") and begin <= day <= last:
            yield told(day, "plan", figure_anchor(at), f"{title(writer, at)} ({at.figure.status})")
        if review and begin <= review <= last:
            yield told(review, "review", figure_anchor(at), f"Review due: {title(writer, at)}")


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{tag}").text = text


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


# The figures whose review was due before a day, those due longest first.
#
# What time does to the briefs: for a person to look into; nothing here stops a build.


@dataclass(frozen=True)
class Finding:
    """Something to look into: its place in the briefs, and the page where it is seen."""

    problem: Problem
    page: str
    """Its address."""


RULE = "stale"
_HINT = "Look for a newer value; add it beside this one, with its own source."


def past_review(graph: Graph, edition: Edition, day: date) -> list[Finding]:
    """The figures past their review for which the brief has nothing newer."""
    found = sorted(_stale(graph, edition, day), key=lambda pair: (pair[0], pair[1].problem))
    return [finding for _, finding in found]


def _stale(graph: Graph, edition: Edition, day: date) -> Iterator[tuple[date, Finding]]:
    for brief in graph.library.briefs():
        writer = PageWriter(Lookup(graph), page_path(brief.kind, brief.id), brief)
        for at in figures_of(brief):
            due = due_day(graph, at)
            if due and due < day:
                words = f"{title(writer, at)}; review was due {Period.parse(due.isoformat()).words}"
                path = ("figures", at.index, "indicator")
                told = replace(brief.problem(path, RULE, words, _HINT), level="warning")
                yield due, Finding(told, permalink(at, edition))


# Findings in words: as text for the terminal, as Markdown for an issue.
#
# In: findings, and for an issue the repository. Out: text; empty where there is nothing to do.


def findings_text(findings: Iterable[Finding]) -> str:
    """A few lines for each: the place, what is found, the page; then what to do, said once."""
    lines: list[str] = []
    hints: dict[str, None] = {}
    for finding in findings:
        problem = finding.problem
        lines.append(f"{problem.place.file}:{problem.place.line}: {problem.message}")
        lines.append(f"    {finding.page}")
        hints[problem.hint] = None
    return "\n".join([*lines, *hints])


def findings_markdown(heading: str, findings: Iterable[Finding], repository: Repository) -> str:
    """A section of an issue."""
    lines = [f"- {_line(finding, repository)}" for finding in findings]
    return "\n".join([f"## {heading}", "", *lines, "", ""]) if lines else ""


def _line(finding: Finding, repository: Repository) -> str:
    place = finding.problem.place
    where, edit = escape(f"{place.file}:{place.line}"), repository.edit(place.file)
    link = f"[{where}]({edit})" if edit else where
    return f"{link}: {escape(finding.problem.message)}. <{finding.page}>"


# The editions that are kept. Each has a record, editions/NAME.json, and an archive,
# editions/NAME.zip, with its pages, and the briefs that they were made of.
#
# An archive is taken only when it is the one that its record names, and then no further on trust:
# a path that leaves the folder, a link, or more than a disk would like are refused.

SITE, BRIEFS = "site/", ("briefs/", RECORD)
"""Where an archive has the pages, and where what they were made of."""
MOST_FILES, MOST_BYTES = 100_000, 2_000_000_000
"""So many files an archive may hold, and so many bytes in all."""
_ODD = re.compile(r"[\x00-\x1f\x7f\\:]|(?:^|/)\.{0,2}(?:/|$)")
"""What no path of an archive has: signs that a system reads in its own way, steps up, gaps."""
_LEFT_OUT = re.compile(
    r"_headers|\.htaccess|404\.html|sitemap\.xml(\.gz)?|(\.well-known/)?security\.txt"
    r"|assets/(hosting|pictures)/.*"
)
"""Files that count at the top of a site only, and the pictures for links to its pages."""


def kept(root: Path) -> tuple[PastEdition, ...]:
    """The records of all editions, the oldest first; raises BriefsiteError for a broken one."""
    found = [_record(file) for file in sorted((root / EDITIONS).glob("*.json"))]
    return tuple(sorted(found, key=lambda one: (one.day, one.name)))


def _record(file: Path) -> PastEdition:
    where = f"{EDITIONS}/{file.name}"
    try:
        one = PastEdition.model_validate_json(file.read_bytes())
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(map(str, fault["loc"])) or "the file"
        message = f"{where} is no record of an edition: {field}: {fault['msg']}; {_BACK}"
        raise BriefsiteError(message) from error
    if one.name != file.stem:
        raise BriefsiteError(f"{where} is the record of edition {one.name}; name the file after it")
    return one


_BACK = "get it back as it was, with `git restore`"


@contextmanager
def _opened(root: Path, one: PastEdition) -> Iterator[zipfile.ZipFile]:
    """The archive of an edition, looked through; raises BriefsiteError for a broken one."""
    where = f"{EDITIONS}/{one.name}.zip"
    try:
        content = (root / where).read_bytes()
    except FileNotFoundError as error:
        raise BriefsiteError(f"{where} is not there, but its record is; {_BACK}") from error
    if digest(content) != one.sha256:
        raise BriefsiteError(f"{where} is not the archive that its record names; {_BACK}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for path, why in _faults(archive):
                raise BriefsiteError(f"{where}: {path!a}: {why}")
            yield archive
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise BriefsiteError(f"{where} cannot be unpacked: {error}") from error


def _faults(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """What is wrong with the files of an archive."""
    members = archive.infolist()
    sizes = sum(member.file_size for member in members)
    if len(members) > MOST_FILES or sizes > MOST_BYTES:
        yield "", f"more than {MOST_FILES:,} files or {MOST_BYTES:,} bytes"
    seen: set[str] = set()
    for member in members:
        path, kind = member.orig_filename, stat.S_IFMT(member.external_attr >> 16)
        if _ODD.search(path) or not path.startswith((SITE, *BRIEFS)):
            yield path, "such a path is not in an edition"
        if kind not in (0, stat.S_IFREG) or member.is_dir():
            yield path, "only plain files are in an edition"
        if member.flag_bits & 1:
            yield path, "it is encrypted"
        if path.casefold() in seen:
            yield path, "it is there twice"
        seen.add(path.casefold())


def folders(past: Iterable[PastEdition]) -> tuple[str, ...]:
    """Where the editions lie below the site."""
    return tuple(f"{EDITIONS}/{one.name}/" for one in past)


def add_editions(
    root: Path, past: Sequence[PastEdition], site: Path, before: Path | None = None
) -> None:
    """Put the pages of all editions where they belong in a site; `before` is the one that it will
    replace, which may have them."""
    for folder in folders(past):
        if (site / folder).exists():
            raise BriefsiteError(f"docs/{folder} stands where the pages of an edition belong")
    store.refresh(_pages(root, past), site, before)


def _pages(root: Path, past: Iterable[PastEdition]) -> Iterator[Artifact]:
    for one in past:
        with _opened(root, one) as archive:
            for path in archive.namelist():
                if path.startswith(SITE):
                    below = path.removeprefix(SITE)
                    yield Artifact(f"{EDITIONS}/{one.name}/{below}", archive.read(path))


def edition_page(root: Path, past: Iterable[PastEdition], path: str) -> bytes | None:
    """One file of them, by its path below the site; None where there is none."""
    for one, folder in zip(past, folders(past), strict=True):
        if path.startswith(folder):
            with _opened(root, one) as archive, suppress(KeyError):
                return archive.read(SITE + path.removeprefix(folder))
    return None


def unpack_briefs(root: Path, one: PastEdition, folder: Path) -> None:
    """The briefs of an edition, with what was verified, into a folder."""
    with _opened(root, one) as archive:
        paths = [path for path in archive.namelist() if path.startswith(BRIEFS)]
        store.refresh((Artifact(path, archive.read(path)) for path in paths), folder)


def pack(root: Path, site: Path) -> bytes:
    """An archive of a built site and the briefs of a checkout; the same files, the same bytes."""
    made = {
        f"{SITE}{path}": content
        for path, content in store.read(site).items()
        if not _LEFT_OUT.fullmatch(path)
    }
    made |= {f"briefs/{path}": text for path, text in store.read(root / "briefs").items()}
    made |= {RECORD: (root / RECORD).read_bytes()} if (root / RECORD).is_file() else {}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(made.items()):
            entry = zipfile.ZipInfo(path)
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def record_of(
    graph: Graph,
    edition: Edition,
    archive: bytes,
    since: tuple[Iterable[str], Mapping[str, Iterable[str]]],
    scripts: Iterable[str],
) -> PastEdition:
    """The record of an edition; `since` is what changed since the one before, in sentences and by
    brief, `scripts` what its pages hold of scripts, in digests."""
    opening, changes = since
    return PastEdition(
        name=edition.name,
        day=str(edition.day),
        sha256=digest(archive),
        briefs=len(list(graph.library.briefs())),
        opening=tuple(opening),
        changes={key: tuple(lines) for key, lines in changes.items()},
        scripts=tuple(sorted(scripts)),
        figures=past_figures(Lookup(graph)),
    )


def edition_files(record: PastEdition, archive: bytes) -> Iterator[Artifact]:
    """What is kept of an edition, in the checkout."""
    text = json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=1)
    yield Artifact(f"{EDITIONS}/{record.name}.zip", archive)
    yield Artifact(f"{EDITIONS}/{record.name}.json", f"{text}\n".encode())


def copied(root: Path, folder: Path) -> Path:
    """A copy of what a site is made of, to build an edition in."""
    for name in ("briefs", "docs", "templates"):
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, symlinks=True)
    for name in ("mkdocs.yml", RECORD):
        if (root / name).is_file():
            shutil.copy(root / name, folder)
    return folder


def scripts(site: Path) -> set[str]:
    """The scripts in the pages of a site, as a policy names them."""
    pages = (page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
    return {exports.script_source(text) for page in pages for text in gate.inline_scripts(page)}
