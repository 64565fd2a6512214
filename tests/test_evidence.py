"""Verification: each promise is broken on purpose, and the exact message is seen."""

import hashlib
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from briefsite import checks, cli, evidence, library, report
from briefsite.evidence import archive
from briefsite.library.graph import Graph
from briefsite.problems import BriefsiteError
from tests.mutants import mutants, with_figure
from tests.world import CHECKOUT, SITE

ARCHIVE = CHECKOUT.parent / "shared" / "sources"
TEXT = """NORTHPORT, May 3, 2024 -- The harbour town of Northport

Last year the fleet landed 12,500 tonnes, up 8.5 percent on the year before.

The yards employ over 900 people (about 1.2 million U.S. dollars a month).

In 2023, 27 shops and 500 sheds, i.e. many, were opened in Northport, ranking second and third in the county, respectively.

"We sail on," said Ann Bell, harbour master of Northport.
"""
SOURCE = """label: Harbour News
published: "2024-05-03"
archive: {{file: harbour.txt, sha256: {sha}, paragraphs: 5}}
furniture:
  - paras: [1]
    reason: dateline
"""
REGION = """name: Northport
kind: country
summary: A town with {landings}.
figures:
  - indicator: landings
    period: 2023
    period_basis: publication
    status: actual
    value: 12500
    change: {value: 8.5, unit: percent, against: the year before, printed: "up 8.5 percent"}
    sources:
      - {source: harbour, para: 2, printed: "12,500 tonnes"}
  - indicator: jobs
    period: undated
    status: actual
    value: 900
    qualifier: over
    conversions:
      - {value: 1.2, scale: million, unit: us-dollars, qualifier: about, printed: "about 1.2 million U.S. dollars"}
    sources:
      - {source: harbour, para: 3, printed: "over 900 people"}
  - indicator: shops
    period: 2023
    status: actual
    value: 27
    rank: {position: 2, among: all in the county, printed: "ranking second and third"}
    sources:
      - {source: harbour, para: 4, printed: "27 shops"}
  - indicator: sheds
    period: 2023
    status: actual
    value: 500
    rank: {position: 3, among: all in the county, printed: "ranking second and third"}
    sources:
      - {source: harbour, para: 4, printed: "500 sheds"}
sections:
  - heading: Fleet
    text: The yards have more than 900 people. [@harbour, para 3]
statements:
  - id: bell
    speaker: ann-bell
    text: They go on sailing.
    sources:
      - {source: harbour, para: 5}
"""
INDICATORS = "".join(
    f"""{name}:
  name: {name.capitalize()}
  definition: Number of {name}.
  unit: count
  unit_label: {label}
  quantity: count
  review_months: 12
  comparable: Always.
"""
    for name, label in (
        ("jobs", "people"),
        ("landings", "tonnes"),
        ("sheds", "sheds"),
        ("shops", "shops"),
    )
)
PEOPLE = """ann-bell:
  name: Ann Bell
  roles:
    - title: harbour master
      organisation: northport
      sources:
        - {source: harbour, para: 5, printed: "Ann Bell, harbour master"}
"""

