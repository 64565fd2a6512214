"""The brief format: the only statement of what a YAML file may hold.

Every field carries its docstring; the schema, the editor's hover and the reference page show that
same text. Values are frozen, unknown keys are refused. Places live in `briefsite.library.yaml`.
"""

from dataclasses import dataclass

from pydantic import BaseModel

from briefsite.models.base import Citation, Model
from briefsite.models.briefs import (
    Brief,
    Change,
    Company,
    Conversion,
    Correction,
    Derived,
    Event,
    Figure,
    Location,
    Parent,
    PrintedName,
    Rank,
    Region,
    Relation,
    Review,
    Section,
    ShareOf,
    Statement,
)
from briefsite.models.records import (
    Archive,
    Furniture,
    Home,
    Indicator,
    KindOfCompany,
    KindOfRegion,
    LocalNames,
    Person,
    PrintedIn,
    Role,
    Site,
    Source,
    Term,
    Tile,
    Topic,
    Unit,
    Wording,
)

__all__ = [
    "Archive",
    "Brief",
    "Change",
    "Citation",
    "Company",
    "Conversion",
    "Correction",
    "Derived",
    "Event",
    "Figure",
    "Furniture",
    "Home",
    "Indicator",
    "KindOfCompany",
    "KindOfRegion",
    "LocalNames",
    "Location",
    "Model",
    "Parent",
    "Person",
    "PrintedIn",
    "PrintedName",
    "Rank",
    "Region",
    "Relation",
    "Review",
    "Role",
    "Section",
    "ShareOf",
    "Site",
    "Source",
    "Statement",
    "Term",
    "Tile",
    "Topic",
    "Unit",
    "Wording",
]


@dataclass(frozen=True)
class Kind:
    """A kind of entry: where its files and pages are, and what it is called on the site."""

    folder: str
    """Below briefs/, with a file for each entry, and below the site."""
    model: type[BaseModel]
    label: str
    """Of one, as the search and the head of a page say it."""
    title: str
    """Of the list of all."""
    lede: str
    """The first sentence of the list; empty where there is no list."""
    edit: str
    """What to say at the link to the file."""
    registry: bool = False
    """Whether entries may also stand together in one file, each under its id."""


KINDS = {
    "region": Kind(
        "regions",
        Region,
        "Region",
        "Regions",
        "Every region with a brief, each below the region it lies in.",
        "Edit this brief",
    ),
    "company": Kind(
        "companies",
        Company,
        "Company",
        "Companies",
        "Every company with a brief.",
        "Edit this brief",
    ),
    "source": Kind(
        "sources",
        Source,
        "Source",
        "Sources",
        "The texts on which everything rests, with what each prints about itself.",
        "Edit this source record",
    ),
    "indicator": Kind(
        "indicators",
        Indicator,
        "Indicator",
        "Indicators",
        "What is measured, by topic: each with its value, or with all its values side by side.",
        "Edit this indicator",
        registry=True,
    ),
    "unit": Kind("units", Unit, "Unit", "Units", "", "Edit this unit", registry=True),
    "topic": Kind(
        "topics",
        Topic,
        "Topic",
        "Topics",
        "Subjects and industry chains that briefs share.",
        "Edit this topic",
        registry=True,
    ),
    "person": Kind(
        "people",
        Person,
        "Person",
        "People",
        "Everyone the briefs name, with posts and statements.",
        "Edit this person",
        registry=True,
    ),
    "term": Kind("terms", Term, "Glossary", "Glossary", "", "Edit this term", registry=True),
}
"""Every kind by the word that data and code have for it, in the order in which lists stand."""
