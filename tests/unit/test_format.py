"""The page on the format: every field of every model, with its text, its words and an example."""

import re
from html import unescape
from pathlib import Path

from briefsite import library, models
from briefsite.editing import schemas
from briefsite.pages.reference import (
    FIELD_PAGES,
    PartView,
    _told,
    fields_path,
    fields_view,
    format_view,
)
from tests.test_schema import MODELS
from tests.world import Page, graph_of, make_root, render, story


def parts() -> list[tuple[str, PartView]]:
    """Every part, with the name of its page."""
    return [
        (page, part)
        for page in FIELD_PAGES
        for _, parts in fields_view(page).groups
        for part in parts
    ]


def test_every_model_stands_once_on_the_pages() -> None:
    names = [name for _, groups in FIELD_PAGES.values() for _, group in groups for name in group]
    assert sorted(names) == MODELS


def test_every_kind_of_file_leads_to_its_fields_and_to_its_schema() -> None:
    view = format_view()
    anchors = {f"{page}/#{part.anchor}" for page, part in parts()}
    assert {link.href for _, links in view.groups for link in links} == anchors
    paths = {f"briefs/{folder}/ID.yml" for folder in library.FOLDERS} | {"briefs/site.yml"}
    assert sorted(file.path for file in view.files) == sorted(paths)
    names = {schema.path for schema in schemas.formats()}
    for file in view.files:
        assert file.part.href in anchors
        assert file.schema.href.removeprefix("../schema/") in names


def test_the_page_says_of_each_field_what_the_models_say() -> None:
    found = {part.title: part for _, part in parts()}
    figure = {field.name: field for field in found["Figure"].fields}
    assert set(figure) == set(models.Figure.model_fields)
    assert figure["status"].need == "required"
    assert figure["status"].allowed == ("actual", "target", "planned", "capacity", "announced")
    assert "<code>actual</code> (has happened)" in figure["status"].text
    assert figure["scale"].need == ""
    told = unescape(figure["qualifier"].text)
    assert told.endswith("Where it is left out: <code>exactly</code>.")
    assert figure["indicator"].words == "id of an indicator"
    assert figure["sources"].words == 'list; each item: <a href="#citation">citation</a>'
    assert figure["rank"].words == 'fields of its own: <a href="#rank">rank</a>'
    assert figure["period"].example == 'period: "2023-Q1..2023-Q3"'
    assert [field.name for field in found["Region"].fields] == ["kind", "parent", "parent_sources"]
    assert found["Region"].base
    assert found["Region"].base.href == "#brief"


def test_words_between_backticks_are_code_and_nothing_is_markup() -> None:
    assert _told("`a<b`: one `c` two") == "<code>a&lt;b</code>: one <code>c</code> two"


def test_each_field_has_an_anchor_and_shows_its_example(tmp_path: Path) -> None:
    root = make_root(tmp_path / "root", story("minimal"))
    made = render(graph_of(root))
    for page, (_, groups) in FIELD_PAGES.items():
        _shown(Page(made[fields_path(page)]), [name for _, names in groups for name in names])


def _shown(page: Page, names: list[str]) -> None:
    ids = page.ids
    assert len(ids) == len(set(ids))
    shown = page.text
    for name in names:
        for field in schemas.part(name).fields:
            slug = schemas.spoken(name).replace(" ", "-")
            assert f"{slug}-{field.name.replace('_', '-')}" in ids
            assert " ".join(field.example.split()) in shown, (name, field.name)
            assert " ".join(re.sub("`", "", field.text).split()) in shown
