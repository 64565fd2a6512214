"""Beginning a file: valid as it is, laid out as usual, unfinished until its words are written."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from briefsite import checks, library
from briefsite.cli import main
from briefsite.editing import new
from briefsite.editing.skeletons import skeleton
from briefsite.models import Company, Region, Source
from tests import merges
from tests.world import story, tree

Root = Callable[..., Path]
Said = pytest.CaptureFixture[str]

BEGUN = {
    "region": (
        ["Deep South", "--kind", "city", "--parent", "north", "--local-name", "南方"],
        "regions/deep-south.yml",
        ["summary"],
    ),
    "company": (["Müller & Söhne: Ltd"], "companies/muller-sohne-ltd.yml", ["summary"]),
    "indicator": (
        ["Boats", "--unit", "count", "--unit-label", "boats", "--quantity", "count"],
        "indicators/boats.yml",
        ["definition", "comparable"],
    ),
    "topic": (["Fishing", "--local-name", "漁業"], "topics/fishing.yml", ["definition"]),
    "term": (["Slipway"], "terms/slipway.yml", ["definition"]),
    "unit": (["puncheons", "--kind", "volume"], "units/puncheons.yml", []),
    "person": (
        ["Ann Bell", "--post", "mayor: first", "--source", "gazette", "--para", "1"],
        "people/ann-bell.yml",
        [],
    ),
}


@pytest.mark.parametrize("kind", BEGUN)
def test_what_is_begun_is_valid_and_says_what_is_to_write(
    kind: str, root: Root, capsys: Said
) -> None:
    words, file, fields = BEGUN[kind]
    folder = root(story("minimal"))
    before = tree(folder)
    assert main(["--root", str(folder), "new", kind, *words]) == 0
    said = capsys.readouterr().out
    after = tree(folder)
    changed = [name for name in after if after[name] != before.get(name)]
    assert [name for name in changed if not name.startswith((".tree/", ".cache/"))] == [
        f"briefs/{file}"
    ]
    assert f"into briefs/{file}." in said
    assert library.read(folder / "briefs")[1] == []
    assert new.unformatted(folder) == ()
    problems = [p for p in checks.check(folder).problems if p.rule != "unused"]
    assert [(p.rule, p.place.file) for p in problems] == [("unfinished", f"briefs/{file}")] * len(
        fields
    )
    for field, problem in zip(fields, problems, strict=True):
        assert f"{field} (line {problem.place.line})" in said
        assert problem.message == f"'{field}' still says TO WRITE"
    assert main(["--root", str(folder), "build", "--no-pdf"]) == 1
    capsys.readouterr()
    text = (folder / "briefs" / file).read_text().replace(": TO WRITE", ": A text.")
    (folder / "briefs" / file).write_text(text)
    assert {p.rule for p in checks.check(folder).problems} <= {"unused"}


def test_every_field_is_explained_in_the_words_of_the_format() -> None:
    for model in (Region, Company, Source):
        text = skeleton(model, {"name": "x"} if model is not Source else {})
        plain = " ".join(text.replace("## ", "").split())
        for name, field in model.model_fields.items():
            if name not in ("former_ids", "corrections", "reviewed"):
                assert " ".join((field.description or "").split()) in plain, name
                assert f"{name}:" in text


def test_the_fields_of_a_skeleton_can_be_opened() -> None:
    """Without their first `# ` all lines together are YAML, with every explanation a comment."""
    for model in (Region, Company, Source):
        lines = skeleton(model, {}).splitlines()
        opened = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines)
        known = set(model.model_fields) - {"former_ids", "corrections", "reviewed"}
        assert set(yaml.safe_load(opened)) == known


ENTRY = (
    "  name: {0}\n  definition: D.\n  unit: percent\n  quantity: share\n"
    "  review_months: 1\n  comparable: C.\n"
)
ALPHA_AND_SHIPS = (
    "# all of them\n\n# the first\nalpha: # of many\n"
    + ENTRY.format("Alpha")
    + "# the last, of ships\nships:\n"
    + ENTRY.format("Ships")
)


def test_a_new_indicator_leaves_a_registry_as_it_is(root: Root, capsys: Said) -> None:
    folder = root(story("minimal"), {"indicators.yml": ALPHA_AND_SHIPS})
    made = ["new", "indicator", "Gamma", "--unit", "percent", "--quantity", "share"]
    assert main(["--root", str(folder), *made, "--review-months", "7"]) == 0
    assert (folder / "briefs" / "indicators.yml").read_text() == ALPHA_AND_SHIPS
    text = (folder / "briefs" / "indicators" / "gamma.yml").read_text()
    assert "\nreview_months: 7\n" in text
    assert new.unformatted(folder) == ()
    found, problems = library.read(folder / "briefs")
    assert (list(found.indicators), problems) == (["alpha", "gamma", "ships"], [])


def test_each_entry_of_a_registry_gets_a_file_of_its_own(root: Root, capsys: Said) -> None:
    topics = "ports:\n  name: Ports\n  definition: >-\n    A port\n    or two.\n"
    folder = root(story("minimal"), {"indicators.yml": ALPHA_AND_SHIPS, "topics.yml": topics})
    before = library.read(folder / "briefs")[0]
    assert main(["--root", str(folder), "format", "--split"]) == 0
    files = {name for name in tree(folder / "briefs") if name.startswith(("indic", "topic"))}
    own = {"indicators/alpha.yml", "indicators/ships.yml", "topics/ports.yml"}
    assert files == own | {"indicators.yml"}
    assert (folder / "briefs" / "indicators.yml").read_text() == "# all of them\n"
    alpha = (folder / "briefs" / "indicators" / "alpha.yml").read_text()
    assert alpha == f"# the first\n# of many\n{ENTRY.format('Alpha').replace('  ', '')}"
    after, problems = library.read(folder / "briefs")
    assert problems == []
    for kind in ("indicator", "topic"):
        pairs = zip(before.of_kind(kind).values(), after.of_kind(kind).values(), strict=True)
        assert all((a.id, a.value) == (b.id, b.value) for a, b in pairs)
    assert new.unformatted(folder) == ()
    again = tree(folder)
    assert main(["--root", str(folder), "format", "--split"]) == 0
    assert tree(folder) == again
    (folder / "briefs" / "topics.yml").write_text(topics)
    assert main(["--root", str(folder), "format", "--split"]) == 2
    assert "topics/ports.yml is there already; keep one of the two" in capsys.readouterr().err


REFUSED = {
    "region South": 'build.py new region "South" --kind KIND --parent ID (kinds: country, ',
    "region South --parent north": "say what sort of region 'South' is with --kind (country, ",
    "region South --kind city": "in which region it lies: build.py new region",
    "region South --kind citty --parent north": "'citty'; did you mean 'city'?",
    "company South --kind shop": "no kind of company 'shop'; known here: ",
    "person Ann": "say which post a source gives 'Ann', and where: --post TITLE --source ID",
    "person Ann --post mayor --source gazete --para 1": "'gazete'; did you mean 'gazette'?",
    "topic Ships --id ../x": "'../x' is no id",
    "region South --kind city --parent nroth": "'nroth' to lie in; did you mean 'north'?",
    "region North --kind city --parent north": "the id 'north' is in use (region); edit that one",
    "region Up --kind city --parent north": "there is already 'far', called Up; edit that one",
    "region Away --kind city --parent north": "'away' is what 'far' was called before",
    "region 南方 --kind city --parent north": "no id can be made from '南方'; give the English",
    "region Index --kind city --parent north": "'index' is no id; the name is reserved",
    "region 5G --kind city --parent north": "'5g' is no id; use lower case letters",
    "region X --id ../x --kind city --parent north": "'../x' is no id",
    "company North": "the id 'north' is in use (region)",
    "indicator Ships": "say the unit with --unit (count, ",
    "indicator Boats --unit count": 'such as --unit-label "ships"',
    "indicator Boats --unit yuan --unit-label boats": "--unit-label goes with --unit count only",
    "indicator Boats --unit yuan": "say what kind of quantity it is with --quantity (amount",
    "indicator Ships --unit yuan --quantity amount": "the id 'ships' is in use (indicator)",
    "indicator Boats --unit yuan --quantity amount --review-months 0": "review_months: 0; ",
    "source Harbour": "there is no file Harbour; save the article as plain text",
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_begun_says_what_to_do(words: str, root: Root, capsys: Said) -> None:
    far = "name: Far\naliases: [Up]\nformer_ids: [away]\nkind: city\nparent: north\nsummary: A.\n"
    folder = root(story("minimal"), {"regions/far.yml": far})
    before = tree(folder)
    assert main(["--root", str(folder), "new", *words.split()]) == 2
    assert REFUSED[words] in capsys.readouterr().err
    assert tree(folder) == before


def test_a_like_name_is_shown_and_does_not_hinder(root: Root, capsys: Said) -> None:
    folder = root(story("minimal"))
    assert main(["--root", str(folder), "new", "company", "Atlantys"]) == 0
    assert "There is already 'atlantis' (Atlantis)." in capsys.readouterr().out
    assert main(["--root", str(folder), "new", "company", "North Yard"]) == 0
    assert "There is already 'north' (North)." in capsys.readouterr().out
    assert main(["--root", str(folder), "new", "company", "Red Crane"]) == 0
    assert "There is already" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "name", ["NO", "a: b", "# a", "- a", "12", "'a'", '"', "{a}", "2024-01-01"]
)
def test_any_name_is_written_so_that_it_is_read_back(name: str, root: Root) -> None:
    folder = root(story("minimal"))
    new.begin(folder, "company", name, "dock", {"kind": "company"})
    found, problems = library.read(folder / "briefs")
    assert problems == []
    assert found.companies["dock"].value.name == name


def test_a_name_that_no_brief_can_have_is_refused(root: Root, capsys: Said) -> None:
    folder = root(story("minimal"))
    before = tree(folder)
    for name in ("", "x" * 301, "a\u202eb"):
        assert main(["--root", str(folder), "new", "company", name, "--id", "dock"]) == 2
        assert "Traceback" not in capsys.readouterr().err
    assert tree(folder) == before


def test_a_source_is_begun_once(root: Root, tmp_path: Path, capsys: Said) -> None:
    folder = root(story("minimal"))
    text = tmp_path / "Harbour-News.txt"
    text.write_text("The harbour of the north opens again\n\nBy Cy Dow\n\nSome text: more.\n")
    assert main(["--root", str(folder), "new", "source", str(text)]) == 0
    said = capsys.readouterr().out
    assert "Until then `check` says that no brief does." in said
    record = folder / "briefs" / "sources" / "harbour-news.yml"
    assert "\ntitle: The harbour of the north opens again\n" in record.read_text()
    assert "\nauthors:\n  - Cy Dow\n" in record.read_text()
    assert new.unformatted(folder) == ()
    assert checks.check(folder).problems == ()
    assert {p.rule for p in checks.check(folder).warnings} == {"unused"}
    assert main(["--root", str(folder), "new", "source", str(text), "--id", "again"]) == 2
    assert (
        "this very text is there already, as the source 'harbour-news'" in capsys.readouterr().err
    )


def test_a_broken_registry_is_not_added_to(root: Root, capsys: Said) -> None:
    folder = root(story("minimal"), {"indicators.yml": "ships: [\n"})
    before = tree(folder)
    words = ["new", "indicator", "Boats", "--unit", "yuan", "--quantity", "amount"]
    assert main(["--root", str(folder), *words]) == 2
    assert "indicators.yml cannot be read; `build.py check` says why" in capsys.readouterr().err
    assert tree(folder) == before


EMPTY = {"missing": None, "empty": "", "comments": "# nobody yet\n\n# but soon\n", "braces": "{}\n"}


@pytest.mark.parametrize("how", EMPTY)
@pytest.mark.parametrize("kind", ["topic", "person", "term", "unit", "indicator"])
def test_a_registry_can_be_begun(kind: str, how: str, root: Root, capsys: Said) -> None:
    words, file, _ = BEGUN[kind]
    file = f"{Path(file).parent}.yml"
    north = "name: North\nkind: province\nparent: atlantis\nsummary: A province.\n"
    folder = root(story("minimal"), {"regions/north.yml": north})
    registry = folder / "briefs" / file
    now = EMPTY[how]
    registry.unlink(missing_ok=True)
    if now is not None:
        registry.write_text(now)
    assert library.read(folder / "briefs")[1] == []
    assert new.unformatted(folder) == ()
    assert main(["--root", str(folder), "format", "--check"]) == 0
    capsys.readouterr()
    assert main(["--root", str(folder), "new", kind, *words]) == 0
    found, problems = library.read(folder / "briefs")
    assert problems == []
    assert len(found.of_kind(kind)) == 1
    assert new.unformatted(folder) == ()
    assert not registry.exists() if now is None else registry.read_text() == now


@pytest.mark.parametrize("text", ["- ships\n", "ships\n", "[]\n"])
def test_a_registry_is_no_list_and_no_text(text: str, root: Root) -> None:
    folder = root(story("minimal"), {"topics.yml": text})
    rules = [problem.rule for problem in library.read(folder / "briefs")[1]]
    assert rules == ["wrong-type"]


def test_a_file_in_which_something_was_refused_is_not_laid_out(root: Root, capsys: Said) -> None:
    """Its key has a place, and no value."""
    region = "name: South\nlocal_name: null\nkind: province\nparent: atlantis\nsummary: A place.\n"
    folder = root(story("minimal"), {"regions/south.yml": region})
    assert main(["--root", str(folder), "check"]) == 1
    assert "'null' without quotes is ambiguous" in capsys.readouterr().out


@pytest.mark.parametrize("kinds", ["person person", "unit unit", "topic region"])
def test_two_branches_that_each_add_something_merge(kinds: str, tmp_path: Path) -> None:
    new.init(tmp_path / "site")
    root = merges.repository(tmp_path / "site")
    one, two = kinds.split()
    assert merges.merges(root, one, two, names=("Amber Lee", "Amber Low")) == ""
