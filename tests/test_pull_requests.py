"""Pull requests of strangers: each step of the workflows is run here, on checkouts made for it.

The program is that of the base, the data that of the pull request. What the artifact says of itself
is never believed. `sudo`, `make` and `gh` are stand-ins that note how they were called.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.guide import bring_compiled
from tests.world import CHECKOUT, EPOCH, make_root, story, tree

WORKFLOWS = CHECKOUT / ".github" / "workflows"
PROGRAM = ("briefsite", ".ci", "fonts")
GIT = {
    **{
        f"GIT_{who}_{what}": "a@b.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    },
    **{f"GIT_{who}_DATE": f"{EPOCH} +0000" for who in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}
BRIEF = "briefs/regions/atlantis.yml"
STAND_IN = f"""#!{sys.executable} -IS
import sys
from pathlib import Path
with Path(__file__).with_name("called").open("a") as file:
    print(*sys.argv[1:], file=file)
"""


def steps(workflow: str, job: str) -> list[dict[str, Any]]:
    """The steps of a job that run a command."""
    found = yaml.safe_load((WORKFLOWS / f"{workflow}.yml").read_text(encoding="utf-8"))
    return [step for step in found["jobs"][job]["steps"] if "run" in step]


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-C", str(folder), *arguments], env={**os.environ, **GIT}, check=True,
        capture_output=True, timeout=600,
    )  # fmt: skip


def commit(folder: Path, words: str) -> None:
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message", words)


@dataclass
class Runner:
    """A machine of the workflows: a folder, with the stand-ins before everything else."""

    folder: Path
    outputs: dict[str, str]

    def run(self, step: dict[str, Any], **given: str) -> subprocess.CompletedProcess[str]:
        """Run a step as the workflow would; what is in braces in its `env` is given."""
        stubs = self.folder.parent / "stubs"
        output, summary = stubs / "output", stubs / "summary"
        output.write_text("")
        environment = {
            **os.environ,
            **GIT,
            **{name: given[name] for name in step.get("env", {})},
            "PATH": f"{stubs}:{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_REPOSITORY": "someone/theirs",
        }
        ended = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.folder / step.get("working-directory", "."),
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
        lines = output.read_text().splitlines()
        self.outputs.update(line.split("=", 1) for line in lines)  # type: ignore[arg-type]
        return ended

    def called(self) -> str:
        """How the stand-ins were called."""
        file = self.folder.parent / "stubs" / "called"
        return file.read_text() if file.exists() else ""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    stubs = tmp_path / "stubs"
    stubs.mkdir()
    for name in ("sudo", "make"):
        (stubs / name).write_text(STAND_IN)
        (stubs / name).chmod(0o755)
    (stubs / "python3").symlink_to(Path(sys.executable).resolve())  # without what is installed
    (tmp_path / "work").mkdir()
    return Runner(tmp_path / "work", {})


Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the program and few briefs."""
    made = make_root(tmp_path_factory.mktemp("base") / "root", story("minimal"))
    for name in PROGRAM:
        shutil.copytree(CHECKOUT / name, made / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("build.py", "Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, made)
    git(made, "init", "--quiet")
    commit(made, "base")
    return made


@pytest.fixture
def pulled(runner: Runner, base: Path) -> Callable[[Change], Runner]:
    """A function that makes a pull request out of a change, and checks it out, merged."""

    def make(change: Change) -> Runner:
        merged = runner.folder / "pull-request"
        shutil.copytree(base, merged)
        git(merged, "checkout", "--quiet", "-b", "theirs")
        change(merged)
        commit(merged, "change")
        git(merged, "checkout", "--quiet", "--detach", "HEAD^1")
        git(merged, "merge", "--quiet", "--no-ff", "--message", "merged", "theirs")
        return runner

    return make


def put(path: str, text: str) -> Change:
    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")

    return change


def edit(path: str, old: str, new: str) -> Change:
    def change(root: Path) -> None:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new), encoding="utf-8")

    return change


