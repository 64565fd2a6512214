"""Names stand where they are cited: persons with their posts, speakers, partners, places, parents.

A name is found as whole words in any of its forms: the name, an alias, or a form listed in
`printed_names`; a name within a longer name is not found, unless it is the place in it. A person is
named whole, or by surname where the text named them whole before. A post stands whole in a sentence
that names the person and the organisation, without a word before it that the brief leaves out, such
as "deputy" or "former". A tie between two names needs paragraphs that name both.

Why: Ann Lee is not named in Leeds, and a deputy director is no director.

Fix: cite the paragraph that prints the name, write the post as it is printed, or list the printed
form under `printed_names`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefsite.evidence.archive import Archived, quote, text_of, texts_of
from briefsite.library import Entry
from briefsite.library.graph import AnyBrief, Graph
from briefsite.library.resolving import Wording
from briefsite.models import Citation, Company, Event, Person, Region, Role, Statement
from briefsite.models.walk import FieldPath
from briefsite.problems import Example, Problem
from briefsite.text import sentences
from briefsite.text.quantities import normalise

EXAMPLE = Example(
    "companies/harbour-motors.yml",
    bad="        para: 4\n",
    good="        para: 5\n",
)

_SMALL = r"(?:of|the|and|a|an|in|for|at|to)\b"
_LIMITS_BEFORE = re.compile(
    r"(?:\b(?:deputy|vice|former|acting|assistant|associate|ex|then|late|honorary|interim|incoming"
    r"|outgoing|retired|general|managing|executive|senior|junior|sub)[ -]|[副原前代])$",
    re.IGNORECASE,
)
"""Words that make another post of the one behind them."""
_LIMITS_AFTER = re.compile(r"[ -](?:general|elect|designate|emeritus)\b", re.IGNORECASE)
_TITLES = {
    *("mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "dame", "lord", "lady"),
    *("president", "premier", "minister", "governor", "mayor", "secretary", "chairman", "chair"),
    *("chairwoman", "chief", "director", "manager", "general", "king", "queen", "senator", "judge"),
}
"""Words with a capital that may stand before a surname without being part of the name."""
_OPENERS = {
    *("a", "an", "the", "as", "after", "before", "but", "and", "in", "on", "at", "for", "with"),
    *("when", "while", "since", "both", "then", "there", "according", "to", "by", "from"),
}
_CAPITAL = re.compile(r"([^\W\d_]\w*)[.]? $")

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report names and posts that no paragraph cited with them prints."""
    naming = Naming(graph)
    for person in graph.library.people.values():
        yield from _person(naming, person, texts)
    for brief in graph.library.briefs():
        yield from _printed_names(brief, texts)
        yield from _people(naming, brief, texts)
        yield from _ties(naming, brief, texts)
        yield from _places(naming, brief, texts)


# Where a text names a brief.


def forms(brief: AnyBrief) -> tuple[str, ...]:
    """Every form of a brief's name, normalised, the name itself first."""
    value = brief.value
    printed = (named.name for named in value.printed_names)
    local = (value.local_name,) if value.local_name else ()
    found = (value.name, *value.aliases, *local, *printed)
    return tuple(dict.fromkeys(normalise(name) for name in found))


@dataclass(frozen=True)
class Spot:
    """Where a text names briefs; several where they share the form."""

    start: int
    end: int
    ids: frozenset[tuple[str, str]]
    within: bool
    """Whether it stands within a longer name of something else."""


