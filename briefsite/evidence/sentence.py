"""The sentence that prints a number says what the brief says of it, and of whom.

What is counted stands at the number; a target has a word such as *will* or *plan*, and an actual
value has none that governs it; what a share is of, a rank is among and a change is against stands
in the sentence; a change, rank or conversion stands beside this number and no other; `respectively`
gives each its own. `Rose by 5 million` is no level of 5 million, and a loss no profit. Held in
English, where the words are known; a Chinese sentence for its status, changes and losses.

Why: a right number under a wrong name is a wrong number.

Fix: file the number where the sentence puts it, and use the sentence's own words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from briefsite.evidence.archive import Archived, quote, text_of
from briefsite.evidence.names import forms
from briefsite.evidence.spots import PLAN, Spot, around, belongs, places, stem, stems
from briefsite.library.graph import AnyBrief, Graph
from briefsite.models import Citation, Figure, Indicator
from briefsite.models.walk import FieldPath
from briefsite.problems import Example, Problem
from briefsite.text.dates import mentions
from briefsite.text.numerals import words
from briefsite.text.periods import Period
from briefsite.text.quantities import normalise

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="    period: 2022\n    status: target\n",
    good="    period: 2022\n    status: actual\n",
)


def _is_english(text: str) -> bool:
    """Whether the words of a sentence can be held; Chinese has others than the brief."""
    return not re.search(r"[\u3400-\u9fff]", text)


@dataclass(frozen=True)
class _Held:
    """A figure at the place where one of its citations prints it."""

    graph: Graph
    brief: AnyBrief
    figure: Figure
    indicator: Indicator
    path: FieldPath
    citation: Citation
    spot: Spot

    def problem(self, field: FieldPath, message: str) -> Problem:
        hint = quote(self.spot.text, self.spot.begin)
        return self.brief.problem((*self.path, *field), "sentence", message, hint)

    @cached_property
    def own(self) -> frozenset[str]:
        """The words of the names of the brief and of the regions around it."""
        return stems(" ".join(form for one in self.around() for form in forms(one)))

    def around(self) -> Iterator[AnyBrief]:
        """The brief itself, the regions around it, and the whole of which it is a share."""
        yield from around(self.graph, self.brief)
        if self.figure.share_of and self.figure.share_of.brief:
            yield self.graph.library.brief(self.figure.share_of.brief)


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report figures of which the sentence says something else."""
    rivals = _by_unit(graph)
    for brief in graph.library.briefs():
        for index, figure in enumerate(brief.value.figures):
            indicator = graph.library.indicators[figure.indicator].value
            for citation in figure.sources:
                text = text_of(texts, citation)
                if not text:
                    continue
                at = ("figures", index)
                kept = (graph, brief, figure, indicator, at, citation)
                held = [_Held(*kept, spot) for spot in places(graph, figure, citation, text)]
                yield from _best(held, rivals[indicator.unit])
            yield from _parts(graph, brief, ("figures", index), figure, texts)


def _best(held: list[_Held], rivals: Iterable[Indicator]) -> Iterator[Problem]:
    """The faults at the place that has the fewest: where words stand twice, one may be meant."""
    faults = [[one.problem(*fault) for fault in _faults(one, rivals)] for one in held]
    yield from min(faults, key=len, default=[])


def _faults(held: _Held, rivals: Iterable[Indicator]) -> Iterator[tuple[FieldPath, str]]:
    language = held.graph.library.sources[held.citation.source].value.language
    yield from _status(held)
    yield from _turned(held)
    if (language or "en").startswith("en") and _is_english(held.spot.sentence):
        yield from _thing(held, rivals)
        yield from _words(held)
        yield from _respectively(held)
        yield from _against(held)


def _by_unit(graph: Graph) -> dict[str, list[Indicator]]:
    found: dict[str, list[Indicator]] = {}
    for entry in graph.library.indicators.values():
        found.setdefault(entry.value.unit, []).append(entry.value)
    return found


# What is counted or measured.

_SPLIT = re.compile(r" (?:of|for|in|with|that|which|who|from|at|by|to|per) ")
_PEOPLE = stems(
    "people person resident inhabitant employee worker staff job man woman population workforce"
)
_ANYTHING = stems("unit item piece set")
_NOTHING_FOLLOWS = re.compile(
    r"\s*(?:$|[,.;:)!?\]]|(?:in|by|at|of|on|as|from|to|and|or|for|during|last|this|year|compared|up"
    r"|down|were|was|are|is|have|has|had|will|can|did|with|while|after|more|fewer|a|per|than"
    r"|\w+ed(?! \w+s\b))\b)",
    re.IGNORECASE,
)


