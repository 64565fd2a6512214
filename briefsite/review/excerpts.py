"""The words in which two texts differ, short enough to be read in a list of changes."""

from difflib import SequenceMatcher

from briefsite.text import shorten

SHORT, CONTEXT, EXCERPT = 90, 3, 320
"""Texts up to so many characters stand whole; so many words around a change, characters in all."""
MOST_WORDS = 4_000
"""Longer texts are not matched word by word; a hostile one shall not take hours."""
SPACE = "(other white space or line breaks only)"


def excerpts(old: str, new: str) -> tuple[str, str]:
    """The words in which two texts differ, each with a few words around them."""
    if max(len(old), len(new)) <= SHORT:
        return old, new
    before, after = old.split(), new.split()
    if before == after:
        return SPACE, SPACE
    hunks = _hunks(before, after)
    return (
        _cut(before, [(start, end) for start, end, _, _ in hunks]),
        _cut(after, [(start, end) for _, _, start, end in hunks]),
    )


def _hunks(before: list[str], after: list[str]) -> list[tuple[int, int, int, int]]:
    """The stretches that differ. The matcher is not symmetric, so the smaller text comes first."""
    if before > after:
        return [(c, d, a, b) for a, b, c, d in _hunks(after, before)]
    if max(len(before), len(after)) > MOST_WORDS:
        return [(0, len(before), 0, len(after))]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [(a, b, c, d) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]


def _cut(words: list[str], spans: list[tuple[int, int]]) -> str:
    shown = {
        index
        for start, end in spans
        for index in range(max(0, start - CONTEXT), min(len(words), end + CONTEXT))
    }
    text, last = "", -1
    for index in sorted(shown):
        text += (" " if index == last + 1 and text else " … " if index else "") + words[index]
        last = index
    return shorten(text + (" …" if last < len(words) - 1 else ""), EXCERPT)
