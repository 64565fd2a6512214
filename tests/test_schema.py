"""The JSON Schemas against the models: on what they agree, and where a schema cannot see a fault.

Every rule stands in one of three sets. What a schema sees it refuses, what is beyond it passes;
what concerns the text before there is data depends on who reads the YAML. The many cases are
validated here, and all files once as the users of check-jsonschema do it.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest
import regress
from check_jsonschema.cli import main as program
from check_jsonschema.parsers.yaml import construct_yaml_implementation
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, ValidationError
from jsonschema.validators import extend
from pydantic import BaseModel
from pydantic import ValidationError as ModelError
from referencing import Registry, Resource

from briefsite import checks, cli, library, models
from briefsite.checks import CHECKS, printed, speaker
from briefsite.editing import schemas
from briefsite.library.yaml import load
from tests.test_bad import BAD, LOADER_RULES, read_case
from tests.world import CHECKOUT, STORIES, make_root, story

FOLDER = CHECKOUT / ".tree" / "schema"
schemas.write_schemas(CHECKOUT, wait=str)  # each process that tests comes here
GOOD = [CHECKOUT / "briefs", *(story(name) for name in STORIES)]
NAMED = {name: getattr(models, name) for name in models.__all__ if name != "Model"}
MODELS = sorted(
    name for name, one in NAMED.items() if isinstance(one, type) and issubclass(one, BaseModel)
)

SEEN = {
    "id",
    "missing-key",
    "missing-period",
    "missing-source",
    "speaker",
    "unknown-key",
    "wrong-type",
    "wrong-value",
}
"""Faults in the form of one file: a schema refuses it."""

BEYOND = {
    "ambiguous-figure",
    "conflict",
    "derived",
    "duplicate",
    "file-name",
    "missing-glyph",
    "paragraph",
    "parent",
    "period-basis",
    "printed",
    "prose-syntax",
    "site",
    "uncited",
    "future-date",
    "unfinished",
    "unit",
    "unknown-id",
    "unused",
}
"""Faults of other files, of several values or within prose: a schema lets the file pass."""

READING = {
    "ambiguous-scalar",
    "duplicate-key",
    "encoding",
    "file-size",
    "forbidden-character",
    "yaml-strict",
    "yaml-syntax",
}
"""Faults of the text: what a schema is given depends on who reads it."""

READ_WELL = {
    "ambiguous-scalar.curly/regions/south.yml",
    "ambiguous-scalar.remark/regions/south.yml",
    "duplicate-key.registry/topics.yml",
    "forbidden-character.escape/regions/south.yml",
    "yaml-strict.anchor/regions/south.yml",
    "yaml-strict.directive/regions/south.yml",
    "yaml-strict.merge/regions/south.yml",
    "yaml-strict.tag/regions/south.yml",
    "yaml-strict.unknown-directive/regions/south.yml",
}
"""Of these, what check-jsonschema reads as if nothing were wrong."""

UNREADABLE = "yaml-syntax.escape"
"""On this case the reader of check-jsonschema ends with an error of its own."""

UNSEEN = (
    ("Figure", "period", "2025..2021"),
    ("Figure", "period", 2023.0),
    ("Event", "date", "2024-03..2024-01"),
    ("Citation", "para", 3.0),
    ("Furniture", "paras", [1.0]),
    ("Rank", "position", 2.0),
    ("Indicator", "review_months", 12.0),
)
"""Values that the models refuse and no JSON Schema can: a range that ends before it begins, a whole
number written as 3.0."""


def formats() -> dict[str, Any]:
    """The schemas by name, as the models have them now."""
    return {artifact.path: json.loads(artifact.content) for artifact in schemas.formats()}


SCHEMAS = formats()
REGISTRY: Registry[Any] = Registry().with_resource(
    schemas.IDS, Resource.from_contents(json.loads((FOLDER / schemas.IDS).read_bytes()))
)


@cache
def _ecmascript(pattern: str) -> Any:
    return regress.Regex(pattern, flags="u")


def _pattern(_: Any, pattern: str, text: object, schema: object) -> Iterator[ValidationError]:
    """The keyword `pattern`, held to mean the same in Python and in ECMAScript."""
    if isinstance(text, str):
        found = re.search(pattern, text) is not None
        assert found == (_ecmascript(pattern).find(text) is not None), (pattern, text)
        if not found:
            yield ValidationError(f"{text!r} is not {pattern}")


Validator = extend(Draft7Validator, {"pattern": _pattern})


def validator(schema: Any) -> Any:
    """A validator of a schema, or of a part of one."""
    return Validator(schema, registry=REGISTRY)


def schema_of(path: PurePosixPath | Path) -> str:
    """The name of the schema of a file by its place: of its folder, or of its own."""
    kinds = {folder: kind for folder, (kind, _) in library.FOLDERS.items()}
    return f"{kinds.get(path.parent.name, path.name.partition('.')[0])}.schema.json"


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.yml"))


def bad_files(folder: Path) -> Iterator[tuple[Path, str, set[str]]]:
    """Each file of the bad cases, written into a folder: its name and what is wrong with it."""
    for case in BAD:
        briefs, wanted = read_case(case.read_text(encoding="utf-8"))
        for path, content in briefs.items():
            rules = {fault.rule for fault in wanted if fault.file == f"briefs/{path}"}
            if case.stem == UNREADABLE or rules == {"file-name"}:
                continue
            file = folder / case.stem / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            yield file, f"{case.stem}/{path}", rules


def check_jsonschema(schema: str, paths: list[Path]) -> set[str]:
    """The files that check-jsonschema refuses."""
    arguments = ["--output-format", "json", "--schemafile", str(FOLDER / schema)]
    ended = CliRunner().invoke(program, [*arguments, *map(str, paths)])
    said = json.loads(ended.stdout)
    assert ended.exit_code == (said["status"] == "fail"), ended.stderr
    faults = [*said.get("errors", ()), *said.get("parse_errors", ())]
    return {fault["filename"] for fault in faults}


def test_every_rule_is_seen_or_beyond_or_of_the_reader() -> None:
    known = sorted((*SEEN, *BEYOND, *READING))
    assert known == sorted(LOADER_RULES | set(CHECKS)), "say where the new rule belongs"


def test_check_jsonschema_and_the_models_agree_on_all_files(tmp_path: Path) -> None:
    good = [file for folder in GOOD for file in files(folder)]
    bad = list(bad_files(tmp_path))
    faulty = [(file, name) for file, name, rules in bad if rules & (SEEN | READING)]
    faulty += [(file, name) for file, name, _ in bad if name.startswith("printed.missing/")]
    wanted = {str(file) for file, name in faulty if name not in READ_WELL}
    refused: set[str] = set()
    for schema in SCHEMAS:
        own = [file for file in (*good, *(file for file, _, _ in bad)) if schema_of(file) == schema]
        assert own, schema
        refused |= check_jsonschema(schema, own)
    assert {path.removeprefix(str(tmp_path)) for path in refused ^ wanted} == set()


def test_check_jsonschema_takes_the_schemas_themselves() -> None:
    program = str(Path(sys.executable).with_name("check-jsonschema"))
    paths = map(str, FOLDER.glob("*"))
    ended = subprocess.run(
        [program, "--check-metaschema", *paths], capture_output=True, text=True, timeout=600
    )
    assert ended.returncode == 0, ended.stdout


# --- every field, every value


def texts() -> Iterator[str]:
    """Texts near the edge of what some field takes."""
    yield from ("", " ", "x", " x", "x ", "x\n", "a\nb", "\n", "x" * 300, "x" * 301, "汉" * 300)
    yield from (
        "hunan",
        "Hunan",
        "hunan\n",
        "a-b",
        "a--b",
        "a_b",
        "9a",
        "a" * 64,
        "a" * 65,
        "index",
    )
    yield from (f"{year}" for year in (1799, 1800, 2023, 2200, 2201, 12023))
    yield from (f"2024-{month}" for month in ("00", "01", "2", "12", "13", "Q0", "Q1", "Q4", "Q5"))
    yield from ("2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2100-02-29", "2200-02-28")
    yield from ("2024-04-30", "2024-04-31", "2024-12-31", "2024-12-32", "2024-1-1", "20240101")
    yield from ("0000-01-01", "0000-02-29", "0001-01-01", "0004-02-29", "9999-12-31", "2024-W01-1")
    yield from (
        "undated",
        "by 2025",
        "by 2024-02",
        "by  2025",
        "By 2025",
        "by undated",
        "2024-03\n",
    )
    yield from ("2021..2025", "by 2021..2025", "2021..by 2025", "2021..", "..2025", "2021...2025")
    yield from ("2023-Q1..2023-Q3", "2024-01-31..2024-02-29", "２０２３", "2024-02-29 ", "2024 ")
    yield from (" ".join("abcdefgh"), " ".join("abcdefghi"), "  ".join("abcdefgh"), "a　b" * 8)
    yield from (
        "http://x",
        "https://example.org/a?b#c",
        "HTTPS://example.org",
        "ftp://x.org",
        "//x",
    )
    yield from (
        "https://",
        "https://:80",
        "https://x:80",
        "https://x:",
        "https://x:8a",
        "https://x?a",
    )
    yield from (
        "https://a@x.org",
        "https://a:b@x.org/",
        "https://x.org/@a",
        "https://[::1]/",
        "http:/x",
    )
    yield from (
        "https://x.org/a b",
        "https://x.org/<",
        "https://x.org/ä",
        "https://x y/",
        "https://x\n",
    )
    yield from ("https://x.org/" + "a" * 1986, "https://x.org/" + "a" * 1987, "javascript:alert(1)")
    yield from (
        "en",
        "EN",
        "eng",
        "zh-Hans",
        "zh-hans",
        "en\n",
        "a.txt",
        "../a.txt",
        ".txt",
        "a.txt\n",
    )
    yield from ("0" * 64, "0" * 63, "g" * 64, "0" * 64 + "\n", "x" * 20_000, "x" * 20_001)
    yield from ("true", "5", "1,200", "5 percent", "percent", "over", "actual", "city", "company")


WORDS = {word for name in MODELS for field in schemas.part(name).fields for word in field.allowed}
VALUES: tuple[Any, ...] = (
    *dict.fromkeys((*texts(), *sorted(WORDS))),
    *(0, 1, -1, 120, 121, 1799, 1800, 2200, 2201, 10**40, True, False),
    *map(Decimal, ("0.5", "-3.25", "60.50", "2023.5")),
    *(
        [],
        [""],
        ["hunan"],
        ["hunan", "Hunan"],
        ["a b", "c"],
        ["a", "b", "c"],
        [3],
        [0],
        [True],
        [[]],
    ),
    *({}, {"x": "y"}, [{}], [{"source": "a", "para": 1}], [{"source": "a", "para": 1, "x": 2}]),
    *(
        {"date": "2024-01-01", "by": "x"},
        {"what": "x"},
        [{"source": "a", "para": 1, "printed": "x"}],
    ),
)


@cache
def examples() -> Any:
    """The examples of all fields, by model; not to be altered."""
    document, problems = load("examples", schemas.EXAMPLES.read_bytes())
    assert document, problems
    return document.data


def whole(name: str) -> dict[str, Any]:
    """A value of a model with all its fields, each as in its example."""
    told = examples()
    bases = [base.__name__ for base in reversed(getattr(models, name).__mro__)]
    value = {key: item for base in bases for key, item in told.get(base, {}).items()}
    if name == "Statement":
        del value["organisation"], value["speaker"]
    return value


def part_schema(name: str) -> Any:
    """The schema of a model, as it stands within that of some file."""
    for schema in SCHEMAS.values():
        if name in schema["definitions"]:
            return {"$ref": f"#/definitions/{name}", "definitions": schema["definitions"]}
    return SCHEMAS[f"{name.lower()}.schema.json"]


def accepts(model: type[BaseModel], value: Any) -> bool:
    """What the models say, with the two rules that stand beside them."""
    try:
        made = model.model_validate(value)
    except ModelError:
        return False
    brief = {"value": made} if isinstance(made, models.Region | models.Company) else {}
    if isinstance(made, models.Statement):
        brief = {"value": SimpleNamespace(statements=[made], figures=[])}
    if isinstance(made, models.Figure):
        brief = {"value": SimpleNamespace(statements=[], figures=[made])}
    return not (brief and list(_beside([SimpleNamespace(**brief, problem=lambda *_: 1)])))


def _beside(briefs: list[Any]) -> Iterator[Any]:
    graph: Any = SimpleNamespace(library=SimpleNamespace(briefs=lambda: briefs))
    yield from speaker.check(graph)
    yield from printed.missing(graph)


CONCRETE = [name for name in MODELS if name != "Brief"]


@pytest.mark.parametrize("name", CONCRETE)
def test_models_and_schemas_agree_on_every_value_of_every_field(name: str) -> None:
    model, judge, base = getattr(models, name), validator(part_schema(name)), whole(name)
    assert accepts(model, base)
    assert list(judge.iter_errors(base)) == []
    needed = {
        "attributed_to",
        *(key for key, field in model.model_fields.items() if field.is_required()),
    }
    least = {key: value for key, value in base.items() if key in needed}
    different = {}
    for field in model.model_fields:
        for value in VALUES:
            changed = {**least, field: value}
            if accepts(model, changed) != judge.is_valid(changed):
                different[field, str(value)[:40]] = judge.is_valid(changed)
    assert different == {}


@pytest.mark.parametrize("name", CONCRETE)
def test_models_and_schemas_agree_on_every_key(name: str) -> None:
    model, judge, base = getattr(models, name), validator(part_schema(name)), whole(name)
    for field in (*model.model_fields, "speaker", "organisation", "attributed_to"):
        for changed in ({k: v for k, v in base.items() if k != field}, {**base, field: "x-y"}):
            for added in ({}, {"Name": "x"}, {f"{field}s": "x"}):
                value = {**changed, **added}
                assert accepts(model, value) == judge.is_valid(value), (field, value)
    for value in ([], [base], "x", 3, True):
        assert not accepts(model, value)
        assert not judge.is_valid(value)


@pytest.mark.parametrize("name", CONCRETE)
def test_a_key_without_a_value_is_no_key_left_out(name: str) -> None:
    """The loader refuses it before the models, for which None is what is left out."""
    judge, base = validator(part_schema(name)), whole(name)
    for field in base:
        assert not judge.is_valid({**base, field: None}), field
    _, problems = load("x.yml", b"name:\nkind: null\n")
    assert [problem.rule for problem in problems] == ["ambiguous-scalar"] * 2


@pytest.mark.parametrize(("name", "field", "value"), UNSEEN)
def test_what_no_schema_sees_is_known(name: str, field: str, value: Any) -> None:
    changed = {**whole(name), field: value}
    assert not accepts(getattr(models, name), changed)
    assert validator(part_schema(name)).is_valid(changed)


# --- whole files, changed at random


def written(value: Any) -> str:
    """Data as YAML that both readers read alike: that of the project and that of the schemas."""
    match value:
        case dict():
            return "{" + ", ".join(f"{written(k)}: {written(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(written, value)) + "]"
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place within data."""
    yield path
    if isinstance(value, dict | list):
        for step in value if isinstance(value, dict) else range(len(value)):
            yield from paths(value[step], (*path, step))


