"""No text still says TO WRITE, with which a new brief begins, or TODO.

Why: a brief that was begun and not written says nothing, and would be published all the same.

Fix: write what belongs there, or delete the line where no source says anything.
"""

import re
from collections.abc import Iterator

from briefsite.library import EntryOrDraft
from briefsite.library.graph import Graph
from briefsite.library.validation import files_with
from briefsite.models.walk import Draft, FieldPath, model_at
from briefsite.problems import Example, Problem

PLACEHOLDER = "TO WRITE"
"""Stands where words are needed that no program can know."""


EXAMPLE = Example(
    "regions/north-province.yml",
    bad="summary: TO WRITE\n",
    good="summary: The province around [[harbour-city]].\n",
)

_WORDS = re.compile(rf"\b(?:{PLACEHOLDER}|TODO)\b")
_BEGUN = re.compile(r"\s+".join(PLACEHOLDER.split()) + "|TODO")
"""What a file has in which one of them stands, on one line or on two."""


def check(graph: Graph) -> Iterator[Problem]:
    """Report the texts that nobody has written yet, also where other values are wrong."""
    begun = files_with(graph.library.documents(), _BEGUN.search)
    for entry in (*graph.library.entries(), *graph.library.drafts):
        if entry.document.file not in begun:
            continue
        data = entry.document.data[entry.path[0]] if entry.path else entry.document.data
        for path, text in _texts(data, ()):
            if found := _WORDS.search(text):
                field, hint = _field(entry, path)
                nth = text[: found.start()].count(found[0])
                message = f"'{field}' still says {found[0]}"
                yield entry.problem(path, "unfinished", message, hint, at=found[0], nth=nth)


def _texts(data: object, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict | list):
        for step, part in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _texts(part, (*path, step))


def _field(entry: EntryOrDraft, path: FieldPath) -> tuple[str, str]:
    """The field in which a text stands, and what the format says of it."""
    names = [number for number, step in enumerate(path) if isinstance(step, str)]
    if not names:
        return entry.id, ""
    name = str(path[names[-1]])
    model = entry.value.model if isinstance(entry.value, Draft) else type(entry.value)
    found = model_at(model, path[: names[-1]])
    field = found.model_fields.get(name) if found else None
    return name, " ".join((field.description or "").split()) if field else ""
