"""Periods and dates stand in the source, or follow from its own date as the brief says.

The sentence decides that holds the printed number, and where it names several times, the one that
stands beside the number. `printed`: that is the period. `paragraph`: the sentence names no time of
this number, and the nearest sentence before it that names one, or opens with one, gives the period.
`publication`: the sentence, or the nearest before it, says `last year`, `this year` or a month, and
with the source's own date that gives the period.
`inferred`: it says so in a text without a date; then the text must print the year before as the
latest that is past.

Why: a value of the wrong year is a wrong value.

Fix: correct the period or its `period_basis`; write `undated` where the text gives no time. An
event whose day is known otherwise says so in `date_note`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from briefsite.evidence.archive import Archived, quote, text_of, texts_of
from briefsite.evidence.spots import PLAN, Spot, places, spans
from briefsite.library.graph import AnyBrief, Graph
from briefsite.models import Citation, Figure
from briefsite.models.walk import FieldPath
from briefsite.problems import Example, Problem
from briefsite.text import listed
from briefsite.text.dates import Mention, mentions
from briefsite.text.periods import Period

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="  - indicator: ships\n    period: 2021\n",
    good="  - indicator: ships\n    period: 2023\n",
)


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report periods of figures and dates of events that the source does not bear out."""
    for brief in graph.library.briefs():
        for index, figure in enumerate(brief.value.figures):
            yield from _figure(graph, brief, ("figures", index), figure, texts)
        for index, event in enumerate(brief.value.events):
            if event.date and not event.date_note:
                yield from _event(graph, brief, ("events", index), event.date, event.sources, texts)


def _figure(
    graph: Graph, brief: AnyBrief, path: FieldPath, figure: Figure, texts: Mapping[str, Archived]
) -> Iterator[Problem]:
    if figure.period == "undated":
        return
    period = Period.parse(figure.period)
    for citation in figure.sources:
        text = text_of(texts, citation)
        if not text:
            continue
        published = graph.library.sources[citation.source].value.published
        day = date.fromisoformat(published) if published else None
        if figure.period_basis == "inferred":
            day = inferred_day(texts[citation.source])
        found = list(places(graph, figure, citation, text))
        faults = [_fault(spot, figure.period_basis, period, day, citation) for spot in found]
        if faults and all(faults):
            message, advice = faults[0] or ("", "")
            hint = "; ".join(filter(None, (advice, quote(text, found[0].begin))))
            yield brief.problem((*path, "period"), "dates", message, hint)


def inferred_day(archived: Archived) -> date | None:
    """A day of the year after the latest that a text without a date prints as past."""
    years = [
        int(form[:4])
        for para in archived.paragraphs
        for begin, end in spans(para)
        if not PLAN.search(para, begin, end)
        for mention in mentions(para)
        if begin <= mention.start < end and not mention.relative
        for form in mention.forms[:1]
        if form[:4].isdecimal()
    ]
    return date(max(years) + 1, 12, 31) if years else None


def _fault(
    spot: Spot, basis: str, period: Period, day: date | None, citation: Citation
) -> tuple[str, str] | None:
    """What is wrong with a period at one place, and what would be right."""
    here = times(spot, day)
    para = f"paragraph {citation.para}"
    if basis == "paragraph":
        if here and not _of_others(spot, here, day):
            return f"the sentence with '{citation.printed}' names a time itself", ""
        return _fault_before(spot, period, day, para)
    if not here:
        if basis == "publication" and not _fault_before(spot, period, day, para, relative=True):
            return None
        hint = "" if _fault_before(spot, period, day, para) else "write period_basis: paragraph"
        if basis == "printed":
            return f"the sentence with '{citation.printed}' does not print {period.words}", hint
        return f"the sentence with '{citation.printed}' speaks of no time", hint
    fitting = [mention for mention in here if mention.says(period)]
    if not fitting and _spans(spot, period, day):
        return None
    if not fitting:
        return _other_time(here, basis, period, citation)
    relative = fitting[0].relative
    if basis == "printed" and relative:
        return f"{period.words} is not printed, it follows from another date", _bases_of(day)
    if basis != "printed" and not relative:
        return f"the sentence prints {period.words} itself", "leave 'period_basis' out"
    return None


