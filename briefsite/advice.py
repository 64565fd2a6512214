"""What to write instead of a value that does not fit, where its words show what was meant."""

import re
import unicodedata
from collections.abc import Sequence

from briefsite.problems import did_you_mean

_MEANT = {
    "over": ("above", "exceeded", "exceeding", "more than", "upwards of", ">"),
    "about": ("approximately", "around", "circa", "roughly", "some", "~"),
    "at-least": ("no less than", "not less than", "minimum", ">="),
    "up-to": ("at most", "as much as", "maximum", "no more than", "<="),
    "nearly": ("almost", "close to", "just under"),
}
"""Words of sources for those of the format."""

_QUALIFIERS = "|".join(re.escape(word) for words in _MEANT.values() for word in words)
_AMOUNT = re.compile(
    rf"(?:(?P<word>over|about|at least|up to|nearly|{_QUALIFIERS})\s*)?"
    r"(?P<number>-?\d[\d,]*(?:\.\d+)?)\s*(?P<scale>thousand|million|billion|trillion)?\s*(?P<unit>%|percent)?",
    re.I,
)


def meant(words: str) -> str:
    """The qualifier of the format for words of a source; empty where there is none."""
    plain = " ".join(words.lower().split())
    return next((word for word, others in _MEANT.items() if plain in (*others, word)), "")


def allowed_hint(value: object, words: Sequence[str]) -> str:
    """What to write instead of a word that is not allowed, and all that are."""
    known = f"known here: {', '.join(sorted(words))}"
    same = meant(str(value))
    if same in words:
        return f"write {same}; {known}"
    return did_you_mean(str(value), words, most=0) or known


def number_hint(value: object) -> str:
    """What to write instead of an amount: number, scale and qualifier each in their field."""
    text = unicodedata.normalize("NFKC", str(value)).strip()
    found = _AMOUNT.fullmatch(text)
    if not found:
        return ""
    word = (found["word"] or "").lower()
    qualifier = meant(word) or word.replace(" ", "-")
    parts = [
        f"value: {found['number'].replace(',', '')}",
        f"scale: {found['scale'].lower()}" if found["scale"] else "",
        f"qualifier: {qualifier}" if qualifier else "",
    ]
    unit = "; the unit is that of the indicator" if found["unit"] else ""
    return f"write {', '.join(filter(None, parts))}{unit}"


def whole_hint(value: object) -> str:
    """What to write instead of a whole number in quotes."""
    text = unicodedata.normalize("NFKC", str(value)).strip()
    plain = re.fullmatch(r"(?:para\S*\s*)?(\d+)", text)
    return f"write {plain[1]}, without quotes" if plain else "write digits only, without quotes"


def list_hint(value: object) -> str:
    """What to write instead of one text."""
    text = str(value)
    if isinstance(value, str) and text.startswith("-"):
        return "write a space after each hyphen: - item"
    if isinstance(value, dict):
        return "begin each item with '- '"
    return (
        f"write each item on a line of its own: - {text}" if len(text) < 60 else "begin with '- '"
    )
