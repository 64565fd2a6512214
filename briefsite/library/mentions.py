"""Who names whom in prose: of each brief, each text that names something else.

In: a library. Out: for everything that has a page or a glossary entry, the texts that name it,
by a link, by one of its figures, or, for people and terms, in plain words. `briefsite.graph` asks.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from briefsite.library.files import Entry, Library
from briefsite.library.prose import FigureRef, Inline, Text, WikiLink, parse
from briefsite.models import Company, Region
from briefsite.models.base import ProseMark
from briefsite.models.walk import FieldPath, Leaf, leaves
from briefsite.text.names import Wording

Target = tuple[str, str]
"""Kind and id of what is named."""

_SHOWN = {
    "parent",
    "locations",
    "parents",
    "relations",
    "events",
    "statements",
    "topics",
    "sectors",
}
"""Fields whose references the page of what they name shows by itself, not as backlinks."""


@dataclass(frozen=True)
class Mention:
    """A text of a brief that names something; the text is empty where a field names it."""

    brief: Entry[Region] | Entry[Company]
    path: FieldPath
    text: str = ""


@dataclass(frozen=True)
class Names:
    """What can be named in plain words."""

    terms: Wording = field(default_factory=Wording)
    people: Wording = field(default_factory=Wording)


@dataclass(frozen=True)
class Named:
    """What a part of a text names; `start` and `end` within a plain text, 0 for other parts."""

    target: Target
    start: int = 0
    end: int = 0


def names(library: Library) -> Names:
    """The forms of the terms and the names of the people."""
    terms = (
        (form, term.id)
        for term in library.terms.values()
        for form in (term.value.name, *term.value.aliases)
    )
    people = ((person.value.name, person.id) for person in library.people.values())
    return Names(Wording(terms), Wording(people, exact=True))


def named(inline: Inline, library: Library, known: Names) -> Iterator[Named]:
    """What one part of a text names."""
    if isinstance(inline, WikiLink):
        brief = "region" if inline.id in library.regions else "company"
        yield Named((inline.kind or brief, inline.id))
    elif isinstance(inline, FigureRef):
        yield Named(("indicator", inline.indicator))
        if inline.brief:
            kind = "region" if inline.brief in library.regions else "company"
            yield Named((kind, inline.brief))
    elif isinstance(inline, Text):
        for kind, wording in (("term", known.terms), ("person", known.people)):
            for spot in wording.find(inline.text):
                yield Named((kind, spot.id), spot.start, spot.end)


def mentions(library: Library, known: Names) -> dict[Target, list[Mention]]:
    """For everything that is named, the texts of briefs that name it, each once."""
    found: dict[Target, dict[tuple[str, FieldPath], Mention]] = defaultdict(dict)
    for brief in library.briefs():
        for leaf in leaves(brief.value):
            for target in _targets(leaf, library, known):
                if target != (brief.kind, brief.id):
                    text = leaf.value if isinstance(leaf.mark, ProseMark) else ""
                    found[target][brief.id, leaf.path] = Mention(brief, leaf.path, text)
    return {target: list(all.values()) for target, all in found.items()}


def _targets(leaf: Leaf, library: Library, known: Names) -> Iterator[Target]:
    if isinstance(leaf.mark, ProseMark):
        for inline in parse(leaf.value).inlines():
            yield from (part.target for part in named(inline, library, known))
    elif leaf.path[0] not in _SHOWN and {"region", "company"} & set(leaf.mark.kinds):
        yield ("region" if leaf.value in library.regions else "company"), leaf.value
