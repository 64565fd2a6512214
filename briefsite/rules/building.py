"""The rules of building: what is held against the site once it is made.

A brief cannot break them; a template, a hand-written page or the settings can. So they have no
example, and their messages say what was found.
"""

from briefsite.guidance import Rule

BUILDING = (
    Rule(
        "mkdocs",
        "The site generator builds the pages without a complaint.",
        "Its warnings tell of pages and links that readers would not find.",
        "Correct the page or the setting it names. Errors always stop the build, warnings in a "
        "strict one.",
    ),
    Rule(
        "template",
        "Every template can be read and rendered.",
        "A page that cannot be rendered would be missing from the site.",
        "Correct the template at the line that is named; `StrictUndefined` tells of a value that "
        "its view does not have.",
    ),
    Rule(
        "preview",
        "The preview can show what stands in the files.",
        "It follows half-written files; where something cannot go on, the last good page stays.",
        "Do what the message says; a fault of the program itself is told in the terminal in full.",
    ),
    Rule(
        "gate",
        "No built page has a dead link, a double id, foreign script or a request to another host.",
        "Readers are promised that a page works without script and asks nothing of anyone else.",
        "Correct the template or the hand-written page that the built page comes from.",
    ),
    Rule(
        "search",
        "The search knows every page with content and every name.",
        "What the search misses is as good as not there.",
        "Give the page its `data-pagefind-body`, or correct the address of the name.",
    ),
    Rule(
        "pdf",
        "Every PDF is drawn without a complaint of the engine.",
        "A complaint is a missing glyph, a lost picture or a style without effect on paper.",
        "Correct the template or the style sheet for print; `make fonts` adds characters.",
    ),
)
"""In the order in which they are held."""
