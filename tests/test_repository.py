"""Ways into the repository: each leads to a file that is there, or to the form, filled in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from briefsite import checks
from briefsite.pages.heads import FORM, Repository
from briefsite.site import build, mkdocs, search
from tests.conftest import zensical
from tests.visitor import Visitor, fullest
from tests.world import CHECKOUT, Page, page

URL = "https://github.com/example/china-regional-briefs"
KEPT = Repository(URL, "edit/main/docs/")
FORMS = CHECKOUT / ".github" / "ISSUE_TEMPLATE"


DATA = pytest.mark.data


@pytest.fixture(params=[pytest.param("real", marks=DATA), pytest.param("other_engine", marks=DATA)])
def site(request: pytest.FixtureRequest) -> Path:
    """The real site, of one engine and of the other."""
    folder: Path = request.getfixturevalue(request.param)
    return folder if request.param == "other_engine" else folder / "site"


def leading(found: Page, start: str) -> Iterator[str]:
    """The addresses of a page's links that begin like this."""
    for values in found.values:
        href = values.get("href") or ""
        if values[""] == "a" and href.startswith(start):
            yield href


def test_the_settings_name_the_repository() -> None:
    assert mkdocs.repository(CHECKOUT) == KEPT


@pytest.mark.parametrize("url", [URL, URL + "/"])
@pytest.mark.parametrize("edit_uri", ["edit/main/docs/", "edit/main/docs"])
def test_a_file_is_edited_on_the_branch_that_is_published(url: str, edit_uri: str) -> None:
    edit = Repository(url, edit_uri).edit("briefs/regions/hunan.yml")
    assert edit == f"{URL}/edit/main/briefs/regions/hunan.yml"


def test_a_form_is_filled_in_with_what_was_seen() -> None:
    filled = KEPT.report("https://example.org/regions/x/?a=b&c#f-y-2023")
    assert urlsplit(filled).fragment == ""
    assert parse_qs(urlsplit(filled).query) == {
        "template": [FORM],
        "page": ["https://example.org/regions/x/?a=b&c#f-y-2023"],
    }


@pytest.mark.parametrize("folder", ["regions", "companies", "sources"])
def test_each_page_leads_to_its_own_file(folder: str, site: Path) -> None:
    ids = sorted(path.stem for path in (CHECKOUT / "briefs" / folder).iterdir())
    assert ids
    for id in ids:
        edits = list(leading(page(site, f"{folder}/{id}"), f"{URL}/edit/"))
        assert edits == [f"{URL}/edit/main/briefs/{folder}/{id}.yml"]


def test_other_pages_lead_to_the_file_they_are_written_in(site: Path) -> None:
    graph = checks.check(CHECKOUT).graph
    written = {f: f"docs/{f}.md" for f in ("about", "editing")}
    for kind, name in (("indicator", "indicators"), ("person", "people"), ("topic", "topics")):
        entries = graph.library.of_kind(kind).values()
        written |= {f"{name}/{entry.id}": entry.document.file for entry in entries}
    for url, file in written.items():
        assert list(leading(page(site, url), f"{URL}/edit/")) == [f"{URL}/edit/main/{file}"]
        assert (CHECKOUT / file).is_file()


def test_pages_made_from_many_files_lead_to_none(site: Path) -> None:
    for url in ("", "regions", "browse", "timeline", "method", "glossary"):
        assert not list(leading(page(site, url), f"{URL}/edit/")), url


def test_each_figure_leads_to_the_form_of_its_page(site: Path) -> None:
    seen = 0
    for brief in checks.check(CHECKOUT).graph.library.briefs():
        url = f"{'regions' if brief.kind == 'region' else 'companies'}/{brief.id}"
        found = page(site, url)
        (form,) = leading(found, f"{URL}/issues/")
        whole = {"template": [FORM], "page": [f"https://example.org/{url}/"]}
        assert parse_qs(urlsplit(form).query) == whole
        figures = list(leading(found, "#report"))
        assert len(figures) == len(brief.value.figures)
        seen += len(figures)
    assert seen


