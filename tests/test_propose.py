"""What `propose` reads in a text: figures, events and people, ready to be edited and true to it."""

from decimal import Decimal
from pathlib import Path

import pytest

from briefsite import cli, library
from briefsite.editing.propose import Proposed, propose
from briefsite.evidence import archive, figures
from briefsite.library import graph
from briefsite.library.yaml import load
from briefsite.models import Figure
from tests.mutants import with_figure
from tests.test_names import COMPANIES, REGIONS

TEXT = """Leedsby opens its quay again
LEEDSBY, May 3, 2024 /WireOne/ -- A report from Harbour Post:
Last year Leedsby built more than 1,200 ships, up 8.5 percent from 2022. It has about 900 people.
Harbour Works of Leedsby plans to invest 4.2 billion yuan (about 0.6 billion U.S. dollars) by 2026.
Steel makes up 55 percent of the cost of a ship. The old crane fell on 12 April 2024.
"We are the third port of the top 500," said Ann Lee, deputy mayor of Leedsby. See https://a.example/12.
The area covers 347 hectares. In the 14th Five-Year Plan, two days were set aside for it.
North Coast has 27 lighthouses.
"""
INDICATORS = """ships:
  name: Ships built
  definition: Ships.
  unit: count
  unit_label: ships
  quantity: count
  review_months: 12
  comparable: Always.
planned-investment:
  name: Investment of companies
  definition: Investment.
  unit: yuan
  quantity: amount
  review_months: 12
  comparable: Always.
steel-share:
  name: Share of steel in the cost
  definition: Steel.
  unit: percent
  quantity: share
  review_months: 12
  comparable: Always.
"""


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A checkout with a few briefs that cite nothing, and a new source."""
    for folder in ("briefs/regions", "briefs/companies", "texts"):
        (tmp_path / folder).mkdir(parents=True)
    for kind, briefs in (("regions", REGIONS), ("companies", COMPANIES)):
        for id, text in briefs.items():
            (tmp_path / "briefs" / kind / f"{id}.yml").write_text(text, encoding="utf-8")
    (tmp_path / "briefs" / "indicators.yml").write_text(INDICATORS)
    article = tmp_path / "texts" / "post.txt"
    article.write_text(TEXT, encoding="utf-8")
    assert run(tmp_path, "new", "source", article, "--archive", tmp_path / "texts") == 0
    capsys.readouterr()
    return tmp_path


def run(root: Path, *words: str | Path) -> int:
    return cli.main(["--root", str(root), *map(str, words)])


def read(root: Path) -> tuple[graph.Graph, Proposed]:
    found, problems = library.read(root / "briefs")
    assert problems == []
    texts, problems = archive.read(root / "texts", found)
    assert problems == []
    joined = graph.build(found)
    return joined, propose(joined, found.sources["post"], texts["post"])


def test_figures(world: Path) -> None:
    _, proposed = read(world)
    told = [
        (one.para, one.indicator, str(one.quantity.values[0].normalize()), one.unit)
        for one in proposed.figures
    ]
    assert told == [
        (3, "ships", "1.2E+3", "count"),
        (3, "people", "9E+2", "count"),
        (4, "planned-investment", "4.2E+9", "yuan"),
        (5, "steel-share", "55", "percent"),
        (7, "area-covers", "347", "hectares"),
        (8, "lighthouses", "27", "count"),
    ]
    rest = [
        (one.quantity.qualifier, one.period, one.basis, one.status, one.brief and one.brief[1])
        for one in proposed.figures
    ]
    assert rest == [
        ("over", "2023", "publication", "actual", "leedsby"),
        ("about", "undated", "printed", "actual", "leedsby"),
        ("exactly", "by 2026", "printed", "planned", "harbour-works"),
        ("exactly", "undated", "printed", "actual", "harbour-works"),
        ("exactly", "undated", "printed", "actual", "leedsby"),
        ("exactly", "undated", "printed", "actual", "north-coast"),
    ]
    ships, _, investment, *_ = proposed.figures
    assert ships.change
    assert (ships.change.quantity.value, ships.change.against) == (Decimal("8.5"), "2022")
    (dollars,) = investment.conversions
    quantity = dollars.quantity
    assert (quantity.value, quantity.unit, quantity.qualifier) == (6 * 10**8, "us-dollars", "about")


def test_what_is_proposed_is_true_to_the_text(world: Path) -> None:
    """Every figure of an indicator that there is stands the test of `verify` as it is."""
    joined, _ = read(world)
    texts, _ = archive.read(world / "texts", joined.library)
    out = world / "p.yml"
    assert run(world, "propose", "post", "--archive", world / "texts", "--out", out) == 0
    read_again, problems = load("p.yml", out.read_bytes())
    assert read_again
    assert problems == []
    document = read_again.data
    tried = 0
    for file, content in document.items():
        for entry in content.get("figures", ()) if isinstance(content, dict) else ():
            if entry["indicator"] not in joined.library.indicators:
                assert entry["indicator"] in {Path(name).stem for name in document}
                continue
            figure = Figure.model_validate(entry)
            brief = next(b for b in joined.library.briefs() if f"/{b.id}.yml" in f"/{file}")
            changed = with_figure(joined, brief, 0, figure)
            assert list(figures.verify(changed, texts)) == []
            tried += 1
    assert tried == 3


def test_people_and_events(world: Path) -> None:
    _, proposed = read(world)
    ((para, name, post, organisation, printed),) = proposed.people
    assert (para, name, post, organisation) == (6, "Ann Lee", "deputy mayor", "leedsby")
    assert printed == "Ann Lee, deputy mayor of Leedsby"
    assert [(para, day) for para, day, *_ in proposed.events] == [(5, "2024-04-12")]


def test_what_the_briefs_say_is_left_out(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brief = world / "briefs" / "regions" / "leedsby.yml"
    figure = """figures:
  - indicator: ships
    period: 2023
    period_basis: publication
    status: actual
    value: 1200
    qualifier: over
    sources:
      - {source: post, para: 3, printed: "more than 1,200 ships"}
