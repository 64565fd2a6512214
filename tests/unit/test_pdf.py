"""Paper on small inputs: the engine and its limits, what the templates do with any data, and what
pages offer.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings

from briefsite.cli import main
from briefsite.pages import Head, charts
from briefsite.pages.charts import Bar, Point
from briefsite.pages.heads import Sheet
from briefsite.site import build, pdf
from briefsite.site.pdf import Document, engine, paper
from briefsite.site.pdf.engine import Drawn, Failed, Job
from briefsite.text import Markdown, fonts
from tests.papers import Paper, compact
from tests.unit.test_nodes import HOSTILE
from tests.world import CHECKOUT, story, tree

FONTS = str(fonts.FOLDER)
TEMPLATES = CHECKOUT / "templates" / "paper"
QR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h1v1h-1z"/></svg>'
Data = dict[str, Any]


def figure(number: int, **other: object) -> Data:
    return {
        "anchor": f"f-{number}",
        "href": f"#f-{number}",
        "indicator": {"text": f"Indicator {number}", "href": "https://example.org/i/"},
        "owner": {"text": "North", "href": "https://example.org/n/"},
        "value_parts": ["over", f"{number}", "yuan"],
        "conversions": [],
        "when": "2023",
        "warnings": [],
        "change": "",
        "rank": "",
        "share_of": "",
        "note": [],
        "marks": [{"cite": 1}],
        "preferred": "",
        "rivals": [],
        "awaited": False,
        "said": [
            {
                "printed": f"over {number} yuan",
                "at": [{"source": {"text": "Source"}, "para": 1, "mark": [], "lacks": ""}],
            }
        ],
        "origins": "One source",
        **other,
    }


def brief(**other: object) -> Data:
    lists = "aliases facts key_figures further_figures pictures derived company_figures sections "
    lists += "events statements ties companies mentions corrections"
    return {
        **{name: [] for name in lists.split()},
        "name": "North",
        "running": "North",
        "local_name": "",
        "transcription": "",
        "summary": [{"text": "A place."}],
        "missing": "",
        "reviewed": "",
        "prefix": "",
        "anchor": "",
        "reading": "https://example.org/reading/",
        "feed": "https://example.org/regions/north/changes.xml",
        **other,
    }


def note(number: int, **other: object) -> Data:
    return {
        "number": number,
        "source": {"text": f"Source {number}", "href": "https://example.org/s/"},
        "para": 1,
        "detail": "Publisher; 2024",
        "accessed": "",
        "prints": ["over 5"],
        "address": "https://example.com/a",
        "address_shown": "https://example.com/a",
        "address_at": 0,
        "is_first": True,
        **other,
    }


def document(**other: object) -> Data:
    return {
        "title": "North - Briefs",
        "header": "Briefs: North",
        "edition": "Version 1, data of today",
        "place": "Region",
        "address": "https://example.org/regions/north/",
        "address_shown": "https://example.org/regions/north/",
        "qr": QR,
        "paper": "a4",
        "lang": "en",
        "local": paper.language("zh-Hans"),
        "licence": "Text: CC BY 4.0. Data: CC0 1.0.",
        "dated": True,
        "brief": brief(),
        "notes": [note(1)],
        **other,
    }


def job(data: Data, template: str = "brief.typ", **other: Any) -> Job:
    return Job("north.pdf", data, str(TEMPLATES / template), FONTS, 1717200000, **other)


def drawn(data: Data) -> Paper:
    result = engine.draw(job(data))
    assert isinstance(result, Drawn), result
    made = Paper(result.content)
    assert len(made.pages) == result.pages
    return made


def failure(data: Data) -> str:
    result = engine.draw(job(data))
    assert isinstance(result, Failed)
    return result.message


def test_the_same_bytes_each_time_with_the_day_that_is_given() -> None:
    one, two = engine.draw(job(document())), engine.draw(job(document()))
    assert one == two
    assert isinstance(one, Drawn)
    assert str(Paper(one.content).file.docinfo.CreationDate) == "D:20240601000000Z"
    assert "/CreationDate" not in drawn(document(dated=False)).file.docinfo


def test_paper_says_its_language_and_the_licences() -> None:
    words = "Text: CC BY 4.0. Data: CC0 1.0."
    sheet = Sheet("Briefe", "Land", "https://example.org/", "heute", "Briefe", "", "de", words)
    head = paper.head(Head("a/index.md", "brief.md.j2", "A", "A.", (), sheet=sheet))
    assert (head.language, head.licence) == ("de", words)
    assert compact(words) in drawn(document(licence=head.licence)).text


@pytest.mark.parametrize(("name", "size"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_paper_is_a4_or_letter(name: str, size: tuple[int, int]) -> None:
    made = drawn(document(paper=paper.PAPERS[name]))
    box = made.file.pages[0].mediabox
    assert (round(float(box[2])), round(float(box[3]))) == size


@pytest.mark.parametrize(
    "text",
    [
        '#eval("1+1") #panic("x") $x^2$ *a* _b_ `c` @d <e> \\ // f /* g */ --- ~',
        '#import "lib.typ": * #read("/etc/passwd") #sys.inputs #context here()',
        ']#[ }#{ ")#(" = Heading\n- list\n+ enum\n/ term: x',
    ],
)
def test_nothing_of_the_data_is_evaluated(text: str) -> None:
    shown = fonts.drawable(text)
    data = document(brief=brief(name=shown, summary=[{"text": shown}], missing=shown), title=text)
    made = drawn(data)
    assert made.text.count(compact(shown)) == 3
    assert str(made.file.docinfo.Title) == text
    assert made.bookmarks[0] == shown


@settings(max_examples=25)
@given(HOSTILE)
def test_hostile_text_comes_through_every_field_unchanged(text: str) -> None:
    shown = fonts.drawable(text) or "x"
    runs = [{"text": shown}]
    at = {"source": {"text": shown}, "para": 1, "mark": [], "lacks": shown}
    one = figure(1, note=runs, rivals=[shown], preferred=shown, share_of=shown, when=shown)
    one |= {"said": [{"printed": shown, "at": [at]}], "origins": shown, "warnings": [["x", shown]]}
    said = {"anchor": "e-1", "date": shown, "date_note": shown, "title": shown, "text": runs}
    event = {
        **said,
        "printed": [shown],
        "marks": [],
        "people": [],
        "places": [],
        "written_in": None,
    }
    data = document(
        brief=brief(
            **{"name": shown, "local_name": shown, "aliases": [shown], "summary": runs},
            **{"facts": [{"label": shown, "value": runs}], "key_figures": [one]},
            **{"sections": [{"heading": shown, "anchor": "s", "text": [{"paragraph": runs}]}]},
            **{"events": [event], "missing": shown},
        ),
        notes=[note(1, detail=shown, prints=[shown])],
    )
    found = drawn(data).text
    assert found.count(compact(shown)) >= 20, shown


def test_many_characters_without_a_glyph_stop_nothing() -> None:
    shown = fonts.drawable("😀 湖南 " * 3000)
    made = drawn(document(brief=brief(name=shown[:4000], summary=[{"text": shown}])))
    assert made.text.count("[U+1F600grinningface]") > 2900


def test_a_character_without_a_glyph_is_named_with_the_document() -> None:
    said = failure(document(brief=brief(name="\U0001f600")))
    assert said.startswith("north.pdf cannot be drawn: no bundled font has")
    assert "U+1F600" in said


def test_paper_has_a_placeholder_for_it() -> None:
    shown = fonts.drawable("a😀 ب 圳莞泸衢亳濮漯儋浏醴，；： Tiếng Việt Żółć Київ")
    assert shown.startswith("a[U+1F600 grinning face] [U+0628 arabic letter beh] 圳")
    assert compact(shown) in drawn(document(brief=brief(missing=shown))).text


def test_a_broken_template_is_named_with_its_line(tmp_path: Path) -> None:
    template = tmp_path / "broken.typ"
    template.write_text("#let a = 1\n#b\n")
    result = engine.draw(Job("x.pdf", {}, str(template), FONTS))
    assert isinstance(result, Failed)
    assert "x.pdf cannot be drawn: unknown variable: b (broken.typ, line 2)" in result.message


def test_a_template_reads_nothing_beside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "x.typ").write_text('#read("../secret")')
    assert isinstance(engine.draw(Job("x.pdf", {}, str(folder / "x.typ"), FONTS)), Failed)


def test_templates_evaluate_nothing_and_load_nothing_from_elsewhere() -> None:
    for file in TEMPLATES.glob("*.typ"):
        code = re.sub(r"//.*", "", file.read_text(encoding="utf-8"))
        assert not re.search(r"\b(eval|read|plugin|yaml|toml|csv|xml|cbor)\(|mode:", code), file
        assert set(re.findall(r"#?import (\S+)", code)) <= {'"lib.typ":'}, file


def test_without_fonts_it_says_what_to_do(tmp_path: Path) -> None:
    result = engine.draw(Job("x.pdf", {}, str(TEMPLATES / "brief.typ"), str(tmp_path)))
    assert isinstance(result, Failed)
    assert "there are no fonts" in result.message


def test_the_head_of_a_table_stands_on_every_page_with_its_rows() -> None:
    figures = [figure(number) for number in range(90)]
    made = drawn(document(brief=brief(key_figures=figures[:8], further_figures=figures[8:])))
    rows = [text for text in made.pages if "Indicator 4" in text or "Indicator 8" in text]
    assert len(rows) >= 2
    assert all("Period" in text for text in made.pages[1:] if re.search(r"Indicator \d", text))


def test_a_target_is_never_shown_without_its_word() -> None:
    aside = figure(1, warnings=[["target", "Target"]])
    assert drawn(document(brief=brief(key_figures=[aside]))).text.count("Target") == 1


def test_later_notes_name_the_note_with_the_address() -> None:
    again = note(2, address="", address_shown="", address_at=1)
    made = drawn(document(notes=[note(1), again]))
    assert made.text.count("https://example.com/a") == 1
    assert "Address:note1." in made.text
    assert len(made.jumps) == 1


def test_a_heading_never_stands_alone_at_the_foot_of_a_page(tmp_path: Path) -> None:
    """It is pushed down the page in small steps, over the foot of the page and beyond."""
    words = "The words that follow, long enough for more than one line of the page. " * 4
    data = document(text=[{"paragraph": [{"text": words}]}])
    for name in ("lib.typ", "brief.typ"):
        shutil.copy(TEMPLATES / name, tmp_path)
    head = (tmp_path / "brief.typ").read_text(encoding="utf-8").partition("#whole")[0]
    places = set()
    for step in range(0, 48, 3):
        template = tmp_path / f"step-{step}.typ"
        template.write_text(
            f'{head}#title(1, "H", 21pt, 0mm, 3mm)\nAbove.\n#v({195 + step}mm)\n'
            '#section(2, "Pushed!")\n#blocks(data.text)\n'
        )
        result = engine.draw(Job("x.pdf", data, str(template), FONTS))
        assert isinstance(result, Drawn), result
        texts = Paper(result.content).pages
        (page,) = [number for number, text in enumerate(texts) if "Pushed!" in text]
        assert "The words that follow" in texts[page].partition("Pushed!")[2], step
        places.add(page)
    assert places == {0, 1}


# --- workers


def test_a_document_over_its_limit_is_its_own_failure(tmp_path: Path) -> None:
    template = tmp_path / "slow.typ"
    template.write_text(
        '#set document(title: "x")\n'
        + "".join(
            "#{ let i = 0; while i < json(bytes(sys.inputs.data)).n { i += 1 } }\n"
            for _ in range(400)
        )
    )
    slow = Job("slow.pdf", {"n": 9000}, str(template), FONTS, seconds=0.5)
    jobs = [slow, *(job(document(header=f"Briefs {n}")) for n in range(3))]
    made = {id(each): result for each, result in engine.run(jobs, 2)}
    assert made[id(slow)] == Failed("slow.pdf is not drawn after 0.5 CPU seconds")
    assert all(isinstance(made[id(each)], Drawn) for each in jobs[1:])
    assert list(engine.run([])) == []


def picture(name: str, **parts: object) -> Job:
    data = {
        "site": "Briefs",
        "promise": "Every number names its source",
        "what": "City",
        "name": name,
        "local_name": "湖南",
        "figures": [{"label": "Output", "value": "over 5 yuan", "when": "2023 · Target"}],
        "note": "",
        "lang": "en",
        "local": paper.language("zh-Hans"),
    }
    return replace(job(data | parts, "picture.typ", form="png"), name=f"{name}.png")


def test_a_picture_is_a_png_of_800_by_420() -> None:
    made = engine.draw(picture("North"))
    assert isinstance(made, Drawn)
    png = made.content
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (800, 420)
    assert made == engine.draw(picture("North"))


def test_a_picture_is_the_same_whatever_is_drawn_beside_it(no_shelf: None) -> None:
    """Another language, no figure, a wrong one: what is drawn at once does not touch the others."""
    plain, other = picture("North"), picture("Süd", lang="de", figures=[], note="A note.")
    wrong = picture("Wrong", local=None)
    alone = [engine.draw(one) for one in (plain, other)]
    assert engine.draw_together([other, plain]) == alone[::-1]
    first, failed, last = engine.draw_together([plain, wrong, other])
    assert [first, last] == alone
    assert isinstance(failed, Failed)
    assert failed.message.startswith("Wrong.png cannot be drawn: ")
    many = [replace(plain, name=f"{number}.png") for number in range(engine.TOGETHER + 1)]
    made = {each.name: result for each, result in engine.run([*many, wrong, other], 1)}
    assert made == {each.name: alone[0] for each in many} | {"Wrong.png": failed} | {
        "Süd.png": alone[1]
    }


# --- what may be long


LONG = " ".join(f"word{number}" for number in range(3000))


@pytest.mark.parametrize(
    "parts",
    [
        {"summary": [{"text": LONG}]},
        {"sections": [{"heading": "S", "anchor": "s", "text": [{"paragraph": [{"text": LONG}]}]}]},
        {"key_figures": [figure(1, note=[{"text": LONG}])]},
        {"further_figures": [figure(2, note=[{"text": LONG}])], "key_figures": [figure(1)]},
        {"facts": [{"label": "Kind", "value": [{"text": LONG}]}]},
    ],
    ids=lambda parts: next(iter(parts)),
)
def test_nothing_is_lost_over_the_foot_of_a_page(parts: Data) -> None:
    made = drawn(document(brief=brief(**parts)))
    assert len(made.pages) > 3
    body = made.body("Briefs: North", "Version 1, data of today")
    assert [word for word in LONG.split() if word not in body] == []


def test_charts_say_their_values_in_letters() -> None:
    """Every look and every end of a bar and of a point can be drawn."""
    ends = ("", "more", "less", "about")
    share = Bar("Share", Decimal(5), "over 5%", end="more")
    mixed = [
        Bar("Here", Decimal(9), "9 bn"),
        Bar("Fall", Decimal(-3), "about -3 bn", end="about"),
        Bar("Other", Decimal(7), "up to 7 bn", apart=True, end="less"),
        Bar("Goal", Decimal(8), "8 bn", apart=True, firm=False),
    ]
    points = [
        Point(date(2015 + n, 12, 31), str(2015 + n), Decimal(n), f"{n} yuan", n > 1, end)
        for n, end in enumerate(ends)
    ]
    drawings = (
        charts.shares([share]),
        charts.bars(mixed, "Drawn apart"),
        charts.line("c", "C", points),
    )
    pictures = [
        {"title": "Output.", "caption": "Chart.", "reasons": ["Why."], "chart": chart.data()}
        for chart in drawings
    ]
    made = drawn(document(brief=brief(key_figures=[figure(1)], pictures=pictures)))
    said = ("Share", "over5%", "Drawnapart", "upto7bn", "about-3bn", "8bn", "0yuan", "3yuan")
    for words in (*said, "2015", "2018", "Output.", "Why."):
        assert words in made.text


# --- data


@dataclass(frozen=True)
class Prose:
    """A run of nodes."""

    nodes: tuple[Data, ...]

    def data(self) -> list[Data]:
        """The nodes."""
        return list(self.nodes)


class View(SimpleNamespace):
    """A view, of which a test names only what it looks at."""

    def data(self) -> Data:
        """All fields."""
        return {name: paper.plain(value) for name, value in vars(self).items()}


def view(**other: object) -> View:
    fields = brief()
    for name in ("running", "prefix", "anchor", "reading"):
        del fields[name]
    return View(**{**fields, "notes": [], **other})


def head(id: str) -> paper.Head:
    address = f"https://example.org/regions/{id}/"
    return paper.Head(id, f"Briefs: {id}", "Version 1", "Region", address, QR)


def source_note(number: int, para: int, *prints: str, address: str = "https://a.org/") -> View:
    source = {"text": "Daily", "href": f"../../sources/daily/#p-{para}"}
    words = {"detail": "Publisher", "accessed": "", "prints": list(prints), "address": address}
    return View(number=number, source=source, para=para, **words)


def test_links_of_a_brief_are_whole_or_lead_within_it() -> None:
    summary = Prose(
        (
            {"wiki": "South", "href": "../south/"},
            {"figure": "5", "href": "#s-one"},
            {"link": [{"text": "x"}], "href": "javascript:alert(1)"},
        )
    )
    sections = [{"heading": "One", "anchor": "s-one", "text": []}]
    sections.append({"heading": "One", "anchor": "s-one", "text": []})
    made = paper.brief(view(summary=summary, sections=sections), head("north"), "Letter")
    hrefs = [node["href"] for node in made["brief"]["summary"]]
    assert hrefs == ["https://example.org/regions/south/", "#s-one", ""]
    assert [section["anchor"] for section in made["brief"]["sections"]] == ["s-one", ""]
    assert made["paper"] == "us-letter"


def test_an_address_stands_once_among_the_notes() -> None:
    notes = [source_note(1, 3), source_note(2, 4), source_note(3, 5, address="")]
    made = paper.brief(view(notes=notes), head("north"), "A4")["notes"]
    assert [(note["address"], note["address_at"]) for note in made] == [
        ("https://a.org/", 0),
        ("", 1),
        ("", 0),
    ]


def test_a_booklet_has_one_list_of_sources_and_links_within_it() -> None:
    north = view(notes=[source_note(1, 3, "a")], summary=Prose(({"cite": 1},)))
    wiki = {"wiki": "North", "href": "../north/#about"}
    gone = {"wiki": "North", "href": "../north/#gone"}
    south = view(
        name="South 😀",
        notes=[source_note(1, 9), source_note(2, 3, "b")],
        summary=Prose(({"cite": 1}, {"cite": 2}, wiki, gone)),
    )
    parts = [(north, head("north"), 0), (south, head("south"), 1)]
    document = Document("north", "b.pdf", (), True, "North", "2 regions")
    made = paper.booklet(document, parts, head("north"), "https://example.org/", "A4")
    assert [(note["number"], note["para"], note["prints"]) for note in made["notes"]] == [
        (1, 3, ["a", "b"]),
        (2, 9, []),
    ]
    summary = made["parts"][1]["summary"]
    assert summary[:2] == [{"cite": 2}, {"cite": 1}]
    assert [node["href"] for node in summary[2:]] == ["#regions-north--about", "#regions-north"]
    result = engine.draw(job({**made, "dated": True}, "booklet.typ"))
    assert isinstance(result, Drawn), result
    texts = Paper(result.content)
    assert texts.bookmarks[:3] == ["North", "Contents", "North"]
    assert "South [U+1F600 grinning face]" in texts.bookmarks
    assert texts.bookmarks[-1] == "Sources"


def test_only_text_and_nodes_reach_paper() -> None:
    with pytest.raises(TypeError, match="Markup"):
        paper.plain({"a": Markdown("<b>x</b>")})


def test_a_failure_of_one_document_is_its_own() -> None:
    bad = Job("bad.pdf", document(brief=brief(name="😀")), str(TEMPLATES / "brief.typ"), FONTS)
    result = {each.name: made for each, made in engine.run([job(document()), bad], 2)}
    assert isinstance(result["north.pdf"], Drawn)
    assert isinstance(result["bad.pdf"], Failed)
    assert (engine.workers(9, 2), engine.workers(1, 8)) == (2, 1)


def test_a_worker_ended_from_outside_is_said_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the first worker ends itself at the first document."""
    start, codes = engine._Worker._started, ["import sys; sys.stdin.buffer.read(1)"]

    def started() -> subprocess.Popen[bytes]:
        if not codes:
            return start()
        command = [sys.executable, "-c", codes.pop()]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    monkeypatch.setattr(engine._Worker, "_started", staticmethod(started))
    jobs = [job(document()), job(document(header="Briefs: the long one"))]
    (_, first), (_, second) = engine.run(jobs, 1)
    assert first == Failed("north.pdf: the process that drew it was ended from outside")
    assert isinstance(second, Drawn)


