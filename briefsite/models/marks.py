"""Marks on the types of the format: the form of a text, what it is in words, what it refers to.

Each says its part twice, to pydantic and in the JSON Schema, so that the two cannot part.
"""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function

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


KINDS = "x-kinds"
"""Where the JSON Schema of a model says what an id refers to; `briefsite.schemas` resolves it."""


@dataclass(frozen=True)
class ProseMark:
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

    def check(self, text: str) -> str:
        """The text, if it has this form."""
        if not re.fullmatch(self.pattern, text):
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