def test_the_form_is_filled_in_with_the_figure(reader: Visitor) -> None:
    """By the script: the place of the figure, and its words with all that limits them."""
    form = yaml.safe_load((FORMS / FORM).read_text(encoding="utf-8"))
    ids = {part["id"] for part in form["body"] if "id" in part}
    shown = reader.go("regions/harbour-city/")
    cards = shown.locator(".kf, table.figures tbody tr[id]").all()
    assert cards
    links = shown.locator(".claim a[href*='issues/new']").all()
    assert len(links) == len(cards)
    for card, link in zip(cards, links, strict=True):
        filled = parse_qs(urlsplit(link.get_attribute("href") or "").query)
        assert filled.keys() - {"template"} <= ids
        assert filled["page"][0].endswith(f"/regions/harbour-city/#{card.get_attribute('id')}")
        (words,) = filled["figure"]
        assert words.startswith("Harbour City; ")
        value = card.locator(".kf-value, .value").first.text_content() or ""
        assert " ".join(value.split()) in words
        for chip in card.locator(".status").all():
            assert (chip.text_content() or "") in words


def test_no_way_into_the_repository_is_followed_or_told_where_it_comes_from(site: Path) -> None:
    found = page(site, fullest(site, "issues/new"))
    for values in found.values:
        if values[""] == "a" and (values.get("href") or "").startswith(URL):
            assert values["rel"] == "nofollow"
    assert {"": "meta", "name": "referrer", "content": "same-origin"} in found.values


def test_without_a_repository_there_is_no_way_into_it(
    copied: Callable[[str], Path], tmp_path: Path
) -> None:
    made = copied("minimal")
    lines = (made / "mkdocs.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("repo_url:", "edit_uri:"))]
    assert len(lines) - len(kept) == 2
    (made / "mkdocs.yml").write_text("".join(kept), encoding="utf-8")
    assert build(made, strict=True).published
    other = zensical(made, tmp_path / "copy")
    for file in (*(made / "site").rglob("*.html"), *other.rglob("*.html")):
        text = file.read_text(encoding="utf-8")
        for words in ('class="edit"', "Report a problem", "md-source", "/issues/", "Wrong?"):
            assert words not in text, (file, words)


def test_both_addresses_come_from_the_environment(
    copied: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workflow knows them; nobody has to write them down."""
    monkeypatch.setenv("REPO_URL", "https://github.com/someone/theirs")
    monkeypatch.setenv("SITE_URL", "https://someone.github.io/theirs/")
    made = copied("minimal")
    assert build(made, strict=True).published
    for site in (made / "site", zensical(made, tmp_path / "copy")):
        _has_their_addresses(page(site, "regions/atlantis"))


def _has_their_addresses(found: Page) -> None:
    edit = "https://github.com/someone/theirs/edit/main/briefs/regions/atlantis.yml"
    assert list(leading(found, "https://github.com/")).count(edit) == 1
    canonical = [values["href"] for values in found.values if values.get("rel") == "canonical"]
    assert canonical == ["https://someone.github.io/theirs/regions/atlantis/"]
    (image,) = [v["content"] for v in found.values if v.get("property") == "og:image"]
    assert (image or "").startswith("https://someone.github.io/theirs/assets/pictures/")
    filled = [parse_qs(urlsplit(a).query) for a in leading(found, f"{edit[:33]}/issues/")]
    assert all("://someone.github.io/theirs/regions/" in link["page"][0] for link in filled)
    assert filled


def test_the_ways_are_seen_and_work_without_script(scriptless: Visitor) -> None:
    found = scriptless.go("regions/harbour-city/")
    card = found.locator("details.claim").first
    report = card.locator("a[href='#report']")
    assert not report.is_visible()
    card.locator("summary").first.click()
    assert report.is_visible()
    assert report.text_content() == "Report a problem"
    report.click()
    assert found.locator("#report a[href*='issues/new']").is_visible()
    edit = found.locator(".edit a").first
    assert edit.is_visible()
    assert edit.text_content() == "Edit this brief"
    box = edit.bounding_box()
    assert box
    assert box["height"] >= 24


def test_the_search_does_not_read_the_ways(reader: Visitor) -> None:
    unread = ",".join(search.UNREAD)
    found = reader.go("regions/harbour-city/").locator("article a[href^='https://github.com/']")
    assert found.count() > 3
    for link in found.all():
        assert link.evaluate("(link, unread) => Boolean(link.closest(unread))", unread)
