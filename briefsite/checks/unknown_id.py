"""Every id that a brief names must exist: of sources, indicators, units, topics, people, terms
and briefs.

Why: a link must lead somewhere, and a value must have a unit.

Fix: write the file name (without .yml) or registry key of what is meant, or add what is missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain, starmap

from briefsite.library import PLURALS, Library
from briefsite.library.graph import Graph, Reference, references
from briefsite.models.base import LONGEST_ID
from briefsite.problems import Example, Problem, Suggestions

MOST = 5
"""So many references to the same, or to a kind of which there is nothing, are said one by one."""

EXAMPLE = Example(
    "regions/harbour-city.yml", bad="parent: north-provinse\n", good="parent: north-province\n"
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report each reference, in a field or in prose, that leads nowhere."""
    library = graph.library
    missing: dict[tuple[str, str], list[Problem]] = {}
    renamed = {old: brief.id for brief in library.briefs() for old in brief.value.former_ids}
    suggested = Suggestions()
    is_known = cache(lambda kinds, id: any(library.knows(kind, id) for kind in kinds))
    for entry in (*library.entries(), *library.drafts):
        for reference in references(entry) if not all(starmap(is_known, entry.refers)) else ():
            if is_known(reference.kinds, reference.id):
                continue
            if len(reference.id) > LONGEST_ID:
                continue  # said by wrong-value and prose-syntax
            message = f"there is no {' or '.join(reference.kinds)} '{reference.id}'"
            hint = _hint(library, reference, renamed, suggested)
            found = entry.problem(reference.path, "unknown-id", message, hint, at=reference.raw)
            has_any = any(library.ids(kind) for kind in reference.kinds)
            kind = "brief" if set(reference.kinds) <= {"region", "company"} else reference.kinds[0]
            missing.setdefault((kind, reference.id if has_any else ""), []).append(found)
    for (kind, id), same in missing.items():
        yield from same if len(same) <= MOST else [_at_once(kind, id, same)]


def _hint(
    library: Library, reference: Reference, renamed: Mapping[str, str], suggested: Suggestions
) -> str:
    """What to write instead of an id that is unknown."""
    ids = [library.ids(kind) for kind in reference.kinds]
    now = renamed.get(reference.id)
    if any(now in known for known in ids):
        return f"it is now called '{now}'"
    others = [kind for kind in PLURALS if library.knows(kind, reference.id)]
    if others:
        return f"'{reference.id}' is a {others[0]}; name a {reference.kinds[0]}"
    if not any(ids) and len(ids) == 1:
        kind = reference.kinds[0]
        return f"there is no {kind} at all; begin it with `build.py new {kind}`, or name none"
    close = suggested.hint(reference.id, reference.kinds, lambda: chain(*ids))
    return close or "add it, or name another"


def _at_once(kind: str, id: str, same: list[Problem]) -> Problem:
    """One problem for all places that name the same, or something of a kind that has nothing."""
    first, files = min(same), len({problem.place.file for problem in same})
    where = f"{len(same):,} places" + (f" in {files:,} files" if files > 1 else "")
    if id:
        hint = f"{first.hint.rstrip('?')}? " if first.hint.endswith("?") else f"{first.hint}; "
        hint += f"get {id} back, or change it in all of them"
        return replace(first, message=f"{first.message}, and {where} name it", hint=hint)
    message = f"there is no {kind} at all, and {where} name one"
    begin = "region" if kind == "brief" else kind
    hint = f"begin one with `build.py new {begin}`, or get the files back"
    return replace(first, message=message, hint=hint)