def taken(runner: Runner) -> subprocess.CompletedProcess[str]:
    """After the steps that lay the data over the program; the environment is linked in."""
    away, overlay = steps("pull-request", "briefs")[:2]
    assert runner.run(away).returncode == 0
    ended = runner.run(overlay)
    base = runner.folder / "base"
    (base / ".venv").symlink_to(CHECKOUT / ".venv")
    for file in (base / "briefsite").rglob("*.py"):
        bring_compiled(file.relative_to(base).as_posix(), base)
    return ended


def test_every_step_of_a_good_pull_request_runs(pulled: Callable[[Change], Runner]) -> None:
    runner = pulled(edit(BRIEF, "name: Atlantis", "name: New Atlantis"))
    assert taken(runner).returncode == 0
    assert runner.outputs == {"program": "same"}
    for step in steps("pull-request", "briefs")[2:]:
        if "verify" not in step["run"]:
            # That the PDFs are made is seen in test_pdf.py.
            step["run"] = step["run"].replace("build --strict", "build --strict --no-pdf")
            ended = runner.run(step, NUMBER="12", PROGRAM=runner.outputs["program"])
            assert ended.returncode == 0, (step["name"], ended.stdout, ended.stderr)
    page = runner.folder / "base" / "site" / "regions" / "atlantis" / "index.html"
    assert "New Atlantis" in page.read_text(encoding="utf-8")
    report = tree(runner.folder / "report")
    assert report["number"] == b"12\n"
    assert "New Atlantis" in report["changes.md"].decode()
    assert "also changes the program" not in report["changes.md"].decode()
    assert "-C base runtime" in runner.called()


def test_a_wrong_brief_gets_a_note_at_its_line(pulled: Callable[[Change], Runner]) -> None:
    runner = pulled(put("briefs/regions/lemuria.yml", "name: Lemuria\nkind: contry\n"))
    assert taken(runner).returncode == 0
    named = {step["id"]: step for step in steps("pull-request", "briefs") if "id" in step}
    ended = runner.run(named["check"])
    assert ended.returncode == 1
    assert "file=briefs/regions/lemuria.yml,line=2" in ended.stdout
    ended = runner.run(named["report"], NUMBER="12", PROGRAM="same")
    assert ended.returncode == 0, "the report is handed over all the same"
    report = tree(runner.folder / "report")["changes.md"].decode()
    assert "does not pass `check`" in report
    assert "`briefs/regions/lemuria.yml:2`" in report


PROGRAMS = (
    "build.py",
    "briefsite/__init__.py",
    "briefsite/checks/__init__.py",
    ".ci/overlay.py",
    "Makefile",
    "sitecustomize.py",
    "yaml.py",
    "mkdocs_hooks.py",
)


@pytest.mark.parametrize("path", PROGRAMS[::2])
def test_a_pull_request_that_changes_the_program_is_seen(
    path: str, pulled: Callable[[Change], Runner]
) -> None:
    runner = pulled(put(path, "x = 1\n"))
    assert taken(runner).returncode == 0
    assert runner.outputs == {"program": "changed"}


def test_no_program_of_a_pull_request_is_run(
    pulled: Callable[[Change], Runner], tmp_path: Path
) -> None:
    marks = tmp_path / "run-by-them"
    marks.mkdir()

    def change(root: Path) -> None:
        for number, path in enumerate(PROGRAMS):
            put(path, f"open({str(marks / str(number))!r}, 'w')\n")(root)

    runner = pulled(change)
    ended = taken(runner)
    assert ended.returncode == 0, ended.stderr
    (check,) = [s for s in steps("pull-request", "briefs") if s.get("id") == "check"]
    assert runner.run(check).returncode == 0
    assert list(marks.iterdir()) == []


def test_no_template_setting_or_script_of_a_pull_request_is_taken(
    pulled: Callable[[Change], Runner],
) -> None:
    def change(root: Path) -> None:
        put("mkdocs.yml", "site_name: theirs\nhooks: [x.py]\n")(root)
        put("templates/brief.md.j2", "{{ cycler.__init__.__globals__ }}")(root)
        put("docs/assets/page.js", "alert(1)")(root)
        put("docs/about.md", "# About\n\nTheir words.\n")(root)
        put("verified.json", "{}")(root)

    runner = pulled(change)
    before = tree(runner.folder / "pull-request" / "briefs")
    assert taken(runner).returncode == 0
    base, theirs = runner.folder / "base", runner.folder / "pull-request"
    for path in ("mkdocs.yml", "templates/brief.md.j2", "docs/assets/page.js"):
        assert (base / path).read_bytes() == (CHECKOUT / path).read_bytes(), path
        assert (base / path).read_bytes() != (theirs / path).read_bytes(), path
    assert "Their words." in (base / "docs" / "about.md").read_text()
    assert (base / "verified.json").read_text() == "{}"
    assert tree(base / "briefs") == before
    assert runner.outputs == {"program": "changed"}


