"""Every rule is documented, and every example does what its documentation says."""

import ast
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import briefsite
from briefsite import report
from briefsite.checks import CHECKS
from briefsite.cli import main
from briefsite.evidence import VERIFIERS
from briefsite.pages.reference import RULES_PATH, rules_path, rules_view
from briefsite.problems import address, from_docstring
from briefsite.report.rules import BUILDING, GROUPS, MESSAGES, RULES, TABLES
from tests import rules_world
from tests.rules_world import FILES
from tests.test_bad import LOADER_RULES
from tests.world import graph_of, make_root, render, story

EXAMPLES = {name: rule.example for name, rule in RULES.items() if rule.example}
CODE = sorted(Path(briefsite.__file__).parent.rglob("*.py"))


def given_rules(code: str) -> Iterator[str]:
    """The rules that problems are given in code: a word at the place of the rule."""
    places = {"Problem": 1, "problem": 1, "problem_at": 3, "_at": 4, "_note": 1, "_stop": 1}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = places.get(name, len(node.args))
            argument = node.args[place] if place < len(node.args) else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def test_every_rule_in_the_code_is_documented() -> None:
    rules = {rule for file in CODE for rule in given_rules(file.read_text(encoding="utf-8"))}
    assert {"unknown-id", "yaml-strict", "gate", "citation"} <= rules
    assert rules | LOADER_RULES == set(RULES), "document it in report/rules.py"


def test_groups_hold_what_their_steps_hold() -> None:
    names = {group: {rule.name for rule in rules} for group, rules in GROUPS.items()}
    assert names["reading"] == LOADER_RULES
    assert names["checking"] == set(CHECKS)
    assert names["layout"] == {"unformatted"}
    assert names["verifying"] == {*VERIFIERS, "archive"}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_says_what_why_and_how_to_mend_it(name: str) -> None:
    rule = RULES[name]
    for words in (rule.says, rule.why, rule.fix):
        assert re.match(r"[A-Z`].{15,}\.$", words), f"Why: and Fix: in the docstring; {words!r}"
        assert words.count("`") % 2 == 0
    assert rule.example or rule in (*BUILDING, *TABLES), "give it an EXAMPLE"


def test_the_small_world_is_all_in_order() -> None:
    assert report.text(rules_world.said({})) == ""


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_breaks_its_rule_and_no_other(name: str) -> None:
    problems = rules_world.tried(EXAMPLES[name])
    assert {problem.rule for problem in problems} == {name}, report.text(problems)
    assert all(problem.hint for problem in problems)


def test_the_messages_kept_are_those_of_today(request: pytest.FixtureRequest) -> None:
    said = {
        name: "\n".join(report.one(problem) for problem in rules_world.tried(example))
        for name, example in EXAMPLES.items()
    }
    if request.config.getoption("--update"):
        text = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True)
        MESSAGES.write_text(f"{text}\n", encoding="utf-8")
    wanted = json.loads(MESSAGES.read_text(encoding="utf-8"))
    assert said == wanted, "run pytest tests/test_rules.py --update"


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_right_where_it_is_right(name: str) -> None:
    example = EXAMPLES[name]
    if example.file in FILES:
        assert FILES[example.file].count(example.good) >= 1
        assert example.bad != example.good or example.encoding != "utf-8"
    else:
        assert report.text(rules_world.said({example.good_file: example.good.encode()})) == ""


def test_a_docstring_is_read_by_its_paragraphs() -> None:
    rule = from_docstring("x", "It says\nthis.\n\nWhy: so.\n\nAside.\n\nFix: do\nit.\n", None)
    assert (rule.says, rule.why, rule.fix) == ("It says this.", "So.", "Do it.")
    assert from_docstring("x", "It says this.", None).why == ""


# the page


def test_the_page_shows_each_rule_with_its_real_message(tmp_path: Path) -> None:
    made = render(graph_of(make_root(tmp_path / "root", story("minimal"))))
    for group, rules in GROUPS.items():
        for name in (rule.name for rule in rules):
            assert re.search(rf"(?m)^## .* {{ #{name} }}$", made[rules_path(group)]), name
            assert f'<div id="{name}"><dt><a href="{group}/#{name}">' in made[RULES_PATH]
            assert address("", name) == ""
            assert address("/", name) == f"/rules/#{name}"
    page = made[rules_path("checking")]
    assert "'north-provinse'&#10;" in page
    assert "did you mean 'north-province'?" in page


def test_a_message_on_the_page_is_the_one_that_is_printed() -> None:
    shown = {rule.name: rule for group in rules_view().groups for rule in group.rules}
    assert list(shown) == list(RULES)
    for name, example in EXAMPLES.items():
        printed = "".join(f"{report.one(problem)}\n" for problem in rules_world.tried(example))
        plain = re.sub(r"<[^>]+>", "", str(shown[name].message))
        assert html.unescape(plain) == printed


# the command


@pytest.mark.parametrize("name", RULES)
def test_explain_shows_all_of_a_rule(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", name]) == 0
    said = capsys.readouterr().out
    flat = " ".join(said.split())
    rule = RULES[name]
    for words in (rule.says, rule.why, rule.fix):
        assert words in flat
    if rule.example:
        for problem in rules_world.tried(rule.example):
            assert " ".join(report.one(problem).split()) in flat


def test_explain_lists_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    listed = re.findall(r"(?m)^  ([a-z0-9-]+)$", capsys.readouterr().out)
    assert listed == list(RULES)


def test_explain_of_no_rule_says_which_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "uncite"]) == 2
    assert "did you mean 'uncited'?" in capsys.readouterr().err
