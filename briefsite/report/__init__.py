"""Problems in words: for people, for programs, for CI.

In: problems, and the address of the site, whose page of rules explains them. Out: text. What
stands in a brief is shown in every form and starts nothing in any: no command of CI, no escape
sequence of a terminal. Lines of a brief stand behind their number, so that none of them begins a
line of the output.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from briefsite.evidence.archive import Covered
from briefsite.problems import PAGE, Place, Problem, address
from briefsite.report.rules import explanation, listing
from briefsite.text import is_plain, plural

__all__ = [
    "FORMS",
    "coverage",
    "excerpt",
    "explanation",
    "listing",
    "one",
    "render",
    "summary",
    "text",
]


# Foreign text on one line of output: it shows what it holds and starts nothing.
#
# GitHub Actions takes a line that begins with `::`, and `##[` anywhere, for a command; Azure and
# TeamCity have `##vso[` and `##teamcity[`. A terminal obeys escape sequences.


_COMMAND = re.compile(r"#(?=#[a-z]*\[)|(?<=#)#(?=[a-z]*\[)")
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def plain(text: str) -> str:
    """A text with everything that is not plain written as an escape."""
    shown = "".join(cells(text))
    return shown.replace("::", "\\x3a:", 1) if shown.lstrip().startswith("::") else shown


def cells(text: str) -> list[str]:
    """What is shown for each character of a text."""
    hidden = {match.start() for match in _COMMAND.finditer(text)}
    return [_escaped(char) if n in hidden else _shown(char) for n, char in enumerate(text)]


def columns(shown: str) -> int:
    """How many columns of a terminal a text takes: Chinese characters take two."""
    return sum(_columns(char) for char in shown)


def blank(shown: str) -> str:
    """Nothing, as wide as a text; under a Chinese character stands a space of its own width."""
    return "".join(
        "\N{IDEOGRAPHIC SPACE}" if _columns(c) == 2 else " " * _columns(c) for c in shown
    )


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _shown(char: str) -> str:
    return char if is_plain(char) else _escaped(char)


def _escaped(char: str) -> str:
    code = ord(char)
    size = f"x{code:02x}" if code < 256 else f"u{code:04x}" if code < 65536 else f"U{code:08x}"
    return _NAMED.get(char) or f"\\{size}"


_WIDTH = 110
_EXPLAIN = "build.py explain"
_COLOURS = {"place": "1", "error": "1;31", "warning": "1;33", "caret": "31", "hint": "36"}

Paint = Callable[[str, str], str]


def text(problems: Iterable[Problem], site: str = "", *, colour: bool = False) -> str:
    """All problems, one after the other, how many there are, and where they are explained."""
    found = list(problems)
    parts = [one(problem, colour=colour) for problem in bounded(found)]
    return "\n".join([*parts, summary(found), _explained(found, site)] if found else [])


MOST = 100
"""So many problems of a rule in a file are shown; of more, how many there are."""


def bounded(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, with the first ones only of a rule of which a file is full."""
    found = list(problems)
    left = Counter((problem.place.file, problem.rule) for problem in found)
    shown: Counter[tuple[str, str]] = Counter()
    for problem in found:
        key = problem.place.file, problem.rule
        shown[key] += 1
        if shown[key] <= MOST:
            yield problem
        elif shown[key] == MOST + 1:
            more = left[key] - MOST
            message = f"{problem.message}, and {more - 1:,} more like it" if more > 1 else None
            yield replace(problem, message=message or problem.message)


def summary(problems: Iterable[Problem]) -> str:
    """How many problems there are, in how many files."""
    found = list(problems)
    files = {problem.place.file for problem in found}
    warnings = sum(problem.level == "warning" for problem in found)
    which = f", {plural(warnings, 'warning')} among them" if warnings else ""
    return f"{plural(len(found), 'problem')} in {plural(len(files), 'file')}{which}."


def one(problem: Problem, *, colour: bool = False) -> str:
    """One problem."""
    paint = _painted if colour else _bare
    place, related = problem.place, problem.related
    gutter = len(str(max(place.line, related.place.line if related else 0)))
    where = paint("place", f"{plain(place.file)}:{place.line}:{place.column}")
    level = " (warning)" if problem.level == "warning" else ""
    lines = [f"{where}: {paint(problem.level, problem.rule + level)}: {plain(problem.message)}"]
    lines += _seen(problem.excerpt, place.line, place.column, problem.width, gutter, paint)
    if related:
        at = f"{plain(related.place.file)}:{related.place.line}:{related.place.column}"
        lines.append(f"    {at}: {plain(related.words)}")
        line, column = related.place.line, related.place.column
        lines += _seen(related.excerpt, line, column, related.width, gutter, paint)
    if problem.hint:
        lines.append("    " + paint("hint", plain(problem.hint)))
    return "\n".join(lines)