def test_what_a_pull_request_removes_is_gone(pulled: Callable[[Change], Runner]) -> None:
    def change(root: Path) -> None:
        (root / BRIEF).unlink()
        (root / "docs" / "about.md").unlink()

    runner = pulled(change)
    assert taken(runner).returncode == 0
    assert not (runner.folder / "base" / BRIEF).exists()
    assert not (runner.folder / "base" / "docs" / "about.md").exists()
    assert (runner.folder / "base" / "docs" / "reading.md").is_file()


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("briefs/regions/link.yml", "../../../../secret"),
        ("briefs/regions/link.yml", "atlantis.yml"),
        ("briefs", "/etc"),
        ("briefs/gone.yml", "nowhere"),
        ("docs/link.md", "/etc/passwd"),
        ("verified.json", "/etc/passwd"),
    ],
)
def test_a_link_is_refused_whatever_it_leads_to(
    path: str, target: str, pulled: Callable[[Change], Runner]
) -> None:
    def change(root: Path) -> None:
        if (root / path).is_dir():
            shutil.rmtree(root / path)
        (root / path).unlink(missing_ok=True)
        (root / path).symlink_to(target)

    runner = pulled(change)
    before = tree(runner.folder / "pull-request" / ".ci")
    ended = taken(runner)
    assert ended.returncode == 1
    assert "::error " in ended.stdout
    assert "this is not a regular file" in ended.stdout
    assert tree(runner.folder / "base" / ".ci") == before
    for file in (runner.folder / "base").rglob("*"):
        assert file.name == ".venv" or not file.is_symlink(), file


def test_a_name_is_no_command_to_the_runner(pulled: Callable[[Change], Runner]) -> None:
    def change(root: Path) -> None:
        (root / "briefs" / "x\n::set-output name=program::same").symlink_to("y")

    ended = taken(pulled(change))
    assert ended.returncode == 1
    assert [line for line in ended.stdout.splitlines() if line.startswith("::")] == [
        line for line in ended.stdout.splitlines() if line.startswith("::error title=Not taken")
    ]


def test_a_huge_file_is_refused(pulled: Callable[[Change], Runner]) -> None:
    ended = taken(pulled(put("docs/huge.md", "x" * 6_000_000)))
    assert ended.returncode == 1
    assert "larger than 5,000,000 bytes" in ended.stdout


def test_two_packages_of_a_site_are_the_same(runner: Runner) -> None:
    (pack,) = [step for step in steps("deploy", "build") if step["name"] == "Pack the site"]
    packed = []
    for mask in (0o022, 0o077):
        folder = runner.folder / f"with-{mask:o}"
        folder.mkdir()
        site = folder / "site"
        for name in ("b/index.html", "a.html"):
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_text(name)
            (site / name).chmod(0o666 & ~mask)
        git(folder, "init", "--quiet")
        (folder / "x").write_text("x")
        git(folder, "add", "x")
        git(folder, "commit", "--quiet", "--message", "x")
        assert runner.run({**pack, "working-directory": folder.name}).returncode == 0
        packed.append((folder / "site.tar.gz").read_bytes())
    assert packed[0] == packed[1]
    summary = (runner.folder.parent / "stubs" / "summary").read_text()
    assert len({line.split()[0] for line in summary.splitlines()}) == 1


# --- what is posted ------------------------------------------------------------------------------