World = Callable[..., tuple[Path, Path]]


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A function that lays out a small world and its archive, with one thing replaced."""

    def make(old: str = "", new: str = "", *, text: str = TEXT) -> tuple[Path, Path]:
        sha = hashlib.sha256(TEXT.encode()).hexdigest()
        files = {
            "regions/northport.yml": REGION,
            "sources/harbour.yml": SOURCE.format(sha=sha),
            "indicators.yml": INDICATORS,
            "people.yml": PEOPLE,
            "site.yml": SITE.read_text(encoding="utf-8"),
        }
        assert not old or any(old in content for content in files.values())
        for name, content in files.items():
            path = tmp_path / "briefs" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content.replace(old, new) if old else content)
        (tmp_path / "archive").mkdir(exist_ok=True)
        (tmp_path / "archive" / "harbour.txt").write_text(text)
        return tmp_path, tmp_path / "archive"

    return make


def found(root: Path, folder: Path) -> list[str]:
    """What `verify` reports, without the quoted lines."""
    _, problems = evidence.verify(root, folder)
    return [
        f"{p.place.file}:{p.place.line}:{p.place.column}: {p.rule}: {p.message}" for p in problems
    ]


def test_a_true_world_verifies(world: World) -> None:
    """Nothing to report where the briefs say what the source prints."""
    assert found(*world()) == []


BRIEF = "briefs/regions/northport.yml"
_JOBS = """    conversions:
      - {value: 1.2, scale: million, unit: us-dollars, qualifier: about, printed: "about 1.2 million U.S. dollars"}
    sources:
      - {source: harbour, para: 3, printed: \""""
BREACHES = {
    "a digit": (
        "value: 12500",
        "value: 12600",
        f"{BRIEF}:12:45: printed: '12,500 tonnes' says 12,500 tonnes, not 12,600 tonnes",
    ),
    "a digit of the change": (
        "value: 8.5",
        "value: 8.6",
        f"{BRIEF}:10:76: printed: 'up 8.5 percent' says 8.5%, not 8.6%",
    ),
    "a rise for a fall": (
        "value: 8.5",
        "value: -8.5",
        f"{BRIEF}:10:77: printed: 'up 8.5 percent' says a rise; the value is -8.5",
    ),
    "a unit": (
        "unit: us-dollars, qualifier: about",
        "unit: yuan, qualifier: about",
        f"{BRIEF}:19:77: printed: 'about 1.2 million U.S. dollars' says about 1,200,000 US dollars,"
        " not about 1.2 million yuan",
    ),
    "a unit that is not there": (
        'value: 1.2, scale: million, unit: us-dollars, qualifier: about, printed: "about 1.2 million U.S. dollars"',
        'value: 900, unit: yuan, qualifier: over, printed: "over 900 people"',
        f"{BRIEF}:19:60: printed: 'over 900 people' says over 900, not over 900 yuan",
    ),
    "a scale": (
        "scale: million",
        "scale: billion",
        f"{BRIEF}:19:83: printed: 'about 1.2 million U.S. dollars' says about 1,200,000 US dollars,"
        " not about 1.2 billion US dollars",
    ),
    "a qualifier left out": (
        "    qualifier: over\n",
        "",
        f"{BRIEF}:20:45: printed: 'over 900 people' says over 900; the qualifier is 'exactly'",
    ),
    "a qualifier left out with its word": (
        f"    qualifier: over\n{_JOBS}over 900 people",
        f"{_JOBS}900 people",
        f"{BRIEF}:13:5: figure: the qualifier is 'exactly', the source has 'over'",
    ),
    "a qualifier changed": (
        "qualifier: over",
        "qualifier: nearly",
        f"{BRIEF}:21:45: printed: 'over 900 people' says over 900; the qualifier is 'nearly'",
    ),
    "a rank": (
        "position: 2",
        "position: 3",
        f"{BRIEF}:26:22: figure: 'ranking second and third' does not give this one place 3",
    ),
    "a paragraph": (
        'para: 2, printed: "12',
        'para: 3, printed: "12',
        f"{BRIEF}:12:45: citation: paragraph 3 does not print '12,500 tonnes'",
    ),
    "printed words": (
        'over 900 people"',
        'over 900 persons"',
        f"{BRIEF}:21:45: citation: paragraph 3 does not print 'over 900 persons'",
    ),
    "a number in prose": (
        "more than 900 people.",
        "more than 800 people.",
        f"{BRIEF}:38:36: numbers: no paragraph cited here prints '800'",
    ),
    "a number word in prose": (
        "more than 900 people.",
        "more than twelve people.",
        f"{BRIEF}:38:36: numbers: no paragraph cited here prints 'twelve'",
    ),
    "a name": (
        "name: Ann Bell",
        "name: Ann Ball",
        "briefs/people.yml:4:7: names: no cited paragraph names Ann Ball",
    ),
    "a first name": (
        "name: Ann Bell",
        "name: Dan Bell",
        "briefs/people.yml:4:7: names: no cited paragraph names Dan Bell",
    ),
    "a post": (
        "title: harbour master",
        "title: harbour pilot",
        "briefs/people.yml:4:14: names: no sentence that names Ann Bell prints 'pilot' of the post 'harbour pilot'",
    ),
    "a year from the date of publication": (
        "period: 2023\n    period_basis: publication",
        "period: 2022\n    period_basis: publication",
        f"{BRIEF}:6:13: dates: 2022 does not follow from paragraph 2 and its date",
    ),
    "a printed year": (
        "period: 2023\n    status: actual\n    value: 27",
        "period: 2022\n    status: actual\n    value: 27",
        f"{BRIEF}:23:13: dates: the time of '27 shops' is 2023, not 2022",
    ),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_broken_promise_is_seen(world: World, breach: str) -> None:
    """One thing is wrong; it is reported at its line and column, with its message."""
    old, new, expected = BREACHES[breach]
    reported = found(*world(old, new))
    assert expected in reported


def test_a_fall_is_no_rise(world: World) -> None:
    """The number is right, and the words before it say that it fell."""
    fell = TEXT.replace("up 8.5 percent", "down 8.5 percent")
    reported = found(*world('"up 8.5 percent"', '"8.5 percent"', text=fell))
    assert f"{BRIEF}:10:21: figure: '8.5 percent' is a fall" in reported


@pytest.mark.parametrize(("month", "is_right"), [("2023-11", True), ("2024-11", False)])
def test_a_month_without_a_year_is_the_last_one_before_the_text(
    month: str, is_right: bool, world: World
) -> None:
    """A text of May 2024 that says "in November" means that of 2023."""
    text = TEXT.replace("Last year the fleet", "In November the fleet")
    old, new = "period: 2023\n    period_basis", f'period: "{month}"\n    period_basis'
    reported = [one for one in found(*world(old, new, text=text)) if ": dates: " in one]
    wrong = f"{BRIEF}:6:13: dates: November 2024 does not follow from paragraph 2 and its date"
    assert reported == ([] if is_right else [wrong])


def test_a_changed_byte_of_the_archive(world: World) -> None:
    """The recorded hash does not fit any more."""
    root, folder = world(text=TEXT.replace("We sail on", "We sail On"))
    sha = hashlib.sha256((folder / "harbour.txt").read_bytes()).hexdigest()
    assert found(root, folder) == [
        "briefs/sources/harbour.yml:3:38: archive: the archived text is not the recorded one: "
        f"its SHA-256 is {sha}"
    ]


def test_a_missing_text_and_a_missing_archive(world: World, tmp_path: Path) -> None:
    """A text that is not there is a problem; a folder that is not there ends the run."""
    root, folder = world()
    (folder / "harbour.txt").unlink()
    assert found(root, folder) == [
        "briefs/sources/harbour.yml:3:17: archive: the archive has no file harbour.txt"
    ]
    with pytest.raises(BriefsiteError, match="no archive folder"):
        evidence.verify(root, tmp_path / "nowhere")


def second_source(root: Path) -> None:
    """Another text, which is not at hand: it tells of Ann Bell too, and of a cabin."""
    source = SOURCE.format(sha="ab" * 32).replace("harbour.txt", "ferry.txt")
    (root / "briefs" / "sources" / "ferry.yml").write_text(source)
    region = root / "briefs" / "regions" / "northport.yml"
    statement = "      - {source: harbour, para: 5}\n"
    told = region.read_text().replace(statement, f"{statement}      - {{source: ferry, para: 2}}\n")
    assert told != region.read_text()
    region.write_text(f"{told}    occasion: in cabin 14\n")


def test_one_source_is_verified_where_the_texts_of_others_are_not_at_hand(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    root, folder = world()
    second_source(root)
    command = ["--root", str(root), "verify", "--archive", str(folder)]
    assert cli.main(command) == 1
    assert "the archive has no file ferry.txt" in capsys.readouterr().out
    assert cli.main([*command, "--source", "harbour"]) == 0
    said = "4 figures, 7 citations checked against 1 source: no disagreement.\n"
    assert capsys.readouterr().out == said
    assert cli.main([*command, "--source", "harbor"]) == 2
    assert "there is no source 'harbor'; did you mean 'harbour'?" in capsys.readouterr().err
    assert cli.main([*command, "--source", "harbour", "--record"]) == 2
    assert "leave --source out" in capsys.readouterr().err
    region = root / "briefs" / "regions" / "northport.yml"
    other = region.read_text().replace("period: 2023\n    period_b", "period: 2022\n    period_b")
    region.write_text(other)
    assert cli.main([*command, "--source", "harbour"]) == 1
    cover = ["--root", str(root), "coverage", *command[3:]]
    assert cli.main(cover) == 1
    assert "ferry" in capsys.readouterr().out
    assert cli.main([*cover, "--source", "harbour"]) == 0
    assert capsys.readouterr().out.startswith("harbour: 4 of 4 ")


def test_a_record_in_which_two_changes_met_is_written_anew(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """The record is made from briefs and texts alone, so that no merge of it need be right."""
    root, folder = world()
    command = ["--root", str(root), "verify", "--archive", str(folder), "--record"]
    assert cli.main(command) == 0
    record = root / evidence.RECORD
    made = record.read_bytes()
    lines = made.decode().splitlines(keepends=True)
    met = [*lines[:2], "<<<<<<< HEAD\n", lines[2], "=======\n", ">>>>>>> other\n", *lines[3:]]
    record.write_text("".join(met))
    assert cli.main(["--root", str(root), "format"]) == 0
    assert cli.main(["--root", str(root), "check"]) == 1
    assert "verified.json cannot be read, so nothing counts as verified" in capsys.readouterr().out
    assert cli.main(command) == 0
    assert record.read_bytes() == made
    assert cli.main(["--root", str(root), "check"]) == 0


def test_the_message_shows_what_the_source_prints(world: World) -> None:
    """A disagreement quotes the source, so that the editor need not look it up."""
    root, folder = world("period: 2023\n    period_basis", "period: 2022\n    period_basis")
    text = report.text(evidence.verify(root, folder)[1])
    assert "the source prints: Last year the fleet landed 12,500 tonnes, up 8.5 percent" in text


def test_coverage_lists_what_no_brief_says(world: World) -> None:
    """A paragraph, a number and a name of the source that no brief takes up."""
    extra = TEXT + "\nThe ferry to Southhaven has 14 cabins.\n"
    root, folder = world(text=extra)
    _, (covered,) = evidence.measure(root, folder)
    assert [(gap.para, gap.what, gap.words) for gap in covered.gaps] == [
        (6, "paragraph", "The ferry to Southhaven has 14 cabins."),
        (6, "number", "14"),
        (6, "name", "Southhaven"),
    ]
    assert (covered.cited, covered.content, covered.complete) == (4, 5, False)


@pytest.mark.parametrize(("more", "code"), [("", 0), ("\nThe ferry has 14 cabins.\n", 1)])
def test_the_exit_code_says_whether_something_is_left_to_say(
    more: str, code: int, world: World
) -> None:
    root, folder = world()
    source = root / "briefs" / "sources" / "harbour.yml"
    text = (TEXT + more).encode()
    (folder / "harbour.txt").write_bytes(text)
    told = SOURCE.format(sha=hashlib.sha256(text).hexdigest())
    source.write_text(told.replace("paragraphs: 5", f"paragraphs: {5 + bool(more)}"))
    command = ["--root", str(root), "coverage", "--archive", str(folder)]
    assert cli.main(command) == code


def test_coverage_counts_no_ids_and_no_paragraph_numbers(world: World) -> None:
    """Only what a reader sees is said: not the number of a paragraph, not an id."""
    old = "The yards have more than 900 people. [@harbour, para 3]"
    root, folder = world(old, "The yards are large. [@harbour, para 3] [@harbour, para 5]")
    _, (covered,) = evidence.measure(root, folder)
    assert covered.gaps == ()  # 900 is a figure still
    root, folder = world("value: 27\n", "value: 27\n")
    assert covered.numbers == covered.numbers_said == 9


def test_a_name_at_the_start_of_a_line_is_said(world: World) -> None:
    """Where an editor breaks a line does not change what is said."""
    text = TEXT.replace("The yards employ", "The yards of Old Quay employ")
    old = "    text: The yards have more than 900 people. [@harbour, para 3]"
    new = "    text: |\n      Among the yards is\n      Quay, the Old, with {jobs}. [@harbour, para 3]"
    root, folder = world(old, new, text=text)
    _, (covered,) = evidence.measure(root, folder)
    assert covered.gaps == ()


def test_a_new_source_record_is_valid(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """`new source` writes what the text prints about itself, and never over a record."""
    root, folder = world()
    text = folder / "Ferry_Times-7.txt"
    text.write_text(
        "FERRY, June 7, 2024 /PRNewswire/ -- A report from Ferry Times:\n\nBody.\n\nBy Cy Dow\n"
    )
    assert cli.main(["--root", str(root), "new", "source", str(text)]) == 0
    found_library, problems = library.read(root / "briefs")
    assert problems == []
    source = found_library.sources["ferry-times-7"].value
    assert (source.published, source.original_publisher, source.wire, source.dateline) == (
        "2024-06-07",
        "Ferry Times",
        "PRNewswire",
        "FERRY",
    )
    assert (source.archive.paragraphs, source.authors) == (3, ("Cy Dow",))
    spaced = text.with_name("Ferry Times.txt")
    spaced.write_text("Body.")
    assert cli.main(["--root", str(root), "new", "source", str(spaced)]) == 2
    assert "rename it" in capsys.readouterr().err
    assert cli.main(["--root", str(root), "new", "source", str(text)]) == 2
    assert "is there already" in capsys.readouterr().err


def real_archive() -> Path | None:
    """The archive of the five articles, which lies beside the checkout where there is one."""
    return ARCHIVE if ARCHIVE.is_dir() else None


def test_the_real_briefs_verify(capsys: pytest.CaptureFixture[str]) -> None:
    """Every citation of the real briefs, every content paragraph, every number."""
    folder = real_archive()
    if folder is None:
        with capsys.disabled():
            print("\nno archive of the articles beside the checkout: the briefs were not verified")
        return
    checked, problems = evidence.verify(CHECKOUT, folder)
    assert report.text(problems) == ""
    assert checked.graph.by_indicator
    _, sources = evidence.measure(CHECKOUT, folder)
    assert [covered.source for covered in sources if not covered.complete] == []


def noticed(graph: Graph, texts: dict[str, archive.Archived]) -> bool:
    """Whether a verifier reports anything; the first word is enough."""
    return any(True for check in evidence.VERIFIERS.values() for _ in check(graph, texts))


def test_no_mutant_of_a_real_figure_survives(capsys: pytest.CaptureFixture[str]) -> None:
    """One wrong thing in one figure is always noticed: a third of all that may be wrong in each,
    another one from figure to figure."""
    folder = real_archive()
    if folder is None:
        with capsys.disabled():
            print("\nno archive of the articles beside the checkout: no mutants were tried")
        return
    graph = checks.check(CHECKOUT).graph
    texts, _ = archive.read(folder, graph.library)
    paragraphs = {id: len(text.paragraphs) for id, text in texts.items()}
    survivors = [
        f"{brief.id} {figure.key}: {what}"
        for brief in graph.library.briefs()
        for index, figure in enumerate(brief.value.figures)
        for what, mutant in islice(mutants(figure, paragraphs), index % 3, None, 3)
        if not noticed(with_figure(graph, brief, index, mutant), texts)
    ]
    assert survivors == []