def changed(value: Any, path: tuple[Any, ...], how: str, new: Any) -> Any:
    """Data with one change at a place."""
    if not path:
        same = {"wrap": [value], "text": str(value), "empty": type(value)()}
        return same.get(how, new)
    step, *rest = path
    if not rest and how in ("delete", "rename", "add"):
        pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
        if how == "delete":
            pairs = [pair for pair in pairs if pair[0] != step]
        elif how == "rename" and isinstance(value, dict):
            pairs = [(f"{k}s" if k == step else k, v) for k, v in pairs]
        elif how == "add":
            pairs.append((str(new)[:20].strip() or "x", value[step]))
        return dict(pairs) if isinstance(value, dict) else [item for _, item in pairs]
    copy = value.copy()
    how = "replace" if not rest and how in ("delete", "rename", "add") else how
    copy[step] = changed(value[step], tuple(rest), how, new)
    return copy


def data_of(file: Path) -> Any:
    document, _ = load(file.name, file.read_bytes())
    assert document
    return document.data


@cache
def starts() -> list[tuple[Path, Any]]:
    """Every good file with its data."""
    return [(file, data_of(file)) for folder in GOOD for file in files(folder)]


def says_good(folder: Path, file: Path, text: str) -> bool:
    """What the project's loader and models say of a file that stands alone."""
    briefs = make_alone(folder, file, text)
    found, problems = library.read(briefs)
    return not problems and not list(_beside(list(found.briefs())))


