"""The brief format: the only statement of what a YAML file may hold.

Every field carries its docstring; the schema, the editor's hover and the reference page show that
same text. Values are frozen, unknown keys are refused. Places live in `briefsite.library.yaml`.
"""

from briefsite.models.base import Citation, Model
from briefsite.models.briefs import (
    Brief,
    Company,
    Correction,
    Event,
    Location,
    Parent,
    PrintedName,
    Region,
    Relation,
    Review,
    Section,
    Statement,
)
from briefsite.models.figures import Change, Conversion, Derived, Figure, Rank, ShareOf
from briefsite.models.records import (
    Archive,
    Furniture,
    Home,
    Indicator,
    KindOfCompany,
    KindOfRegion,
    LocalNames,
    Person,
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
