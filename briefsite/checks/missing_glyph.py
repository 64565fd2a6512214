"""A character that the bundled fonts lack stands on paper and in link pictures by its name.

Why: paper and pictures are drawn with the same letters on every machine; the pages of the site use
the reader's own, and show it. A local name of which no letter can be drawn is left out there. It is
a warning: nothing stops.

Fix: `make fonts` takes a character into the fonts, except those that the originals lack too, such
as emoji; fonts/README.md says more. Or leave it: the name reads as `[U+1F6A2 ship]`.
"""

from collections.abc import Iterator
from dataclasses import replace

from briefsite.library.graph import Graph
from briefsite.library.validation import files_with
from briefsite.models.walk import texts
from briefsite.problems import Example, Problem
from briefsite.text import fonts, name_of

EXAMPLE = Example(
    "regions/harbour-city.yml", bad="local_name: 港城 🚢\n", good="local_name: 港城\n"
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report each such character once for each text it stands in."""
    lacking = files_with(graph.library.documents(), fonts.missing)
    for entry in graph.library.entries():
        for path, text in texts(entry.value) if entry.document.file in lacking else ():
            if path[-1] == "local_name" and fonts.has_none_of(text):
                message = "no bundled font has a letter of this name; paper leaves it out"
                found = entry.problem(path, "missing-glyph", message, "pages of the site show it")
                yield replace(found, level="warning")
                continue
            for char in fonts.missing(text):
                message = f"no bundled font has {char} ({name_of(char)}); on paper it is named"
                hint = "leave it, or run `make fonts` and commit fonts/"
                found = entry.problem(path, "missing-glyph", message, hint, at=char)
                yield replace(found, level="warning")
