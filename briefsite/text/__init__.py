"""Wording and escaping: numbers, amounts and plain text into Markdown.

`Markdown` marks a string that is safe to write into a page. Two functions make one from plain text:
`in_html` for the elements that templates write, `escape` for headings and other lines that Markdown
reads, which are HTML as well.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from markupsafe import Markup

from briefsite.text.units import QUALIFIERS, Unit

Markdown = Markup
"""A string that is safe to write into a page."""

_SCRIPTS = {
    "Hani": "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f",
    "Kana": "\u3041-\u309f\u30a1-\u30ff",
    "Hang": "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3",
    "Arab": "\u0620-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Hebr": "\u0591-\u05f4\ufb1d-\ufb4f",
    "Deva": "\u0900-\u097f",
    "Beng": "\u0980-\u09ff",
    "Taml": "\u0b80-\u0bff",
    "Thai": "\u0e01-\u0e5b",
    "Geor": "\u10a0-\u10ff",
    "Armn": "\u0531-\u058f",
    "Ethi": "\u1200-\u139f",
    "Cyrl": "\u0400-\u052f",
    "Grek": "\u0370-\u03ff\u1f00-\u1fff",
}
"""Scripts by their code (ISO 15924), each with its letters; the Latin one needs no mark."""
_WRITTEN_IN = {
    "Hani": ("zh", "ja", "ko", "Hans", "Hant", "Jpan", "Kore"),
    "Kana": ("ja", "Jpan"),
    "Hang": ("ko", "Kore"),
    "Arab": ("ar", "fa", "ur", "ps", "ug", "sd", "ckb"),
    "Hebr": ("he", "yi"),
    "Deva": ("hi", "mr", "ne", "sa"),
    "Beng": ("bn", "as"),
    "Taml": ("ta",),
    "Thai": ("th",),
    "Geor": ("ka",),
    "Armn": ("hy",),
    "Ethi": ("am", "ti"),
    "Cyrl": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"),
    "Grek": ("el",),
}
"""The languages, and codes for several scripts, of which a script is one."""
_RIGHT_TO_LEFT = ("Arab", "Hebr")
_RUNS = re.compile(
    "|".join(
        rf"(?P<{code}>[{own}]+(?:[·()、,،《》\s]+[{own}]+)*{'[)]?' if code == 'Hani' else ''})"
        for code, own in _SCRIPTS.items()
    )
)
_HAN_RUN = re.compile(f"[{_SCRIPTS['Hani']}]+")
LOCAL = ' lang="x-local"'
"""Stands in templates where the language of local names belongs; plain text cannot hold it."""
_UNSAFE_IN_ADDRESS = re.compile(r"[^A-Za-z0-9/.#:?=%~,+_-]")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_HARMLESS = re.compile(
    r"(?<=[A-Za-z])[.;:'%-](?=[ A-Za-z0-9])|(?<=[0-9])[.](?=[0-9])|,(?= |[0-9])"
    r"|(?<=[0-9])%(?=[ ,])|(?<=[A-Za-z])\.$"
)


def _entities(text: str) -> str:
    kept = {match.start() for match in _HARMLESS.finditer(text)}
    return _PUNCTUATION.sub(
        lambda match: match[0] if match.start() in kept else f"&#{ord(match[0])};", text
    )


_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def _html(text: str) -> str:
    return text.translate(_HTML)


def attribute(text: str) -> Markdown:
    """Plain text for an HTML attribute or a place where no element may stand."""
    return Markdown(_html(" ".join(text.split())))


def address(href: str) -> Markdown:
    """An address for an `href` attribute."""
    return Markdown(_UNSAFE_IN_ADDRESS.sub(lambda match: f"&#{ord(match[0])};", href))


def escape(text: str) -> Markdown:
    """Plain text for a line that Markdown reads: nothing in it is markup of either kind; runs of
    another script are marked."""
    return _safe(text, _entities)


def in_html(text: str) -> Markdown:
    """Plain text within an element, which Markdown passes as it is; runs of another script are
    marked."""
    return _safe(text, _html)


def _safe(text: str, made: Callable[[str], str]) -> Markdown:
    plain = " ".join(text.split())
    if plain.isascii():
        return Markdown(made(plain))
    parts: list[str] = []
    end = 0
    for match in _RUNS.finditer(plain):
        mark = _lang(f"und-{match.lastgroup}", match.lastgroup or "")
        parts += [made(plain[end : match.start()]), f"<span{mark}>"]
        parts += [made(match[0]), "</span>"]
        end = match.end()
    return Markdown("".join([*parts, made(plain[end:])]))


def _lang(tag: str, script: str) -> str:
    """The attributes of a text in a language and script."""
    way = ' dir="rtl"' if script in _RIGHT_TO_LEFT else ""
    return f' lang="{tag}"{way}'


def scripts_of(tag: str) -> tuple[str, ...]:
    """The scripts in which a language is written, by its tag; none for the Latin one."""
    language, *subtags = tag.split("-")
    script = next((part for part in subtags if len(part) == 4), "")
    named = script or language
    return tuple(code for code, names in _WRITTEN_IN.items() if named in (code, *names))


def lang(tag: str) -> str:
    """The attributes of a text in a language; none where there is no tag."""
    return _lang(tag, next(iter(scripts_of(tag)), "")) if tag else ""


def in_language(markup: str, local: str, own: str = "en") -> str:
    """Markup with the languages of local names and of the site where texts and templates left them
    open.

    Runs in the script of neither stay undetermined (`und`). Without a tag, local names are in the
    language of the page.
    """
    markup = str(markup)
    for tag in (local, own):
        for script in scripts_of(tag):
            markup = markup.replace(_lang(f"und-{script}", script), _lang(tag, script))
    return markup.replace(LOCAL, lang(local))


def escaped_part(text: str) -> Markdown:
    """Plain text within an element, with a space at its ends where it has some."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and text.strip() else ""
    return Markdown(f"{before}{in_html(text)}{after}")


