"""The rows of the package, the homes of the libraries, and the sizes that keep it readable.

`ROWS` is the design: a module imports from rows above its own (lower numbers), or from siblings
within its package. A new module needs a row here.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import briefsite

PACKAGE = Path(briefsite.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

ROWS = {
    0: (
        "artifacts",
        "advice",
        "characters",
        "guidance",
        "problems",
        "syntax",
        "text",
        "periods",
        "quantities",
        "sentences",
        "wording",
    ),
    1: ("decoding", "source", "models", "fonts"),
    2: (
        "archive",
        "emission",
        "fields",
        "layout",
        "library",
        "prose",
        "revisions",
        "scaffold",
        "skeletons",
        "validation",
    ),
    3: ("graph", "mentions", "schemas", "beginning", "edits", "formatting"),
    4: ("coverage", "derive", "freshness", "renaming"),
    5: ("checks", "evidence", "charts", "diff", "rules"),
    6: ("report", "pages"),
    7: ("templating", "exports", "cards", "upkeep"),
    8: ("store", "gate", "searching", "website", "pdf"),
    9: ("pipeline", "authoring", "comparing", "moving"),
    10: ("preview", "review"),
    11: ("cli",),
}
"""The modules and packages of each row."""

ROW = {name: row for row, names in ROWS.items() for name in names}

SAME_ROW = {
    ("problems", "characters"),
    ("advice", "problems"),
    ("source", "decoding"),
    ("library", "validation"),
    ("archive", "library"),
    ("scaffold", "archive"),
    ("scaffold", "skeletons"),
    ("emission", "prose"),
    ("graph", "mentions"),
    ("website", "gate"),
    ("website", "searching"),
    ("website", "store"),
    ("pages", "report"),
    ("pdf", "store"),
    ("rules", "checks"),
    ("rules", "evidence"),
    ("moving", "pipeline"),
    ("comparing", "pipeline"),
}
"""Steps within a row that are meant: the first imports the second."""

HOMES = {
    "cbor2": {"searching"},
    "fontTools": {"fonts"},
    "PIL": {"cards"},
    "yaml": {"source"},
    "pydantic": {
        "models",
        "library",
        "prose",
        "validation",
        "coverage",
        "diff",
        "formatting",
        "review",
        "skeletons",
    },
    "pydantic_core": {"models", "library", "validation"},
    "jinja2": {"templating"},
    "markupsafe": {"text"},
    "markdown_it": {"prose"},
    "mkdocs": {"website"},
    "watchdog": {"preview"},
    "weasyprint": {"pdf.engine"},
    "tinyhtml5": {"pdf.tree"},
    "segno": {"charts"},
}
"""The modules that may import a library from outside; no other library is used."""


def module(file: Path) -> str:
    """The name within the package: `checks.unit`; a package's own file has the package's name."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def top(name: str) -> str:
    return name.partition(".")[0]


def imports(file: Path) -> Iterator[str]:
    """The full names of what a file imports, also within functions; `a.b` for `from a import b`."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file.name}: write imports in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def inner(file: Path) -> Iterator[str]:
    """The modules of the package that a file imports."""
    known = {module(other) for other in FILES}
    for name in imports(file):
        if top(name) == "briefsite":
            words = name.removeprefix("briefsite.").split(".")
            while words and ".".join(words) not in known:
                words.pop()
            if words:
                yield ".".join(words)


@pytest.mark.parametrize("file", FILES, ids=module)
def test_module_has_a_row(file: Path) -> None:
    name = top(module(file))
    assert not name or name in ROW, f"add '{name}' to ROWS in tests/test_architecture.py"


@pytest.mark.parametrize("file", FILES, ids=module)
def test_module_imports_only_from_rows_above(file: Path) -> None:
    name = top(module(file))
    for other in map(top, inner(file)):
        if other == name or (name, other) in SAME_ROW:
            continue
        assert ROW[other] < ROW[name], f"{name} (row {ROW[name]}) imports {other} ({ROW[other]})"


def test_steps_within_a_row_are_within_a_row() -> None:
    assert {(a, b) for a, b in SAME_ROW if ROW[a] != ROW[b]} == set()


@pytest.mark.parametrize("file", FILES, ids=module)
def test_library_from_outside_is_used_only_in_its_home(file: Path) -> None:
    import sys

    for name in map(top, imports(file)):
        if name in sys.stdlib_module_names or name == "briefsite":
            continue
        homes = HOMES.get(name, set())
        here = {module(file), top(module(file))}
        assert here & set(homes), f"{name} is at home in {sorted(homes)}"


def test_no_module_imports_itself_by_a_ring() -> None:
    edges = {module(file): sorted(set(inner(file)) - {module(file)}) for file in FILES}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path, name))
        if name not in done:
            for other in edges[name]:
                visit(other, (*path, name))
            done.add(name)

    for name in edges:
        visit(name, ())


@pytest.mark.parametrize("file", FILES, ids=module)
def test_module_has_at_most_300_lines(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 300


def _public(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Functions, classes and methods whose names are public; not what Python or a parent names."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                for part in node.body:
                    if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
                        yield f"{node.name}.{part.name}", part


@pytest.mark.parametrize("file", FILES, ids=module)
def test_everything_public_has_a_docstring(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a module's docstring is its map"
    silent = [name for name, node in _public(tree) if not ast.get_docstring(node)]  # type: ignore[arg-type]
    assert silent == []


MODELS = [file for file in FILES if module(file).startswith("models.") and "walk" not in str(file)]


@pytest.mark.parametrize("file", MODELS, ids=module)
def test_every_field_of_the_format_has_its_docstring_under_it(file: Path) -> None:
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ClassDef) or any(
            isinstance(base, ast.Name) and base.id == "Ref" for base in node.bases
        ):
            continue
        if "dataclass" in ast.dump(ast.Module(node.decorator_list, [])):
            continue
        for field, after in zip(node.body, [*node.body[1:], None], strict=True):
            if isinstance(field, ast.AnnAssign):
                told = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
                assert told, f"{node.name}.{ast.unparse(field.target)}"


def test_only_the_command_prints_or_ends_the_program() -> None:
    for file in FILES:
        if top(module(file)) == "cli":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("print", "exit", "sys.exit", "quit"), module(file)


def test_exceptions_have_one_root() -> None:
    for file in FILES:
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and any(
                ast.unparse(base) in ("Exception", "BaseException") for base in node.bases
            ):
                assert node.name == "BriefsiteError" or node.name.startswith("_"), node.name


def test_only_one_module_asks_other_hosts() -> None:
    """A build needs no network; `build.py links` is the one command that uses it."""
    network = ("urllib.request", "http.client", "socket", "ssl", "ftplib", "asyncio")
    asking = {module(file) for file in FILES for name in imports(file) if name.startswith(network)}
    assert asking == {"upkeep.asking", "preview.serving"}  # the preview is asked, and asks nobody
    users = {module(file) for file in FILES if "upkeep.links" in inner(file)}
    assert users == {"pipeline"}


def test_nothing_asks_for_the_time_or_for_chance() -> None:
    """The same briefs give the same bytes; the command may take the time it needed."""
    for file in FILES:
        if top(module(file)) == "cli":
            continue
        text = file.read_text(encoding="utf-8")
        for words in ("datetime.now", "date.today", "time.time", "utcnow", "random", "uuid"):
            assert words not in text, (module(file), words)
