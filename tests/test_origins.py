"""What a source says of itself, and which texts are of one origin."""

import hashlib
import random
from pathlib import Path

import pytest

from briefsite import evidence, library
from briefsite.evidence import archive, origins
from briefsite.evidence.archive import Archived
from briefsite.library import graph
from briefsite.pages.claims import origins as told

TEXT = """Harbour Post > Business
Old quay opens “again”
By ANN LEE and Bo Stone
石港, 3 May 2024 /WireOne/ --
The quay opened.
Editor: 李安
SOURCE Quay Office
https://post.example/quay
"""
FIELDS = {
    "section": ("Harbour Post > Business", 1, "Harbour Post > Sport"),
    "publisher": ("Harbour Post", 1, "Harbour Times"),
    "title": ('Old quay opens "again"', 2, "Old quay closes"),
    "authors": ("[Ann Lee, Bo Stone]", 3, "[Ann Lee, Cy Dow]"),
    "dateline": ("石港", 4, "北港"),
    "published": ('"2024-05-03"', 4, '"2024-03-05"'),
    "published_as_printed": ("3 May 2024", 4, "5 May 2024"),
    "wire": ("WireOne", 4, "WireTwo"),
    "editor": ("李安", 6, "李平"),
    "original_publisher": ("Quay Office", 7, "Port Office"),
    "url": ("https://post.example/quay", 8, "https://post.example/other"),
}


def said(tmp_path: Path, field: str, value: str, para: int) -> list[str]:
    """What `verify` says of a record with one field."""
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    written = value if value.startswith(("[", '"')) else f"'{value}'"
    briefs, texts = tmp_path / "briefs", tmp_path / "archive"
    for folder in (briefs / "sources", texts):
        folder.mkdir(parents=True, exist_ok=True)
    (texts / "post.txt").write_text(TEXT, encoding="utf-8")
    (briefs / "sources" / "post.yml").write_text(
        f"label: Post\n{field}: {written}\nprinted_in:\n  {field}: {para}\n"
        f"archive:\n  file: post.txt\n  sha256: {digest}\n  paragraphs: 8\n",
        encoding="utf-8",
    )
    found, problems = library.read(briefs)
    assert problems == []
    read, problems = archive.read(texts, found)
    assert problems == []
    return [f"{p.rule}: {p.message}" for p in evidence.against(graph.build(found), read)]


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_a_record_stands_in_the_paragraph_that_is_named(
    field: str, tmp_path: Path
) -> None:
    right, para, wrong = FIELDS[field]
    assert said(tmp_path, field, right, para) == []
    for value, at in ((right, 5), (wrong, para)):
        told = said(tmp_path, field, value, at)
        assert told
        for one in told:
            assert one.startswith(f"source-record: paragraph {at} does not print ")


def test_a_paragraph_that_is_not_there_and_a_field_that_is_not_there(tmp_path: Path) -> None:
    assert said(tmp_path, "wire", "WireOne", 9) == ["source-record: the text has no paragraph 9"]
    record = tmp_path / "briefs" / "sources" / "post.yml"
    record.write_text(record.read_text().replace("  wire: 9\n", "  editor: 6\n"))
    found, _ = library.read(tmp_path / "briefs")
    texts, _ = archive.read(tmp_path / "archive", found)
    (problem,) = evidence.against(graph.build(found), texts)
    assert problem.message == "the record has no 'editor' that paragraph 6 could print"


def text(seed: int, words: int = 400, signs: str = "") -> list[str]:
    """A text that no other seed gives, as its words, or as Chinese signs."""
    chance = random.Random(seed)
    known = list(signs) or [
        f"{a}{b}" for a in ["ba", "ku", "lo", "mi", "ne", "sa"] for b in ["rt", "ns", "lk"]
    ]
    return [chance.choice(known) for _ in range(words)]


def archived(id: str, words: list[str], between: str = " ") -> Archived:
    return Archived(id, tuple(between.join(words[n : n + 50]) for n in range(0, len(words), 50)))