def lines(text: str) -> Markdown:
    """Plain text for a `pre` element: line breaks and spaces stay."""
    return Markdown("&#10;").join(_spaces_kept(line) for line in text.split("\n"))


def _spaces_kept(line: str) -> Markdown:
    return Markdown(re.sub(r"^ +| {2,}", lambda run: "&#32;" * len(run[0]), _html(line)))


def han_grams(text: str, longest: int = 4) -> tuple[str, ...]:
    """The four characters from each on, of the Chinese runs of a text, each piece once.

    A search that parts words at spaces, and takes the beginning of a word for it, finds Chinese by
    these pieces.
    """
    runs = dict.fromkeys(_HAN_RUN.findall(text))
    return tuple(
        dict.fromkeys(run[start : start + longest] for run in runs for start in range(len(run)))
    )


def html_title(text: str) -> str:
    """Plain text for the front matter's title and description, which themes print unescaped."""
    return html.escape(" ".join(text.split()), quote=True)


def number(value: Decimal) -> str:
    """`868000` as `868,000`; digits after the point stay as they are."""
    return f"{value:,f}"


def ordinal(position: int) -> str:
    """`3` as `3rd`."""
    if position % 100 in (11, 12, 13):
        return f"{position}th"
    return f"{position}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(position % 10, 'th') }"


def amount(
    value: Decimal,
    unit: Unit,
    *,
    scale: str | None = None,
    qualifier: str = "exactly",
    label: str | None = None,
    high: Decimal | None = None,
) -> str:
    """A value in words, with qualifier, scale and unit: `over 290 billion yuan`; with `high` the
    range from the one to the other: `5 to 6%`."""
    if unit.id == "ordinal":
        return f"{QUALIFIERS[qualifier]}{ordinal(int(value))}"
    counted = f" {label}" if label else ""
    words = f" {scale}" if scale else ""
    written = counted if unit.id == "count" else unit.written
    ends = number(value) if high is None else f"{number(value)} to {number(high)}"
    return f"{QUALIFIERS[qualifier]}{ends}{words}{written}"


def slug(text: str) -> str:
    """A heading or term as an anchor: lower case ASCII letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"


def plural(count: int, one: str, other: str | None = None) -> str:
    """`1 figure`, `2 figures`."""
    return f"{count:,} {one if count == 1 else other or one + 's'}"


def listed(words: Iterable[str], before_last: str = "and") -> str:
    """`a, b and c`."""
    *head, last = list(words) or [""]
    return f"{', '.join(head)} {before_last} {last}" if head else last


def shorten(text: str, limit: int = 200) -> str:
    """At most `limit` characters, cut between words."""
    plain = " ".join(text.split())
    return plain if len(plain) <= limit else plain[:limit].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def without_accents(text: str) -> str:
    """`Húnán` as `Hunan`."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(char for char in parts if not unicodedata.combining(char))


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before such a beginning."""
    return f"'{text}" if _is_formula(text) else text


def from_harmless(text: str) -> str:
    """The text that `harmless` was given."""
    return text[1:] if text.startswith("'") and _is_formula(text) else text


def _is_formula(text: str) -> bool:
    """Whether a text begins like a formula, also behind apostrophes that are its own."""
    first = text.lstrip("'")[:1]
    return bool(first) and (first in "=+-@" or first < " ")


# Which characters a brief may hold: what can be seen, and nothing that hides or reorders text.


def is_plain(char: str) -> bool:
    """Whether a character shows itself: no control, format, private or unassigned one."""
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"


def _joins_emoji(text: str, index: int) -> bool:
    around = text[index - 1 : index] + text[index + 1 : index + 2]
    return len(around) == 2 and all(unicodedata.category(c) in ("So", "Sk", "Mn") for c in around)


_VIRAMA = 9
"""The class of the signs after which letters of Indic scripts join, or do not."""


def _shapes_letters(text: str, index: int) -> bool:
    """Whether a joiner is part of the spelling, as in Persian and in Indic scripts (RFC 5892)."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    if not before or not after or unicodedata.category(after)[0] != "L":
        return False
    arabic = unicodedata.bidirectional(after) == "AL"
    return unicodedata.combining(before) == _VIRAMA or (
        arabic and unicodedata.bidirectional(before) in ("AL", "NSM")
    )


