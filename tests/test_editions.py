"""An edition stays as it was, whatever becomes of the briefs, and the site says what did."""

import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import lxml.html
import pytest
from playwright.sync_api import Browser

from briefsite import store
from briefsite.cli import main
from briefsite.diff import changes
from briefsite.diff.story import by_brief
from briefsite.models.records import PastEdition, PastFigure
from briefsite.pages.claims import past_figures, since_view
from briefsite.pages.heads import Edition
from briefsite.pages.writer import Lookup
from briefsite.problems import BriefsiteError
from briefsite.site import history
from briefsite.site.preview.watching import SiteMaker, look
from tests.looks import AXE, UNFOLD, violations
from tests.visitor import Serve, visit
from tests.world import graph_of

NAME, SITE = "2024-06", "https://example.org/"
PORT = "regions/harbour-city.yml"
EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    PORT: (
        ("value: 0.3\n", "value: 0.31\n"),
        ("printed: 0.3 trillion", "printed: 0.31 trillion"),
        ('period: "2024-02"', 'period: "2024-03"'),
        (
            "corrections:\n",
            'corrections:\n  - date: "2024-06-02"\n    was: 0.3 trillion yuan\n'
            "    now: 0.31 trillion yuan\n    why: a <b>digit</b> was lost\n",
        ),
    ),
}


def edit(briefs: Path, edits: dict[str, tuple[tuple[str, str], ...]] = EDITS) -> None:
    """Change texts that are there."""
    for name, pairs in edits.items():
        text = (briefs / name).read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        (briefs / name).write_text(text, encoding="utf-8")


def run(root: Path, *words: str) -> int:
    return main(["--root", str(root), *words])


def files(folder: Path) -> dict[str, bytes]:
    found = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


@dataclass(frozen=True)
class Made:
    """A checkout with an edition, whose briefs have changed since, built."""

    root: Path

    @property
    def record(self) -> PastEdition:
        (found,) = history.kept(self.root)
        return found

    def page(self, path: str) -> lxml.html.HtmlElement:
        text = (self.root / "site" / path / "index.html").read_text(encoding="utf-8")
        return lxml.html.fromstring(text)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, family: Path) -> Made:
    root = Path(shutil.copytree(family, tmp_path_factory.mktemp("editions") / "root"))
    site = files(root / "site")
    assert run(root, "edition", NAME, "--no-pdf") == 0
    assert files(root / "site") == site, "the published site is as it was"
    edit(root / "briefs")
    assert run(root, "rename", "docks", "wharf") == 0
    assert run(root, "build", "--no-pdf") == 0
    return Made(root)


@pytest.mark.parametrize("altered", [False, True])
def test_a_site_takes_over_what_the_one_before_has_of_it_unaltered(
    tmp_path: Path, altered: bool
) -> None:
    root = keep(tmp_path, [member("site/x")])
    before, after = (tmp_path / name / "editions/2024-07/x" for name in ("site", "new"))
    history.add_editions(root, history.kept(root), tmp_path / "site")
    if altered:
        before.write_bytes(b"y")
    history.add_editions(root, history.kept(root), tmp_path / "new", tmp_path / "site")
    assert after.read_bytes() == b"x"
    assert after.samefile(before) != altered


def test_later_builds_leave_its_bytes(made: Made) -> None:
    """All that its archive has, as it is there; what counts at the top of a site is left out."""
    with zipfile.ZipFile(made.root / "editions" / f"{NAME}.zip") as archive:
        held = {
            path.removeprefix("site/"): archive.read(path)
            for path in archive.namelist()
            if path.startswith("site/")
        }
    assert files(made.root / "site" / "editions" / NAME) == held
    assert {"index.html", "regions/docks/index.html", "data/figures.csv"} <= held.keys()
    assert b"0.3 trillion yuan" in held["regions/harbour-city/index.html"]
    assert not {"sitemap.xml", "_headers", ".htaccess", "404.html"} & held.keys()
    assert store.digest((made.root / "editions" / f"{NAME}.zip").read_bytes()) == made.record.sha256


