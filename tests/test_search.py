"""The search in a real browser: what each query finds first, keys, facets, and life without it."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from briefsite import checks
from briefsite.library.graph import figure_anchor, page_path, page_url
from briefsite.site import search
from tests.visitor import LIMIT, NARROW, SETTLED, Serve, Visitor, visit
from tests.world import CHECKOUT

HARBOUR = "regions/harbour-city/"
TABLE = Path(__file__).with_name("searches.txt")
ASK = """async ([words, limit]) => {
  const root = new URL("../", document.querySelector("script[src*='assets/page.js']").src).href;
  const dialog = document.getElementById("find"), input = dialog.querySelector("input");
  input.value = words;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  await (SETTLED)([words, limit]);
  const sections = [...dialog.querySelectorAll(".find-results section")];
  const results = sections.flatMap((section) =>
    [...section.querySelectorAll(".find-hit")].map((link) =>
      [section.querySelector("h2").textContent, link.href.replace(root, "")]));
  return [results, document.getElementById("find-status").textContent];
}""".replace("SETTLED", SETTLED)
"""What is found for words typed into the open dialog: the heading above each result and where it
leads below the site's root; and what is said of them."""
Results = list[tuple[str, str]]


def asked(page: Page, words: str) -> tuple[Results, str]:
    """The results for words, and what is said of them; all at one go, as there are hundreds."""
    results, says = page.evaluate(ASK, [words, LIMIT])
    return results, says


def table() -> dict[str, list[tuple[str, str]]]:
    """The queries, and what must hold of each."""
    found = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words, wanted = line.split(" => ")
            rules = [rule.partition(" ") for rule in wanted.split("; ")]
            assert words not in found, words
            found[words] = [(what, value) for what, _, value in rules]
    return found


def wrong(page: Page, words: str, rules: list[tuple[str, str]]) -> Iterator[str]:
    """What the search says otherwise than it must."""
    results, says = asked(page, words)
    kinds = {"name": "Names", "figure": "Figures", "page": "In the texts"}
    pages = re.search(r"([0-9]+) pages? found", says)
    for what, value in rules:
        if what in kinds:
            found = [url for title, url in results if title.startswith(kinds[what])]
            holds = (found[:1] or ["none"]) == [value]
        elif what == "count":
            holds = bool(pages and pages[1] == value)
        elif what == "editors":
            last = ["or editors" in title for title, _ in results]
            holds = any(last) and last == sorted(last)
        else:
            assert what in ("none", "not", "says"), what
            holds = {
                "none": not results and "found." not in says,
                "not": not any(url.startswith(value) for _, url in results),
                "says": value in says,
            }[what]
        if not holds:
            yield f"{words}: {what} {value}, but: {says} {results[:4]}"


def opened(visitor: Visitor, path: str) -> Page:
    """A page with the dialog open."""
    page = visitor.go(path)
    page.locator("button.find-open").click()
    return page


def first(visitor: Visitor) -> str:
    """Where the first result leads, below the site's root."""
    url: str = visitor.page.locator(".find-hit").first.evaluate("link => link.href")
    return url.removeprefix(visitor.url)


def test_each_query_finds_what_it_should(reader: Visitor) -> None:
    page, queries = opened(reader, ""), table()
    assert len(queries) > 90
    assert [fault for words, rules in queries.items() for fault in wrong(page, words, rules)] == []


def test_the_program_and_the_page_file_numbers_alike(reader: Visitor) -> None:
    printed = ["868,000", "868000", "0.50", "1,234.50", "12,5", "1.234.567", "007", "1,00,000", "0"]
    told = reader.go("").evaluate(
        """async (printed) => {
          const { value, shard } = await import(new URL("assets/search-words.js", location.href));
          return printed.map((digits) => [value(digits), shard(value(digits), 7)]);
        }""",
        printed,
    )
    keys = [search.number_key(digits) for digits in printed]
    assert told == [[key, search.part_of(key, 7)] for key in keys]
    assert keys[:5] == ["868000", "868000", "0.5", "1234.5", "12.5"]


def test_each_real_brief_is_found_first_by_its_name(
    browser: Browser, serve: Serve, real: Path
) -> None:
    found = {}
    briefs = list(checks.check(CHECKOUT).graph.library.briefs())
    for visitor in visit(browser, serve(real / "site")):
        page = opened(visitor, "")
        for brief in briefs:
            found[brief.id] = asked(page, brief.value.name)[0][0][1]
    assert found == {brief.id: page_url(page_path(brief.kind, brief.id)) for brief in briefs}


