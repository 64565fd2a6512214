"""The JSON Schemas by which editors complete, explain and check the files while they are written.

In: the models and the ids of a library. Out: a schema for each kind of file, which says the format
and nothing else, and one with the ids that the others refer to. An id that is not in it passes, if
it has the form of one: a brief may be new, and `build.py check` knows.

The dialect is draft 7, the one that editors and validators read best. Beside a reference to a model
stand words only: its validators pass over them, its editors show them.
"""

import json
from collections.abc import Iterator
from typing import Any

from briefsite import fields
from briefsite.artifacts import Artifact
from briefsite.library import FOLDERS, PLURALS, REGISTRIES, RESERVED, Library
from briefsite.models import Source
from briefsite.models.base import ID_PATTERN
from briefsite.models.marks import KINDS, Schema, exact

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
    for name, (_, model) in REGISTRIES.items():
        yield _artifact(f"{name.removesuffix('.yml')}.schema.json", _registry(model.__name__))


def ids(library: Library) -> Artifact:
    """The ids of everything that others refer to, each with its name; they change with the data."""
    named = {kind: _named(library, kind) for kind in sorted(PLURALS)}
    named[BRIEF] = named["region"] | named["company"]
    found = {kind: _choice(names) for kind, names in named.items()}
    head = {"$schema": DIALECT, "description": "The ids that the other schemas refer to."}
    return _artifact(IDS, {**head, "definitions": found})


def _artifact(name: str, schema: Schema) -> Artifact:
    text = json.dumps(schema, ensure_ascii=False, indent=2)
    return Artifact(name, f"{text}\n".encode())


def _file(model: str) -> Schema:
    parts = fields.schemas(model)
    root = _resolved(parts[model])
    others = {name: _resolved(part) for name, part in parts.items() if name != model}
    return {"$schema": DIALECT, **root, "definitions": others}


def _registry(model: str) -> Schema:
    parts = {name: _resolved(part) for name, part in fields.schemas(model).items()}
    pattern = f"^(?!(?:{'|'.join(sorted(RESERVED))})$){_ID['pattern'][1:]}"
    names = {**_ID, "pattern": pattern, "patternErrorMessage": f"{_NO_ID}; a few are reserved"}
    entries = {"propertyNames": names, "additionalProperties": {"$ref": f"#/definitions/{model}"}}
    head = {"$schema": DIALECT, "description": parts[model]["description"]}
    return {**head, "type": "object", **entries, "definitions": parts}


def _resolved(value: Any) -> Any:
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
        return {**found, "$ref": f"#/definitions/{fields.part_of(found)}"}
    if kinds := found.pop(KINDS, None):
        rest = {key: item for key, item in found.items() if key not in _FORM}
        target = kinds[0] if len(kinds) == 1 else BRIEF
        return {**rest, "allOf": [{"$ref": f"{IDS}#/definitions/{target}"}]}
    return found


def _named(library: Library, kind: str) -> dict[str, str]:
    """The ids of a kind with the names; what is not valid yet has an id all the same."""
    found = {id: "not valid yet" for its, id in library.broken if its == kind and id}
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
