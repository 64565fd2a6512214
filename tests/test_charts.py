"""The pictures: well-formed, small, described, and no text in them becomes markup."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from briefsite.pages import charts
from briefsite.pages.charts import Bar, Dot, Line, Point, Tile
from briefsite.text.fonts import FONTS, LATIN, NARROW

SVG = "{http://www.w3.org/2000/svg}"


def _bars(text: str) -> str:
    many = [Bar(f"{text} {n}", Decimal(n), f"{n} {text}", n > 3) for n in range(1, 6)]
    return charts.bars(many, text).drawn


def _line(text: str) -> str:
    many = [Point(date(2000 + n, 12, 31), text, Decimal(n), text) for n in range(4)]
    return charts.line("pic-a", text, many).drawn


def _shares(text: str) -> str:
    return charts.shares([Bar(text, Decimal(n), text, firm=n > 3) for n in (1, 8, 140)]).drawn


def _tiles(text: str) -> str:
    return charts.tiles(
        "pic-a", text, [Tile(text, text, 0, 0, "../x/"), Tile(text, text, 1, 0)]
    ).drawn


def _locator(text: str) -> str:
    there, elsewhere = Tile(text, text, 0, 0, "../x/"), Tile("X", "X", 1, 2)
    return charts.locator(text, [there, elsewhere], "../where.svg").shown


PICTURES = (_bars, _line, _shares, _tiles, _locator)
SPANS = {("span", "lang")}
"""Around words of another script."""
Draw = Callable[[str], str]


def elements(svg: str) -> set[tuple[str, ...]]:
    """The kinds of elements; how many there are depends on the lines that words take."""
    return {(part.tag, *sorted(part.attrib)) for part in ET.fromstring(svg).iter()} - SPANS


@pytest.mark.parametrize("draw", [_line, _tiles])
def test_a_picture_is_described_and_small(draw: Draw) -> None:
    svg = draw("Hunan")
    root = ET.fromstring(svg)
    title, desc = root[0], root[1]
    assert (title.tag, title.text, title.get("id")) == (f"{SVG}title", "Hunan", "pic-a-t")
    assert (desc.tag, desc.get("id")) == (f"{SVG}desc", "pic-a-d")
    assert "Hunan" in (desc.text or "")
    assert root.get("aria-labelledby") == "pic-a-t"
    assert root.get("aria-describedby") == "pic-a-d"
    assert root.get("role") == ("group" if "<a " in svg else "img")
    assert "\n" not in svg
    assert len(svg) < (4096 if "<a " in svg else 2048)
    assert "var(" not in svg
    assert all("fill" in part.attrib for part in root.iter(f"{SVG}text"))


def test_a_locator_names_what_it_marks_over_squares_that_all_pages_share() -> None:
    there, elsewhere = Tile("A", "Anhui", 0, 0, "../x/"), Tile("X", "X", 1, 2)
    shown = ET.fromstring(charts.locator("Where", [there, elsewhere], "../where.svg").shown)
    assert (shown.get("role"), shown.get("aria-label")) == ("img", "Where. Marked: Anhui.")
    assert [part.get("href") for part in shown.iter("image")] == ["../where.svg"]
    ground = ET.fromstring(charts.locator_ground([there, elsewhere]))
    assert ground.get("viewBox") == shown.get("viewBox") == "0 0 71 26"
    (squares,) = ground.iter(f"{SVG}path")
    (marked,) = shown.iter("path")
    assert (squares.get("d") or "").count("M") == 2
    assert (squares.get("d") or "").startswith(marked.get("d") or "-")


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=60)


@pytest.mark.parametrize("draw", PICTURES)
@given(text=NAMES | st.sampled_from(["</svg><script>x</script>", '" onload="x', "]]>", "&#0;"]))
def test_any_name_stays_text(draw: Draw, text: str) -> None:
    assert elements(draw(text)) <= elements(draw("Hunan"))
    words = " ".join(text.split())
    root = ET.fromstring(draw(text))
    if draw in (_bars, _shares):
        assert " ".join("".join(root[0][0].itertext()).split()).startswith(words)
        return
    said = root.get("aria-label") or f". Marked: {root[0].text or ''}."
    assert said.endswith(f". Marked: {words}.")


@pytest.mark.parametrize("draw", [_bars, _shares])
def test_bars_are_a_list_that_says_all_in_words(draw: Draw) -> None:
    """As text, which takes the lines it needs and grows with the letters of the reader."""
    root = ET.fromstring(draw("Hunan"))
    items = [item for item in root if item.find("svg") is not None]
    assert (root.tag, len(items)) == ("ul", len(list(root.iter("svg"))))
    assert "".join(items[0].itertext()) in ("Hunan 1 1 Hunan", "Hunan Hunan")
    assert {svg.get("aria-hidden") for svg in root.iter("svg")} == {"true"}
    assert not list(root.iter("text"))
    assert "\n" not in draw("Hunan")
    assert len(draw("Hunan")) < 2048


def _widths(svg: str, kind: str) -> list[str]:
    rects = ET.fromstring(svg).iter("rect")
    return [rect.get("width", "") for rect in rects if rect.get("class") == kind]


def test_bars_share_a_zero_and_keep_apart_what_is_apart() -> None:
    items = [
        Bar("a", Decimal(50), "50"),
        Bar("b", Decimal(200), "200", apart=True),
        Bar("c", Decimal(100), "100"),
    ]
    svg = charts.bars(items, "Apart").drawn
    assert _widths(svg, "c-bar") == ["23.5%", "47%"]
    assert _widths(svg, "c-pale") == ["94%"]
    assert svg.index(">Apart</li>") > svg.index(">100</b>")


def test_a_fall_is_drawn_to_the_left_of_zero() -> None:
    svg = charts.bars([Bar("a", Decimal(-25), "-25"), Bar("b", Decimal(75), "75")]).drawn
    places = [rect.get("x", "0%") for rect in ET.fromstring(svg).iter("rect")]
    assert places == ["0%", "23.5%"]


def test_a_line_has_a_true_time_axis_and_begins_at_zero() -> None:
    when = [date(2015, 12, 31), date(2017, 12, 31), date(2023, 12, 31)]
    points = [
        Point(day, str(day.year), Decimal(n), str(n))
        for day, n in zip(when, (1, 2, 4), strict=True)
    ]
    dots = list(ET.fromstring(charts.line("x", "t", points).drawn).iter(f"{SVG}circle"))
    assert [dot.get("cx") for dot in dots] == ["2.0%", "26.0%", "98.0%"]
    assert [dot.get("cy") for dot in dots] == ["122.5", "95.0", "40.0"]


def test_values_that_are_all_zero_can_be_drawn() -> None:
    nothing = Decimal(0)
    assert ET.fromstring(charts.bars([Bar("a", nothing, "0")]).drawn) is not None
    points = [Point(date(2023, 1, 1), "a", nothing, "0")] * 2
    assert ET.fromstring(charts.line("x", "t", points).drawn) is not None


def test_a_share_never_leaves_its_track() -> None:
    items = [Bar("a", Decimal("0.5"), "0.5%"), Bar("b", Decimal(140), "140%")]
    assert _widths(charts.shares(items).drawn, "c-bar") == ["0.47%", "94%"]


def _ends(svg: str) -> list[str]:
    return [part.get("d", "") for part in ET.fromstring(svg).iter("path")]


@pytest.mark.parametrize("draw", [charts.bars, charts.shares])
def test_a_value_that_is_not_exact_has_no_plain_end(draw: Callable[..., charts.Chart]) -> None:
    kinds = ("", "more", "less", "about")
    svgs = [draw([Bar("a", Decimal(5), "5", end=end)]).drawn for end in kinds]
    marks = [_ends(svg) for svg in svgs]
    assert [len(found) for found in marks] == [0, 1, 1, 1]
    assert len({tuple(found) for found in marks}) == 4


def test_a_target_is_hollow_also_among_targets() -> None:
    svg = charts.bars([Bar(n, Decimal(5), "5", firm=False) for n in "ab"]).drawn
    assert _widths(svg, "c-hollow") == ["94%", "94%"]
    assert _widths(svg, "c-bar") == []


def test_a_line_is_drawn_only_between_periods_that_follow_on_each_other() -> None:
    points = [
        Point(date(year, 12, 31), str(year), Decimal(5), "5", year in (2018, 2023), "about")
        for year in (2016, 2017, 2018, 2022, 2023)
    ]
    svg = charts.line("x", "t", points).drawn
    lines = [line for line in ET.fromstring(svg).iter(f"{SVG}line") if line.get("x1") != "0"]
    dots = [dot.get("cx") for dot in ET.fromstring(svg).iter(f"{SVG}circle")]
    assert [(line.get("x1"), line.get("x2")) for line in lines] == [
        (dots[1], dots[2]),
        (dots[3], dots[4]),
    ]
    assert svg.count('class="c-about"') == 5


# --- no words over others, none cut off: boxes of the real letters at several widths -------------

Box = tuple[float, float, float, float]


@cache
def _letters(bold: bool) -> Callable[[str], float]:
    """How wide the project's own font draws words of 13 units, read apart from the program."""
    style = "Bold" if bold else "Regular"
    (font,) = (one for one in FONTS if (one.family, one.style) == (LATIN, style))
    with TTFont(font.path) as file:
        widths, whole, known = (
            dict(file["hmtx"].metrics),
            file["head"].unitsPerEm,
            file.getBestCmap(),
        )
    return lambda words: sum(13 * widths[known[ord(char)]][0] / whole for char in words)


