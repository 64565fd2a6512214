"""Problems in words for people: `file:line:column: rule: message`, the line, a caret, a hint."""

from collections.abc import Iterable

from briefsite.coverage import Covered
from briefsite.problems import Problem
from briefsite.text import plural

_WIDTH = 110


def text(problems: Iterable[Problem]) -> str:
    """All problems, one after the other, and how many there are."""
    found = list(problems)
    files = {problem.place.file for problem in found}
    parts = [_one(problem) for problem in found]
    if found:
        parts.append(f"{plural(len(found), 'problem')} in {plural(len(files), 'file')}.")
    return "\n".join(parts)


def coverage(sources: Iterable[Covered]) -> str:
    """What each source prints and no brief says, for an editor to work through."""
    parts = []
    for covered in sources:
        parts.append(
            f"{covered.source}: {covered.cited} of {covered.content} content paragraphs cited, "
            f"{covered.numbers_said} of {covered.numbers} numbers and dates said, "
            f"{covered.names_said} of {covered.names} names said"
        )
        parts += [f"    para {gap.para}: {gap.what} not said: {gap.words}" for gap in covered.gaps]
    return "\n".join(parts)


def _one(problem: Problem) -> str:
    place = problem.place
    lines = [f"{place.file}:{place.line}:{place.column}: {problem.rule}: {problem.message}"]
    if problem.excerpt.strip():
        excerpt, column = _cut(problem.excerpt, place.column - 1)
        caret = "^" * max(1, min(problem.width, len(excerpt) - column))
        lines += [f"    {excerpt}", f"    {' ' * column}{caret}"]
    if problem.hint:
        lines.append(f"    {problem.hint}")
    return "\n".join(lines)


def _cut(line: str, column: int) -> tuple[str, int]:
    """A long line, cut so that the guilty column is in view."""
    if len(line) <= _WIDTH:
        return line, column
    start = max(0, column - _WIDTH // 2)
    return line[start : start + _WIDTH], column - start
