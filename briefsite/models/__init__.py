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
    Indicator,
    Person,
    PrintedIn,
    Role,
    Source,
    Term,
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
    "Indicator",
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
    "Source",
    "Statement",
    "Term",
    "Topic",
    "Unit",
    "Wording",
]
