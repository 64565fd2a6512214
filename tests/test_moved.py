"""Former addresses of briefs lead on: with script to the very figure, without it to the page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from briefsite import checks
from briefsite.pages.heads import Edition
from briefsite.site import generate, mkdocs
from briefsite.site.exports import redirects
from tests.visitor import Serve, visit
from tests.world import Page, generated, graph_of, page, story, tree, unguarded

OLD, NOW = "regions/new-town/", "regions/old-town/"


@pytest.mark.parametrize("script", [True, False])
def test_a_former_address_leads_to_the_page_of_today(
    script: bool, browser: Browser, serve: Serve, family: Path
) -> None:
    url = serve(family / "site")
    for reader in visit(browser, url, java_script_enabled=script):
        reader.page.goto(f"{url}{OLD}?x=1#about")
        reader.page.wait_for_url(f"{url}{NOW}*")
        assert reader.page.title().startswith("Old Town")
        if script:
            assert reader.page.url.endswith(f"{NOW}?x=1#about")
        reader.page.go_back()
        assert OLD not in reader.page.url


def test_a_former_address_is_kept_out_of_lists_and_search(family: Path) -> None:
    site = family / "site"
    moved = page(site, OLD)
    assert {"name": "robots", "content": "noindex", "": "meta"} in moved.values
    canonical = {v["href"] for v in moved.values if v.get("rel") == "canonical"}
    assert canonical == {f"https://example.org/{NOW}"}
    assert OLD not in (site / "sitemap.xml").read_text(encoding="utf-8")
    assert OLD not in (site / "search-names.json").read_text(encoding="utf-8")
    assert not [file for file in site.rglob("index.html") if _links_to(file, "new-town/")]


def _links_to(file: Path, end: str) -> bool:
    return f'{end}"' in file.read_text(encoding="utf-8")


def test_a_name_at_a_former_address_stays_text(root: Callable[..., Path]) -> None:
    name = 'A "town" & <script src=x>'
    brief = f"name: '{name}'\nkind: city\nparent: north\nformer_ids: [old]\nsummary: A town.\n"
    made = graph_of(root(story("minimal"), {"regions/town.yml": brief}))
    (moved,) = redirects(made, Edition("https://example.org/"))
    seen = Page(moved.content.decode())
    assert f"{name} has moved" in seen.text
    assert [values["src"] for values in seen.values if values[""] == "script"] == [
        "../../assets/moved.js"
    ]


def test_another_engine_has_the_same_former_addresses(family: Path, other_family: Path) -> None:
    other, ours = tree(other_family / OLD), tree(family / "site" / OLD)
    assert other == unguarded(ours)
    assert other


def test_a_former_address_goes_with_its_line(root: Callable[..., Path]) -> None:
    made = root(story("family"))
    assert "regions/new-town/index.html" in generated(made)
    brief = made / "briefs" / "regions" / "old-town.yml"
    brief.write_text(brief.read_text().replace("  - new-town\n", ""))
    generate(made, checks.check(made))
    assert not (made / mkdocs.TREE / "regions" / "new-town").exists()
    assert (made / mkdocs.TREE / "regions" / "newer-town" / "index.html").is_file()
