"""The search in a real browser: what each query finds first, keys, facets, and life without it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from briefsite import checks
from briefsite.library.graph import page_path, page_url
from briefsite.site import gate
from tests.visitor import NARROW, Serve, Visitor, visit
from tests.world import CHECKOUT

HARBOUR = "regions/harbour-city/"
QUERIES = [
    # names of places and companies
    ("Westland", "regions/westland/"),
    ("harbour city", HARBOUR),
    ("Harbour", HARBOUR),
    ("Tide Motors", "companies/tide-motors/"),
    ("institute of salt", "companies/salt-institute/"),
    # Chinese names, full, short, and parts of them
    ("海岸省", "regions/coast/"),
    ("海岸", "regions/coast/"),
    ("港城市", HARBOUR),
    ("城市", HARBOUR),
    ("汽车", "companies/tide-motors/"),
    # pinyin with tone marks, without, with spaces where there are none
    ("Hǎi'àn Shěng", "regions/coast/"),
    ("haian sheng", "regions/coast/"),
    ("Gangcheng Shi", HARBOUR),
    ("gang cheng", HARBOUR),
    # other names
    ("Port Town", HARBOUR),
    ("Harbor City", HARBOUR),
    ("老港", HARBOUR),
    ("gross output", "glossary/#t-output"),
    # slips of the finger
    ("Harbuor", HARBOUR),
    ("westlnd", "regions/westland/"),
    ("doks", "regions/docks/"),
    ("tide motrs", "companies/tide-motors/"),
    # indicators, topics, terms, people, sources
    ("total output", "indicators/output/"),
    ("growth of output", "indicators/output-growth/"),
    ("salt making", "topics/salt-making/"),
    ("制盐", "topics/salt-making/"),
    ("产值", "glossary/#t-output"),
    ("Ann Wave", "people/ann-wave/"),
    ("安波", "people/ann-wave/"),
    ("evening issue", "sources/herald-evening/"),
    # numbers, words of a text
    ("1234567", "regions/docks/"),
    ("1,234,567", "regions/docks/"),
    ("290 billion", HARBOUR),
    ("bridge may never come", HARBOUR),
    ('"in bags"', "regions/coast/"),
]


def first(visitor: Visitor) -> str:
    """Where the first result leads, below the site's root."""
    url: str = visitor.page.locator(".find-hit").first.evaluate("link => link.href")
    return url.removeprefix(visitor.url)


def test_each_query_finds_first_what_it_should(reader: Visitor) -> None:
    reader.go("")
    found = {}
    for words, _ in QUERIES:
        assert reader.search(words), words
        found[words] = first(reader)
    assert found == dict(QUERIES)


def test_each_real_brief_is_found_first_by_its_name(
    browser: Browser, serve: Serve, real: Path
) -> None:
    found = {}
    briefs = list(checks.check(CHECKOUT).graph.library.briefs())
    for visitor in visit(browser, serve(real / "site")):
        visitor.go("")
        for brief in briefs:
            visitor.search(brief.value.name)
            found[brief.id] = first(visitor)
    assert found == {brief.id: page_url(page_path(brief.kind, brief.id)) for brief in briefs}


def test_the_first_result_leads_there_by_enter(reader: Visitor) -> None:
    page = reader.go("sources/herald-evening/")
    page.keyboard.press("Control+k")
    page.locator(".find-input").type("港城市")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{HARBOUR}")


def test_a_result_leads_to_the_figure(reader: Visitor) -> None:
    page = reader.go("")
    reader.search("99.90")
    part = page.locator(".find-part", has_text="Total output").first
    part.click()
    page.wait_for_url(f"**/{HARBOUR}#f-output-2015")
    expect(page.locator("#find")).not_to_be_visible()


