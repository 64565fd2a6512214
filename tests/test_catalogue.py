"""The data of the site: plain, whole, described, the same each time, and read by other programs.

`python -m tests.readers FOLDER` has the files read by the libraries that their readers use.
"""

import contextlib
import csv
import hashlib
import html
import io
import json
import re
import shlex
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args
from urllib.request import urlopen

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from briefsite.library.graph import Graph
from briefsite.models.base import LICENCES, LicenceId
from briefsite.pages.heads import Edition
from briefsite.site import history, records
from briefsite.site.catalogue import EXPORTS, Files
from briefsite.site.data import FORMS, schema
from briefsite.site.tables import BOM, TABLES
from briefsite.site.templating import render, settings_of
from tests import readers
from tests.readers import examples
from tests.server import served
from tests.world import CASES, CHECKOUT, EPOCH, SITE, graph_of, make_briefs, story

EDITION = Edition("https://data.example/", EPOCH)
CONTRACT = CASES / "contract.txt"
"""The fields of every JSON file and every table, with their types."""

MORE = """\
name: Sand
kind: province
parent: westland
summary: A province. [@salt-review, para 2]
figures:
  - indicator: output
    period: 2024
    status: planned
    value: 0.00000002
    high: 3
    scale: million
    sources:
      - source: salt-review
        para: 2
        printed: 0.00000002 to 3 million yuan
  - indicator: output
    period: undated
    status: actual
    value: 70
    sources:
      - source: salt-review
        para: 2
        printed: "=70 元"
  - indicator: output
    period: 2030
    status: target
    value: 123456789012
    scale: trillion
    sources:
      - source: salt-review
        para: 2
        printed: 123456789012 trillion yuan
events:
  - id: fair
    date: "2024-06-30"
    title: A fair, with a name so long that a line of a calendar cannot hold it; 集市集市集市
    text: There is a fair.
    sources:
      - source: salt-review
        para: 2
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The family, and a province with odd numbers."""
    folder = tmp_path_factory.mktemp("data") / "world"
    return graph_of(make_briefs(folder, story("family"), {"regions/sand.yml": MORE}))


@pytest.fixture(scope="module")
def files(graph: Graph) -> Files:
    return Files(graph, EDITION)


def rows(files: Files, name: str) -> list[dict[str, str]]:
    text = files.content(f"data/{name}.csv").decode()
    assert text.startswith(BOM)
    assert text.count("\r\n") == text.count("\n")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_a_row_is_a_figure_with_a_plain_number_and_its_limits(files: Files) -> None:
    found = {row["id"]: row for row in rows(files, "figures")}
    assert (
        len(found)
        == len(rows(files, "figures"))
        == sum(len(brief.figures) for brief in files.data.briefs())
    )
    small = found["sand/f-output-2024"]
    assert (small["value"], small["high"]) == ("0.02", "3000000")
    assert (small["printed_value"], small["printed_high"]) == ("0.00000002", "3")
    undated = found["sand/f-output"]
    assert (undated["period"], undated["period_basis"], undated["period_last"]) == (
        "undated",
        "",
        "",
    )
    city = found["harbour-city/f-output-2023"]
    assert city["value"] == "290000000000"
    assert [city[name] for name in ("rank_position", "rank_among")] == ["12", "ports of the world"]
    assert [city[f"change_{name}"] for name in ("value", "unit", "qualifier", "against")] == [
        *("-3.5", "percent", "nearly", "2022")
    ]
    assert (city["qualifier"], city["disputed"], city["origins"]) == (
        "over",
        "true",
        "herald-evening",
    )
    assert found["harbour-city/f-harbour-area-2024-03-18"]["conversions"] == (
        "1,000 hectares; 1,500 lots"
    )
    assert found["coast/f-salt-share"]["share_of_what"] == "the output of Westland"


