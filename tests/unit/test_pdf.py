"""The parts of the PDFs on small inputs: what is cut away, refused, kept, offered; and no Pango."""

from collections.abc import Callable
from pathlib import Path

import pytest

from briefsite.cli import main
from briefsite.problems import BriefsiteError
from briefsite.site import build, pdf
from briefsite.site.pdf import documents, engine, pages
from briefsite.site.pdf.engine import Drawn, Failed, Job
from tests.papers import Paper
from tests.world import CHECKOUT, story
from tests.world import tree as files

Root = Callable[..., Path]
URL = "https://example.org/regions/north/"
STYLE = (CHECKOUT / "docs" / "assets" / "print.css").read_text(encoding="utf-8")


def page(inside: str) -> str:
    return (
        '<html lang="en"><head><title>North - Site</title></head><body><header>Menu</header>'
        f'<article class="md-content__inner md-typeset">{inside}</article></body></html>'
    )


def cleaned(inside: str) -> str:
    html = pages.dump(pages.clean(page(inside), URL).article)
    return html.partition(">")[2].removesuffix("</article>")


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        ('<h1 id="a">A<a class="headerlink" href="#a">&para;</a></h1>', '<h1 id="a">A</h1>'),
        ("a <nav><a href='/x'>x</a></nav> b", "a  b"),
        ("a<button>Copy</button>b", "ab"),
        ('the <button class="term" popovertarget="t">mu</button> is', "the mu is"),
        ('a<div popover id="t">one fifteenth of a hectare</div> b', "a b"),
        ("a<script>x()</script><style>p{}</style><template>t</template>", "a"),
        ('a<p class="pdf" data-pdf="north" hidden></p>', "a"),
        ("a<span hidden>gone</span>", "a"),
        ('<aside class="sheet" hidden>kept</aside>', '<aside class="sheet" hidden="">kept</aside>'),
        ("a<!-- comment -->b", "ab"),
        ("exam<wbr>ple", "example"),
        ("<ul><li><p>one</p></li></ul>", "<ul><li>one</li></ul>"),
        ("<ul><li><p>one</p><p>two</p></li></ul>", "<ul><li><p>one</p><p>two</p></li></ul>"),
        (
            "<details><summary>S</summary>x</details>",
            '<details open=""><summary>S</summary>x</details>',
        ),
        (
            '<table><tbody><tr class="claim-row"><td><details class="claim">x</details></td></tr>'
            "<tr><td>1</td></tr></tbody></table>",
            "<table><tbody><tr><td>1</td></tr></tbody></table>",
        ),
        ('<a href="../south/">S</a>', '<a href="https://example.org/regions/south/">S</a>'),
        ('<a id="x" href="#x">S</a>', '<a id="x" href="#x">S</a>'),
        ('<a href="#gone">S</a>', f'<a href="{URL}#gone">S</a>'),
        ('<a href="javascript:x()">S</a>', "<a>S</a>"),
        ('<a href="file:///etc/passwd">S</a>', "<a>S</a>"),
        ('<p data-x="1" onclick="x()" tabindex="0" style="color:red">a</p>', "<p>a</p>"),
        ("<h2>Around</h2><nav>x</nav><h2>B</h2>b", "<h2>B</h2>b"),
        ("<h2>Around</h2><nav>x</nav><h2>B</h2><p>b</p>", "<h2>B</h2><p>b</p>"),
        (
            "<p>so it is.<sup>1</sup><sup>2</sup> <i>x</i><sup>3</sup> end<sup>4</sup></p>",
            '<p>so it <span class="kept">is.<sup>1</sup><sup>2</sup></span> <i>x</i><sup>3</sup> '
            '<span class="kept">end<sup>4</sup></span></p>',
        ),
        (
            "<dl><div><dt>a</dt><dd>b</dd></div></dl>",
            '<div><div><dl class="pair"><dt>a</dt><dd>b</dd></dl></div></div>',
        ),
        ("<p>a &lt;b&gt; &amp; c</p>", "<p>a &lt;b&gt; &amp; c</p>"),
        (
            '<svg viewBox="0 0 1 1"><title>t</title><path d="M0 0"/></svg>',
            '<svg viewBox="0 0 1 1"><title>t</title><path d="M0 0"></path></svg>',
        ),
    ],
)
def test_what_is_left_of_a_page(inside: str, left: str) -> None:
    assert cleaned(inside) == left


