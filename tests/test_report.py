"""The forms of the report: what each says, that it is valid, and that no brief can start anything.

A runner of GitHub Actions reads every line a step prints. `commands` finds in a line what the
runner would obey, by the two grammars it knows.
"""

import json
import os
import pty
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from briefsite import checks, report
from briefsite.cli import main
from briefsite.cli.check import published_at
from briefsite.problems import Place, Problem, Related
from briefsite.report.rules import RULES
from tests.world import CHECKOUT, story

Root = Callable[..., Path]
SITE = "https://briefs.example.net/china/"
OURS = json.loads((CHECKOUT / "docs" / "report.schema.json").read_text())
LINES = range(1, 301)
HOSTILE = {
    "regions/south.yml": (
        "name: '##[add-mask]South'\n"
        'kind: "province\\n::error file=x.yml,line=1::pwned"\n'
        "parent: '::stop-commands::x'\n"
        '"::warning::key": 1\n'
    ),
    "regions/prose.yml": (
        "name: Prose\n"
        "kind: province\n"
        "parent: atlantis\n"
        "summary: |\n"
        "  ::set-output name=x::17 boats\n"
        "  ##[error]18 boats and ##vso[task.setvariable variable=x]19 boats\n"
    ),
    "regions/%0A::error::x.yml": "name: X\n",
    "regions/west.yml": "name: West\n::error::pwned\n",
    "regions/east.yml": 'kind: "%0A::error::x, y: z"\n',
}
SECOND = Related(Place("briefs/b.yml", 2, 1), "it stands here first", "id: flood", 2)
ONE = Problem(
    Place("briefs/regions/new, area.yml", 7, 11),
    "duplicate",
    "the id 'flood' stands here twice",
    "choose another",
    excerpt="  𠮷 - id: flood",
    width=5,
    related=SECOND,
)


def commands(line: str) -> list[str]:
    """The names of the commands that a runner would find in a line."""
    new = re.match(r"\s*::([^\s:]+)(?: [^\n]*?)?::", line)
    old = re.findall(r"##(?:vso|teamcity)?\[([a-z-]+)", line)
    return [*([new[1]] if new else []), *old]


def obeyed(text: str) -> list[str]:
    return [name for line in re.split(r"[\r\n]", text) for name in commands(line)]