GH = f"""#!{sys.executable} -IS
import json, sys
from pathlib import Path
here = Path(__file__).parent
arguments = sys.argv[1:]
method = arguments[arguments.index("--method") + 1] if "--method" in arguments else "GET"
body = json.loads(sys.stdin.read() or "{{}}") if "--input" in arguments else None
with (here / "asked").open("a") as file:
    print(json.dumps([method, arguments[1], body]), file=file)
path = arguments[1].removeprefix("repos/someone/theirs/").partition("?")[0]
answers = json.loads((here / "answers").read_text())
if path.endswith("/zip"):
    sys.stdout.buffer.write((here / "report.zip").read_bytes())
elif method != "GET":
    print(json.dumps({{"number": 77}}))
elif path in answers:
    answer = answers[path]
    print(json.dumps([answer[:1], answer[1:]] if "--slurp" in arguments else answer))
else:
    sys.exit("HTTP 404")
"""
SHA = "0123456789abcdef0123456789abcdef01234567"
RUN = {
    "GH_TOKEN": "x",
    "RUN": "55",
    "RUN_URL": "https://github.com/someone/theirs/actions/runs/55",
    "CONCLUSION": "success",
    "HEAD_SHA": SHA,
    "HEAD_BRANCH": "theirs",
    "HEAD_REPOSITORY": "9",
}
PULL = {"state": "open", "head": {"sha": SHA, "ref": "theirs", "repo": {"id": 9}}}
MARKER = "<!-- briefs: what this pull request does -->"
BOT = {"login": "github-actions[bot]"}


