"""The README and the commands agree: what it shows exists, and what exists is in it."""

import argparse
import re
import subprocess
from pathlib import Path

import pytest

from briefsite import evidence, report
from briefsite.cli import parser
from tests.world import CHECKOUT, make_root


def readme() -> str:
    return (CHECKOUT / "README.md").read_text(encoding="utf-8")


def lines() -> list[str]:
    """The lines of the code blocks, without prompts and comments."""
    found = re.findall(r"(?ms)^```[a-z]*\n(.*?)^```", readme())
    return [line.strip().removeprefix("$ ") for block in found for line in block.splitlines()]


def targets() -> set[str]:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"(?m)^\.PHONY: (.+)$", makefile)
    return set(phony.split())


def commands() -> set[str]:
    (action,) = [
        action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)
    ]
    return set(action.choices)


def test_every_make_target_shown_exists() -> None:
    shown = {word for line in lines() for word in re.findall(r"\bmake ([a-z]+)", line)}
    assert {"site", "test"} <= shown
    assert shown <= targets()


def test_every_command_shown_exists() -> None:
    shown = {word for line in lines() for word in re.findall(r"build\.py ([a-z]+)", line)}
    assert shown
    assert shown <= commands()


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"build.py {command}" in readme()


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_option_shown_exists(command: str) -> None:
    (action,) = [
        action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)
    ]
    known = set(action.choices[command]._option_string_actions) | {"--root"}
    for line in lines():
        if re.search(rf"build\.py (?:--root \S+ )?{command}\b", line):
            assert set(re.findall(r"(?<=\s)--[a-z-]+", line.partition("#")[0])) <= known, line


def test_every_file_shown_exists() -> None:
    for path in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", readme()):
        assert (CHECKOUT / path).exists(), path


def test_make_help_names_every_target_people_use() -> None:
    said = subprocess.run(
        ["make", "--silent", "help"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    ).stdout
    for target in targets() - {"help", "venv", "runtime", "dev"}:
        assert f"make {target}" in said, target


def test_the_example_of_the_manual_is_true(tmp_path: Path) -> None:
    """The commented source and region of docs/editing.md say what their article says, and all."""
    text = (CHECKOUT / "docs" / "editing.md").read_text()
    blocks = re.findall(
        r"`briefs/((?:sources|regions)/[a-z0-9-]+\.yml)`[^`]*```yaml\n(.*?)```", text, re.S
    )
    assert [name.partition("/")[0] for name, _ in blocks] == ["sources", "regions"]
    root = make_root(tmp_path / "root", CHECKOUT / "briefs", dict(blocks))
    named = ["example-daily-2024-05-06"]
    assert report.text(evidence.verify(root, CHECKOUT / "docs" / "assets", named)[1]) == ""
    problems, (covered,) = evidence.measure(root, CHECKOUT / "docs" / "assets", named)
    assert (problems, covered.gaps) == ((), ())
