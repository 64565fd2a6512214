"""A site begun by `init` is in order at once, and becomes that of any country without code."""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from briefsite.cli import main
from briefsite.editing.new import BEGINNING, init
from tests.papers import Paper, compact
from tests.world import CHECKOUT, page, tree

Said = pytest.CaptureFixture[str]


def run(folder: Path, *words: str) -> int:
    return main(["--root", str(folder), *words])


def begun(folder: Path, files: Mapping[str, str], text: str) -> Path:
    """A site of one's own: begun, then every made-up brief replaced."""
    init(folder)
    others = {name.removesuffix(".yml") for name in files if "/" not in name}
    for part in ("regions", "companies", *(others - {"site"})):
        shutil.rmtree(folder / "briefs" / part)
    (folder / "archive" / "example-gazette.txt").write_text(text, encoding="utf-8")
    record = folder / "briefs" / "sources" / "example-gazette.yml"
    digest = hashlib.sha256(text.encode()).hexdigest()
    made = re.sub(r"sha256: \w+", f"sha256: {digest}", record.read_text())
    made = re.sub(r"\ntitle: .*", f"\ntitle: {text.splitlines()[0]}", made)
    record.write_text(re.sub(r"paragraphs: \d", "paragraphs: 3", made))
    for name, content in files.items():
        file = folder / "briefs" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return folder


def test_a_site_is_in_order_as_it_is_begun(tmp_path: Path, capsys: Said) -> None:
    folder = tmp_path / "new" / "site"
    assert main(["init", str(folder)]) == 0
    assert "Everything in it is made up." in capsys.readouterr().out
    assert run(folder, "format", "--check") == 0
    assert run(folder, "check") == 0
    assert "no problems" in capsys.readouterr().out
    assert run(folder, "verify", "--archive", str(folder / "archive")) == 0
    assert "no disagreement" in capsys.readouterr().out
    assert run(folder, "build", "--strict", "--no-pdf") == 0
    site = folder / "site"
    assert page(site, ".").first("title") is not None
    assert "Say here who makes this site" in page(site, "about").article
    assert "How to read" in page(site, "reading").text


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    before = tree(tmp_path)
    assert main(["init", str(tmp_path)]) == 2
    assert "is not empty; name a new folder" in capsys.readouterr().err
    assert main(["init", str(tmp_path / "notes.txt")]) == 2
    assert "is no folder; name a new one" in capsys.readouterr().err
    assert tree(tmp_path) == before
    cloned = tmp_path / "cloned"
    (cloned / ".git").mkdir(parents=True)
    assert main(["init", str(cloned)]) == 0


def test_the_commands_of_a_new_site_find_the_program(tmp_path: Path) -> None:
    """All that `make test` says but to install the program, which tests run with already."""
    init(tmp_path / "site")
    command = ["make", "--dry-run", "--old-file=runtime", "test"]
    told = subprocess.run(
        command, cwd=tmp_path / "site", capture_output=True, text=True, check=True
    )
    programs = set(re.findall(r"\S+/build\.py", told.stdout))
    assert [(tmp_path / "site" / name).resolve() for name in programs] == [CHECKOUT / "build.py"]
    for command_name in ("format --check", "check", "verify --archive archive", "build --strict"):
        assert f"build.py --root . {command_name}" in told.stdout


def test_the_workflow_of_a_new_site_runs_the_same_actions_as_the_program() -> None:
    text = (BEGINNING / "github" / "workflows" / "site.yml").read_text()
    ours = "".join(file.read_text() for file in (CHECKOUT / ".github/workflows").glob("*.yml"))
    used = re.findall(r"uses: (.*)", text)
    assert len(used) >= 5
    assert [line for line in used if line not in ours] == []
    found = yaml.safe_load(text)
    assert found["permissions"] == {}
    assert found["jobs"]["build"]["permissions"] == {"contents": "read"}


KINDS = """\
company_kinds:
  - id: company
    name: Company
    plural: Companies
  - id: public-body
    name: Public body
    plural: Public bodies
"""