def _boxes(svg: str, width: float) -> list[tuple[str, Box]]:
    """Every text of a picture of some width, with the box that its letters fill."""
    measures = {bold: _letters(bold) for bold in (False, True)}
    found = []
    for part in ET.fromstring(svg).iter(f"{SVG}text"):
        words, x, y = part.text or "", part.get("x", ""), float(part.get("y", ""))
        at = width * float(x.rstrip("%")) / 100 if x.endswith("%") else float(x)
        size = measures[part.get("font-weight") == "600"](words)
        left = at - size * {"middle": 0.5, "end": 1}.get(part.get("text-anchor", ""), 0)
        found.append((words, (left, y - 10, left + size, y + 3)))
    return found


def _overlaps(boxes: list[tuple[str, Box]], width: float) -> list[tuple[str, str]]:
    found = [(words, "edge") for words, box in boxes if box[0] < -0.1 or box[2] > width + 0.1]
    for (one, a), (other, b) in combinations(boxes, 2):
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
            found.append((one, other))
    return found


def _series(values: list[int], step: int, words: str) -> list[Point]:
    return [
        Point(
            date(2000 + n * step, 12, 31), str(2000 + n * step), Decimal(v), f"{v:,} {words}", True
        )
        for n, v in enumerate(values)
    ]


WIDTHS = (NARROW, 300, 480, 900)
VALUES = st.lists(st.integers(-9_000, 900_000), min_size=2, max_size=30)


@given(VALUES, st.sampled_from((1, 2)), st.sampled_from(("ships", "million square metres", "")))
def test_words_of_a_line_overlap_nothing_at_any_width(
    values: list[int], step: int, words: str
) -> None:
    chart = charts.line("x", "t", _series(values, step, words))
    for width in WIDTHS:
        assert _overlaps(_boxes(chart.drawn, width), width) == []


@pytest.mark.parametrize("count", [2, 4, 8, 30])
def test_the_last_and_the_first_value_of_a_line_are_written(count: int) -> None:
    chart = charts.line("x", "t", _series([900_000 + 13 * n for n in range(count)], 1, "ships"))
    assert isinstance(chart.shown, Line)
    dots: tuple[Dot, ...] = chart.shown.points
    assert dots[-1].value.text == f"{900_000 + 13 * (count - 1):,} ships"
    assert dots[0].value.text == "900,000 ships"
    assert dots[-1].period.text
    assert dots[0].period.text
    written = [dot for dot in dots if dot.value.text]
    assert chart.shown.unwritten == count - len(written)
