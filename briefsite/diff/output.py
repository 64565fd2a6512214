"""A comparison for a terminal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefsite.diff.states import Compared
from briefsite.diff.story import Chapter, Line, PageLine, Story, story
from briefsite.text import plural, shorten

SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": "↕", "renamed": "→"}
MOST_LINES, SHORT = 400, 80
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
        ("For the reviewer", [f"{m.where}: {m.what}: {m.why}" for m in told.flagged]),
    ):
        if lines:
            yield f"\n{title}"
            yield from (f"  ! {line}" for line in lines)
    for chapter in told.chapters:
        yield from _text_chapter(chapter)
    if told.effects:
        yield "\nWhat follows"
        for line in told.effects:
            yield from _line(line)
    if told.pages:
        yield "\nPages that change"
        yield from map(_text_page, told.pages)


def _text_page(page: PageLine) -> str:
    was = f" (was /{page.was})" if page.was else ""
    sign = SIGNS["renamed" if page.action == "moved" else page.action]
    return f"  {sign} {page.address}{was}: {page.names}"


def _text_chapter(chapter: Chapter) -> Iterator[str]:
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
    old, new = (shorten(side, MOST_LINES) for side in (line.before, line.after))
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


# A comparison as a comment on a pull request (GitHub's Markdown).
#
# Every text of a brief is escaped: it is no markup, names nobody, links nowhere, and cannot end the
# part it stands in. What does not fit into a comment is left out, and the comment says how much.


LIMIT = 60_000
"""Characters of a comment; GitHub takes 65,536."""
RESERVE = 400
"""Characters kept for the sentence that says what is left out."""
MOST = 300
"""Characters of one value."""
JOINER = "\N{WORD JOINER}"
_MARKUP = re.compile(r"[\\`*_\[\]<>#|!~$&]")
_TRIGGERS = re.compile(
    r"@|#|:(?=//)|(?i:www)(?=\.)|(?<=:)(?=[A-Za-z0-9_+-]+:)|(?<=[A-Za-z])-(?=\d)"
)
_HASH = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{7,40}(?![0-9A-Za-z])")
_SIGNS = {"added": "added", "removed": "removed", "changed": "changed", "moved": "moved"}


def plain(words: str, limit: int = MOST) -> str:
    """A text of a brief as plain text of a comment: no markup, mention, link or reference."""
    text = shorten(words, limit)
    # GitHub looks for names, numbers of issues, addresses and commits in what is shown, after all
    # escapes are resolved; an invisible character keeps them apart.
    text = _TRIGGERS.sub(lambda match: f"{match[0]}{JOINER}", text)
    text = _HASH.sub(lambda match: re.sub(r"(.{6})", rf"\1{JOINER}", match[0]), text)
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", text)


@dataclass(frozen=True)
class _Block:
    """A piece of the comment that is shown whole or not at all, and what it counts as."""

    head: str
    rows: tuple[str, ...]
    foot: str
    unit: str


def markdown(compared: Compared) -> str:
    """The comment; at most `LIMIT` characters."""
    told = story(compared)
    parts = ["## What changes in the briefs\n\n" + " ".join(map(plain, told.opening)) + "\n"]
    left = LIMIT - RESERVE - len(parts[0])
    omitted: dict[str, int] = {}
    for block in _blocks(compared):
        room = left - len(block.head) - len(block.foot)
        fitting = _fitting(block.rows, room)
        if fitting:
            shown = block.head + "".join(block.rows[:fitting]) + block.foot
            parts.append(shown)
            left -= len(shown)
        if fitting < len(block.rows):
            missing = len(block.rows) - fitting
            omitted[block.unit] = omitted.get(block.unit, 0) + missing
    if omitted:
        more = ", ".join(plural(count, unit) for unit, count in omitted.items())
        parts.append(f"\n… and {more} more; `build.py diff` shows everything.\n")
    return "".join(parts)


def _fitting(rows: tuple[str, ...], room: int) -> int:
    """How many rows have room."""
    for count, row in enumerate(rows):
        room -= len(row)
        if room < 0:
            return count
    return len(rows)


def _blocks(compared: Compared) -> Iterator[_Block]:
    told = story(compared)
    notes = [*told.problems, *(f"Not compared: {one}" for one in told.not_compared)]
    if notes:
        rows = tuple(f"> - {plain(note)}\n" for note in notes)
        yield _Block("\n> [!WARNING]\n", rows, "", "note")
    if told.flagged:
        rows = tuple(
            f"| {plain(flag.where)} | {plain(flag.what)} | {plain(flag.why)} |\n"
            for flag in told.flagged
        )
        head = "\n### For the reviewer\n\n| Where | What | Why |\n| --- | --- | --- |\n"
        yield _Block(head, rows, "", "flag")
    for chapter in told.chapters:
        yield _chapter(chapter)
    if told.effects:
        rows = tuple(map(_row, told.effects))
        yield _details("What follows from this", rows, "change")
    if told.pages:
        rows = tuple(map(_page, told.pages))
        summary = f"{plural(len(rows), 'page')} of the site"
        yield _Block(f"\n<details><summary>{summary}</summary>\n\n", rows, "\n</details>\n", "page")


def _chapter(chapter: Chapter) -> _Block:
    note = f": {plain(chapter.note)}" if chapter.note else ""
    rows = tuple(map(_row, chapter.lines))
    if chapter.follows:
        rows = (*rows, f"| | {follows(chapter.follows)} | | |\n")
    count = f" · {plural(len(chapter.lines), 'line')}" if not note else ""
    return _details(f"<b>{plain(chapter.title)}</b>{note}{count}", rows, "change")


def _details(summary: str, rows: tuple[str, ...], unit: str) -> _Block:
    head = f"\n<details><summary>{summary}</summary>\n\n"
    table = "| | What | Before | After |\n| --- | --- | --- | --- |\n"
    return _Block(head + table, rows, "\n</details>\n", unit)


def _page(page: PageLine) -> str:
    was = f" (was {plain('/' + page.was)})" if page.was else ""
    return f"- {page.action}: {plain(page.address)}{was}: {plain(page.names)}\n"


def _row(line: Line) -> str:
    remark = f" ({plain(line.remark)})" if line.remark else ""
    what = f"{plain(line.what)}{remark}"
    return f"| {_SIGNS[line.action]} | {what} | {plain(line.before)} | {plain(line.after)} |\n"
