"""Parsed prose out again, and through Python-Markdown: the reader sees the text, and only it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown as Engine

from briefsite.library.markdown import emit, emit_inline, plain
from briefsite.library.prose import Cite, FigureRef, ItemList, Paragraph, Text, WikiLink, parse
from briefsite.pages.writer import Explaining
from briefsite.text import Markdown, attribute, escape, escaped_part
from briefsite.text.names import Wording
from tests.world import Page

ENGINE = Engine(extensions=["attr_list", "md_in_html", "tables", "toc"])


class Resolver:
    """A page that knows everything."""

    def cite(self, cite: Cite) -> Markdown:
        """A mark."""
        return Markdown(f'<sup class="note">{cite.para}</sup>')

    def figure(self, ref: FigureRef) -> Markdown:
        """A value with its mark."""
        return Markdown(f'<a href="#f">over 5%</a><sup class="note">{ref.indicator}</sup>')

    def wiki(self, link: WikiLink) -> Markdown:
        """A link."""
        return Markdown(f'<a href="../{link.id}/">{escape(link.label or link.id)}</a>')

    def words(self, text: str) -> Markdown:
        """Plain text in which nothing is explained."""
        return escaped_part(text)


def page(markdown: str) -> Page:
    return Page(ENGINE.reset().convert(markdown))


def emitted(text: str) -> str:
    return str(emit(parse(text), Resolver()))


def test_paragraphs_emphasis_and_links() -> None:
    found = page(emitted("One *two* **three**.\n\n[Four](https://a.org/b_c?d=1)."))
    assert found.elements == [
        ("p",),
        ("em",),
        ("/em",),
        ("strong",),
        ("/strong",),
        ("/p",),
        ("p",),
        ("a", "href", "rel"),
        ("/a",),
        ("/p",),
    ]
    assert found.first("a")["href"] == "https://a.org/b_c?d=1"
    assert found.first("a")["rel"] == "external noopener noreferrer nofollow"
    assert found.text == "One two three. Four."


def test_lists_keep_their_structure() -> None:
    found = page(emitted("Lead:\n\n- a\n- b\n\n  c\n\n  1. d\n  2. e\n- f"))
    tags = [element[0] for element in found.elements if element[0] in ("ul", "ol", "li")]
    assert tags == ["ul", "li", "li", "ol", "li", "li", "li"]
    assert found.text == "Lead: a b c d e f"


def test_a_note_mark_stands_at_its_word_and_once() -> None:
    assert emitted("a [@s, para 1] [@s, para 1] b") == '<p>a<sup class="note">1</sup> b</p>'
    assert emitted("a [@s, para 1] [@s, para 2]").count("<sup") == 2


def test_inline_prose_is_one_run() -> None:
    run = str(emit_inline(parse("One.\n\n- two\n- three"), Resolver()))
    assert run == "One. two three"


def test_plain_prose_has_no_marks_and_no_markup() -> None:
    parsed = parse("*It* made {x} [@s, para 1], see [[a|the <A>]].")
    assert plain(parsed, Resolver()) == "It made over 5%, see the <A>."


@pytest.mark.parametrize("text", ["C++ :smile:", "a .5 b", "is it ? yes ; no"])
def test_plain_prose_keeps_the_spaces_of_the_text(text: str) -> None:
    assert plain(parse(text), Resolver()) == text


SIGNS = st.text(
    st.one_of(
        st.sampled_from("*_`#|<>&;[](){}!:+-=~^$%'\"\\/.,1a \n\té汉字。（）👩x"),
        st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")),
    ),
    max_size=50,
)
WORDS = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "&lt;b&gt;",
        "{{ 1+1 }}",
        "{: .x onclick=y }",
        "{ #id }",
        "![x](y){ onerror=z }",
        "[x](javascript:y)",
        "[x]: y",
        "1. x",
        "- x",
        "# x",
        "===",
        "---",
        "```",
        "a | b",
        "--8<-- 'x'",
        "<!-- x -->",
        "*[x]: y",
        "[TOC]",
        "&#60;",
        "<https://x.org>",
        "wzxhzdk:0",
        "klzzwxh:0001",
        "汉<b>字",
    ]
)
HOSTILE = st.one_of(SIGNS, st.lists(st.one_of(WORDS, SIGNS), max_size=5).map("".join))


@given(HOSTILE)
def test_plain_text_comes_through_the_engine_unchanged(text: str) -> None:
    for form in ("@@", "<p>@@</p>", "## @@ { #x }", "-   @@", "<td>@@</td>"):
        found = page(form.replace("@@", escape(f"a{text}z")))
        assert found.text.removesuffix("¶") == " ".join(f"a{text}z".split())
        allowed = {("p",), ("h2", "id"), ("ul",), ("li",), ("td",), ("span", "lang")}
        assert {e for e in found.elements if not e[0].startswith("/")} <= allowed


@given(HOSTILE)
def test_plain_text_comes_through_an_attribute_unchanged(text: str) -> None:
    found = page(f'<p title="{attribute(text)}">x</p>')
    assert found.values == [{"": "p", "title": " ".join(text.split())}]


@given(HOSTILE)
def test_prose_comes_through_the_engine_with_its_text_and_no_foreign_element(text: str) -> None:
    parsed = parse(text)
    if parsed.faults:
        return
    found = page(str(emit(parsed, Resolver())))
    allowed = {"p", "ul", "ol", "li", "em", "strong", "a", "sup", "span"}
    assert {element[0].removeprefix("/") for element in found.elements} <= allowed
    names = {name for element in found.elements for name in element[1:]}
    assert names <= {"href", "rel", "class", "lang", "start"}
    if all(isinstance(part, Text) for part in parsed.inlines()):
        words = [
            "".join(part.text for part in paragraph.children if isinstance(part, Text))
            for paragraph in parsed.paragraphs()
        ]
        assert re.sub(r"\s", "", found.text) == re.sub(r"\s", "", "".join(words))


@given(HOSTILE)
def test_paragraphs_and_items_keep_their_number(text: str) -> None:
    parsed = parse(text)
    blocks = [block for block in parsed.blocks if isinstance(block, Paragraph)]
    texts = [b for b in blocks if any(isinstance(p, Text) and p.text.strip() for p in b.children)]
    if parsed.faults or any(isinstance(block, ItemList) for block in parsed.blocks):
        return
    found = page(str(emit(parsed, Resolver())))
    assert sum(element == ("p",) for element in found.elements) == len(texts)


class Explainer(Resolver):
    """A page that explains terms."""

    def __init__(self, **terms: str) -> None:
        self.explaining = Explaining(Wording((form, id) for id, form in terms.items()), active=True)

    def words(self, text: str) -> Markdown:
        """Plain text with links to what explains its terms."""
        return self.explaining.words(text)


def test_a_term_is_a_link_to_its_box_where_it_first_stands() -> None:
    resolver = Explainer(mu="Mu", gdp="GDP")
    found = page(str(emit(parse("A mu of land and *its GDP*; more mu.\n\nGDP."), resolver)))
    links = [(v["class"], v["id"], v["href"]) for v in found.values if v[""] == "a"]
    assert links == [("term", "u-mu", "#g-mu"), ("term", "u-gdp", "#g-gdp")]
    assert found.text == "A mu of land and its GDP; more mu. GDP."
    assert resolver.explaining.terms == ("mu", "gdp")


def test_no_link_stands_within_a_link() -> None:
    resolver = Explainer(mu="Mu")
    text = "[A mu of {x}](https://a.org) and a mu."
    found = page(str(emit(parse(text), resolver)))
    tags = [element[0] for element in found.elements if element[0] in ("a", "/a")]
    assert tags == ["a", "/a", "a", "/a"]
    assert found.text == "A mu of over 5% and a mu."
    assert found.values[-1]["id"] == "u-mu"


def test_terms_change_nothing_of_hostile_text() -> None:
    resolver = Explainer(x="<b>", y='"q"')
    found = page(str(emit_inline(parse('a <b> and "q" <i>'), resolver)))
    assert found.text == 'a <b> and "q" <i>'
    assert {element[0] for element in found.elements} == {"p", "/p", "a", "/a"}
