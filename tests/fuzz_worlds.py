"""Worlds by chance: the small one, with entries and fields added as the schemas allow.

Most are right or nearly so. What chooses is a `random.Random`: Hypothesis has one that it can make
smaller, the long run has a seeded one.
"""

import random
from typing import Any

import yaml

from briefsite.editing import schemas
from briefsite.library import FOLDERS, REGISTRIES, SITE
from briefsite.models import KINDS
from tests import rules_world
from tests.test_properties import HOSTILE

Data = dict[str, Any]
PROSE = (
    "It is a port.",
    "It builds ships. [@gazette, para 2]",
    "Two docks, *old* and **new**.\n\n- one\n- two\n",
    "It lies near [[harbour-city]], says [[person:ann-bell]].",
    "They built {harbour-city/ships} in a [[term:yard]].",
    "It built 1,200 ships. [@gazette, para 2]",
    "In 2023 it built 12.",
    "[[nowhere]] has {no-such-figure}.",
)
PRINTED = ("more than 1,200 ships", "up 8.5 percent", "some 900 people", "five docks", "55 percent")
NUMBERS = (1200, 900, 5, 6, 55, 8.5, 0, -3, 10**15)
CHANCE = 0.03
"""How often something is put in that does not belong there."""


def world(rng: random.Random) -> dict[str, str]:
    """The files of a world below `briefs/`."""
    files: dict[str, Data] = {
        name: yaml.safe_load(text) for name, text in rules_world.FILES.items()
    }
    for number in range(rng.choice((1, 2, 4, 8))):
        _grow(files, number, rng)
    for name in [name for name in files if rng.random() < CHANCE / 10]:
        del files[name]
    return {
        name: yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
        for name, data in files.items()
    }


def ids(files: dict[str, Data]) -> dict[str, list[str]]:
    """The ids of every kind that a world has."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for name, data in files.items():
        folder, _, file = name.partition("/")
        if file:
            found[FOLDERS[folder][0]].append(file.removesuffix(".yml"))
        elif name in REGISTRIES:
            found[REGISTRIES[name][0]] += data
    site = files.get(SITE, {})
    for kind in ("region", "company"):
        kinds = site.get(f"{kind}_kinds")
        found[f"{kind}-kind"] = [one["id"] for one in kinds if "id" in one] if kinds else []
    found["unit"] += ["count", "percent", "kilometres", "dollars"]
    return found


def _grow(files: dict[str, Data], number: int, rng: random.Random) -> None:
    """A new entry, or a field of one that is there."""
    known = ids(files)
    if rng.random() < 0.4:
        kind = rng.choice([*KINDS])
        entry = _entry(KINDS[kind].model.__name__, known, rng, 0)
        if f"{KINDS[kind].folder}.yml" in files:
            files[f"{KINDS[kind].folder}.yml"][f"new-{number}"] = entry
        else:
            files[f"{KINDS[kind].folder}/new-{number}.yml"] = entry
        return
    name = rng.choice([*files])
    model, entry = "Site", files[name]
    if name in REGISTRIES:
        model, entry = REGISTRIES[name][1].__name__, rng.choice([*entry.values()])
    elif name != SITE:
        model = FOLDERS[name.partition("/")[0]][1].__name__
    fields = schemas.schemas(model)[model]["properties"]
    field = rng.choice([*fields])
    made = _value(model, field, fields[field], known, rng, 0)
    if isinstance(made, list) and isinstance(entry.get(field), list) and rng.random() < 0.7:
        made = [*entry[field], *made]
    entry[field] = made


def _entry(model: str, known: dict[str, list[str]], rng: random.Random, depth: int) -> Data:
    """A value of a model: what must be there, and some of what may."""
    schema = schemas.schemas(model)[model]
    found = {
        field: _value(model, field, told, known, rng, depth + 1)
        for field, told in schema["properties"].items()
        if rng.random() < (1 - CHANCE / 5 if field in schema["required"] else 0.25 / (depth + 1))
    }
    if rng.random() < CHANCE / 5:
        found["no-such-field"] = 1
    return found


def _value(
    model: str,
    field: str,
    schema: Data,
    known: dict[str, list[str]],
    rng: random.Random,
    depth: int,
) -> Any:
    """A value of a field."""
    if rng.random() < CHANCE / 5:
        return rng.choice(("", "x", 0, -1, [], {}, True, [[]], "2023", 10**20, *HOSTILE))
    if "items" in schema:
        most = 3 if depth < 2 else 1
        parts = range(rng.randint(min(1, schema.get("minItems", 0)) or int(depth > 0), most))
        return [_value(model, field, schema["items"], known, rng, depth + 1) for _ in parts]
    if part := schemas.part_of(schema):
        return _entry(part, known, rng, depth)
    if "enum" in schema:
        return rng.choice(schema["enum"])
    if kinds := schema.get(schemas.KINDS):
        there = [id for kind in kinds for id in known.get(kind, ())]
        return rng.choice(there) if there and rng.random() > CHANCE else "nothing"
    return _plain(model, field, schema, rng)


def _plain(model: str, field: str, schema: Data, rng: random.Random) -> Any:
    if field == "printed":
        return rng.choice(PRINTED)
    if field == "para" or field == "paras":
        return rng.randint(1, 6)
    if schema["type"] == "number":
        return rng.choice(NUMBERS)
    if schema["type"] == "integer":
        return rng.randint(schema.get("minimum", 0), schema.get("maximum", 9))
    if schema.get("title") == "prose":
        return rng.choice(PROSE) if rng.random() > 0.1 else rng.choice(HOSTILE)
    if schema["type"] == "string" and rng.random() < 0.15 and "text must" in str(schema):
        return rng.choice(HOSTILE)
    example = yaml.safe_load(schemas.example(model, field) or "x: x")
    value = next(iter(example.values()))
    while isinstance(value, list) and value:
        value = rng.choice(value)
    return value
