"""Problems in words."""

from briefsite import report
from briefsite.problems import Place, Problem


def problem(excerpt: str, column: int, width: int = 1, hint: str = "") -> Problem:
    return Problem(Place("f.yml", 3, column), "rule", "it is wrong", hint, "error", excerpt, width)


def test_nothing_is_said_about_nothing() -> None:
    assert report.text([]) == ""


def test_the_caret_stands_under_the_guilty_words() -> None:
    assert report.text([problem("kind: provinze", 7, 8, "do so")]).splitlines() == [
        "f.yml:3:7: rule: it is wrong",
        "    3 | kind: provinze",
        "      |       ^^^^^^^^",
        "    do so",
        "1 problem in 1 file.",
        "Explained, with an example: build.py explain rule",
    ]


def test_the_caret_does_not_run_over_the_end_of_the_line() -> None:
    assert report.text([problem("abc", 3, 50)]).splitlines()[2] == "      |   ^"


def test_a_caret_behind_the_line_is_one_mark() -> None:
    assert report.text([problem("abc", 4)]).splitlines()[2] == "      |    ^"


def test_a_blank_line_is_not_shown() -> None:
    assert report.text([problem("   ", 1)]).splitlines()[:2] == [
        "f.yml:3:1: rule: it is wrong",
        "1 problem in 1 file.",
    ]


def test_a_long_line_is_cut_around_the_guilty_words() -> None:
    line = "x" * 500 + "GUILTY" + "y" * 500
    shown, caret = report.text([problem(line, 501, 6)]).splitlines()[1:3]
    assert len(shown) <= 120
    at = caret.index("^")
    assert caret.strip(" |") == "^^^^^^"
    assert shown[at : at + 6] == "GUILTY"


def test_many_problems_are_counted_with_their_files() -> None:
    second = Problem(Place("g.yml"), "rule", "message")
    found = [problem("a", 1), problem("b", 1), second]
    assert report.text(found).splitlines()[-2] == "3 problems in 2 files."
