"""The ways through: each page is near the home page, none is a dead end; facets, charts, CSV."""

import csv
import gzip
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from material.plugins.search.plugin import Parser
from playwright.sync_api import Browser, Route, expect
from playwright.sync_api import Page as BrowserPage
from selectolax.lexbor import LexborHTMLParser

from briefsite import checks
from briefsite.library.graph import Graph, Mention, item_anchor, page_path
from briefsite.pages.charts import Tile, locator, tiles
from briefsite.pages.growing import mention_views
from briefsite.pages.heads import Edition
from briefsite.pages.pictures import brief_pictures, comparison, tile_grid
from briefsite.pages.writer import Lookup, PageWriter
from briefsite.site.catalogue import Files
from briefsite.site.data import figure_id
from briefsite.site.exports import is_redirect
from briefsite.text import harmless
from tests.visitor import NARROW, Serve, Visitor, visit
from tests.world import CHECKOUT, Page, graph_of, make_root, read, story

CLICKS = 3
NOT_FOUND = "404.html"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The family world."""
    return graph_of(make_root(tmp_path_factory.mktemp("ways") / "root", story("family")))


@pytest.fixture(scope="module")
def real_graph() -> Graph:
    return checks.check(CHECKOUT).graph


def links(site: Path, name: str, *, article: bool = False) -> set[str]:
    """The pages that a page links to, by file."""
    html = (site / name).read_text(encoding="utf-8")
    if article:
        html = html[html.index("<article") : html.index("</article>")]
    found = set()
    for values in Page(html).values:
        href = values.get("href")
        if values[""] != "a" or not href or urlsplit(href).scheme:
            continue
        path = urlsplit(urljoin(f"/{name}", href)).path.lstrip("/")
        file = f"{path}index.html" if not path or path.endswith("/") else path
        if file != name and file.endswith(".html"):
            found.add(file)
    return found


def pages_of(site: Path) -> set[str]:
    """All pages but those that only lead from a former address to the one of today."""
    files = {file for file in site.rglob("*.html") if not is_redirect(file)}
    return {file.relative_to(site).as_posix() for file in files} - {NOT_FOUND}


def clicks(site: Path) -> dict[str, int]:
    """How many clicks from the home page each page is."""
    found, edge, far = {"index.html": 0}, {"index.html"}, 0
    while edge:
        far += 1
        edge = {page for name in edge for page in links(site, name)} - set(found)
        found |= dict.fromkeys(edge, far)
    return found


@pytest.mark.data
def test_every_page_is_at_most_three_clicks_from_the_home_page(real: Path) -> None:
    site = real / "site"
    far = clicks(site)
    assert pages_of(site) - set(far) == set()
    assert {name: count for name, count in far.items() if count > CLICKS} == {}


@pytest.mark.data
def test_no_page_is_a_dead_end(real: Path) -> None:
    """The text of each page, without the bars around it, leads to another page."""
    site = real / "site"
    assert [name for name in sorted(pages_of(site)) if not links(site, name, article=True)] == []


def test_a_page_without_links_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text('<article><a href="a/">a</a></article>')
    (tmp_path / "a" / "index.html").write_text("<article>no way on</article>")
    assert clicks(tmp_path) == {"index.html": 0, "a/index.html": 1}
    assert links(tmp_path, "a/index.html", article=True) == set()


def test_values_of_another_year_or_a_target_are_drawn_apart(graph: Graph) -> None:
    writer = PageWriter(Lookup(graph), "indicators/output/index.md")
    picture = comparison(
        writer, graph.library.indicators["output"].value, graph.by_indicator["output"]
    )
    assert picture
    assert picture.chart.drawn.count('class="c-pale"') == 2
    assert picture.chart.drawn.count('class="c-hollow"') == 2
    assert picture.title == "Total output, in yuan: 2023, actual"
    computed = [reason for reason in picture.reasons if reason.startswith("Computed")]
    assert [reason.partition(":")[0] for reason in computed] == ["Computed for Harbour City"] * 2
    assert picture.reasons[2:] == (
        "Harbour City, 2023: another value for the same brief.",
        "Harbour City, 2015: another period, 2015.",
        "Harbour City, by 2025: another period, by 2025; target, not actual.",
        "Westland, 2021 to 2025: another period, 2021 to 2025; target, not actual.",
    )


def test_a_series_and_shares_are_drawn_on_the_page_of_their_brief(graph: Graph) -> None:
    city, coast = graph.library.brief("harbour-city"), graph.library.brief("coast")
    (series,) = brief_pictures(
        PageWriter(Lookup(graph), "regions/harbour-city/index.md", city), city
    )
    (shares,) = brief_pictures(PageWriter(Lookup(graph), "regions/coast/index.md", coast), coast)
    assert series.id == "chart-output"
    assert series.chart.drawn.count("<circle") == 2
    assert "c-line" not in series.chart.drawn, "nothing is known of the years between"
    assert "Not drawn, but among the figures: 2023; by 2025, target." in series.caption
    assert series.reasons[0].startswith("Computed: Growth of output, 2015 to 2023: over ")
    assert series.title == "Total output, in yuan: 2015 to 2023"
    assert shares.chart.drawn.count('class="c-track"') == 1


@pytest.mark.data
@pytest.mark.parametrize("world", ["graph", "real_graph"])
def test_every_square_with_a_brief_leads_to_it(world: str, request: pytest.FixtureRequest) -> None:
    graph: Graph = request.getfixturevalue(world)
    regions = graph.library.regions.values()
    ids = {id for region in regions for id in (region.id, *region.value.former_ids)}
    covered = [tile for tile in graph.library.site.grid if tile.region in ids]
    picture = tile_grid(PageWriter(Lookup(graph), "index.md"))
    assert (picture.chart.drawn.count("<a ") if picture else 0) == len(covered)


@pytest.mark.parametrize("columns", [1, 2, 8, 9])
def test_a_square_is_at_most_an_eighth_of_its_picture(columns: int) -> None:
    """Pictures are as wide as their place: the fewer the squares, the larger they would be."""
    row = [Tile(f"T{n}", f"Town {n}", n, 0, "regions/town/") for n in range(columns)]
    small = locator("Towns", row, "where.svg").shown
    for drawn, side in ((tiles("t", "Towns", row).drawn, 56), (small, 9)):
        found = re.search(r'viewBox="0 0 (\d+) ', drawn)
        assert found
        assert int(found[1]) == max(columns, 8) * side - (side == 9)


@pytest.mark.data
@pytest.mark.parametrize("world", ["graph", "real_graph"])
def test_the_table_of_an_indicator_holds_every_value_once(
    world: str, request: pytest.FixtureRequest
) -> None:
    graph: Graph = request.getfixturevalue(world)
    files = Files(graph, Edition())
    for id, figures in graph.by_indicator.items():
        text = files.content(f"indicators/{id}.csv").decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        wanted = [(figure_id(at), str(at.figure.value)) for at in figures]
        assert [(row["id"], row["printed_value"]) for row in rows] == wanted
        assert text.count("\r\n") == text.count("\n") == len(rows) + 1


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(f"x{text}") == f"x{text}"
    assert harmless("") == ""


@pytest.mark.data
def test_a_lone_value_says_so(real: Path) -> None:
    """A chart stands only where several values do; one brief alone is said in words."""
    for file in sorted((real / "site" / "indicators").glob("*/index.html")):
        html = file.read_text(encoding="utf-8")
        owners = set(re.findall(r'<th scope="row"><a href="\.\./\.\./([^#"]+)#', html))
        assert ('<p class="alone">' in html) == (len(owners) < 2), file
        if html.count('<tr><th scope="row">') < 2:
            assert "<figure" not in html, file


def test_a_figure_leads_to_the_comparison(family: Path) -> None:
    city = (family / "site" / "regions" / "harbour-city" / "index.html").read_text(encoding="utf-8")
    assert 'href="../../indicators/output/#values">Compare 5 values</a>' in city


def test_a_brief_is_mentioned_with_the_sentence_and_its_place(graph: Graph) -> None:
    writer = PageWriter(Lookup(graph), "regions/harbour-city/index.md")
    views = mention_views(writer, graph.library.regions["harbour-city"])
    told = {
        view.brief.text: [(said.at.href, said.text.__html__()) for said in view.sentences]
        for view in views
    }
    assert told == {
        "Coast": [
            (
                "../coast/",
                "The province by the sea; its largest port is <mark>the port</mark>.",
            ),
            (
                "../coast/#section-salt-and-more-salt",
                "The port makes <mark>over 290 billion yuan</mark>, see Shipping and its mayor.",
            ),
        ],
        "The Docks": [
            ("../docks/", "The part of <mark>Harbour City</mark> with the cranes."),
        ],
        "Old Town": [
            ("../old-town/", "The part of <mark>Harbour City</mark> without cranes."),
        ],
    }


def test_at_most_three_sentences_of_a_brief_are_shown(graph: Graph) -> None:
    brief, linker = graph.library.regions["coast"], graph.library.regions["harbour-city"]
    text = " ".join(f"In [[coast]], {word}." for word in "abcde")
    ties = replace(graph)
    vars(ties)["mentions"] = {("region", "coast"): (Mention(linker, ("summary",), text),)}
    (view,) = mention_views(PageWriter(Lookup(ties), "regions/coast/index.md"), brief)
    assert [said.text.__html__() for said in view.sentences] == [
        f"In <mark>Coast</mark>, {word}." for word in "abc"
    ]
    assert view.more == "and 2 more sentences"


@pytest.mark.data
def test_what_a_page_shows_anyway_is_not_mentioned_again(real_graph: Graph) -> None:
    """Not a child that only names its parent, nor an event that stands there in full."""
    for brief in real_graph.library.briefs():
        views = mention_views(
            PageWriter(Lookup(real_graph), page_path(brief.kind, brief.id)), brief
        )
        shown = {
            (told.brief.id, f"#{item_anchor(told)}") for told in real_graph.items.get(brief.id, ())
        }
        for view in views:
            assert view.sentences or view.places
            for said in view.sentences:
                place = f"#{urlsplit(said.at.href).fragment}"
                assert (said.at.href.split("/")[-2], place) not in shown, (brief.id, said)


@pytest.mark.data
def test_every_place_of_a_mention_is_there(real: Path) -> None:
    site = real / "site"
    seen = 0
    for file in sorted(site.rglob("index.html")):
        html = file.read_text(encoding="utf-8")
        for part in re.findall(r'(?s)<ul class="mentions".*?(?=<h2)', html):
            for href in re.findall(r'href="([^"]+)"', part):
                parts = urlsplit(urljoin(f"/{file.relative_to(site).as_posix()}", href))
                there = (site / parts.path.lstrip("/") / "index.html").read_text(encoding="utf-8")
                assert not parts.fragment or f'id="{parts.fragment}"' in there, (file, href)
                seen += 1
    assert seen


@pytest.mark.data
def test_a_term_is_explained_once_a_page_and_the_glossary_says_where(real: Path) -> None:
    site = real / "site"
    used = 0
    for file in sorted(site.rglob("index.html")):
        values = read(file).values
        links = [v["href"] for v in values if v.get("class") == "term"]
        boxes = [f"#{v['id']}" for v in values if v.get("class") == "gloss"]
        assert links == boxes, file
        assert len(set(links)) == len(links)
        used += len(links)
    assert used
    glossary = (site / "glossary" / "index.html").read_text(encoding="utf-8")
    assert glossary.count("Used in ") == len(re.findall(r'<h2 id="t-', glossary))


def test_the_search_of_the_engine_can_be_switched_on(family: Path) -> None:
    """It knows an element by its tag alone: none that it leaves out may hold one of its own."""
    left_out = 0
    for file in sorted((family / "site").rglob("*.html")):
        article = LexborHTMLParser(file.read_text(encoding="utf-8")).css_first("article")
        if article:
            Parser().feed(article.inner_html or "")  # raises where it loses its way
            for element in article.css("[data-search-exclude]"):
                left_out += 1
                inner = [node.tag for node in element.css("*") if node != element]
                assert element.tag not in inner, file
    assert left_out


def test_the_search_holds_no_definition_but_that_of_the_glossary(family: Path) -> None:
    """A box repeats the glossary on each page, a mention another page; neither is indexed there."""
    indexed = {}
    for file in (family / "site" / "pagefind" / "fragment").iterdir():
        data = gzip.decompress(file.read_bytes())
        found = json.loads(data[data.index(b"{") :])
        indexed[found["url"]] = found["content"], found["meta"].get("han", "")
    words = "A basin for ships"
    assert [url for url, (text, _) in indexed.items() if words in text] == ["/glossary/"]
    assert "产值" not in indexed["/regions/harbour-city/"][1]
    assert "The part of Harbour City with the cranes" in indexed["/regions/docks/"][0]
    assert "with the cranes" not in indexed["/regions/harbour-city/"][0]


@pytest.mark.parametrize(
    ("path", "choice", "shown"),
    [
        ("timeline/", "a[data-facet=region][data-value=docks]", "The old dock is flooded"),
        ("timeline/", "a[data-facet=kind][data-value=statement]", "She is proud of the port"),
        ("browse/", "a[data-facet=kind][data-value=institution]", "Institute of Salt"),
        ("browse/", 'a[data-facet=year][data-value="2015"]', "Harbour City"),
    ],
)
def test_a_facet_filters_in_place_and_leads_to_a_list_without_script(
    path: str,
    choice: str,
    shown: str,
    reader: Visitor,
    scriptless: Visitor,
) -> None:
    page = reader.go(path)
    items = page.locator("[data-item]:visible")
    everything = items.count()
    page.locator(choice).click()
    expect(page.locator("[data-filter-status]")).to_contain_text(f"of {everything} shown")
    page.wait_for_url(f"**/{path}?*")
    assert 0 < items.count() < everything
    expect(items.filter(has_text=shown).first).to_be_visible()
    page.go_back()
    expect(items).to_have_count(everything)
    reader.go(f"{path}?region=nowhere&kind=<b>")
    expect(items).to_have_count(everything)
    plain = scriptless.go(path)
    plain.locator(choice).click()
    plain.wait_for_url("**/*#*")
    anchor = urlsplit(plain.url).fragment
    expect(plain.locator(f"[id='{anchor}']")).to_be_visible()


THIRD = (
    '<tr data-brief="third"><th scope="row">Third</th><td>1</td></tr></tbody>'
    '<tbody><tr class="alike"><th colspan="5">2001<span class="lonely">: alone</span></th></tr>'
    '<tr data-brief="harbour-city"><td>2</td></tr><tr data-brief="westland"><td>3</td></tr></tbody>'
)


PARTS = '<p class="parts"><b>Part 1</b> <a data-part="" href="part-2/">Part 2</a></p>'
SECOND = (
    '<table data-compared=""><tr data-brief="westland"></tr><tr data-brief="harbour-city"></tr>'
    '</table><table data-compared=""><tr data-brief="westland"></tr></table>'
)


def test_the_comparison_is_narrowed_to_the_briefs_in_the_address(reader: Visitor) -> None:
    """The page is given a third brief, a group in which two have a value, and a second part."""

    def more(route: Route) -> None:
        answer = route.fetch()
        body = (
            answer.text()
            .replace("</tbody>", THIRD, 1)
            .replace('<nav class="facets', PARTS + '<nav class="facets')
        )
        route.fulfill(response=answer, body=body)

    second = {"content_type": "text/html", "body": SECOND}
    reader.page.route("**/compare/part-2/", lambda route: route.fulfill(**second))
    reader.page.route("**/compare/*", more)
    page = reader.go("compare/?with=westland,harbour-city")
    status, rows = page.locator("[data-filter-status]"), page.locator("[data-brief]:visible")
    expect(status).to_contain_text("Westland, Harbour City: 1 indicator.")
    expect(rows.filter(has_text="Third")).to_have_count(0)
    expect(page.locator(".lonely:visible", has_text=": alone")).to_have_count(0)
    part = page.locator("a[data-part]")
    expect(part).to_have_text("Part 2 (1)")
    assert (part.get_attribute("href") or "").endswith("?with=westland,harbour-city")
    count = rows.count()
    page.locator("a[data-value='westland']").click()
    expect(page.locator("a[aria-current][data-facet]")).to_have_text(["Harbour City 1"])
    page.wait_for_url("**/compare/?with=harbour-city")
    expect(status).to_contain_text("Choose another")
    expect(rows).to_have_count(count + 1)
    page.go_back()
    expect(rows).to_have_count(count)
    reader.go("compare/?with=westland,nowhere")
    expect(status).to_contain_text("“nowhere”, not on this page: no indicator in common here")
    expect(rows).to_have_count(0)
    expect(page.locator("h2[id^='topic-']:visible, h3:visible, ol.notes li:visible")).to_have_count(
        0
    )
    expect(part).to_have_text("Part 2 (0)")
    page.get_by_role("link", name="Show all").click()
    expect(rows).to_have_count(count + 1)
    expect(part).to_have_text("Part 2")
    reader.page.unroute("**/compare/part-2/")
    reader.page.unroute("**/compare/*")


ENTRIES = (
    '<ol><li data-item="" data-region="far" data-topic="" data-year="1999" data-kind="event"></li>'
    '<li id="t-far" data-item="" data-region="" data-topic="" data-year="1998" data-kind="event">'
    "</li></ol>"
)


def test_a_choice_counts_what_is_left_in_the_other_part(reader: Visitor) -> None:
    """The page is given a second part, which has what this one does not offer."""

    def more(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace('<nav class="facets', PARTS + '<nav class="facets')
        route.fulfill(response=answer, body=body)

    second = {"content_type": "text/html", "body": ENTRIES}
    reader.page.route("**/timeline/part-2/*", lambda route: route.fulfill(**second))
    reader.page.route(re.compile(r"/timeline/(\?.*)?$"), more)
    page = reader.go("timeline/")
    part, status = page.locator("a[data-part]"), page.locator("[data-filter-status]")
    page.locator("a[data-facet=kind][data-value=event]").click()
    expect(part).to_have_text("Part 2 (2)")
    expect(status).to_contain_text("shown, 2 in the other parts. ")
    assert (part.get_attribute("href") or "").endswith("part-2/?kind=event")
    reader.go("timeline/?year=1999&kind=event")
    expect(status).to_contain_text("“1999”, not on this page: 0 of ")
    expect(part).to_have_text("Part 2 (1)")
    page.get_by_role("link", name="Show all").click()
    expect(part).to_have_text("Part 2")
    expect(status).to_have_text("")
    page.goto(f"{reader.url}timeline/?kind=event#t-far")
    page.wait_for_url("**/timeline/part-2/?kind=event#t-far")
    reader.page.unroute_all()


def test_what_leads_to_items_follows_the_filter(reader: Visitor) -> None:
    page = reader.go("timeline/")
    years = page.locator(".md-nav--secondary a[href^='#y-']:visible")
    everything, notes = years.count(), page.locator("ol.notes > li")
    marks = dict(zip(*_marks(page), strict=True))
    page.goto(f"{reader.url}timeline/?kind=statement&year=2024")
    expect(page.locator("[data-filter-status]")).to_contain_text("1 of ")
    assert [text.strip() for text in years.all_text_contents()] == ["2024"]
    assert everything > 1
    assert page.locator("article h2[id^='y-']:visible").count() == 1
    assert page.locator("#by-kind").is_hidden()
    assert 0 < notes.locator("visible=true").count() < notes.count()
    for id, mark in zip(*_marks(page), strict=True):
        assert marks[id] == mark == id.removeprefix("n-")
    page.locator("a[data-facet=year][data-value='2024']").click()
    page.wait_for_url("**/timeline/?kind=statement")
    page.locator("[data-filter-status] a").click()
    expect(page.locator("[data-filter-status]")).to_have_text("")
    assert years.count() == everything
    assert page.url.endswith("timeline/")


def _marks(page: BrowserPage) -> tuple[list[str], list[str]]:
    """The ids of the visible notes, and the numbers their marks in the text show."""
    ids = page.locator("ol.notes > li:visible").evaluate_all("all => all.map(li => li.id)")
    shown = [page.locator(f"[data-item]:visible sup a[href='#{id}']").first for id in ids]
    counters = page.locator("ol.notes > li:visible").evaluate_all(
        "all => all.map(li => li.style.counterSet.replace('note ', ''))"
    )
    assert [mark.text_content() for mark in shown] == counters
    return ids, counters


def test_the_counts_of_the_facets_say_what_a_further_choice_leaves(reader: Visitor) -> None:
    page = reader.go("browse/?kind=city")
    topics = page.locator("a[data-facet=topic]:not([data-none])")
    told = {link.text_content(): link for link in topics.all()}
    assert told
    for words, link in list(told.items())[:3]:
        link.click()
        number = (words or "").split()[-1]
        expect(page.locator("[data-filter-status]")).to_contain_text(f"{number} of ")
        expect(page.locator("[data-item]:visible")).to_have_count(int(number))
        link.click()
    instead = page.locator("a[data-facet=kind]:not([data-none], [aria-current])")
    assert instead.count(), "another kind may be chosen instead"
    number = (instead.first.text_content() or "").split()[-1]
    instead.first.click()
    expect(page.locator("[data-item]:visible")).to_have_count(int(number))
    status = page.locator("[data-filter-status]")
    assert status.get_attribute("role") == "status"
    assert status.get_attribute("aria-live") == "polite"


def test_topics_of_a_brief_are_folded_after_three(scriptless: Visitor) -> None:
    page = scriptless.go("browse/")
    row = page.locator("tr[data-item]", has_text="海岸省").first
    expect(row.locator(".topics > a")).to_have_count(3)
    folded = row.locator("details.further a")
    assert folded.count() == 2
    expect(folded.first).to_be_hidden()
    row.locator("details.further summary").click()
    expect(folded.first).to_be_visible()


def test_a_term_is_explained_in_place_by_click_and_by_key(reader: Visitor) -> None:
    page = reader.go("regions/docks/")
    term, box = page.locator("a.term").first, page.locator(".gloss").first
    expect(box).to_be_hidden()
    term.click()
    expect(box).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_contain_text("A basin for ships")
    expect(box.locator("[lang=zh-Hans]").first).to_have_text("码头")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(term).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_be_visible()
    box.locator("a[href^='#u-']").click()
    expect(box).to_be_hidden()
    term.click()
    box.get_by_role("link", name="in the glossary").click()
    page.wait_for_url("**/glossary/#t-dock")


def test_a_term_is_explained_in_place_by_touch(
    browser: Browser, serve: Serve, family: Path
) -> None:
    for visitor in visit(browser, serve(family / "site"), viewport=NARROW, has_touch=True):
        page = visitor.go("regions/docks/")
        page.locator("a.term").first.tap()
        box = page.locator(".gloss").first
        expect(box).to_be_in_viewport(ratio=1)
        page.touchscreen.tap(30, 100)
        expect(box).to_be_hidden()


def test_a_term_is_explained_in_place_without_script(scriptless: Visitor) -> None:
    """The box comes into view, the text stays where it is."""
    page = scriptless.go("regions/docks/")
    term, box = page.locator("a.term").first, page.locator(".gloss").first
    term.scroll_into_view_if_needed()
    before = term.bounding_box()
    term.click()
    expect(box).to_be_in_viewport(ratio=1)
    assert term.bounding_box() == before
    box.locator("a[href^='#u-']").click()
    expect(box).to_be_hidden()
    expect(term).to_be_in_viewport()


def test_a_term_is_plain_text_on_paper_and_to_a_link_to_a_passage(reader: Visitor) -> None:
    passage = "The%20Dock%20opens%20with"
    page = reader.go(f"regions/docks/#:~:text={passage}")
    expect(page.locator("a.term").first).to_be_in_viewport()
    page.emulate_media(media="print")
    line = "getComputedStyle(document.querySelector('a.term')).textDecorationLine"
    assert page.evaluate(line) == "none"
    assert page.locator(".gloss:visible").count() == 0


def test_terms_are_explained_under_another_family(
    browser: Browser, serve: Serve, other_family: Path
) -> None:
    for visitor in visit(browser, serve(other_family)):
        page = visitor.go("regions/docks/")
        page.locator("a.term").first.click()
        expect(page.locator(".gloss").first).to_be_visible()
