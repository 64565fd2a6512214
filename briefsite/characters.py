"""Which characters a brief may hold: what can be seen, and nothing that hides or reorders text."""

import re
import unicodedata
from collections.abc import Iterator


def is_plain(char: str) -> bool:
    """Whether a character shows itself: no control, format, private or unassigned one."""
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _joins_emoji(text: str, index: int) -> bool:
    around = text[index - 1 : index] + text[index + 1 : index + 2]
    return len(around) == 2 and all(unicodedata.category(c) in ("So", "Sk", "Mn") for c in around)


def bad_characters(text: str) -> Iterator[tuple[int, str]]:
    """The places and characters that are not allowed; joiners within emoji are."""
    for index, char in enumerate(text):
        if char == "\n" or is_plain(char):
            continue
        if char == "\N{ZERO WIDTH JOINER}" and _joins_emoji(text, index):
            continue
        yield index, char


def name_of(char: str) -> str:
    """A character's code point and name, for messages."""
    name = "TAB" if char == "\t" else unicodedata.name(char, "control character")
    return f"U+{ord(char):04X} {name}"


def words_pattern(text: str) -> re.Pattern[str]:
    """A pattern for a text with any white space between its words."""
    return re.compile(r"\s+".join(re.escape(word) for word in text.split()))