def test_a_part_of_a_page_says_which_event_or_statement_it_is(reader: Visitor) -> None:
    page = reader.go("")
    parts = page.locator(".find-part > .find-title")
    for words, title in (
        ("bridge is promised", "Event: A bridge is promised"),
        ("proud of the port", "Statement: Ann Wave, March 2024"),
        ("never come", "Statement: a docker, not named, The bridge may never come."),
        ("loudest", "Statement: Tide Motors, The motors are the loudest."),
    ):
        reader.search(words)
        assert title in parts.all_text_contents(), words
    for words in ("new dock opens", "proud", "motors", "2024"):
        reader.search(words)
        assert not {"Event", "Statement"} & set(parts.all_text_contents()), words


def test_an_event_told_on_another_page_has_its_own_name_there(reader: Visitor) -> None:
    """On the page of the docks, what the city's brief tells of them has the city's name for it."""
    page = reader.go("")
    reader.search("new dock opens")
    docks = page.locator(".find-list > li", has=page.locator("a.find-hit[href$='/regions/docks/']"))
    part = docks.locator(".find-part", has_text="Event: The new dock opens").first
    part.click()
    page.wait_for_url("**/regions/docks/#o-harbour-city-e-*")
    assert page.locator(f"[id='{page.url.split('#')[1]}']").count() == 1


def test_a_result_says_what_it_is_and_where(reader: Visitor) -> None:
    reader.go("")
    reader.search("Harbour City")
    expect(reader.page.locator(".find-place").first).to_have_text("City in Coast, Westland")


def test_the_keys(reader: Visitor) -> None:
    page = reader.go("regions/coast/")
    page.locator("button.find-open").focus()
    page.keyboard.press("/")
    expect(page.locator(".find-input")).to_be_focused()
    page.keyboard.insert_text("output")
    reader.settled("output")
    links = page.locator(".find-results a")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".find-input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#find")).not_to_be_visible()
    expect(page.locator("button.find-open")).to_be_focused()
    page.keyboard.press("Meta+k")
    expect(page.locator("#find")).to_be_visible()
    page.keyboard.press("/")  # now a sign like any other
    expect(page.locator(".find-input")).to_have_value("/")


def test_typing_goes_on_from_a_result(reader: Visitor) -> None:
    page = reader.go("")
    reader.search("out")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("put")
    expect(page.locator(".find-input")).to_have_value("output")


def test_what_is_found_is_announced(reader: Visitor) -> None:
    page = reader.go("")
    status = page.locator("#find-status")
    assert status.get_attribute("role") == "status"
    reader.search("Tide Motors")
    expect(status).to_contain_text("1 name, ")
    expect(status).to_contain_text("pages found")
    assert reader.search("qqqqqq") == []
    expect(status).to_contain_text("Nothing found for “qqqqqq”")
    expect(page.locator("#find").get_by_role("textbox", name="Search")).to_be_visible()


def test_facets_narrow_with_counts_and_can_be_taken_away(reader: Visitor) -> None:
    page = reader.go("")
    reader.search("2024")
    kinds = page.locator("select[data-group=kind]")
    told = kinds.locator("option", has_text="Company").text_content() or ""
    kinds.select_option("Company")
    chosen = page.locator("button.find-chosen")
    expect(chosen).to_contain_text(f"Kind: {told}")
    expect(page.locator("#find-status")).to_contain_text(told.split("(")[1].rstrip(")"))
    places = page.locator(".find-hit .find-place").all_text_contents()
    assert places
    assert {place.split()[0] for place in places} <= {"Company", "Joint", "Institution"}
    page.locator("select[data-group=region]").select_option("Coast")
    expect(chosen).to_have_count(2)
    chosen.first.click()
    expect(chosen).to_have_count(1)
    expect(kinds).to_be_visible()


def test_a_year_is_a_facet(reader: Visitor) -> None:
    page = reader.go("")
    reader.search("output")
    page.locator("select[data-group=year]").select_option("2015")
    expect(page.locator("button.find-chosen")).to_contain_text("Year: 2015")
    titles = page.locator(".find-hit > .find-title").all_text_contents()
    assert set(titles) == {"Total output", "Harbour City"}


