"""Heads and link previews: each page says once what it is, and its picture is there and agrees."""

import re
import struct
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from briefsite import checks
from briefsite.library.graph import FigureAt, Graph, page_path
from briefsite.pages import heads, pictures
from briefsite.pages.writer import Lookup, PageWriter
from briefsite.site import build, pdf
from briefsite.site.exports import is_redirect
from briefsite.site.pdf import engine
from briefsite.store import Shelf
from tests.world import CHECKOUT, graph_of, make_root, read, story, tree

URL = "https://example.org/"
ONCE = (
    "og:title",
    "og:description",
    "og:type",
    "og:url",
    "og:site_name",
    "og:locale",
    "og:image",
    "og:image:type",
    "og:image:width",
    "og:image:height",
    "og:image:alt",
    "twitter:card",
    "description",
)
DATA = pytest.mark.data
WORLDS = (
    pytest.param("real", marks=DATA),
    "family",
    "hostile",
    pytest.param("other_engine", marks=DATA),
)


@pytest.fixture(params=WORLDS)
def site(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found if request.param == "other_engine" else found / "site"


class Head:
    """What the head of a page says."""

    def __init__(self, file: Path) -> None:
        text = file.read_text(encoding="utf-8")
        values = read(file).values
        metas = [value for value in values if value[""] == "meta"]
        self.all = [(v.get("property") or v.get("name") or "", v.get("content")) for v in metas]
        self.said = dict(self.all)
        links = [value for value in values if value[""] == "link"]
        self.canonical = [link["href"] for link in links if link.get("rel") == "canonical"]
        self.titles = re.findall(r"(?s)<title>(.*?)</title>", text.partition("</head>")[0])


@cache
def heads_of(site: Path) -> dict[str, Head]:
    """The heads of a site's pages, read once for all tests."""
    return {
        file.parent.relative_to(site).as_posix().removeprefix("."): Head(file)
        for file in sorted(site.rglob("index.html"))
        if not is_redirect(file)
    }


def size(picture: bytes) -> tuple[int, int]:
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def test_every_page_says_each_thing_once(site: Path) -> None:
    found = heads_of(site)
    assert len(found) > 15
    for path, head in found.items():
        count = Counter(name for name, _ in head.all)
        assert {name: count[name] for name in ONCE} == dict.fromkeys(ONCE, 1), path
        assert [name for name in ONCE if not head.said[name]] == [], path
        assert len(head.titles) == 1, path
        assert "robots" not in count, path


def test_no_two_pages_have_the_same_title_or_description(site: Path) -> None:
    found = heads_of(site).values()
    for texts in (
        [head.titles[0] for head in found],
        [head.said["og:title"] for head in found],
        [head.said["description"] for head in found],
    ):
        assert [text for text, count in Counter(texts).items() if count > 1] == []


def test_a_description_is_neither_too_short_nor_too_long(site: Path) -> None:
    for path, head in heads_of(site).items():
        description = head.said["description"] or ""
        assert heads.FEWEST <= len(description) <= heads.MOST, (path, description)
        assert head.said["og:description"] == description


def test_the_canonical_address_is_that_of_the_page(site: Path) -> None:
    listed = set(re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text()))
    for path, head in heads_of(site).items():
        address = f"{URL}{path}/" if path else URL
        assert head.canonical == [address]
        assert head.said["og:url"] == address
        assert address in listed


def test_the_picture_of_a_preview_is_there_in_the_size_that_is_said(site: Path) -> None:
    for head in heads_of(site).values():
        path = (head.said["og:image"] or "").removeprefix(URL)
        assert path.startswith(heads.FOLDER)
        said = (head.said["og:image:width"], head.said["og:image:height"])
        assert tuple(map(str, size((site / path).read_bytes()))) == said == ("800", "420")


def test_every_picture_is_the_preview_of_a_page(site: Path) -> None:
    shown = {(head.said["og:image"] or "").removeprefix(URL) for head in heads_of(site).values()}
    drawn = {file.relative_to(site).as_posix() for file in site.rglob("assets/pictures/**/*.png")}
    assert drawn == shown
    assert len(drawn) > 8


def test_pages_of_briefs_have_a_picture_of_their_own(site: Path) -> None:
    for path, head in heads_of(site).items():
        folder, _, id = path.partition("/")
        if id and folder in ("regions", "companies", "indicators", "topics", "people", "sources"):
            assert head.said["og:image"] == f"{URL}{heads.FOLDER}{folder}/{id}.png"
            assert head.said["og:type"] == "article"


def test_a_wrong_address_is_not_for_search_engines(site: Path) -> None:
    head = Head(site / "404.html")
    assert head.said["robots"] == "noindex"
    assert head.canonical == []
    assert not [name for name in head.said if name.startswith("og:")]


@DATA
def test_pictures_are_light(real: Path) -> None:
    sizes = {path: len(png) for path, png in tree(real / "site" / heads.FOLDER).items()}
    assert max(sizes.values()) < 200_000


@pytest.mark.parametrize("name", ["family", "hostile"])
def test_a_picture_says_every_figure_with_all_its_parts(name: str, tmp_path: Path) -> None:
    _says_all(graph_of(make_root(tmp_path / "root", story(name))))


@DATA
def test_a_real_picture_says_every_figure_with_all_its_parts() -> None:
    _says_all(checks.check(CHECKOUT).graph)


