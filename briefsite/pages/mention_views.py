"""What templates are given about words: terms explained in place, sentences that name a page."""

from dataclasses import dataclass

from briefsite.pages.parts import Link
from briefsite.text import Markdown


@dataclass(frozen=True)
class ExplainedView:
    """A term of the page's prose, explained where it first stands."""

    id: str
    link: Link
    """To its entry in the glossary."""
    definition: str


@dataclass(frozen=True)
class SentenceView:
    """A sentence of a brief that names this page's subject, which is marked in it."""

    at: Link
    """Where it stands: the part of the brief, at its own place."""
    text: Markdown


@dataclass(frozen=True)
class MentionView:
    """A brief that names this page's subject."""

    brief: Link
    sentences: tuple[SentenceView, ...]
    more: str
    """How many further sentences, in words; empty where there are none."""
    places: tuple[Link, ...]
    """Where a field of it, not a sentence, names the subject."""
