"""The format: frozen, strict about types, and exact about numbers."""

from decimal import Decimal

import pytest
from pydantic import BaseModel, ValidationError

from briefsite import models
from briefsite.models import Citation, Figure, Region, Source
from briefsite.models.base import WANTED

FIGURE = {
    "indicator": "ships",
    "period": 2023,
    "status": "actual",
    "value": Decimal("60.50"),
    "sources": [{"source": "gazette", "para": 2}],
}
ALL = [getattr(models, name) for name in models.__all__]
NEEDED = {
    "Change": "value unit against printed",
    "Citation": "source para",
    "Company": "name kind summary",
    "Conversion": "value unit printed",
    "Correction": "date was now why",
    "Figure": "indicator period status value sources",
    "Indicator": "name definition unit quantity review_months comparable",
    "Rank": "position among printed",
    "Region": "name kind summary",
    "Review": "date by",
    "Source": "label archive",
    "Unit": "name kind",
}
"""Without these fields a page would show a number of which something is not known."""


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
def test_every_model_is_frozen_and_refuses_unknown_keys(model: type[BaseModel]) -> None:
    assert model.model_config["frozen"]
    assert model.model_config["extra"] == "forbid"


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
def test_every_field_has_its_docstring(model: type[BaseModel]) -> None:
    assert model.__doc__
    for name, field in model.model_fields.items():
        assert field.description, f"{model.__name__}.{name} has no docstring"


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
def test_what_every_pattern_wants_is_said_in_words(model: type[BaseModel]) -> None:
    marks = [mark for field in model.model_fields.values() for mark in field.metadata]
    general = [mark for mark in marks if type(mark).__module__.startswith("pydantic")]
    patterns = {mark.pattern for mark in general if hasattr(mark, "pattern")} - {None}
    assert patterns <= set(WANTED)


@pytest.mark.parametrize("name", NEEDED)
def test_what_a_number_needs_must_be_written(name: str) -> None:
    fields = getattr(models, name).model_fields
    needed = {key for key, field in fields.items() if field.is_required()}
    assert needed == set(NEEDED[name].split())


def test_digits_after_the_point_are_kept() -> None:
    assert str(Figure.model_validate(FIGURE).value) == "60.50"


def test_a_year_is_a_period_without_quotes() -> None:
    assert Figure.model_validate(FIGURE).key == "ships@2023"


@pytest.mark.parametrize("value", ["5", 5.0, True, None, float("nan"), [5]])
def test_only_plain_numbers_are_values(value: object) -> None:
    with pytest.raises(ValidationError):
        Figure.model_validate({**FIGURE, "value": value})


@pytest.mark.parametrize("para", [0, -1, "2", 2.0, True, Decimal(2)])
def test_only_whole_numbers_from_1_are_paragraphs(para: object) -> None:
    with pytest.raises(ValidationError):
        Citation.model_validate({"source": "gazette", "para": para})


@pytest.mark.parametrize(
    "id", ["", "A", "a_b", "-a", "a-", "a--b", "9a", "a/b", "../a", "a.b", "a\n", "é", "a" * 65]
)
def test_what_is_no_id(id: str) -> None:
    with pytest.raises(ValidationError):
        Citation.model_validate({"source": id, "para": 1})


@pytest.mark.parametrize("id", ["a", "a1", "a-1-b", "a" * 64])
def test_what_is_an_id(id: str) -> None:
    assert Citation.model_validate({"source": id, "para": 1}).source == id


@pytest.mark.parametrize("words", ["a b c d e f g h", "汉字", "868,000 units"])
def test_printed_words(words: str) -> None:
    citation = {"source": "a", "para": 1, "printed": words}
    assert Citation.model_validate(citation).printed == words


@pytest.mark.parametrize("words", ["", " a", "a ", "a\nb", "a b c d e f g h i"])
def test_what_cannot_be_printed_words(words: str) -> None:
    with pytest.raises(ValidationError):
        Citation.model_validate({"source": "a", "para": 1, "printed": words})


ARCHIVE = {"file": "a.txt", "sha256": "0" * 64, "paragraphs": 1}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://a.org",
        "file:///etc/passwd",
        "a.org",
        "//a.org",
        "https://",
        "https://u@a.org",
        "https://a.org/ b",
        "https://a.org/<b>",
        "https://a.org/`",
        "http:a.org",
        "https://a.org/\\b",
        'https://a.org/"',
        "https://a.org/{b}",
        "data:text/html,x",
        "https://[a",
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        Source.model_validate({"label": "A", "archive": ARCHIVE, "url": url})


@pytest.mark.parametrize(
    "url", ["https://a.org", "http://a.org:8080/b?c=d&e=%22#f", "https://例え.jp/(a)_b*"]
)
def test_addresses_that_are_taken(url: str) -> None:
    assert Source.model_validate({"label": "A", "archive": ARCHIVE, "url": url}).url == url


@pytest.mark.parametrize(
    "file", ["../a.txt", "/a.txt", "a/b.txt", "a.md", ".a.txt", "a.txt\n", "a b.txt"]
)
def test_an_archive_file_stays_in_its_folder(file: str) -> None:
    with pytest.raises(ValidationError):
        Source.model_validate({"label": "A", "archive": {**ARCHIVE, "file": file}})


@pytest.mark.parametrize(
    "name", ["AT&T <b>", "*a* _b_ | `c`", "C++", "5 < 6", "汉字", "x" * 300, "{{ 1 }}", "'\"'"]
)
def test_a_harmless_name_is_never_refused_or_changed(name: str) -> None:
    region = Region.model_validate({"name": name, "kind": "country", "summary": "x"})
    assert region.name == name