def test_facets_alone_list_pages(reader: Visitor) -> None:
    page = reader.go("")
    reader.search("")
    page.locator("select[data-group=kind]").select_option("Person")
    expect(page.locator(".find-hit .find-title").first).to_be_visible()
    expect(page.locator("#find-status")).to_contain_text("2 pages found")


def test_nothing_is_loaded_before_the_dialog_opens(reader: Visitor) -> None:
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    page = reader.go("regions/coast/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "pagefind" in url or "search-names" in url]
    assert len(asked) <= 12
    reader.search("")
    assert [url for url in asked if "pagefind" in url]


def test_a_search_can_be_shared_by_its_address(reader: Visitor) -> None:
    reader.go("?q=Tide+Motors")
    reader.settled("Tide Motors")
    assert first(reader) == "companies/tide-motors/"


def test_the_dialog_fits_a_narrow_screen(phone: Visitor) -> None:
    page = phone.go("regions/coast/")
    phone.search("output")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert page.locator("#find").evaluate("dialog => dialog.scrollWidth <= innerWidth")
    page.locator("button.find-close").click()
    expect(page.locator("#find")).not_to_be_visible()


@pytest.mark.parametrize("path", ["", "regions/coast/", "404.html"])
def test_without_script_there_is_a_link_instead(path: str, scriptless: Visitor) -> None:
    page = scriptless.go(path)
    link = page.locator("a.find-open")
    expect(link).to_be_visible()
    expect(link).to_have_text("Browse")
    expect(page.locator("#find")).not_to_be_visible()
    link.click()
    expect(page.locator("h1")).to_contain_text("Browse all briefs")


def test_the_404_page_offers_the_search(reader: Visitor) -> None:
    page = reader.go("404.html")
    page.locator("article button").click()
    expect(page.locator("#find")).to_be_visible()
    assert reader.search("Coast")


def test_the_same_search_works_under_another_engine(
    browser: Browser, serve: Serve, other_family: Path
) -> None:
    assert gate.index_search(other_family) == []
    for visitor in visit(browser, serve(other_family)):
        visitor.go("regions/coast/")
        found = {}
        for words, _ in QUERIES[::4]:
            assert visitor.search(words), words
            found[words] = first(visitor)
        assert found == dict(QUERIES[::4])


def test_the_index_holds_every_page_with_content(real: Path) -> None:
    site = real / "site"
    assert gate.indexed_pages(site) == len(gate.content_pages(site)) > 20


Break = Callable[[Path], object]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (
            lambda site: _edit(site / "about/index.html", " data-pagefind-body", ""),
            "the search does not read this page",
        ),
        (
            lambda site: _edit(site / "about/index.html", " data-pagefind-body", ""),
            "pages, but the site has",
        ),
        (
            lambda site: _edit(site / "search-names.json", '"regions/coast/"', '"regions/x/"'),
            "leads nowhere: regions/x/",
        ),
        (
            lambda site: _edit(site / "search-names.json", "#t-dock", "#t-no"),
            "leads nowhere: glossary/#t-no",
        ),
        (
            lambda site: _edit(site / "search-names.json", '"regions/coast/"', '"//x.org/"'),
            "leads nowhere: //x.org/",
        ),
    ],
)
def test_what_the_search_would_miss_is_an_error(
    broken: Break, message: str, family: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    shutil.copytree(family / "site", site)
    broken(site)
    shutil.rmtree(site / "pagefind")
    problems = gate.index_search(site)
    assert [p for p in problems if message in p.message and p.level == "error"]


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_only_what_the_dialog_loads_is_published(real: Path) -> None:
    files = {path.name for path in (real / "site" / "pagefind").iterdir() if path.is_file()}
    assert {name for name in files if not name.endswith(".pf_meta")} == set(gate.NEEDED)


def test_the_index_holds_no_markup_of_hostile_names(hostile: Path) -> None:
    names = json.loads((hostile / "site" / "search-names.json").read_text("utf-8"))["names"]
    for _, _, url, _ in names:
        assert not set(url) & set("<>\"'& ")
    assert gate.index_search(hostile / "site") == []