def _thing(held: _Held, rivals: Iterable[Indicator]) -> Iterator[tuple[FieldPath, str]]:
    label = held.indicator.unit_label
    if held.indicator.unit == "count":
        if label and not _counts(held, label):
            yield ("indicator",), f"'{held.citation.printed}' does not count {label}"
    elif other := _other_indicator(held, rivals):
        message = f"'{held.citation.printed}' is not of {held.indicator.name}, but of {other}"
        yield ("indicator",), message


def _counts(held: _Held, label: str) -> bool:
    """Whether what a label names stands at a number, and all its words in the sentence."""
    spot = held.spot
    if spot.number.unit in held.graph.library.unit_table.means(label):
        return True
    words = _SPLIT.split(label.lower())[0].split()
    head = stem(re.sub(r"\W", "", words[-1]))
    at_number = stems(spot.phrase())
    if _NOTHING_FOLLOWS.match(spot.text, spot.number.end) or not at_number:
        at_number |= stems(spot.text[spot.begin : spot.number.start])
    kin = _PEOPLE if head in _PEOPLE else frozenset({head})
    if head in _ANYTHING and head not in at_number:
        return bool(stems(held.indicator.name) & at_number)
    return bool(kin & at_number) and stems(label) - kin <= stems(spot.sentence)


def _other_indicator(held: _Held, rivals: Iterable[Indicator]) -> str:
    """Another indicator of whose name the sentence prints more at the number than of this one's.

    Words that stand at another number of the same unit do not count for this one.
    """
    zone = _without(held.spot.zone(), held)
    near, every = stems(zone), stems(_without(held.spot.sentence, held))
    mine = stems(held.indicator.name)
    meant = mine | stems(held.indicator.definition)
    if mine & every and not mine & near:
        return "another number"
    for rival in rivals:
        words = stems(rival.name)
        if rival.name == held.indicator.name or words <= mine:
            if words and words < mine and words <= near and _comes_later(held, mine - words):
                return rival.name
            continue
        fit = len(words & near)
        whole = len(words) > 1 and fit == len(words) > len(mine & near) and not mine <= near
        if whole or (not meant & near and fit and 2 * fit >= len(words)):
            return rival.name
    return ""


def _comes_later(held: _Held, words: frozenset[str]) -> bool:
    """Whether a paragraph prints words for the first time behind the sentence of a number."""
    spot = held.spot
    return bool(words & stems(spot.text[spot.end :])) and not words & stems(spot.text[: spot.end])


def _without(text: str, held: _Held) -> str:
    """A text without the names of the brief and of what is around it."""
    for one in held.around():
        for form in forms(one):
            text = text.replace(form, " ")
    return text


# Whether it is a change, or below nothing.

_NAMED_CHANGE = re.compile(
    r"grow|increas|decreas|declin|chang|rise|fall|drop|add(?:ed|ition)|new\b|net\b|reduc|cut|sav"
    r"|gain|avoid|expansion|improve|增|减|降|新|净|升",
    re.IGNORECASE,
)
_NAMED_LOSS = re.compile(r"loss|lost|deficit|shortfall|亏|逆差|赤字", re.IGNORECASE)
_SOME = (
    r"(?: (?:an?|about|some|over|more|than|nearly|almost|at|least|up|to|around|roughly"
    r"|approximately|another|further))*"
)
_CHANGED_BY = re.compile(
    rf"\b(?:{'|'.join(words('direction', 'rise') | words('direction', 'fall'))})"
    rf"(?: \w+ly| year[- ]on[- ]year)? (?:by|of){_SOME} ?$"
    r"|(?:增加|减少|下降|上升|增长|提高|下滑|上涨|降低)了?[约近逾]?$",
    re.IGNORECASE,
)
_LOSS_OF = re.compile(
    r"\b(?:loss(?:es)?|deficits?|shortfall)(?: [a-z]+){0,4} of(?: \w+){0,2} ?$"
    r"|(?:亏损|逆差|赤字|净亏)额?[为达了约]{0,2}$",
    re.IGNORECASE,
)


def _turned(held: _Held) -> Iterator[tuple[FieldPath, str]]:
    """A change is no level, and a loss no profit, whatever the number."""
    spot, indicator = held.spot, held.indicator
    before = spot.text[max(spot.begin, spot.number.start - 60) : spot.number.start]
    name = f"{indicator.name} {indicator.definition}"
    level = indicator.quantity != "growth" and not _NAMED_CHANGE.search(name)
    if level and spot.number.direction and (told := _CHANGED_BY.search(before)):
        phrase = f"{told[0].strip()} {spot.number.printed}"
        yield ("indicator",), f"'{phrase}' is a change, and no value of '{indicator.name}'"
    money = held.graph.library.unit_table[indicator.unit].kind == "money"
    gain = money and held.figure.value > 0 and not _NAMED_LOSS.search(name)
    if gain and (told := _LOSS_OF.search(before)):
        yield ("value",), f"'{told[0].strip()}': the value is below 0, or the indicator a loss"


