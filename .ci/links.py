"""The addresses that answer no more, as Markdown for the weekly issue.

    python3 .ci/links.py FILE

In: the table (CSV) that LinkChecker has written of a site. Out: Markdown on standard output, empty
where no address is gone. Addresses and answers come from strangers: of an address only characters
that an address may have are shown, of an answer only its number.
"""

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import dropwhile
from pathlib import Path
from urllib.parse import quote

SITE = Path("site").absolute().as_uri()
LOST = "there is no host of this name"
GONE = ("404", "410", LOST)
"""How an answer begins that says so; any other may be the host's dislike of programs."""


def main(file: Path) -> int:
    """Do it; gives the exit code."""
    with file.open(encoding="utf-8", newline="") as table:
        print(markdown(found(table)), end="")
    return 0


def found(table: Iterable[str]) -> list[tuple[str, str, str]]:
    """What LinkChecker complains of: answer, address and page; sorted, each address once."""
    return sorted({url: (answer, url, page) for answer, url, page in _rows(table)}.values())


def _rows(table: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    lines = dropwhile(lambda line: line.startswith("#"), table)
    for row in csv.DictReader(lines, delimiter=";"):
        if row["valid"] == "False" and row["url"].startswith(("http://", "https://")):
            page = row["parentname"].removeprefix(f"{SITE}/").removesuffix("index.html")
            yield _answer(row["result"]), row["url"], page


def _answer(result: str) -> str:
    code = re.match(r"\d{3}\b", result)
    if code:
        known = {str(status.value): status.phrase for status in HTTPStatus}
        return f"{code[0]} {known.get(code[0], '')}".strip()
    return LOST if "NameResolutionError" in result else "no answer"


def markdown(answers: list[tuple[str, str, str]]) -> str:
    """What is gone, and if anything is, also what gives no clear answer."""
    gone = [one for one in answers if one[0].startswith(GONE)]
    unclear = [one for one in answers if one not in gone]
    if not gone:
        return ""
    find = "Find where the text is now, or name a public copy of it in `archived_url`."
    parts = _section("Addresses that answer no more", gone, find)
    if unclear:
        look = "Open them in a browser; some hosts answer no programs."
        parts += _section("Addresses that give no clear answer", unclear, look)
    return parts


def _section(heading: str, answers: list[tuple[str, str, str]], hint: str) -> str:
    lines = (f"- `{_safe(url)}`: {answer}. On `/{_safe(page)}`" for answer, url, page in answers)
    return "\n".join([f"## {heading}", "", *lines, "", hint, "", ""])


def _safe(address: str) -> str:
    """An address within a code span: it cannot end it."""
    return quote(address, safe="%/:=&?~+!$,;@()*[]'-._#")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
