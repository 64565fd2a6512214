"""Foreign text on one line of output: it shows what it holds and starts nothing.

GitHub Actions takes a line that begins with `::`, and `##[` anywhere, for a command; Azure and
TeamCity have `##vso[` and `##teamcity[`. A terminal obeys escape sequences.
"""

import re
import unicodedata

from briefsite.characters import is_plain

_COMMAND = re.compile(r"#(?=#[a-z]*\[)|(?<=#)#(?=[a-z]*\[)")
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def plain(text: str) -> str:
    """A text with everything that is not plain written as an escape."""
    shown = "".join(cells(text))
    return shown.replace("::", "\\x3a:", 1) if shown.lstrip().startswith("::") else shown


def cells(text: str) -> list[str]:
    """What is shown for each character of a text."""
    hidden = {match.start() for match in _COMMAND.finditer(text)}
    return [_escaped(char) if n in hidden else _shown(char) for n, char in enumerate(text)]


def columns(shown: str) -> int:
    """How many columns of a terminal a text takes: Chinese characters take two."""
    return sum(_columns(char) for char in shown)


def blank(shown: str) -> str:
    """Nothing, as wide as a text; under a Chinese character stands a space of its own width."""
    return "".join(
        "\N{IDEOGRAPHIC SPACE}" if _columns(c) == 2 else " " * _columns(c) for c in shown
    )


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _shown(char: str) -> str:
    return char if is_plain(char) else _escaped(char)


def _escaped(char: str) -> str:
    code = ord(char)
    size = f"x{code:02x}" if code < 256 else f"u{code:04x}" if code < 65536 else f"U{code:08x}"
    return _NAMED.get(char) or f"\\{size}"
