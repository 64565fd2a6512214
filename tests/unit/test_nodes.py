"""Prose as nodes: its HTML through Python-Markdown, where the reader sees the text and only it; and
the same as data for paper.
"""

import json
import re
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown as Engine

from briefsite.library import nodes, resolving
from briefsite.library.prose import Cite, FigureRef, ItemList, Paragraph, Text, WikiLink, parse
from briefsite.library.resolving import Wording, plain, resolve, resolve_run
from briefsite.pages.writer import Explaining
from briefsite.text import attribute, escape
from tests.world import Page

ENGINE = Engine(extensions=["attr_list", "tables", "toc"])


class Resolver:
    """A page that knows everything."""

    def cite(self, cite: Cite) -> Sequence[nodes.Inline]:
        """A mark."""
        return (nodes.Cite(cite.para),)

    def figure(self, ref: FigureRef) -> Sequence[nodes.Inline]:
        """A value with two marks."""
        return nodes.Figure("over 5%", "#f-x"), nodes.Cite(1), nodes.Cite(2)

    def wiki(self, link: WikiLink) -> Sequence[nodes.Inline]:
        """A link."""
        return (nodes.Wiki(link.label or link.id, f"../{link.id}/"),)

    def words(self, text: str) -> Sequence[nodes.Inline]:
        """Plain text in which nothing is explained."""
        return (nodes.Text(text),)


def page(markdown: str) -> Page:
    return Page(ENGINE.reset().convert(markdown))


def emitted(text: str, resolver: resolving.Resolver | None = None) -> str:
    return resolve(parse(text), resolver or Resolver()).__html__()


def in_one_run(text: str, resolver: resolving.Resolver | None = None) -> str:
    return resolve_run(parse(text), resolver or Resolver()).__html__()


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
    assert found.first("a")["rel"] == "nofollow"
    assert found.text == "One two three. Four."


def test_lists_keep_their_structure() -> None:
    found = page(emitted("Lead:\n\n- a\n- b\n\n  c\n\n  1. d\n  2. e\n- f"))
    tags = [element[0] for element in found.elements if element[0] in ("ul", "ol", "li")]
    assert tags == ["ul", "li", "li", "ol", "li", "li", "li"]
    assert found.text == "Lead: a b c d e f"


def test_a_note_mark_stands_at_its_word_and_once() -> None:
    mark = '<sup><a href="#n-1">1</a></sup>'
    assert emitted("a [@s, para 1] [@s, para 1] b") == f"<p>a{mark} b</p>"
    assert emitted("a [@s, para 1] [@s, para 2]").count("<sup") == 2


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("A [@s, para 1], b [@s, para 1], c. [@s, para 1]", "A, b, c.1"),
        ("A [@s, para 1]. B [@s, para 1], c. [@s, para 1]", "A1. B, c.1"),
        ("A [@s, para 1], b [@s, para 2], c. [@s, para 1]", "A1, b2, c.1"),
        ("A [@s, para 1], b [@s, para 1] and c.", "A1, b1 and c."),
        ("A [@s, para 1] [@s, para 2], b. [@s, para 1] [@s, para 2] C.", "A, b.12 C."),
    ],
)
def test_a_sentence_with_one_mark_has_it_at_its_end(text: str, marks: str) -> None:
    assert re.sub("<[^>]+>", "", emitted(text)) == marks


def test_inline_prose_is_one_run() -> None:
    run = in_one_run("One.\n\n- two\n- three")
    assert run == "One. two three"


def test_plain_prose_has_no_marks_and_no_markup() -> None:
    parsed = parse("*It* made {x} [@s, para 1], see [[a|the <A>]].")
    assert plain(parsed, Resolver()) == "It made over 5%, see the <A>."


@pytest.mark.parametrize("text", ["C++ :smile:", "a .5 b", "is it ? yes ; no"])
def test_plain_prose_keeps_the_spaces_of_the_text(text: str) -> None:
    assert plain(parse(text), Resolver()) == text


