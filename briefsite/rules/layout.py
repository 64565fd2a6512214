"""The rule of layout, which `check` holds and a build does not; see `briefsite.formatting`."""

from briefsite.guidance import Example, Rule

LAYOUT = (
    Rule(
        "unformatted",
        "A file has the usual layout: keys in the order of the format, two spaces to indent.",
        "When all files look alike, a pull request shows what was changed and nothing else.",
        "Run `build.py format`: it orders and indents, and keeps every word and every comment. "
        "It is a warning: the site is built all the same.",
        Example(
            "regions/harbour-city.yml",
            bad="parent: north-province\nkind: city\n",
            good="kind: city\nparent: north-province\n",
        ),
    ),
)
"""The one rule of layout."""
