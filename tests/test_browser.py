"""The built site in a real browser: the search, silence towards other hosts, hostile names."""

import re
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, expect

from tests.visitor import NARROW, RESULTS, Serve, Visitor, kinds, visit
from tests.world import story

HOSTILE = yaml.safe_load((story("hostile") / "regions" / "hostile.yml").read_text("utf-8"))
NAME: str = HOSTILE["name"]
SITE: str = yaml.safe_load((story("hostile") / "site.yml").read_text(encoding="utf-8"))["name"]
COMPANY: str = yaml.safe_load(
    (story("hostile") / "companies" / "hostile-company.yml").read_text("utf-8")
)["name"]
HOSTILE_PAGES = (
    "",
    "regions/",
    "regions/hostile/",
    "regions/long/",
    "companies/",
    "companies/hostile-company/",
    "sources/hostile-source/",
    "indicators/hostile/",
    "topics/hostile/",
    "people/hostile/",
    "glossary/",
)


@pytest.fixture
def victim(browser: Browser, serve: Serve, hostile: Path) -> Iterator[Visitor]:
    """A reader of the hostile world's site."""
    yield from visit(browser, serve(hostile / "site"))


def test_no_search_asks_another_host_or_complains(
    browser: Browser, serve: Serve, real: Path
) -> None:
    """From the page of errors, and from a page in each depth of folders; more in test_kinds.py."""
    paths = [path for path in kinds(real / "site").values() if path != "404.html"]
    depths = {path.count("/"): path for path in paths}
    assert len(depths) == 3
    for visitor in visit(browser, serve(real / "site")):
        for path in ("404.html", *depths.values()):
            page = visitor.go(path)
            visitor.search("2024")
            expect(page.locator("h1")).to_have_count(1)
            page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("expects", [(), {"404"}])
def test_an_answer_that_a_visit_does_not_expect_is_seen(
    expects: set[str], browser: Browser, serve: Serve, family: Path
) -> None:
    visits = visit(browser, serve(family / "site"), expects)
    visitor = next(visits)
    visitor.page.goto(f"{visitor.url}nowhere/")
    with nullcontext() if expects else pytest.raises(AssertionError):
        next(visits, None)
    assert any("404" in words for words in visitor.seen.console) is not bool(expects)


def test_every_number_leads_to_its_source_without_script(scriptless: Visitor) -> None:
    page = scriptless.go("regions/harbour-city/")
    page.locator("sup a").first.click()
    note = page.locator(page.evaluate("location.hash"))
    expect(note).to_be_visible()
    note.locator("a[href*='sources/']").first.click()
    page.wait_for_url("**/sources/*/#p-*")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(page.evaluate("location.hash"))).to_be_visible()


def test_the_breadcrumbs_lead_up(reader: Visitor) -> None:
    page = reader.go("regions/docks/")
    crumbs = page.locator("nav.crumbs a")
    assert crumbs.all_text_contents() == ["Home", "Regions", "Westland", "Coast", "Harbour City"]
    crumbs.last.click()
    page.wait_for_url("**/regions/harbour-city/")


def test_a_wrong_address_gives_a_page_that_helps(reader: Visitor) -> None:
    page = reader.page
    page.goto(reader.url + "404.html")
    expect(page.locator("h1")).to_have_text("Page not found")


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_hostile_text_runs_nothing(path: str, victim: Visitor) -> None:
    page = victim.go(path)
    page.wait_for_load_state("networkidle")
    page.locator("article a, article button, article summary").evaluate_all(
        """(elements) => elements.forEach((element) => {
          for (const event of ["mouseover", "focus"])
            element.dispatchEvent(new Event(event, { bubbles: true }));
        })"""
    )
    assert page.evaluate("window.__pwned") is None
    handlers = "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on/i"
    assert page.evaluate(f"{handlers}.test(a.name))).length") == 0
    assert page.locator("article script, article iframe, article svg[onload]").count() == 0


def test_a_hostile_name_appears_as_it_is_written(victim: Visitor) -> None:
    page = victim.go("regions/hostile/")
    heading = page.evaluate("document.querySelector('h1').firstChild.textContent.trim()")
    assert heading == NAME
    assert page.title() == f"{NAME}, country - {SITE}"
    assert NAME in page.locator(".md-header__title").text_content()  # type: ignore[operator]
    victim.go("regions/long/")
    assert NAME in page.locator("nav.crumbs a").all_text_contents()
    victim.go("regions/")
    assert NAME in [text.strip() for text in page.locator("article a").all_text_contents()]
    victim.go("companies/hostile-company/")
    assert NAME in [text.strip() for text in page.locator("article a").all_text_contents()]
    assert page.evaluate("document.querySelector('h1').firstChild.textContent.trim()") == COMPANY
    assert page.title() == f"{COMPANY}, joint venture in {NAME} - {SITE}"