def annotation(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it: name, properties, message."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match, line
    pairs = (pair.split("=", 1) for pair in match[2].split(","))
    return match[1], {key: unquote(value) for key, value in pairs}, unquote(match[3])


@pytest.fixture
def hostile(root: Root) -> tuple[Problem, ...]:
    """Problems of briefs that try to speak to the runner."""
    return checks.check(root(story("minimal"), HOSTILE)).problems


def test_the_hostile_briefs_are_what_the_runner_would_obey() -> None:
    found = [name for text in HOSTILE.values() for name in obeyed(text)]
    assert found == ["add-mask", "set-output", "error", "task", "error"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_line_of_a_brief_becomes_a_command(form: str, hostile: tuple[Problem, ...]) -> None:
    told = report.render(form, hostile, SITE)
    assert "pwned" in told
    assert "::set-output name=x::17 boats" in told
    assert obeyed(told) == []


def test_annotations_are_one_command_a_problem(hostile: tuple[Problem, ...]) -> None:
    *told, last = report.render("github", hostile, SITE).splitlines()
    assert len(told) == len(hostile) > 5
    assert commands(last) == []
    for line, problem in zip(told, hostile, strict=True):
        name, properties, message = annotation(line)
        assert name == problem.level
        assert properties["file"] == problem.place.file
        assert properties["title"] == problem.rule
        assert int(properties["line"]) == problem.place.line
        assert message.split("\n")[-1] == f"{SITE}rules/#{problem.rule}"


def test_an_annotation_as_it_is_printed() -> None:
    assert report.render("github", [ONE], SITE) == (
        "::error file=briefs/regions/new%2C area.yml,line=7,endLine=7,col=11,endColumn=16,"
        "title=duplicate::the id 'flood' stands here twice%0A"
        "briefs/b.yml:2: it stands here first%0Achoose another%0A"
        f"{SITE}rules/#duplicate\n"
        "1 problem in 1 file."
    )


def test_text_as_it_is_printed() -> None:
    assert report.text([ONE], SITE) == (
        "briefs/regions/new, area.yml:7:11: duplicate: the id 'flood' stands here twice\n"
        "    7 |   𠮷 - id: flood\n"
        "      |   \u3000       ^^^^^\n"
        "    briefs/b.yml:2:1: it stands here first\n"
        "    2 | id: flood\n"
        "      | ^^\n"
        "    choose another\n"
        "1 problem in 1 file.\n"
        f"Explained, with an example: {SITE}rules/#duplicate or build.py explain duplicate"
    )


def test_a_warning_is_called_one() -> None:
    warning = Problem(Place("briefs/a.yml"), "unused", "a", level="warning")
    told = report.text([ONE, warning])
    assert "briefs/a.yml:1:1: unused (warning): a\n" in told
    assert "2 problems in 2 files, 1 warning among them.\n" in told
    assert report.render("github", [warning]).startswith("::warning file=briefs/a.yml,")


def test_of_many_problems_of_a_rule_in_a_file_the_first_are_shown_and_the_rest_counted() -> None:
    places = [Place(file, line, 1) for file in ("briefs/a.yml", "briefs/b.yml") for line in LINES]
    found = [Problem(place, "wrong-value", f"bad {place.line}") for place in places]
    found.append(Problem(Place("briefs/b.yml", 999, 1), "unknown-id", "no such"))
    text = report.text(found)
    assert "briefs/a.yml:100:1: wrong-value: bad 100\n" in text
    assert "briefs/a.yml:101:1: wrong-value: bad 101, and 199 more like it\n" in text
    assert "bad 102" not in text
    assert "briefs/b.yml:999:1: unknown-id: no such\n" in text
    assert "\n601 problems in 2 files.\n" in text
    told = json.loads(report.render("json", found))
    assert Draft202012Validator(OURS).is_valid(told)
    assert (told["counts"]["problems"], len(told["problems"])) == (601, 203)
    assert told["problems"][100]["message"] == "bad 101, and 199 more like it"
    commands = report.render("github", found).splitlines()
    assert (len(commands), commands[-1]) == (204, "601 problems in 2 files.")
    assert report.text(found[:101]).count("wrong-value: bad") == 101
    assert "more like it" not in report.text(found[:101])


@pytest.mark.parametrize(
    ("line", "column", "width", "shown", "carets"),
    [
        ("abc", 1, 1, "abc", " ^"),
        ("汉字x", 2, 1, "汉字x", "\u3000\u3000^"),
        ("x汉字", 1, 2, "x汉字", " ^^^^"),
        ("e\u0301x", 2, 1, "e\u0301x", " ^"),
        ("😀x", 1, 1, "😀x", "\u3000^"),
        ("a\x1b[31m", 5, 1, "a\\x1b[31m", " " * 8 + "^"),
        ("##[x", 3, 1, "\\x23\\x23[x", " " * 9 + "^"),
        ("abc", 3, 1, "abc", "   ^"),
        ("", 0, 1, "", "^"),
    ],
)
def test_the_caret_stands_under_its_column(
    line: str, column: int, width: int, shown: str, carets: str
) -> None:
    assert report.excerpt(line, column, width) == (shown, carets)


def test_a_long_line_is_cut_around_the_fault() -> None:
    shown, carets = report.excerpt("x" * 300 + "!" + "y" * 300, 300, 1)
    assert shown[carets.index("^")] == "!"
    assert (shown[0], shown[-1], len(shown)) == ("…", "…", 112)


def test_no_site_of_its_own_no_address_in_text() -> None:
    for site in ("", "https://example.org/"):
        assert report.text([ONE], site).endswith(
            "Explained, with an example: build.py explain duplicate"
        )


TEXTS = st.text(st.characters(codec="utf-8")) | st.sampled_from(
    [
        "::error::x",
        "\n::error::x",
        "##[error]x",
        "###[group]",
        "%0A::debug::x",
        "\x1b[2J",
        "\r::x::",
    ]
)
PROBLEMS = st.builds(
    Problem,
    st.builds(Place, TEXTS.map("briefs/{}".format), st.integers(1, 99), st.integers(1, 99)),
    st.sampled_from(sorted(RULES)),
    TEXTS,
    TEXTS,
    st.sampled_from(["error", "warning"]),
    TEXTS,
    st.integers(1, 40),
    st.none() | st.builds(Related, st.builds(Place, TEXTS.map("briefs/{}".format)), TEXTS, TEXTS),
)


@given(st.lists(PROBLEMS, max_size=3))
def test_whatever_a_problem_says_nothing_is_started(problems: list[Problem]) -> None:
    for form in ("text", "json"):
        told = report.render(form, problems, SITE)
        assert obeyed(told) == []
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", told)
    lines = report.render("github", problems, SITE).split("\n")
    assert len(lines) == len(problems) + 1
    assert all(annotation(line)[0] in ("error", "warning") for line in lines[:-1] if problems)


@pytest.mark.parametrize("before", ["", " ", "\u3000 "])
def test_no_text_begins_a_command_behind_a_space(before: str) -> None:
    words = f"{before}::error::pwned"
    place = Place("briefs/a.yml")
    told = report.text([Problem(place, "unused", words, words, related=Related(place, words))])
    assert told.count("pwned") == 3
    assert obeyed(told) == []


@settings(max_examples=20)
@given(st.lists(PROBLEMS, max_size=3))
def test_whatever_a_problem_says_the_json_is_valid(problems: list[Problem]) -> None:
    Draft202012Validator(OURS).validate(json.loads(report.render("json", problems, SITE)))


def test_the_schema_is_a_schema_and_refuses_what_is_wrong() -> None:
    Draft202012Validator.check_schema(OURS)
    schema = Draft202012Validator(OURS)
    told = json.loads(report.render("json", [ONE], SITE))
    assert schema.is_valid(told)
    assert not schema.is_valid({**told, "more": 1})
    assert not schema.is_valid({**told, "version": "0"})


def test_json_as_it_is_printed() -> None:
    told = json.loads(report.render("json", [ONE], SITE))
    assert told["counts"] == {"problems": 1, "errors": 1, "warnings": 0, "files": 1}
    assert told["problems"] == [
        {
            "file": "briefs/regions/new, area.yml",
            "line": 7,
            "column": 11,
            "end_column": 16,
            "rule": "duplicate",
            "level": "error",
            "message": "the id 'flood' stands here twice",
            "hint": "choose another",
            "excerpt": "  𠮷 - id: flood",
            "related": {
                "file": "briefs/b.yml",
                "line": 2,
                "column": 1,
                "end_column": 3,
                "message": "it stands here first",
            },
            "explained": f"{SITE}rules/#duplicate",
        }
    ]


def test_columns_count_code_points(root: Root) -> None:
    """𠮷 and 😀 are one column each, though two units in UTF-16 and four bytes in UTF-8."""
    brief = "name: South\nkind: province\nparent: atlantis\nsummary: 𠮷😀 and 17 boats.\n"
    problems = checks.check(root(story("minimal"), {"regions/south.yml": brief})).problems
    (found,) = [problem for problem in problems if problem.rule == "uncited"]
    (told,) = json.loads(report.render("json", [found], SITE))["problems"]
    line = brief.splitlines()[told["line"] - 1]
    assert line[told["column"] - 1 : told["end_column"] - 1] == "17"


# the command


def check(folder: Path, *options: str) -> int:
    return main(["--root", str(folder), "check", *options])


@pytest.mark.parametrize("briefs", [{}, HOSTILE], ids=["good", "bad"])
def test_standard_output_is_the_report_and_nothing_else(
    briefs: dict[str, str], root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    code = check(root(story("minimal"), briefs), "--format", "json")
    said = capsys.readouterr()
    assert code == bool(briefs)
    Draft202012Validator(OURS).validate(json.loads(said.out))
    assert said.err == ("" if briefs else "2 briefs checked, no problems.\n")


def test_a_build_tells_people_elsewhere(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    folder = root(story("minimal"), HOSTILE)
    assert main(["--root", str(folder), "build", "--no-pdf", "--format", "json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["counts"]["problems"] > 5
    assert said.err.startswith("Nothing was published")


def test_the_report_goes_into_a_file_in_one_step(
    root: Root, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = root(story("minimal"), HOSTILE), tmp_path / "out" / "report.json"
    file.parent.mkdir()
    assert check(folder, "--format", "json", "--output", str(file)) == 1
    Draft202012Validator(OURS).validate(json.loads(file.read_text()))
    assert re.fullmatch(rf"Wrote {file}: 12 problems in 5 files\.\n", capsys.readouterr().out)
    assert [path.name for path in file.parent.iterdir()] == ["report.json"]


def test_a_report_without_problems_empties_its_file(root: Root, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("old")
    assert check(root(story("minimal")), "--format", "github", "--output", str(file)) == 0
    assert file.read_text() == ""


@pytest.mark.parametrize("place", ["nowhere/report.json", "."])
def test_a_report_that_cannot_be_written_ends_the_run(
    place: str, root: Root, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(root(story("minimal")), "--output", str(tmp_path / place)) == 2
    assert "cannot write" in capsys.readouterr().err


def test_the_address_of_the_site_is_read_without_trust(root: Root) -> None:
    """Whoever checks a stranger's checkout runs nothing that its settings name."""
    folder = root(story("minimal"))
    assert published_at(folder) == "https://example.org/"
    (folder / "hook.py").write_text(f"open({str(folder / 'run')!r}, 'w')\n")
    settings = "site_url: https://a.example/b\nhooks: [hook.py]\nx: !!python/name:os.system\n"
    (folder / "mkdocs.yml").write_text(settings)
    assert published_at(folder) == "https://a.example/b/"
    assert not (folder / "run").exists()
    for address in ("javascript:alert(1)", "https://x/::error::", "[1]", '"https://a/\\n::x"'):
        (folder / "mkdocs.yml").write_text(f"site_url: {address}\n")
        assert not published_at(folder).startswith("j")
        assert "\n" not in published_at(folder)
    (folder / "mkdocs.yml").unlink()
    assert published_at(folder) == ""


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_colours_on_a_terminal_only(
    environment: dict[str, str], coloured: bool, root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    folder = root(story("minimal"), {"regions/south.yml": "name: South\n"})
    assert ("\x1b[" in printed_on_a_terminal(folder)) is coloured


def printed_on_a_terminal(folder: Path) -> str:
    """What `check` prints where its standard output is a terminal."""
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(CHECKOUT)
        python = str(CHECKOUT / ".venv" / "bin" / "python")
        os.execv(python, [python, "build.py", "--root", str(folder), "check"])
    parts = []
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        parts.append(part)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1
    os.close(terminal)
    return b"".join(parts).decode()


def test_no_colours_in_a_pipe(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(root(story("minimal"), {"regions/south.yml": "name: South\n"})) == 1
    assert "\x1b" not in capsys.readouterr().out