# --- the offer


HUNAN = pdf.Document("hunan", "regions/hunan/hunan.pdf", ())
BOOK = pdf.Document("hunan", "regions/hunan/b.pdf", (), True, "Hunan", "2 regions")
LINE = '<p>a</p>\n<p class="pdf" data-pdf="hunan" hidden></p>\n<p>b</p>\n'


def a_pdf(size: int, pages: int) -> Drawn:
    return Drawn((b"/Type /Page " * pages).ljust(size))


def site(folder: Path) -> Path:
    (folder / "regions" / "hunan").mkdir(parents=True)
    (folder / "regions" / "hunan" / "index.html").write_text(LINE)
    return folder


def test_a_page_offers_what_was_made(tmp_path: Path) -> None:
    made = {HUNAN: a_pdf(80_200, 3), BOOK: a_pdf(1_240_000, 1)}
    pdf.put(site(tmp_path), made)
    assert (tmp_path / "regions/hunan/index.html").read_text() == (
        '<p>a</p>\n<p class="pdf" data-pagefind-ignore="">'
        '<a href="hunan.pdf" type="application/pdf">'
        'PDF, 3 pages, 80 KB</a> <a href="b.pdf" type="application/pdf">'
        "PDF booklet of 2 regions, 1 page, 1.2 MB</a></p>\n<p>b</p>\n"
    )
    assert (tmp_path / "regions/hunan/hunan.pdf").read_bytes() == a_pdf(80_200, 3).content


