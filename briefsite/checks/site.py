"""The file site.yml says what the site is, and a brief has one of the kinds that stand there.

Why: names, languages, kinds of regions and companies, and what may lie in what are different on
each site; the program knows none of them.

Fix: name a kind that stands in site.yml, or add one there. `build.py init FOLDER` begins a site
with all that belongs to it.
"""

import re
from collections.abc import Iterable, Iterator

from briefsite.library import PLURALS, SITE, Entry, Library
from briefsite.library.graph import Graph
from briefsite.library.validation import allowed_hint
from briefsite.models import Company, Region, Site
from briefsite.models.base import ID_PATTERN
from briefsite.models.walk import Draft
from briefsite.problems import Example, Place, Problem, did_you_mean

EXAMPLE = Example("regions/harbour-city.yml", bad="kind: citty\n", good="kind: city\n")


def check(graph: Graph) -> Iterator[Problem]:
    """Report a missing site.yml, what does not fit in it, and unknown kinds of briefs."""
    library = graph.library
    if library.site_file:
        yield from _inside(library.site_file)
        for brief in (*library.briefs(), *library.drafts):
            yield from _kind(library, brief)
    elif ("site", "") not in library.broken:
        hint = "`build.py init FOLDER` begins a site that has one to copy from"
        message = f"there is no {SITE}; the site has no name, and its kinds are not checked"
        yield Problem(Place(f"briefs/{SITE}"), "site", message, hint, level="warning")


def _kind(library: Library, brief: Entry[Region | Company | Draft]) -> Iterator[Problem]:
    """Report a brief of a kind that the site does not have; also one that is not valid yet."""
    if brief.kind not in ("region", "company"):
        return
    value, known = brief.value, library.kinds_of(brief.kind)
    data = value.data if isinstance(value, Draft) else {"kind": value.kind}
    kind = data.get("kind") if isinstance(data, dict) else None
    if isinstance(kind, str) and re.fullmatch(ID_PATTERN, kind) and kind not in known:
        message = f"there is no kind of {brief.kind} '{kind}'"
        close = did_you_mean(kind, known, most=0)
        hint = f"{close} In {SITE}: {', '.join(known)}".strip()
        others = "region" if brief.kind == "company" else "company"
        if kind in library.kinds_of(others):
            hint = f"it is a kind of {others}: move the file to briefs/{PLURALS[others]}/"
        yield brief.problem(("kind",), "site", message, hint)


def _inside(entry: Entry[Site]) -> Iterator[Problem]:
    """What does not fit together in site.yml."""
    site = entry.value
    regions = [kind.id for kind in site.region_kinds]
    for index, kind in enumerate(site.region_kinds):
        for nth, other in enumerate(kind.within):
            if other not in regions:
                path = ("region_kinds", index, "within", nth)
                message = f"there is no kind of region '{other}'"
                yield entry.problem(path, "site", message, allowed_hint(other, regions))
    if all(kind.within for kind in site.region_kinds):
        message, hint = "every kind of region lies in another one", "leave `within` out at the top"
        yield entry.problem(("region_kinds",), "site", message, hint, key=True)
    kinds = [(("region_kinds", index, "id"), id) for index, id in enumerate(regions)]
    for index, company in enumerate(site.company_kinds):
        kinds.append((("company_kinds", index, "id"), company.id))
    for at, id in _again(kinds):
        yield entry.problem(at, "site", f"there is another kind '{id}'", "give each its own id")
    squares = [(("grid", index, "region"), tile.region) for index, tile in enumerate(site.grid)]
    for at, id in _again(squares):
        yield entry.problem(at, "site", f"the grid has another square for '{id}'", "delete one")
    cells = [
        (("grid", index, "row"), f"column {tile.column}, row {tile.row}")
        for index, tile in enumerate(site.grid)
    ]
    for at, cell in _again(cells):
        yield entry.problem(at, "site", f"another square stands in {cell}", "move one of them")


_Named = tuple[tuple[str, int, str], str]


def _again(found: Iterable[_Named]) -> Iterator[_Named]:
    """What stood there before, each with its place."""
    seen: set[str] = set()
    for path, value in found:
        if value in seen:
            yield path, value
        seen.add(value)
