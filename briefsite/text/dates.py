"""Periods as texts print them, each with its place: years, quarters, days, fiscal years.

In: a normalised text and the day it was published, where it prints one. Out: every mention of a
time, with the ways in which the format can state it. Understood in English and Chinese: `2023`,
`first half of 2024`, `1H18`, `Q2 2023`, `the first three quarters`, `9M 2023`, `FY 2023-24`,
`six months ended June 30, 2024`, `31 Dec 2023`, `between 2015 and 2023`, `by the end of 2025`,
`last year`, `2024年上半年`, `前三季度`, `去年`, `到2025年`. A number such as `2000 employees` is no
year.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from briefsite.text.periods import MONTHS, Day, Period, begin_of_months, within


@dataclass(frozen=True)
class Mention:
    """A time that a text names."""

    start: int
    end: int
    forms: tuple[str, ...]
    """The ways in which the format can state it; none where the text does not say the year."""
    part: tuple[str, ...] = ()
    """Of a quarter, month or day whose year is not beside it: its place in a year, `-Q3`."""
    relative: bool = False
    """It means something only beside the day of the text, as `last year` does."""
    base: bool = False
    """Something is compared with it: `from 2022`, `than last year`."""
    weak: bool = False
    """A present tense only: `now`, `to date`, `this is`."""

    def in_year(self, year: int) -> tuple[str, ...]:
        """The forms of a part of a year, given the year."""
        return (within(year, self.part),) if self.part else ()

    def says(self, period: Period) -> bool:
        """Whether a period of a brief is the time that is named here."""
        return any(Period.parse(form).extent == period.extent for form in self.forms)


_COUNTS = re.findall(r"\w+", "one two three four five six seven eight nine ten eleven twelve")
_HAN_COUNTS = "一二三四五六七八九十"
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}
_LENGTHS = {"quarter": 3, "half": 6, "year": 12}
_DAYS = tuple(name.lower() for name in calendar.day_name)
_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS) if name}
_MONTH_NUMBERS |= {name[:3]: number for name, number in _MONTH_NUMBERS.items()} | {"sept": 9}

_YEAR = r"(?:1[89]|20|21)\d\d"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:]|,\d|\.\d)"
_NTH_WORD = r"(?:first|second|third|fourth|final|[1-4](?:st|nd|rd|th))"
_COUNT = rf"(?:{'|'.join(_COUNTS)}|1[0-2]|[1-9])"
_REL = (
    r"(?:(?:last|this|next|(?:the )?current) year"
    r"|(?<=for )the year(?! (?:end|to |before|earlier|after)|-)"
    r"|(?<=of )the year(?! (?:end|to |before|earlier|after)|-))"
)
_LINK = r"(?:,? ?\([^()]{0,40}\))?,?(?: (?:of|in|for|during|from))?(?: the(?: year)?)? ?'?"
"""What may stand between a part of a year and its year."""
_DASH = r" ?(?:-|to|through|until|till|/) ?"


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) - 100 * (int(text) > 80)


def _mention(match: re.Match[str], *forms: str) -> Mention | None:
    kept = tuple(form for form in forms if is_period(form))
    return Mention(match.start(), match.end(), kept) if kept else None


def is_period(form: str) -> bool:
    """Whether a text is a period as briefs write it: there is no 31 June."""
    try:
        Period.parse(form)
    except ValueError:
        return False
    return True


def _with_year(match: re.Match[str], day: Day, part: tuple[str, ...]) -> Mention | None:
    """A part of a year with the year beside it, printed or relative, or with none."""
    groups = match.groupdict()
    if text := groups.get("year") or groups.get("before") or groups.get("short"):
        return _mention(match, within(_full_year(text), part))
    if words := groups.get("rel") or groups.get("relbefore"):
        year = day.year(words)
        forms = (within(year, part),) if year else ()
        return Mention(match.start(), match.end(), forms, relative=True)
    return Mention(match.start(), match.end(), day.last(part), part, relative=True)


def _half(match: re.Match[str], day: Day) -> Mention | None:
    second = re.search(r"^[2s下]|h2", match["half"].lower()) is not None
    return _with_year(match, day, (f"-H{1 + second}",))


def _quarter(match: re.Match[str], day: Day) -> Mention | None:
    text = match["quarter"].lower()
    digit = re.search(r"[1-4一二三四]", text)
    number = _count(digit[0]) if digit else _NTH[text.split()[0]]
    return _with_year(match, day, (f"-Q{number}",))


def _count(text: str) -> int:
    lower = text.lower()
    if lower in _COUNTS:
        return _COUNTS.index(lower) + 1
    if text[-1] in _HAN_COUNTS:
        return _HAN_COUNTS.index(text[-1]) + 1 + 10 * (len(text) == 2)
    return 2 if text == "两" else int(text)


def _first(match: re.Match[str], day: Day) -> Mention | None:
    """`the first three quarters`, `9M`: so many from the beginning of a year."""
    of_months = "months" in match.re.groupindex
    number = _count(match["months"] if of_months else match["quarters"])
    begin, end = ("-01", f"-{number:02}") if of_months else ("-Q1", f"-Q{number}")
    if number > (12 if of_months else 4):
        return None
    return _with_year(match, day, (begin, end) if number > 1 else (begin,))


def _month_number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if text[-1] in _HAN_COUNTS:
        return _count(text)
    return _MONTH_NUMBERS[text.lower().rstrip(".")]


def _months(match: re.Match[str], day: Day) -> Mention | None:
    first, last = _month_number(match["m1"]), _month_number(match["m2"])
    if not 1 <= first < last <= 12:
        return None
    return _with_year(match, day, (f"-{first:02}", f"-{last:02}"))


def _month(match: re.Match[str], day: Day) -> Mention | None:
    """A month, or a day of it."""
    month = _month_number(match["m1"])
    if not 1 <= month <= 12:
        return None
    if not (number := match.groupdict().get("d")):
        return _with_year(match, day, (f"-{month:02}",))
    days = int(number.rstrip("sthrnd"))
    if not 1 <= days <= calendar.monthrange(2024, month)[1]:
        return None
    return _with_year(match, day, (f"-{month:02}-{days:02}",))


def _numeric_day(match: re.Match[str], day: Day) -> Mention | None:
    month, number = int(match["nm"]), int(match["nd"])
    return _mention(match, f"{match['year']}-{month:02}-{number:02}")


def _ended(match: re.Match[str], day: Day) -> Mention | None:
    """`six months ended June 30, 2024`, `fiscal year ended March 2024`."""
    length, ending = match["length"].lower(), "ending" in match[0].lower()
    named = (months for name, months in _LENGTHS.items() if name in length)
    months = next(named, 0) or _count(re.split(r"[ -]", length)[0])
    month = _month_number(match["em"] or match["em2"])
    printed = match.groupdict().get("year")
    text = match["ed"] or match["ed2"] or ""
    number = int(text.rstrip("sthrnd")) if text else 31
    found: list[str] = []
    for year in [int(printed)] if printed else day.ended(month, number, ending=ending):
        days = calendar.monthrange(year, month)[1]
        if text and number > days:
            return None
        end = date(year, month, min(number, days))
        found += _months_to(end, months, whole=end.day == days)
    kept = tuple(form for form in found if is_period(form))
    if not (kept or not printed):
        return None
    return Mention(match.start(), match.end(), kept, relative=not printed)


def _months_to(end: date, months: int, *, whole: bool) -> tuple[str, ...]:
    """So many months up to a day, in months where it is the last of one."""
    begin = begin_of_months(end, months)
    exact = f"{begin}..{end}"
    if not whole:
        return (exact,)
    return (f"{begin:%Y-%m}" if months == 1 else f"{begin:%Y-%m}..{end:%Y-%m}", exact)


def _fiscal(match: re.Match[str], day: Day) -> Mention | None:
    year, follows = _full_year(match["fy"]), match["next"]
    if follows and int(follows) % 100 == (year + 1) % 100:
        return _mention(match, f"FY{year}-{int(follows) % 100:02}", f"{year}..{year + 1}")
    return None if follows else _mention(match, f"FY{year}")


def _two_years(match: re.Match[str], day: Day) -> Mention | None:
    """`2015 to 2023`, `2021-2025`; `2023-24` is one fiscal year, and may be a month."""
    first, last = int(match["y1"]), match["y2"]
    if len(last) == 4:
        forms = [f"{first}..{last}"]
    else:
        forms = [f"{first}..{first // 100}{last}"] if int(last) > first % 100 else []
        forms += [f"{first}-{last}"] if "-" in match[0] and " " not in match[0] else []
    if int(last) % 100 == (first + 1) % 100 and match["sign"].strip() in ("-", "/"):
        forms.insert(0, f"FY{first}-{int(last) % 100:02}")
    return _mention(match, *forms)


def _year(match: re.Match[str], day: Day) -> Mention | None:
    return _mention(match, match["year"].translate(_HAN_DIGITS))


def _relative_year(match: re.Match[str], day: Day) -> Mention | None:
    forms = (str(day.year(match["rel"])),) if day.day else ()
    return Mention(match.start(), match.end(), forms, relative=True)


def _so_far(match: re.Match[str], day: Day) -> Mention | None:
    forms = [f"{day.day.year}-01..{day.day:%Y-%m}", str(day.day.year)] if day.day else []
    return Mention(match.start(), match.end(), tuple(filter(is_period, forms)), relative=True)


def _month_beside(match: re.Match[str], day: Day) -> Mention | None:
    """`last month`, `this month`."""
    forms: tuple[str, ...] = ()
    if day.day:
        back = day.day.day if match[0][0] in "lL上" else 0
        forms = (f"{day.day - timedelta(days=back):%Y-%m}",)
    return Mention(match.start(), match.end(), forms, relative=True)


def _day_beside(match: re.Match[str], day: Day) -> Mention | None:
    """`today`, `yesterday`, and a weekday: the last one before the text, or its own day."""
    name = match[0].lower()
    forms: tuple[str, ...] = ()
    if day.day:
        fixed = {"today": 0, "yesterday": 1}
        back = fixed[name] if name in fixed else (day.day.weekday() - _DAYS.index(name)) % 7
        forms = ((day.day - timedelta(days=back)).isoformat(),)
    return Mention(match.start(), match.end(), forms, relative=True)


def _present(match: re.Match[str], day: Day) -> Mention | None:
    forms = (f"{day.day:%Y-%m}",) if day.day else ()
    return Mention(match.start(), match.end(), forms, relative=True, weak=True)


_AFTER = rf"(?:{_LINK}(?:(?P<year>{_YEAR})(?![\d%]|,\d)|(?P<rel>{_REL})))?"
_SHORT = (
    rf"(?:[ ']?(?P<short>\d\d)(?![\d%.,]\d|\d)|{_LINK}(?:(?P<year>{_YEAR})(?!\d)|(?P<rel>{_REL})))?"
)
_BEFORE = rf"(?:(?:(?P<before>{_YEAR})|(?P<relbefore>{_REL}))(?:'s?)?[ -]?(?:the )?)?"
_HAN_YEAR = rf"(?:(?P<year>{_YEAR})年(?:的|全年)?|(?P<rel>去年|今年|本年|前年|明年)(?:的|全年)?)?"
_HAN_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_END_OF = r"(?:(?:the )?(?:end|close) of |end-|year-?end )"
_LENGTH = (
    rf"(?:(?:fiscal|financial|business|full) )?(?:{_NTH_WORD} )?(?:year|quarter|half(?:[- ]year)?)"
    rf"|{_COUNT}[- ]months?(?: period)?"
)
_UNDATED = rf"(?:(?P<em>{_MONTH})(?: (?P<ed>{_DAY}))?|(?P<ed2>{_DAY}) (?P<em2>{_MONTH}))"
_DATED = rf"{_UNDATED},? (?P<year>{_YEAR})(?!\d)"
_ENDS = r"(?:(?:the )?(?:end|close) of )?"
_MONTHLY = (
    r"(?:retail |industrial |vehicle |car |total )?(?:exports?|imports?|sales|output|production"
    r"|earnings|revenues?|inflation|shipments|deliveries|trade|prices|figures)"
)
"""What a month may stand before: `November exports`."""
_EDGE = r"(?<![\w.,])"
_PATTERNS: tuple[tuple[str, Callable[[re.Match[str], Day], Mention | None]], ...] = (
    (
        rf"\b(?P<length>{_LENGTH})"
        rf",?(?: that)? (?:ended|ending|to|through|up to)(?: on)? {_ENDS}{_DATED}",
        _ended,
    ),
    (
        rf"\b(?P<length>{_LENGTH})"
        rf",?(?: that)? (?:ended|ending|to|up to)(?: on)? {_ENDS}{_UNDATED}",
        _ended,
    ),
    (
        rf"\b(?:FY|(?:fiscal|financial|business)(?: year)?) ?'?(?P<fy>{_YEAR}|\d\d)"
        rf"(?: ?[-/] ?(?P<next>{_YEAR}|\d\d))?(?![\d]|,\d)",
        _fiscal,
    ),
    (rf"{_EDGE}(?P<year>{_YEAR})[-/.](?P<nm>0?[1-9]|1[0-2])[-/.](?P<nd>\d\d?)(?!\d)", _numeric_day),
    (rf"{_EDGE}(?P<nd>\d\d?)\.(?P<nm>0?[1-9]|1[0-2])\.(?P<year>{_YEAR})(?!\d)", _numeric_day),
    (
        rf"{_EDGE}(?P<y1>{_YEAR})(?P<sign>{_DASH}(?={_YEAR})|[-/])(?P<y2>{_YEAR}|\d\d)(?![\d%]|[.,-]\d)",
        _two_years,
    ),
    (rf"\bbetween (?P<y1>{_YEAR})(?P<sign> and )(?P<y2>{_YEAR})(?!\d)", _two_years),
    (
        rf"(?<!\d)(?P<y1>{_YEAR})年?(?P<sign>-|至|到|~)(?P<y2>{_YEAR})年",
        _two_years,
    ),
    (rf"{_BEFORE}\b(?P<half>(?:first|second|1st|2nd) half(?! of the (?!year))){_AFTER}", _half),
    (rf"{_BEFORE}\b(?P<half>[12]H|H[12]){_SHORT}(?![\w])", _half),
    (rf"{_BEFORE}\b(?P<quarter>{_NTH_WORD} quarter\b|quarter [1-4]\b){_AFTER}", _quarter),
    (rf"{_BEFORE}\b(?P<quarter>[1-4]Q|Q[1-4]){_SHORT}(?![\w])", _quarter),
    (rf"{_BEFORE}\bfirst (?P<quarters>two|three|four|[234]) quarters{_AFTER}", _first),
    (rf"{_BEFORE}\bfirst (?P<months>{_COUNT}) months{_AFTER}", _first),
    (rf"{_BEFORE}\b(?P<months>[1-9]|1[0-2])M{_SHORT}(?![\w])", _first),
    (
        rf"\b(?P<m1>{_MONTH}){_DASH}(?P<m2>{_MONTH})(?! \d\d?\b)(?: (?:quarter|period))?{_AFTER}",
        _months,
    ),
    (rf"\bbetween (?P<m1>{_MONTH}) and (?P<m2>{_MONTH})(?! \d\d?\b){_AFTER}", _months),
    (rf"\b(?P<m1>{_MONTH}) (?P<d>{_DAY}){_AFTER}", _month),
    (rf"{_EDGE}(?P<d>{_DAY})(?: of)? (?P<m1>{_MONTH}){_AFTER}", _month),
    (rf"\b(?P<m1>{_MONTH}),?(?: of)? (?:(?P<year>{_YEAR})(?!\d)|(?P<rel>{_REL}))", _month),
    (rf"\b(?P<m1>{_MONTH})(?= {_MONTHLY}\b)", _month),
    (rf"(?:(?<=[Ii]n )|(?<=[Oo]f )|(?<=ince )|(?<=nd ))(?P<m1>{_MONTH})(?! \d)", _month),
    (rf"{_HAN_YEAR}(?P<half>[上下]半年)", _half),
    (rf"{_HAN_YEAR}(?P<quarter>第?[一二三四1-4]季度?)", _quarter),
    (rf"{_HAN_YEAR}前(?P<quarters>[两二三四234])(?:个)?季度?", _first),
    (rf"{_HAN_YEAR}前(?P<months>\d{{1,2}}|十?[一二三四五六七八九十两])个?月", _first),
    (rf"{_HAN_YEAR}(?P<m1>\d{{1,2}})月?(?:-|至|到|~)(?P<m2>\d{{1,2}})月份?", _months),
    (rf"{_HAN_YEAR}(?<!\d)(?P<m1>{_HAN_MONTH})月(?P<d>\d{{1,2}})[日号]", _month),
    (rf"{_HAN_YEAR}(?<!\d)(?P<m1>{_HAN_MONTH})月(?:份|底|末)?(?!\d)", _month),
    (r"\byear[- ]to[- ]date\b|\bso far this year\b|今年以来|年初至今", _so_far),
    (r"\b(?:last|this) month\b|上个?月|本月", _month_beside),
    (rf"\b(?:(?<=[Oo]n )(?:{'|'.join(_DAYS)})|today|yesterday)\b", _day_beside),
    (rf"(?P<rel>\b{_REL}|去年|今年|本年|前年|明年)", _relative_year),
    (r"(?P<year>[一二][〇零一二三四五六七八九]{3})年", _year),
    (rf"(?<!\d)(?P<year>{_YEAR})年(?:度|全年)?(?!来|历史|前)", _year),
    (rf"(?P<year>{_EDGE}{_YEAR})(?!\w|[%,]\d|%|\.\d|[-/]\d|-[a-z])", _year),
    (r"\bto date\b|\bnow\b|\bcurrently\b|\bthis is\b|目前|现在", _present),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), read) for pattern, read in _PATTERNS)

_BY = re.compile(
    r"(?:\b(?:by|until|até|bis(?: zum Jahr)?) |力?争?(?<![加长升高降少大])到|截至|截止)"
    rf"(?:{_END_OF})?$",
    re.IGNORECASE,
)
_AT_END = re.compile(rf"(?:^|\W)(?:{_END_OF})$", re.IGNORECASE)
_HAN_END = re.compile(r"(?:年?[底末]|年终)")
_BASE = re.compile(
    r"(?:\b(?:than(?: in| for| at)?|against|versus|vs\.?|relative to"
    r"|compar(?:ed|ing|able) (?:with|to)(?: th(?:at|ose) (?:of|in))?)(?: the)?"
    r"|\bsame (?:period|quarter|month|half|time)(?:,? (?:of|in|a))?(?: the)?|比|较|相比|同比) ?$",
    re.IGNORECASE,
)
_YEAR_BASE = re.compile(r"\b(?:from|over|on)(?: the level of)? $", re.IGNORECASE)
_LAST_YEAR = re.compile(_REL.replace("(?<=for )", "").replace("(?<=of )", ""), re.IGNORECASE)
_SINCE = re.compile(r"\bsince $|自$", re.IGNORECASE)
_HAN_BASE = re.compile(r"同期|相比|的[\d.]+倍")
_OPENS_A_CLAUSE = re.compile(r",? when\b")
"""`compared with 2022, when it was 3`: the time of what follows."""
_NAMES = re.compile(
    r"\b(?:Vision|Agenda|Horizon|Expo|Made in China|Plan|Strategy|Roadmap|Boeing|Olympics) $"
)
_TEMPORAL = re.compile(
    r"(?:^|[(\[:;,/]|\b(?:in|since|by|until|till|during|before|after|early|mid|late|of|year|years"
    r"|from|to|and|or|than|for|over|on|versus|vs|against|through|between|end|autumn|spring|summer"
    r"|winter|fall|with|at|around|circa|the|bis|im|jahr|seit|em|de|desde|até"
    r"|(?:1[89]|20|21)\d\d)) ?$|[-'\"] ?$|'s $",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r" (?:(?!sales|results|earnings|revenues|targets|figures|totals|levels|exports|imports|profits"
    r"|prices|was|is|has|as)[a-z]+(?:s|people|staff|children|women|men)\b"
    r"|people|employees|workers|staff|(?:m|km|kg|ha|mu|MW|GW|kW|tonnes|tons|yuan|euros|dollars"
    r"|million|billion|thousand|percent|per cent|units)\b)|[^\W\d_年]"
)
_HEAD = re.compile(rf" {_YEAR}\b|:| (?:um|auf|bei|du|de|des)\b")
_FIRM = re.compile(r"\b(?:in|since|by|during|until|bis|seit|até|desde) $", re.IGNORECASE)
_VALUE = re.compile(
    r" ?(?:m|km|kg|ha|mu|MW|GW|kW|tonnes|tons|yuan|euros|dollars|million|billion)\b"
)


@lru_cache(maxsize=2048)
def mentions(text: str, published: date | None = None) -> tuple[Mention, ...]:
    """Every mention of a time in a normalised text, in order; none lies within another."""
    day = Day(published)
    found: list[Mention] = []
    for order, (pattern, read) in enumerate(_COMPILED):
        bare = read is _year and order == len(_COMPILED) - 2
        for match in pattern.finditer(text):
            if match.end() > match.start() and not (bare and _is_number(text, match)):
                mention = read(match, day)
                if mention:
                    found.append(mention)
    return tuple(_told(text, mention, day) for mention in _apart(found))


def _apart(found: list[Mention]) -> Iterator[Mention]:
    """Of mentions that overlap, the one that begins first, and of these the longest."""
    end = -1
    for mention in sorted(found, key=lambda one: (one.start, -one.end)):
        if mention.start >= end:
            end = mention.end
            yield mention


def _is_number(text: str, match: re.Match[str]) -> bool:
    """Whether four digits count something, or stand in a name."""
    before = text[max(0, match.start() - 20) : match.start()]
    after = text[match.end() : match.end() + 24]
    if _NAMES.search(before) or _VALUE.match(after):
        return True
    if not _TEMPORAL.search(before) and not before.endswith(". "):
        return not _HEAD.match(after)
    return not _FIRM.search(before) and bool(_COUNTED.match(after))


def _told(text: str, mention: Mention, day: Day) -> Mention:
    """A mention with what the words around it make of it: by then, at the end, compared with."""
    before = text[max(0, mention.start - 40) : mention.start]
    after = text[mention.end : mention.end + 12]
    forms = mention.forms
    whole = all(len(form) == 4 for form in forms) and bool(forms)
    of_years = whole or bool(_LAST_YEAR.fullmatch(text, mention.start, mention.end))
    if _OPENS_A_CLAUSE.match(after):
        before = ""
    if _BASE.search(before) or _HAN_BASE.match(after) or (of_years and _YEAR_BASE.search(before)):
        return replace(mention, base=True)
    if whole and _SINCE.search(before):
        forms = tuple(f"{form}..{now}" for form in forms for now in day.since())
        return replace(mention, forms=tuple(filter(is_period, forms)), relative=True)
    ends = _AT_END.search(before) or _HAN_END.match(after) or text[mention.end - 1] in "底末"
    if ends:
        forms = (*forms, *(one for form in forms for one in _ends(form)))
    if _BY.search(before):
        single = [form for form in forms if ".." not in form and form[:2] != "FY"]
        reached = [form for form in single if len(form) > 4] if ends else []
        forms = (*(f"by {form}" for form in single), *reached)
    return replace(mention, forms=forms)


def _ends(form: str) -> tuple[str, ...]:
    last = Period.parse(form).last
    return (f"{last:%Y-%m}", f"{last}") if last and form[:2] not in ("FY", "by") else ()
