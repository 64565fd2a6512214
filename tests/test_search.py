"""The search in a real browser: what each query finds first, keys, facets, and life without it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from briefsite.site import search
from tests.visitor import NARROW, Serve, Visitor, visit

XIANGJIANG = "regions/xiangjiang-new-area/"
QUERIES = [
    # names of places and companies
    ("Hunan", "regions/hunan/"),
    ("changsha", "regions/changsha/"),
    ("Xiangjiang", XIANGJIANG),
    ("Zoomlion", "companies/zoomlion/"),
    ("supercomputing", "companies/national-supercomputing-center-changsha/"),
    # Chinese names, full, short, and parts of them
    ("长沙", "regions/changsha/"),
    ("长沙市", "regions/changsha/"),
    ("湘江新区", XIANGJIANG),
    ("湖南湘江新区", XIANGJIANG),
    ("湘江", XIANGJIANG),
    ("中联重科", "companies/zoomlion/"),
    ("重科", "companies/zoomlion/"),
    ("大众安徽", "companies/volkswagen-anhui/"),
    # pinyin with tone marks, without, with spaces where there are none
    ("Húnán Shěng", "regions/hunan/"),
    ("hunan sheng", "regions/hunan/"),
    ("Wuhu Shi", "regions/wuhu/"),
    ("xiang jiang", XIANGJIANG),
    # other names
    ("VW", "companies/volkswagen/"),
    ("vw anhui", "companies/volkswagen-anhui/"),
    ("BSBM", "companies/basf-shanshan-battery-materials/"),
    ("TBEA", "companies/tebian-hengyang-transformer/"),
    # slips of the finger
    ("Heifei", "regions/hefei/"),
    ("changsa", "regions/changsha/"),
    ("zoomlon", "companies/zoomlion/"),
    ("batery", "glossary/#t-power-battery"),
    ("volkswagon anhui", "companies/volkswagen-anhui/"),
    # indicators, topics, terms, people, sources
    ("R&D intensity", "indicators/rd-intensity/"),
    ("total output", "indicators/total-output/"),
    ("new energy vehicles", "topics/new-energy-vehicles/"),
    ("低空经济", "glossary/#t-low-altitude-economy"),
    ("SMEs", "glossary/#t-smes"),
    ("Xi Jinping", "people/xi-jinping/"),
    ("王清宪", "people/wang-qingxian/"),
    ("CGTN release", "sources/cgtn-2024-03-19/"),
    # numbers, words of a text
    ("868000", "indicators/nev-output/"),
    ("868,000", "indicators/nev-output/"),
    ("450 billion", XIANGJIANG),
    ("thoroughfare west", XIANGJIANG),
    ('"solar cells"', "topics/photovoltaics/"),
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


def test_the_first_result_leads_there_by_enter(reader: Visitor) -> None:
    page = reader.go("sources/cgtn-2024-03-20/")
    page.keyboard.press("Control+k")
    page.locator(".find-input").type("湘江新区")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{XIANGJIANG}")


def test_a_result_leads_to_the_figure(reader: Visitor) -> None:
    page = reader.go("")
    reader.search("450 billion")
    part = page.locator(".find-part", has_text="Total economic output").first
    part.click()
    page.wait_for_url(f"**/{XIANGJIANG}#f-total-output-2023")
    expect(page.locator("#find")).not_to_be_visible()


def test_a_part_of_a_page_says_which_event_or_statement_it_is(reader: Visitor) -> None:
    page = reader.go("")
    parts = page.locator(".find-part > .find-title")
    reader.search("Hunan policy on industry and trade")
    assert "Event: Hunan issues a policy on industry and trade" in parts.all_text_contents()
    reader.search("traditional industries high-end intelligent green")
    assert "Statement: Xi Jinping, March 2024" in parts.all_text_contents()
    reader.search("Urged the province to become deeply integrated")
    said = [text for text in parts.all_text_contents() if text.startswith("Statement: Xi Jinping")]
    assert (
        "Statement: Xi Jinping, Urged the province to become deeply integrated with the …" in said
    )
    for words in ("inspects Changsha visits BASF", "Urged the province", "battery", "2024"):
        reader.search(words)
        assert not {"Event", "Statement"} & set(parts.all_text_contents()), words


def test_an_event_told_on_another_page_has_its_own_name_there(reader: Visitor) -> None:
    """On Hunan's page, what Changsha's brief tells is not put to the event of Hunan before it."""
    page = reader.go("")
    reader.search("garbled issue")
    hunan = page.locator(".find-list > li", has=page.locator("a.find-hit[href$='/regions/hunan/']"))
    part = hunan.locator(".find-part", has_text="Event: Xi Jinping inspects Changsha").first
    part.click()
    page.wait_for_url("**/regions/hunan/#o-changsha-e-*")
    assert page.locator(f"[id='{page.url.split('#')[1]}']").count() == 1


def test_a_result_says_what_it_is_and_where(reader: Visitor) -> None:
    reader.go("")
    reader.search("Changsha")
    expect(reader.page.locator(".find-place").first).to_have_text("City in Hunan, China")


def test_the_keys(reader: Visitor) -> None:
    page = reader.go("regions/hunan/")
    page.locator("button.find-open").focus()
    page.keyboard.press("/")
    expect(page.locator(".find-input")).to_be_focused()
    page.keyboard.insert_text("battery")
    reader.settled("battery")
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
    reader.search("batt")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("ery")
    expect(page.locator(".find-input")).to_have_value("battery")


def test_what_is_found_is_announced(reader: Visitor) -> None:
    page = reader.go("")
    status = page.locator("#find-status")
    assert status.get_attribute("role") == "status"
    reader.search("Zoomlion")
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
    page.locator("select[data-group=region]").select_option("Hunan")
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
    assert set(titles) == {"Total economic output", "Xiangjiang New Area"}


def test_facets_alone_list_pages(reader: Visitor) -> None:
    page = reader.go("")
    reader.search("")
    page.locator("select[data-group=kind]").select_option("Person")
    expect(page.locator(".find-hit .find-title").first).to_be_visible()
    expect(page.locator("#find-status")).to_contain_text("7 pages found")


def test_nothing_is_loaded_before_the_dialog_opens(reader: Visitor) -> None:
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    page = reader.go("regions/hunan/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "pagefind" in url or "search-names" in url]
    assert len(asked) <= 12
    reader.search("")
    assert [url for url in asked if "pagefind" in url]


def test_a_search_can_be_shared_by_its_address(reader: Visitor) -> None:
    reader.go("?q=Zoomlion")
    reader.settled("Zoomlion")
    assert first(reader) == "companies/zoomlion/"


def test_the_dialog_fits_a_narrow_screen(phone: Visitor) -> None:
    page = phone.go("regions/hunan/")
    phone.search("battery")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert page.locator("#find").evaluate("dialog => dialog.scrollWidth <= innerWidth")
    page.locator("button.find-close").click()
    expect(page.locator("#find")).not_to_be_visible()


@pytest.mark.parametrize("path", ["", "regions/hunan/", "404.html"])
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
    assert reader.search("Hefei")


def test_the_same_search_works_under_another_engine(
    browser: Browser, serve: Serve, other_engine: Path
) -> None:
    assert search.index(other_engine) == []
    for visitor in visit(browser, serve(other_engine)):
        visitor.go("regions/hunan/")
        found = {}
        for words, _ in QUERIES[::4]:
            assert visitor.search(words), words
            found[words] = first(visitor)
        assert found == dict(QUERIES[::4])


def test_the_index_holds_every_page_with_content(real: Path) -> None:
    site = real / "site"
    assert search.indexed_pages(site) == len(search.content_pages(site)) > 80


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
            lambda site: _edit(site / "search-names.json", '"regions/hunan/"', '"regions/x/"'),
            "leads nowhere: regions/x/",
        ),
        (
            lambda site: _edit(site / "search-names.json", "#t-mu", "#t-no"),
            "leads nowhere: glossary/#t-no",
        ),
        (
            lambda site: _edit(site / "search-names.json", '"regions/hunan/"', '"//x.org/"'),
            "leads nowhere: //x.org/",
        ),
    ],
)
def test_what_the_search_would_miss_is_an_error(
    broken: Break, message: str, real: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    shutil.copytree(real / "site", site)
    broken(site)
    shutil.rmtree(site / "pagefind")
    problems = search.index(site)
    assert [p for p in problems if message in p.message and p.level == "error"]


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_only_what_the_dialog_loads_is_published(real: Path) -> None:
    files = {path.name for path in (real / "site" / "pagefind").iterdir() if path.is_file()}
    assert {name for name in files if not name.endswith(".pf_meta")} == set(search.NEEDED)


def test_the_index_holds_no_markup_of_hostile_names(hostile: Path) -> None:
    names = json.loads((hostile / "site" / "search-names.json").read_text("utf-8"))["names"]
    for _, _, url, _ in names:
        assert not set(url) & set("<>\"'& ")
    assert search.index(hostile / "site") == []