def test_a_page_offers_nothing_that_is_not_there(tmp_path: Path) -> None:
    pdf.put(site(tmp_path), {})
    assert (tmp_path / "regions/hunan/index.html").read_text() == "<p>a</p>\n<p>b</p>\n"
    assert pdf.size(1) == "1 KB"


# --- the build and the command


Root = Callable[..., Path]


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


def test_a_document_that_cannot_be_drawn_keeps_the_last_good_site(root: Root) -> None:
    folder = root(story("minimal"))
    assert build(folder, strict=True, pdfs=True).published
    before = tree(folder / "site")
    assert any(name.endswith(".pdf") for name in before)
    template = folder / "templates" / "paper" / "brief.typ"
    template.write_text(template.read_text() + '\n#panic("broken")\n')
    built = build(folder, strict=False, pdfs=True)
    assert not built.published
    assert {problem.rule for problem in built.problems} == {"pdf"}
    assert "(brief.typ, line" in built.problems[0].message
    assert tree(folder / "site") == before


def test_a_character_without_a_glyph_stops_nothing(
    root: Root, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is a warning with its place; the page shows it, paper names it."""
    name = "name: Islet 🚢\nkind: province\nparent: atlantis\nsummary: See [[north]].\n"
    folder = root(story("minimal"), {"regions/islet.yml": name})
    order = ["--root", str(folder)]
    assert main([*order, "check"]) == 0
    said = capsys.readouterr().out
    assert "regions/islet.yml:1:13: missing-glyph (warning)" in said
    assert "1 warning." in said
    assert main([*order, "build", "--strict"]) == 0
    assert "missing-glyph" in capsys.readouterr().out
    islet = folder / "site" / "regions" / "islet"
    assert "Islet 🚢" in (islet / "index.html").read_text(encoding="utf-8")
    made = Paper((islet / "islet.pdf").read_bytes())
    assert compact("Islet [U+1F6A2 ship]") in made.text
    assert str(made.file.docinfo.Title).startswith("Islet 🚢")
