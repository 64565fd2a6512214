"""A statement has exactly one speaker: a person, an organisation, or words for an unnamed one.

Why: what was said is worth as much as the one who said it.

Fix: keep one of `speaker` (an id from people/), `organisation` (the id of a brief) and
`attributed_to` (words, where the source gives no name).
"""

from collections.abc import Iterator

from briefsite.library.graph import Graph
from briefsite.models.briefs import SPEAKERS
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="    speaker: ann-bell\n    organisation: harbour-city\n",
    good="    speaker: ann-bell\n",
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report statements with no speaker or several."""
    for brief in graph.library.briefs():
        for index, statement in enumerate(brief.value.statements):
            given = [name for name in SPEAKERS if getattr(statement, name)]
            if len(given) != 1:
                found = " and ".join(given) or "none"
                message = f"a statement has exactly one speaker; this has {found}"
                hint = "give one of speaker, organisation, attributed_to"
                yield brief.problem(("statements", index), "speaker", message, hint)