def test_its_pages_name_it_and_lead_to_those_of_today(made: Made) -> None:
    page = made.page(f"editions/{NAME}/regions/harbour-city")
    (banner,) = page.xpath('//p[@class="kept"]')
    assert f"Edition {NAME}: the state of 1 June 2024" in banner.text_content()
    since = f"{SITE}since/{NAME}/"
    assert [link.get("href") for link in banner.iter("a")] == [
        f"{SITE}regions/harbour-city/",
        since,
    ]
    assert banner.get("data-pagefind-ignore") == ""
    assert page.xpath('//meta[@name="robots"]/@content') == ["noindex"]
    own = f"{SITE}editions/{NAME}/"
    assert page.xpath('//link[@rel="canonical"]/@href') == [f"{own}regions/harbour-city/"]
    assert f"{since}#harbour-city.f-output-2023-2" in page.xpath("//dd/a/@href")
    kept = made.root / "site" / "editions" / NAME
    assert f"edition {NAME}, after" in (kept / "regions/harbour-city/cite.txt").read_text("utf-8")
    assert f"Edition {NAME}. Content" in (kept / "sheet.css").read_text("utf-8")
    assert not made.page("regions/harbour-city").xpath(
        '//p[@class="kept"] | //meta[@name="robots"]'
    )


def test_the_site_says_what_became_of_its_figures(made: Made) -> None:
    page = made.page(f"since/{NAME}")
    told = {item.get("id"): item.text_content() for item in page.xpath("//article//li[@id]")}
    assert told == {
        "harbour-city.f-output-2023-2": (
            "Total output: 0.3 trillion yuan (2023) Now: Total output: 0.31 trillion yuan (2023)"
        ),
        "harbour-city.f-output-rank-2024-02": (
            "Rank by output: 3rd (February 2024, announced) "
            "Now told as: Rank by output: 3rd (March 2024, announced)"
        ),
    }
    assert "Why: a <b>digit</b> was lost." in page.text_content()
    lede = page.xpath('string(//p[@class="lede"])')
    assert f"2 figures other than there, {len(made.record.figures) - 2} figures as they" in lede
    (listed,) = made.page("editions").xpath("//article//h2")
    assert listed.get("id") == f"e-{NAME}"


def test_a_figure_is_cited_from_the_edition_that_has_it_as_it_is(made: Made) -> None:
    cited = (made.root / "site/regions/harbour-city/cite.txt").read_text("utf-8").split("\n\n")
    same, changed = cited[:2]
    assert f"edition {NAME}, after" in same
    assert same.endswith(f"{SITE}editions/{NAME}/regions/harbour-city/#f-output-2023")
    assert changed.endswith(f"{SITE}regions/harbour-city/#f-output-2023-2")
    assert "edition" not in changed.replace("Herald, evening edition", "")


def test_axe_finds_nothing_on_the_pages_that_only_an_edition_has(
    made: Made, browser: Browser, serve: Serve
) -> None:
    found = {}
    for visitor in visit(browser, serve(made.root / "site"), reduced_motion="reduce"):
        for path in ("editions/", f"since/{NAME}/"):
            page = visitor.go(path)
            page.evaluate(AXE)
            page.evaluate(UNFOLD)
            found[path] = violations(page)
    assert found == {"editions/": [], f"since/{NAME}/": []}


def test_hosts_allow_the_scripts_of_its_pages(made: Made) -> None:
    headers = (made.root / "site" / "_headers").read_text("utf-8")
    assert made.record.scripts
    assert all(script in headers for script in made.record.scripts)


def test_the_preview_shows_it(made: Made) -> None:
    """Nothing of it is looked through again, nor taken for a dead link."""
    in_memory, problems = SiteMaker(made.root).make(look(made.root))
    assert in_memory, problems
    path = f"editions/{NAME}/regions/docks/index.html"
    assert in_memory.has(path)
    assert in_memory.file(path) == (made.root / "site" / path).read_bytes()
    assert not in_memory.has(f"editions/{NAME}/no")
    assert in_memory.kept == (f"editions/{NAME}/",)


