"""The command as people meet it: the printed report, the exit codes, and what stays untouched."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from briefsite import store
from briefsite.cli import main
from tests.world import CHECKOUT, story, tree

BROKEN = {
    "regions/south.yml": (
        "name: South\nkind: provinze\nparent: atlantis\nsummary: It built ships on 湘江.\n"
    ),
    "companies/dock.yml": "name: Dock\nkind: company\nsumary: A company.\nsummary: A company.\n",
    "regions/west.yml": (
        "name: West\nkind: province\nparent: atlantys\nsummary: 汉字 and 17 boats.\n"
    ),
}

REPORT = """\
briefs/companies/dock.yml:3:1: unknown-key: there is no field 'sumary' here
    3 | sumary: A company.
      | ^^^^^^
    did you mean 'summary'?
briefs/regions/south.yml:2:7: site: there is no kind of region 'provinze'
    2 | kind: provinze
      |       ^^^^^^^^
    did you mean 'province'? In site.yml: country, province, municipality, city, new-area, district
briefs/regions/west.yml:3:9: unknown-id: there is no region 'atlantys'
    3 | parent: atlantys
      |         ^^^^^^^^
    did you mean 'atlantis'?
briefs/regions/west.yml:4:17: uncited: the number 17 has no source
    4 | summary: 汉字 and 17 boats.
      |          \u3000\u3000     ^^
    use a figure, {indicator@period}, or cite: [@source-id, para 12]
