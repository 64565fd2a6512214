"""Every character has a glyph in the bundled fonts, which link previews and printed pages use.

Why: what they lack would come out as an empty box.

Fix: `make fonts` takes a character into the fonts, except those that the originals lack too, such
as emoji; fonts/README.md says more.
"""

from collections.abc import Iterator

from briefsite.library.graph import Graph
from briefsite.models.walk import texts
from briefsite.problems import Example, Problem
from briefsite.text import fonts, name_of

EXAMPLE = Example(
    "regions/harbour-city.yml", bad="local_name: 港城 🚢\n", good="local_name: 港城\n"
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report each such character once for each text it stands in."""
    for entry in graph.library.entries():
        for path, text in texts(entry.value):
            for char in fonts.missing(text):
                message = f"the character {char} ({name_of(char)}) has no glyph in the fonts"
                hint = "run `make fonts` and commit fonts/, or write it without this character"
                yield entry.problem(path, "missing-glyph", message, hint, at=char)