# Whether it has happened.

_GOVERNS = re.compile(
    r"\b(?:will|shall|would|(?:is|are) (?:set|due|poised|on track) to"
    r"|plans? (?:to|for|of|worth)|(?<!year )(?<!five-year )plans?|planned"
    r"|planning (?:to|for)|(?:is|are|was|were) to|to be \w+(?:ed|en|lt|t)|designed to"
    r"|aim(?:s|ed|ing)?|target(?:s|ed|ing)?|goals?|(?<!than )expect(?:s|ed|ing)?"
    r"|intend(?:s|ed|ing)?|propos(?:e|es|ed|ing)|hop(?:es?|ed|ing)|seek(?:s|ing)?"
    r"|striv(?:e|es|ing)|scheduled|forecast(?:s|ed)?|slated"
    r"|projected to|projections?|(?:previous|earlier|prior|initial) estimates?)\b"
    r"|将(?!近)|计划|力争|预计|目标|拟|争取|有望",
    re.IGNORECASE,
)
_GOVERNED = re.compile(
    r"\b(?:will be|shall be|(?:is|are) to be|(?:is|are) (?:expected|planned|scheduled|due|designed"
    r"|projected|forecast|slated|set) to)\b|^\W*(?:\w+ ){0,2}(?:goal|target|planned|scheduled)\b",
    re.IGNORECASE,
)
_BUILT_TO = re.compile(
    r"capacit|capab|\bcan\b|designed|annually|a year|per year|able to|产能|能力|设计|年产",
    re.IGNORECASE,
)


def _status(held: _Held) -> Iterator[tuple[FieldPath, str]]:
    spot, status = held.spot, held.figure.status
    begin, end = spot.clause()
    if status == "actual" and _to_come(held):
        yield ("status",), "a time after the text cannot have an actual value"
    elif status == "actual":
        counted = (q for q in spot.others if q.unit != "ordinal")
        last = max((q.end for q in counted if q.end <= spot.number.start), default=begin)
        before = _GOVERNS.search(spot.text, max(begin, last), spot.number.start)
        if word := before or _GOVERNED.search(spot.text[spot.number.end : end]):
            yield ("status",), f"'{word[0].strip()}' stands at the number; it is no actual value"
    elif status in ("planned", "target"):
        if not (_planned(spot) or _to_come(held)):
            yield ("status",), f"the sentence does not say that it is {status}"
    elif (
        status == "capacity"
        and held.indicator.quantity != "capacity"
        and not _BUILT_TO.search(spot.text, begin, end)
    ):
        yield ("status",), "nothing at the number speaks of what something can do"


def _planned(spot: Spot) -> bool:
    """Whether a word of what is to come stands before a number, or behind it and at no other."""
    _, clause = spot.clause()
    last = max((q.start for q in spot.others), default=spot.begin)
    words = PLAN.finditer(spot.text, spot.begin, spot.end)
    return any(word.start() < clause or word.start() > last for word in words)


def _to_come(held: _Held) -> bool:
    published = held.graph.library.sources[held.citation.source].value.published
    period = Period.parse(held.figure.period)
    day = period.last if period.text.startswith("by ") else period.first
    return bool(published and day) and str(day) > str(published)


# The whole of a share, the field of a rank, the other side of a change.


def _words(held: _Held) -> Iterator[tuple[FieldPath, str]]:
    figure, known = held.figure, held.own
    if figure.share_of:
        missing = stems(figure.share_of.what) - stems(held.spot.zone()) - known
        if missing:
            words = _first_of(figure.share_of.what, missing)
            yield ("share_of", "what"), f"the sentence does not print '{words}' at the share"
    if figure.rank:
        missing = stems(figure.rank.among) - stems(held.spot.sentence) - known
        if missing:
            words = _first_of(figure.rank.among, missing)
            yield ("rank", "among"), f"the sentence does not print '{words}'"


def _first_of(text: str, wanted: frozenset[str]) -> str:
    words = (word[0] for word in re.finditer(r"[\w&]+", text))
    return next((word for word in words if stems(word) & wanted), text)


_YEARLY = re.compile(
    r"\byear[- ](?:on|over|after)[- ]year\b|\ba year (?:earlier|ago|before)\b|\byoy\b|\by/y\b"
    r"|\bannual|\bthe (?:year before|previous year|prior year|preceding year)\b"
    r"|\b(?:than|from|over|on|with|against) last year\b|\bsame period\b"
    r"|同比|比上年|较上年|比去年|较去年",
    re.IGNORECASE,
)


