"""The ground the format stands on: the model class, the plain types, the citation."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function

from briefsite.text.periods import DAY, FIRST, FORMS, LAST, PERIOD, Period

# Marks on the types of the format: the form of a text, what it is in words, what it refers to.
#
# Each says its part twice, to pydantic and in the JSON Schema, so that the two cannot part.


Schema = dict[str, Any]


@dataclass(frozen=True)
class Ref:
    """Marks a field that holds the id of something else."""

    kinds: tuple[str, ...]

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> Schema:
        title = f"id of a {' or '.join(self.kinds)}".replace("a indicator", "an indicator")
        return {**handler(schema), "title": title, KINDS: list(self.kinds)}


@dataclass(frozen=True)
class KindOf:
    """Marks the kind of a brief: one of those in site.yml."""

    of: str
    """region or company."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> Schema:
        title = f"kind of a {self.of}, from site.yml"
        return {**handler(schema), "title": title, KINDS: [f"{self.of}-kind"]}


KINDS = "x-kinds"
"""Where the JSON Schema of a model says what an id refers to; `editing.schemas` resolves it."""


@dataclass(frozen=True)
class ProseText:
    """Marks a field that holds Markdown of the short allow list."""


@dataclass(frozen=True)
class Worded:
    """Says in a few words what a value is, for the hover and the reference page."""

    words: str

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> Schema:
        return {**handler(schema), "title": self.words}


@dataclass(frozen=True)
class Form:
    """The form of a text: a pattern for the whole of it, read alike by Python and ECMAScript."""

    pattern: str
    message: str

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def check(self, text: str) -> str:
        """The text, if it has this form."""
        if not self._compiled.fullmatch(text):
            raise PydanticCustomError("form", "{message}", {"message": self.message})
        return text

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> Schema:
        found: Schema = handler(schema)
        form = {"pattern": whole(self.pattern), "patternErrorMessage": self.message}
        if "pattern" in found:
            return {**found, "allOf": [*found.get("allOf", ()), form]}
        return {**found, **form}


def whole(pattern: str) -> str:
    """A pattern for a JSON Schema that covers the whole text."""
    return exact(f"^(?:{pattern})$")


def exact(pattern: str) -> str:
    """A pattern ending in `$` by which no newline follows; in Python, one might."""
    return rf"{pattern}(?!\n)"


@dataclass(frozen=True)
class ItemsNeed:
    """Marks a list of parts in which a field that is optional elsewhere is required."""

    field: str

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> Schema:
        found: Schema = handler(schema)
        return {**found, "items": {"allOf": [found["items"], {"required": [self.field]}]}}


PRINTED_WORDS = 8
"""How many words `printed` may hold: enough to find a passage, too few to copy one."""


class Model(BaseModel):
    """A frozen value of the format; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
    written_after: ClassVar[dict[str, str]] = {}
    """Fields that stand behind another one in a file, not where the class names them."""


def _number(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", value):
        plain = value.replace(",", "")
        raise PydanticCustomError(
            "number", "a number is written without commas: {plain}", {"plain": plain}
        )
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError(
            "number", "a plain number is needed, such as 868000 or 60.5, without quotes or commas"
        )
    if not value and str(value).startswith("-"):
        raise PydanticCustomError("number", "zero has no sign: write 0")
    return Decimal(value)


def _period(value: object) -> object:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str):
        raise PydanticCustomError("period", 'a period is needed, such as 2023 or "by 2025"')
    try:
        Period.parse(text)
    except ValueError as error:
        raise PydanticCustomError("period", "{why}", {"why": str(error)}) from None
    return text


def _dated(words: str, *others: str) -> Schema:
    """What the JSON Schema says of a period; that a range ends after it begins, it cannot say."""
    years = {"title": words, "type": ["string", "integer"], "minimum": FIRST, "maximum": LAST}
    pattern = whole("|".join((PERIOD, *others)))
    return {**years, "pattern": pattern, "patternErrorMessage": f"not a {words}; {FORMS}"}


def _when(text: str) -> str:
    if text == "undated":
        raise PydanticCustomError("when", "leave the date out where none is known")
    return text


ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
TEXT_FILE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]*\.txt$"
SHA256_PATTERN = r"^[0-9a-f]{64}$"
LANGUAGE_PATTERN = r"^[a-z]{2}(-[A-Z][a-z]{3})?$"
TAG_PATTERN = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
COUNTRY_PATTERN = r"^[A-Z]{2}$"
CURRENCY_PATTERN = r"^[A-Z]{3}$"
FACTOR_PATTERN = r"^(?:[1-9][0-9]*(?:\.[0-9]+)?|0\.0*[1-9][0-9]*)(?:/[1-9][0-9]*)?$"
WANTED = {
    ID_PATTERN: "an id has lower case letters, digits and single hyphens: xiangjiang-new-area",
    TEXT_FILE_PATTERN: "a file name has letters, digits, - and _, and ends in .txt: gazette.txt",
    SHA256_PATTERN: "it has 64 characters, 0-9 and a-f, as `sha256sum FILE` prints them",
    COUNTRY_PATTERN: "a country is two capital letters: AU",
    CURRENCY_PATTERN: "a currency is three capital letters: EUR",
    FACTOR_PATTERN: 'a number or a fraction above zero in quotes: "10000", "0.3048", "1/15"',
    TAG_PATTERN: "a tag has two or three small letters, with a script where needed: ar, zh-Hans",
    LANGUAGE_PATTERN: "a language is two small letters, with a script where needed: en, zh-Hant",
}
"""What each pattern wants, in words for editors."""
LONGEST_ID = 64
LONGEST_PROSE = 20_000
Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=LONGEST_ID), Worded("id")]
"""Lower case letters, digits and single hyphens: `xiangjiang-new-area`. The file name is the id."""

BriefId = Annotated[Id, Ref(("region", "company"))]
CompanyId = Annotated[Id, Ref(("company",))]
IndicatorId = Annotated[Id, Ref(("indicator",))]
PersonId = Annotated[Id, Ref(("person",))]
RegionId = Annotated[Id, Ref(("region",))]
SourceId = Annotated[Id, Ref(("source",))]
TermId = Annotated[Id, Ref(("term",))]
TopicId = Annotated[Id, Ref(("topic",))]
UnitId = Annotated[Id, Ref(("unit",))]

Line = Annotated[
    str,
    Field(max_length=300),
    Form(r"\S|\S[\s\S]*\S", "text must not be empty or begin or end with a space"),
    Form(r"[^\n]*", "text must stand on one line"),
    Worded("text on one line"),
]
"""Plain text on one line; nothing in it is markup."""

Prose = Annotated[
    str,
    Field(max_length=LONGEST_PROSE),
    Form(r"[\s\S]*\S[\s\S]*", "text must not be empty"),
    ProseText(),
    Worded("prose"),
]
"""Markdown of a short allow list: paragraphs, emphasis, lists, links, `{figure}`, `[@source,
para 3]` and `[[brief]]`."""

Number = Annotated[
    Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number", "title": "number"})
]
"""A decimal number as printed; its digits after the point are kept."""

PeriodText = Annotated[str, BeforeValidator(_period), WithJsonSchema(_dated("period", "undated"))]
"""`2023`, `2024-03`, `2024-03-18`, `2023-Q3`, `2024-H1`, a range `2021..2025`, `by 2025`, `FY2023`,
or `undated`."""

When = Annotated[PeriodText, AfterValidator(_when), WithJsonSchema(_dated("date"))]
"""A date as exact as it is known: `2024`, `2024-03` or `2024-03-18`, or a range."""

Day = Annotated[str, Form(DAY, 'a date is needed, such as "2024-03-21"'), Worded("day in quotes")]
"""A calendar day in quotes: `"2024-03-21"`."""

Address = Annotated[
    str,
    Field(max_length=2_000),
    Form(
        r"https?://[^/?#@:\[\]]+(:[0-9]{1,5})?([/?#][\s\S]*)?",
        "a web address is needed: http or https, with a host, without user names",
    ),
    Form(r"""[^\s<>"'`\\{}|^]+""", "the address holds a character to percent-encode"),
    Worded("web address"),
]
"""A web address, http or https."""

