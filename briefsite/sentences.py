"""A paragraph of plain text into its sentences.

In: text with single spaces. Out: where each sentence begins and ends. Points of decimals (4.5),
of short forms (U.S., Co., Ltd., No. 5) and of initials end none; Chinese ends with its own signs.
"""

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?]+[\"”’')\]]*(?=\s+[\"“‘'(\[]*[^\W_a-z])|[。！？]+[”’」』）]*")
_NEVER_LAST = re.compile(
    r"(?<![\w.])(?:Mr|Mrs|Ms|Dr|Prof|Gen|St|Mt|No|Nos|Fig|vs|cf|approx|e\.g|i\.e|[A-Z])\.$"
)
"""Short forms after which a sentence goes on whatever follows; so do initials."""
_MAYBE_LAST = re.compile(
    r"(?<![\w.])(?:Co|Corp|Inc|Ltd|Bros|etc|a\.m|p\.m|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|(?:[A-Z]\.)+[A-Z])\.[\"”’')\]]*$"
)
"""Short forms that may also end a sentence; it depends on what follows."""
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
            start = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
    if text[start:].strip():
        yield start, len(text.rstrip())


def _ends(text: str, start: int, end: int) -> bool:
    sentence = text[start:end]
    if _NEVER_LAST.search(sentence):
        return False
    return not _MAYBE_LAST.search(sentence) or bool(_OPENING.match(text, end))