class Naming:
    """All names of all briefs, looked up by their first word, so that a text is read once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._ids: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for brief in graph.library.briefs():
            for form in forms(brief):
                for written in {form, form.upper()}:
                    self._ids[written].add((brief.kind, brief.id))
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for form in sorted(self._ids, key=lambda form: (-len(form), form)):
            if first := _WORD.search(form):
                self._by_word[first[0]].append(form)
        self._read: dict[str, tuple[Spot, ...]] = {}
        people = [(normalise(one.value.name), id) for id, one in graph.library.people.items()]
        ways = ((form, id) for name, id in people for form in (name, name.upper()))
        self.people = Wording(ways, exact=True)
        """The names of people, as they are written or in capitals."""

    def spots(self, text: str) -> tuple[Spot, ...]:
        """Every name of a brief in a normalised text."""
        if text not in self._read:
            self._read[text] = tuple(self._find(text))
        return self._read[text]

    def _find(self, text: str) -> Iterator[Spot]:
        end, owner = 0, frozenset[tuple[str, str]]()
        for word in _WORD.finditer(text):
            for form in self._by_word.get(word[0], ()):
                at = word.start() - form.index(word[0])
                if at >= 0 and text.startswith(form, at) and is_whole(text, at, at + len(form)):
                    stop, ids = at + len(form), frozenset(self._ids[form])
                    yield Spot(at, stop, ids, stop <= end and not ids & owner)
                    if stop > end:
                        end, owner = stop, ids

    def names(self, brief: AnyBrief, text: str, *, within: bool = False) -> bool:
        """Whether a text names a brief; `within` longer names too, where that is asked for."""
        key = (brief.kind, brief.id)
        return any(key in s.ids and (within or not s.within) for s in self.spots(text))

    def places(self, texts: Iterable[str], companies: Iterable[str]) -> set[str]:
        """The regions that texts name, those of companies, and all around them."""
        named = {id for text in texts for spot in self.spots(text) for id in spot.ids}
        found = {id for kind, id in named if kind == "region"}
        for company in {*companies, *(id for kind, id in named if kind == "company")}:
            locations = self.graph.library.companies[company].value.locations
            found |= {location.region for location in locations}
        return found | {up.id for id in found for up in self.graph.ancestors(id)}


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether a piece of a text is whole words; Chinese has no spaces between its words."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_joins(before, text[start]) or _joins(text[end - 1], after))


def _joins(left: str, right: str) -> bool:
    """Whether two characters belong to one word."""
    return bool(left and right) and all(re.match(r"[^\W\u3400-\u9fff]", c) for c in (left, right))


# Where a text names a person.


def person_spots(person: Person, archived: Archived, para: int) -> tuple[tuple[int, int], ...]:
    """Where a paragraph names a person: whole, or by surname where they were named before."""
    text = archived.para(para) or ""
    names = [normalise(name) for name in (person.name, person.local_name) if name]
    found = [spot for name in names for spot in _whole(name, text)]
    first = min((start for start, _ in found), default=len(text))
    words = names[0].split()
    alone = [
        spot
        for surname in ({words[0], words[-1]} if len(words) > 1 else ())
        for spot in _whole(surname, text)
        if not any(a <= spot[0] < b for a, b in found) and _stands_alone(text, *spot)
    ]
    if any(start < first for start, _ in alone):
        before = (archived.para(number) or "" for number in range(1, para))
        first = 0 if any(_whole(name, one) for one in before for name in names) else first
    return tuple(sorted({*found, *(spot for spot in alone if spot[0] >= first)}))


def _whole(name: str, text: str) -> list[tuple[int, int]]:
    """Where a name stands as whole words, as it is written or in capitals."""
    words = (re.escape(word) for word in name.split())
    pattern = " ".join(f"(?:{word}|{word.upper()})" for word in words)
    found = (match.span() for match in re.finditer(pattern, text))
    return [
        (start, end)
        for start, end in found
        if is_whole(text, start, end) and "-" not in (text[start - 1 : start], text[end : end + 1])
    ]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a surname is no part of another person's name."""
    if re.match(r" [^\W\d_a-z]\w+", text[end:]) and text[end + 1].isupper():
        return False
    before = _CAPITAL.search(text, max(0, start - 30), start)
    if not before or not before[1][0].isupper():
        return True
    return before[1].lower() in _TITLES | _OPENERS


# Persons and their posts.


@dataclass(frozen=True)
class _Told:
    """A sentence that names a person, where it does, and where it names others."""

    text: str
    person: tuple[tuple[int, int], ...]
    others: tuple[tuple[int, int], ...]

    def says(self, post: str) -> bool:
        """Whether it prints a post, and no other person stands nearer to it."""
        return any(
            _gap(spot, self.person) <= _gap(spot, self.others) for spot in posts(post, self.text)
        )


