"""A saved article (plain text, web page, PDF) into paragraphs, and what it says of itself.

In: the bytes of a file. Out: the paragraphs to archive; title, publisher, date and the like, each
with the paragraph that prints it. Nothing is guessed: what no pattern finds is not there. What a
web page says only to machines (in its head) is written above its text, so that it can be held
against the record like anything else.

trafilatura finds the text of a page among menus and advertisements, better than its like by its own
and others' measure; pypdfium2 reads PDFs. Both are pure wheels on every system.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from briefsite.evidence.origins import printed_days
from briefsite.problems import BriefsiteError
from briefsite.text import is_plain

LARGEST = 50_000_000
"""Bytes of a file that are still read."""
ENDINGS = (".txt", ".html", ".htm", ".xhtml", ".pdf")
"""Of the files in a folder, those that are articles."""
_LONGEST = 300


@dataclass(frozen=True)
class Found:
    """Something that a text says of itself, and the paragraph that prints it."""

    value: str | tuple[str, ...]
    para: int


@dataclass(frozen=True)
class Article:
    """A text by paragraphs, and what it says of itself, by fields of the source record."""

    paragraphs: tuple[str, ...]
    found: Mapping[str, Found]
    language: str | None


def read(name: str, raw: bytes) -> Article:
    """An article from the bytes of a file; raises BriefsiteError where it holds no text."""
    if len(raw) > LARGEST:
        raise BriefsiteError(f"{name} has more than {LARGEST // 1_000_000} MB; save the text alone")
    language = None
    if raw.startswith(b"%PDF"):
        lines = _pdf(name, raw)
    else:
        charset = re.search(rb"<meta[^>]{1,80}charset=[\"']?([A-Za-z0-9_-]+)", raw[:4096])
        text = decode(name, raw, charset[1].decode() if charset else "")
        lines = text.splitlines()
        if re.match(r"\s*<(?:!doctype html|html|head|\?xml)", text[:512], re.I):
            lines, language = _page(text)
    paragraphs = tuple(text for line in lines if (text := " ".join(_shown(line).split())))
    if not paragraphs:
        raise BriefsiteError(f"{name} holds no text that can be read; save the article as text")
    return Article(paragraphs, find(paragraphs), language or language_of(paragraphs))


def _shown(line: str) -> str:
    """A line without signs that are not seen."""
    return "".join(char if is_plain(char) else " " if char.isspace() else "" for char in line)


def decode(name: str, raw: bytes, declared: str = "") -> str:
    """A text in the encoding that it says or shows; raises BriefsiteError where none fits."""
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
    marked = next((code for mark, code in marks.items() if raw.startswith(mark)), "")
    if not marked and raw[:200].count(0) > len(raw[:200]) // 4:
        marked = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
    for encoding in (marked, "utf-8", declared, "gb18030", "big5", "cp1252"):
        try:
            text = raw.decode(encoding) if encoding else ""
        except (UnicodeDecodeError, LookupError):
            continue
        if text and (encoding not in ("gb18030", "big5") or _is_chinese(text)):
            return text
    raise BriefsiteError(f"{name} is in no encoding that is known; save it as UTF-8")


def _is_chinese(text: str) -> bool:
    """Whether what is not ASCII in a text is mostly common Chinese, as a wrong guess is not."""
    foreign = [char for char in text if ord(char) > 127]
    han = [char for char in foreign if "\u4e00" <= char <= "\u9fff"]
    common = set("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年")
    runs = sum(len(run) > 1 for run in re.findall(r"[\u4e00-\u9fff]+", text))
    return len(han) > len(foreign) / 2 and (bool(common & set(han)) or runs > len(han) / 8)


# Web pages: the text of the article, and what the head says.


class _Head(HTMLParser):
    """The language, the meta elements and the data for machines of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.meta: dict[str, str] = {}
        self.data: list[str] = []
        self._script: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says."""
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = values.get("lang", "")[:2].lower()
        elif tag == "meta":
            name = values.get("property") or values.get("name") or values.get("itemprop") or ""
            self.meta.setdefault(name.lower(), values.get("content", ""))
        elif tag == "link" and values.get("rel") == "canonical":
            self.meta.setdefault("canonical", values.get("href", ""))
        elif tag == "script" and values.get("type") == "application/ld+json":
            self._script = []

    def handle_data(self, data: str) -> None:
        """Note data for machines."""
        if self._script is not None:
            self._script.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Note that data has ended."""
        if tag == "script" and self._script is not None:
            self.data.append("".join(self._script))
            self._script = None


_META = {
    "Title": ("headline", "og:title", "twitter:title"),
    "Author": ("author", "article:author", "byl"),
    "Publisher": ("publisher", "og:site_name"),
    "Published": ("datepublished", "article:published_time", "publishdate", "date", "pubdate"),
    "Address": ("url", "canonical", "og:url"),
}
"""What is written above the text of a page, and where its head says it, the surest first."""