def excerpt(line: str, column: int, width: int) -> tuple[str, str]:
    """A line as it is shown, and the carets under its guilty part; the column counts from 0.

    A long line is cut so that the part is in view.
    """
    start = max(0, column - _WIDTH // 2) if len(line) > _WIDTH else 0
    end = start + _WIDTH
    shown, at = cells(line[start:end]), column - start
    before = ("…" if start else "") + "".join(shown[:at])
    guilty = "".join(shown[at : at + width])
    after = "".join(shown[at + width :]) + ("…" if len(line) > end else "")
    return before + guilty + after, blank(before) + "^" * max(1, columns(guilty))


def _seen(line: str, number: int, column: int, width: int, gutter: int, paint: Paint) -> list[str]:
    if not line.strip():
        return []
    shown, carets = excerpt(line, column - 1, width)
    pointed = carets.rstrip("^") + paint("caret", carets.lstrip(" \N{IDEOGRAPHIC SPACE}"))
    return [f"    {number:>{gutter}} | {shown}", f"    {' ' * gutter} | {pointed}"]


def _explained(problems: list[Problem], site: str) -> str:
    rules = {problem.rule for problem in problems}
    which = rules.pop() if len(rules) == 1 else "RULE"
    page = f"{site}{PAGE}{'' if which == 'RULE' else '#' + which} or " if _is_public(site) else ""
    return f"Explained, with an example: {page}{_EXPLAIN} {which}"


def _is_public(site: str) -> bool:
    """Whether a site has an address of its own; example.org stands for one to come."""
    return bool(site) and not site.startswith(("https://example.", "http://example."))


def _bare(_: str, words: str) -> str:
    return words


def _painted(what: str, words: str) -> str:
    return f"\x1b[{_COLOURS[what]}m{words}\x1b[0m"


# What no brief says yet, in words, for an editor to work through.


def coverage(sources: Iterable[Covered]) -> str:
    """What each source prints and no brief says."""
    parts = []
    for covered in sources:
        parts.append(
            f"{covered.source}: {covered.cited} of {covered.content} content paragraphs cited, "
            f"{covered.numbers_said} of {covered.numbers} numbers and dates said, "
            f"{covered.names_said} of {covered.names} names said"
        )
        for gap in covered.gaps:
            parts.append(f"    para {gap.para}: {gap.what} not said: {plain(gap.words)}")
    return "\n".join(parts)


# Problems for programs, as JSON and as annotations of CI.
#
# The form is stated by `docs/report.schema.json`; whoever changes it changes `VERSION`. Columns
# count code points from 1, and `end_column` is the first one after the guilty part.


VERSION = 1


def json_report(problems: Iterable[Problem], site: str = "") -> str:
    """All problems, and how many there are."""
    found = list(problems)
    levels = [problem.level for problem in found]
    counts = {
        "problems": len(found),
        "errors": levels.count("error"),
        "warnings": levels.count("warning"),
        "files": len({problem.place.file for problem in found}),
    }
    told = [_one(problem, site) for problem in bounded(found)]
    data = {"version": VERSION, "counts": counts, "problems": told}
    # ASCII, whatever the terminal knows; and no text in it is a command of CI.
    return json.dumps(data, indent=2).replace("##", "#\\u0023")


def _one(problem: Problem, site: str) -> dict[str, object]:
    related = problem.related
    second = {**_place(related.place, related.width), "message": related.words} if related else None
    return {
        **_place(problem.place, problem.width),
        "rule": problem.rule,
        "level": problem.level,
        "message": problem.message,
        "hint": problem.hint,
        "excerpt": problem.excerpt,
        "related": second,
        "explained": address(site, problem.rule),
    }


def _place(place: Place, width: int) -> dict[str, object]:
    end = place.column + width
    return {"file": place.file, "line": place.line, "column": place.column, "end_column": end}


# Problems as annotations of a pull request: workflow commands of GitHub Actions, one a line.
#
# Everything is escaped as the runner undoes it, so a text can neither end its command nor begin
# one. GitHub shows ten errors and ten warnings of a step; all of them stand in its log.


_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def github(problems: Iterable[Problem], site: str = "") -> str:
    """A command for each problem, and how many there are."""
    found = list(problems)
    return "\n".join(
        [*(_annotation(problem, site) for problem in bounded(found)), summary(found)]
        if found
        else []
    )


def _annotation(problem: Problem, site: str) -> str:
    place, related = problem.place, problem.related
    properties = {
        "file": plain(place.file),
        "line": place.line,
        "endLine": place.line,
        "col": place.column,
        "endColumn": place.column + problem.width,
        "title": problem.rule,
    }
    second = f"{related.place.file}:{related.place.line}: {related.words}" if related else ""
    parts = (problem.message, second, problem.hint, address(site, problem.rule))
    given = ",".join(f"{key}={_escape(str(value), _PROPERTY)}" for key, value in properties.items())
    words = _escape("\n".join(plain(part) for part in parts if part), _DATA)
    return f"::{problem.level} {given}::{words}"


def _escape(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(char, char) for char in text)


Form = Callable[[Iterable[Problem], str], str]

FORMS: dict[str, Form] = {
    "text": text,
    "json": json_report,
    "github": github,
}
"""The forms by the names they have on the command line."""


def render(form: str, problems: Iterable[Problem], site: str = "") -> str:
    """Problems in one of the forms."""
    return FORMS[form](problems, site)
