"""A new source record from an archived text: its hash, its paragraphs, what it prints about itself.

In: the bytes and name of the text. Out: the YAML of `briefs/sources/ID.yml`, commented, for an
editor to hold against the text. Nothing is guessed: what no pattern finds stays out.
"""

import hashlib
import json
import re
from datetime import datetime

from briefsite.archive import lines_of
from briefsite.periods import MONTHS
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


def source_record(name: str, raw: bytes) -> str:
    """The YAML of a source record for a text; the label is for the editor to write."""
    texts = lines_of(raw)
    found = {field: _first(patterns, texts) for field, patterns in _PATTERNS.items()}
    title = next((text for text in texts[:3] if _looks_like_a_title(text)), None)
    day = _published(texts[:5])
    lines = [
        "# Hold every line against the text; what the text does not print stays out.",
        "# label: a short name for notes and lists, in your words",
        f"label: {_quoted(title or source_id(name))}",
    ]
    if title:
        lines.append(f"title: {_quoted(title)}")
    for field in ("original_publisher", "wire"):
        if value := found[field]:
            lines.append(f"{field}: {_quoted(value)}")
    if authors := found["authors"]:
        lines.append("authors:")
        lines += [f"  - {_quoted(author.strip())}" for author in re.split(r" & | and |, ", authors)]
    for field in ("editor", "dateline"):
        if value := found[field]:
            lines.append(f"{field}: {_quoted(value)}")
    if day:
        lines.append(f'published: "{day}"')
    if url := found["url"]:
        lines.append(f"url: {_quoted(url)}")
    lines += [
        "archive:",
        f"  file: {_quoted(name)}",
        f"  sha256: {hashlib.sha256(raw).hexdigest()}",
        f"  paragraphs: {len(texts)}",
        "# defects:             # what is garbled or missing",
        "# furniture:           # paragraphs that hold nothing to cite",
        "#   - paras: [1]",
        "#     reason: headline",
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


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