def test_a_lean_page_knows_its_title_language_and_heading() -> None:
    found = pages.clean(page("<h1>North <i>of</i> it</h1>"), URL, "css")
    assert (found.title, found.language, found.heading) == ("North - Site", "en", "North of it")
    assert (found.url, found.style) == (URL, "css")


def test_a_page_without_an_article_is_an_error() -> None:
    with pytest.raises(BriefsiteError, match="has no article"):
        pages.clean("<p>x</p>", URL)


def job(body: str, css: str = "", **more: int) -> Job:
    html = documents.html("en", "Title", f'<article class="md-typeset">{body}</article>')
    return Job("north.pdf", html, STYLE, "@page{size:A4}" + css, **more)


def drawn(body: str, css: str = "") -> Drawn:
    result = engine.draw(job(body, css))
    assert isinstance(result, Drawn), result
    return result


def failure(body: str, css: str = "", **more: int) -> str:
    result = engine.draw(job(body, css, **more))
    assert isinstance(result, Failed)
    return " ".join(result.messages)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.svg"
    file.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="9">secret</text></svg>')
    return file


@pytest.mark.parametrize(
    "body",
    [
        '<img src="{file}" alt="x">',
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<img src="data:image/svg+xml,%3Csvg/%3E" alt="x">',
        '<object data="{file}">x</object>',
        '<embed src="{file}">',
        '<link rel="stylesheet" href="{file}">x',
        '<link rel="attachment" href="{file}">x',
        "<style>@import url({file});</style>x",
        '<p style="background:url({file})">x</p>',
        '<svg viewBox="0 0 9 9"><image href="{file}" width="9" height="9"/></svg>',
    ],
)
def test_no_file_and_no_address_is_opened(body: str, secret: Path) -> None:
    said = failure(f"<h1>H</h1>{body.format(file=secret.as_uri())}")
    assert "only the bundled fonts are opened" in said or "Relative URI" in said


def test_use_of_another_file_shows_nothing(secret: Path) -> None:
    body = (
        f'<h1>H</h1><svg viewBox="0 0 9 9"><title>t</title><use href="{secret.as_uri()}#a"/></svg>'
    )
    result = engine.draw(job(body))
    assert isinstance(result, Failed) or "secret" not in Paper(result.pdf).text


@pytest.mark.parametrize(("text", "name"), [("emoji \U0001f600", "U+1F600"), ("ꙮ", "U+A66E")])
def test_a_character_without_a_glyph_is_a_failure(text: str, name: str) -> None:
    assert name in failure(f"<h1>H</h1><p>{text}</p>")


def test_lists_within_lists_have_marks_that_the_fonts_have() -> None:
    items = "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>"
    assert Paper(drawn(f"<h1>H</h1>{items}").pdf).text.count("•") == 3


def test_a_link_to_nowhere_is_a_failure() -> None:
    assert "nowhere" in failure('<h1>H</h1><a href="#nowhere">x</a>')


def test_a_rule_of_ours_that_the_engine_does_not_know_is_a_failure() -> None:
    assert "colour" in failure("<h1>H</h1>", "p{colour:red}")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_document_has_its_limits() -> None:
    pages = '<p style="break-after:page">x</p>' * 4
    assert "more than 3 are not printed" in failure(pages, most_pages=3)
    assert "not drawn after 1 second" in failure("<p>word </p>" * 4000, seconds=1)


def test_the_head_of_a_table_stands_on_every_page_with_its_rows() -> None:
    rows = "".join(f"<tr><td>Row{n}</td><td>{n}</td></tr>" for n in range(150))
    head = "<thead><tr><th scope='col'>Indicator</th><th scope='col'>Value</th></tr></thead>"
    paper = Paper(drawn(f"<h1>H</h1><table>{head}<tbody>{rows}</tbody></table>").pdf)
    assert len(paper.pages) >= 3
    assert all("Indicator" in text and "Row" in text for text in paper.pages)