def test_paragraphs_do_not_run_together_in_plain_text() -> None:
    text = "One. [@a, para 1]\n\nTwo.\n\n- Three.\n- Four."
    assert plain(parse(text), Resolver()) == "One. Two. Three. Four."


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
        allowed = {("p",), ("h2", "id"), ("ul",), ("li",), ("td",)}
        allowed |= {("span", "lang"), ("span", "dir", "lang")}
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
    found = page(emitted(text))
    allowed = {"p", "ul", "ol", "li", "em", "strong", "a", "sup", "span"}
    assert {element[0].removeprefix("/") for element in found.elements} <= allowed
    names = {name for element in found.elements for name in element[1:]}
    assert names <= {"href", "rel", "class", "dir", "lang", "start", "data-pagefind-ignore"}
    if all(isinstance(part, Text) for part in parsed.inlines):
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
    found = page(emitted(text))
    assert sum(element == ("p",) for element in found.elements) == len(texts)


class Explainer(Resolver):
    """A page that explains terms."""

    def __init__(self, **terms: str) -> None:
        self.explaining = Explaining(Wording((form, id) for id, form in terms.items()), active=True)

    def words(self, text: str) -> Sequence[nodes.Inline]:
        """Plain text with links to what explains its terms."""
        return self.explaining.words(text)


def test_a_term_is_a_link_to_its_box_where_it_first_stands() -> None:
    resolver = Explainer(mu="Mu", gdp="GDP")
    found = page(emitted("A mu of land and *its GDP*; more mu.\n\nGDP.", resolver))
    links = [(v["class"], v["id"], v["href"]) for v in found.values if v[""] == "a"]
    assert links == [("term", "u-mu", "#g-mu"), ("term", "u-gdp", "#g-gdp")]
    assert found.text == "A mu of land and its GDP; more mu. GDP."
    assert resolver.explaining.terms == ("mu", "gdp")


def test_no_link_stands_within_a_link() -> None:
    resolver = Explainer(mu="Mu")
    text = "[A mu of {x}](https://a.org) and a mu."
    found = page(emitted(text, resolver))
    tags = [element[0] for element in found.elements if element[0] in ("a", "/a")]
    assert tags == ["a", "/a", "a", "/a"]
    assert found.text == "A mu of over 5% and a mu."
    assert found.values[-1]["id"] == "u-mu"


def test_terms_change_nothing_of_hostile_text() -> None:
    resolver = Explainer(x="<b>", y='"q"')
    found = page(in_one_run('a <b> and "q" <i>', resolver))
    assert found.text == 'a <b> and "q" <i>'
    assert {element[0] for element in found.elements} == {"p", "/p", "a", "/a"}


@given(HOSTILE)
def test_data_holds_the_same_words(text: str) -> None:
    parsed = parse(text)
    found = page(emitted(text)).text
    said = "".join(_words(resolve(parsed, Resolver()).data()))
    assert re.sub(r"\s", "", said) == re.sub(r"\s", "", found)


def _words(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _words(item)
    elif isinstance(value, dict):
        json.dumps(value)
        for name, item in value.items():
            if name == "cite":
                yield str(item)
            elif name in ("text", "figure", "wiki"):
                yield item
            elif name not in ("href", "strong", "ordered"):
                yield from _words(item)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a [@s, para 1] [@s, para 1]", [{"paragraph": [{"text": "a"}, {"cite": 1}]}]),
        (
            "{x} [@s, para 1] [@s, para 2] b",
            [
                {
                    "paragraph": [
                        {"figure": "over 5%", "href": "#f-x"},
                        {"cite": 1},
                        {"cite": 2},
                        {"text": " b"},
                    ]
                }
            ],
        ),
        (
            "*a* [b {x}](https://c.org)",
            [
                {
                    "paragraph": [
                        {"emphasis": [{"text": "a"}], "strong": False},
                        {"text": " "},
                        {"link": [{"text": "b "}, {"text": "over 5%"}], "href": "https://c.org"},
                    ]
                }
            ],
        ),
        (
            "1. a\n2. [[hunan]]",
            [
                {
                    "list": [
                        [{"paragraph": [{"text": "a"}]}],
                        [{"paragraph": [{"wiki": "hunan", "href": "../hunan/"}]}],
                    ],
                    "ordered": True,
                }
            ],
        ),
    ],
)
def test_data(text: str, data: list[nodes.Data]) -> None:
    assert resolve(parse(text), Resolver()).data() == data


def test_runs_are_put_together() -> None:
    one, two = nodes.Run((nodes.Text("a"), nodes.Cite(1))), nodes.Run((nodes.Cite(2),))
    assert (one + two).last_marks == {nodes.Cite(1), nodes.Cite(2)}
    assert nodes.listed([one, two], "; ").__html__().count("; ") == 1
    assert not nodes.Run()
    assert not nodes.Blocks()
