"""What the verifiers share: the text a citation names, and how a text is quoted in a message."""

from collections.abc import Iterable, Mapping

from briefsite.archive import Archived
from briefsite.models import Citation

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