def test_any_family_is_drawn_with_the_bundled_fonts() -> None:
    styles = "<p style='font-family:{0}'>a 长沙 <b>b</b> <i>c</i></p>"
    body = "".join(styles.format(name) for name in ("serif", "monospace", "Arial", "SimSun"))
    fonts = Paper(drawn(f"<h1>H</h1>{body}<pre>x = 1</pre>").pdf).fonts
    assert {name.split("-")[1] for name, _ in fonts} == {"Sans", "Han"}
    assert all(embedded for _, embedded in fonts)


def test_paper_is_a4_or_letter() -> None:
    for name, size in (("A4", (595, 842)), ("Letter", (612, 792))):
        result = engine.draw(job("<h1>H</h1>", engine.check_paper(name)))
        assert isinstance(result, Drawn)
        paper = Paper(result.pdf)
        box = paper.file.pages[0].mediabox
        assert (round(float(box[2])), round(float(box[3]))) == size
    with pytest.raises(BriefsiteError, match="A5"):
        engine.check_paper("A5")


# --- the cache


def test_an_entry_comes_back_whole_or_not_at_all(tmp_path: Path) -> None:
    folder, key = tmp_path / "pdf", engine.key("a", "b")
    assert engine.load(folder, key) is None
    engine.save(folder, key, Drawn(b"%PDF\nxyz", 3))
    assert engine.load(folder, key) == Drawn(b"%PDF\nxyz", 3)
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    damages = [whole[:-1], whole[:10], b"", whole.replace(b"xyz", b"xyZ"), b"[]\n%PDF\nxyz"]
    for damaged in [*damages, whole.replace(b'"pages": 3', b'"pages": 4')]:
        assert damaged != whole
        file.write_bytes(damaged)
        assert engine.load(folder, key) is None


