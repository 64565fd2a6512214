"""The records that the data of the site is made of, and their only statement.

Each field carries its docstring, which reaches the JSON Schemas, the OpenAPI description and the
columns of the tables. A value stands beside all that limits it.
"""

from datetime import date as Day

from briefsite.models.base import Model, Number


class About(Model):
    """What a file is, and how it may be used."""

    format: str
    """Version of the format: fields are only added while its first number stays."""
    site: str
    """The site it was made for."""
    address: str
    """The address of the site."""
    day: Day | None
    """The day of the state that it was built from; null where it is not known."""
    licence: str
    """How the content may be used."""
    text_licence: str | None
    """Id (SPDX) of the licence of what the editors wrote: summaries, sections, notes."""
    data_licence: str | None
    """Id (SPDX) of the licence of the figures with all that limits them, of names and ties."""


class Named(Model):
    """What has an id, a name and a page."""

    id: str
    """Its id."""
    name: str
    """Its name; of a source a short name for lists, from the editors."""
    address: str
    """Its page."""


class Printed(Model):
    """What stands in the words of a source."""

    qualifier: str
    """The word at the number: over, about, nearly, at-least, up-to, under, else exactly."""
    printed: str
    """The words as printed."""


class Citation(Model):
    """Where a source says it."""

    source: str
    """Id of the source."""
    para: int
    """Paragraph of the archived text: its lines that are not blank, counted from 1."""
    printed: str | None
    """The few words as printed, where they are recorded."""
    said_by: str | None
    """Id of the person to whom the source attributes it."""
    address: str
    """Where the site lists what rests on the paragraph."""


class Part(Model):
    """A part of a brief that rests on sources."""

    id: str
    """Brief and anchor: it stays the same as long as the part has its key."""
    brief: str
    """Id of the brief in which it is written."""
    address: str
    """Its permanent address."""
    citations: tuple[Citation, ...]
    """Every paragraph that says it."""


class Item(Part):
    """An event or a statement."""

    date: str | None
    """When it was, as exact as known; null where no date is known."""
    text: str
    """One to three sentences in the words of the editors."""
    regions: tuple[str, ...]
    """Ids of other regions that it concerns."""
    companies: tuple[str, ...]
    """Ids of other companies that it concerns."""


class Period(Model):
    """The time that a value is for, not the day on which it was published."""

    text: str
    """As in the brief: 2023, 2024-02, 2024-H1, 2021..2025, by 2025, FY2023-24, undated."""
    words: str
    """In words."""
    first: Day | None
    """Its first day; of `by` a time, the first day of that time. Null where undated."""
    last: Day | None
    """Its last day; null where undated."""
    basis: str | None
    """Why it is this one: printed, paragraph, publication or inferred. Null where undated."""


class Change(Printed):
    """How the value moved, as the source prints it."""

    value: Number
    """Size of the change; negative for a fall."""
    unit: str
    """percent or percentage-points."""
    against: str
    """What it is compared with."""


class Rank(Model):
    """A place in a ranking, as the source prints it."""

    position: int
    """The place, 1 for the first."""
    among: str
    """What is ranked."""
    printed: str
    """The words as printed."""


class Share(Model):
    """The whole of which a share is a part."""

    what: str
    """The whole in words."""
    brief: str | None
    """Id of the brief whose total it is."""


class Conversion(Printed):
    """The same amount in another unit, as the source itself prints it."""

    figure: str
    """Id of the figure."""
    value: Number
    """The plain number, its scale word multiplied in."""
    printed_value: Number
    """The number beside the scale word."""
    scale: str | None
    """The scale word."""
    unit: str
    """Id of the unit."""


class Figure(Part):
    """One value with everything that keeps it from being misread."""

    brief_name: str
    """Name of the brief."""
    indicator: str
    """Id of the indicator."""
    name: str
    """Name of the indicator."""
    qualifier: str
    """The word at the number: over, about, nearly, at-least, up-to, under, else exactly."""
    value: Number
    """The plain number, its scale word multiplied in; of a range the lower end."""
    high: Number | None
    """The upper end of a range, plain."""
    printed_value: Number
    """The number beside the scale word, with the digits that the source prints."""
    printed_high: Number | None
    """The upper end of a range beside the scale word."""
    scale: str | None
    """The scale word: thousand, million, billion, trillion."""
    unit: str
    """Id of the unit."""
    unit_name: str
    """What stands behind the number in words, such as yuan or firms."""
    words: str
    """The value in words, with qualifier, scale and unit."""
    status: str
    """actual, target, planned, capacity or announced: only like is compared with like."""
    period: Period
    """The time that the value is for."""
    share_of: Share | None
    """For a share: the whole."""
    rank: Rank | None
    """The place in a ranking."""
    change: Change | None
    """How the value moved."""
    conversions: tuple[Conversion, ...]
    """The same amount in other units, as printed."""
    note: str | None
    """What must be known to read the value right."""
    preferred: str | None
    """Why this value is shown first where sources disagree."""
    disputed: bool
    """Whether the brief has another value for the same indicator and period."""
    origins: tuple[str, ...]
    """Independent sources that print it, by id: texts of one origin count once, by the first."""
    verified: bool
    """Whether the brief is as it was when it was verified against the archived texts."""
    review_due: Day | None
    """The day from which a newer value may exist; null where the brief has one already."""


class Derived(Named):
    """A value that the program computes from figures; it rests on no source of its own."""

    words: str
    """The value in words, rounded to three digits, with qualifier and unit."""
    formula: str
    """The formula in words."""
    inputs: tuple[str, ...]
    """Ids of the figures."""
    note: str | None
    """What must be known to read it right."""