def bad_characters(text: str) -> Iterator[tuple[int, str]]:
    """The places and characters that are not allowed; joiners within emoji and words are."""
    if text.replace("\n", "").isprintable():
        return
    for index, char in enumerate(text):
        if char == "\n" or is_plain(char):
            continue
        if char == "\N{ZERO WIDTH JOINER}" and _joins_emoji(text, index):
            continue
        if char in _JOINERS and _shapes_letters(text, index):
            continue
        yield index, char


def name_of(char: str) -> str:
    """A character's code point and name, for messages."""
    name = "TAB" if char == "\t" else unicodedata.name(char, "control character")
    return f"U+{ord(char):04X} {name}"


def words_pattern(text: str) -> re.Pattern[str]:
    """A pattern for a text with any white space between its words."""
    return re.compile(r"\s+".join(re.escape(word) for word in text.split()))


@lru_cache(maxsize=1024)
def places(words: str, text: str) -> tuple[int, ...]:
    """Where words stand in a text, with any white space between them; nowhere without words.

    It is remembered: whoever has many problems in one text asks for each of them.
    """
    return tuple(m.start() for m in words_pattern(words).finditer(text)) if words.split() else ()


# A paragraph of plain text into its sentences.
#
# In: text with single spaces. Out: where each sentence begins and ends. Points of decimals (4.5),
# of short forms (U.S., Co., Ltd., No. 5) and of initials end none; Chinese ends with its own signs.


_END = re.compile(r"(?<![.!?])[.!?]++[\"”’')\]]*+(?=\s+[\"“‘'(\[]*[^\W_a-z])|[。！？]+[”’」』）]*")
_NEVER_LAST = re.compile(
    r"(?<![\w.])(?:Mr|Mrs|Ms|Dr|Prof|Gen|St|Mt|No|Nos|Fig|vs|cf|approx|Rs|e\.g|i\.e|[A-Z])\.$"
)
"""Short forms after which a sentence goes on whatever follows; so do initials."""
_MAYBE_LAST = re.compile(
    r"(?<![\w.])(?:Co|Corp|Inc|Ltd|Bros|etc|a\.m|p\.m|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|(?:[A-Z]\.)+[A-Z])\.[\"”’')\]]*$"
)
"""Short forms that may also end a sentence; it depends on what follows."""
_LONGEST = 24
_SPACES = re.compile(r"\s*")
_OPENING = re.compile(
    r"\s+[\"“‘'(\[]*(?:A|An|The|This|That|These|Those|It|Its|He|She|His|Her|They|Their|We|In|On|At|By"
    r"|For|From|With|After|Before|As|But|And|Both|Each|Since|There|When|While|According)\b"
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The beginning and end of each sentence, without the spaces between them."""
    start = 0
    for match in _END.finditer(text):
        if _ends(text, start, match.end()):
            yield start, match.end()
            start = _SPACES.match(text, match.end()).end()  # type: ignore[union-attr]
    if text[start:].strip():
        yield start, len(text.rstrip())


def first_sentence(text: str) -> str:
    """The first sentence of a text; empty where it has none."""
    start, end = next(sentences(text), (0, 0))
    return text[start:end]


def _ends(text: str, start: int, end: int) -> bool:
    # The last word only: a paragraph of a thousand short forms is read once, not a thousand times.
    begin = max(start, end - _LONGEST)
    if _NEVER_LAST.search(text, begin, end):
        return False
    return not _MAYBE_LAST.search(text, begin, end) or bool(_OPENING.match(text, end))