"""
    brief.write_text(brief.read_text(encoding="utf-8") + figure, encoding="utf-8")
    assert run(world, "propose", "post", "--archive", world / "texts") == 0
    assert "1,200" not in capsys.readouterr().out
    assert run(world, "propose", "post", "--archive", world / "texts", "--all") == 0
    assert "1,200" in capsys.readouterr().out


def test_nothing_is_written_among_the_briefs(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = world / "briefs" / "regions" / "post.yml"
    assert run(world, "propose", "post", "--archive", world / "texts", "--out", out) == 2
    assert "proposals are no briefs" in capsys.readouterr().err
    assert not out.exists()
    assert run(world, "propose", "past", "--archive", world / "texts") == 2
    assert "there is no source 'past'; did you mean 'post'?" in capsys.readouterr().err


CHANGES = """Half year of Leedsby
Published: 2 November 2023
Leedsby said on Thursday that profit rose 12 percent to £1.3bn in the six months ended 30 June 2023.
Deposits fell by £2.4bn to £65.3bn. Output doubled. One in four of the 320 shops will close.
石港市上半年产值4705亿元,同比下降3.1%。全市共有企业3200多家。"""


def test_a_rate_and_its_level_a_part_and_what_cannot_be_read(world: Path) -> None:
    (world / "texts" / "half.txt").write_text(CHANGES, encoding="utf-8")
    new = ("new", "source", world / "texts" / "half.txt", "--archive", world / "texts")
    assert run(world, *new, "--id", "half") == 0
    found, problems = library.read(world / "briefs")
    assert problems == []
    texts, _ = archive.read(world / "texts", found, ["half"])
    proposed = propose(graph.build(found), found.sources["half"], texts["half"])
    read = [(p.para, f"{p.quantity.value:f}", p.unit, p.period) for p in proposed.figures]
    assert read == [
        (3, "1300000000", "british-pounds", "2023-01..2023-06"),
        (4, "25", "percent", "undated"),
        (4, "320", "count", "undated"),
        (5, "470500000000", "yuan", "2023-H1"),
        (5, "3200", "count", "undated"),
    ]
    rose, *_, fell, _ = proposed.figures
    assert rose.change
    assert fell.change
    assert (rose.change.quantity.value, fell.change.quantity.value) == (12, Decimal("-3.1"))
    assert (rose.change.printed, fell.change.printed) == ("rose 12 percent", "同比下降3.1%")
    assert [(para, words) for para, words, _ in proposed.unread] == [(4, "£2.4bn to £65.3bn")]
