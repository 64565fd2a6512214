"""The site, and what briefs refer to: indicators, units, topics, people, terms, sources."""

from typing import Annotated, Literal

from pydantic import Field

from briefsite.models.base import (
    COUNTRY_PATTERN,
    CURRENCY_PATTERN,
    FACTOR_PATTERN,
    LANGUAGE_PATTERN,
    LICENCES,
    SHA256_PATTERN,
    TAG_PATTERN,
    TEXT_FILE_PATTERN,
    Address,
    BriefId,
    Citation,
    Contact,
    Day,
    Id,
    Licence,
    LicenceId,
    Line,
    Model,
    Printed,
    Prose,
    SourceId,
    TermId,
    TopicId,
    UnitId,
    Whole,
    Worded,
)

UnitKind = Literal[
    "money",
    "length",
    "area",
    "volume",
    "mass",
    "power",
    "energy",
    "voltage",
    "current",
    "pressure",
    "temperature",
    "time",
    "speed",
    "frequency",
    "computing",
    "concentration",
    "level",
    "ratio",
    "rate",
]
Quantity = Literal["amount", "count", "share", "growth", "rank", "capacity", "area", "difference"]


class Indicator(Model):
    """Something that is measured: briefs/indicators/ID.yml."""

    name: Line
    """The name, such as "Output of new energy vehicles"."""
    definition: Line
    """What is counted, as far as the sources say. Editorial."""
    aliases: tuple[Line, ...] = ()
    """Other names by which readers search, such as an abbreviation. Editorial."""
    unit: UnitId
    """The unit of every value: `count`, `ordinal`, `percent`, `percentage-points`, a common
    unit such as `us-dollars` or `hectares`, or one from units/."""
    unit_label: Line | None = None
    """For `count`: what is counted, in the plural, such as "firms"."""
    quantity: Quantity
    """The kind of quantity; only like kinds are compared."""
    review_months: Annotated[int, Field(strict=True, ge=1, le=120)]
    """Months after the end of the period until a value counts as stale."""
    comparable: Line
    """When two values may be compared."""
    topics: tuple[TopicId, ...] = ()
    """Topics it belongs to (ids from topics/)."""
    terms: tuple[TermId, ...] = ()
    """Glossary entries that explain it (ids from terms/)."""


class Unit(Model):
    """A unit that is not among the common ones, or more spellings of one that is: an entry of
    briefs/units/."""

    name: Line
    """How the site writes it behind a number, such as "square metres a year"."""
    kind: UnitKind
    """What it measures; only units of one kind convert by a fixed factor."""
    spellings: tuple[Line, ...] = ()
    """How texts print it, in words of any language; capital or small letters are the same."""
    symbols: tuple[Line, ...] = ()
    """How texts print it in signs, read exactly as they stand here: kV, and MW is not mW."""
    currency: Annotated[str, Field(pattern=CURRENCY_PATTERN)] | None = None
    """For money, its code in three capital letters (ISO 4217)."""
    to: UnitId | None = None
    """A unit that it converts to, where the factor is fixed."""
    factor: Annotated[str, Field(pattern=FACTOR_PATTERN, max_length=40)] | None = None
    """How many of the unit in `to` one of it is, exactly: a whole number, a decimal, or a fraction
    such as "1/15"."""
    of: UnitId | None = None
    """For a unit with `per`: what texts print before "a year", such as `square-metres`."""
    per: Id | None = None
    """What it is counted for, in the singular: year, day, person."""


class Topic(Model):
    """A subject that briefs share, such as an industry chain: briefs/topics/ID.yml."""

    name: Line
    """The name."""
    local_name: Line | None = None
    """The name in the local language. Editorial."""
    aliases: tuple[Line, ...] = ()
    """Other names by which readers search, such as an abbreviation. Editorial."""
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
    """A person named in a source: briefs/people/ID.yml."""

    name: Line
    """The name in the order the source prints it."""
    local_name: Line | None = None
    """The name in the local language. Editorial; left out unless well known."""
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    """The posts named in sources."""


class Term(Model):
    """A glossary entry: briefs/terms/ID.yml."""

    name: Line
    """The term."""
    local_name: Line | None = None
    """The term in the local language. Editorial."""
    aliases: tuple[Line, ...] = ()
    """Other forms, such as an abbreviation."""
    definition: Prose
    """What it means. Editorial: from general knowledge, not evidence from a source."""


