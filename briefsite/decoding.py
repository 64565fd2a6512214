"""Bytes of a file into text: of a size that is read, in UTF-8, without what hides or reorders.

In: the name and the bytes. Out: the text with plain line ends, and what is wrong with it.
"""

from collections.abc import Iterator

from briefsite.characters import bad_characters, name_of
from briefsite.problems import Place, Problem, problem_at

MAX_BYTES = 256 * 1024


def decode(file: str, raw: bytes) -> tuple[str, list[Problem]]:
    """The text; whoever gets problems too goes no further."""
    if len(raw) > MAX_BYTES:
        message = f"the file has {len(raw):,} bytes; at most {MAX_BYTES:,} are read"
        return "", [Problem(Place(file), "file-size", message, "split the brief")]
    try:
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        return "", [_not_utf8(file, raw, error.start)]
    return text, list(_forbidden(file, tuple(text.split("\n"))))


def _not_utf8(file: str, raw: bytes, start: int) -> Problem:
    before = raw[:start].decode("utf-8").split("\n")
    lines = tuple(raw.decode("utf-8", "replace").split("\n"))
    message = f"byte {start} is not UTF-8"
    hint = "save the file as UTF-8; it may be GBK or GB 18030 now"
    mark = len(before) - 1, len(before[-1])
    return problem_at(file, lines, mark, "encoding", message, hint)


def _forbidden(file: str, lines: tuple[str, ...]) -> Iterator[Problem]:
    for number, line in enumerate(lines):
        for column, char in bad_characters(line):
            indents = "indent by two spaces" if not line[:column].strip() else "use spaces"
            hint = indents if char == "\t" else "delete it; it is invisible or reorders text"
            message = f"the character {name_of(char)} is not allowed"
            yield problem_at(file, lines, (number, column), "forbidden-character", message, hint)
