"""The real briefs, changed as an editor may change them; found by what they are, not by name.

A figure is corrected (its value and its printed words), a region, a company and a source are new,
one brief has another id and one is gone.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from briefsite import checks, evidence
from briefsite.editing import renaming, schemas
from briefsite.evidence import Record, dump_record, load_record, make_record
from briefsite.library import Library
from briefsite.problems import Problem
from tests.guide import checkout
from tests.world import CHECKOUT

ADDED = {
    "sources/added-source.yml": (
        "label: Added Source\n"
        'published: "2024-05-06"\n'
        "archive:\n"
        "  file: added.txt\n"
        f'  sha256: "{"4" * 64}"\n'
        "  paragraphs: 2\n"
    ),
    "regions/added-city.yml": (
        "name: Added City\nkind: {kind}\nparent: {parent}\n"
        "summary: A city with 17 ships and [[added-works]]. [@added-source, para 1]\n"
    ),
    "companies/added-works.yml": (
        "name: Added Works\nkind: company\n"
        "summary: Works in [[added-city]]. [@added-source, para 2]\n"
        "locations:\n"
        "  - region: added-city\n"
        "    role: head-office\n"
        "    sources:\n"
        "      - source: added-source\n"
        "        para: 2\n"
    ),
}


def change(folder: Path) -> None:
    """The checkout in a folder, with its briefs changed, and what is made of them up to date."""
    checkout(folder)
    library = _library(folder)
    beside = next(region.value for region in library.regions.values() if region.value.parent)
    _correct(folder)
    for path, text in ADDED.items():
        text = text.replace("{parent}", beside.parent or "").replace("{kind}", beside.kind)
        (folder / "briefs" / path).write_text(text, encoding="utf-8")
    _remove(folder)
    _rename(folder)
    graph = checks.check(folder).graph
    schemas.write_schemas(folder, graph.library)
    known = load_record((folder / evidence.RECORD).read_bytes())
    coverage = {id: known.coverage.get(id, {}) for id in graph.library.sources}
    numbers = next(iter(known.coverage.values()))
    coverage = {id: of or dict.fromkeys(numbers, 1) for id, of in coverage.items()}
    made = Record(make_record(graph, ()).briefs, coverage)
    (folder / evidence.RECORD).write_bytes(dump_record(made))


def _library(folder: Path) -> Library:
    checked = checks.check(folder)
    assert not checked.problems, checked.problems
    return checked.graph.library


def _files(folder: Path) -> list[Path]:
    """The files of the briefs that were there before."""
    found = [
        *(folder / "briefs" / "regions").iterdir(),
        *(folder / "briefs" / "companies").iterdir(),
    ]
    return sorted(file for file in found if f"{file.parent.name}/{file.name}" not in ADDED)


def _correct(folder: Path) -> None:
    """The first figure whose digits stand in its printed words says another number."""
    for file in _files(folder):
        text = file.read_text(encoding="utf-8")
        for new in _corrected(text):
            file.write_text(new, encoding="utf-8")
            if not checks.check(folder).problems:
                return
        file.write_text(text, encoding="utf-8")
    raise AssertionError("no figure can be corrected")


def _corrected(text: str) -> Iterator[str]:
    """A brief's text with the value of one figure, and all its printed words, one higher."""
    for figure in re.findall(r"(?m)^  - indicator: .*\n(?:    .*\n)+", text):
        (value,) = re.findall(r"(?m)^    value: (\d+)$", figure) or [""]
        printed = rf"(?m)^( +printed: .*\b){value}\b"
        if value and re.search(printed, figure):
            new = str(int(value) + 1)
            yield text.replace(
                figure,
                re.sub(printed, rf"\g<1>{new}", figure).replace(
                    f"value: {value}\n", f"value: {new}\n"
                ),
            )


def _remove(folder: Path) -> None:
    """A brief is gone, with the links to it, the ties to it, and what nothing else uses."""
    for gone in _files(folder):
        before = {file: file.read_text("utf-8") for file in (folder / "briefs").rglob("*.yml")}
        link = rf"\[\[{gone.stem}(?:\|([^\]]*))?\]\]"
        tie = rf"(?m)^( *)- (?:to|region|company): {gone.stem}\n(?:\1  .*\n)*"
        gone.unlink()
        for file in before.keys() - {gone}:
            file.write_text(re.sub(tie, "", re.sub(link, r"\1it", before[file])), encoding="utf-8")
        for unused in checks.check(folder).problems:
            _drop(folder / unused.place.file, unused)
        if not checks.check(folder).problems:
            return
        for file, text in before.items():
            file.write_text(text, encoding="utf-8")
    raise AssertionError("no brief can be removed")


def _drop(file: Path, unused: Problem) -> None:
    """An entry of a registry that nothing uses any more goes too."""
    if unused.rule == "unused":
        entry = rf"(?m)^{re.escape(unused.excerpt)}\n(?: .*\n)*"
        file.write_text(re.sub(entry, "", file.read_text("utf-8")), encoding="utf-8")


def _rename(folder: Path) -> None:
    """A brief that no page by hand names has another id."""
    words = "".join(file.read_text("utf-8") for file in (CHECKOUT / "docs").rglob("*.md"))
    ids = [file.stem for file in _files(folder) if file.stem not in words]
    moved = renaming.rename(folder, ids[0], f"{ids[0]}-renamed")
    assert moved.problems == ()