@dataclass
class Posting:
    """The job that posts, a report, and what GitHub answers."""

    runner: Runner
    answers: dict[str, Any]

    def report(self, files: dict[str, bytes | str], size: int | None = None) -> None:
        """Lay down the artifact of a run."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        (self.runner.folder.parent / "stubs" / "report.zip").write_bytes(packed.getvalue())
        told = size if size is not None else len(packed.getvalue())
        found = [{"id": 8, "expired": False, "size_in_bytes": told}]
        self.answers["actions/runs/55/artifacts"] = {"artifacts": found}

    def run(self, workflow: str = "comment", job: str = "comment", **given: str) -> str:
        """Run the step that posts; gives what it printed, with its exit code before it."""
        stubs = self.runner.folder.parent / "stubs"
        (stubs / "answers").write_text(json.dumps(self.answers))
        (step,) = steps(workflow, job)
        ended = self.runner.run(step, **{**RUN, **given})
        return f"{ended.returncode} {ended.stdout}{ended.stderr}"

    def asked(self, *methods: str) -> list[tuple[str, str, Any]]:
        """What GitHub was asked for, with these methods."""
        file = self.runner.folder.parent / "stubs" / "asked"
        lines = file.read_text().splitlines() if file.exists() else []
        return [ask for ask in map(json.loads, lines) if ask[0] in methods]


@pytest.fixture
def posting(runner: Runner) -> Posting:
    gh = runner.folder.parent / "stubs" / "gh"
    gh.write_text(GH)
    gh.chmod(0o755)
    shutil.copytree(CHECKOUT / ".ci", runner.folder / ".ci")
    made = Posting(runner, {"pulls/12": PULL, "issues/12/comments": [], "issues": []})
    made.report({"number": "12\n", "changes.md": "## Changes\n\n- **Hunan**: one figure\n"})
    return made


def test_the_report_becomes_a_comment(posting: Posting) -> None:
    assert posting.run() == "0 Commented on #12.\n"
    ((_, path, body),) = posting.asked("POST", "PATCH", "DELETE")
    assert path == "repos/someone/theirs/issues/12/comments"
    assert body["body"] == (
        f"{MARKER}\n[All checks passed]({RUN['RUN_URL']}) for 0123456789ab; "
        "the preview is an artifact there.\n\n## Changes\n\n- **Hunan**: one figure\n"
    )


def test_the_comment_is_updated_in_place(posting: Posting) -> None:
    posting.answers["issues/12/comments"] = [
        {"id": 1, "user": {"login": "mallory"}, "body": MARKER},
        {"id": 2, "user": BOT, "body": "something else"},
        {"id": 3, "user": BOT, "body": f"{MARKER}\nold"},
    ]
    assert posting.run(CONCLUSION="failure") == "0 Updated the comment on #12.\n"
    ((method, path, body),) = posting.asked("POST", "PATCH", "DELETE")
    assert (method, path) == ("PATCH", "repos/someone/theirs/issues/comments/3")
    assert "[Some checks failed]" in body["body"]


@pytest.mark.parametrize(
    ("number", "finding"),
    [
        ("", "names no pull request"),
        ("12; rm -rf /", "names no pull request"),
        ("12\n13", "names no pull request"),
        ("../../user", "names no pull request"),
        ("-1", "names no pull request"),
        ("012", "names no pull request"),
        ("١٢", "names no pull request"),
        ("9" * 30, "larger than 20 bytes"),
        (b"\xff", "no UTF-8"),
        ("13", "GitHub refuses"),
    ],
)
def test_a_number_that_is_none_is_refused(
    number: bytes | str, finding: str, posting: Posting
) -> None:
    posting.report({"number": number, "changes.md": "x"})
    said = posting.run()
    assert said.startswith("1 ::error::")
    assert finding in said
    assert posting.asked("POST", "PATCH", "DELETE") == []


@pytest.mark.parametrize(
    "head",
    [
        {"sha": SHA, "ref": "theirs", "repo": {"id": 10}},
        {"sha": SHA, "ref": "theirs", "repo": None},
        {"sha": SHA, "ref": "other", "repo": {"id": 9}},
    ],
)
def test_the_number_of_anothers_pull_request_is_refused(
    head: dict[str, Any], posting: Posting
) -> None:
    posting.answers["pulls/12"] = {"state": "open", "head": head}
    assert posting.run().startswith("1 ::error::the report is not of the ")
    assert posting.asked("POST", "PATCH", "DELETE") == []


@pytest.mark.parametrize(
    "change", [{"state": "closed"}, {"head": {**PULL["head"], "sha": "f" * 40}}]
)  # type: ignore[dict-item]
def test_an_old_run_says_nothing(change: dict[str, Any], posting: Posting) -> None:
    posting.answers["pulls/12"] = {**PULL, **change}
    assert "no longer the newest" in posting.run()
    assert posting.asked("POST", "PATCH", "DELETE") == []


def test_a_run_without_a_report_says_nothing(posting: Posting) -> None:
    posting.answers["actions/runs/55/artifacts"] = {"artifacts": []}
    assert posting.run() == "0 The run left no report: there is nothing to say.\n"


@pytest.mark.parametrize(
    ("files", "size", "finding"),
    [
        ({"number": "12", "changes.md": "x"}, 2_000_000, "larger than 1,000,000 bytes"),
        ({"number": "12", "changes.md": "x" * 3_000_000}, None, "larger than 2,000,000 bytes"),
        ({"number": "12"}, None, "cannot be unpacked"),
        ({"number": "12", "changes.md": b"\xff\xfe"}, None, "no UTF-8"),
        ({"../number": "12", "changes.md": "x"}, None, "cannot be unpacked"),
    ],
)
def test_a_hostile_artifact_is_refused(
    files: dict[str, bytes | str], size: int | None, finding: str, posting: Posting
) -> None:
    posting.report(files, size)
    said = posting.run()
    assert said.startswith("1 ::error::")
    assert finding in said
    assert posting.asked("POST", "PATCH", "DELETE") == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: b"PK\x03\x04nonsense",
        lambda raw: raw[:60],
        lambda raw: raw[:45] + bytes(8) + raw[53:],
        lambda raw: raw.replace(b"number", b"nunber", 1),
    ],
)
def test_an_artifact_that_is_no_archive_is_refused(
    spoil: Callable[[bytes], bytes], posting: Posting
) -> None:
    posting.report({"number": "12" * 9, "changes.md": "x" * 50})
    file = posting.runner.folder.parent / "stubs" / "report.zip"
    file.write_bytes(spoil(file.read_bytes()))
    assert posting.run().startswith("1 ::error::the report cannot be unpacked")


def test_nothing_of_an_artifact_is_written_to_disk(posting: Posting) -> None:
    posting.report({"number": "12", "changes.md": "x", "../../escaped": "x", ".ci/comment.py": "x"})
    before = tree(posting.runner.folder)
    assert posting.run().startswith("0 ")
    after = tree(posting.runner.folder)
    assert {path: after[path] for path in before} == before
    assert not [path for path in after if path not in before and "__pycache__" not in path]


def test_the_words_of_a_stranger_call_nobody_and_show_nothing(posting: Posting) -> None:
    told = (
        "@everyone a@b.org `@code` [@source, para 1] output@2015\n"
        "<img src=x onerror=y> <details><summary><b>More</b></summary>in</details> 5 < 6\n"
        f"![seen](https://evil.example/x.png) {MARKER} \x1b[31m \u202eabc $(id) `id` ${{{{ x }}}}\n"
    )
    posting.report({"number": "12", "changes.md": told})
    assert posting.run().startswith("0 ")
    ((_, _, body),) = posting.asked("POST")
    text = body["body"].removeprefix(MARKER)
    assert "@<!-- -->everyone a@b.org `@code` [@<!-- -->source, para 1] output@2015" in text
    assert "&lt;img src=x onerror=y>" in text
    assert "<details><summary><b>More</b></summary>in</details> 5 &lt; 6" in text
    assert "!\\[seen]" in text
    assert MARKER not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "$(id) `id` ${{ x }}" in text


def test_a_long_report_is_cut_and_says_so(posting: Posting) -> None:
    posting.report({"number": "12", "changes.md": "- a line of the report\n" * 20_000})
    assert posting.run().startswith("0 ")
    ((_, _, body),) = posting.asked("POST")
    assert 50_000 < len(body["body"]) < 65_000
    assert body["body"].rstrip().endswith(f"of [the run]({RUN['RUN_URL']}).")
    assert "- a line of the report\n\nThis is cut" in body["body"]


# --- the weekly issue ----------------------------------------------------------------------------

WEEKLY = "<!-- briefs: what time has done -->"


def issue(posting: Posting, told: str, *listed: dict[str, Any]) -> str:
    posting.answers["issues"] = list(listed)
    (posting.runner.folder / "findings.md").write_text(told, encoding="utf-8")
    return posting.run("weekly", "tell")


def ours(number: int, state: str, body: str = f"{WEEKLY}\nold") -> dict[str, Any]:
    return {"number": number, "state": state, "body": body, "user": BOT}


def test_what_is_found_opens_one_issue(posting: Posting) -> None:
    theirs = {"number": 5, "state": "open", "body": WEEKLY, "user": {"login": "mallory"}}
    pull = {**ours(6, "open"), "pull_request": {}}
    assert issue(posting, "## Dead\n\n- x\n", theirs, pull) == "0 Opened #77.\n"
    ((method, path, body),) = posting.asked("POST", "PATCH", "DELETE")
    assert (method, path) == ("POST", "repos/someone/theirs/issues")
    assert body["title"] == "Dead links and figures past their review"
    assert body["body"].startswith(WEEKLY)
    assert "## Dead\n\n- x" in body["body"]


def test_the_issue_is_updated_opened_again_and_closed(posting: Posting) -> None:
    assert issue(posting, "new", ours(3, "closed"), ours(4, "open")) == "0 Updated #4.\n"
    assert issue(posting, "new", ours(3, "closed")) == "0 Updated #3.\n"
    assert issue(posting, "\n", ours(4, "open")) == "0 Closed #4: there is nothing left to do.\n"
    states = [(path[-1], body["state"]) for _, path, body in posting.asked("POST", "PATCH")]
    assert states == [("4", "open"), ("3", "open"), ("4", "closed")]


def test_an_issue_that_says_it_already_is_left_alone(posting: Posting) -> None:
    issue(posting, "same")
    ((_, _, body),) = posting.asked("POST")
    there = ours(4, "open", body["body"].replace("\n", "\r\n"))
    assert issue(posting, "same", there) == "0 #4 is up to date.\n"
    assert issue(posting, "", ours(4, "closed")) == "0 There is nothing to do.\n"
    assert issue(posting, "") == "0 There is nothing to do.\n"
    assert len(posting.asked("POST", "PATCH")) == 1


COMPLAINTS = """\
# created by LinkChecker at 2026-11-30 12:24:28+000
# Read the documentation at https://linkchecker.github.io/linkchecker/
urlname;parentname;base;result;warningstring;infostring;valid;url;line;column;name
https://one.example/b;PAGE;;403 Forbidden;;;False;https://one.example/b;1;49;c
"https://one.example/?x=湖;y";PAGE;;404 Not @Found <b>;;;False;"https://one.example/?x=湖;y`@a";1;4;"a
# ""b"
https://two.example/;PAGE;;200 OK;;;True;https://two.example/;1;4;a
https://lost.example/x;PAGE;;"ConnectionError: HTTPSConnectionPool(host='lost.example', port=443): \
Max retries exceeded with url: /x (Caused by NameResolutionError(""HTTPSConnection(host=...";;;\
False;https://lost.example/x;1;9;a
https://mute.example/x;PAGE;;"ReadTimeout: ::error::x";;;False;https://mute.example/x;1;9;a
b/;PAGE;;URLError: <urlopen error [Errno 2]>;;;False;file:///x/site/b/;1;302;nothing
# Stopped checking at 2026-11-30 12:24:32+000 (3 seconds)
"""
FOUND = """\
## Addresses that answer no more

- `https://one.example/?x=%E6%B9%96;y%60@a`: 404 Not Found. On `/sources/gazette/`
- `https://lost.example/x`: there is no host of this name. On `/sources/gazette/`

Find where the text is now, or name a public copy of it in `archived_url`.

## Addresses that give no clear answer

- `https://one.example/b`: 403 Forbidden. On `/sources/gazette/`
- `https://mute.example/x`: no answer. On `/sources/gazette/`

Open them in a browser; some hosts answer no programs.

"""


def put_page(root: Path) -> Path:
    """A page of a built site."""
    page = root / "site" / "sources" / "gazette" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<!doctype html>")
    return page


def link_checker(root: Path, table: str) -> Path:
    """A stand-in for LinkChecker, which finds what a table says; gives where it notes its call."""
    program = root / ".cache" / "linkchecker" / "bin" / "linkchecker"
    program.parent.mkdir(parents=True)
    program.with_name("table").write_text(table, encoding="utf-8")
    program.write_text(
        '#!/bin/sh\nhere=$(dirname "$0")\n(cat; printf "%s\\n" "$@") > "$here/called"\n'
        'cat "$here/table"\nexit 1\n'
    )
    program.chmod(0o755)
    return program.with_name("called")


@pytest.mark.parametrize("without", ["404 ", "NameResolutionError"])
def test_what_gives_no_clear_answer_alone_is_no_task(without: str, tmp_path: Path) -> None:
    """Some hosts answer no programs; an issue that nobody can close would be read by nobody."""
    table = tmp_path / "links.csv"
    table.write_text(COMPLAINTS.replace(without, "x"), encoding="utf-8")
    command = [sys.executable, str(CHECKOUT / ".ci" / "links.py"), str(table)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.count("## ") == 2
    both = COMPLAINTS.replace("404 ", "x").replace("NameResolutionError", "x")
    table.write_text(both, encoding="utf-8")
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == ""


def test_the_weekly_look_runs_and_finds(pulled: Callable[[Change], Runner]) -> None:
    runner = pulled(edit(BRIEF, "name: Atlantis", "name: New Atlantis"))
    (look,) = [
        s for s in steps("weekly", "look") if "> findings.md" in s.get("run", "").replace(">>", "")
    ]
    root = runner.folder / "pull-request"
    (root / ".venv").symlink_to(CHECKOUT / ".venv")
    page = put_page(root)
    called = link_checker(root, COMPLAINTS.replace("PAGE", page.as_uri()))
    given = {"SITE_URL": "https://someone.github.io/theirs/", "REPO_URL": "https://github.com/a/b"}
    ended = runner.run({**look, "working-directory": "pull-request"}, **given)
    assert ended.returncode == 0, ended.stderr
    found = (root / "findings.md").read_text(encoding="utf-8")
    assert called.read_text().startswith("site/sources/gazette/index.html\n--stdin\n")
    for address in given.values():
        assert f"--ignore-url=^{address}\n" in called.read_text()
    assert found.startswith(FOUND)
    assert "## Figures past their review" in found
    assert "(https://github.com/a/b/edit/main/briefs/regions/north.yml)" in found
    assert "<https://someone.github.io/theirs/regions/north/#f-ships-2023>" in found
    shutil.rmtree(root / "briefs")
    ended = runner.run({**look, "working-directory": "pull-request"}, **given)
    assert ended.returncode
    assert "there is no folder" in ended.stderr
