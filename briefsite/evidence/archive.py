"""The archived texts of the sources. The only reader of the archive folder.

In: the folder and the source records. Out: the paragraphs of each text, normalised for comparing,
and the problems of texts that are missing or not the ones that were recorded. A paragraph is a
non-blank line; the first is 1.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefsite import store
from briefsite.library import Library
from briefsite.models import Citation
from briefsite.problems import BriefsiteError, Problem, did_you_mean
from briefsite.text.quantities import normalise


@dataclass(frozen=True)
class Archived:
    """An archived text by paragraphs."""

    source: str
    paragraphs: tuple[str, ...]

    def para(self, number: int) -> str | None:
        """A paragraph counted from 1, normalised; None where there is none."""
        return self.paragraphs[number - 1] if 0 < number <= len(self.paragraphs) else None


def lines_of(raw: bytes) -> tuple[str, ...]:
    """The paragraphs of a text as printed, with single spaces."""
    lines = raw.decode("utf-8", "replace").splitlines()
    return tuple(" ".join(line.split()) for line in lines if line.strip())


def paragraphs(raw: bytes) -> tuple[str, ...]:
    """The paragraphs of a text, normalised."""
    return tuple(normalise(line) for line in lines_of(raw))


def read(
    folder: Path, library: Library, only: Collection[str] = ()
) -> tuple[dict[str, Archived], list[Problem]]:
    """Read the text of every source, or of those with the ids `only`.

    Raises BriefsiteError where there is no folder, or no source of that id.
    """
    if not folder.is_dir():
        raise BriefsiteError(f"there is no archive folder {folder}")
    for id in only:
        if id not in library.sources:
            hint = did_you_mean(id, library.sources)
            raise BriefsiteError(f"there is no source '{id}'; {hint}".rstrip("; "))
    found: dict[str, Archived] = {}
    problems: list[Problem] = []
    for entry in library.sources.values():
        if only and entry.id not in only:
            continue
        record = entry.value.archive
        try:
            raw = (folder / record.file).read_bytes()
        except OSError:
            message = f"the archive has no file {record.file}"
            hint = "put the text there, or correct the name"
            problems.append(entry.problem(("archive", "file"), "archive", message, hint))
            continue
        texts = paragraphs(raw)
        digest = store.digest(raw)
        if digest != record.sha256:
            message = f"the archived text is not the recorded one: its SHA-256 is {digest}"
            hint = "restore the text, or verify every citation again and record the new hash"
            problems.append(entry.problem(("archive", "sha256"), "archive", message, hint))
        if len(texts) != record.paragraphs:
            message = f"the archived text has {len(texts)} paragraphs"
            path = ("archive", "paragraphs")
            problems.append(entry.problem(path, "archive", message, f"write {len(texts)}"))
        found[entry.id] = Archived(entry.id, texts)
    return found, problems


# What the verifiers share: the text a citation names, and how a text is quoted in a message.


_QUOTED = 90


def text_of(texts: Mapping[str, Archived], citation: Citation) -> str | None:
    """The paragraph a citation names, normalised; None where archive or paragraph is missing."""
    archived = texts.get(citation.source)
    return archived.para(citation.para) if archived else None


def texts_of(texts: Mapping[str, Archived], citations: Iterable[Citation]) -> tuple[str, ...]:
    """The paragraphs of several citations, those that there are.

    Nothing where a text is not at hand: what it prints, no other paragraph needs to print.
    """
    cited = tuple(citations)
    if any(citation.source not in texts for citation in cited):
        return ()
    found = (text_of(texts, citation) for citation in cited)
    return tuple(text for text in found if text is not None)


def quote(text: str, around: int = 0) -> str:
    """A short piece of a text for a message, near a place in it."""
    start = max(0, around - _QUOTED // 3)
    piece = text[start : start + _QUOTED]
    before, after = "…" if start else "", "…" if start + _QUOTED < len(text) else ""
    return f"the source prints: {before}{piece}{after}"
