"""The workflows: well-formed, of least rights, safe with strangers; and what they run exists.

Linters that are no part of the project (README, "Workflows") look at more; this runs everywhere.
"""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_jsonschema.cli import main as check_jsonschema
from click.testing import CliRunner

from briefsite.cli import parser
from tests.world import CHECKOUT

GITHUB = CHECKOUT / ".github"
FILES = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config")
SCHEMAS = [
    *((file, schema) for file in FILES for schema in ("github-workflows", "require-timeout")),
    *((file, "github-issue-forms") for file in FORMS),
    (GITHUB / "ISSUE_TEMPLATE" / "config.yml", "github-issue-config"),
    (GITHUB / "dependabot.yml", "dependabot"),
]
RIGHTS = {
    ("pull-request", "briefs"): {"contents": "read"},
    ("pull-request", "tests"): {"contents": "read"},
    ("comment", "comment"): {"actions": "read", "contents": "read", "pull-requests": "write"},
    ("deploy", "build"): {"contents": "read", "pages": "read"},
    ("deploy", "tests"): {"contents": "read"},
    ("deploy", "attest"): {"contents": "read", "id-token": "write", "attestations": "write"},
    ("deploy", "publish"): {"pages": "write", "id-token": "write"},
    ("weekly", "look"): {"contents": "read", "pages": "read"},
    ("weekly", "tell"): {"contents": "read", "issues": "write"},
}
"""What each job may do; a new right is a decision, to be written down here too."""
SAFE = {
    "github.event.pull_request.number",
    "github.event.repository.default_branch",
    "github.event.workflow_run.conclusion",
    "github.event.workflow_run.event",
    "github.event.workflow_run.head_branch",
    "github.event.workflow_run.head_repository.id",
    "github.event.workflow_run.head_sha",
    "github.event.workflow_run.html_url",
    "github.event.workflow_run.id",
    "github.ref",
    "github.repository",
    "github.run_id",
    "github.server_url",
    "github.token",
    "github.workflow",
}
"""What of an event is used at all; never within a command, see below."""


def read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for file in FILES:
        for name, job in read(file)["jobs"].items():
            yield file.stem, name, job


def steps() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for file, name, job in jobs():
        yield from ((file, name, step) for step in job["steps"])


def triggers(name: str) -> dict[str, Any]:
    # YAML 1.1 reads the bare word `on` as true.
    found: dict[str, Any] = read(GITHUB / "workflows" / f"{name}.yml")[True]  # type: ignore[index]
    return found


@pytest.mark.parametrize(("file", "schema"), SCHEMAS, ids=lambda part: Path(part).stem)
def test_each_file_has_the_form_that_github_reads(file: Path, schema: str) -> None:
    kind = "custom.github-workflows" if schema == "require-timeout" else "vendor"
    name = f"{kind}-{schema}" if schema == "require-timeout" else f"{kind}.{schema}"
    ended = CliRunner().invoke(check_jsonschema, ["--builtin-schema", name, str(file)])
    assert ended.exit_code == 0, ended.output


