"""Figures listed, added and taken in: all that the format has, and not a byte of the rest lost."""

import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from briefsite import library
from briefsite.cli import main
from briefsite.editing import figures, sheets
from briefsite.editing.comments import tree as layout
from briefsite.library.yaml import load
from briefsite.models import Figure
from briefsite.report import columns as width
from briefsite.text import from_harmless, harmless
from tests.test_init import EUROS, EUROS_TEXT, begun
from tests.world import CHECKOUT, Briefs, make_briefs, story, tree

Root = Callable[..., Path]
Said = pytest.CaptureFixture[str]
NORTH = "briefs/regions/north.yml"
MORE = {
    "indicator": "ships",
    "period": "2022",
    "status": "actual",
    "value": "1100",
    "qualifier": "over",
    "source": "gazette",
    "para": "3",
    "printed": "more than 1,100 ships",
}
"""Another figure of the minimal world, by column."""
NAMED = {"regions/north.yml": (story("minimal") / "regions" / "north.yml").read_text("utf-8")}
NAMED["regions/north.yml"] = NAMED["regions/north.yml"].replace("{ships}", "{ships@2023}")
"""The brief, with a figure in its prose that stays clear when there are more."""


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A function that makes a folder with the briefs given."""

    def make(*briefs: Briefs) -> Path:
        return make_briefs(tmp_path / "root", *briefs)

    return make


def run(folder: Path, *words: str | Path) -> int:
    return main(["--root", str(folder), *map(str, words)])


def options(given: dict[str, str]) -> list[str]:
    return [f"--{name.replace('_', '-')}={text}" for name, text in given.items()]


def listed(folder: Path, said: Said, *words: str) -> list[dict[str, str]]:
    """The rows of a list, by column."""
    said.readouterr()
    assert run(folder, "list", *words, "--as", "csv") == 0
    return list(csv.DictReader(io.StringIO(said.readouterr().out, newline="")))


def sheet(file: Path, *rows: dict[str, str], sign: str = ",", before: str = "") -> Path:
    """A CSV file of rows by column."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    lines = csv.DictWriter(text, names, delimiter=sign)
    lines.writeheader()
    lines.writerows(rows)
    file.write_bytes((before + text.getvalue()).encode())
    return file


