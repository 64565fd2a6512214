"""Two states of the briefs compared, in the language of briefs: what `build.py diff` says.

In: a checkout and what to compare, revisions or folders. Out: a `Compared`, and its text or
Markdown. `changes` reads the states and finds what changed, `effects` what follows and what a
reviewer should see first, `wording` and `story` put it into words; here the pages of both states
are compared, and all is printed. Both states are rendered by the program and the templates of the
checkout, so that only the briefs make a difference.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from briefsite import pages, store
from briefsite.diff import changes, effects, story
from briefsite.diff.changes import BRIEFS, Change, Comparison, Key, State, read
from briefsite.diff.effects import Compared, PageChange
from briefsite.diff.pairing import SIDES, Item
from briefsite.diff.story import FACTS, Chapter, Line, PageLine, Story, some
from briefsite.diff.wording import CODE, END, bare, code, name_of, part
from briefsite.evidence import Record
from briefsite.library import NO_SITE
from briefsite.library.graph import GLOSSARY, page_path, page_url
from briefsite.models import Figure
from briefsite.models import Site as SiteModel
from briefsite.pages.heads import Edition
from briefsite.site import build_date, mkdocs, templating
from briefsite.text import listed, plural, shorten


def compare(root: Path, base: str, head: str | None = None) -> Compared:
    """Compare two states; the later one is the checkout as it is, where none is named."""
    before, old_record = read(root, base)
    after, new_record = (
        read(root, head) if head is not None else changes.of_folder(root, "The checkout")
    )
    return join(root, before, after, old_record, new_record)


def join(
    root: Path, before: State, after: State, old_record: Record, new_record: Record
) -> Compared:
    """Compare two states that have been read."""
    comparison = changes.compare(before, after)
    found = tuple(effects.effects(comparison))
    changed: tuple[PageChange, ...] | None = ()
    if before.problems or after.problems:
        changed = None
    elif comparison.changes or comparison.site_changed:
        address, date = mkdocs.address(root), build_date(root, after.graph.library)
        states = (before, old_record), (after, new_record)
        editions = (Edition(address, date, known) for _, known in states)
        old, new = (
            render(root, pages.plan(state.graph, edition), state.graph.library.site)
            for (state, _), edition in zip(states, editions, strict=True)
        )
        changed = tuple(changed_pages(comparison, old, new))
    return Compared(comparison, found, tuple(effects.flags(comparison, found)), changed)


@dataclass(frozen=True)
class Rendered:
    """A page as it is written, and the entries that it shows something of."""

    content: bytes
    shows: frozenset[Key]


Site = Mapping[str, Rendered]
"""Pages by path."""


def render(root: Path, plan: Iterable[pages.Page], own: SiteModel = NO_SITE) -> Site:
    """The pages of a plan."""
    planned = list(plan)
    made = templating.render(planned, store.base(root) / "templates", own)
    return {
        page.path: Rendered(one.content, page.shown)
        for page, one in zip(planned, made, strict=True)
    }


def changed_pages(comparison: Comparison, old: Site, new: Site) -> Iterator[PageChange]:
    """The pages that differ, by path, of the rendered pages of both states."""
    moved = dict(_moved(comparison))
    former = {was: now for now, was in moved.items()}
    changes = _changes_of(comparison)
    own = {page_path(p.kind, e.id) for p in comparison.entries for e in (p.before, p.after) if e}
    own.discard(GLOSSARY)
    for path in sorted({former.get(path, path) for path in old} | new.keys(), key=page_url):
        was = moved.get(path, path)
        before, after = old.get(was), new.get(path)
        if before and after and before.content == after.content and was == path:
            continue
        action: Literal["added", "removed", "changed", "moved"]
        action = "added" if not before else "removed" if not after else "changed"
        shown = {key for one in (before, after) if one for key in one.shows}
        because = {number for key in shown for number in changes.get(key, ())}
        if path not in own:
            because = set(range(len(comparison.changes)))  # it counts or lists everything
        yield PageChange(
            page_url(path),
            "moved" if was != path and before and after else action,
            page_url(was) if was != path else "",
            tuple(sorted(because)),
        )


def _moved(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """New and old path of each page that has another address."""
    for pair in comparison.entries:
        if pair.before and pair.after and pair.is_renamed and pair.kind != "term":
            yield page_path(pair.kind, pair.after.id), page_path(pair.kind, pair.before.id)


def _changes_of(comparison: Comparison) -> dict[Key, list[int]]:
    """The positions of the changes of each entry, under the ids of both states.

    Wherever an indicator is shown, the site says how many values it has: those that come or go
    are changes of it too.
    """
    found: dict[Key, list[int]] = {}
    for number, change in enumerate(comparison.changes):
        pair = change.pair
        keys = {(pair.kind, entry.id) for entry in (pair.before, pair.after) if entry}
        for key in sorted(keys | {("indicator", id) for id in _counted_by(change)}):
            found.setdefault(key, []).append(number)
    return found


def _counted_by(change: Change) -> Iterator[str]:
    """The indicators of figures that a change takes away or brings."""
    for side in SIDES:
        if not change.place and change.action != "renamed":
            yield from (one.indicator for one in getattr(change.pair.value(side), "figures", ()))
        elif change.place[:1] == ("figures",) and change.field in ("figures", "indicator"):
            figure = change.within(2, side)
            if isinstance(figure, Figure):
                yield figure.indicator


# How much changed, in a few sentences.


COUNTED = ("figure", "citation", "event", "statement", "section")
"""The parts that are counted; all are listed below."""
COUNTED_PLURALS = {"person": "people"}
_Counts = Mapping[tuple[str, str], int]


def opening(compared: Compared) -> Iterator[str]:
    """The sentences with which a report begins."""
    comparison = compared.comparison
    if comparison.site_changed:
        yield f"The site itself changes ({code('briefs/site.yml')}), and any of its pages may."
    rewritten = changes.rewritten(comparison, FACTS)
    told = [change for change in comparison.changes if change.field not in FACTS]
    firsts = {id(change.pair): change for change in reversed(told)}
    entries = Counter((_group(change), _action(change, 0)) for change in firsts.values())
    if entries:
        yield f"{_counted(entries)}."
    elif comparison.broken:
        yield "Nothing that can be compared changes."
    elif not comparison.site_changed:
        yield "Nothing that the briefs say changes." if rewritten else "No changes."
    parts = Counter((what, action) for what, action, _ in _parts(comparison))
    if parts:
        yield f"{_counted(parts)}."
    if not comparison.broken:
        yield from _recorded(comparison)
    if rewritten:
        files = some(list(map(code, rewritten)))
        yield f"Only comments or layout change in {plural(len(rewritten), 'file')}: {files}."
    if compared.pages or (compared.pages is not None and comparison.changes):
        count = len(compared.pages)
        pages = f"{plural(count, 'page')} of the site {'changes' if count == 1 else 'change'}"
        yield f"{pages if count else 'No page of the site changes'}."


def _group(change: Change) -> str:
    return "brief" if change.pair.kind in BRIEFS else change.pair.kind


def _action(change: Change, steps: int) -> str:
    """What happens to the part so many steps into the entry: a change within it changes it."""
    is_moved = change.action == "moved"
    return change.action if len(change.place) == steps and not is_moved else "changed"


def _parts(comparison: Comparison) -> set[tuple[str, str, object]]:
    """The counted parts that change, each once: what, how, and which."""
    found: set[tuple[str, str, object]] = set()
    for change in comparison.changes:
        place = change.place
        if change.follows or len(place) < 2 or not isinstance(place[0], str):
            continue
        cited = [n for n, step in enumerate(place) if n and _is_citation(place[n - 1], step)]
        steps = cited[0] + 1 if cited else 2
        what = "citation" if cited else part(place[0])
        if what in COUNTED and isinstance(place[steps - 1], Item):
            which = change.pair.kind, change.pair.id, place[:steps]
            found.add((what, _action(change, steps), which))
    return found


def _is_citation(field: object, step: object) -> bool:
    return field in ("sources", "parent_sources") and isinstance(step, Item)


def _counted(counts: _Counts) -> str:
    return listed(
        f"{plural(count, what, COUNTED_PLURALS.get(what))} {action}"
        for (what, action), count in sorted(counts.items())
    )


def _recorded(comparison: Comparison) -> Iterator[str]:
    """What changes in the record of verification."""
    for now, words in (
        (False, "no longer verified against the sources as they stand"),
        (True, "verified against the sources now"),
    ):
        found = [c.pair for c in comparison.changes if c.field == "verified" and c.after is now]
        if found:
            names = some([name_of(pair.value("after")) for pair in found])
            yield f"{plural(len(found), 'brief is', 'briefs are')} {words}: {names}."
    measured = {change.pair.id for change in comparison.changes if "coverage" in change.place}
    if measured:
        yield f"The coverage of {plural(len(measured), 'source')} changes."


# A comparison for a terminal.


SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": "↕", "renamed": "→"}
MOST_LINES, SHORT = 400, 80
"""Characters of one value; of both values where they stand on one line."""


def text(compared: Compared) -> str:
    """The whole report."""
    return bare("\n".join(_lines(opening(compared), story.story(compared))))


def _lines(first: Iterable[str], told: Story) -> Iterator[str]:
    yield from first
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
    sign = SIGNS["renamed" if page.action == "moved" else page.action]
    return f"  {sign} {page.addresses}{f' ({page.names})' if page.names else ''}"


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
    old, new = (shorten(side, MOST_LINES) for side in _sides(line))
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


def _sides(line: Line) -> tuple[str, str]:
    """Both sides of a line; where both say the same, it is said once."""
    return ("" if line.before == line.after else line.before), line.after


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
MOST_ADDRESSES = 1_500
"""Characters of the addresses of pages that change for one reason."""
JOINER = "\N{WORD JOINER}"
_MARKUP = re.compile(r"[\\`*_\[\]<>#|!~$&]")
_TRIGGERS = re.compile(
    r"@|#|:(?=//)|(?i:www)(?=\.)|(?<=:)(?=[A-Za-z0-9_+-]+:)|(?<=[A-Za-z])-(?=\d)"
)
_HASH = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{7,40}(?![0-9A-Za-z])")


_SAFE = re.compile(r"/?[a-z0-9_]+(?:[-_./:][a-z0-9_]+)*/?|/", re.I)
_CODED = re.compile(f"{CODE}([^{CODE}{END}]*){END}?")


def marked(words: str, limit: int = MOST, *, html: bool = False) -> str:
    """Words with the code in them, as Markdown, or as HTML where Markdown is not read."""
    text = shorten(words, limit)
    parts = _CODED.split(text)  # outside and inside by turns
    return "".join(_code(part, html=html) if n % 2 else plain(part) for n, part in enumerate(parts))


def _code(text: str, *, html: bool) -> str:
    """A text as code; one that could end a code span is escaped in an element."""
    if not html and _SAFE.fullmatch(text) and "www." not in text.lower():
        return f"`{text}`"
    return f"<code>{plain(text)}</code>" if text else ""


def plain(words: str) -> str:
    """A text of a brief as plain text of a comment: no markup, mention, link or reference."""
    text = re.sub(r"\s+", " ", bare(words))
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
    parts = ["## What changes in the briefs\n\n" + " ".join(map(marked, opening(compared))) + "\n"]
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
    told = story.story(compared)
    notes = [*told.problems, *(f"Not compared: {one}" for one in told.not_compared)]
    if notes:
        rows = tuple(f"> - {marked(note)}\n" for note in notes)
        yield _Block("\n> [!WARNING]\n", rows, "", "note")
    if told.flagged:
        rows = tuple(
            f"| {marked(flag.where)} | {marked(flag.what)} | {marked(flag.why)} |\n"
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
        count = sum(page.count for page in told.pages)
        summary = f"{plural(count, 'page')} of the site"
        yield _Block(f"\n<details><summary>{summary}</summary>\n\n", rows, "\n</details>\n", "page")


def _chapter(chapter: Chapter) -> _Block:
    note = f": {marked(chapter.note, html=True)}" if chapter.note else ""
    rows = tuple(map(_row, chapter.lines))
    if chapter.follows:
        rows = (*rows, f"| | {follows(chapter.follows)} | | |\n")
    title = f"<b>{marked(chapter.title, html=True)}</b>{note}"
    if not rows:
        return _Block("", (f"\n{title}\n",), "", "change")
    count = "" if note or not chapter.lines else f" · {plural(len(chapter.lines), 'line')}"
    return _details(f"{title}{count}", rows, "change")


def _details(summary: str, rows: tuple[str, ...], unit: str) -> _Block:
    head = f"\n<details><summary>{summary}</summary>\n\n"
    table = "| | What | Before | After |\n| --- | --- | --- | --- |\n"
    return _Block(head + table, rows, "\n</details>\n", unit)


def _page(page: PageLine) -> str:
    names = f" ({marked(page.names)})" if page.names else ""
    return f"- {page.action}: {marked(page.addresses, MOST_ADDRESSES)}{names}\n"


def _row(line: Line) -> str:
    remark = f" ({marked(line.remark)})" if line.remark else ""
    what = f"{marked(line.what)}{remark}"
    old, new = map(marked, _sides(line))
    return f"| {line.action} | {what} | {old} | {new} |\n"
