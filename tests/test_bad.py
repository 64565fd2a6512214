"""Every rule has cases: small faults laid over a good world, with the exact message beside them.

A case file holds one or more files of the briefs folder. `#= regions/x.yml` begins a file (after a
bar: `escaped` for Python escapes, `padded N` for N bytes). `#! rule: message` at the end of a line,
or `#^ rule: message` below it, is what `check` must say about that line; `@7` before the rule gives
the column (`@3:7` another line too), `=> hint` behind the message the hint. Nothing else may be
said.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import briefsite
from briefsite import checks, library, problems
from briefsite.checks import CHECKS
from briefsite.library import validation, yaml
from tests.world import CASES, story

BAD = sorted((CASES / "bad").glob("*.yml"))
LOADER_RULES = {
    "ambiguous-scalar",
    "duplicate-key",
    "encoding",
    "file-name",
    "file-size",
    "forbidden-character",
    "id",
    "missing-key",
    "missing-period",
    "missing-source",
    "unknown-key",
    "wrong-type",
    "wrong-value",
    "yaml-strict",
    "yaml-syntax",
}
"""The rules of the loader and the models; those of `briefsite.checks` are in its registry."""

_MARK = re.compile(r"\s*#! (.*)$")
_BELOW = re.compile(r"\s*#\^ (.*)$")
_WANTED = re.compile(r"(?:@(?:(\d+):)?(\d+) )?([a-z-]+): (.*?)(?: => (.*))?$")


@dataclass(frozen=True)
class Wanted:
    """What must be said about a line; without column or hint any will do."""

    file: str
    line: int
    column: int | None
    rule: str
    message: str
    hint: str | None

    def is_met_by(self, said: "Wanted") -> bool:
        """Whether something said is what is wanted."""
        column, hint = self.column or said.column, said.hint if self.hint is None else self.hint
        return replace(self, column=column, hint=hint) == said

    def __str__(self) -> str:
        column = f":{self.column}" if self.column else ""
        hint = f" => {self.hint}" if self.hint is not None else ""
        return f"{self.file}:{self.line}{column}: {self.rule}: {self.message}{hint}"


def read_case(text: str) -> tuple[dict[str, bytes], list[Wanted]]:
    """The files of a case, without the marks, and what is wanted."""
    files: dict[str, bytes] = {}
    wanted: list[Wanted] = []
    head, *parts = re.split(r"(?m)^#= (.+)\n", text)
    assert not head.replace("\n", "") or all(line.startswith("#") for line in head.splitlines())
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        path, _, how = name.partition(" | ")
        lines: list[str] = []
        for line in body.removesuffix("\n").split("\n"):
            if below := _BELOW.fullmatch(line):
                wanted.append(_wanted(path, len(lines), below[1]))
                continue
            if mark := _MARK.search(line):
                wanted.append(_wanted(path, len(lines) + 1, mark[1]))
            lines.append(_MARK.sub("", line))
        files[path] = _encode("\n".join(lines) + "\n", how)
    return files, wanted


def _wanted(path: str, line: int, words: str) -> Wanted:
    match = _WANTED.fullmatch(words)
    assert match, f"no mark: {words}"
    line = int(match[1]) if match[1] else line
    column = int(match[2]) if match[2] else None
    return Wanted(f"briefs/{path}", line, column, match[3], match[4], match[5])


def _encode(text: str, how: str) -> bytes:
    if how == "escaped":
        return text.encode().decode("unicode_escape").encode("latin-1")
    if how.startswith("padded "):
        return (text + "# " + "x" * int(how.removeprefix("padded ")))[: int(how[7:])].encode()
    return text.encode()


def _said(case: Path, root: Callable[..., Path]) -> Iterator[Wanted]:
    files, wanted = read_case(case.read_text(encoding="utf-8"))
    checked = checks.check(root(story("minimal"), files))
    problems = (*checked.problems, *checked.warnings)
    for problem in problems:
        place = problem.place
        said = Wanted(
            place.file, place.line, place.column, problem.rule, problem.message, problem.hint
        )
        same = next((one for one in wanted if one.is_met_by(said)), said)
        if same in wanted:
            wanted.remove(same)
        yield same


@pytest.mark.parametrize("case", BAD, ids=lambda path: path.stem)
def test_case_says_what_stands_beside_the_fault(case: Path, root: Callable[..., Path]) -> None:
    _, wanted = read_case(case.read_text(encoding="utf-8"))
    said = "\n".join(sorted(map(str, _said(case, root))))
    assert said == "\n".join(sorted(map(str, wanted)))


@pytest.mark.parametrize("case", BAD, ids=lambda path: path.stem)
def test_case_is_named_for_its_rule(case: Path) -> None:
    _, wanted = read_case(case.read_text(encoding="utf-8"))
    assert case.stem.partition(".")[0] in {one.rule for one in wanted}


@pytest.mark.parametrize("rule", sorted(LOADER_RULES | set(CHECKS)))
def test_rule_has_a_case(rule: str) -> None:
    assert any(case.stem.partition(".")[0] == rule for case in BAD)


def test_every_rule_of_the_loader_is_known_here() -> None:
    rules = {"missing-key", *validation._MISSING.values()}
    for module in (yaml, library, validation, problems):
        rules |= set(_rules_in(Path(module.__file__).read_text(encoding="utf-8")))
    assert rules == LOADER_RULES, "name the new rule in LOADER_RULES and give it a case"


@pytest.mark.parametrize("rule", sorted(CHECKS))
def test_check_is_one_file_named_for_its_rule(rule: str) -> None:
    file = Path(briefsite.__file__).parent / "checks" / f"{rule.replace('-', '_')}.py"
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


def test_no_check_is_left_out_of_the_registry() -> None:
    folder = Path(briefsite.__file__).parent / "checks"
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py")} - {"--init--"}
    assert files == set(CHECKS)


def _rules_in(code: str) -> Iterator[str]:
    """The rules in calls that make problems: the first word with a hyphen, or `id`."""
    makers = {"Problem", "problem", "problem_at", "_note", "_stop"}
    for node in ast.walk(ast.parse(code)):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) in makers
        ):
            words = (arg.value for arg in node.args if isinstance(arg, ast.Constant))
            yield from (
                word
                for word in words
                if isinstance(word, str) and re.fullmatch(r"[a-z]+(-[a-z]+)+|id|encoding", word)
            )
