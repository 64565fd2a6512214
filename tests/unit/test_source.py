"""The strict loader: what comes out, where it stands, and what is refused without harm."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefsite.library.yaml import MAX_DEPTH, Document, in_python, load
from briefsite.problems import MAX_BYTES
from tests.world import story


def data(text: str) -> object:
    document, problems = load("f.yml", text.encode())
    assert document, problems
    assert not problems
    return document.data


def rules(raw: bytes | str) -> list[str]:
    return [
        problem.rule
        for problem in load("f.yml", raw if isinstance(raw, bytes) else raw.encode())[1]
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("0", 0),
        ("-5", -5),
        ("60.50", Decimal("60.50")),
        ("true", True),
        ("false", False),
        ('"12"', "12"),
        ("'true'", "true"),
        ("'NO'", "NO"),
        ("over 5%", "over 5%"),
        ("1,200", "1,200"),
        ("12 units", "12 units"),
        ("1２３", "1２３"),
        ("AT&T *x* | {y}", "AT&T *x* | {y}"),
        ("C++", "C++"),
        ("5 < 6", "5 < 6"),
        ("汉字 👩‍🔬", "汉字 👩‍🔬"),
        ("x" * 200, "x" * 200),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">-\n  a\n  b\n", "a b"),
        ("[1, two]", [1, "two"]),
        ("{b: 1}", {"b": 1}),
    ],
)
def test_values(written: str, value: object) -> None:
    found = data(f"a: {written}")
    assert found == {"a": value}
    assert type(found["a"]) is type(value)  # type: ignore[index]


def test_digits_after_the_point_are_kept() -> None:
    assert str(data("a: 60.50")["a"]) == "60.50"  # type: ignore[index]


def test_windows_line_ends_mean_the_same() -> None:
    text = "name: A\nlist:\n  - b\n  - |\n    c\n    d\n"
    unix, _ = load("f.yml", text.encode())
    windows, problems = load("f.yml", text.replace("\n", "\r\n").encode())
    assert unix == windows
    assert not problems


def test_places_of_keys_and_values() -> None:
    document, _ = load("f.yml", b"name: A\nlist:\n  - key: value\n")
    assert isinstance(document, Document)
    value = document.problem(("list", 0, "key"), "rule", "message")
    assert (value.place.line, value.place.column, value.width) == (3, 10, 5)
    assert value.excerpt == "  - key: value"
    key = document.problem(("list", 0, "key"), "rule", "message", key=True)
    assert (key.place.line, key.place.column, key.width) == (3, 5, 3)


def test_the_place_of_what_is_missing_is_the_place_above() -> None:
    document, _ = load("f.yml", b"name: A\nlist:\n  - key: value\n")
    assert document
    found = document.problem(("list", 0, "gone", 7), "rule", "message")
    assert (found.place.line, found.place.column) == (3, 5)


def test_the_place_of_words_within_a_text() -> None:
    document, _ = load("f.yml", b"text: |\n  one\n  two three\nlast: three\n")
    assert document
    found = document.problem(("text",), "rule", "message", at="three")
    assert (found.place.line, found.place.column, found.width) == (3, 7, 5)


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"\xef\xbb\xbfa: 1", "forbidden-character"),
        (b"a: 1\r", "forbidden-character"),
        (b"a: \x00", "forbidden-character"),
        (b"a: \x1b[31m", "forbidden-character"),
        ("a: \u2028b: 1", "forbidden-character"),
        ("a: \u0085b: 1", "forbidden-character"),
        ("a: \u202ebidi", "forbidden-character"),
        ("a: \u2066bidi", "forbidden-character"),
        ("a: \u200bzero", "forbidden-character"),
        ("a: x\u200dy", "forbidden-character"),
        ("a: \ue000", "forbidden-character"),
        ("a: \ufffe", "forbidden-character"),
        (b'a: "\\u202e"', "forbidden-character"),
        (b'a: "\\0"', "forbidden-character"),
        (b'a: "\\u2028"', "forbidden-character"),
        (b'a: "\\ud800"', "forbidden-character"),
        (b'"\\u202e": 1', "forbidden-character"),
        (b'"\\ud800": 1', "forbidden-character"),
        (b'a: "\\U00110000"', "yaml-syntax"),
        (b"a: \xff", "encoding"),
        ("a: 1".encode("utf-16"), "encoding"),
        (b"x" * (MAX_BYTES + 1), "file-size"),
        (b"", "yaml-strict"),
        (b"# nothing\n", "yaml-strict"),
        (b"*a", "yaml-strict"),
        (b"&a 1", "yaml-strict"),
        (b"a: !!binary eA==", "yaml-strict"),
        (b"a: !x 1", "yaml-strict"),
        (b"? {a: 1}\n: 2", "yaml-strict"),
        (b"%YAML 1.2\n---\na: 1", "yaml-strict"),
        (b"%TAG ! tag:x,2000:\n---\na: 1", "yaml-strict"),
        (b"%FOO\n---\na: 1", "yaml-strict"),
        (b"a: 1\n---\nb: 1", "yaml-strict"),
        (b"a: 1\n...\nb: 1", "yaml-syntax"),
        (b"<<: {a: 1}", "yaml-strict"),
        (b"a: b: c", "yaml-syntax"),
        (b"a: [1", "yaml-syntax"),
        (b"\x60a: 1", "yaml-syntax"),
        (b"a: @x", "yaml-syntax"),
        (b"a: 1\na: 2", "duplicate-key"),
        (b'a: 1\n"a": 2', "duplicate-key"),
        (b"a:", "ambiguous-scalar"),
        (b"- ", "ambiguous-scalar"),
        (b"=: 1\nb: =", "ambiguous-scalar"),
    ],
)
def test_what_is_refused(raw: bytes | str, rule: str) -> None:
    assert rule in rules(raw)


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off", "TRUE", "n", "Y", "~", "NULL"])
@pytest.mark.parametrize("form", ["a: {}", "- {}", "[{}]"])
def test_words_that_other_readers_take_for_something_else(word: str, form: str) -> None:
    assert rules(form.format(word)) == ["ambiguous-scalar"]


def test_a_quoted_text_may_be_anything() -> None:
    assert data("a: 'NO'\nb: \"012\"\nc: '2024-01-01'") == {
        "a": "NO",
        "b": "012",
        "c": "2024-01-01",
    }


def test_all_problems_of_a_file_come_in_one_run() -> None:
    assert rules("a: NO\nb: 012\nb: 1\nc: &x 1\nd: !y 2\n") == [
        "ambiguous-scalar",
        "ambiguous-scalar",
        "duplicate-key",
        "yaml-strict",
        "yaml-strict",
    ]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{key}: &{key} [{', '.join([f'*{last}'] * 9)}]\n"
    for last, key in zip("abcdefgh", "bcdefghi", strict=True)
)
DEEP = "".join(f"{'  ' * depth}k:\n" for depth in range(300))


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        DEEP,
        "[" * 100_000,
        "{" * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "{a: " * 50_000,
        "&a " * 80_000,
        "!" * 200_000,
        "a: " * 80_000,
        "\n".join(f"k{n}: [1]" for n in range(12_000)),
        "a: " + "[" * (MAX_DEPTH + 1) + "x" + "]" * (MAX_DEPTH + 1),
        "'" * 200_001,
        "#" * 250_000,
    ],
    ids=lambda text: text[:12].replace("\n", "/"),
)
def test_attacks_are_refused(text: str) -> None:
    document, problems = load("f.yml", text.encode())
    assert problems or document
    assert problems, "this is no brief"


def test_the_depth_of_every_real_brief_is_allowed() -> None:
    nested = "a: " + "[" * (MAX_DEPTH - 1) + "x" + "]" * (MAX_DEPTH - 1)
    assert not rules(nested)


def test_no_excerpt_or_message_repeats_a_character_that_reorders_text() -> None:
    for raw in ("a: \u202ex", 'a: "\\u202ex"', '"\\u202e": 1', "\u202e: 1", 'kind: "\\u202e"'):
        for problem in load("f.yml", raw.encode())[1]:
            assert "\u202e" not in problem.excerpt + problem.message + problem.hint


@given(st.binary(max_size=200))
@example(b"*a")
@example(b'"\\ud800": 1')
@example(b'"\\U00110000"')
def test_any_bytes_give_a_document_or_problems(raw: bytes) -> None:
    _usable(raw)


@given(st.text("ab:-?[]{}&*!|>'\"%@`#,\n \\u0U1~<=y.", max_size=60))
def test_any_text_in_the_signs_of_yaml_gives_a_document_or_problems(text: str) -> None:
    _usable(text.encode())


@given(st.text(max_size=100))
def test_any_text_gives_a_document_or_problems(text: str) -> None:
    _usable(text.encode("utf-8", "surrogatepass"))


def _usable(raw: bytes) -> None:
    document, problems = load("f.yml", raw)
    assert document or problems
    for problem in problems:
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        problem.message.encode()
    if document:
        assert () in document.spans
        document.problem(("nowhere",), "rule", "message")


BITS = [*list(" \n:-'\"#|>{}[],&*!%@`?\\~é"), ": ", "- ", " #", "---\n", "<<: ", "null", "\\x"]


@given(
    st.sampled_from(sorted(story("family").rglob("*.yml"))),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from(BITS), st.integers(0, 4)), max_size=3),
)
def test_the_parser_in_c_reads_what_the_one_in_python_reads(
    file: Path, changes: list[tuple[float, str, int]]
) -> None:
    text = file.read_text(encoding="utf-8")
    for part, bit, gone in changes:
        at = int(part * len(text))
        text = text[:at] + bit + text[at + gone :]
    for end in ("", "\n"):
        text = text.rstrip("\n") + end
        assert load("a.yml", text.encode()) == in_python("a.yml", text, tuple(text.split("\n")))


@pytest.mark.parametrize("text", ["a: 1", "a: 1\n", "a:\n  - b\n\n", "a: |\n  b", "a: 'b'  # c"])
def test_a_value_ends_in_the_same_place_for_both_parsers(text: str) -> None:
    read, _ = load("a.yml", text.encode())
    other, _ = in_python("a.yml", text, tuple(text.split("\n")))
    assert read
    assert other
    assert read.spans == other.spans
