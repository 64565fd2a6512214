"""The pictures: well-formed, small, described, and no text in them becomes markup."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefsite.pages import charts
from briefsite.pages.charts import Bar, Point, Share, Tile

SVG = "{http://www.w3.org/2000/svg}"


def _bars(text: str) -> str:
    many = [Bar(f"{text} {n}", Decimal(n), f"{n} {text}", n > 3) for n in range(1, 6)]
    return charts.bars("pic-a", text, many, text).svg


def _line(text: str) -> str:
    many = [Point(date(2000 + n, 12, 31), text, Decimal(n), text) for n in range(4)]
    return charts.line("pic-a", text, many).svg


def _shares(text: str) -> str:
    return charts.shares(
        "pic-a", text, [Share(text, Decimal(n), text, n > 3) for n in (1, 8, 140)]
    ).svg


def _tiles(text: str) -> str:
    return charts.tiles(
        "pic-a", text, [Tile(text, text, 0, 0, "../x/"), Tile(text, text, 1, 0)]
    ).svg


def _locator(text: str) -> str:
    there, elsewhere = Tile(text, text, 0, 0, "../x/"), Tile("X", "X", 1, 2)
    return charts.locator(text, [there, elsewhere], "../where.svg").shown


PICTURES = (_bars, _line, _shares, _tiles, _locator)
Draw = Callable[[str], str]


def elements(svg: str) -> list[tuple[str, ...]]:
    return [(part.tag, *sorted(part.attrib)) for part in ET.fromstring(svg).iter()]


@pytest.mark.parametrize("draw", [draw for draw in PICTURES if draw is not _locator])
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
    assert elements(draw(text)) == elements(draw("Hunan"))
    words = " ".join(text.split())
    root = ET.fromstring(draw(text))
    said = root.get("aria-label") or f". Marked: {root[0].text or ''}."
    assert said.endswith(f". Marked: {words}.")


def _widths(svg: str, kind: str) -> list[str]:
    rects = ET.fromstring(svg).iter(f"{SVG}rect")
    return [rect.get("width", "") for rect in rects if rect.get("class") == kind]


def test_bars_share_a_zero_and_keep_apart_what_is_apart() -> None:
    items = [
        Bar("a", Decimal(50), "50"),
        Bar("b", Decimal(200), "200", apart=True),
        Bar("c", Decimal(100), "100"),
    ]
    svg = charts.bars("x", "t", items, "Apart").svg
    assert _widths(svg, "c-bar") == ["25%", "50%"]
    assert _widths(svg, "c-apart") == ["100%"]
    assert svg.index("Apart</text>") > svg.index(">100</text>")


def test_a_fall_is_drawn_to_the_left_of_zero() -> None:
    svg = charts.bars("x", "t", [Bar("a", Decimal(-25), "-25"), Bar("b", Decimal(75), "75")]).svg
    places = [rect.get("x") for rect in ET.fromstring(svg).iter(f"{SVG}rect")]
    assert places == ["0%", "25%"]


def test_a_line_has_a_true_time_axis_and_begins_at_zero() -> None:
    when = [date(2015, 12, 31), date(2017, 12, 31), date(2023, 12, 31)]
    points = [
        Point(day, str(day.year), Decimal(n), str(n))
        for day, n in zip(when, (1, 2, 4), strict=True)
    ]
    dots = list(ET.fromstring(charts.line("x", "t", points).svg).iter(f"{SVG}circle"))
    assert [dot.get("cx") for dot in dots] == ["2.0%", "26.0%", "98.0%"]
    assert [dot.get("cy") for dot in dots] == ["122.5", "95.0", "40.0"]


def test_values_that_are_all_zero_can_be_drawn() -> None:
    nothing = Decimal(0)
    assert ET.fromstring(charts.bars("x", "t", [Bar("a", nothing, "0")]).svg) is not None
    points = [Point(date(2023, 1, 1), "a", nothing, "0")] * 2
    assert ET.fromstring(charts.line("x", "t", points).svg) is not None


def test_a_share_never_leaves_its_track() -> None:
    items = [Share("a", Decimal("0.5"), "0.5%"), Share("b", Decimal(140), "140%")]
    assert _widths(charts.shares("x", "t", items).svg, "c-bar") == ["0.39%", "78%"]
