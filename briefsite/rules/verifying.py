"""The rule of the archive folder; the other rules of `verify` are stated by their modules."""

from briefsite.guidance import Example, Rule

VERIFYING = (
    Rule(
        "archive",
        "The archived text of each source is there, and is the one that was recorded.",
        "A citation that was verified against one text says nothing about another.",
        "Put the text into the archive folder under the recorded name. If the text itself is a new "
        "one, verify every citation again and record its hash.",
        Example(
            "sources/gazette.yml",
            bad="  paragraphs: 7\n",
            good="  paragraphs: 6\n",
        ),
    ),
)
"""Held by `briefsite.archive`."""