# The source record: what a text prints about itself, and what is wrong with it.


class Archive(Model):
    """The archived text against which citations are verified; it stays outside the repository."""

    file: Annotated[str, Field(pattern=TEXT_FILE_PATTERN, max_length=100)]
    """File name in the archive folder."""
    sha256: Annotated[str, Field(pattern=SHA256_PATTERN)]
    """SHA-256 of the file's bytes."""
    paragraphs: Annotated[Whole, Field(le=10_000)]
    """How many paragraphs (non-blank lines) it has."""


class Furniture(Model):
    """Paragraphs without content of their own: headlines, bylines, teasers."""

    paras: Annotated[tuple[Whole, ...], Field(min_length=1)]
    """Paragraph numbers."""
    reason: Line
    """Why nothing in them belongs in a brief."""


class Wording(Model):
    """One thing that two issues of a text say in different words."""

    here: Printed
    """The words as this text prints them."""
    there: Printed
    """The words as the other text prints them."""
    source: SourceId
    """The other text."""


class PrintedIn(Model):
    """The paragraphs of the archived text that print what the record says of it."""

    title: Whole | None = None
    """Paragraph with the headline."""
    publisher: Whole | None = None
    """Paragraph that names who published this copy."""
    original_publisher: Whole | None = None
    """Paragraph that names who wrote or first published the text."""
    wire: Whole | None = None
    """Paragraph that names the wire service."""
    authors: Whole | None = None
    """Paragraph that names all the authors."""
    editor: Whole | None = None
    """Paragraph that names the editor."""
    dateline: Whole | None = None
    """Paragraph with the place of the dateline."""
    section: Whole | None = None
    """Paragraph with the section."""
    published: Whole | None = None
    """Paragraph with the day of publication."""
    published_as_printed: Whole | None = None
    """Paragraph with the printed form of the day."""
    url: Whole | None = None
    """Paragraph with the address."""


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
    printed_in: PrintedIn | None = None
    """Paragraphs of the archived text that print these fields; `verify` holds each against its
    paragraph."""
    language: Annotated[str, Field(pattern=LANGUAGE_PATTERN)] = "en"
    """Language code of the text."""
    country: Annotated[str, Field(pattern=COUNTRY_PATTERN)] | None = None
    """Code of the country whose money the text means by a sign that several have, such as $ or ¥,
    in two capital letters (ISO 3166): AU, JP."""
    release: Id | None = None
    """Texts with the same release id are issues of one release and count as one source."""
    archive: Archive
    """The archived text."""
    defects: tuple[Line, ...] = ()
    """What is wrong with the text: garbled passages, missing parts."""
    wordings: tuple[Wording, ...] = ()
    """Where this text and another issue of it differ; each pair stands in one of the two records,
    and both pages show it."""
    furniture: tuple[Furniture, ...] = ()
    """Paragraphs that hold nothing to cite, each with the reason."""


# The site: all that the program has to be told about what the briefs are on.


Tag = Annotated[str, Field(pattern=TAG_PATTERN), Worded("tag of a language")]
Cell = Annotated[int, Field(strict=True, ge=0, le=99), Worded("whole number from 0")]


class KindOfRegion(Model):
    """A kind of region, such as a province or a county."""

    id: Id
    """The word for it in briefs: `kind: new-area`."""
    name: Line
    """What one is called: New area."""
    plural: Line
    """What several are called: New areas."""
    within: tuple[Id, ...] = ()
    """The kinds in which one may lie; left out for what lies in nothing, such as a country."""


class KindOfCompany(Model):
    """A kind of company, such as a joint venture or an institution."""

    id: Id
    """The word for it in briefs: `kind: joint-venture`."""
    name: Line
    """What one is called: Joint venture."""
    plural: Line
    """What several are called: Joint ventures."""


class LocalNames(Model):
    """The language of local names, where it is not that of the briefs."""

    language: Tag
    """Its tag (BCP 47), with a script where needed: `zh-Hans`, `ar`, `hi`."""
    name: Line
    """What it is called: Chinese."""
    own_name: Line
    """What it is called in itself, shown where readers search: 中文."""
    transcription: Line | None = None
    """What the form of local names in Latin letters is called, where briefs give one: pinyin."""


