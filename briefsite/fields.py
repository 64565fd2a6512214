"""Every field of the format, described once: for the JSON Schemas, the hover, the reference page.

In: the models, with the docstring under each field, and `models/examples.yml`. Out: what pydantic
says of a model as a JSON Schema, tidied, and the same as `Part` and `Field` for people.
"""

import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from briefsite import models
from briefsite.models import Model
from briefsite.models.marks import Schema
from briefsite.source import Document, load

EXAMPLES = Path(models.__file__).with_name("examples.yml")
"""An example of each field, by model and field."""
_PREFIX = "#/$defs/"


@dataclass(frozen=True)
class Field:
    """One field of the format."""

    name: str
    required: bool
    words: str
    """What its value is, or what each item is: `id of a topic`."""
    many: bool
    """It holds a list."""
    part: str
    """The name of the model of its value or items; empty where they are plain."""
    allowed: tuple[str, ...]
    """The words that are allowed, where there are few."""
    text: str
    example: str
    """Lines of YAML."""


@dataclass(frozen=True)
class Part:
    """A model of the format with its own fields; those of `base` belong to it too."""

    name: str
    text: str
    base: str
    fields: tuple[Field, ...]


@cache
def schemas(name: str) -> dict[str, Schema]:
    """The JSON Schemas of a model and of all its parts, by name."""
    model: type[Model] = getattr(models, name)
    found: Schema = model.model_json_schema()
    parts: dict[str, Schema] = {**found.pop("$defs", {}), name: found}
    return {part: _model(part, schema) for part, schema in sorted(parts.items())}


def part(name: str) -> Part:
    """A model of the format by its name."""
    model = getattr(models, name)
    schema = schemas(name)[name]
    own = [field for field in schema["properties"] if field in inspect.get_annotations(model)]
    base = model.__bases__[0].__name__
    fields = (_field(name, field, schema) for field in own)
    shared = base if base in models.__all__ and base != "Model" else ""
    return Part(name, schema["description"], shared, tuple(fields))


def part_of(schema: Schema) -> str:
    """The name of the model that a schema of a value or of items refers to, or nothing."""
    inner: Schema = next((choice for choice in schema.get("allOf", ()) if "$ref" in choice), {})
    return str(schema.get("$ref") or inner.get("$ref", "")).removeprefix(_PREFIX)


def spoken(part: str) -> str:
    """The name of a model in small letters: `printed name`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", part).lower()


def _words(schema: Schema) -> str:
    """What a value is, in a few words."""
    if nested := part_of(schema):
        return spoken(nested)
    if "enum" in schema:
        return "one of these words"
    plain = {"boolean": "true or false", "integer": "whole number", "string": "text"}
    return str(schema.get("title") or plain[schema["type"]])


def _field(owner: str, name: str, schema: Schema) -> Field:
    whole = schema["properties"][name]
    value = whole.get("items", whole)
    return Field(
        name,
        name in schema["required"],
        _words(value),
        "items" in whole,
        part_of(value),
        tuple(value.get("enum", ())),
        whole["description"],
        example(owner, name),
    )


def _model(name: str, schema: Schema) -> Schema:
    """The schema of a model without what pydantic adds of its own accord."""
    properties = {field: _value(name, field, told) for field, told in schema["properties"].items()}
    told = {"title": spoken(name), "description": " ".join(schema["description"].split())}
    return {"required": [], **schema, **told, "properties": properties}


def _value(owner: str, name: str, schema: Schema) -> Schema:
    """The schema of a field, with its text and example for editors.

    What pydantic makes of names and of None is left out. So are `default` and `examples`: editors
    would write them into the file as if they were data.
    """
    found = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    if found.get("title") == name.replace("_", " ").title():
        del found["title"]
    for choice in schema.get("anyOf", ()):
        if choice != {"type": "null"}:
            found = {**choice, **found}
    words = f"list; each item: {_words(found['items'])}" if "items" in found else _words(found)
    text = " ".join(schema["description"].split())
    if default := schema.get("default"):
        text += f" Where it is left out: `{default}`."
    shown = f"{text}\n\nExample:\n\n```yaml\n{example(owner, name)}\n```"
    return {**found, "title": words, "description": text, "markdownDescription": shown}


@cache
def _examples() -> Document:
    document, problems = load(EXAMPLES.name, EXAMPLES.read_bytes())
    assert document, problems
    return document


def _owners(name: str, field: str) -> Iterator[str]:
    """The model that has an example of a field: itself, or the one it takes the field from."""
    data = _examples().data
    for model in getattr(models, name).__mro__:
        if field in data.get(model.__name__, ()):
            yield model.__name__


def example(name: str, field: str) -> str:
    """The example of a field as lines of YAML; empty where there is none."""
    for owner in _owners(name, field):
        document = _examples()
        begin = document.spans[owner, field].key[0]
        starts = (span.key[0] for path, span in document.spans.items() if len(path) in (1, 2))
        end = min((line for line in starts if line > begin), default=len(document.lines))
        return textwrap.dedent("\n".join(document.lines[begin:end])).strip()
    return ""
