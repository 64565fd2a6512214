"""Pages into Markdown files: front matter as JSON values, every expression escaped."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from briefsite.pages import Crumb, Page
from briefsite.pages.heads import Found
from briefsite.problems import BriefsiteError
from briefsite.site.templating import render
from briefsite.text import Markdown
from tests.world import CHECKOUT

HOSTILE = "</title><b>\"x\" & 'y'</b>: {{ 1+1 }}\t*z*"


@dataclass(frozen=True)
class View:
    """A view with one field."""

    value: Any


def rendered(tmp_path: Path, template: str, value: object, **page: Any) -> str:
    (tmp_path / "t.md.j2").write_text(template)
    given = {"title": "T", "description": "D", "crumbs": ()} | page
    one = Page("a.md", "t.md.j2", view=View(value), **given)  # type: ignore[arg-type]
    (artifact,) = render([one], tmp_path)
    assert artifact.path == "a.md"
    return artifact.content.decode()


def body(text: str) -> str:
    return text.split("---\n\n", 1)[1]


def test_plain_text_is_escaped_and_markdown_is_not(tmp_path: Path) -> None:
    assert body(rendered(tmp_path, "{{ view.value }}", "<b> *x*")) == "&lt;b&gt; *x*\n"
    marked = rendered(tmp_path, "# {{ view.value | markdown }}", "<b> *x*")
    assert body(marked) == "# &#60;b&#62; &#42;x&#42;\n"
    assert body(rendered(tmp_path, "{{ view.value }}", Markdown("<b> *x*"))) == "<b> *x*\n"
    assert body(rendered(tmp_path, "{{ view.value }}", 1200)) == "1200\n"


def test_text_is_rendered_once(tmp_path: Path) -> None:
    assert body(rendered(tmp_path, "{{ view.value }}", "{{ 1+1 }}")) == "{{ 1+1 }}\n"


def test_text_in_a_line_that_markdown_reads_is_escaped_for_it() -> None:
    """Other lines begin with an element, which Markdown passes as it is."""
    blocks = {"section.text", "term.definition"}
    for file in sorted((CHECKOUT / "templates").glob("*.md.j2")):
        for line in file.read_text(encoding="utf-8").split("\n"):
            printed = re.findall(r"{{ (.+?) }}", line)
            if line.startswith(("<", "{%", "{#")) or not printed:
                continue
            plain = [
                words
                for words in printed
                if not words.startswith(("m.", '"', "picture(", "tree("))
                and not words.endswith(("| markdown", "| address"))
            ]
            assert set(plain) <= blocks, (file.name, line)


@pytest.mark.parametrize("value", [None, 1.5, ["a"], {"a": 1}, b"a", View("a")])
def test_nothing_but_text_and_whole_numbers_is_printed(value: object, tmp_path: Path) -> None:
    with pytest.raises((TypeError, BriefsiteError), match="views hold text"):
        rendered(tmp_path, "{{ view.value }}", value)


@pytest.mark.parametrize(
    "template", ["{{ view.gone }}", "{{ gone }}", "{% if view.gone %}x{% endif %}"]
)
def test_a_slip_in_a_template_is_an_error(template: str, tmp_path: Path) -> None:
    with pytest.raises(BriefsiteError, match="gone"):
        rendered(tmp_path, template, "a")


@pytest.mark.parametrize("template", ["{% if %}", "{{ view.value", "{% include 'gone' %}"])
def test_a_broken_template_is_an_error_that_names_it(template: str, tmp_path: Path) -> None:
    with pytest.raises(BriefsiteError, match=r"t\.md\.j2"):
        rendered(tmp_path, template, "a")


def test_front_matter_is_yaml_that_keeps_every_text(tmp_path: Path) -> None:
    crumbs = (Crumb("Home", ""), Crumb(HOSTILE, "regions/x/"))
    text = rendered(
        tmp_path,
        "x",
        "",
        title=HOSTILE,
        description=f"{HOSTILE}\n---\nhide: [toc]",
        crumbs=crumbs,
        found=Found("region", HOSTILE, (HOSTILE,), names=("汉字", "a: b", "👩‍🔬")),
    )
    head = text.split("---\n")[1]
    values = yaml.safe_load(head)
    assert set(values) == {
        "generated",
        "title",
        "headline",
        "description",
        "find",
        "crumbs",
    }
    filed = values["find"]
    place, region = filed["meta"]["place"], filed["filters"]["region"][0]
    for shown in (
        *(values[k] for k in ("title", "description")),
        values["crumbs"][1]["title"],
        place,
        region,
    ):
        assert "<" not in shown
        assert '"' not in shown
    assert filed["meta"]["names"] == "汉字 / a: b / 👩‍🔬"
    assert filed["meta"]["han"] == "汉字 字"
    assert values["crumbs"][0] == {"title": "Home", "url": ""}
    for line in head.splitlines()[1:]:
        json.loads(line.partition(": ")[2])


def test_lines_are_tidy(tmp_path: Path) -> None:
    assert body(rendered(tmp_path, "\n\na  \n\n\n\nb\n\n\n", "")) == "a\n\nb\n"


TEMPLATES = sorted((CHECKOUT / "templates").glob("*.j2"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_turns_the_escaper_off(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape|\|\s*e\b|forceescape|Markup", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_expressions_in_attributes_pass_an_escaper_for_attributes(template: Path) -> None:
    """An expression within a tag's quotes is an address, an attribute text or a closed word."""
    text = template.read_text(encoding="utf-8")
    for tag in re.findall(r"<[a-z][^<>]*?(?:\{[{%].*?[}%]\}[^<>]*?)+>", text):
        for name, expression in re.findall(r'([a-z-]+)="[^"]*?\{\{([^}]*)\}\}', tag):
            if name in ("id", "class", "style"):
                continue
            assert re.search(r"\|\s*(address|attribute)\s*$", expression), (name, expression)