def test_another_edition_of_the_name_and_odd_names_are_refused(
    made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(made.root / "editions")
    for name, why in ((NAME, "there is an edition"), ("../x", "no name"), ("A b", "no name")):
        assert run(made.root, "edition", name, "--no-pdf") == 2
        assert why in capsys.readouterr().err
    assert files(made.root / "editions") == before


def test_what_changed_since_is_told_brief_by_brief(made: Made) -> None:
    """In words, from the briefs in its archive, without Git."""
    before, _ = changes.read(made.root, NAME)
    after, _ = changes.of_folder(made.root, "today")
    told = by_brief(changes.compare(before, after))
    assert told["region/wharf"] == ("Renamed from docks.",)
    assert told["region/harbour-city"][0] == (
        "Total output, 2023: 0.3 trillion yuan (actual) → 0.31 trillion yuan (actual)."
    )
    assert not any("correction" in line for line in told["region/harbour-city"])


# What the pages and feeds say of records; no site is built.


def past(**parts: object) -> PastEdition:
    plain: dict[str, object] = {
        "name": "2024-07",
        "day": "2024-07-01",
        "sha256": "0" * 64,
        "briefs": 9,
        "opening": (),
        "changes": {},
        "scripts": (),
        "figures": {},
    }
    return PastEdition.model_validate({**plain, **parts})


def test_the_history_of_a_brief_reaches_its_feed_and_the_list_of_changes(family: Path) -> None:
    """Also where the brief has been renamed since."""
    graph = graph_of(family)
    told = {"region/new-town": ("Population: 5 → 6 <b>.",)}
    edition = Edition(SITE, 1, past=(past(changes=told),))
    feeds = {feed.path: feed.content.decode() for feed in history.brief_feeds(graph, edition)}
    changed = [path for path, text in feeds.items() if "edition/2024-07" in text]
    assert changed == [f"regions/{id}/changes.xml" for id in ("old-town", "new-town", "newer-town")]
    assert "Population: 5 → 6 &lt;b&gt;." in feeds[changed[0]]
    (entry,) = [one for one in history.changes(graph, edition) if one.kind == "edition"]
    assert entry.title.endswith("changed in edition 2024-07")
    assert entry.id == "tag:example.org,2024-07-01:regions/new-town/edition/2024-07"


def test_every_fate_of_a_figure_is_told(family: Path) -> None:
    """Told by other words, gone though another one has its words, and gone with its brief."""
    lookup = Lookup(graph_of(family))
    now = past_figures(lookup)
    id, figure = next(iter(now.items()))
    then = {
        **now,
        id: figure.model_copy(update={"printed": ("another 2 12.5 percent",)}),
        id.replace("/", "/f-no"): PastFigure(words="Gone", printed=figure.printed),
        "no-brief/f-x": PastFigure(words="Far", printed=()),
    }
    view = since_view(lookup, past(figures=then))
    fates = {figure.was: figure.became for one in view.briefs for figure in one.figures}
    assert fates == {
        figure.words: "The same, by other words of its sources:",
        "Gone": "The brief no longer has it.",
        "Far": "The brief is gone.",
    }
    assert [one.brief.href for one in view.briefs][-1] == ""


# Archives that somebody has altered, or made to do harm.


def member(name: str, mode: int = stat.S_IFREG | 0o644, content: bytes = b"x") -> zipfile.ZipInfo:
    made = zipfile.ZipInfo("x" if "\\" in name else name)
    made.filename, made.external_attr, made.create_system = name, mode << 16, 3
    return made


def keep(root: Path, members: Iterable[zipfile.ZipInfo], **parts: object) -> Path:
    """An edition with such files."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for one in members:
            archive.writestr(one, b"x")
    content = held.getvalue()
    record = past(**{"sha256": store.digest(content), **parts})
    store.refresh(history.edition_files(record, content), root)
    return root


HARM: dict[str, tuple[list[zipfile.ZipInfo], str]] = {
    "a path that steps up": ([member("site/../../x")], "'site/../../x': such a path"),
    "a path from the root": ([member("/etc/x")], "'/etc/x': such a path"),
    "a path for another system": ([member("site\\..\\x")], "such a path"),
    "a disk": ([member("site/c:x")], "such a path"),
    "a path elsewhere": ([member("index.html")], "such a path"),
    "a link": ([member("site/x", stat.S_IFLNK | 0o777)], "only plain files"),
    "a folder": ([member("site/x/", stat.S_IFDIR | 0o755)], "such a path"),
    "a file twice": ([member("site/x"), member("site/X")], "it is there twice"),
}


@pytest.mark.parametrize("name", HARM)
def test_an_archive_that_would_do_harm_is_refused(tmp_path: Path, name: str) -> None:
    members, why = HARM[name]
    root = keep(tmp_path, members)
    with pytest.raises(BriefsiteError) as error:
        history.add_editions(root, history.kept(root), tmp_path / "site")
    assert str(error.value).startswith("editions/2024-07.zip: ")
    assert why in str(error.value)
    assert not (tmp_path / "site").exists()


def test_an_archive_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = keep(tmp_path, [member(f"site/{number}") for number in range(3)])
    for limit in ("MOST_FILES", "MOST_BYTES"):
        with monkeypatch.context() as patch:
            patch.setattr(history, limit, 2)
            with pytest.raises(BriefsiteError, match="more than"):
                history.add_editions(root, history.kept(root), tmp_path / "site")
    history.add_editions(root, history.kept(root), tmp_path / "site")
    assert len(files(tmp_path / "site")) == 3


def spoil(path: str, content: bytes | None) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        if content is None:
            (root / path).unlink()
        else:
            (root / path).write_bytes(content)

    return change


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "other bytes": (
        spoil("editions/2024-07.zip", b"PK"),
        "editions/2024-07.zip is not the archive that its record names",
    ),
    "no archive": (spoil("editions/2024-07.zip", None), "editions/2024-07.zip is not there"),
    "half a record": (spoil("editions/2024-07.json", b'{"name"'), "editions/2024-07.json is no"),
    "another name": (
        lambda root: (root / "editions/2024-07.json").rename(root / "editions/a.json"),
        "editions/a.json is the record of edition 2024-07",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_edition_is_refused_with_its_place(tmp_path: Path, name: str) -> None:
    spoil, why = BROKEN[name]
    spoil(keep(tmp_path, [member("site/x")]))
    with pytest.raises(BriefsiteError) as error:
        history.add_editions(tmp_path, history.kept(tmp_path), tmp_path / "site")
    assert str(error.value).startswith(why)


def test_bytes_that_are_no_archive_are_refused(tmp_path: Path) -> None:
    record = past(sha256=store.digest(b"PK no"))
    store.refresh(history.edition_files(record, b"PK no"), tmp_path)
    with pytest.raises(BriefsiteError, match="cannot be unpacked"):
        history.add_editions(tmp_path, [record], tmp_path / "site")


def test_a_record_puts_nothing_else_into_the_headers(tmp_path: Path) -> None:
    root = keep(tmp_path, [])
    file = root / "editions" / "2024-07.json"
    record = json.loads(file.read_bytes())
    file.write_text(json.dumps({**record, "scripts": ["'unsafe-inline'"]}), encoding="utf-8")
    with pytest.raises(BriefsiteError, match=r"editions/2024-07.json is no record.* scripts"):
        history.kept(root)


def test_a_page_by_hand_does_not_hide_in_an_edition(tmp_path: Path) -> None:
    (tmp_path / "site" / "editions" / "2024-07").mkdir(parents=True)
    root = keep(tmp_path, [member("site/x")])
    with pytest.raises(BriefsiteError, match="docs/editions/2024-07/ stands where"):
        history.add_editions(root, history.kept(root), tmp_path / "site")
