"""The source record: what a text prints about itself, and what is wrong with it."""

from typing import Annotated

from pydantic import Field

from briefsite.models.base import Address, Day, Id, Line, Model, Whole


class Archive(Model):
    """The archived text against which citations are verified; it stays outside the repository."""

    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*\.txt$", max_length=100)]
    """File name in the archive folder."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the file's bytes."""
    paragraphs: Whole
    """How many paragraphs (non-blank lines) it has."""


class Furniture(Model):
    """Paragraphs without content of their own: headlines, bylines, teasers."""

    paras: Annotated[tuple[Whole, ...], Field(min_length=1)]
    """Paragraph numbers."""
    reason: Line
    """Why nothing in them belongs in a brief."""


class Source(Model):
    """A text that briefs cite: briefs/sources/ID.yml. What it does not print stays out."""

    label: Line
    """Short name for notes and lists. Editorial."""
    title: Line | None = None
    """The headline as printed."""
    publisher: Line | None = None
    """Who published this copy, as printed."""
    original_publisher: Line | None = None
    """Who wrote or first published the text, as printed."""
    wire: Line | None = None
    """The wire service that carried it, as printed."""
    authors: tuple[Line, ...] = ()
    """The authors as printed."""
    editor: Line | None = None
    """The editor as printed."""
    dateline: Line | None = None
    """The place in the dateline, as printed."""
    section: Line | None = None
    """Where on the publisher's site it stood, as printed."""
    published: Day | None = None
    """The day it was published, as printed."""
    published_as_printed: Line | None = None
    """The printed form, where it says more than the day, such as a time."""
    accessed: Day | None = None
    """The day the text was archived, where recorded."""
    url: Address | None = None
    """Address printed in or recorded with the text."""
    archived_url: Address | None = None
    """Address of a public archived copy."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z][a-z]{3})?$")] = "en"
    """Language code of the text."""
    official: bool | None = Field(default=None, strict=True)
    """Whether a government or party organ publishes it, where the text says so."""
    release: Id | None = None
    """Texts with the same release id are issues of one release and count as one source."""
    archive: Archive
    """The archived text."""
    defects: tuple[Line, ...] = ()
    """What is wrong with the text: garbled passages, missing parts."""
    furniture: tuple[Furniture, ...] = ()
    """Paragraphs that hold nothing to cite, each with the reason."""
