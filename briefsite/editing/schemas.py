"""The JSON Schemas by which editors complete, explain and check the files while they are written.

In: the models and the ids of a library. Out: a schema for each kind of file, which says the format
and nothing else, and one with the ids that the others refer to. An id that is not in it passes, if
it has the form of one: a brief may be new, and `build.py check` knows.

The dialect is draft 7, the one that editors and validators read best. Beside a reference to a model
stand words only: its validators pass over them, its editors show them.
"""

import inspect
import json
import re
import textwrap
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from briefsite import library, models, store
from briefsite.library import FOLDERS, PLURALS, REGISTRIES, SITE, Library
from briefsite.library.validation import RESERVED
from briefsite.library.yaml import Document, load
from briefsite.models import Model, Site, Source
from briefsite.models.base import ID_PATTERN, KINDS, Schema, exact
from briefsite.problems import BriefsiteError
from briefsite.store import Artifact

# Every field of the format, described once: for the JSON Schemas, the hover, the reference page.
#
# In: the models, with the docstring under each field, and `models/examples.yml`. Out: what pydantic
# says of a model as a JSON Schema, tidied, and the same as `Part` and `Field` for people.


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


@cache
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
    if not document:
        raise BriefsiteError(f"{EXAMPLES.name} cannot be read: {problems[0].message}")
    return document


def _owners(name: str, field: str) -> Iterator[str]:
    """The model that has an example of a field: itself, or the one it takes the field from."""
    data = _examples().data
    for model in getattr(models, name).__mro__:
        if field in data.get(model.__name__, ()):
            yield model.__name__


@cache
def example(name: str, field: str) -> str:
    """The example of a field as lines of YAML; empty where there is none."""
    for owner in _owners(name, field):
        document = _examples()
        begin = document.spans[owner, field].key[0]
        starts = (span.key[0] for path, span in document.spans.items() if len(path) in (1, 2))
        end = min((line for line in starts if line > begin), default=len(document.lines))
        return textwrap.dedent("\n".join(document.lines[begin:end])).strip()
    return ""


DIALECT = "http://json-schema.org/draft-07/schema#"
IDS = "ids.schema.json"
BRIEF = "brief"
"""Stands for a region or a company where either may be meant."""
_NO_ID = "an id has lower case letters, digits and single hyphens: xiangjiang-new-area"
_FORM: Schema = {"pattern": exact(ID_PATTERN), "maxLength": 64, "patternErrorMessage": _NO_ID}
_ID: Schema = {"type": "string", **_FORM}


def formats() -> Iterator[Artifact]:
    """The schema of each kind of file; they change with the models only."""
    for kind, model in FOLDERS.values():
        yield _artifact(f"{kind}.schema.json", _file(model.__name__))
    yield _artifact(f"{SITE.removesuffix('.yml')}.schema.json", _file(Site.__name__))
    for name, (_, model) in REGISTRIES.items():
        yield _artifact(f"{name.removesuffix('.yml')}.schema.json", _registry(model.__name__))


def ids(library: Library) -> Artifact:
    """The ids of everything that others refer to, each with its name; they change with the data."""
    named = {kind: _named(library, kind) for kind in sorted(PLURALS)}
    named[BRIEF] = named["region"] | named["company"]
    for kind in ("region", "company"):
        kinds = library.kinds_of(kind).values()
        named[f"{kind}-kind"] = {one.id: one.name for one in kinds}
    found = {kind: _choice(names) for kind, names in named.items()}
    head = {"$schema": DIALECT, "description": "The ids that the other schemas refer to."}
    return _artifact(IDS, {**head, "definitions": found})


def _artifact(name: str, schema: Schema) -> Artifact:
    text = json.dumps(schema, ensure_ascii=False, indent=2)
    return Artifact(name, f"{text}\n".encode())


def _file(model: str) -> Schema:
    parts = schemas(model)
    root = _resolved(parts[model])
    others = {name: _resolved(part) for name, part in parts.items() if name != model}
    return {"$schema": DIALECT, **root, "definitions": others}


def _registry(model: str) -> Schema:
    parts = {name: _resolved(part) for name, part in schemas(model).items()}
    pattern = f"^(?!(?:{'|'.join(sorted(RESERVED))})$){_ID['pattern'][1:]}"
    names = {**_ID, "pattern": pattern, "patternErrorMessage": f"{_NO_ID}; a few are reserved"}
    entries = {"propertyNames": names, "additionalProperties": {"$ref": f"#/definitions/{model}"}}
    head = {"$schema": DIALECT, "description": parts[model]["description"]}
    return {**head, "type": "object", **entries, "definitions": parts}


def _resolved(value: object) -> Any:
    """A schema with its references where this dialect wants them, and ids with those there are."""
    if isinstance(value, list):
        return [_resolved(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _resolved(item) for key, item in value.items()}
    if str(found.get("pattern", "")).endswith("$"):
        told = {"patternErrorMessage": _NO_ID} if found["pattern"] == ID_PATTERN else {}
        found |= {"pattern": exact(found["pattern"]), **told}
    if "$ref" in found:
        return {**found, "$ref": f"#/definitions/{part_of(found)}"}
    if kinds := found.pop(KINDS, None):
        rest = {key: item for key, item in found.items() if key not in _FORM}
        target = kinds[0] if len(kinds) == 1 else BRIEF
        return {**rest, "allOf": [{"$ref": f"{IDS}#/definitions/{target}"}]}
    return found


def _named(library: Library, kind: str) -> dict[str, str]:
    """The ids of a kind with the names; what is not valid yet has an id all the same."""
    found = {id: "not valid yet" for its, id in library.broken if its == kind and id}
    if kind == "unit":
        found |= {id: unit.name or id for id, unit in library.unit_table.items()}
    for id, entry in library.of_kind(kind).items():
        value = entry.value
        name = value.label if isinstance(value, Source) else value.name
        local = getattr(value, "local_name", None)
        found[id] = f"{name} · {local}" if local else name
    return dict(sorted(found.items()))


def _choice(named: dict[str, str]) -> Schema:
    """Known ids to choose from, each with its name; another one passes too."""
    if not named:
        return _ID
    known = {"enum": list(named), "enumDescriptions": list(named.values())}
    return {"anyOf": [{**known, "errorMessage": _NO_ID}, _ID]}


SCHEMAS = Path("schema")
"""Where the JSON Schemas are, below the tree of generated files and on the site."""


def write_schemas(
    root: Path,
    found: library.Library | None = None,
    *,
    wait: Callable[[str], object] | None = None,
) -> tuple[str, ...]:
    """Bring the schemas for editors up to date, after ids were added too; gives what was not.

    They are left to a build that is at work, which writes them too, but where it is waited for.
    """
    with suppress(store.Busy), store.alone(root, "schema", wait):
        known = found or library.read(root / "briefs")[0]
        return store.refresh(schema_files(known), root / store.TREE / SCHEMAS)
    return ()


def schema_files(found: library.Library) -> list[Artifact]:
    """The JSON Schemas: of the formats, and of the ids that there are."""
    return [*formats(), ids(found)]