def _person(
    naming: Naming, person: Entry[Person], texts: Mapping[str, Archived]
) -> Iterator[Problem]:
    for index, role in enumerate(person.value.roles):
        for citation in role.sources:
            text = text_of(texts, citation)
            if text is None:
                continue
            spots = person_spots(person.value, texts[citation.source], citation.para)
            told = tuple(_told(naming, person, text, spots))
            if fault := _fault(naming, person.value, role, told):
                message, field = fault
                at = spots[0][0] if spots else 0
                yield person.problem(("roles", index, *field), "names", message, quote(text, at))


def _told(
    naming: Naming, person: Entry[Person], text: str, spots: Iterable[tuple[int, int]]
) -> Iterator[_Told]:
    """The sentences of a paragraph that name a person."""
    for start, end in sentences(text):
        mine = tuple((a - start, b - start) for a, b in spots if start <= a < end)
        if mine:
            words = text[start:end]
            others = (spot for spot in naming.people.find(words) if spot.id != person.id)
            yield _Told(words, mine, tuple((spot.start, spot.end) for spot in others))


def _fault(
    naming: Naming, person: Person, role: Role, told: tuple[_Told, ...]
) -> tuple[str, tuple[str, ...]] | None:
    """What the sentences do not say of a person's post, and the field that is wrong."""
    if not told:
        return f"no cited paragraph names {person.name}", ()
    saying = [one for one in told if one.says(role.title)]
    if not saying:
        missing = _missing(role.title, " ".join(one.text for one in told))
        return f"no sentence that names {person.name} prints {missing}", ("title",)
    if role.organisation:
        brief = naming.graph.library.brief(role.organisation)
        if not any(naming.names(brief, one.text) for one in saying):
            post = f"{person.name} as {role.title}"
            return f"no sentence that names {post} names {brief.value.name}", ("organisation",)
    return None


def posts(title: str, sentence: str) -> list[tuple[int, int]]:
    """Where a sentence prints a post, without a word at it that makes another post of it."""
    words = (re.escape(word) for word in _telling(title))
    pattern = rf"(?:[\s,]+(?:{_SMALL}\s+)*|(?<=[\u3400-\u9fff])\s*)".join(words)
    return [
        (start, end)
        for start, end in (match.span() for match in re.finditer(pattern, sentence, re.IGNORECASE))
        if is_whole(sentence, start, end) and sentence[start - 1 : start] != "-"
        if not _LIMITS_BEFORE.search(sentence[max(0, start - 12) : start])
        if not _LIMITS_AFTER.match(sentence, end)
    ]


def _telling(title: str) -> list[str]:
    """The words of a post that matter."""
    words = re.findall(r"[\w&-]+", normalise(title))
    return [word for word in words if not re.fullmatch(_SMALL, word, re.IGNORECASE)] or words


def _missing(title: str, told: str) -> str:
    words = [word for word in _telling(title) if word.lower() not in told.lower()]
    return f"'{words[0]}' of the post '{title}'" if words else f"the post '{title}' as it stands"


def _gap(spot: tuple[int, int], others: Iterable[tuple[int, int]]) -> float:
    """How far the nearest of some places is from one."""
    start, end = spot
    return min((max(a - end, start - b, 0) for a, b in others), default=float("inf"))


# Who spoke, who took part, what briefs tie together, and where it happened.