def _bases_of(day: date | None) -> str:
    return f"write period_basis: {'publication' if day else 'inferred'}"


def _other_time(
    here: tuple[Mention, ...], basis: str, period: Period, citation: Citation
) -> tuple[str, str]:
    words = list(dict.fromkeys(Period.parse(m.forms[0]).words for m in here if m.forms))
    if basis == "inferred" and not words:
        return f"no sentence prints a year from which {period.words} follows", ""
    if basis == "publication":
        message = f"{period.words} does not follow from paragraph {citation.para} and its date"
        return message, f"that gives {listed(words)}" if words else ""
    if not words:
        return f"the sentence with '{citation.printed}' does not print {period.words}", ""
    return f"the time of '{citation.printed}' is {listed(words)}, not {period.words}", ""


def _fault_before(
    spot: Spot, period: Period, day: date | None, para: str, *, relative: bool = False
) -> tuple[str, str] | None:
    """What is wrong with a period that is taken from a sentence before.

    It is that of the nearest that names one, or of the nearest that opens with one: `In 2024, ...`.
    """
    nearest = True
    for begin, end in reversed(spans(spot.text)[: spot.index]):
        named = _named(spot.text, begin, end, day if relative else None)
        named = [mention for mention in named if mention.relative == relative]
        main = _main_time(spot, begin, end, day) if named and nearest and not relative else ()
        opens = bool(named) and named[0].start - begin <= len("During ")
        if (named and nearest and all(mention.says(period) for mention in named)) or (
            opens and named[0].says(period)
        ):
            return None
        if any(mention.says(period) and not mention.relative for mention in main):
            return None
        if opens:
            break
        nearest = nearest and not named
    return f"no sentence before it in {para} gives {period.words}", ""


def _main_time(spot: Spot, begin: int, end: int, day: date | None) -> tuple[Mention, ...]:
    """The time of the first number of another sentence of the paragraph."""
    first = next((q for q in spot.read if begin <= q.start < end), None)
    return times(replace(spot, begin=begin, end=end, number=first), day) if first else ()


def _named(text: str, begin: int, end: int, day: date | None) -> list[Mention]:
    """The times that a sentence names, without those it only compares with."""
    inside = [m for m in mentions(text, day) if begin <= m.start < end and not m.base]
    return [m for m in inside if not m.weak] or inside


def times(spot: Spot, day: date | None) -> tuple[Mention, ...]:
    """The times of a number: what stands beside it among the times that its sentence names."""
    named = _named(spot.text, spot.begin, spot.end, day)
    if not named:
        return ()
    chosen = _from_and_to(spot, named) or _in_pairs(spot, named) or _beside(spot, named)
    dated = tuple(_with_year(one, named) for one in chosen)
    before = spot.text[max(spot.begin, spot.number.start - 40) : spot.number.start]
    if _HAN_YEAR_BEFORE.search(before) or _YEAR_BEFORE.match(spot.text, spot.number.end, spot.end):
        return tuple(_year_before(one) for one in dated)
    return dated


_YEAR_BEFORE = re.compile(
    r"\s*(?:(?!from\b|than\b|over\b|on\b|to\b|compared\b)[a-z]+ ){0,4}?(?:in )?"
    r"(?:a year (?:earlier|ago|before)|the (?:year before|previous year|prior year)"
    r"|the same (?:period|quarter|month|half)(?: of)? (?:last|the previous) year)\b",
    re.IGNORECASE,
)


_HAN_YEAR_BEFORE = re.compile(r"(?<![比较与和同于])(?:去年|上年)同期[，,]?[^，,；;。]{0,24}$")


def _year_before(mention: Mention) -> Mention:
    """The same time of the year before: `down from 4.4 percent a year earlier`."""
    forms = tuple(re.sub(r"\d{4}", lambda y: str(int(y[0]) - 1), f) for f in mention.forms)
    return replace(mention, forms=forms)


def _with_year(mention: Mention, named: list[Mention]) -> Mention:
    """A quarter or month takes the year that the sentence printed before it."""
    if not mention.part:
        return mention
    printed = [m for m in named if m.start < mention.start and not m.relative and m.forms]
    years = [m.forms[0][:4] for m in printed]
    years = [year for year in years if year.isdecimal()]
    if not years:
        return mention
    return Mention(mention.start, mention.end, mention.in_year(int(years[-1])))