def workbook(file: Path, *rows: list[object]) -> Path:
    """A workbook with one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


def values(folder: Path) -> dict[str, Any]:
    """Every brief as it is read."""
    found, problems = library.read(folder / "briefs")
    assert problems == []
    return {brief.id: brief.value for brief in found.briefs()}


# Lists.


def test_a_figure_is_listed_with_all_that_the_format_has(root: Root, capsys: Said) -> None:
    folder = root(story("family"))
    rows = listed(folder, capsys, "figures", "--brief", "harbour-city", "--indicator", "output")
    row = rows[0]
    assert (row["brief"], row["period"], row["value"], row["scale"]) == (
        "harbour-city",
        "2023",
        "290",
        "billion",
    )
    assert (row["qualifier"], row["unit"], row["amount"]) == (
        "over",
        "yuan",
        "over 290 billion yuan",
    )
    assert (row["change.value"], row["rank.position"], row["said_by"]) == ("-3.5", "12", "ann-wave")
    assert (row["source"], row["source.2"], row["para.2"]) == (
        "herald-morning",
        "herald-evening",
        "2",
    )
    text = (folder / row["file"]).read_text(encoding="utf-8").split("\n")
    assert text[int(row["line"]) - 1] == "  - indicator: output"
    assert set(figures.COLUMNS) <= set(row)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("figures --region coast --status capacity", ["docks"]),
        ("figures --brief tide-motors --brief docks", ["docks"]),
        (
            "figures --region westland --period 2021..2025 --status target",
            ["westland", "harbour-city"],
        ),
        ("figures --brief westland", ["westland"]),
        ("figures --topic salt-making", ["coast"]),
        ("figures --words SALT-share", ["coast"]),
        ("figures --period undated", ["coast"]),
        ("statements --person ann-wave", ["harbour-city"]),
        ("statements --brief tide-group", ["harbour-city"]),
        ("events --source herald-evening", ["docks"]),
        ("people --words 安波", ["ann-wave"]),
        ("people --brief tide-motors", ["bo-reed"]),
        ("people --source herald-evening", ["ann-wave"]),
        ("sources --brief westland --brief docks", ["herald-evening", "salt-review"]),
        ("regions --region harbour-city", ["docks", "harbour-city", "old-town"]),
        ("indicators --topic shipping", ["cranes", "output"]),
        ("companies --words nobody", []),
    ],
)
def test_a_list_is_narrowed_down(words: str, found: list[str], root: Root, capsys: Said) -> None:
    rows = listed(root(story("family")), capsys, *words.split())
    assert {row.get("brief") or row["id"] for row in rows} == set(found)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (
            "figures --source herald-evenin",
            "there is no source 'herald-evenin'; did you mean 'herald-evening'?",
        ),
        ("topics --source herald-evening", "topics cannot be listed by source; here are --brief"),
        ("people --status actual", "people have no status"),
        ("people --period 2023", "people have no period"),
        ("figures --period 2023-13", "'2023-13': "),
    ],
)
def test_what_cannot_be_asked_is_said(words: str, why: str, root: Root, capsys: Said) -> None:
    assert run(root(story("family")), "list", *words.split()) == 2
    assert why in capsys.readouterr().err


def test_a_table_stands_in_columns_also_with_chinese(root: Root, capsys: Said) -> None:
    assert run(root(story("family")), "list", "people") == 0
    said = capsys.readouterr()
    head, first, second = said.out.splitlines()
    assert said.err == "2 rows.\n"
    assert first.startswith("ann-wave  Ann Wave  安波        mayor")
    at = head.index("roles.title")
    assert width(first[: first.index("mayor")]) == at == second.index("chief")


def test_a_table_is_cut_to_the_terminal_and_keeps_the_place(root: Root) -> None:
    from briefsite.library import graph
    from briefsite.report import lists

    found, _ = library.read(root(story("family")) / "briefs")
    rows = list(lists.rows(graph.build(found), "figures", lists.Wanted({})))
    lines = lists.table(rows, "figures", 120).splitlines()
    assert max(map(width, lines)) <= 120
    assert "…" in lines[3]
    assert [line for line in lines[1:] if not re.search(r" briefs/\S+\.yml:\d+$", line)] == []


def test_json_has_the_shape_of_the_format(root: Root, capsys: Said) -> None:
    assert run(root(story("minimal")), "list", "figures", "--as", "json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    place = {"file": NORTH, "line": 7}
    own = {"brief": "north", "unit": "ships", "amount": "over 1,200 ships", **place}
    assert {name: row[name] for name in own} == own
    figure = {name: value for name, value in row.items() if name not in own}
    assert Figure.model_validate(figure) == values_of(row["value"])


def values_of(value: int) -> Figure:
    """The figure of the minimal world."""
    (figure,) = figures_of(NAMED["regions/north.yml"])
    assert figure.value == value
    return figure


def figures_of(text: str) -> list[Figure]:
    """The figures of a brief."""
    document, problems = load("north.yml", text.encode())
    assert document
    assert problems == []
    return [Figure.model_validate(one) for one in document.data["figures"]]


def test_what_can_be_read_is_listed_and_the_rest_is_counted(root: Root, capsys: Said) -> None:
    broken = NAMED["regions/north.yml"].replace("kind: province\n", "")
    assert run(root(story("minimal"), {"regions/north.yml": broken}), "list", "figures") == 1
    said = capsys.readouterr()
    assert "over 1,200 ships" in said.out
    assert "1 problem keeps something from being read; `build.py check` says where." in said.err


@pytest.mark.parametrize("text", ["=1+1", "'=1", "''@x", "'", "'x", "", "-5", "+", "x=1", "'-"])
def test_what_is_defused_comes_back(text: str) -> None:
    shown = harmless(text)
    assert not shown.startswith(("=", "+", "-", "@"))
    assert from_harmless(shown) == text


def test_no_cell_of_a_list_is_a_formula(root: Root, capsys: Said) -> None:
    named = NAMED["regions/north.yml"].replace("name: North", "name: =1+1")
    (row,) = listed(
        root(story("minimal"), {"regions/north.yml": named}), capsys, "regions", "--words", "=1+1"
    )
    assert row["name"] == "'=1+1"


# One figure.


def test_a_figure_is_added_where_it_belongs(root: Root, capsys: Said) -> None:
    folder = root(story("minimal"), NAMED)
    before = tree(folder)
    assert run(folder, "add-figure", "north", *options(MORE)) == 0, capsys.readouterr().out
    assert f"Wrote it into {NORTH}, line 16." in capsys.readouterr().out
    after = tree(folder)
    assert [name for name in after if after[name] != before.get(name)] == [NORTH]
    added = """\
  - indicator: ships
    period: 2022
    status: actual
    value: 1100
    qualifier: over
    sources:
      - source: gazette
        para: 3
        printed: more than 1,100 ships