class Event(Item):
    """Something that happened or is planned."""

    date_note: str | None
    """How the date is known, or how the source words it."""
    title: str
    """What happened, in a few words."""
    people: tuple[str, ...]
    """Ids of people who took part."""


class Statement(Item):
    """What somebody said, as a paraphrase."""

    said_by: str
    """Who said it, in words."""
    speaker: str | None
    """Id of the person who said it."""
    organisation: str | None
    """Id of the company or region that said it."""
    occasion: str | None
    """Where or to whom."""


class Relation(Part):
    """A tie between two briefs."""

    to: str
    """Id of the other brief."""
    kind: str
    """What the other one is to this one: partner, customer, supplier, investor, member, region
    (where a company is), parent (who founded or owns it)."""
    text: str | None
    """The tie in a sentence."""


class Section(Model):
    """A heading and its text."""

    heading: str
    """The heading."""
    text: str
    """The text without markup; the page has its citations."""


class Correction(Model):
    """What was wrong and has been put right."""

    date: Day
    """The day of the correction."""
    was: str
    """What stood there before."""
    now: str
    """What stands there since."""
    why: str
    """The reason."""


class Brief(Named):
    """A region or company with all that is known of it."""

    kind: str
    """region or company."""
    type: str
    """What sort of region or company it is."""
    local_name: str | None
    """The name in the local language; from the editors, not from a source."""
    transcription: str | None
    """The local name in Latin letters; from the editors."""
    aliases: tuple[str, ...]
    """Other names for searching; from the editors."""
    former_ids: tuple[str, ...]
    """Ids it had before."""
    parent: str | None
    """Id of the region it lies in; of a company null."""
    topics: tuple[str, ...]
    """Ids of its topics; of a company also what it does."""
    verified: bool
    """Whether it is as it was when it was verified against the archived texts."""
    reviewed: Day | None
    """The day of the last review by a person."""
    summary: str
    """What it is and why it is here."""
    figures: tuple[Figure, ...]
    """Its numbers, the most telling first."""
    derived: tuple[Derived, ...]
    """Values computed from figures."""
    sections: tuple[Section, ...]
    """The narrative."""
    events: tuple[Event, ...]
    """What happened and what is planned."""
    statements: tuple[Statement, ...]
    """Who said what."""
    relations: tuple[Relation, ...]
    """Ties to other briefs."""
    corrections: tuple[Correction, ...]
    """What was wrong and has been put right."""


class Source(Named):
    """A text that briefs cite: what it prints about itself, and what is wrong with it."""

    title: str | None
    """The headline as printed. What a text does not print is null."""
    publisher: str | None
    """Who published this copy."""
    original_publisher: str | None
    """Who wrote or first published it."""
    wire: str | None
    """The wire service."""
    authors: tuple[str, ...]
    """The authors."""
    published: Day | None
    """The day of publication."""
    accessed: Day | None
    """The day on which the text was archived."""
    url: str | None
    """Address of the text at its publisher."""
    language: str
    """Language of the text."""
    origin: str
    """The first of the sources that are of one origin with it; they count as one."""
    defects: tuple[str, ...]
    """What is wrong with the text."""
    paragraphs: int
    """How many paragraphs the archived text has."""
    sha256: str
    """SHA-256 of the archived text, which is not published here."""


class Indicator(Named):
    """Something that is measured."""

    definition: str
    """What is counted; from the editors."""
    unit: str
    """Id of the unit of every value."""
    unit_name: str
    """What stands behind a number, such as yuan or firms."""
    quantity: str
    """The kind of quantity: only like kinds are compared."""
    comparable: str
    """When two values may be compared."""
    review_months: int
    """Months after the end of the period until a newer value may exist."""
    topics: tuple[str, ...]
    """Ids of its topics."""
    figures: tuple[str, ...]
    """Ids of its values; the table beside its page has them with all that limits them."""


class Person(Named):
    """A person whom a source names."""

    local_name: str | None
    """The name in the local language; from the editors."""
    roles: tuple[str, ...]
    """The posts that sources name."""


class Listed(Named):
    """An entry of an index."""

    data: str
    """Where its data are."""


class Dated(Model):
    """Something with a day, as feeds and calendars have it."""

    id: str
    """A name that never changes (a tag URI, RFC 4151)."""
    date: Day
    """The day; of a longer time its last day."""
    kind: str
    """corrected, reviewed, or edition (what it changed); of what comes event, plan (a value that is
    planned or a target) or review (a newer value may exist)."""
    brief: str
    """Id of the brief."""
    title: str
    """What it is, in words."""
    text: str
    """More of it: what was, what is, and why; empty where the title says all."""
    address: str
    """Where it stands."""


# The files: each says what it is before it says what it holds.


class File(Model):
    """What every file says first."""

    about: About
    """What the file is."""


class BriefFile(File):
    """A region or company."""

    brief: Brief
    """The brief."""


class SourceFile(File):
    """A source."""

    source: Source
    """The source."""
    cited_by: tuple[str, ...]
    """Ids of the briefs that cite it."""


class IndicatorFile(File):
    """An indicator."""

    indicator: Indicator
    """The indicator."""


class IndexFile(File):
    """All entries of a kind."""

    entries: tuple[Listed, ...]
    """The entries, in the order of their ids."""


class DatedFile(File):
    """Changes, the newest first, or what comes in the next 30 days, the next first."""

    entries: tuple[Dated, ...]
    """The entries."""