def alike(*texts: Archived) -> dict[str, str]:
    return origins.alike({one.source: one for one in texts})


def test_nearly_the_same_text_is_of_one_origin() -> None:
    first = text(1)
    edited = [word if n % 15 else "other" for n, word in enumerate(first)]
    assert alike(archived("a", first), archived("b", edited)) == {"a": "a", "b": "a"}
    shortened = [*text(2, 20), *first[100:220]]
    assert alike(archived("a", first), archived("b", shortened)) == {"a": "a", "b": "a"}
    assert alike(archived("b", shortened), archived("c", edited), archived("a", first)) == {
        "a": "a",
        "b": "a",
        "c": "a",
    }


def test_texts_that_share_a_passage_are_two() -> None:
    first, second = text(1), text(2)
    quoting = [*second[:200], *first[:60], *second[200:]]
    assert alike(archived("a", first), archived("b", quoting), archived("c", text(3))) == {}
    assert alike(archived("a", first[:12]), archived("b", first[:12])) == {}


def test_chinese_texts_are_compared_by_their_signs() -> None:
    signs = "港城船厂工人去年开工新建码头水运河岸南北东西山海"
    first, second = text(1, signs=signs), text(2, signs=signs)
    edited = [sign if n % 20 else "的" for n, sign in enumerate(first)]
    found = alike(
        *(archived(id, t, "") for id, t in zip("abc", (first, edited, second), strict=True))
    )
    assert found == {"a": "a", "b": "a"}


WORLD = {
    "indicators.yml": "ships:\n  name: Ships\n  definition: Ships.\n  unit: count\n"
    "  unit_label: ships\n  quantity: count\n  review_months: 12\n  comparable: Always.\n",
    "regions/port.yml": "name: Port\nkind: country\nsummary: A port with {ships}.\nfigures:\n"
    "  - indicator: ships\n    period: undated\n    status: actual\n    value: 7\n    sources:\n"
    "      - {source: one, para: 1, printed: 7 ships}\n"
    "      - {source: two, para: 1, printed: 7 ships}\n",
}
MORE = " ".join(text(5, 60))
RELATED = {
    "the same bytes": (f"Port has 7 ships. {MORE}\n", f"Port has 7 ships. {MORE}\n", True),
    "nearly the same": (f"Port has 7 ships. {MORE}\n", f"Port has now 7 ships. {MORE}\n", True),
    "another text": (f"Port has 7 ships. {MORE}\n", "In Port there are 7 ships, we hear.\n", False),
}


@pytest.mark.parametrize("case", RELATED)
def test_no_page_takes_texts_of_one_origin_for_independent(case: str, tmp_path: Path) -> None:
    *texts, one_origin = RELATED[case]
    for name, content in WORLD.items():
        file = tmp_path / "briefs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    (tmp_path / "briefs" / "sources").mkdir()
    (tmp_path / "archive").mkdir()
    for id, content in zip(("one", "two"), texts, strict=True):
        digest = hashlib.sha256(content.encode()).hexdigest()
        (tmp_path / "archive" / f"{id}.txt").write_text(content)
        source = f"label: {id}\narchive: {{file: {id}.txt, sha256: {digest}, paragraphs: 1}}\n"
        (tmp_path / "briefs" / "sources" / f"{id}.yml").write_text(source)
    checked, problems = evidence.verify(tmp_path, tmp_path / "archive")
    assert problems == ()
    figure = checked.graph.library.regions["port"].value.figures[0]
    before = told(checked.graph.library, figure, evidence.Record())
    evidence.write_record(tmp_path, tmp_path / "archive", checked)
    known = evidence.recorded(tmp_path)
    after = told(checked.graph.library, figure, known)
    one = "2 texts of one origin"
    two = "2 independent sources"
    assert after == (one if one_origin else two)
    assert before == (one if case == "the same bytes" else two)
    assert MORE not in (tmp_path / "verified.json").read_text()