def test_each_real_figure_is_found_by_its_number(
    browser: Browser, serve: Serve, real: Path
) -> None:
    """And by nothing else that is not this number: the lists are those that the briefs give."""
    graph = checks.check(CHECKOUT).graph
    anchors: dict[str, set[str]] = {}
    for figures in graph.by_indicator.values():
        for at in figures:
            scale = f" {at.figure.scale}" if at.figure.scale else ""
            url = page_url(page_path(at.brief.kind, at.brief.id))
            anchors.setdefault(f"{at.figure.value}{scale}", set()).add(f"{url}#{figure_anchor(at)}")
    for visitor in visit(browser, serve(real / "site")):
        page = opened(visitor, "")
        for number, wanted in anchors.items():
            found = {url for title, url in asked(page, number)[0] if title == "Figures"}
            assert found >= wanted or len(found) == 8, number


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
    """And a part of a page which event or statement it is."""
    page = reader.go("")
    reader.search("Harbour City")
    expect(page.locator(".find-place").first).to_have_text("City in Coast, Westland")
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


def test_what_is_found_is_announced_and_typing_goes_on_from_a_result(reader: Visitor) -> None:
    page = reader.go("")
    status = page.locator("#find-status")
    assert status.get_attribute("role") == "status"
    reader.search("Tide Motors")
    expect(status).to_contain_text("1 name, ")
    expect(status).to_contain_text("pages found")
    assert reader.search("qqqqqq") == []
    expect(status).to_contain_text("Nothing found for “qqqqqq”")
    expect(page.locator("#find").get_by_role("textbox", name="Search")).to_be_visible()
    reader.search("out")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("put")
    expect(page.locator(".find-input")).to_have_value("output")


def test_facets_narrow_with_counts_and_can_be_taken_away(reader: Visitor) -> None:
    """A kind, a region, a year; and alone they list pages."""
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
    chosen.first.click()
    expect(chosen).to_have_count(0)
    reader.search("output")
    page.locator("select[data-group=year]").select_option("2015")
    expect(chosen).to_contain_text("Year: 2015")
    titles = page.locator(".find-hit > .find-title").all_text_contents()
    assert set(titles) == {"Total output", "Harbour City"}
    chosen.first.click()
    reader.search("")
    kinds.select_option("Person")
    expect(page.locator(".find-hit .find-title").first).to_be_visible()
    expect(page.locator("#find-status")).to_contain_text("2 pages found")


def test_nothing_is_loaded_before_the_dialog_opens(reader: Visitor) -> None:
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    page = reader.go("regions/coast/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "pagefind" in url or "/search" in url]
    assert len(asked) <= 12
    reader.search("")
    assert [url for url in asked if "pagefind" in url]
    assert not [url for url in asked if "search-numbers" in url]
    reader.search("290")
    assert [url for url in asked if "search-numbers" in url]


@pytest.mark.parametrize("path", ["", "404.html"])
def test_a_search_can_be_shared_by_its_address(path: str, reader: Visitor) -> None:
    page = reader.go(f"{path}?q=Tide+Motors")
    reader.settled("Tide Motors")
    assert first(reader) == "companies/tide-motors/"
    page.locator("select[data-group=kind]").select_option("Person")
    expect(page.locator(".find-hit .find-title").first).to_have_text("Bo Reed")
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{reader.url}{path}")


def test_the_query_is_in_the_address_and_back_leads_out_and_in(reader: Visitor) -> None:
    page = reader.go("regions/coast/")
    dialog = page.locator("#find")
    reader.search("Tide Motors")
    expect(page).to_have_url(f"{reader.url}regions/coast/?q=Tide+Motors")
    page.locator(".find-hit").first.click()
    page.wait_for_url("**/companies/tide-motors/")
    page.go_back()
    reader.settled("Tide Motors")
    expect(dialog).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{reader.url}regions/coast/")
    expect(dialog).not_to_be_visible()
    page.go_forward()
    reader.settled("Tide Motors")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{reader.url}regions/coast/")


def test_a_result_in_a_new_tab_leaves_the_dialog_open(reader: Visitor) -> None:
    page = reader.go("")
    reader.search("Westland")
    with page.context.expect_page() as opened:
        page.locator(".find-hit").first.click(modifiers=["ControlOrMeta"])
    opened.value.wait_for_url("**/regions/westland/")
    expect(page.locator("#find")).to_be_visible()


def test_opened_from_a_disk_it_says_that_it_needs_a_server(browser: Browser, family: Path) -> None:
    page = browser.new_page()
    page.goto((family / "site" / "regions" / "coast" / "index.html").as_uri())
    page.locator("button.find-open").click()
    said = page.locator("#find-status")
    expect(said).to_contain_text("The search needs a web server")
    expect(said).to_contain_text(f'python -m http.server --directory "{family / "site"}/"')
    page.close()


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
    assert search.index_search(other_family) == []
    for visitor in visit(browser, serve(other_family)):
        page, some = opened(visitor, "regions/coast/"), list(table().items())[::8]
        assert [fault for words, rules in some for fault in wrong(page, words, rules)] == []


def test_the_index_holds_every_page_with_content(real: Path) -> None:
    site = real / "site"
    assert search.indexed_pages(site) == len(search.content_pages(site)) > 20


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
    problems = search.index_search(site)
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
    assert search.index_search(hostile / "site") == []
