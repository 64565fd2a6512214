"""What the sentence says of a number: its time, thing, status, whole, field, and whose it is.

Each fact stands beside a false one that differs in one thing.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from briefsite import evidence, library
from briefsite.evidence import archive
from briefsite.library import graph
from tests import mutants
from tests.world import SITE

UNITS = {
    "boats": ("count", "boats"),
    "ferries": ("count", "ferries"),
    "sheds": ("count", "storage sheds"),
    "cold sheds": ("count", "cold sheds"),
    "jobs": ("count", "people"),
    "sales": ("us-dollars", None),
    "port fees": ("us-dollars", None),
    "fish share": ("percent", None),
    "land share": ("percent", None),
}
REGIONS = {
    "westland": "name: Westland\nkind: country\nsummary: A country.\n",
    "lee-shire": "name: Lee Shire\nkind: province\nparent: westland\nsummary: A province.\n",
    "port-lee": "name: Port Lee\nkind: city\nparent: lee-shire\nsummary: A port.\n",
    "far-isle": "name: Far Isle\nkind: city\nparent: westland\nsummary: An island.\n",
}
WORKS = """name: Lee Works
kind: company
summary: Builds boats.
locations:
  - region: port-lee
    role: factory
    sources: [{source: news, para: 1}]
"""
PUBLISHED = "2024-05-03"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def world(
    folder: Path, text: str, brief: str, figures: list[dict[str, Any]], country: str = "US"
) -> Path:
    """A folder with one text and one brief that has some figures."""
    briefs = folder / "briefs"
    indicators = ""
    for id, (unit, label) in UNITS.items():
        told = f"{id.replace(' ', '-')}:\n  name: {id.capitalize()}\n  definition: Made up.\n"
        told += f"  unit: {unit}\n" + (f"  unit_label: {label}\n" if label else "")
        told += "  quantity: amount\n  review_months: 12\n  comparable: Hardly.\n"
        indicators += told
    _write(briefs / "indicators.yml", indicators)
    _write(briefs / "site.yml", SITE.read_text(encoding="utf-8"))
    _write(folder / "texts" / "news.txt", text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    count = len(text.strip().splitlines())
    source = f'label: News\npublished: "{PUBLISHED}"\ncountry: {country}\n'
    source += "archive:\n  file: news.txt\n"
    _write(briefs / "sources/news.yml", f"{source}  sha256: {digest}\n  paragraphs: {count}\n")
    told = yaml.safe_dump({"figures": figures}, allow_unicode=True, sort_keys=False)
    for id, value in REGIONS.items():
        _write(briefs / f"regions/{id}.yml", value + (told if id == brief else ""))
    _write(briefs / "companies/lee-works.yml", WORKS + (told if brief == "lee-works" else ""))
    return folder


def figure(printed: str, para: int = 1, **fields: Any) -> dict[str, Any]:
    """A figure with what is usual, and what is not."""
    usual = {"indicator": "boats", "period": "undated", "status": "actual", "value": 40}
    cited = [{"source": "news", "para": para, "printed": printed}]
    return usual | fields | {"sources": cited}


def said(
    folder: Path, text: str, one: dict[str, Any], brief: str = "port-lee", country: str = "US"
) -> list[str]:
    """What dates, sentence, owner and figure report of one figure."""
    root = world(folder, text, brief, [one], country)
    found, problems = library.read(root / "briefs")
    assert problems == []
    joined = graph.build(found)
    texts, problems = archive.read(root / "texts", found)
    assert problems == []
    return [
        f"{problem.rule}: {problem.message}"
        for problem in evidence.against(joined, texts)
        if problem.rule in ("dates", "sentence", "owner", "figure")
    ]


TIMES: list[tuple[str, str, str, str, str]] = [
    ("In 2022 Port Lee had 30 boats, in 2023 40 boats.", "40 boats", "2023", "printed", "2022"),
    ("Its 40 boats in 2023, compared with 30 in 2021.", "40 boats", "2023", "printed", "2021"),
    (
        "Its fleet grew from 40 boats in 2019 to 60 boats in 2023.",
        "40 boats",
        "2019",
        "printed",
        "2023",
    ),
    (
        "It had 30 and 40 boats in 2021 and 2022, respectively.",
        "30 and 40 boats",
        "2022",
        "printed",
        "2021",
    ),
    ("The port, opened in 2019, had 40 boats in 2023.", "40 boats", "2023", "printed", "2019"),
    ("It had 40 boats (2022) and 50 boats (2023).", "40 boats", "2022", "printed", "2023"),
    ("It built 40 boats in the first half of 2023.", "40 boats", "2023-H1", "printed", "2023"),
    (
        "It built 40 boats in the first half of 2023.",
        "40 boats",
        "2023-01..2023-06",
        "printed",
        "2023-H2",
    ),
    (
        "It built 40 boats in the first three quarters of 2023.",
        "40 boats",
        "2023-Q1..2023-Q3",
        "printed",
        "2023",
    ),
    (
        "It built 40 boats in the nine months ended September 30, 2023.",
        "40 boats",
        "2023-01..2023-09",
        "printed",
        "2023-09",
    ),
    ("It built 40 boats in FY 2022-23.", "40 boats", "FY2022-23", "printed", "2022"),
    (
        "It built 40 boats in the fiscal year ended June 30, 2023.",
        "40 boats",
        "2022-07..2023-06",
        "printed",
        "2023",
    ),
    ("It built 40 boats last year.", "40 boats", "2023", "publication", "2024"),
    ("It built 40 boats in April.", "40 boats", "2024-04", "publication", "2023-04"),
    (
        "It built 40 boats in the first quarter of this year.",
        "40 boats",
        "2024-Q1",
        "publication",
        "2023-Q1",
    ),
    ("In 2022 it grew. It built 40 boats.", "40 boats", "2022", "paragraph", "2023"),
    ("Founded in 1998, the port has 40 boats; in 2023 it had 30.", "30", "2023", "printed", "1998"),
    ("From 2016 to 2020, 40 boats were built.", "40 boats", "2016..2020", "printed", "2020"),
    (
        "It had 50 boats in 2023, up from 40 boats a year earlier.",
        "40 boats",
        "2022",
        "printed",
        "2023",
    ),
    ("It made 40 boats in 2023 (2022: 30).", "40 boats", "2023", "printed", "2022"),
    (
        "Output in 2021 was 30 boats, in 2022 40 boats and in 2023 50.",
        "40 boats",
        "2022",
        "printed",
        "2023",
    ),
    ("2023年上半年有40艘船。", "40艘船", "2023-H1", "printed", "2023"),
    ("2023年有40艘船,2022年有30艘船。", "40艘船", "2023", "printed", "2022"),
    ("去年有40艘船。", "40艘船", "2023", "publication", "2024"),
    ("It has 40 boats (2022: 30).", "30", "2022", "printed", "2021"),
    ("In 2023 it had 40 boats (2022: 30), as in 1990.", "40 boats", "2023", "printed", "2022"),
    (
        "Between 2019 and 2023 its fleet rose from 40 boats to 60.",
        "40 boats",
        "2019",
        "printed",
        "2019..2023",
    ),
    (
        "In 2023 it grew. It had 40 boats, surpassing the 30 of 2021.",
        "40 boats",
        "2023",
        "paragraph",
        "2021",
    ),
    (
        "In 2023 it grew, as in 2019. It made much. It had 40 boats.",
        "40 boats",
        "2023",
        "paragraph",
        "2019",
    ),
    ("It grew last year. It built 40 boats.", "40 boats", "2023", "publication", "2022"),
    ("船数从2019年的30艘增加到2023年的40艘。", "40艘", "2023", "printed", "2019"),
    ("上半年有60艘船,而去年同期仅为40艘。", "40艘", "2022-H1", "publication", "2023-H1"),
]


@pytest.mark.parametrize(("text", "printed", "right", "basis", "wrong"), TIMES)
def test_the_sentence_gives_the_time(
    text: str, printed: str, right: str, basis: str, wrong: str, tmp_path: Path
) -> None:
    for name, period in (("right", right), ("wrong", wrong)):
        (tmp_path / name).mkdir()
        value = 30 if printed == "30" else 40
        one = figure(printed, period=period, period_basis=basis, value=value)
        found = [p for p in said(tmp_path / name, text, one) if p.startswith("dates")]
        assert bool(found) == (name == "wrong"), found


@pytest.mark.parametrize(
    ("text", "period", "basis", "message"),
    [
        ("In 2022 it grew. It built 40 boats.", "2022", "printed", "does not print 2022"),
        ("It built 40 boats last year.", "2023", "printed", "follows from another date"),
        ("It built 40 boats in 2023.", "2023", "publication", "prints 2023 itself"),
        ("It built 40 boats in 2023.", "2023", "paragraph", "names a time itself"),
        ("In 2021 and in 2022 it grew. It built 40 boats.", "2022", "paragraph", "no sentence"),
        ("It built 40 boats.", "2023", "printed", "does not print 2023"),
        ("It built 40 boats.", "2023", "publication", "speaks of no time"),
    ],
)
def test_the_basis_is_held_too(
    text: str, period: str, basis: str, message: str, tmp_path: Path
) -> None:
    one = figure("40 boats", period=period, period_basis=basis)
    (found,) = [p for p in said(tmp_path, text, one) if p.startswith("dates")]
    assert message in found


FACTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    # the text, the fact, and what makes it false
    ("It has 40 boats and 60 ferries.", figure("40 boats"), {"indicator": "ferries"}),
    ("It has 40 boats.", figure("40 boats"), {"indicator": "sheds"}),
    ("The number of boats was 40.", figure("boats was 40"), {"indicator": "ferries"}),
    ("It employs 40 workers.", figure("40 workers", indicator="jobs"), {"indicator": "boats"}),
    (
        "It has 40 storage sheds.",
        figure("40 storage sheds", indicator="sheds"),
        {"indicator": "boats"},
    ),
    (
        "Fish makes 40 percent of its output, while 5 percent of the land is in its hands.",
        figure("40 percent", indicator="fish-share"),
        {"indicator": "land-share"},
    ),
    (
        "It has 40 storage sheds.",
        figure("40 storage sheds", indicator="sheds"),
        {"indicator": "cold-sheds"},
    ),
    ("It has 40 boats.", figure("40 boats"), {"status": "target"}),
    ("It has 40 boats.", figure("40 boats"), {"status": "planned"}),
    ("It plans to build 40 boats.", figure("40 boats", status="planned"), {"status": "actual"}),
    ("It will have 40 boats.", figure("40 boats", status="target"), {"status": "actual"}),
    (
        "Some 40 boats are to be built.",
        figure("40 boats", status="planned", qualifier="about"),
        {"status": "actual"},
    ),
    ("力争建成40艘船。", figure("40艘船", status="target"), {"status": "actual"}),
    (
        "Port Lee has 40 boats, ranking third among all ports of Westland.",
        figure(
            "40 boats",
            rank={"position": 3, "among": "ports of Westland", "printed": "ranking third"},
        ),
        {"rank": {"position": 3, "among": "harbours of the world", "printed": "ranking third"}},
    ),
    (
        "In Port Lee fish makes 40 percent of the exports of Lee Shire.",
        figure("40 percent", indicator="fish-share", share_of={"what": "the exports of Lee Shire"}),
        {"share_of": {"what": "the imports of Lee Shire"}},
    ),
    (
        "In Port Lee fish makes 40 percent of the exports of Lee Shire. Salt leads its imports.",
        figure("40 percent", indicator="fish-share", share_of={"what": "the exports of Lee Shire"}),
        {"share_of": {"what": "the imports of Lee Shire"}},
    ),
    (
        "It had 40 boats in 2023, up 5 percent from 2022.",
        figure(
            "40 boats",
            period="2023",
            change={"value": 5, "unit": "percent", "against": "2022", "printed": "up 5 percent"},
        ),
        {"change": {"value": 5, "unit": "percent", "against": "2019", "printed": "up 5 percent"}},
    ),
    (
        "It had 40 boats in 2023, up 5 percent year on year.",
        figure(
            "40 boats",
            period="2023",
            change={
                "value": 5,
                "unit": "percent",
                "against": "a year earlier",
                "printed": "up 5 percent",
            },
        ),
        {
            "change": {
                "value": 5,
                "unit": "percent",
                "against": "a month earlier",
                "printed": "up 5 percent",
            }
        },
    ),
    (
        "The sales made a loss of 40 million dollars.",
        figure("a loss of 40 million dollars", indicator="sales", value=-40, scale="million"),
        {"value": 40},
    ),
    (
        "Its 90 boats are more, after a rise of 40 boats.",
        figure("90 boats", value=90),
        {"value": 40, "sources": [{"source": "news", "para": 1, "printed": "rise of 40 boats"}]},
    ),
    (
        "The projection for 2030 was revised to 40 boats.",
        figure("revised to 40 boats", status="planned"),
        {"status": "actual"},
    ),
    (
        "It is set to have 40 boats.",
        figure("40 boats", status="planned"),
        {"status": "actual"},
    ),
    (
        "Port Lee has 40 boats, the largest fleet of all ports.",
        figure("40 boats", rank={"position": 1, "among": "all ports", "printed": "largest fleet"}),
        {"rank": {"position": 1, "among": "all ships", "printed": "largest fleet"}},
    ),
    (
        "There are 40 boats planned for the coast.",
        figure("40 boats", status="planned"),
        {"status": "actual"},
    ),
    (
        "Fish share was 40 percent, while land share was 5 percent.",
        figure("40 percent", indicator="fish-share"),
        {"indicator": "land-share"},
    ),
    (
        "The shares of the fish, salt and land in the whole were 40, 31 and 5 percent, "
        "respectively.",
        figure("40, 31 and 5 percent", indicator="land-share", value=5),
        {"value": 31},
    ),
    (
        "Sales fell 5 percent from a year earlier to 40 dollars, and fees rose 8 percent to 70 "
        "dollars.",
        figure(
            "to 40 dollars",
            indicator="sales",
            change={
                "value": -5,
                "unit": "percent",
                "against": "a year earlier",
                "printed": "fell 5 percent from a year earlier",
            },
        ),
        {
            "change": {
                "value": 8,
                "unit": "percent",
                "against": "a year earlier",
                "printed": "rose 8 percent",
            }
        },
    ),
    (
        "Fish and salt made 40 percent and 60 percent of it, respectively.",
        figure("40 percent and 60 percent", indicator="fish-share"),
        {"value": 60},
    ),
]


@pytest.mark.parametrize(("text", "fact", "wrong"), FACTS)
def test_the_sentence_says_what_the_figure_says(
    text: str, fact: dict[str, Any], wrong: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "right").mkdir()
    (tmp_path / "wrong").mkdir()
    assert said(tmp_path / "right", text, fact) == []
    found = said(tmp_path / "wrong", text, fact | wrong)
    assert any(problem.startswith("sentence: ") for problem in found), found


PARTS = (
    "It took 40 million dollars (5 million pounds), up 8 percent, ranking second, "
    "and 70 million dollars later."
)
CHANGE = {"value": 8, "unit": "percent", "against": "the year before", "printed": "up 8 percent"}
RANK = {"position": 2, "among": "all", "printed": "ranking second"}


@pytest.mark.parametrize("part", [{"change": CHANGE}, {"rank": RANK}])
def test_a_part_belongs_to_the_number_beside_it(part: dict[str, Any], tmp_path: Path) -> None:
    for name, value in (("right", 40), ("wrong", 70)):
        (tmp_path / name).mkdir()
        fields = {"indicator": "sales", "scale": "million", "value": value} | part
        found = said(tmp_path / name, PARTS, figure(f"{value} million dollars", **fields))
        stands = [p for p in found if "does not stand at" in p]
        assert bool(stands) == (name == "wrong"), found


@pytest.mark.parametrize(
    ("text", "printed", "words"),
    [
        ("Port Lee sold fish for $40.", "$40", ""),
        ("Port Lee sold fish for HK$40.", "$40", "'$40' does not say 40 US dollars"),
        ("Port Lee sold fish for $40.50.", "$40", "'$40' does not say 40 US dollars"),
        ("Port Lee sold fish for $140.", "40", "'40' does not say 40 US dollars"),
        ("Port Lee sold fish for $40 million.", "$40", "'$40' does not say 40 US dollars"),
        ("Port Lee sold fish for nearly $40.", "$40", "'exactly', the source has 'nearly'"),
    ],
)
def test_what_stands_around_the_printed_words_is_read_with_them(
    text: str, printed: str, words: str, tmp_path: Path
) -> None:
    one = figure(printed, indicator="sales")
    found = [p for p in said(tmp_path, text, one) if p.startswith("figure")]
    assert [words in problem for problem in found] == [True] * bool(words), found


@pytest.mark.parametrize(("country", "told"), [("US", 0), ("AU", 1)])
def test_a_dollar_is_that_of_the_country_of_the_source(
    country: str, told: int, tmp_path: Path
) -> None:
    text = "Port Lee sold fish for $40."
    one = figure("$40", indicator="sales")
    found = [p for p in said(tmp_path, text, one, country=country) if p.startswith("figure")]
    assert ["does not say 40 US dollars" in problem for problem in found] == [True] * told


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("Port Lee has 40 boats.", "port-lee", "far-isle"),
        ("Port Lee has 40 boats. Far Isle is small.", "port-lee", "far-isle"),
        ("Lee Works in Port Lee has 40 boats.", "lee-works", "port-lee"),
        ("Port Lee, a city of Lee Shire, has 40 boats.", "port-lee", "lee-shire"),
        ("Lee Shire's city of Port Lee has 40 boats.", "port-lee", "lee-shire"),
        (
            "Far Isle and Port Lee are cities of Westland. The country has 40 boats.",
            "westland",
            "port-lee",
        ),
        ("Lee Works is in Port Lee. It has 40 boats.", "lee-works", "far-isle"),
        ("Boats went from the former Lee Works to Far Isle: 40 boats.", "far-isle", "lee-works"),
        ("Port Lee has 30, with Far Isle at 40 boats.", "far-isle", "port-lee"),
        ("Lee Shire led, followed by Port Lee (40 boats).", "port-lee", "lee-shire"),
        ("FAR ISLE - Port Lee has 40 boats.", "port-lee", "far-isle"),
        ("Led by Lee Works and Far Isle, Port Lee has 40 boats.", "port-lee", "far-isle"),
        ("Far Isle is small. There are 40 boats in Port Lee.", "port-lee", "far-isle"),
        (
            "Port Lee grew most, particularly in Far Isle. It has 40 boats.",
            "port-lee",
            "far-isle",
        ),
    ],
)
def test_a_figure_is_of_whom_the_text_speaks(
    text: str, right: str, wrong: str, tmp_path: Path
) -> None:
    for brief in (right, wrong):
        (tmp_path / brief).mkdir()
        found = said(tmp_path / brief, text, figure("40 boats"), brief)
        assert bool([p for p in found if p.startswith("owner")]) == (brief == wrong), found


def test_a_note_says_why_a_figure_is_here_all_the_same(tmp_path: Path) -> None:
    text = "Port Lee is a port.\nLee Works has 40 boats.\n"
    told = figure("40 boats", 2, note="The boats of [[lee-works]] are those of the port.")
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    assert said(tmp_path / "with", text, told) == []
    del told["note"]
    assert said(tmp_path / "without", text, told) == [
        "owner: the text speaks of Lee Works here, not of Port Lee"
    ]


def test_a_text_that_names_nobody_holds_nobody(tmp_path: Path) -> None:
    assert said(tmp_path, "The yard has 40 boats.", figure("40 boats"), "far-isle") == []


MUTANTS = """\
In 2023, Port Lee built 40 boats and 60 ferries, up 5 percent from 2022, third among all ports.
Port Lee plans to open 12 storage sheds. Fish makes up 31 percent of the exports of Lee Shire.
In the first three quarters of 2023, the sales of Lee Works came to 7 million dollars.
"""


def _true_figures() -> Iterator[dict[str, Any]]:
    change = {"value": 5, "unit": "percent", "against": "2022", "printed": "up 5 percent"}
    rank = {"position": 3, "among": "all ports", "printed": "third among all ports"}
    ferries = {"indicator": "ferries", "value": 60, "change": change, "rank": rank}
    yield figure("40 boats", period="2023")
    yield figure("60 ferries", period="2023", **ferries)
    yield figure("12 storage sheds", 2, indicator="sheds", value=12, status="planned")
    share = {"indicator": "fish-share", "value": 31, "share_of": {"what": "exports of Lee Shire"}}
    yield figure("31 percent", 2, **share)


def test_no_mutant_of_a_small_world_survives(tmp_path: Path) -> None:
    """Every class of mutants is tried on true figures; a class that is not noticed is a hole."""
    figures = list(_true_figures())
    root = world(tmp_path, MUTANTS, "port-lee", figures)
    found, _ = library.read(root / "briefs")
    joined = graph.build(found)
    texts, _ = archive.read(root / "texts", found)
    rules = ("dates", "sentence", "owner")
    assert [p for p in evidence.against(joined, texts) if p.rule in rules] == []
    total, alive = mutants.survivors(joined, texts)
    assert {kind: what for kind, what in alive.items() if what} == {}
    assert len(total) > 8
