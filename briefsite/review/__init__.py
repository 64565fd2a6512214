"""A comparison told to people and programs: on a terminal, as Markdown, as JSON.

In: a `Compared`. Out: text. `words` says each value as the site does, `story` puts everything in
the order in which it is read, `text` and `markdown` print the story, `form` and `machine` are the
JSON form, which loses nothing.
"""

from briefsite.review.machine import dump, schema
from briefsite.review.markdown import markdown
from briefsite.review.text import text

__all__ = ["dump", "markdown", "schema", "text"]