def make_alone(folder: Path, file: Path, text: str) -> Path:
    briefs = folder / "briefs"
    inside = file.parent.name in library.FOLDERS
    target = briefs / file.parent.name / file.name if inside else briefs / file.name
    for old in briefs.rglob("*.yml"):
        old.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return briefs


HOWS = ("replace", "delete", "rename", "add", "wrap", "text", "empty")


@settings(max_examples=150)
@given(st.data())
def test_models_and_schemas_agree_on_files_changed_at_random(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    file, value = data.draw(st.sampled_from(starts()))
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(list(paths(value))))
        how = data.draw(st.sampled_from(HOWS if path else HOWS[4:]))
        value = changed(value, path, how, data.draw(st.sampled_from(VALUES)))
    text = written(value) + "\n"
    folder = tmp_path_factory.getbasetemp() / "alone"
    seen = construct_yaml_implementation().load(text)
    judged = validator(SCHEMAS[schema_of(file)])
    assert says_good(folder, file, text) == judged.is_valid(seen), text[:2000]


# --- what editors show


@pytest.mark.parametrize("name", MODELS)
def test_every_field_is_described_with_an_example(name: str) -> None:
    for field in schemas.part(name).fields:
        assert field.text, field.name
        assert field.example.startswith(f"{field.name}:"), field.name
        document, problems = load("example", field.example.encode())
        assert document, problems
        assert problems == []
        assert str(document.data[field.name]).strip() == str(examples()[name][field.name]).strip()