"""
    assert after[NORTH].decode() == NAMED["regions/north.yml"] + added
    assert run(folder, "check") == 0


def test_a_figure_with_every_part_is_written_as_given(root: Root) -> None:
    """Each column of each example of the format: nothing is lost on the way and back."""
    found, _ = library.read(story("family"))
    whole = [figure for brief in found.briefs() for figure in brief.value.figures]
    assert {name.split(".")[0] for name in figures.COLUMNS} - {"said_by", "high"} <= {
        part.split(".")[0] for figure in whole for part in cells_of(figure)
    }
    for figure in whole:
        given = figures.given("x", cells_of(figure))
        assert Figure.model_validate(given.data) == figure


def cells_of(figure: Figure) -> dict[str, str]:
    """A figure by column, as text."""
    from briefsite.models.walk import cells, column_name

    return {column_name(path): str(value) for path, value in cells(figure)}


def test_a_figure_that_the_check_refuses_is_not_written(root: Root, capsys: Said) -> None:
    folder = root(story("minimal"), NAMED)
    before = tree(folder)
    wrong = {**MORE, "para": "4", "status": "actuall"}
    assert run(folder, "add-figure", "north", *options(wrong)) == 1
    said = capsys.readouterr().out
    assert f"{NORTH}:18:13: wrong-value: 'actuall' is not allowed here" in said
    wrong = {**MORE, "para": "4", "value": "110"}
    assert run(folder, "add-figure", "north", *options(wrong)) == 1
    said = capsys.readouterr().out
    assert f"{NORTH}:23:15: paragraph: 'gazette' has no paragraph 4" in said
    assert "printed" in said
    assert "Nothing was written." in said
    assert tree(folder) == before


def test_a_figure_that_makes_prose_elsewhere_unclear_is_not_written(
    root: Root, capsys: Said
) -> None:
    folder = root(story("minimal"))
    before = tree(folder)
    assert run(folder, "add-figure", "north", *options(MORE)) == 1
    assert f"{NORTH}:5:51: ambiguous-figure" in capsys.readouterr().out
    assert tree(folder) == before


def test_what_was_wrong_before_keeps_no_figure_out(root: Root, capsys: Said) -> None:
    other = {"regions/west.yml": "name: West\nkind: province\nparent: atlantys\nsummary: Hills.\n"}
    folder = root(story("minimal"), NAMED, other)
    assert run(folder, "add-figure", "north", *options(MORE)) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("brief", "given", "why"),
    [
        ("nort", MORE, "there is no brief 'nort'; did you mean 'north'?"),
        ("north", {"indicator": "ships"}, "say --period, --status, --value, --source, --para and"),
        ("north", {**MORE, "printed": "\u202eships"}, "the character U+202E"),
        ("south", MORE, "the brief 'south' cannot be read; `build.py check` says why"),
    ],
)
def test_a_figure_that_cannot_be_begun(
    brief: str, given: dict[str, str], why: str, root: Root, capsys: Said
) -> None:
    broken = {"regions/south.yml": "name: South\nkind: province\n"}
    assert run(root(story("minimal"), NAMED, broken), "add-figure", brief, *options(given)) == 2
    assert why in capsys.readouterr().err


LAYOUTS = {
    "as usual": NAMED["regions/north.yml"],
    "with comments": NAMED["regions/north.yml"].replace("figures:", "# Above.\nfigures:  # Beside.")
    + "  # The end of the list.\n# The end of the file.\n",
    "with keys behind it": NAMED["regions/north.yml"]
    + "\n# Of the sections.\nsections:\n  - heading: Ships\n    text: They float.\n",
    "in other indents": re.sub(r"(?m)^  ", "", NAMED["regions/north.yml"]),
    "with no end": NAMED["regions/north.yml"].rstrip("\n"),
    "with the line ends of Windows": NAMED["regions/north.yml"].replace("\n", "\r\n"),
    "with a block at the end": NAMED["regions/north.yml"].replace(
        "    sources:", "    note: |\n      One.\n\n      Two.\n    sources:"
    ),
    "without figures": NAMED["regions/north.yml"].partition("figures:")[0]
    + "events: []  # Later.\n",
    "with a place kept for figures": NAMED["regions/north.yml"].partition("figures:")[0]
    + "## The numbers.\n# figures:\n#   - indicator:\n## The text.\n# sections:\n",
    "with an empty list": NAMED["regions/north.yml"].partition("figures:")[0]
    + "figures: []  # Soon.\n",
    "with blank lines": NAMED["regions/north.yml"]
    + "\n  - indicator: boats\n    period: 2023\n    status: actual\n    value: 1\n",
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_all_that_was_there_stays_byte_for_byte(name: str) -> None:
    text = LAYOUTS[name]
    document, _ = load("briefs/regions/north.yml", text.encode())
    assert document
    one = figures.given("north", MORE).data
    other = figures.given("north", {**MORE, "indicator": "cats", "note": "a: b\nc"}).data
    after, places = figures.added(document, text, [other, one])
    kept = iter(after.removesuffix("\n").split("\n"))
    lost = [
        line
        for line in text.removesuffix("\n").split("\n")
        if line.rstrip() not in map(str.rstrip, kept)
    ]
    assert [line for line in lost if line != "figures: []  # Soon."] == []
    again, _ = load("briefs/regions/north.yml", after.encode())
    assert again
    assert [again.data["figures"][place] for place in places] == [other, one]
    assert after.count("\r\n") in (0, after.count("\n"))
    if "# figures:" in text:
        assert after.index("## The numbers.\nfigures:") < after.index("# figures:\n#   -")
    comments = [line for line in after.splitlines() if "#" in line]
    assert len(comments) == sum("#" in line for line in text.splitlines())
    assert layout(again)


def test_figures_in_brackets_are_left_alone() -> None:
    text = NAMED["regions/north.yml"].partition("figures:")[0] + "figures: [{indicator: ships}]\n"
    document, _ = load("briefs/regions/north.yml", text.encode())
    assert document
    with pytest.raises(library.BriefsiteError, match=r"stand in brackets; run `build.py format"):
        figures.added(document, text, [figures.given("north", MORE).data])


@pytest.mark.skipif(sys.platform == "win32", reason="see ALLOWED_SKIPS")
def test_a_figure_is_asked_for_on_a_terminal(root: Root) -> None:
    """Typed as a person would: the indicator at the second try, no change and no rank."""
    import pty

    folder = root(story("minimal"), NAMED)
    firsts = {name.split(".")[0]: name for name in reversed(figures.COLUMNS)}
    asked = [name for name in figures.COLUMNS if name in firsts.values()]
    typed = ["", *(MORE.get(name, "") for name in asked)]  # the first one is needed
    ours, theirs = pty.openpty()
    os.write(ours, "".join(f"{line}\n" for line in typed).encode())
    command = [sys.executable, "build.py", "--root", str(folder), "add-figure", "north"]
    done = subprocess.run(
        command, cwd=CHECKOUT, stdin=theirs, capture_output=True, text=True, timeout=100
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("indicator (what is measured") == 2
    assert "rank.position" in done.stdout
    assert "rank.among" not in done.stdout
    assert figures_of((folder / NORTH).read_text(encoding="utf-8"))[1].value == 1100


# Tables of figures.


def emptied(folder: Path) -> None:
    """Take all figures out of the briefs."""
    for file in sorted((folder / "briefs").rglob("*.yml")):
        document, _ = load(file.name, file.read_bytes())
        if document and file.parent.name in ("regions", "companies") and "figures" in document.data:
            keys = layout(document).children
            at = next(number for number, node in enumerate(keys) if node.key == "figures")
            end = keys[at + 1].start[0] if at + 1 < len(keys) else len(document.lines)
            left = [*document.lines[: keys[at].start[0]], *document.lines[end:], ""]
            file.write_text("\n".join(left).rstrip("\n") + "\n", encoding="utf-8")


@pytest.mark.parametrize("world", ["family", "hostile", "euros"])
def test_what_is_listed_can_be_taken_in_again(
    world: str, root: Root, tmp_path: Path, capsys: Said
) -> None:
    folder = begun(tmp_path / "site", EUROS, EUROS_TEXT) if world == "euros" else root(story(world))
    before, file = values(folder), tmp_path / "figures.csv"
    assert run(folder, "list", "figures", "--as", "csv", "--output", file) == 0
    emptied(folder)
    assert all(not brief.figures for brief in values(folder).values())
    assert run(folder, "import", file) == 0, capsys.readouterr().out
    assert values(folder) == before
    assert run(folder, "check") == 0
    assert run(folder, "format", "--check") == 0


def test_the_table_of_the_manual_has_the_right_columns(tmp_path: Path) -> None:
    manual = (CHECKOUT / "docs" / "editing.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```csv\n(.*?)```", manual, re.S)
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    (header, row), _ = sheets._lines(tmp_path / "x.csv")
    assert list(sheets._header_problems("x.csv", header)) == []
    fields = dict(zip(header.cells, row.cells, strict=True))
    assert list(figures.own_problems(figures.given(fields.pop("brief"), fields))) == []


@pytest.mark.parametrize(("sign", "before"), [(",", ""), (";", "\ufeff"), ("\t", "\ufeff")])
def test_a_table_in_any_usual_form(sign: str, before: str, root: Root, tmp_path: Path) -> None:
    folder = root(story("minimal"), NAMED)
    file = sheet(tmp_path / "x.csv", {"brief": "north", **MORE}, sign=sign, before=before)
    assert run(folder, "import", file) == 0
    assert [str(one.value) for one in values(folder)["north"].figures] == ["1200", "1100"]


def test_a_workbook(root: Root, tmp_path: Path, capsys: Said) -> None:
    folder = root(story("minimal"), NAMED)
    names = ["brief", *MORE, "change.value"]
    typed: list[object] = ["north", *MORE.values(), None]
    typed[names.index("value")], typed[names.index("para")] = 1100.0, 3
    file = workbook(tmp_path / "x.xlsx", names, [], typed)
    before = tree(folder)
    assert run(folder, "import", file, "--dry-run") == 0
    assert "Would write 1 figure" in capsys.readouterr().out
    assert tree(folder) == before
    assert run(folder, "import", file) == 0
    assert figures_of((folder / NORTH).read_text(encoding="utf-8"))[1].value == 1100


def test_all_that_is_wrong_in_a_table_is_said_and_nothing_is_written(
    root: Root, tmp_path: Path, capsys: Said
) -> None:
    folder = root(story("minimal"), NAMED)
    before, good = tree(folder), {"brief": "north", **MORE}
    rows = [
        good,
        {**good, "brief": "nort"},
        {**good, "value": "1,100", "period": "2021"},
        {**good, "period": "", "para": ""},
        {**good, "period": "2020", "para": "9"},
        {**good, "period": "2019", "value": "11"},
        {**good, "period": "2018", "status": "actuall", "indicator": "boats"},
        {**good, "period": "2017", "printed": ""},
        {**good, "unit": "tonnes", "period": "2016"},
        good,
        {**good, "period": "2015", "printed": "more\x00than 1,100 ships"},
    ]
    assert run(folder, "import", sheet(tmp_path / "figures.csv", *rows)) == 1
    said = capsys.readouterr().out
    for words in (
        "figures.csv:3:1: unknown-id: column 'brief': there is no brief 'nort'",
        "figures.csv:4:1: wrong-value: column 'value': a number is written without commas: 1100",
        "figures.csv:5:1: missing-period: the column 'period' is empty",
        "figures.csv:5:1: missing-key: the column 'para' is empty",
        "figures.csv:6:1: paragraph: column 'para': 'gazette' has no paragraph 9",
        "figures.csv:7:1: printed: column 'printed': ",
        "figures.csv:8:1: wrong-value: column 'status': 'actuall' is not allowed here",
        "figures.csv:9:1: missing-key: the column 'printed' is empty",
        "figures.csv:10:1: unit: column 'unit': 'ships' is counted in ships, not in tonnes",
        "figures.csv:11:1: conflict: ships@2022 stands here twice with one value",
        "figures.csv:12:1: forbidden-character: column 'printed': the character U+0000",
        "Nothing was written.",
    ):
        assert words in said
    assert "\nfigures.csv:2:" not in said
    assert tree(folder) == before


def test_a_right_row_beside_a_wrong_one_is_not_written(root: Root, tmp_path: Path) -> None:
    folder = root(story("minimal"), NAMED)
    before, right = tree(folder), {"brief": "north", **MORE}
    file = sheet(tmp_path / "x.csv", right, {**right, "period": "2021", "value": "1,1"})
    assert run(folder, "import", file) == 1
    assert tree(folder) == before


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "there is no column 'brief'"),
        ("brief,indicator\n", "there is no column 'period'"),
        ("brief,brief\n", "column 'brief': it stands there twice"),
        ("brief,valeu\n", "column 'valeu': there is no such field"),
        ("brief,,value\n", "column 2 has no name"),
        ("brief,value.2,source.99,para.1\n", "column 'value.2': there is no such field"),
        ("brief,value.2,source.99,para.1\n", "column 'source.99': there is no such field"),
        (f"brief,{','.join(MORE)}\n", "holds no figure"),
        (
            f"brief,{','.join(MORE)}\nnorth{',x' * 12}\n",
            "the row has 13 cells, and the first line 9",
        ),
        ('brief\n"north\n', "this is no CSV"),
        ("brief\n\xff".encode("latin-1"), "is not UTF-8 (byte 6)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it without a password, as .xlsx or CSV"),
        (b"PK\x03\x04 and no more", "cannot be read as a workbook"),
        ("brief" + ",x" * 300, "is too large"),
        (b"brief\n" + b"x\n" * (sheets.MAX_ROWS + 1), "is too large"),
        (b"x" * (sheets.MAX_BYTES + 1), "bytes; at most 4,000,000 are read"),
    ],
)
def test_what_is_no_table_of_figures(
    text: str | bytes, why: str, root: Root, tmp_path: Path, capsys: Said
) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    assert run(root(story("minimal"), NAMED), "import", file) in (1, 2)
    said = capsys.readouterr()
    assert why in said.out + said.err


def test_what_a_spreadsheet_would_change_is_refused(tmp_path: Path) -> None:
    from datetime import date

    cells: list[object] = ["north", "=1+1", date(2024, 3, 18), "#REF!", True, 60.5, 1e20]
    file = workbook(tmp_path / "x.xlsx", ["brief", "value", "period", "note", "a", "b", "c"], cells)
    book = openpyxl.load_workbook(file)
    book.active["D2"].data_type = "e"
    book.save(file)
    lines, problems = sheets._lines(file)
    assert lines[1].cells[4:] == ("true", "60.5", "100000000000000000000")
    assert [(p.place.line, p.message) for p in problems] == [
        (2, "column 'value': this is a formula"),
        (2, "column 'period': the spreadsheet took this for a date"),
        (2, "column 'note': the cell holds an error"),
    ]


def changed(file: Path, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with another content of one of its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
FAR = b'<row r="1048576"><c r="A1048576"><v>5</v></c></row></sheetData>'
WIDE = b'<row r="3"><c r="XFD3"><v>5</v></c></row></sheetData>'
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aa">]>'


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: ENTITIES + text, "holds what no spreadsheet writes"),
        (lambda text: text.decode().encode("utf-16"), "holds what no spreadsheet writes"),
        (lambda text: text.replace(b"</sheetData>", WIDE), "is too large"),
        (lambda text: text + b" " * sheets.MAX_UNPACKED, "is too large"),
        (lambda text: text[:200], "cannot be read as a workbook"),
    ],
)
def test_a_hostile_workbook_is_refused(
    change: Callable[[bytes], bytes], why: str, tmp_path: Path
) -> None:
    file = workbook(tmp_path / "x.xlsx", ["brief"], ["north"])
    file.write_bytes(changed(file, SHEET, change))
    with pytest.raises(library.BriefsiteError, match=why):
        sheets._lines(file)


def test_a_row_far_below_is_read_in_its_place(tmp_path: Path) -> None:
    file = workbook(tmp_path / "x.xlsx", ["brief"], ["north"])
    file.write_bytes(changed(file, SHEET, lambda text: text.replace(b"</sheetData>", FAR)))
    lines, _ = sheets._lines(file)
    assert [(line.number, line.cells) for line in lines] == [
        (1, ("brief",)),
        (2, ("north",)),
        (1048576, ("5",)),
    ]


def test_a_damaged_table_gives_a_message(root: Root, tmp_path: Path, capsys: Said) -> None:
    """Bytes changed by chance, always the same: problems or a refusal, and nothing written."""
    folder, chance = root(story("minimal"), NAMED), random.Random(7)
    wrong = {"brief": "north", **MORE, "para": "9"}
    texts = [
        sheet(tmp_path / "x.csv", wrong).read_bytes(),
        workbook(tmp_path / "x.xlsx", list(wrong), list(wrong.values())).read_bytes(),
    ]
    before = tree(folder)
    for number in range(40):
        raw = bytearray(texts[number % 2])
        for _ in range(chance.randrange(1, 5)):
            raw[chance.randrange(4, len(raw))] = chance.randrange(256)
        (tmp_path / "damaged").write_bytes(raw)
        assert run(folder, "import", tmp_path / "damaged") in (1, 2)
    assert "Traceback" not in capsys.readouterr().err
    assert tree(folder) == before
