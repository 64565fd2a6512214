"""A new source record from an archived text: its hash, its paragraphs, what it prints about itself.

In: the bytes and name of the text. Out: the YAML of `briefs/sources/ID.yml`, commented, for an
editor to hold against the text. Nothing is guessed: what no pattern finds stays out.
"""

import hashlib
import re
from datetime import datetime

from briefsite.archive import lines_of
from briefsite.models import Source
from briefsite.periods import MONTHS
from briefsite.skeletons import LEGEND, Value, skeleton
from briefsite.text import slug

_MONTH_DAY = re.compile(rf"\b({'|'.join(MONTHS[1:])}) ([0-9]{{1,2}}), ([0-9]{{4}})\b")
_ISO_DAY = re.compile(r"\b([0-9]{4}-[0-9]{2}-[0-9]{2})\b")
_PATTERNS = {
    "original_publisher": (
        r"^SOURCE (.+)$",
        r"\bSource: ([^|]+?) *(?:\||$)",
        r"A report from ([^:]+):",
    ),
    "wire": (r"/(PRN\w+)/", r"^(PRN\w+)\b", r"\b(Xinhua|Reuters|AFP)\b"),
    "authors": (r"^By ([A-Z].{2,80})$", r"\bAuthor: ([^|]+?) *(?:\||$)"),
    "editor": (r"^Editor: (.+)$",),
    "dateline": (r"^(?:date [0-9-]+ )?([A-Z]{3,}(?: [A-Z]{3,})?)(?:,| --)",),
    "url": (r"(https?://[^\s\"'<>]+)",),
}


def is_archive_name(name: str) -> bool:
    """Whether a source record may name this file."""
    return bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*\.txt", name))


def source_id(name: str) -> str:
    """An id from a file name: lower case letters, digits and hyphens, at most 64."""
    words = slug(name.removesuffix(".txt"))[:64].strip("-")
    return words if words[0].isalpha() else f"source-{words}"[:64]


def digest(raw: bytes) -> str:
    """The SHA-256 of a text, by which its record knows it."""
    return hashlib.sha256(raw).hexdigest()


def source_record(name: str, raw: bytes) -> str:
    """The YAML of a source record for a text; the label is for the editor to write."""
    texts = lines_of(raw)
    found: dict[str, Value | None] = {
        field: _first(patterns, texts) for field, patterns in _PATTERNS.items()
    }
    title = next((text for text in texts[:3] if _looks_like_a_title(text)), None)
    authors = str(found["authors"] or "")
    given = found | {
        "label": title or source_id(name),
        "title": title,
        "authors": [author.strip() for author in re.split(r" & | and |, ", authors) if author],
        "published": _published(texts[:5]),
        "archive": {
            "file": name,
            "sha256": digest(raw),
            "paragraphs": len(texts),
        },
    }
    known = {field: value for field, value in given.items() if value}
    head = "# Hold every line against the text; what the text does not print stays out."
    return "\n".join([head, *LEGEND, "", skeleton(Source, known)])


def _first(patterns: tuple[str, ...], texts: tuple[str, ...]) -> str | None:
    for pattern in patterns:
        for text in texts:
            match = re.search(pattern, text)
            if match:
                return match[1].strip()
    return None


def _looks_like_a_title(text: str) -> bool:
    ends = text.endswith((".", ":", "|")) or re.search(r"[|>/]|--|^By |^date ", text)
    return 20 <= len(text) <= 140 and not ends


def _published(texts: tuple[str, ...]) -> str | None:
    for text in texts:
        if match := _MONTH_DAY.search(text):
            day = datetime(int(match[3]), MONTHS.index(match[1]), int(match[2]))
            return day.date().isoformat()
        if match := _ISO_DAY.search(text):
            return match[1]
    return None
