"""PDFs of earlier builds, by what they were made from. In: a key. Out: the same bytes, or nothing.

An entry says its own hash, so that a damaged one is made anew. It is written beside and then put
in its place, so that a kill leaves the old state or the new one.
"""

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from briefsite import store
from briefsite.pdf.engine import Drawn

_SUFFIX = ".pdf"


def key(*parts: str) -> str:
    """The name of what is made from these texts."""
    digest = sha256()
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def load(folder: Path, key: str) -> Drawn | None:
    """The entry of a key; None where there is none, or it is not whole."""
    try:
        head, _, pdf = (folder / f"{key}{_SUFFIX}").read_bytes().partition(b"\n")
        said = json.loads(head)
    except (OSError, ValueError):
        return None
    if not isinstance(said, dict) or said != _head(pdf, said.get("pages")):
        return None
    return Drawn(pdf, int(said["pages"]))


def save(folder: Path, key: str, drawn: Drawn) -> None:
    """Keep a document for later builds."""
    folder.mkdir(parents=True, exist_ok=True)
    head = json.dumps(_head(drawn.pdf, drawn.pages), sort_keys=True).encode()
    store.replace(folder / f"{key}{_SUFFIX}", head + b"\n" + drawn.pdf)


def _head(pdf: bytes, pages: object) -> dict[str, object]:
    data = f"{pages} ".encode() + pdf
    return {"pages": pages, "sha256": sha256(data).hexdigest()}


def prune(folder: Path, used: Iterable[str]) -> None:
    """Forget what no document of this build is made from, and what a kill left half written."""
    kept = {f"{key}{_SUFFIX}" for key in used}
    for file in sorted(folder.glob("*")) if folder.is_dir() else ():
        if file.name not in kept:
            file.unlink(missing_ok=True)
