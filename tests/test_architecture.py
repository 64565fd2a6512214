"""The wings of the package, the homes of the libraries, and the sizes that keep it readable.

`WINGS` is the design: a module imports from wings that stand before its own, or from its own wing.
Imports within functions count like all others.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import briefsite

PACKAGE = Path(briefsite.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

WINGS = (
    "text",
    "problems",
    "store",
    "models",
    "library",
    "checks",
    "evidence",
    "editing",
    "report",
    "pages",
    "site",
    "diff",
    "cli",
)
"""The eleven wings in their order; `problems` and `store` are single modules that all may use."""

MODULES, LINES = 110, 450

HOMES = {
    "fontTools": "text.fonts",
    "arro3": "site.tables",
    "cbor2": "site.search",
    "yaml": "library.yaml",
    "jinja2": "site.templating",
    "markupsafe": "text",
    "markdown_it": "library.prose",
    "mkdocs": "site.mkdocs",
    "watchdog": "site.preview.watching",
    "selectolax": "site.gate",
    "typst": "site.pdf.engine",
    "segno": "pages.heads",
    "openpyxl": "editing.sheets",
    "pypdfium2": "editing.intake",
    "trafilatura": "editing.intake",
}
"""The one module that may import a library from outside; pydantic and Python's own are base."""
BASE = {"pydantic", "pydantic_core", *sys.stdlib_module_names}


def module(file: Path) -> str:
    """The name within the package: `checks.unit`; a package's own file has the package's name."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


KNOWN = {module(file) for file in FILES}


@cache
def trees() -> dict[Path, ast.Module]:
    """What each file holds; every process lists these tests, but one needs it."""
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in FILES}


def top(name: str) -> str:
    return name.partition(".")[0]


def imports(tree: ast.Module) -> Iterator[str]:
    """The full names of what a file imports, also within functions; `a.b` for `from a import b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "write imports in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def inner(tree: ast.Module) -> Iterator[str]:
    """The modules of the package that a file imports."""
    for name in imports(tree):
        if top(name) == "briefsite":
            words = name.removeprefix("briefsite.").split(".")
            while words and ".".join(words) not in KNOWN:
                words.pop()
            if words:
                yield ".".join(words)


def test_every_module_lies_in_a_wing() -> None:
    assert {top(name) for name in KNOWN if name} == set(WINGS)


def test_a_module_imports_only_from_wings_before_its_own() -> None:
    wrong = [
        f"{module(file)} imports {other}"
        for file, tree in trees().items()
        for other in inner(tree)
        if module(file) and WINGS.index(top(other)) > WINGS.index(top(module(file)))
    ]
    assert wrong == []


def test_no_module_imports_itself_by_a_ring() -> None:
    edges = {
        module(file): sorted(set(inner(tree)) - {module(file)}) for file, tree in trees().items()
    }
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path, name))
        if name not in done:
            for other in edges[name]:
                visit(other, (*path, name))
            done.add(name)

    for name in edges:
        visit(name, ())


def test_a_library_from_outside_has_one_home() -> None:
    used = {
        (name, module(file))
        for file, tree in trees().items()
        for name in map(top, imports(tree))
        if name != "briefsite" and name not in BASE
    }
    assert used == set(HOMES.items())


def test_there_are_few_modules_and_none_is_long() -> None:
    assert len(FILES) <= MODULES
    lines = {module(file): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    assert {name: count for name, count in lines.items() if count > LINES} == {}


def test_nothing_depends_on_an_assertion() -> None:
    """`python -O` leaves them out."""
    found = [
        f"{module(file)}:{node.lineno}"
        for file, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
    ]
    assert found == []


def _public(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Functions, classes and methods whose names are public; not what Python or a parent names."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                for part in node.body:
                    if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
                        yield f"{node.name}.{part.name}", part


def test_everything_public_has_a_docstring() -> None:
    """A module's docstring is its map."""
    silent = [
        f"{module(file)}.{name}"
        for file, tree in trees().items()
        for name, node in [("", tree), *_public(tree)]
        if not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_field_of_the_format_has_its_docstring_under_it() -> None:
    silent = []
    for file, tree in trees().items():
        if top(module(file)) != "models" or module(file) == "models.walk":
            continue
        for node in tree.body:
            if not isinstance(node, ast.ClassDef) or "dataclass" in map(_name, node.decorator_list):
                continue
            if "Ref" in map(_name, node.bases):
                continue
            for field, after in zip(node.body, [*node.body[1:], None], strict=True):
                if isinstance(field, ast.AnnAssign) and not (
                    isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
                ):
                    silent.append(f"{node.name}.{ast.unparse(field.target)}")
    assert silent == []


def _name(node: ast.expr) -> str:
    """The name of a decorator or a base: `dataclass` for `@dataclass(frozen=True)`."""
    return ast.unparse(node.func if isinstance(node, ast.Call) else node)


def calls(file: Path) -> Iterator[str]:
    """The names of what a file calls."""
    for node in ast.walk(trees()[file]):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_only_the_command_prints_or_ends_the_program() -> None:
    for file in FILES:
        if top(module(file)) != "cli":
            assert not {"print", "exit", "sys.exit", "quit"} & set(calls(file)), module(file)


def test_exceptions_have_one_root() -> None:
    for tree in trees().values():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and any(
                ast.unparse(base) in ("Exception", "BaseException") for base in node.bases
            ):
                assert node.name == "BriefsiteError" or node.name.startswith("_"), node.name


def test_no_module_asks_other_hosts() -> None:
    """No command needs the network."""
    network = ("urllib.request", "http.client", "socket", "ssl", "ftplib", "asyncio")
    asking = {
        module(file)
        for file, tree in trees().items()
        for name in imports(tree)
        if name.startswith(network)
    }
    assert asking == {"site.preview.server"}  # the preview is asked, and asks nobody


def test_nothing_asks_for_the_time_or_for_chance() -> None:
    """The same briefs give the same bytes; the command may take the time it needed."""
    for file in FILES:
        if top(module(file)) == "cli" or module(file) == "checks.future_date":  # only refuses
            continue
        text = file.read_text(encoding="utf-8")
        for words in ("datetime.now", "date.today", "time.time", "utcnow", "random", "uuid"):
            assert words not in text, (module(file), words)
