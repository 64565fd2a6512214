"""Wording and escaping."""

import html
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefsite import text
from briefsite.text import Markdown, units

NUMBERS = st.decimals(
    allow_nan=False, allow_infinity=False, places=3, min_value=0, max_value=10**15
)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("868000", "868,000"),
        ("60.5", "60.5"),
        ("60.50", "60.50"),
        ("-3.5", "-3.5"),
        ("0", "0"),
        ("1E+3", "1,000"),
        ("1234567.890", "1,234,567.890"),
    ],
)
def test_number(value: str, words: str) -> None:
    assert text.number(Decimal(value)) == words


@given(NUMBERS)
def test_number_can_be_read_back(value: Decimal) -> None:
    words = text.number(value)
    assert str(Decimal(words.replace(",", ""))) == f"{value:f}"
    assert re.fullmatch(r"\d{1,3}(,\d{3})*(\.\d+)?", words)


@pytest.mark.parametrize(
    ("position", "words"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (111, "111th"),
        (122, "122nd"),
    ],
)
def test_ordinal(position: int, words: str) -> None:
    assert text.ordinal(position) == words


@pytest.mark.parametrize("unit", sorted(set(units.BUILT_IN) - {"count", "ordinal"}))
def test_every_unit_is_printed_behind_the_number(unit: str) -> None:
    words = text.amount(Decimal(5), units.BUILT_IN[unit])
    assert words == f"5{units.BUILT_IN[unit].written}"
    assert len(words) > 1


def test_amounts_keep_qualifier_scale_and_unit() -> None:
    def said(**given: str) -> str:
        unit = units.BUILT_IN[given.pop("unit")]
        return text.amount(Decimal(290), unit, **given)

    assert said(unit="yuan", scale="billion", qualifier="over") == "over 290 billion yuan"
    assert said(unit="percent", qualifier="at-least") == "at least 290%"
    assert said(unit="count", label="firms", qualifier="nearly") == "nearly 290 firms"
    assert said(unit="count", scale="million", label="units") == "290 million units"
    assert said(unit="ordinal", qualifier="about") == "about 290th"
    assert said(unit="ordinal") == "290th"
    yuan = units.BUILT_IN["yuan"]
    ends = text.amount(Decimal(5), yuan, scale="million", high=Decimal(6))
    assert ends == "5 to 6 million yuan"


def test_every_qualifier_but_exactly_is_printed() -> None:
    silent = [name for name, words in units.QUALIFIERS.items() if not words]
    assert silent == ["exactly"]
    assert text.amount(Decimal(5), units.BUILT_IN["mu"], qualifier="up-to") == "up to 5 mu"


def test_normalised_puts_the_scale_into_the_number() -> None:
    assert units.normalised(Decimal("1.2"), "trillion") == Decimal(1_200_000_000_000)
    assert units.normalised(Decimal("60.5"), None) == Decimal("60.5")


@pytest.mark.parametrize(
    ("words", "slug"),
    [("Salt, and more", "salt-and-more"), ("2023 output", "2023-output"), ("汉字", "section")],
)
def test_slug(words: str, slug: str) -> None:
    assert text.slug(words) == slug


def test_lists_and_plurals() -> None:
    assert text.listed([]) == ""
    assert text.listed(["a"]) == "a"
    assert text.listed(["a", "b"]) == "a and b"
    assert text.listed(["a", "b", "c"]) == "a, b and c"
    assert text.plural(1, "figure") == "1 figure"
    assert text.plural(1200, "figure") == "1,200 figures"
    assert text.plural(0, "company", "companies") == "0 companies"


def test_shorten_cuts_between_words() -> None:
    assert text.shorten("a  b\nc") == "a b c"
    assert text.shorten("one two, three", 9) == "one two …"
    assert len(text.shorten("word " * 100)) <= 202


def test_accents_fall_away() -> None:
    assert text.without_accents("Xiāngjiāng Xīnqū, Lǜ") == "Xiangjiang Xinqu, Lu"


def test_han_gets_its_language_and_nothing_else_does() -> None:
    assert text.escape("a 湘江新区 b") == 'a <span lang="und-Hani">湘江新区</span> b'
    assert "<" not in text.attribute("湘江 <b>")
    assert "<" not in text.escape("Ærø, Łódź")


MIXED = "湘江 عمان Ελλάδα"


@pytest.mark.parametrize(
    ("tag", "marked"),
    [
        ("", ['lang="und-Hani"', 'lang="und-Arab" dir="rtl"', 'lang="und-Grek"', ""]),
        ("zh-Hans", ['lang="zh-Hans"', 'lang="und-Arab" dir="rtl"', 'lang="und-Grek"', None]),
        ("ar", ['lang="und-Hani"', 'lang="ar" dir="rtl"', 'lang="und-Grek"', None]),
        ("de", ['lang="und-Hani"', 'lang="und-Arab" dir="rtl"', 'lang="und-Grek"', None]),
    ],
)
def test_a_script_has_the_language_of_the_site_where_it_is_written_in_it(
    tag: str, marked: list[str | None]
) -> None:
    found = text.in_language(text.escape(MIXED) + Markdown(f"<b{text.LOCAL}>"), tag)
    *spans, local = re.findall(r"<(?:span|b) ?([^>]*)>", found)
    assert spans == marked[:3]
    way = ' dir="rtl"' if tag == "ar" else ""
    assert local == (f'lang="{tag}"{way}' if tag else "")


def test_plain_text_cannot_pose_as_a_mark_of_language() -> None:
    for made in (text.escape, text.in_html, text.attribute):
        assert text.in_language(made(f"x{text.LOCAL}"), "ar") == made(f"x{text.LOCAL}")
        assert text.in_language(made('x lang="und-Arab"'), "ar") == made('x lang="und-Arab"')


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=60))
def test_escaped_text_is_the_same_text_and_holds_no_markup(words: str) -> None:
    plain, bare = " ".join(words.split()), _bare(text.escape(words))
    assert not re.search(r"[<>*_`\[\]{}|\\\"]", bare)
    assert _unescaped(bare) == plain
    for made in (_bare(text.in_html(words)), text.attribute(words)):
        assert not re.search(r"[<>\"]", made)
        assert _unescaped(made) == plain


def _bare(markup: str) -> str:
    return re.sub(r'<span lang="und-[A-Za-z]+"(?: dir="rtl")?>|</span>', "", markup)


def _unescaped(words: str) -> str:
    """Only the entities that the escapers write; others would be text that was not escaped."""
    found = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"'}
    number = re.compile(r"&#(\d+);|&(?:amp|lt|gt|quot);")
    return number.sub(lambda match: chr(int(match[1])) if match[1] else found[match[0]], words)


@pytest.mark.parametrize("words", ["a;b", "x &lt; y", "AT&T", "&#60;", "a&b;c", "&amp;"])
def test_ampersands_are_always_escaped(words: str) -> None:
    assert not re.search(r"&(?!#\d+;)", text.escape(words))
    assert not re.search(r"&(?!(?:amp|lt|gt|quot);)", text.in_html(words))


def test_titles_are_html_text() -> None:
    title = text.html_title("</title><b>\"x\" & 'y'</b>")
    assert "<" not in title
    assert '"' not in title
    assert html.unescape(title) == "</title><b>\"x\" & 'y'</b>"


def test_addresses_cannot_leave_their_attribute() -> None:
    hostile = "https://example.org/\"><b>'`*_(x)[y]{z}|\\"
    written = text.address(hostile)
    assert not re.search(r"[\"'<>`*(){}\[\]|\\]", written)
    assert html.unescape(written) == hostile
