"""Prose: what is known becomes a value, everything else stays text, and faults are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefsite.library.prose import (
    Cite,
    Emphasis,
    FigureRef,
    ItemList,
    Link,
    Paragraph,
    Text,
    WikiLink,
    flatten,
    parse,
)


def inlines(text: str) -> tuple[object, ...]:
    (block,) = parse(text).blocks
    assert isinstance(block, Paragraph)
    return block.children


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[@a-b, para 12]", Cite("[@a-b, para 12]", "a-b", 12)),
        ("{output}", FigureRef("{output}", None, "output", None)),
        ("{output@2015}", FigureRef("{output@2015}", None, "output", "2015")),
        ("{output@by 2025}", FigureRef("{output@by 2025}", None, "output", "by 2025")),
        ("{a/b-c@2021..2025}", FigureRef("{a/b-c@2021..2025}", "a", "b-c", "2021..2025")),
        ("[[zoomlion]]", WikiLink("[[zoomlion]]", None, "zoomlion", None)),
        ("[[term:mu|the mu]]", WikiLink("[[term:mu|the mu]]", "term", "mu", "the mu")),
        ("*a*", Emphasis((Text("a"),), strong=False)),
        ("**a**", Emphasis((Text("a"),), strong=True)),
        ("[a](https://b.org/c)", Link("https://b.org/c", (Text("a"),))),
    ],
)
def test_what_is_known(text: str, value: object) -> None:
    assert inlines(text) == (value,)
    assert parse(text).faults == ()


@pytest.mark.parametrize(
    "text",
    [
        "AT&T, C++, 5 < 6 and 6 > 5, if a<b",
        "AT&T; and R&D;",
        "a | b | c",
        "$y$ :smile: ==z==",
        "{{ 1+1 }} and {% raw %} {# x #}",
        "{ onerror=alert(1) } {: .x }",
        "    not code",
        "--8<-- 'x'",
        "![x]",
        "[x] [TOC] (see above)",
        "snake_case_word and 2 * 3 * 4 and A* and 2 ** 3",
        "a@example.org",
        '"quotes" and ‘quotes’ … – —',
        "湘江新区 👩‍🔬",
        "W" * 200,
        "2023. The first ship.",
        "12) and so on",
    ],
)
def test_everything_else_is_text(text: str) -> None:
    parsed = parse(text)
    assert parsed.faults == ()
    words = "".join(part.text for part in parsed.inlines if isinstance(part, Text))
    assert words.split() == text.split()
    assert all(isinstance(part, Text) for part in parsed.inlines)


@pytest.mark.parametrize(
    ("text", "at", "finding"),
    [
        (f"a [@{'b' * 65}, para 1]", "b" * 65, "at most 64"),
        ("a <b>c", "<b>", "HTML"),
        ("a <!-- b", "<!--", "HTML"),
        ("a <br/> b", "<br/>", "HTML"),
        ("<https://a.org>", "<https://a.org>", "bare addresses"),
        ("at www.a.org/b", "www.a.org/b", "bare addresses"),
        ("at https://a.org/b.", "https://a.org/b.", "bare addresses"),
        ("5 &lt; 6", "&lt;", "HTML entities"),
        ("5 &#60; 6", "&#60;", "HTML entities"),
        ("text[^1]", "[^1]", "footnotes"),
        ("text\n\n[^1]: note", "[^1]:", "footnotes"),
        ("text\n\n# Title", "# Title", "headings"),
        ("Title\n===", "===", "rules"),
        ("a\n\n---\n\nb", "---", "rules"),
        ("> a", "> a", "quotations"),
        ("| a | b |\n|---|---|\n| c | d |", "| a | b |", "tables"),
        ("a `b` c", "`b`", "code"),
        ("```\na b\n```", "```", "code"),
        ("~~a~~", "~~a~~", "struck-out text"),
        ("![a](https://b.org/c.png)", "![a](https://b.org/c.png)", "images"),
        ("[a][b]", "[a][b]", "links by reference"),
        ("[a]: https://b.org", "[a]: https://b.org", "links by reference"),
        ("*a b", "*", "not closed"),
        ("a **b c", "**", "not closed"),
        ("_a b", "_", "not closed"),
        ("a {{b}} c", "{{b}}", "braces too many"),
        ("a { b } c", "{ b }", "looks like a figure"),
        ("a [[ b ]] c", "[[ b ]]", "looks like a link"),
        ("a [ @b, para 1] c", "[ @b, para 1]", "looks like a citation"),
        ("a [b, para 1] c", "[b, para 1]", "looks like a citation"),
        ("a (@b, para 1) c", "(@b, para 1)", "looks like a citation"),
        ("a (b, para 1) c", "(b, para 1)", "looks like a citation"),
    ],
)
def test_what_prose_has_not_is_refused(text: str, at: str, finding: str) -> None:
    (fault,) = {fault.at: fault for fault in parse(text).faults}.values()
    assert fault.at == at
    assert finding in fault.message
    assert fault.hint


def test_a_list_of_numbers_begins_with_one() -> None:
    (listed,) = parse("1. a\n2. b\n3. c").blocks
    assert isinstance(listed, ItemList)
    assert len(listed.items) == 3
    assert [type(block) for block in parse("Then:\n\n2023. A ship.").blocks] == [Paragraph] * 2


def test_a_backslash_takes_the_meaning_away() -> None:
    parsed = parse(r"\{output} \[[a]] \*b\* \[@c, para 1] \<b> \`c\` \&lt; \~~d~~ \{\{e}}")
    assert parsed.faults == ()
    words = "".join(part.text for part in parsed.inlines if isinstance(part, Text))
    assert words == "{output} [[a]] *b* [@c, para 1] <b> `c` &lt; ~~d~~ {{e}}"


def test_blocks() -> None:
    first, listed, last = parse("One.\n\n- a\n- b\n\n  c\n\n  1. d\n\nTwo.").blocks
    assert isinstance(first, Paragraph)
    assert isinstance(last, Paragraph)
    assert isinstance(listed, ItemList)
    assert not listed.ordered
    assert [len(item) for item in listed.items] == [1, 3]
    nested = listed.items[1][2]
    assert isinstance(nested, ItemList)
    assert nested.ordered
    assert len(list(parse("One.\n\n- a\n- b\n\n  c\n\n  1. d\n\nTwo.").paragraphs())) == 6


def test_line_breaks_are_spaces() -> None:
    assert inlines("a\nb  \nc") == (Text("a b c"),)


def test_flatten_goes_into_emphasis_and_links() -> None:
    found = list(flatten(inlines("*a {b}* [c **d**](https://e.org)")))
    assert [type(part).__name__ for part in found] == [
        "Emphasis",
        "Text",
        "FigureRef",
        "Text",
        "Link",
        "Text",
        "Emphasis",
        "Text",
    ]


@pytest.mark.parametrize(
    ("text", "at", "finding"),
    [
        ("x [@a 12] y", "[@a 12]", "looks like a citation"),
        ("x [@a, para 0] y", "[@a, para 0]", "looks like a citation"),
        ("x [@a, para x] y", "[@a, para x]", "looks like a citation"),
        ("x [@A-b, para 1] y", "[@A-b, para 1]", "looks like a citation"),
        ("x {Output} y", "{Output}", "looks like a figure"),
        ("x {out_put} y", "{out_put}", "looks like a figure"),
        ("x [[A b]] y", "[[A b]]", "looks like a link"),
        ("x [[place:a]] y", "[[place:a]]", "is no kind of page"),
        ("[a](javascript:alert(1))", "javascript:alert(1)", "http or https"),
        ("[a](JaVaScRiPt:alert(1))", "JaVaScRiPt:alert(1)", "http or https"),
        ("[a](java&#115;cript:alert(1))", "javascript:alert(1)", "http or https"),
        ("[a](data:text/html,x)", "data:text/html,x", "http or https"),
        ("[a](//b.org)", "//b.org", "http or https"),
        ("[a](b.md)", "b.md", "http or https"),
        ("[a](https://u:p@b.org)", "https://u:p@b.org", "http or https"),
        ("[a](<https://b.org/c d>)", "https://b.org/c d", "percent-encode"),
        ("[a](https://)", "https://", "http or https"),
        ("[a]()", "](", "http or https"),
    ],
)
def test_faults(text: str, at: str, finding: str) -> None:
    faults = parse(text).faults
    assert len(faults) == 1
    assert faults[0].at == at
    assert finding in faults[0].message
    assert faults[0].hint


@pytest.mark.parametrize(
    "text",
    [
        "*" * 9_000 + "a" + "*" * 9_000,
        "*a **b " * 2_800,
        "_" * 20_000,
        "[" * 20_000,
        "[a](" * 5_000,
        "[[a|" * 5_000,
        "[@a, para " * 2_000,
        "{a" * 10_000,
        "- " * 10_000,
        "1. " * 6_000,
        "\\" * 20_000,
        "\n".join(" " * (2 * n) + "- a" for n in range(130)),
    ],
    ids=lambda text: text[:8],
)
def test_attacks_end(text: str) -> None:
    """No crash and no endless loop; how long it takes is not for a test on a shared machine."""
    assert parse(text).blocks


@pytest.mark.parametrize("text", ["*" * 9_000 + "a" + "*" * 9_000, "- " * 40 + "text"])
def test_deep_nesting_is_a_fault_and_loses_no_text(text: str) -> None:
    parsed = parse(text)
    assert parsed.faults


@given(st.text("ab12 *_[]()@{}|:/\\-.,\n<&", max_size=60))
def test_any_text_is_parsed_and_no_letter_is_lost(text: str) -> None:
    parsed = parse(text)
    if parsed.faults or "[" in text or "{" in text:
        return
    words = "".join(part.text for part in parsed.inlines if isinstance(part, Text))
    assert sorted(c for c in words if c in "ab") == sorted(c for c in text if c in "ab")


PIECES = st.sampled_from(
    [
        *"ab .,-+*_\\()[]{}@|\n\n",
        "\u3000",
        "1. ",
        "- ",
        "[@s, para 3]",
        "[[b|c]]",
        "{f@2015}",
        "\n\n",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_plain_words_are_parsed_as_beside_markdown(text: str) -> None:
    """What has no Markdown does without its parser; a last paragraph with some needs it."""
    *blocks, last = parse(f"{text}\n\n*z*").blocks
    assert parse(text).blocks == tuple(blocks)
    assert isinstance(last, Paragraph)


def test_a_line_may_end_within_a_label_or_citation() -> None:
    """Editors wrap their lines; the words mean the same."""
    parsed = parse("[[term:x|government\nwork report]] [@s,\npara 3]")
    assert parsed.faults == ()
    link, _, cite = inlines("[[term:x|government\nwork report]] [@s,\npara 3]")
    assert (link.label, cite.source, cite.para) == ("government work report", "s", 3)