def test_the_key_tells_its_parts_apart() -> None:
    keys = {engine.key(*parts) for parts in (("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""))}
    assert len(keys) == 4


def test_what_is_not_used_any_more_is_forgotten(tmp_path: Path) -> None:
    for key in ("one", "two"):
        engine.save(tmp_path, key, Drawn(b"x", 1))
    (tmp_path / ".abc.part").write_bytes(b"half")
    engine.prune(tmp_path, ["two"])
    assert [file.name for file in tmp_path.iterdir()] == ["two.pdf"]
    engine.prune(tmp_path / "none", [])


# --- the pool


def test_a_failure_of_one_document_is_its_own() -> None:
    jobs = [job("<h1>Good</h1>"), Job("bad.pdf", job("<p>\U0001f600</p>").html, STYLE, "")]
    result = {each.name: made for each, made in engine.run(jobs, 2)}
    assert isinstance(result["north.pdf"], Drawn)
    assert isinstance(result["bad.pdf"], Failed)
    assert list(engine.run([])) == []
    assert (engine.workers(9, 2), engine.workers(1, 8)) == (2, 1)


# --- the offer


HUNAN = pdf.Document("hunan", "regions/hunan/hunan.pdf", ())
BOOK = pdf.Document("hunan", "regions/hunan/b.pdf", (), True, "Hunan", "2 regions")
LINE = '<p>a</p>\n<p class="pdf" data-pdf="hunan" hidden></p>\n<p>b</p>\n'


def site(folder: Path) -> Path:
    (folder / "regions" / "hunan").mkdir(parents=True)
    (folder / "regions" / "hunan" / "index.html").write_text(LINE)
    return folder


def test_a_page_offers_what_was_made(tmp_path: Path) -> None:
    made = {HUNAN: Drawn(b"x" * 80_200, 3), BOOK: Drawn(b"x" * 1_240_000, 1)}
    pdf.put(site(tmp_path), made)
    assert (tmp_path / "regions/hunan/index.html").read_text() == (
        '<p>a</p>\n<p class="pdf" data-pagefind-ignore="">'
        '<a href="hunan.pdf" type="application/pdf">'
        'PDF, 3 pages, 80 KB</a> <a href="b.pdf" type="application/pdf">'
        "PDF booklet of 2 regions, 1 page, 1.2 MB</a></p>\n<p>b</p>\n"
    )
    assert (tmp_path / "regions/hunan/hunan.pdf").read_bytes() == b"x" * 80_200


def test_a_page_offers_nothing_that_is_not_there(tmp_path: Path) -> None:
    pdf.put(site(tmp_path), {})
    assert (tmp_path / "regions/hunan/index.html").read_text() == "<p>a</p>\n<p>b</p>\n"
    assert documents.size(1) == "1 KB"


# --- the build and the command


@pytest.fixture
def no_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    def library() -> object:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(engine, "_library", library)


def test_without_pango_the_site_is_built_and_says_why_there_are_no_pdfs(
    no_pango: None, root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root(story("minimal"))
    assert main(["--root", str(folder), "build"]) == 0
    said = capsys.readouterr()
    assert "Built" in said.out
    assert "without PDFs" in said.err
    for words in ("libpango-1.0-0", "apt-get install", "brew install pango"):
        assert words in said.err
    made = files(folder / "site")
    assert not any(name.endswith(".pdf") for name in made)
    assert not any(b"data-pdf" in content for content in made.values())


@pytest.mark.parametrize(("arguments", "ci"), [(["--strict"], ""), ([], "true")])
def test_without_pango_a_strict_build_and_one_in_ci_cannot_run(
    arguments: list[str],
    ci: str,
    no_pango: None,
    root: Root,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CI", ci)
    folder = root(story("minimal"))
    assert main(["--root", str(folder), "build", *arguments]) == 2
    assert "apt-get install" in capsys.readouterr().err
    assert not (folder / "site").exists()
    assert main(["--root", str(folder), "build", *arguments, "--no-pdf"]) == 0
    assert main(["--root", str(folder), "print"]) == 2


def test_a_document_by_hand(root: Root, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = root(story("family"))
    file = tmp_path / "out.pdf"
    order = ["--root", str(folder), "print"]
    letter = [*order, "docks", "--booklet", "--paper", "Letter", "--output", str(file)]
    assert main(letter) == 0
    assert f"Wrote {file}: " in capsys.readouterr().out
    paper = Paper(file.read_bytes())
    assert round(float(paper.file.pages[0].mediabox[2])) == 612
    assert paper.bookmarks[:2] == ["The Docks", "Contents"]
    assert not (folder / "site").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dokcs"], "there is no region or company 'dokcs'; did you mean 'docks'?"),
        (["docks", "--output", "{tmp}/gone/x.pdf"], "there is no folder"),
        (["docks", "--output", "{tmp}"], "cannot write"),
    ],
)
def test_what_cannot_be_printed_is_said(
    arguments: list[str],
    said: str,
    root: Root,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = root(story("family"))
    order = [word.format(tmp=tmp_path) for word in arguments]
    assert main(["--root", str(folder), "print", *order]) == 2
    assert said in capsys.readouterr().err


def test_a_document_that_cannot_be_drawn_keeps_the_last_good_site(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root(story("minimal"))
    assert build(folder, strict=True, pdfs=True).published
    before = files(folder / "site")
    assert any(name.endswith(".pdf") for name in before)
    style = folder / "docs" / "assets" / "print.css"
    style.write_text(style.read_text() + "@media print{h1::before{content:'\\1F600'}}")
    built = build(folder, strict=False, pdfs=True)
    assert not built.published
    assert {problem.rule for problem in built.problems} == {"pdf"}
    assert "U+1F600" in built.problems[0].message
    assert files(folder / "site") == before


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    """It is pushed down the page in 48 small steps, over the foot of the page and beyond."""
    words = "<p>" + "The words that follow, long enough for more than one line of the page. " * 4
    tries = [
        f'<section style="break-before:page"><div style="height:{215 + 0.75 * step}mm"></div>'
        f"<h2>Heading {step}!</h2>{words}</p></section>"
        for step in range(48)
    ]
    papers = Paper(drawn("".join(tries)).pdf).pages
    for step in range(48):
        (page,) = [text for text in papers if f"Heading {step}!" in text]
        after = page.partition(f"Heading {step}!")[2]
        assert after.count("The words that follow") >= 1, step
    assert len(papers) > 48 + 10, "the heading went over to the next page"