def _printed_names(brief: AnyBrief, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    for index, named in enumerate(brief.value.printed_names):
        cited = texts_of(texts, named.sources)
        form = normalise(named.name)
        if cited and not any(_stands(form, text) for text in cited):
            message = f"no cited paragraph prints the name '{named.name}'"
            yield brief.problem(("printed_names", index, "name"), "names", message, quote(cited[0]))


def _stands(words: str, text: str) -> bool:
    found = (match.span() for match in re.finditer(re.escape(words), text))
    return any(is_whole(text, *span) for span in found)


def _people(naming: Naming, brief: AnyBrief, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Speakers, and those who took part."""
    people = naming.graph.library.people
    claims: list[tuple[FieldPath, str, Iterable[Citation]]] = [
        (("statements", index, "speaker"), statement.speaker, statement.sources)
        for index, statement in enumerate(brief.value.statements)
        if statement.speaker
    ]
    claims += [
        (("events", index, "people", number), id, event.sources)
        for index, event in enumerate(brief.value.events)
        for number, id in enumerate(event.people)
    ]
    for path, id, sources in claims:
        cited = texts_of(texts, sources)
        if cited and not any(
            person_spots(people[id].value, texts[c.source], c.para) for c in sources
        ):
            message = f"no cited paragraph names {people[id].value.name}"
            yield brief.problem(path, "names", message, quote(cited[0]))


def _ties(naming: Naming, brief: AnyBrief, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Organisations that spoke, partners, owners, places: both ends are named."""
    for path, other, sources in _tied(naming.graph, brief):
        cited = texts_of(texts, sources)
        place = other.kind == "region"
        if cited and not any(naming.names(other, text, within=place) for text in cited):
            message = f"no cited paragraph names {other.value.name}"
            yield brief.problem(path, "names", message, quote(cited[0]))
        elif cited and other.id != brief.id and not _is_at_hand(naming, brief, texts, sources):
            message = f"neither the cited paragraph nor the one before names {brief.value.name}"
            yield brief.problem(path, "names", message, quote(cited[0]))


def _tied(
    graph: Graph, brief: AnyBrief
) -> Iterator[tuple[FieldPath, AnyBrief, tuple[Citation, ...]]]:
    """Each brief that another one claims its citations name."""
    library = graph.library
    value = brief.value
    for index, relation in enumerate(value.relations):
        yield ("relations", index, "to"), library.brief(relation.to), relation.sources
    for index, statement in enumerate(value.statements):
        if statement.organisation:
            path = ("statements", index, "organisation")
            yield path, library.brief(statement.organisation), statement.sources
    for index, event in enumerate(value.events):
        for number, id in enumerate(event.companies):
            yield ("events", index, "companies", number), library.companies[id], event.sources
    if isinstance(value, Region) and value.parent and value.parent_sources:
        yield ("parent",), library.regions[value.parent], value.parent_sources
    if isinstance(value, Company):
        for index, location in enumerate(value.locations):
            path = ("locations", index, "region")
            yield path, library.regions[location.region], location.sources
        for index, parent in enumerate(value.parents):
            path = ("parents", index, "company")
            yield path, library.companies[parent.company], parent.sources


def _is_at_hand(
    naming: Naming, brief: AnyBrief, texts: Mapping[str, Archived], sources: Iterable[Citation]
) -> bool:
    """Whether a cited paragraph, or the one before it, names a brief."""
    found = (texts[c.source].para(c.para + step) for c in sources for step in (0, -1))
    return any(text and naming.names(brief, text, within=True) for text in found)


def _places(naming: Naming, brief: AnyBrief, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Where an event or statement is told and shown is named, or follows from what is named."""
    happened = [(("events", n), item) for n, item in enumerate(brief.value.events)]
    said = [(("statements", n), item) for n, item in enumerate(brief.value.statements)]
    items: list[tuple[tuple[str, int], Event | Statement]] = [*happened, *said]
    for path, item in items:
        cited = texts_of(texts, item.sources)
        if not cited:
            continue
        fault = f"neither the cited paragraph nor the one before names {brief.value.name}"
        if brief.kind == "company" and not _is_at_hand(naming, brief, texts, item.sources):
            yield brief.problem((*path, "id"), "names", fault, quote(cited[0]))
        companies = {*item.companies, *((brief.id,) if brief.kind == "company" else ())}
        shown: dict[str, FieldPath] = {id: ("regions", n) for n, id in enumerate(item.regions)}
        if brief.kind == "region":
            shown[brief.id] = ("id",)
        about = [text for c in item.sources for text in _context(naming, texts, c)]
        for id, field in shown.items():
            region = naming.graph.library.regions[id].value
            # What a text says of "the country" names it nowhere but at its beginning.
            whole = [text for c in item.sources for text in texts[c.source].paragraphs]
            if id not in naming.places(about if region.parent else whole, companies):
                message = f"no cited paragraph names {region.name} or a place in it"
                yield brief.problem((*path, *field), "names", message, quote(cited[0]))


def _context(naming: Naming, texts: Mapping[str, Archived], citation: Citation) -> Iterator[str]:
    """A paragraph, the one before it, and where it names no place the last one that does."""
    paragraphs = texts[citation.source].paragraphs[: citation.para]
    yield from paragraphs[-2:]
    if not naming.places(paragraphs[-1:], ()):
        yield from next(([text] for text in paragraphs[::-1] if naming.places([text], ())), ())