def test_every_action_is_githubs_own_and_pinned_to_a_commit() -> None:
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        lines = re.findall(r"uses:(.*)", text)
        pinned = re.findall(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+\n", text)
        assert len(lines) == len(pinned), file.name


def test_an_action_has_one_commit_everywhere() -> None:
    found: dict[str, set[str]] = {}
    for file in FILES:
        for name, pin in re.findall(r"uses: (actions/[a-z-]+)@(.*)", file.read_text()):
            found.setdefault(name, set()).add(pin)
    assert {name: pins for name, pins in found.items() if len(pins) > 1} == {}


def test_each_job_has_its_rights_and_no_other() -> None:
    for file in FILES:
        assert read(file)["permissions"] == {}, file.name
    assert {(file, name): job["permissions"] for file, name, job in jobs()} == RIGHTS


def test_strangers_start_only_what_can_do_nothing() -> None:
    assert triggers("pull-request") == {"pull_request": None}
    assert triggers("comment") == {
        "workflow_run": {"workflows": ["Pull request"], "types": ["completed"]}
    }
    assert triggers("deploy") == {"push": {"branches": ["main"]}, "workflow_dispatch": None}
    assert set(triggers("weekly")) == {"schedule", "workflow_dispatch"}
    assert read(GITHUB / "workflows" / "pull-request.yml")["name"] == "Pull request"


def test_there_is_no_secret_anywhere_and_no_token_where_strangers_start() -> None:
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\bsecrets\s*[.\[]", text), file.name
        assert "pull_request_target" not in text, file.name
    text = (GITHUB / "workflows" / "pull-request.yml").read_text(encoding="utf-8")
    assert "token" not in text.lower()
    assert "write" not in re.sub(r"#.*", "", text)


def test_no_checkout_leaves_a_token_behind() -> None:
    seen = [step for *_, step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert len(seen) > 5
    for step in seen:
        assert step["with"]["persist-credentials"] is False, step


def test_no_command_has_an_event_written_into_it() -> None:
    """What stands in braces is put in before the shell reads it; a title could be a command."""
    for file, name, step in steps():
        assert "${{" not in step.get("run", ""), (file, name)


def test_nothing_of_an_event_is_used_that_was_not_looked_at() -> None:
    for file in FILES:
        for words in re.findall(r"\$\{\{(.*?)\}\}", file.read_text(encoding="utf-8")):
            assert set(re.findall(r"github\.[a-z_.]+", words)) <= SAFE, file.name


def test_what_writes_runs_nothing_of_a_pull_request() -> None:
    """Jobs with a right to write run GitHub's actions and `.ci/` of the default branch only."""
    for file, _, job in jobs():
        if "write" not in job["permissions"].values():
            continue
        for step in job["steps"]:
            if "run" in step:
                assert re.fullmatch(
                    r"python3 \.ci/(comment|issue)\.py( findings\.md)?", step["run"]
                )
            elif "/checkout@" in step["uses"]:
                ref = step["with"].get("ref", "")
                assert ref == "${{ github.event.repository.default_branch }}" or file == "weekly"
                assert step["with"]["sparse-checkout"] == ".ci"


def test_nothing_is_published_that_was_not_built_tested_and_signed() -> None:
    found = read(GITHUB / "workflows" / "deploy.yml")["jobs"]
    assert (
        set(found["publish"]["needs"]) == set(found) - {"publish"} == {"build", "tests", "attest"}
    )
    assert set(found["attest"]["needs"]) == {"build", "tests"}


def test_what_people_are_shown_is_built_strictly() -> None:
    built = {file: words for file, words in commands() if words[-1:] and "build" in words}
    assert {"deploy", "pull-request"} <= set(built)
    assert all("--strict" in built[file] for file in ("deploy", "pull-request"))


def test_every_job_ends_and_runs_on_one_system() -> None:
    for file, name, job in jobs():
        assert job["timeout-minutes"] <= 60, (file, name)
        assert job["runs-on"] == "ubuntu-24.04", (file, name)


def test_each_workflow_knows_when_it_is_running_already() -> None:
    for file in FILES:
        assert "group" in read(file)["concurrency"], file.name


def commands() -> list[tuple[str, list[str]]]:
    """Each command line of `build.py` and `make` in the workflows, as words."""
    found = []
    for file, _, step in steps():
        for line in step.get("run", "").replace("\\\n", " ").splitlines():
            for part in re.split(r"\s*(?:&&|\|\||[|;()])\s*", line):
                if re.search(r"build\.py|^make\b", part):
                    words = shlex.split(re.sub(r"\d?>+\s*\S+", "", part))
                    found.append((file, words))
    return found


def test_every_command_of_the_workflows_exists_with_these_options() -> None:
    (action,) = [
        action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)
    ]
    seen = set()
    for file, words in commands():
        if words[0] == "make":
            continue
        at = next(index for index, word in enumerate(words) if word.endswith("build.py"))
        name, *options = words[at + 1 :]
        assert name in action.choices, (file, words)
        known = action.choices[name]._option_string_actions
        for word in options:
            assert not word.startswith("--") or word in known, (file, words)
        parser().parse_args([name, *options])
        seen.add(name)
    assert seen == {"check", "verify", "diff", "build", "stale"}


def test_every_target_of_the_workflows_exists() -> None:
    (phony,) = re.findall(r"(?m)^\.PHONY: (.+)$", (CHECKOUT / "Makefile").read_text())
    used = [words[-1] for _, words in commands() if words[0] == "make"]
    assert used
    assert set(used) <= set(phony.split())


def test_every_file_that_the_workflows_run_is_there() -> None:
    used = {
        path
        for *_, step in steps()
        for path in re.findall(r"(?:base/)?(\.ci/[a-z.-]+)", step.get("run", ""))
    }
    programs = ("overlay.py", "comment.py", "issue.py", "links.py", "wheels.py", "supply.py")
    others = ("run", "linkchecker.txt", "pip-audit.txt")
    assert used == {f".ci/{name}" for name in (*programs, *others)}
    for path in used:
        assert (CHECKOUT / path).is_file(), path


def test_nothing_of_the_system_is_installed_to_build_print_or_draw() -> None:
    for job, *_, step in steps():
        assert "apt-get" not in step.get("run", ""), job


def test_every_owner_line_names_a_path_that_is_there() -> None:
    lines = (GITHUB / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    paths = [line.split()[0] for line in lines if line and not line.startswith("#")]
    assert len(paths) > 3
    for path in paths:
        assert list(CHECKOUT.glob(path.lstrip("/"))), path


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md", "PULL_REQUEST_TEMPLATE.md"])
def test_every_file_that_is_shown_on_github_leads_somewhere(name: str) -> None:
    text = (GITHUB / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text):
        assert (GITHUB / target).exists(), target