def _says_all(graph: Graph) -> None:

    for brief in graph.library.briefs():
        picture = pictures.link_picture(Lookup(graph), brief)
        assert len(picture.figures) == min(len(brief.value.figures), pictures.FIGURES)
        writer = PageWriter(Lookup(graph), page_path(brief.kind, brief.id), brief)
        for index, drawn in enumerate(picture.figures):
            view = writer.figure_view(FigureAt(brief, brief.value.figures[index], index))
            whole = " ".join(filter(None, (view.value, view.share_of)))
            assert " ".join(drawn.value.split()).replace(" %", "%") == whole
            period, _, status = drawn.when.partition(" · ")
            assert period.casefold() == view.period_mark.casefold()
            assert status == view.status_word
            assert drawn.words in picture.alt or picture.alt.endswith("…")


def test_an_indicator_s_picture_shows_its_newest_values(tmp_path: Path) -> None:
    graph = graph_of(make_root(tmp_path / "root", story("family")))
    picture = pictures.link_picture(Lookup(graph), graph.library.indicators["output"])
    assert len(picture.figures) == 2
    assert picture.what == "Indicator"


def test_a_picture_names_the_way_down_to_the_place(tmp_path: Path) -> None:
    graph = graph_of(make_root(tmp_path / "root", story("family")))
    picture = pictures.link_picture(Lookup(graph), graph.library.regions["harbour-city"])
    assert picture.what == "City · Westland › Coast"
    assert (picture.name, picture.local_name) == ("Harbour City", "港城市")


LONG = heads.LinkPicture(
    "x.png",
    "City · " + " › ".join(["A long name of a place"] * 9),
    "Wo" * 100,
    "长沙" * 60,
    (heads.PictureFigure("label " * 40, "over", "5" * 60, "units " * 60, "2023 · Actual"),) * 2,
)


def test_the_same_link_is_the_same_picture_in_every_process(run_python: Callable[..., str]) -> None:
    code = (
        "import hashlib; from tests.test_previews import LONG, drawn\n"
        "print(hashlib.sha256(drawn(LONG)).hexdigest())"
    )
    assert len({run_python(code, PYTHONHASHSEED=seed, LANG=lang) for seed, lang in SEEDS}) == 1


SEEDS = (("1", "C"), ("2", "zh_CN.UTF-8"))


def drawn(picture: heads.LinkPicture) -> bytes:
    """One picture, drawn with nothing kept."""
    return pdf.picture(picture, CHECKOUT, Shelf(CHECKOUT / "none"))


def test_another_link_is_another_picture() -> None:
    one, two = (heads.LinkPicture("x.png", "City", name, note="A note.") for name in ("A", "B"))
    assert drawn(one) != drawn(two)
    assert drawn(one) == drawn(one)


@pytest.mark.parametrize(
    ("letters", "length"),
    [("", 0), *product(["W", "word ", "长", "<b>&#", "😀", "ẹ́ "], [1, 30, 120, 400])],
)
def test_any_link_is_one_picture(letters: str, length: int) -> None:
    """What is too long is cut: a template that needed a second page would be refused."""
    text = (letters * length)[:length]
    figure = heads.PictureFigure(text, text, text, text, text)
    for figures in ((), (figure, figure)):
        picture = heads.LinkPicture("x.png", text, text, text, figures, text)
        assert size(drawn(picture)) == (800, 420)


def test_a_removed_brief_takes_its_pages_along_and_no_other_picture_is_drawn_again(
    copied: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, no_shelf: None
) -> None:
    root = copied("minimal")
    extra = root / "briefs" / "regions" / "islet.yml"
    extra.write_text("name: Islet\nkind: province\nparent: atlantis\nsummary: See [[north]].\n")
    assert build(root, strict=True).published
    picture = root / "site" / heads.FOLDER / "regions" / "islet.png"
    assert picture.is_file()
    assert (root / "site" / "regions" / "islet" / "index.html").is_file()
    kept = root / ".cache" / "pictures"
    before = len(list(kept.iterdir()))
    extra.unlink()
    again: list[str] = []
    run = engine.run

    def listened(jobs: Sequence[engine.Job], count: int | None = None) -> object:
        again.extend(job.name for job in jobs)
        return run(jobs, count)

    monkeypatch.setattr(engine, "run", listened)
    built = build(root, strict=True)
    assert built.published
    assert built.written
    own = [f"regions/islet/{name}" for name in ("changes.xml", "index.md", "sheet.css")]
    data = [f"data/v1/regions/islet.{form}" for form in ("json", "jsonld", "txt")]
    assert built.written.deleted == (f"{heads.FOLDER}regions/islet.png", *data, *own)
    assert not picture.exists()
    assert again == [heads.SITE_PICTURE]  # it counts the regions
    assert len(list(kept.iterdir())) == before - 1
    assert not any(b"Islet" in content for content in tree(root / "site").values())


BY_A_FIRM = "It is led by the makers of cranes and ships of Blue Water Co. Ltd,"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Short.", "Ghent (city in Flanders): Short. Every number names its source."),
        ("A short start, then " + "W" * 200, None),
        ("x" * 60, "x" * 60),
        ("A sentence of some length which ends here, at last. " * 5, None),
        ("word " * 100, None),
        (f"{BY_A_FIRM} {'of old ' * 20}.", f"{BY_A_FIRM} {'of old ' * 13}…"),
    ],
)
def test_a_description_is_cut_where_a_reader_would(text: str, told: str | None) -> None:
    description = heads.describe(text, "Ghent", "City in Flanders", "Every number names its source")
    assert description == told or (told is None and description[-1] in ".…")
    assert len(description) <= heads.MOST


def test_two_pages_that_would_say_the_same_do_not() -> None:
    found = heads.Heads()
    one = found.distinct("topics/a/index.md", "Salt, topic", "About salt.")
    two = found.distinct("topics/b/index.md", "Salt, topic", "About salt.")
    assert one == ("Salt, topic", "About salt.")
    assert two == ("Salt, topic (topics/b)", "About salt. (topics/b)")
