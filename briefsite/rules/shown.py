"""An example as people are shown it: what cannot be seen is written as an escape."""

from textwrap import dedent

from briefsite.characters import is_plain
from briefsite.guidance import Example


def bad(example: Example) -> str:
    """The wrong lines, as one reads them who expects UTF-8."""
    text = example.bad.encode(example.encoding).decode("utf-8", "replace")
    more = f"(and so on, {example.times:,} times)\n" if example.times > 1 else ""
    return _visible(text) + more


def good(example: Example) -> str:
    """The right lines; where the name of the file was wrong, below the right one."""
    name = f"# briefs/{example.good_file}\n" if example.good_file else ""
    return name + _visible(example.good)


def _visible(text: str) -> str:
    return dedent("".join(c if is_plain(c) or c == "\n" else repr(c)[1:-1] for c in text))
