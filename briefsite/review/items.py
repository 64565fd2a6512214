"""The items of briefs in words: by what each is known, and what it says."""

import re
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from briefsite import models
from briefsite.diff import Side
from briefsite.pages.kinds import ROLES
from briefsite.review.naming import Naming, amount_words, period_words
from briefsite.text import amount, listed, ordinal, shorten


def _quoted(text: str) -> str:
    return f"“{shorten(text, 80)}”"


def _speaker(words: Naming, side: Side, item: models.Statement) -> str:
    if item.speaker:
        return words.name(side, ("person",), item.speaker)
    if item.organisation:
        return words.name(side, ("region", "company"), item.organisation)
    return item.attributed_to or ""


def _statement(words: Naming, side: Side, item: models.Statement) -> str:
    when = period_words(item.date) if item.date else item.occasion
    return f"of {_speaker(words, side, item)}, {when or _quoted(_bare(item.text))}"


def _bare(text: str) -> str:
    return re.sub(r"\s*\[@[^\]]*\]", "", text)


def _citation(words: Naming, side: Side, item: models.Citation) -> str:
    told = [f"{item.source}, para {item.para}"]
    if item.printed:
        told.append(f"“{item.printed}”")
    if item.said_by:
        told.append(f"said by {words.name(side, ('person',), item.said_by)}")
    return ", ".join(told)


def _figure(words: Naming, side: Side, item: models.Figure) -> str:
    told = [words.figure(side, item)]
    for part in (item.change, item.rank, item.share_of, *item.conversions):
        if part:
            told.append(TOLD_BY[type(part)](words, side, part))
    told += [
        text for text in (item.note, item.preferred and f"preferred: {item.preferred}") if text
    ]
    told.append(listed(_citation(words, side, citation) for citation in item.sources))
    return "; ".join(told)


def _change(words: Naming, side: Side, item: models.Change) -> str:
    size = amount(abs(item.value), item.unit, qualifier=item.qualifier)
    way = "up" if item.value >= 0 else "down"
    return f"{way} {size} on {item.against}, printed “{item.printed}”"


def _rank(words: Naming, side: Side, item: models.Rank) -> str:
    return f"{ordinal(item.position)} among {item.among}, printed “{item.printed}”"


def _share_of(words: Naming, side: Side, item: models.ShareOf) -> str:
    whose = f" ({words.name(side, ('region', 'company'), item.brief)})" if item.brief else ""
    return f"of {item.what}{whose}"


def _conversion(words: Naming, side: Side, item: models.Conversion) -> str:
    return f"{amount_words(item, item.unit)}, printed “{item.printed}”"


_By = dict[type[BaseModel], Callable[[Naming, Side, Any], str]]
KNOWN_BY: _By = {
    models.Figure: lambda words, side, item: words.label(side, item),
    models.Citation: lambda words, side, item: f"{item.source}, para {item.para}",
    models.Conversion: lambda words, side, item: amount_words(item, item.unit),
    models.Correction: lambda words, side, item: f"of {period_words(item.date)}",
    models.Derived: lambda words, side, item: _quoted(item.name),
    models.Event: lambda words, side, item: _quoted(item.title),
    models.Furniture: lambda words, side, item: listed(map(str, item.paras)),
    models.Location: lambda words, side, item: (
        words.name(side, ("region",), item.region) + f" ({ROLES[item.role].lower()})"
    ),
    models.Parent: lambda words, side, item: words.name(side, ("company",), item.company),
    models.PrintedName: lambda words, side, item: _quoted(item.name),
    models.Relation: lambda words, side, item: (
        f"{item.kind} " + words.name(side, ("region", "company"), item.to)
    ),
    models.Role: lambda words, side, item: _quoted(item.title),
    models.Section: lambda words, side, item: _quoted(item.heading),
    models.Statement: _statement,
}
TOLD_BY: _By = {
    models.Figure: _figure,
    models.Citation: _citation,
    models.Change: _change,
    models.Rank: _rank,
    models.ShareOf: _share_of,
    models.Conversion: _conversion,
}