EUROS = {
    "site.yml": """\
name: Lowmark Briefs
tagline: Trade in the free states of Lowmark, in briefs where every number names its source.
home:
  lede: What newspapers say about trade in Lowmark, sorted into briefs.
  description: Briefs on Lowmark in which every number names its source.
notice: Every number names its source.
licence: Facts are cited from newspapers, a few words at a time.
language: en
local_names:
  language: de
  name: German
  own_name: Deutsch
region_kinds:
  - id: federation
    name: Federation
    plural: Federations
  - id: free-state
    name: Free state
    plural: Free states
    within:
      - federation
"""
    + KINDS,
    "regions/lowmark.yml": """\
name: Lowmark
kind: federation
summary: A federation of free states.
""",
    "regions/fenland.yml": """\
name: Fenland
local_name: Freistaat Fennland
kind: free-state
parent: lowmark
summary: A free state that exported goods for {exports}.
figures:
  - indicator: exports
    period: 2023
    status: actual
    value: 12.5
    scale: billion
    qualifier: over
    sources:
      - source: example-gazette
        para: 2
        printed: more than 12.5 billion euros
""",
    "companies/port-office.yml": """\
name: Port Office
kind: public-body
summary: It employs {jobs}.
locations:
  - region: fenland
    role: site
    sources:
      - source: example-gazette
        para: 3
figures:
  - indicator: jobs
    period: 2023
    status: actual
    value: 900
    qualifier: about
    sources:
      - source: example-gazette
        para: 3
        printed: employed about 900 people
""",
    "indicators.yml": """\
exports:
  name: Exports
  definition: Goods sold to other countries.
  aliases:
    - foreign sales
  unit: euros
  quantity: amount
  review_months: 18
  comparable: Between states.
jobs:
  name: Jobs
  definition: People employed.
  unit: count
  unit_label: people
  quantity: count
  review_months: 18
  comparable: Between employers.
""",
}
EUROS_TEXT = """\
Fenland sells more abroad than ever before

In 2023, exports of Fenland came to more than 12.5 billion euros.

The Port Office in Fenland employed about 900 people in 2023.
"""


def test_a_country_with_euros_and_free_states(tmp_path: Path, capsys: Said) -> None:
    folder = begun(tmp_path / "site", EUROS, EUROS_TEXT)
    assert run(folder, "verify", "--archive", str(folder / "archive")) == 0, capsys.readouterr().out
    assert run(folder, "build", "--strict") == 0, capsys.readouterr().out
    site = folder / "site"
    home, state = page(site, "."), page(site, "regions/fenland")
    assert home.text.startswith("Lowmark Briefs")
    assert "tiles" not in home.ids
    assert "over 12.5 billion euros" in state.article
    assert {"": "span", "class": "local-name", "lang": "de"} in state.values
    assert "Free state" in page(site, "browse").article
    assert "public body" in page(site, "companies").article
    words = "China|Chinese|pinyin|Province"
    assert [text for text in (home.text, state.text) if re.search(words, text)] == []
    paper = Paper((site / "regions" / "fenland" / "fenland.pdf").read_bytes())
    assert compact("over 12.5 billion euros") in paper.text
    assert (site / "lowmark-briefs.pdf").is_file()
    assert '"foreign sales"' in (site / "search-names.json").read_text()