def _page(text: str) -> tuple[list[str], str | None]:
    """The lines of a page's article, below what its head says; and its language."""
    import trafilatura  # loaded where a page is read, and only there

    head = _Head()
    head.feed(text)
    body = trafilatura.extract(text, include_comments=False, favor_recall=True) or ""
    lines = [_cells(line) for line in body.splitlines() if not re.fullmatch(r"[|\s-]+", line)]
    said = head.meta | {k: v for item in head.data for k, v in _from_data(item).items()}
    above = []
    for label, names in _META.items():
        value = next((" ".join(said[n].split()) for n in names if said.get(n, "").strip()), "")
        web = value.startswith(("http://", "https://"))
        if value and web == (label == "Address"):
            above.append(f"{label}: {value}")
    return [*above, *lines], head.language if re.fullmatch("[a-z]{2}", head.language) else None


def _cells(line: str) -> str:
    """A row of a table, or an item of a list, as a plain line."""
    return re.sub(r"^\s*(?:[-*] |#+ |\|)|\|\s*$", "", line)


def _from_data(raw: str) -> dict[str, str]:
    """Headline, day, authors and publisher of an article described for machines."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    items = found.get("@graph", [found]) if isinstance(found, dict) else found
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and "headline" in item:
            names = {
                key: _name(item.get(key)) for key in ("headline", "author", "publisher", "url")
            }
            return {**names, "datepublished": _name(item.get("datePublished"))}
    return {}


def _name(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(name for one in value if (name := _name(one)))
    found = value.get("name", "") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


# PDFs: lines joined into paragraphs.


def _pdf(name: str, raw: bytes) -> list[str]:
    """The paragraphs of a PDF; a line that ends early ends its paragraph."""
    import pypdfium2  # loaded where a PDF is read, and only there

    try:
        document = pypdfium2.PdfDocument(raw)
        pages = [page.get_textpage().get_text_range() for page in document]
    except pypdfium2.PdfiumError as error:
        raise BriefsiteError(f"{name} cannot be read as a PDF: {error}") from error
    lines = [line.strip() for page in pages for line in _without_number(page.splitlines())]
    widths = sorted(len(line) for line in lines if line)
    full = widths[len(widths) * 9 // 10] * 0.8 if widths else 0
    joined: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line:
            joined[-1] = _join(joined[-1], line)
        else:
            joined.append(line)
        goes_on = len(line) >= full
    return joined


def _without_number(lines: list[str]) -> list[str]:
    """The lines of a page without its number, at its head or foot."""
    is_number = re.compile(r"\s*(?:Page )?\d{1,4}(?: of \d{1,4}| / \d{1,4})?\s*", re.I)
    kept = [line for line in lines if line.strip()]
    ends = {0, len(kept) - 1}
    return [line for n, line in enumerate(kept) if not (n in ends and is_number.fullmatch(line))]


def _join(before: str, after: str) -> str:
    if re.search(r"[^\W\d_]-$", before) and after[0].islower():
        return before[:-1] + after
    close = before[-1] > "\u2e80" and after[0] > "\u2e80"
    return before + ("" if close else " ") + after


# What a text says of itself.


_HEAD, _FOOT = 8, 4
"""In how many paragraphs from its beginning and end a text tells about itself."""
_PATTERNS = {
    "publisher": (r"^Publisher: (.+)$",),
    "original_publisher": (
        r"(?:^|\s)SOURCE:? ([A-Z].{1,60})$",
        r"^Source: ([^|]+?) *(?:\||$)",
        r"来源[::] ?([^|\s]+)",
        r"A report from ([^:]+):",
    ),
    "wire": (r"/([A-Z][A-Za-z ]{2,30})/ ?(?:--|—|–|-)", r"\(([A-Z][A-Za-z]{1,20})\) ?(?:--|—|–|-)"),
    "authors": (
        r"^(?:By|BY) ([A-Z].{2,80})$",
        r"^Author: ([^|]+?) *(?:\||$)",
        r"\| Author: ([^|]+?) *(?:\||$)",
        r"(?:^|\s)作者[::] ?([^|\s]+)",
    ),
    "editor": (r"^Editor: (.+)$", r"(?:责任)?编辑[::] ?([^|\s)]+)"),
    "dateline": (r"^(?:date [0-9-]+ )?([A-Z]{3,}(?: [A-Z]{3,})?)(?:,| --| —)",),
    "section": (r"^(?:position: )?((?:[^.>]{2,40} > )+[^.>]{2,40})$",),
    "url": (
        r"^Address: (https?://[^\s\"'<>]+)$",
        r"^(https?://[^\s\"'<>]+)$",
        r" (https?://[^\s\"'<>]+) SOURCE ",
    ),
}
_NOT_A_TITLE = re.compile(
    r"[.:|。:,]$|[|>/]|--| — |https?:|来源|作者"
    r"|^(?:By|date|Author|Publisher|Published|Address|Source|Editor)\b"
)
_PERIOD = re.compile(
    r"\b(?:end(?:ed|ing|s)?|until|through|as (?:of|at)|since|from|between|and|to|by"
    r"|updated|modified|accessed|retrieved|copyright)\W*(?:on )?$|截至|截止|更新|至$|到$",
    re.IGNORECASE,
)
"""Words before a day that is the end of a period, or of something else than the publication."""
_REPORT = re.compile(
    r"\b(?:report|results|statements?|accounts|quarter|half|months|period|fiscal|financial|interim"
    r"|annual|balance)\b|报告|业绩|季度|年度",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"^.{0,60}(?:--|—|–| - |/|[讯电])")


def find(paragraphs: tuple[str, ...]) -> dict[str, Found]:
    """What a text says of itself, each with its paragraph; what is not found is not there."""
    all = dict(enumerate(paragraphs, 1))
    ends = {*range(1, _HEAD + 1), *range(len(all) - _FOOT + 1, len(all) + 1)}
    zone = {para: text for para, text in all.items() if para in ends}
    found = {}
    for field, patterns in _PATTERNS.items():
        # A label at the beginning of a line may stand anywhere, other forms at head and foot.
        if one := _first(patterns, zone) or (field == "editor" and _first(patterns, all)):
            found[field] = one
    if authors := found.get("authors"):
        parts = re.split(r" & | and |, |、", str(authors.value))
        names = tuple(part.strip() for part in parts if part.strip())
        found["authors"] = Found(names, authors.para)
    for field, other in (("title", _title(zone)), ("published", _published(zone))):
        if other:
            found[field] = other
    return {field: one for field, one in found.items() if _is_short(one.value)}


def _is_short(value: str | tuple[str, ...]) -> bool:
    values = value if isinstance(value, tuple) else (value,)
    return all(0 < len(one) <= _LONGEST for one in values)


def _first(patterns: tuple[str, ...], zone: Mapping[int, str]) -> Found | None:
    for pattern in patterns:
        for para, text in zone.items():
            if match := re.search(pattern, text):
                return Found(match[1].strip(), para)
    return None


def _title(zone: Mapping[int, str]) -> Found | None:
    """The headline: what the head of a page says, or a short line above the first long one."""
    for para, text in zone.items():
        if text.startswith("Title: "):
            return Found(text.removeprefix("Title: "), para)
    for para, text in list(zone.items())[:5]:
        if len(text) > 160:
            return None
        words = len(text) if re.search(r"[\u4e00-\u9fff]", text) else len(text) // 3
        if words >= 6 and len(text) <= 140 and not _NOT_A_TITLE.search(text) and not _days(text):
            return Found(text, para)
    return None


def _published(zone: Mapping[int, str]) -> Found | None:
    """The day of publication: behind a label, in the dateline, or on a line of its own."""
    labelled, placed, alone = [], [], []
    for para, text in zone.items():
        for at, day in _days(text):
            found = Found(day, para)
            if _PERIOD.search(text[max(0, at - 20) : at]):
                continue
            if re.match(r"(?:Published|Date|date|发布时间|日期|时间)\b[: :]*$", text[:at].strip()):
                labelled.append(found)
            elif at < 80 and _DATELINE.match(text[at + 8 :]) and not _REPORT.search(text[:at]):
                placed.append(found)
            elif len(text) <= 120 and not _REPORT.search(text) and _stands_alone(text):
                alone.append(found)
    return next(iter([*labelled, *placed, *alone]), None)


def _days(text: str) -> list[tuple[int, str]]:
    return sorted((at, day.isoformat()) for at, day in printed_days(text[:400]))


def _stands_alone(text: str) -> bool:
    """Whether a line holds little besides a day: a source, a wire, a time."""
    parts = [part for part in re.split(r"[|]|\s{2,}", text) if _days(part)]
    words = re.findall(r"[^\W\d_]{2,}", parts[0] if parts else text)
    return len(words) <= 6 and not re.search(r"[.。!?]$", text)


# The language of a text: by its script, or by its small words.


_SCRIPTS = {"ja": r"[\u3040-\u30ff]", "ko": r"[\uac00-\ud7af]", "zh": r"[\u4e00-\u9fff]"}
_SMALL_WORDS = {
    "en": "the of and to in a is that for was",
    "de": "der die und das den von zu mit ist des",
    "fr": "le la les des et du une est dans que",
    "es": "el los las de que y una del por con",
    "it": "il di che la e una del per gli della",
    "pt": "o os das que uma do da em para com",
    "nl": "de het een van en dat op te zijn voor",
}


def language_of(paragraphs: tuple[str, ...]) -> str | None:
    """The language of a text, where its script or its small words leave no doubt."""
    text = " ".join(paragraphs)[:20_000]
    letters = sum(char.isalpha() for char in text) or 1
    for language, script in _SCRIPTS.items():
        if len(re.findall(script, text)) > letters / 5:
            return language
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = sorted(
        (
            (sum(word in set(small.split()) for word in words), language)
            for language, small in _SMALL_WORDS.items()
        ),
        reverse=True,
    )
    (most, language), (next_most, _) = counts[:2]
    return language if most >= 3 and most > 1.3 * next_most else None