def _against(held: _Held) -> Iterator[tuple[FieldPath, str]]:
    """Where a sentence says with what it compares, that is what the brief says."""
    change = held.figure.change
    if not change:
        return
    spot, against = held.spot, normalise(change.against)
    named = [m for m in mentions(spot.text) if spot.begin <= m.start < spot.end]
    bases = {form for m in named if m.base for form in m.forms}
    yearly = bool(_YEARLY.search(spot.sentence))
    if not (bases or yearly):
        year = Period.parse(held.figure.period).year
        wanted = re.fullmatch(r"\d{4}", against)
        if wanted and year and int(against) >= year:
            yield ("change", "against"), f"{against} is not before {year}"
        return
    year = Period.parse(held.figure.period).year
    said = {form[:4] for form in bases} | ({str(year - 1)} if year and yearly else set())
    given = set(re.findall(r"(?<!\d)\d{4}(?!\d)", against))
    fits = given <= said if given else False
    if not given and _YEARLY.search(against):
        fits = yearly or bool(year and str(year - 1) in said)
    if not given and not fits:
        fits = bool(stems(against)) and stems(against) <= stems(spot.sentence)
    if not fits:
        yield ("change", "against"), f"the sentence does not compare with '{change.against}'"


# `respectively`: each takes its own.


def _respectively(held: _Held) -> Iterator[tuple[FieldPath, str]]:
    """In `steel and chips made 31 and 60 percent, respectively` each number has its own name."""
    spot = held.spot
    told = re.search(r"\brespectively\b", spot.sentence)
    row = spot.row()
    if not told or len(row) < 2:
        return
    places = [q.start for q in row]
    at = places.index(spot.number.start)
    texts = (spot.text[spot.begin : places[0]], spot.text[row[-1].end : spot.begin + told.start()])
    lists = [_headless(parts) for text in texts if len(parts := _listed(text)) == len(row)]
    if not lists:
        return
    hints = stems(f"{held.indicator.name} {held.indicator.unit_label or ''}")
    hints |= stems(" ".join(forms(held.brief)))
    hints |= stems(held.figure.share_of.what) if held.figure.share_of else frozenset()
    for parts in lists:
        fit = [len(stems(part) & hints) for part in parts]
        if fit[at] and fit[at] == max(fit) and fit.count(fit[at]) == 1:
            return
    dated = [m for m in mentions(spot.text) if spot.begin <= m.start < spot.end]
    if len(dated) == len(row) and held.figure.period != "undated":
        return
    yield ("sources",), f"'respectively' gives '{spot.number.printed}' to '{lists[0][at].strip()}'"


def _headless(parts: list[str]) -> list[str]:
    """An enumeration without what all of it hangs on: the shares of `steel`, chips and cars."""
    tail = re.search(r" (?:in|at|of|on|for|was|were|is|are|made) ", parts[-1])
    parts = [*parts[:-1], parts[-1][: tail.start()]] if tail and tail.start() else parts
    head = re.match(r".*\b(?:of|in|for|by|from) (?:the )?", parts[0])
    if not head or any(re.search(r"\b(?:of|for|by)\b", part) for part in parts[1:]):
        return parts
    return [parts[0][head.end() :], *parts[1:]]


def _listed(text: str) -> list[str]:
    """The parts of an enumeration: `steel, chips and cars made`."""
    return [part for part in re.split(r", and |, | and ", text) if part.strip(" ,")]


# A change, rank or conversion belongs to one number.


def _parts(
    graph: Graph,
    brief: AnyBrief,
    path: FieldPath,
    figure: Figure,
    texts: Mapping[str, Archived],
) -> Iterator[Problem]:
    parts: list[tuple[FieldPath, str, str]] = []
    if figure.change:
        parts.append((("change",), figure.change.printed, "change"))
    if figure.rank:
        parts.append((("rank",), figure.rank.printed, "rank"))
    for number, conversion in enumerate(figure.conversions):
        parts.append((("conversions", number), conversion.printed, "conversion"))
    every = [
        spot
        for citation in figure.sources
        if (text := text_of(texts, citation))
        for spot in places(graph, figure, citation, text)
    ]
    for field, printed, kind in parts:
        if every and not any(belongs(spot, printed, kind) for spot in every):
            message = f"'{printed}' does not stand at '{figure.sources[0].printed}'"
            hint = quote(every[0].text, every[0].begin)
            yield brief.problem((*path, *field, "printed"), "sentence", message, hint)
