"""A comparison for a terminal."""

from collections.abc import Iterator

from briefsite.comparing import Compared
from briefsite.review.story import Chapter, Line, PageLine, Story, story
from briefsite.text import plural, shorten

SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": "↕", "renamed": "→"}
MOST, SHORT = 400, 80
"""Characters of one value; of both values where they stand on one line."""


def text(compared: Compared) -> str:
    """The whole report."""
    told = story(compared)
    return "\n".join(_lines(told))


def _lines(told: Story) -> Iterator[str]:
    yield from told.opening
    for title, lines in (
        ("Problems", told.problems),
        ("Not compared", told.not_compared),
        ("For the reviewer", [f"{m.where}: {m.what}: {m.why}" for m in told.marked]),
    ):
        if lines:
            yield f"\n{title}"
            yield from (f"  ! {line}" for line in lines)
    for chapter in told.chapters:
        yield from _chapter(chapter)
    if told.effects:
        yield "\nWhat follows"
        for line in told.effects:
            yield from _line(line)
    if told.pages:
        yield "\nPages that change"
        yield from map(_page, told.pages)


def _page(page: PageLine) -> str:
    was = f" (was /{page.was})" if page.was else ""
    sign = SIGNS["renamed" if page.action == "moved" else page.action]
    return f"  {sign} {page.address}{was}: {page.names}"


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"\n{chapter.title}{f': {chapter.note}' if chapter.note else ''}"
    for line in chapter.lines:
        yield from _line(line)
    if chapter.follows:
        yield f"  {follows(chapter.follows)}"


def follows(count: int) -> str:
    """How many changes only follow a new id."""
    return f"{plural(count, 'reference')} only {'follows' if count == 1 else 'follow'} a new id"


def _line(line: Line) -> Iterator[str]:
    remark = f" [{line.remark}]" if line.remark else ""
    old, new = (shorten(side, MOST) for side in (line.before, line.after))
    head = f"  {SIGNS[line.action]} {line.what}"
    if old and new and len(old) + len(new) <= SHORT:
        yield f"{head}: {old} → {new}{remark}"
    elif old and new:
        yield f"{head}{remark}"
        yield f"      {old}"
        yield f"    → {new}"
    else:
        told = old or new
        yield f"{head}{': ' if told else ''}{told}{remark}"
