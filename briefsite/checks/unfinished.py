"""No text still says TO WRITE, with which a new brief begins, or TODO.

Why: a brief that was begun and not written says nothing, and would be published all the same.

Mend: write what belongs there, or delete the line where no source says anything.
"""

import re
from collections.abc import Iterator

from briefsite.graph import Graph
from briefsite.guidance import Example
from briefsite.models.walk import model_at, texts
from briefsite.problems import Problem
from briefsite.skeletons import PLACEHOLDER

EXAMPLE = Example(
    "regions/north-province.yml",
    bad="summary: TO WRITE\n",
    good="summary: The province around [[harbour-city]].\n",
)

_WORDS = re.compile(rf"\b(?:{PLACEHOLDER}|TODO)\b")


def check(graph: Graph) -> Iterator[Problem]:
    """Report the texts that nobody has written yet."""
    for entry in graph.library.entries():
        for path, text in texts(entry.value):
            found = _WORDS.search(text)
            if not found:
                continue
            field = [step for step in path if isinstance(step, str)][-1]
            model = model_at(type(entry.value), path[: path.index(field)])
            hint = (model.model_fields[field].description or "") if model else ""
            message = f"'{field}' still says {found[0]}"
            hint, nth = " ".join(hint.split()), text[: found.start()].count(found[0])
            yield entry.problem(path, "unfinished", message, hint, at=found[0], nth=nth)
