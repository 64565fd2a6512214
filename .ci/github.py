"""What the workflows ask of GitHub, through its own program `gh`; nothing passes through a shell.

The token is in the environment of the step (GH_TOKEN), the repository in GITHUB_REPOSITORY.
"""

import json
import os
import re
import subprocess
from typing import Any

BOT = "github-actions[bot]"
MOST_CHARACTERS = 60_000
"""GitHub takes 65,536 characters for a comment or an issue."""


class Refused(Exception):
    """Something from outside is not what it has to be; the message says what."""


def api(path: str, method: str = "GET", **fields: object) -> Any:
    """Ask the interface for this repository; gives its answer, from JSON."""
    raw = _gh(path, "--method", method, *(["--input", "-"] if fields else []), body=fields)
    return json.loads(raw) if raw.strip() else None


def pages(path: str) -> list[Any]:
    """All entries of a list, over all its pages."""
    listed = json.loads(_gh(path, "--paginate", "--slurp", body={}))
    return [entry for page in listed for entry in page]


def download(path: str) -> bytes:
    """The bytes at a path."""
    return _gh(path, body={})


def _gh(path: str, *options: str, body: dict[str, object]) -> bytes:
    command = ["gh", "api", f"repos/{os.environ['GITHUB_REPOSITORY']}/{path}", *options]
    ended = subprocess.run(command, input=json.dumps(body).encode(), capture_output=True)
    if ended.returncode:
        raise Refused(f"GitHub refuses {path}: {ended.stderr.decode(errors='replace').strip()}")
    return ended.stdout


def is_ours(entry: dict[str, Any], marker: str) -> bool:
    """Whether a comment or an issue was written here; a marker alone could be anybody's."""
    return entry["user"]["login"] == BOT and (entry["body"] or "").startswith(marker)


def tamed(text: str, rest: str) -> str:
    """Markdown of strangers, for a place where it is read as ours.

    It stays Markdown, without HTML, pictures, control characters and calls of people's names, and
    is cut at the end of a line where it is too long; `rest` says where the whole of it is.
    """
    plain = "".join(char for char in text if char == "\n" or char.isprintable())
    plain = re.sub(r"<(?!/?(?:details|summary|b|br|code|del|i|ins|sub|sup)>)", "&lt;", plain)
    plain = plain.replace("![", "!\\[")
    plain = re.sub(r"(`[^`\n]*`)|(?<![\w/])@(?=\w)", lambda m: m[1] or "@<!-- -->", plain)
    if len(plain) <= MOST_CHARACTERS:
        return plain
    return f"{plain[:MOST_CHARACTERS].rpartition(chr(10))[0]}\n\n{rest}\n"