Contact = Annotated[
    str,
    Field(max_length=2_000),
    Form(
        r"https://[^/?#@:\[\]]+(:[0-9]{1,5})?([/?#][\s\S]*)?|mailto:[^@:/?#]+@[^@:/?#]+",
        "a web address with https is needed, or mailto: with one mail address",
    ),
    Form(r"""[^\s<>"'`\\{}|^]+""", "the address holds a character to percent-encode"),
    Worded("contact"),
]
"""Where someone can be reached: a web address, or `mailto:` with a mail address."""

Printed = Annotated[
    Line,
    Form(
        rf"\s*(\S+\s+){{0,{PRINTED_WORDS - 1}}}\S*\s*", f"at most {PRINTED_WORDS} words as printed"
    ),
    Worded("a few words as printed"),
]
"""A few words exactly as the source prints them, eight at most: `868,000 units`."""

Whole = Annotated[int, Field(strict=True, ge=1), Worded("whole number from 1")]
"""A number to count with."""


LicenceId = Literal[
    "CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "MIT", "ODC-By-1.0", "ODbL-1.0", "PDDL-1.0"
]
"""A free licence by its id (SPDX)."""


@dataclass(frozen=True)
class Licence:
    """A licence that content may have."""

    id: str
    name: str
    address: str
    """Of its text."""


_CC, _ODC = "https://creativecommons.org/", "https://opendatacommons.org/licenses/"
LICENCES: dict[LicenceId, Licence] = {
    "CC-BY-4.0": Licence("CC-BY-4.0", "CC BY 4.0", f"{_CC}licenses/by/4.0/"),
    "CC-BY-SA-4.0": Licence("CC-BY-SA-4.0", "CC BY-SA 4.0", f"{_CC}licenses/by-sa/4.0/"),
    "CC0-1.0": Licence("CC0-1.0", "CC0 1.0", f"{_CC}publicdomain/zero/1.0/"),
    "MIT": Licence("MIT", "MIT licence", "https://opensource.org/license/mit"),
    "ODC-By-1.0": Licence("ODC-By-1.0", "ODC-By 1.0", f"{_ODC}by/1-0/"),
    "ODbL-1.0": Licence("ODbL-1.0", "ODbL 1.0", f"{_ODC}odbl/1-0/"),
    "PDDL-1.0": Licence("PDDL-1.0", "PDDL 1.0", f"{_ODC}pddl/1-0/"),
}
"""What each id stands for."""


class Citation(Model):
    """Where a source says it: the paragraph, and the few words that carry the number."""

    source: SourceId
    """Id of the source record: the file name in briefs/sources/."""
    para: Whole
    """Paragraph of the archived text: its non-blank lines, counted from 1."""
    printed: Printed | None = None
    """The few words as printed, eight at most, with the number, its unit and its qualifier."""
    said_by: PersonId | None = None
    """Person (an id from people/) to whom the source attributes it, where it does."""