4 problems in 3 files.
Explained, with an example: build.py explain RULE
"""

LOCK = store.LOCK.as_posix()
"""Every build leaves the empty file of its lock."""

Root = Callable[..., Path]
Copied = Callable[[str], Path]


def test_check_prints_every_problem_of_every_file_with_its_line(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(root(story("minimal"), BROKEN)), "check"]) == 1
    assert capsys.readouterr().out == REPORT


def test_check_of_good_briefs_says_how_many(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(root(story("minimal"))), "check"]) == 0
    assert capsys.readouterr().out == "2 briefs checked, no problems.\n"


@pytest.mark.parametrize("command", ["check", "build"])
def test_an_error_writes_nothing(
    command: str, root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root(story("minimal"), BROKEN)
    before = tree(folder)
    assert main(["--root", str(folder), command]) == 1
    assert {**tree(folder), LOCK: b""} == {**before, LOCK: b""}
    assert "4 problems in 3 files." in capsys.readouterr().out


def test_check_of_good_briefs_writes_nothing(root: Root) -> None:
    folder = root(story("minimal"))
    before = tree(folder)
    assert main(["--root", str(folder), "check"]) == 0
    assert tree(folder) == before


def test_an_error_leaves_the_last_good_site(
    copied: Copied, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copied("minimal")
    brief = folder / "briefs" / "regions" / "north.yml"
    brief.write_text(brief.read_text().replace("ships}", "boats}"))
    changed = tree(folder)
    assert main(["--root", str(folder)]) == 1
    assert "the last good site, if there is one, is untouched" in capsys.readouterr().out
    assert {**tree(folder), LOCK: b""} == {**changed, LOCK: b""}


FAULTS = {
    "[x](gone.md)": "gone.md",
    "[x](index.md#gone)": "#gone",
    '<a href="../gone/">x</a>': "leads nowhere",
    "<script>x()</script>": "inline script",
    "![x](https://cdn.org/x.png)": "another host",
    "<b onclick=x()>x</b>": "event handler",
}


def test_a_fault_in_a_hand_written_page_leaves_the_last_good_site(
    copied: Copied, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copied("minimal")
    command = ["--root", str(folder), "build", "--strict", "--no-pdf"]
    assert main(command) == 0
    assert f"Built {folder / 'site'}: 2 briefs, " in capsys.readouterr().out
    before = tree(folder / "site")
    (folder / "docs" / "about.md").write_text("# About\n\n" + "\n\n".join(FAULTS))
    assert main(command) == 1
    told = capsys.readouterr().out
    assert [words for words in FAULTS.values() if words not in told] == []
    assert tree(folder / "site") == before


def test_no_briefs_folder_cannot_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(tmp_path), "check"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"build.py: there is no folder {tmp_path / 'briefs'}\n"


def test_missing_templates_cannot_run(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    folder = root(story("minimal"))
    (folder / "templates" / "macros.md.j2").unlink()
    assert main(["--root", str(folder)]) == 2
    assert "macros.md.j2" in capsys.readouterr().err


def test_missing_settings_cannot_run(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    folder = root(story("minimal"))
    (folder / "mkdocs.yml").unlink()
    assert main(["--root", str(folder)]) == 2
    assert "mkdocs.yml" in capsys.readouterr().err


def test_a_hand_written_page_in_the_way_cannot_run(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root(story("minimal"))
    page = folder / "docs" / "regions" / "north.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text("# By hand\n")
    before = tree(folder)
    assert main(["--root", str(folder)]) == 2
    assert "docs/regions/north.md" in capsys.readouterr().err
    assert {**tree(folder), LOCK: b""} == {**before, LOCK: b""}


@pytest.mark.parametrize("command", ["build", "print"])
def test_another_build_is_told_and_not_waited_for(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with store.alone(tmp_path, "build"):
        assert main(["--root", str(tmp_path), command, "--no-wait"]) == 3
    assert f"another build is at work: process {os.getpid()} on " in capsys.readouterr().err


def test_an_unknown_command_cannot_run(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["bulid"])
    assert stopped.value.code == 2
    assert "bulid" in capsys.readouterr().err


@pytest.mark.parametrize(("extra", "code"), [({}, 0), (BROKEN, 1), (None, 2)])
def test_exit_codes_of_the_program(extra: dict[str, str] | None, code: int, root: Root) -> None:
    folder = root(story("minimal"), extra or {}) if extra is not None else CHECKOUT / "tests"
    command = [sys.executable, "build.py", "--root", str(folder), "check"]
    ended = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=600)
    assert ended.returncode == code
    assert "Traceback" not in ended.stderr


def test_the_report_can_be_printed_where_the_terminal_knows_only_ascii(root: Root) -> None:
    folder = root(story("minimal"), BROKEN)
    command = [sys.executable, "build.py", "--root", str(folder), "check"]
    environment = {"PYTHONIOENCODING": "ascii", "PATH": ""}
    ended = subprocess.run(
        command, cwd=CHECKOUT, capture_output=True, text=True, env=environment, timeout=600
    )
    assert ended.returncode == 1
    assert "4 problems in 3 files." in ended.stdout
    assert "Traceback" not in ended.stderr


def test_a_broken_registry_is_the_only_problem(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root(story("family"))
    (folder / "briefs" / "terms.yml").write_text("dock: [\n")
    assert main(["--root", str(folder), "check"]) == 1
    assert capsys.readouterr().out.count("briefs/") == 1


def test_a_broken_brief_is_the_only_problem(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    folder = root(story("minimal"))
    (folder / "briefs" / "regions" / "north.yml").write_text("name: [\n")
    assert main(["--root", str(folder), "check"]) == 1
    assert capsys.readouterr().out.count("briefs/") == 1


def test_a_citation_beyond_the_last_paragraph_is_a_problem_of_the_brief(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root(story("minimal"))
    brief = folder / "briefs" / "regions" / "atlantis.yml"
    brief.write_text(brief.read_text().replace("para 1]", "para 9]"))
    assert main(["--root", str(folder), "check"]) == 1
    assert "briefs/regions/atlantis.yml:3:" in capsys.readouterr().out


def test_output_that_nobody_reads_on_is_no_fault() -> None:
    command = [sys.executable, "build.py", "explain"]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as ended:
        assert ended.stdout
        assert ended.stderr
        ended.stdout.close()
        assert ended.stderr.read() == b""
    assert ended.returncode == 1