def test_hostile_text_in_search_results_runs_nothing(victim: Visitor) -> None:
    """And a name appears there as it is written."""
    page = victim.go("")
    assert NAME in [title.strip() for title in victim.search("hostile AT&T")]
    for words in ("img", "script", "onerror", "新区", "C++", "O'Neil"):
        assert victim.search(words), words
        victim.given_time()
        assert page.evaluate("window.__pwned") is None, words
        alive = page.locator(f"{RESULTS} script, {RESULTS} img, {RESULTS} svg[onload]")
        assert alive.count() == 0, words


def test_a_search_shared_by_its_address_runs_nothing(victim: Visitor) -> None:
    victim.go("?q=%3Cimg%20src%3Dx%20onerror%3Dwindow.__pwned%3D1%3E")
    victim.settled("<img src=x onerror=window.__pwned=1>")
    victim.given_time()
    assert victim.page.evaluate("window.__pwned") is None


def test_a_word_of_two_hundred_letters_fits_a_narrow_screen(
    browser: Browser, serve: Serve, hostile: Path
) -> None:
    for visitor in visit(browser, serve(hostile / "site"), viewport=NARROW):
        for path in ("regions/long/", "regions/", "regions/hostile/", ""):
            page = visitor.go(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path


@pytest.mark.parametrize(("day", "shown"), [("2024-05-01", False), ("2099-01-01", True)])
def test_a_figure_grows_stale_in_the_readers_own_time(
    day: str, shown: bool, browser: Browser, serve: Serve, family: Path
) -> None:
    """The site was built before the review of a brief was due; the reader comes later."""
    for visitor in visit(browser, serve(family / "site"), fresh=True):
        visitor.page.clock.set_fixed_time(f"{day}T12:00:00Z")
        page = visitor.go("regions/harbour-city/")
        mark = page.locator(".facts .stale")
        expect(mark).to_be_visible(visible=shown)


def test_the_evidence_opens_without_script(scriptless: Visitor) -> None:
    """What decides stands on the face; the value in full and the files to cite from are folded."""
    page = scriptless.go("regions/harbour-city/")
    face, card = page.locator(".face").first, page.locator("details.claim").first
    for words in ("over 290 billion yuan", "Herald, morning issue, paragraph 2", "2 issues of one"):
        expect(face).to_contain_text(words)
    expect(page.locator("#f-output-2023 .here")).to_be_visible()
    expect(card.locator("dl").first).to_be_hidden()
    card.locator("summary").first.click()
    expect(card.locator("dl").first).to_be_visible()
    for words in ("over 290,000,000,000 yuan", "harbour-city-output-2023"):
        expect(card).to_contain_text(words)
    card.locator("a[href='#cite']").click()
    ways = page.locator("#cite a[href^='cite.']")
    expect(ways.first).to_be_in_viewport()
    files = ways.evaluate_all("links => links.map(link => link.href)")
    assert [page.request.get(file).status for file in files] == [200] * 3
    passage = page.locator(".notes a[href*=':~:text=']").first
    expect(passage).to_have_attribute("href", re.compile(r"#:~:text=over%20290%20billion%20yuan"))


def test_a_permanent_link_opens_the_evidence_and_a_button_copies_the_citation(
    browser: Browser, serve: Serve, family: Path
) -> None:
    rights = {"permissions": ["clipboard-read", "clipboard-write"]}
    for visitor in visit(browser, serve(family / "site"), fresh=True, **rights):
        page = visitor.go("regions/harbour-city/#f-output-2023")
        figure = page.locator("#f-output-2023")
        expect(figure.locator("details.claim dl")).to_be_visible()
        figure.get_by_role("button", name="Copy citation").click()
        expect(figure.get_by_role("button", name="Copied")).to_be_visible()
        words = page.evaluate("navigator.clipboard.readText()")
        assert words.startswith("Harbour City, Total output: over 290 billion yuan (2023)")
        assert words.endswith("regions/harbour-city/#f-output-2023")
        form = figure.get_by_role("link", name="Report a problem").get_attribute("href") or ""
        asked = parse_qs(urlsplit(form).query)
        assert asked["page"][0].endswith("/regions/harbour-city/#f-output-2023")
        seen = "Harbour City; Total output; 2023; over 290 billion yuan"
        assert asked["figure"][0].startswith(seen)
