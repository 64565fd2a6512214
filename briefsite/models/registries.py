"""The registries that briefs refer to: indicators, topics, people, terms."""

from typing import Annotated, Literal

from pydantic import Field

from briefsite.models.base import BriefId, Citation, Line, Model, Prose, TermId, TopicId
from briefsite.models.figures import Unit

Quantity = Literal["amount", "count", "share", "growth", "rank", "capacity", "area", "difference"]


class Indicator(Model):
    """Something that is measured: an entry of briefs/indicators.yml."""

    name: Line
    """The name, such as "Output of new energy vehicles"."""
    definition: Line
    """What is counted, as far as the sources say. Editorial."""
    unit: Unit
    """The unit of every value."""
    unit_label: Line | None = None
    """For `count`: what is counted, in the plural, such as "firms"."""
    quantity: Quantity
    """The kind of quantity; only like kinds are compared."""
    review_months: Annotated[int, Field(strict=True, ge=1, le=120)]
    """Months after the end of the period until a value counts as stale."""
    comparable: Line
    """When two values may be compared."""
    topics: tuple[TopicId, ...] = ()
    """Topics it belongs to (ids from topics.yml)."""
    terms: tuple[TermId, ...] = ()
    """Glossary entries that explain it (ids from terms.yml)."""


class Topic(Model):
    """A subject that briefs share, such as an industry chain: an entry of briefs/topics.yml."""

    name: Line
    """The name."""
    local_name: Line | None = None
    """The name in Chinese. Editorial."""
    definition: Line
    """What belongs to it. Editorial."""


class Role(Model):
    """An office or post."""

    title: Line
    """The post as the source gives it."""
    organisation: BriefId | None = None
    """Id of the brief of the company or region, where there is one."""
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]
    """Where it is told."""


class Person(Model):
    """A person named in a source: an entry of briefs/people.yml."""

    name: Line
    """The name in the order the source prints it."""
    local_name: Line | None = None
    """The name in Chinese. Editorial; left out unless well known."""
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    """The posts named in sources."""


class Term(Model):
    """A glossary entry: an entry of briefs/terms.yml."""

    name: Line
    """The term."""
    local_name: Line | None = None
    """The term in Chinese. Editorial."""
    aliases: tuple[Line, ...] = ()
    """Other forms, such as an abbreviation."""
    definition: Prose
    """What it means. Editorial: from general knowledge, not evidence from a source."""