def test_no_text_is_a_formula_and_every_cell_has_its_type(files: Files) -> None:
    """Read by another reader than that which wrote it: the description is the data package's."""
    package = json.loads(files.content("data/datapackage.json"))
    tabular = [one for one in package["resources"] if one["format"] == "csv"]
    ids = {one["name"]: [row.get("id") for row in rows(files, one["name"])] for one in tabular}
    casts: dict[str, Callable[[str], object]] = {
        "number": Decimal,
        "integer": int,
        "boolean": {"true": True, "false": False}.__getitem__,
        "date": re.compile(r"\d{4}-\d\d-\d\d").fullmatch,
        "string": re.compile(r"[^=+@\-].*", re.S).fullmatch,
    }
    for one in tabular:
        fields = one["schema"]["fields"]
        found = rows(files, one["name"])
        assert all(field["description"] for field in fields)
        for row in found:
            assert list(row) == [field["name"] for field in fields]
            for field in fields:
                cell = row[field["name"]]
                assert not cell or casts[field["type"]](cell) is not None, (one["name"], cell)
                assert "E" not in cell or field["type"] != "number"
        if "primaryKey" in one["schema"]:
            assert len({row["id"] for row in found}) == len(found)
        for key in one["schema"].get("foreignKeys", ()):
            known = ids[key["reference"]["resource"] or one["name"]]
            assert {row[key["fields"]] for row in found} <= {*known, ""}
    printed = {row["printed"] for row in rows(files, "citations")}
    assert "'=70 元" in printed


def json_files(files: Files) -> Iterator[tuple[type[records.File], Any]]:
    """Every JSON file with the form it has."""
    for export in EXPORTS:
        for id in export.ids(files.graph) if export.model else ():
            assert export.model is not None
            assert issubclass(export.model, records.File)
            yield export.model, json.loads(files.content(export.path.format(id=id)))


def test_json_has_the_form_that_its_schema_says(files: Files) -> None:
    seen = set()
    for model in FORMS.values():
        Draft202012Validator.check_schema(schema(model))
    for model, made in json_files(files):
        seen.add(model)
        Draft202012Validator(schema(model)).validate(made)
        assert made["about"]["licence"] == files.graph.library.site.licence
    assert seen == set(FORMS.values())


def test_a_number_in_json_keeps_its_digits(files: Files) -> None:
    text = files.content("data/v1/regions/sand.json").decode()
    assert '"printed_value": 0.00000002' in text
    city = files.content("data/v1/regions/harbour-city.json").decode()
    assert '"printed_value": 99.90' in city


def _fields(form: Any, defs: Any, path: str) -> Iterator[str]:
    """A line for each field below a JSON Schema: its path and type."""
    if "$ref" in form:
        form = defs[form["$ref"].rpartition("/")[2]]
    if "anyOf" in form:
        plain = [one for one in form["anyOf"] if one.get("type") != "null"]
        yield f"{path} may be null"
        yield from _fields(plain[0], defs, path)
    elif form["type"] == "object":
        for name, inner in form["properties"].items():
            yield from _fields(inner, defs, f"{path}.{name}")
    elif form["type"] == "array":
        yield from _fields(form["items"], defs, f"{path}[]")
    else:
        yield f"{path} {form.get('format', form['type'])}"


def contract() -> Iterator[str]:
    """What those who use the data rely on."""
    for model in FORMS.values():
        made = schema(model)
        yield from _fields(made, made["$defs"], model.__name__)
    for table in TABLES:
        yield from (f"{table.name}.csv {one.name} {one.type}" for one in table.columns)
    yield from (f"/{export.path} {export.media}" for export in EXPORTS)


def test_no_field_is_taken_out_or_changes_its_type(request: pytest.FixtureRequest) -> None:
    """A field that is added: raise the second number of the format, say so, and `--update`."""
    lines = sorted(contract())
    if request.config.getoption("--update"):
        CONTRACT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == CONTRACT.read_text(encoding="utf-8").splitlines()