def _in_pairs(spot: Spot, named: list[Mention]) -> tuple[Mention, ...]:
    """`5 and 6 million in 2022 and 2023`: the first of these in the first of those."""
    listed_times = _run(spot.text, [(m.start, m.end) for m in named])
    for run in listed_times:
        if len(run) < 2:
            continue
        ordered = sorted([*spot.others, spot.number], key=lambda q: q.start)
        for row in _run(spot.text, [(q.start, q.end) for q in ordered]):
            if len(row) == len(run) and (spot.number.start, spot.number.end) in row:
                at = run[row.index((spot.number.start, spot.number.end))]
                return tuple(m for m in named if (m.start, m.end) == at)
    return ()


def _run(text: str, places: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Places in a row: with nothing between them but `and` or a comma."""
    runs: list[list[tuple[int, int]]] = []
    for place in places:
        between = text[runs[-1][-1][1] : place[0]] if runs else "-"
        if between.strip(" ,、") in ("", "and", "and in", "和"):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _from_and_to(spot: Spot, named: list[Mention]) -> tuple[Mention, ...]:
    """`Between 2019 and 2023 it rose from 2 to 4 million`: the first number in the first year."""
    spans_ = [m for m in named if m.forms and re.fullmatch(r"\d{4}\.\.\d{4}", m.forms[0])]
    low = high = None
    for number in (*spot.others, spot.number):
        before = spot.text[max(spot.begin, number.start - 6) : number.start]
        low = number if re.search(r"\bfrom $", before) else low
        high = number if re.search(r"\bto $", before) else high
    if len(spans_) != 1 or not (low and high) or spot.number not in (low, high):
        return ()
    year = spans_[0].forms[0].split("..")[spot.number == high]
    return (replace(spans_[0], forms=(year,)),)


_THAN = re.compile(
    r"\b(?:outperform|surpass|exceed|beat|top)(?:s|ed|ing)? (?:the )?$"
    r"|\b(?:than|from|versus|compared (?:with|to)|against)(?: the)? $"
    r"|\b(?:since|record|previous|prior|earlier)\b(?: \w+){0,3} \(?$"
)
"""Words before a number that another is compared with."""


def _of_others(spot: Spot, here: tuple[Mention, ...], day: date | None) -> bool:
    """Whether times stand at other numbers: `40, more than the 30 of 2022`."""
    named = _named(spot.text, spot.begin, spot.end, day)
    owned = {
        found.start
        for other in spot.others
        if (found := _after(replace(spot, number=other), named)) and found.start > spot.number.end
    }
    return all(mention.start in owned for mention in here)


_HAN_TO = re.compile(r"(?:从|由).{0,40}[到至]$")
_HAN_FROM = re.compile(r"的(?=[\d一二三四五六七八九])")
"""从2020年的169家增加到178家: the year is that of the first."""


def _compared(spot: Spot, mention: Mention, named: list[Mention]) -> bool:
    """Whether a time in a later clause is that of a number this one is compared with."""
    if mention.start < spot.number.end or spot.clear(spot.number.end, mention.start):
        return False
    if spot.text.endswith("since ", 0, mention.start):
        return True
    opened = spot.text.rfind("(", spot.number.end, mention.start)
    if opened >= 0 and ")" not in spot.text[opened : mention.start]:
        return any(opened < other.start < mention.start for other in spot.others)
    return any(
        _THAN.search(spot.text, max(spot.begin, other.start - 40), other.start)
        for other in spot.others
        if other.start > spot.number.end and _after(replace(spot, number=other), named) == mention
    )


def _labels(spot: Spot, mention: Mention) -> bool:
    """Whether a time is the label of the number behind it: `(2022: 40)`."""
    if spot.text[mention.end : mention.end + 1] != ":":
        return False
    following = (q.start for q in (*spot.others, spot.number) if q.start > mention.end)
    nearest = min(following, default=-1)
    between = spot.text[mention.end + 1 : nearest] if nearest >= 0 else ""
    return nearest >= 0 and nearest != spot.number.start and not between.strip(" ([")


def _beside(spot: Spot, named: list[Mention]) -> tuple[Mention, ...]:
    own = [m for m in named if spot.text[m.end : spot.number.start].strip() == ":"]
    if own:
        return (own[0],)
    named = [m for m in named if not (m.start > spot.number.end and _labels(spot, m))]
    if _HAN_TO.search(spot.text, spot.begin, spot.number.start):
        named = [m for m in named if not _HAN_FROM.match(spot.text, m.end)]
    after = _after(spot, named)
    if after:
        return (after,)
    before = [m for m in named if m.end <= spot.number.start and not _aside(spot, m)]
    taken = {
        id(found)
        for other in spot.others
        if other.end <= spot.number.start and (found := _after(replace(spot, number=other), named))
    }
    free = [m for m in before if id(m) not in taken]
    if free:
        return (free[-1],)
    rest = [m for m in named if not (_aside(spot, m) or _compared(spot, m, named))]
    if len({m.forms for m in rest}) == 1:
        return (rest[0],)
    return (before[-1],) if before else tuple(rest[:1])


def _after(spot: Spot, named: list[Mention]) -> Mention | None:
    """The time right behind a number, in its clause: `450 billion yuan in 2023`."""
    at = bisect_left(named, spot.number.end, key=lambda mention: mention.start)
    if at == len(named) or not spot.is_alone(spot.number.end, named[at].start):
        return None
    mention = named[at]
    between = spot.text[spot.number.end : mention.start]
    if re.search(r"\b(?:and|und|et|y)\b", between):
        return None
    following = spot.text[mention.end : mention.end + 1]
    if between == ", " and following == ")" and spot.in_brackets(spot.number):
        return mention  # (40 boats, 2022)
    if between.endswith("(") and following == ")":
        return mention if spot.clear(spot.number.end, mention.start - 1) else None
    is_next = not _is_han(spot.text, mention) and spot.clear(spot.number.end, mention.start)
    return mention if is_next else None


def _is_han(text: str, mention: Mention) -> bool:
    """In Chinese the time stands before its number."""
    return not text[mention.start : mention.end].isascii()


_ASIDE = re.findall(
    r"\w+",
    """which who that where founded established opened built launched set created formed started
    born completed introduced listed""",
)


_HAN_ASIDE = re.compile(r"(?:成立|创立|创建|始建|建成|建|创办|设立)于?$")


def _aside(spot: Spot, mention: Mention) -> bool:
    """Whether a time stands in an inserted clause: `The plant, opened in 2019, employs 500`."""
    comma = spot.text.rfind(", ", spot.begin, mention.start)
    begin = comma + 2 if comma >= 0 else spot.begin
    end = spot.text.find(",", mention.end, spot.end)
    if end < 0 or begin <= spot.number.start < end:
        return False
    before = spot.text[max(begin, mention.start - 40) : mention.start]
    first = spot.text[begin : begin + 20].split(" ")[0]
    return first.lower() in _ASIDE or bool(_HAN_ASIDE.search(before))


def _spans(spot: Spot, period: Period, day: date | None) -> bool:
    """Whether a sentence that compares two times prints both ends of a range."""
    if ".." not in period.text:
        return False
    ends = [Period.parse(end) for end in period.text.split("..")]
    named = [m for m in mentions(spot.text, day) if spot.begin <= m.start < spot.end]
    return all(any(m.says(end) for m in named) for end in ends)


def _event(
    graph: Graph,
    brief: AnyBrief,
    path: FieldPath,
    when: str,
    sources: tuple[Citation, ...],
    texts: Mapping[str, Archived],
) -> Iterator[Problem]:
    """An event may have happened at any time that a paragraph cited for it names."""
    cited = texts_of(texts, sources)
    period = Period.parse(when)
    named: list[Mention] = []
    for citation in sources:
        published = graph.library.sources[citation.source].value.published
        text = text_of(texts, citation)
        named += mentions(text or "", date.fromisoformat(published) if published else None)
    ends = [Period.parse(end) for end in when.split("..")]
    if not cited or any(mention.says(period) for mention in named):
        return
    if not all(any(mention.says(end) for mention in named) for end in ends):
        message = f"no cited paragraph prints {period.words}"
        hint = f"{quote(cited[0])}; or say in 'date_note' how the date is known"
        yield brief.problem((*path, "date"), "dates", message, hint)