RIGHT_TO_LEFT = {
    "site.yml": """\
name: Wadi Briefs
tagline: Water in the regions of Wadiland, in briefs where every number names its source.
home:
  lede: What newspapers say about water in Wadiland, sorted into briefs.
  description: Briefs on Wadiland in which every number names its source.
notice: Every number names its source.
licence: Facts are cited from newspapers, a few words at a time.
local_names:
  language: ar
  name: Arabic
  own_name: العربية
  transcription: romanised
region_kinds:
  - id: country
    name: Country
    plural: Countries
  - id: autonomous-region
    name: Autonomous region
    plural: Autonomous regions
    within:
      - country
  - id: county
    name: County
    plural: Counties
    within:
      - autonomous-region
"""
    + KINDS,
    "regions/wadiland.yml": """\
name: Wadiland
local_name: بلاد الوادي
kind: country
summary: A country of wells in dry hills.
""",
    "regions/upper-wadi.yml": """\
name: Upper Wadi
local_name: الوادي الأعلى
transcription: al-Wādī al-Aʿlā
aliases:
  - Upper Wadi (الوادي)
kind: autonomous-region
parent: wadiland
summary: An autonomous region in the hills.
""",
    "regions/seven-wells.yml": """\
name: Seven Wells
local_name: سبع آبار
kind: county
parent: upper-wadi
summary: A county that dug {wells}.
figures:
  - indicator: wells
    period: 2023
    status: actual
    value: 40
    sources:
      - source: example-gazette
        para: 2
        printed: dug 40 wells
""",
    "companies/well-office.yml": """\
name: Well Office
kind: public-body
summary: It digs wells. [@example-gazette, para 3]
""",
    "indicators.yml": """\
wells:
  name: Wells dug
  definition: Wells finished in the period.
  unit: count
  unit_label: wells
  quantity: count
  review_months: 18
  comparable: Between counties.
""",
}
RIGHT_TO_LEFT_TEXT = """\
Seven Wells digs for water in the hills

In 2023, the county of Seven Wells dug 40 wells.

The Well Office digs on.
"""


def test_a_country_whose_names_run_from_right_to_left(tmp_path: Path, capsys: Said) -> None:
    folder = begun(tmp_path / "site", RIGHT_TO_LEFT, RIGHT_TO_LEFT_TEXT)
    assert run(folder, "verify", "--archive", str(folder / "archive")) == 0, capsys.readouterr().out
    assert run(folder, "build", "--strict", "--no-pdf") == 0, capsys.readouterr().out
    region = page(folder / "site", "regions/upper-wadi")
    name = {"": "span", "class": "local-name", "lang": "ar", "dir": "rtl"}
    assert name in region.values
    assert {"": "span", "lang": "ar", "dir": "rtl"} in region.values
    assert "Autonomous region" in region.article
    assert "County" in page(folder / "site", "regions/seven-wells").article
    found = next(v for v in page(folder / "site", ".").values if v.get("class") == "find-open")
    assert found["data-asked"] == "Name, العربية, romanised, indicator, number, word"
    names = (folder / "site" / "search-names.json").read_text(encoding="utf-8")
    assert '"al-Wadi al-Aʿla"' in names
    capsys.readouterr()
    assert run(folder, "check") == 0
    assert capsys.readouterr().out.count("a letter of this name; paper leaves it out") == 3
    assert run(folder, "print", "seven-wells", "--output", str(tmp_path / "x.pdf")) == 0
    shown = Paper((tmp_path / "x.pdf").read_bytes()).text
    assert compact("Seven Wells") in shown
    assert "U+0" not in shown


def test_without_site_yml_one_warning_says_how_to_begin(tmp_path: Path, capsys: Said) -> None:
    folder = begun(tmp_path / "site", EUROS, EUROS_TEXT)
    (folder / "briefs" / "site.yml").unlink()
    assert run(folder, "check") == 0
    said = capsys.readouterr().out
    assert said.startswith("briefs/site.yml:1:1: site (warning): there is no site.yml; ")
    assert "`build.py init FOLDER` begins a site that has one to copy from" in said
    assert "1 problem in 1 file, 1 warning among them." in said


def test_briefs_in_another_language_are_marked_with_it(tmp_path: Path, capsys: Said) -> None:
    folder = begun(tmp_path / "site", RIGHT_TO_LEFT, RIGHT_TO_LEFT_TEXT)
    settings = folder / "briefs" / "site.yml"
    own = settings.read_text(encoding="utf-8").replace("local_names:", "language: fa\nlocal_names:")
    settings.write_text(own, encoding="utf-8")
    assert run(folder, "build", "--strict", "--no-pdf") == 0, capsys.readouterr().out
    article = page(folder / "site", "regions/upper-wadi").first("article")
    assert (article["lang"], article["dir"]) == ("fa", "rtl")
    assert "lang" not in page(folder / "site", "reading").first("article")