def test_examples_are_of_fields_that_there_are() -> None:
    told = {(name, field) for name, part in examples().items() for field in part}
    assert told == {(name, field.name) for name in MODELS for field in schemas.part(name).fields}


def properties(schema: Any) -> Iterator[tuple[str, Any]]:
    """Every field below a schema."""
    for part in (schema, *schema["definitions"].values()):
        yield from part.get("properties", {}).items()


@pytest.mark.parametrize("name", SCHEMAS)
def test_editors_are_told_what_each_field_is_with_its_example(name: str) -> None:
    found = list(properties(SCHEMAS[name]))
    assert found
    for field, told in found:
        assert told["title"], field
        assert told["markdownDescription"].startswith(told["description"]), field
        assert f"```yaml\n{field}:" in told["markdownDescription"], field
        assert not {"examples", "default"} & set(told), "editors write these into the file"


def targets(value: Any) -> Iterator[str]:
    """Every reference to the ids below a schema."""
    if isinstance(value, dict):
        if str(value.get("$ref", "")).startswith(schemas.IDS):
            yield value["$ref"]
        for inner in value.values():
            yield from targets(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from targets(inner)


def test_each_field_with_an_id_is_completed_by_the_ids_of_its_kind() -> None:
    wanted = {
        ("region.schema.json", "parent"): "region",
        ("region.schema.json", "topics"): "topic",
        ("region.schema.json", "indicator"): "indicator",
        ("region.schema.json", "speaker"): "person",
        ("region.schema.json", "organisation"): "brief",
        ("region.schema.json", "to"): "brief",
        ("region.schema.json", "source"): "source",
        ("company.schema.json", "companies"): "company",
        ("indicators.schema.json", "terms"): "term",
    }
    for (name, field), kind in wanted.items():
        told = dict(properties(SCHEMAS[name]))[field]
        assert list(targets(told)) == [f"{schemas.IDS}#/definitions/{kind}"]
    ids = json.loads((FOLDER / schemas.IDS).read_bytes())["definitions"]
    assert {target.rpartition("/")[2] for s in SCHEMAS.values() for target in targets(s)} == set(
        ids
    )


def test_the_ids_are_those_of_the_briefs_with_their_names() -> None:
    found, _ = library.read(story("family"))
    ids = json.loads(schemas.ids(found).content)["definitions"]
    known = ids["topic"]["anyOf"][0]
    names = dict(zip(known["enum"], known["enumDescriptions"], strict=True))
    assert set(names) == set(found.topics)
    assert all(names[id].startswith(entry.value.name) for id, entry in found.topics.items())
    assert ids["brief"]["anyOf"][0]["enum"] == [*found.regions, *found.companies]


def test_an_id_that_is_not_known_yet_passes_and_one_without_form_does_not(tmp_path: Path) -> None:
    root = make_root(tmp_path / "root", story("minimal"))
    broken = root / "briefs" / "regions" / "broken.yml"
    broken.write_text("name: Broken\n")
    ids = json.loads(schemas.ids(library.read(root / "briefs")[0]).content)["definitions"]
    known = ids["region"]["anyOf"][0]
    assert dict(zip(known["enum"], known["enumDescriptions"], strict=True))["broken"]
    for kind, schema in ids.items():
        judge = validator(schema)
        assert judge.is_valid("quite-new"), kind
        assert not judge.is_valid("Quite New"), kind


# --- the command


def test_the_command_writes_what_is_stale_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_root(tmp_path / "root", story("minimal"))
    command = ["--root", str(root), "schema"]
    assert cli.main(command) == 0
    names = sorted({*SCHEMAS, schemas.IDS})
    lines = [f"Wrote .tree/schema/{name}." for name in names]
    assert sorted(capsys.readouterr().out.splitlines()) == lines
    assert cli.main(command) == 0
    assert capsys.readouterr().out == ".tree/schema is up to date.\n"
    (root / ".tree" / "schema" / "region.schema.json").write_text("{}\n")
    assert cli.main(command) == 0
    assert capsys.readouterr().out == "Wrote .tree/schema/region.schema.json.\n"


def test_a_brief_that_is_added_by_hand_is_known_after_the_next_writing(tmp_path: Path) -> None:
    root = make_root(tmp_path / "root", story("minimal"))
    schemas.write_schemas(root)
    new = "name: South\nkind: province\nparent: atlantis\nsummary: A province.\n"
    (root / "briefs" / "regions" / "south.yml").write_text(new)
    assert checks.check(root).problems == ()
    assert schemas.write_schemas(root) == (schemas.IDS,)


def test_the_site_has_the_schemas_with_the_ids_of_its_briefs(family: Path) -> None:
    site, written = family / "site" / "schema", family / ".tree" / "schema"
    assert {file.name for file in site.iterdir()} == {*SCHEMAS, schemas.IDS}
    for file in site.iterdir():
        assert file.read_bytes() == (written / file.name).read_bytes()
    assert '"harbour-city"' in (site / schemas.IDS).read_text(encoding="utf-8")


# --- the settings of the editor


def commented(file: Path) -> Any:
    """JSON with comments, as VS Code writes it."""
    return json.loads(re.sub(r"(?m)^\s*//.*$", "", file.read_text(encoding="utf-8")))


def test_the_editor_finds_one_schema_for_each_file_and_none_for_others() -> None:
    found = commented(CHECKOUT / ".vscode" / "settings.json")["yaml.schemas"]
    assert {PurePosixPath(schema).name for schema in found} == set(SCHEMAS)
    assert {str(PurePosixPath(schema).parent) for schema in found} == {".tree/schema"}
    listed = subprocess.run(
        ["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, timeout=600
    )
    for path in map(PurePosixPath, listed.stdout.splitlines()):
        own = [PurePosixPath(schema).name for schema, glob in found.items() if path.match(glob)]
        is_brief = "briefs" in path.parts and path.suffix == ".yml"
        assert own == ([schema_of(path)] if is_brief else []), path


def test_the_editor_is_recommended_the_extension_that_reads_schemas() -> None:
    wanted = commented(CHECKOUT / ".vscode" / "extensions.json")["recommendations"]
    assert wanted == ["redhat.vscode-yaml"]


def test_git_keeps_the_settings_of_the_editor() -> None:
    kept = [".vscode/settings.json", ".vscode/extensions.json"]
    ended = subprocess.run(
        ["git", "check-ignore", *kept], cwd=CHECKOUT, capture_output=True, timeout=600
    )
    assert (ended.returncode, ended.stdout) == (1, b"")