class Tile(Model):
    """A square of the grid on the home page: a region, about where it lies."""

    region: Id
    """Id of its brief, of today or a former one; without a brief the square is empty."""
    code: Line
    """The letters in the square."""
    name: Line
    """The name of the region."""
    column: Cell
    """Columns to its left."""
    row: Cell
    """Rows above it."""


class Home(Model):
    """What the home page says of this site."""

    lede: Line
    """The sentence below the title."""
    description: Line
    """The home page in a sentence, for link previews."""


class Site(Model):
    """The site itself: briefs/site.yml."""

    name: Line
    """The name of the site."""
    tagline: Line
    """What it is, in a sentence, for search engines."""
    claim: Line = "Every number names its source"
    """What the site promises, in a few words without a full stop; link pictures show it."""
    home: Home
    """The sentences of the home page that are about the subject."""
    address: Address | None = None
    """Where the site is published. The environment of a build can say it: `SITE_URL`."""
    repository: Address | None = None
    """The repository on GitHub. The environment of a build can say it: `REPO_URL`."""
    contact: Contact | None = None
    """Where a fault in the security of the site is reported: a web address, or `mailto:` with a
    mail address. It is published in `security.txt`."""
    notice: Line
    """The line at the foot of each page, below the name."""
    licence: Line
    """How the content may be used, at the foot of each page."""
    text_licence: LicenceId | None = None
    """The free licence of what the editors wrote: summaries, sections, statements, notes."""
    data_licence: LicenceId | None = None
    """The free licence of the data: the figures with all that limits them, names and ties."""
    language: Tag = "en"
    """The language in which the briefs are written; pages and PDFs are marked with it. The words of
    the program are English."""
    local_names: LocalNames | None = None
    """The language of local names, where it is not that of the briefs."""
    region_kinds: Annotated[tuple[KindOfRegion, ...], Field(min_length=1)]
    """The kinds of regions, the largest first."""
    company_kinds: Annotated[tuple[KindOfCompany, ...], Field(min_length=1)]
    """The kinds of companies, the usual one first."""
    grid: tuple[Tile, ...] = ()
    """Squares for the regions below the top, as a simple map; left out where none is wanted."""

    @property
    def local_tag(self) -> str:
        """The tag of the language of local names; empty where they have none of their own."""
        return self.local_names.language if self.local_names else ""

    @property
    def licences(self) -> dict[str, Licence]:
        """The free licences by what they are of: text, data; what has none is left out."""
        named = {"text": self.text_licence, "data": self.data_licence}
        return {what: LICENCES[id] for what, id in named.items() if id}

    @property
    def licence_words(self) -> str:
        """Under which licences text and data are, in words; empty where none is named."""
        found = self.licences.items()
        return " ".join(f"{what.capitalize()}: {one.name}." for what, one in found)

    @property
    def division(self) -> KindOfRegion | None:
        """The largest kind of region that lies in another one, such as a province."""
        return next((kind for kind in self.region_kinds if kind.within), None)


# What is kept of an edition: its record, `editions/NAME.json`.


EDITIONS = "editions"
"""Where editions are kept, in a checkout and below the site."""
EDITION_PATTERN = r"^[0-9a-z]+([.-][0-9a-z]+)*$"
"""The names of editions: small letters and digits, with hyphens and dots between them."""
MOST_LETTERS = 40
"""So long such a name may be."""


class PastFigure(Model):
    """A figure as an edition has it."""

    words: str
    """What it is and how much, in a line."""
    printed: tuple[str, ...]
    """What it rests on: source, paragraph and printed words of each citation."""


class PastEdition(Model):
    """An edition that is kept."""

    name: Annotated[str, Field(pattern=EDITION_PATTERN, max_length=MOST_LETTERS)]
    """What it is called, in its address too: `2026-12`."""
    day: Day
    """The day of its state."""
    sha256: Annotated[str, Field(pattern=SHA256_PATTERN)]
    """The digest of its archive."""
    briefs: int
    """How many briefs it has."""
    opening: tuple[str, ...]
    """What changed since the edition before it, in sentences; empty for the first one."""
    changes: dict[str, tuple[str, ...]]
    """The same brief by brief, by kind and id: `region/hunan`."""
    scripts: tuple[Annotated[str, Field(pattern=r"^'sha256-[A-Za-z0-9+/]{43}='$")], ...]
    """Digests of the scripts in its pages, as a policy names them."""
    figures: dict[str, PastFigure]
    """Its figures, by brief and anchor: `hunan/f-total-output-2023`."""