def test_the_description_names_every_file(files: Files) -> None:
    spec = json.loads(files.content("data/v1/openapi.json"))
    assert spec["openapi"] == "3.1.0"
    assert set(spec["paths"]) == {f"/{export.path}" for export in EXPORTS}
    patterns = [re.escape(path).replace(r"\{id\}", "[a-z0-9-]+") for path in spec["paths"]]
    for path in files.paths():
        assert any(re.fullmatch(pattern, f"/{path}") for pattern in patterns), path
    operations = [path["get"] for path in spec["paths"].values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    text = json.dumps(spec)
    for name in re.findall(r'"#/components/schemas/(\w+)"', text):
        Draft202012Validator.check_schema(spec["components"]["schemas"][name])


@pytest.fixture(scope="module")
def base(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    file = tmp_path_factory.mktemp("sqlite") / "briefs.sqlite"
    file.write_bytes(files.content("data/briefs.sqlite"))
    with contextlib.closing(sqlite3.connect(file)) as found:
        yield found


def test_the_tables_are_in_sqlite_with_their_ties(files: Files, base: sqlite3.Connection) -> None:
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in TABLES:
        (count,) = base.execute(f"SELECT count(*) FROM {table.name}").fetchone()
        assert count == len(rows(files, table.name))
        ties = base.execute(f"PRAGMA foreign_key_list({table.name})").fetchall()
        assert {tie[3]: tie[2] for tie in ties} == {c.name: c.to for c in table.columns if c.to}
    query = "SELECT value, typeof(value) FROM figures WHERE id = 'harbour-city/f-output-2023'"
    assert base.execute(query).fetchone() == (290_000_000_000, "integer")
    beyond = "SELECT value FROM figures WHERE id = 'sand/f-output-2030'"
    assert base.execute(beyond).fetchone() == (1.23456789012e23,)


@pytest.fixture(scope="module")
def lake() -> Iterator[Any]:
    """DuckDB, which wrote none of the files."""
    import duckdb  # in the one process that needs it

    with duckdb.connect() as found:
        yield found


AS_PARQUET = {
    "string": "VARCHAR",
    "number": "DOUBLE",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
}


@pytest.mark.parametrize("world", ["family", "hostile", "minimal"])
def test_parquet_holds_what_the_records_say_with_its_types(
    world: str, files: Files, lake: Any, tmp_path: Path
) -> None:
    """Odd numbers, texts that want to be something else, tables without a row."""
    if world != "family":
        files = Files(graph_of(make_briefs(tmp_path / "world", story(world))), EDITION)
    empty = False
    for table in TABLES:
        file = tmp_path / f"{table.name}.parquet"
        file.write_bytes(files.content(f"data/{file.name}"))
        read = lake.read_parquet(str(file))
        types = {one.name: AS_PARQUET[one.type] for one in table.columns}
        assert dict(zip(read.columns, map(str, read.types), strict=True)) == types
        told = [
            tuple(float(cell) if isinstance(cell, Decimal) else cell for cell in row)
            for row in table.cells(files.data)
        ]
        assert read.fetchall() == told
        empty |= not told
        ((about,),) = lake.sql(f"SELECT value FROM parquet_kv_metadata('{file}')").fetchall()
        assert json.loads(about)["licence"] == files.graph.library.site.licence
    assert empty or world != "minimal"


def test_the_package_names_every_file_of_a_table_with_its_digest(files: Files) -> None:
    package = json.loads(files.content("data/datapackage.json"))
    assert {one["path"] for one in package["resources"]} == {
        f"{table.name}.{form}" for table in TABLES for form in ("csv", "parquet")
    }
    for one in package["resources"]:
        content = files.content(f"data/{one['path']}")
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_the_same_briefs_give_the_same_bytes(graph: Graph, files: Files) -> None:
    """In whatever order the files are asked for."""
    again = Files(graph, EDITION)
    for path in reversed(list(again.paths())):
        assert again.content(path) == files.content(path), path


def test_the_archive_holds_every_single_file_and_says_what_to_mind(files: Files) -> None:
    with zipfile.ZipFile(io.BytesIO(files.content("data/all.zip"))) as archive:
        assert archive.testzip() is None
        held = {name.removeprefix("briefs/"): archive.read(name) for name in archive.namelist()}
    readme = held.pop("README.txt").decode()
    assert files.graph.library.site.licence in readme
    assert "over 5 is not 5" in readme
    for name, content in held.items():
        assert content == files.content(f"data/{name}")
    assert {f"{one.name}.{form}" for one in TABLES for form in ("csv", "parquet")} < set(held)


def test_the_licences_are_named_wherever_the_data_are(tmp_path: Path) -> None:
    own = SITE.read_text(encoding="utf-8") + "text_licence: CC-BY-4.0\ndata_licence: ODbL-1.0\n"
    graph = graph_of(make_briefs(tmp_path / "world", story("minimal"), {"site.yml": own}))
    made, site = Files(graph, EDITION), graph.library.site
    about = json.loads(made.content("data/v1/regions.json"))["about"]
    assert (about["text_licence"], about["data_licence"]) == ("CC-BY-4.0", "ODbL-1.0")
    package = json.loads(made.content("data/datapackage.json"))
    assert [one["name"] for one in package["licenses"]] == ["ODbL-1.0", "CC-BY-4.0"]
    spec = json.loads(made.content("data/v1/openapi.json"))
    assert spec["info"]["license"] == {"name": "ODbL 1.0", "url": LICENCES["ODbL-1.0"].address}
    with contextlib.closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(made.content("data/briefs.sqlite"))
        rows = dict(base.execute("SELECT name, value FROM about"))
    assert rows["data_licence"] == f"ODbL 1.0, {LICENCES['ODbL-1.0'].address}"
    assert "belong to their publishers" in rows["articles"]
    with zipfile.ZipFile(io.BytesIO(made.content("data/all.zip"))) as archive:
        readme = archive.read("briefs/README.txt").decode()
    words = "Text: CC BY 4.0. Data: ODbL 1.0."
    assert f"text: CC BY 4.0, {LICENCES['CC-BY-4.0'].address}\n" in readme
    assert words in made.content("data/v1/regions/north.txt").decode()
    assert (
        f"<rights>{words} {site.licence}</rights>" in history.feed(graph, EDITION).content.decode()
    )
    assert settings_of(site)["extra"]["site"]["licence"] == f"{site.licence} {words}"
    dataset = made.nodes.dataset(EXPORTS)
    assert dataset["license"] == [one.address for one in site.licences.values()]


def test_every_licence_is_known_by_its_id() -> None:
    assert tuple(LICENCES) == get_args(LicenceId)
    assert all(one.id == id for id, one in LICENCES.items())


CORRECTED = """\
name: Sand
kind: province
parent: westland
summary: A province. [@salt-review, para 2]
corrections:
"""
ENTRY = '  - date: "{}"\n    was: {}\n    now: right\n    why: a slip\n'


def ids(folder: Path, briefs: dict[str, str]) -> list[str]:
    graph = graph_of(make_briefs(folder, story("family"), briefs))
    return [one.id for one in history.changes(graph, EDITION)]


def test_a_change_keeps_its_name_whatever_is_put_beside_it(tmp_path: Path) -> None:
    one, late = ENTRY.format("2024-03-01", "wrong"), ENTRY.format("2024-02-01", "found late")
    same = ENTRY.format("2024-03-01", "wrong, too")
    before = ids(tmp_path / "a", {"regions/sand.yml": CORRECTED + one})
    after = ids(tmp_path / "b", {"regions/sand.yml": CORRECTED + same + one + late})
    moved = CORRECTED.replace("kind:", "former_ids:\n  - sand\nkind:") + late + one
    renamed = ids(tmp_path / "c", {"regions/dunes.yml": moved})
    assert set(before) < set(after)
    assert len(set(after)) == len(before) + 2
    assert set(before) < set(renamed) < set(after)
    assert all(re.fullmatch(r"tag:data\.example,\d{4}-\d\d-\d\d:[a-z0-9/-]+", id) for id in after)


def test_what_comes_soon_is_in_the_calendar(files: Files) -> None:
    due = json.loads(files.content("data/due.json"))["entries"]
    assert [(one["date"], one["kind"], one["brief"]) for one in due] == [
        ("2024-06-30", "event", "sand")
    ]
    raw = files.content("data/due.ics")
    lines = raw.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    whole = raw.decode().replace("\r\n ", "")
    assert r"SUMMARY:Sand: A fair\, with a name so long" in whole
    assert r"cannot hold it\; 集市集市集市" in whole
    assert "DTSTART;VALUE=DATE:20240630" in whole
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") == 1
    undated = Files(files.graph, Edition())
    assert json.loads(undated.content("data/due.json"))["entries"] == []


def test_the_sources_can_be_cited(files: Files) -> None:
    cited = json.loads(files.content("data/sources.csl.json"))
    assert {one["id"] for one in cited} == set(files.graph.library.sources)
    morning = next(one for one in cited if one["id"] == "herald-morning")
    assert morning["issued"] == {"date-parts": [[2024, 3, 20]]}
    told = files.content("data/sources.ris").decode().split("ER  - \r\n\r\n")
    assert told.pop() == ""
    for entry, one in zip(told, cited, strict=True):
        lines = dict(line.split("  - ", 1) for line in entry.splitlines())
        assert (lines["ID"], lines["TI"]) == (one["id"], one["title"])
    bib = files.content("data/sources.bib").decode()
    assert re.findall(r"(?m)^@misc\{([a-z0-9-]+),$", bib) == [one["id"] for one in cited]
    plain = re.sub(r"\\[{}]", "", bib)
    assert plain.count("{") == plain.count("}")


def test_a_brief_is_there_as_markdown_with_every_limit(files: Files) -> None:
    city = files.content("data/v1/regions/harbour-city.txt").decode()
    for figure in files.data.brief("harbour-city").figures:
        (line,) = (one for one in city.splitlines() if f"<{figure.address}>" in one)
        assert figure.words in line
        assert f"({figure.period.words}; {figure.status}" in line
        for cited in figure.citations:
            assert f"“{cited.printed}”" in line
            assert f"]({cited.address})" in line


def test_nothing_in_a_brief_is_markup_of_its_copy(tmp_path: Path) -> None:
    """As CommonMark reads it: headings and items are ours, and no text is lost."""
    graph = graph_of(make_briefs(tmp_path / "world", story("hostile")))
    made = Files(graph, EDITION)
    for brief in made.data.briefs():
        folder = {"region": "regions", "company": "companies"}[brief.kind]
        text = made.content(f"data/v1/{folder}/{brief.id}.txt").decode()
        tokens = MarkdownIt("commonmark").parse(text)
        inner = [one for token in tokens for one in token.children or ()]
        assert not {one.type for one in inner} & {"html_inline", "image", "em_open", "code_inline"}
        assert not {token.type for token in tokens} & {"html_block", "fence", "code_block"}
        title = "".join(one.content for one in tokens[1].children or ())
        assert title == " ".join(filter(None, (brief.name, brief.local_name)))
        hrefs = {one.attrs["href"] for one in inner if one.type == "link_open"}
        assert all(str(href).startswith(EDITION.site_url) for href in hrefs)


def test_the_page_lists_every_file(files: Files) -> None:
    (page,) = render([files.page().write()], CHECKOUT / "templates", files.graph.library.site)
    text = html.unescape(page.content.decode())
    for export in EXPORTS:
        assert export.path.replace("{id}", "ID") in text
    assert files.graph.library.site.licence in text


def test_the_examples_of_the_page_run(
    graph: Graph, lake: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the page has them, on files that are served; what needs more is run by `tests.readers`."""
    with served(tmp_path) as address:
        files = Files(graph, Edition(address, EPOCH))
        for path in files.paths():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(files.content(path))
        (page,) = render([files.page().write()], CHECKOUT / "templates", graph.library.site)
        said = []
        for language, code in examples(page.content.decode()):
            said.append(language)
            words = shlex.split(code)
            if words[0] == "curl":
                for option, url in zip(words[1::2], words[2::2], strict=True):
                    assert option == "-O"
                    (tmp_path / url.rpartition("/")[2]).write_bytes(urlopen(url).read())
            elif language in ("python", "rdflib"):
                exec(code, {})
                said.append(capsys.readouterr().out)
            elif language == "duckdb":
                lake.execute(f"SET file_search_path = '{tmp_path}'")
                said.append(str(lake.sql(code)))
            elif language == "sql":
                said.append(readers.run(language, code, tmp_path))
    languages = [
        "sh",
        "python",
        "python",
        "pandas",
        "pandas",
        "duckdb",
        "duckdb",
        "sql",
        "sql",
        "sh",
        "rdflib",
    ]
    assert [one for one in said if "\n" not in one] == languages
    table, brief, typed, about, join, search, linked = (one for one in said if "\n" in one)
    assert "harbour-city/f-output-2023 over 290000000000 yuan 2023 actual\n" in table
    assert "Share of salt in output 12.5% undated actual" in brief
    assert f"{address}regions/coast/#f-salt-share" in brief
    assert re.search(r"harbour-city .* output .* over .* 290000000000\.0 .* yuan .* 2023 ", typed)
    assert "undated" not in typed
    assert graph.library.site.licence in about
    assert "'over 290 billion yuan', '2023', 'herald-morning'" in join
    assert "('harbour-city/f-output-2023', 'over 290 billion yuan')" in search
    assert "over 290 billion yuan (2023, actual)" in linked
    assert "tide" not in linked
