"""How much changed, in a few sentences."""

from collections import Counter
from collections.abc import Iterator, Mapping

from briefsite.comparing import Compared
from briefsite.diff import Change, Comparison
from briefsite.diff.entries import BRIEFS
from briefsite.diff.walking import Item
from briefsite.review.words import part
from briefsite.text import listed, plural

COUNTED = ("figure", "citation", "event", "statement", "section")
"""The parts that are counted; all are listed below."""
PLURALS = {"person": "people"}
_Counts = Mapping[tuple[str, str], int]


def opening(compared: Compared) -> Iterator[str]:
    """The sentences with which a report begins."""
    comparison = compared.comparison
    if not comparison.changes:
        yield "No changes."
        return
    firsts = {id(change.pair): change for change in reversed(comparison.changes)}
    entries = Counter((_group(change), _action(change, 0)) for change in firsts.values())
    yield f"{_counted(entries)}."
    parts = Counter((what, action) for what, action, _ in _parts(comparison))
    if parts:
        yield f"{_counted(parts)}."
    yield from _verified(comparison)
    if compared.pages is not None:
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
        f"{plural(count, what, PLURALS.get(what))} {action}"
        for (what, action), count in sorted(counts.items())
    )


def _verified(comparison: Comparison) -> Iterator[str]:
    found = Counter(change.after for change in comparison.changes if change.field == "verified")
    if found[False]:
        briefs = plural(found[False], "brief is", "briefs are")
        yield f"{briefs} no longer verified against the sources as they stand."
    if found[True]:
        yield f"{plural(found[True], 'brief is', 'briefs are')} verified against the sources now."
