"""A saved article becomes a text and a source record, and nothing is guessed."""

import json
from pathlib import Path

import pytest
import typst

from briefsite import cli, evidence, library
from briefsite.editing import intake
from briefsite.evidence import archive, origins
from briefsite.library import graph
from briefsite.problems import BriefsiteError

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="{charset}">
<title>Quay opens - Harbour Post</title>
<meta property="og:site_name" content="Harbour Post">
<link rel="canonical" href="https://post.example/quay">
<script type="application/ld+json">{data}</script>
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Old quay opens again</h1>
<p>The quay of Leedsby opened on Monday with 27 ships and more than 1,200 guests – all from the
town, as its owner said in a long and happy speech.</p>
<table><tr><th>Year</th><th>Ships</th></tr><tr><td>2022</td><td>20</td></tr></table>
<ul><li>It cost £1.2bn, the owner said, and it took four years to build.</li></ul>
<p>For the six months ended June 30, 2024 the owner expects a small profit.</p></article>
<footer>Copyright Harbour Post</footer></body></html>
"""
DATA = json.dumps(
    {
        "@type": "NewsArticle",
        "headline": "Old quay opens again",
        "datePublished": "2024-05-03T08:00:00+02:00",
        "author": [{"name": "Ann Lee"}, {"name": "Bo Stone"}],
        "publisher": {"name": "Harbour Post"},
    }
)
CHINESE = """石港新码头开工建设
2024年5月3日 来源:石港日报
石港市的新码头5月1日开工,总投资达12亿元。
责任编辑:李安
"""


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "windows-1252"])
def test_a_web_page(charset: str) -> None:
    article = intake.read("quay.html", PAGE.format(charset=charset, data=DATA).encode(charset))
    assert article.language == "en"
    said = {
        name: (found.value, article.paragraphs[found.para - 1])
        for name, found in article.found.items()
    }
    assert said == {
        "title": ("Old quay opens again", "Title: Old quay opens again"),
        "authors": (("Ann Lee", "Bo Stone"), "Author: Ann Lee, Bo Stone"),
        "publisher": ("Harbour Post", "Publisher: Harbour Post"),
        "published": ("2024-05-03", "Published: 2024-05-03T08:00:00+02:00"),
        "url": ("https://post.example/quay", "Address: https://post.example/quay"),
    }
    text = "\n".join(article.paragraphs)
    for words in ("27 ships and more than 1,200 guests", "2022 | 20", "It cost £1.2bn"):
        assert words in text
    for words in ("Sport", "Copyright", "<", "@type"):
        assert words not in text


def test_a_page_whose_head_says_nothing_and_whose_data_is_broken() -> None:
    page = PAGE.replace('<meta property="og:site_name" content="Harbour Post">', "")
    article = intake.read("x.html", page.format(charset="utf-8", data="{[").encode())
    assert "published" not in article.found
    assert "publisher" not in article.found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    article = intake.read("x.txt", CHINESE.encode(encoding))
    assert article.paragraphs == tuple(CHINESE.splitlines())
    assert article.language == "zh"
    found = {name: (one.value, one.para) for name, one in article.found.items()}
    assert found == {
        "title": ("石港新码头开工建设", 1),
        "published": ("2024-05-03", 2),
        "original_publisher": ("石港日报", 2),
        "editor": ("李安", 4),
    }


def test_western_letters_are_not_taken_for_chinese() -> None:
    plain = "The quay of the town."
    assert intake.decode("x", plain.encode("utf-16-be")) == plain
    for text in (
        "Le café de la gare a été ouvert à Évry, « enfin », où l’on sert du thé.",
        "Le bâtiment des pêcheurs est près du fleuve.",  # each accent and the next letter: a sign
    ):
        assert intake.decode("x", text.encode("cp1252")) == text
    with pytest.raises(BriefsiteError, match="in no encoding that is known"):
        intake.decode("x", b"\x81\x8d\xff\x00a")


DAYS = {
    "LEEDSBY, May 3, 2024 /WireOne/ -- The quay opened.": "2024-05-03",
    "LEEDSBY (WireOne) - 3 May 2024 - The quay opened.": "2024-05-03",
    "Source: Harbour Post | 2024-05-03 11:08:01 | Author: Ann Lee": "2024-05-03",
    "3 May 2024": "2024-05-03",
    "Published: 03.05.2024": "2024-05-03",
    "新华社石港2024年5月3日电 新码头开工。": "2024-05-03",
    "Results for the six months ended June 30, 2024": None,
    "Interim report 30 June 2024": None,
    "As of June 30, 2024": None,
    "截至2024年6月30日": None,
    "Updated: 3 May 2024": None,
    "June 31, 2024": None,
    "The quay opened on May 3, 2024, and all of the town came to see it.": None,
    "": None,
}


@pytest.mark.parametrize("line", DAYS)
def test_the_day_of_publication_is_no_other_day(line: str) -> None:
    article = intake.read(
        "x.txt", f"{line}\nThe quay is open and the ships of the town go out.\n".encode()
    )
    found = article.found.get("published")
    assert (found and found.value) == DAYS[line]


def test_a_pdf() -> None:
    text = (
        '#set page(width: 12cm, numbering: "1")\n= Quay opens again\n3 May 2024\n\n'
        + "The quay of Leedsby opened on Monday with 27 ships and more than 1,200 guests. " * 3
        + "\n\n"
        + "Its owner spoke to all of the town about the harbour. " * 3
    )
    raw = typst.compile(text.encode())
    article = intake.read("quay.pdf", raw)
    assert article.paragraphs[:2] == ("Quay opens again", "3 May 2024")
    assert len(article.paragraphs) == 4
    assert article.paragraphs[2].count("with 27 ships and more than 1,200 guests.") == 3
    assert article.found["published"].value == "2024-05-03"
    with pytest.raises(BriefsiteError, match="cannot be read as a PDF"):
        intake.read("broken.pdf", b"%PDF-1.7 nothing")
    with pytest.raises(BriefsiteError, match="holds no text"):
        intake.read("empty.pdf", typst.compile(b"#page(numbering: none)[]"))


LANGUAGES = {
    "en": "The quay of the town is open, and it was built for ships that come from the sea.",
    "de": "Der Hafen ist offen, und die Schiffe liegen an dem Kai, den das Amt von der Stadt hat.",
    "fr": "Le quai de la ville est ouvert, et les bateaux des pêcheurs vont dans le port.",
    "ja": "石港の新しい岸壁が開きました。",
    "ko": "새로운 부두가 문을 열었다.",
    None: "Quay 27 Leedsby 1200.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_said_where_there_is_no_doubt(language: str | None) -> None:
    assert intake.language_of((LANGUAGES[language],)) == language


def run(root: Path, *words: str | Path) -> int:
    return cli.main(["--root", str(root), *map(str, words)])


def test_a_folder_of_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each has its record and its text; the records are valid, and true to their texts."""
    saved, texts = tmp_path / "saved", tmp_path / "texts"
    for folder in (saved, texts, tmp_path / "briefs", tmp_path / "docs" / "schema"):
        folder.mkdir(parents=True)
    (saved / "Quay opens.html").write_text(PAGE.format(charset="utf-8", data=DATA))
    (saved / "port-news.txt").write_bytes(CHINESE.encode("gb18030"))
    (saved / "empty.txt").write_text("\n")
    (saved / "picture.png").write_bytes(b"\x89PNG")
    assert run(tmp_path, "new", "source", saved, "--archive", texts) == 1
    said = capsys.readouterr()
    assert "Not begun: empty.txt: empty.txt holds no text that can be read" in said.err
    assert "title: Old quay opens again (paragraph 1)" in said.out
    found, problems = library.read(tmp_path / "briefs")
    assert problems == []
    assert set(found.sources) == {"quay-opens", "port-news"}
    read, problems = archive.read(texts, found)
    assert problems == []
    joined = graph.build(found)
    assert evidence.against(joined, read) == []
    assert origins.groups(found, origins.alike(read)) == {}
    record = (tmp_path / "briefs" / "sources" / "port-news.yml").read_text()
    assert "# publisher:  # not found\n" in record
    assert "# title:" not in record
    assert run(tmp_path, "coverage", "--archive", texts) == 1
    assert "12亿" in capsys.readouterr().out


def test_a_text_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("briefs", "texts"):
        (tmp_path / folder).mkdir(parents=True)
    saved = tmp_path / "news.html"
    saved.write_text(PAGE.format(charset="utf-8", data=DATA))
    kept = tmp_path / "texts" / "news.txt"
    kept.write_text("Something else.\n")
    assert run(tmp_path, "new", "source", saved, "--archive", tmp_path / "texts") == 2
    assert "is there already, with another text" in capsys.readouterr().err
    assert kept.read_text() == "Something else.\n"
    assert run(tmp_path, "new", "source", saved) == 2
    assert "say where the text is to be kept" in capsys.readouterr().err
    assert not (tmp_path / "briefs" / "sources").exists()
