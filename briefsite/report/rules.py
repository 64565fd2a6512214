"""Every rule by name, each with what it says, why, how to fix it, and an example.

In: the checks and the verifiers, whose modules say it themselves, and the rules of reading and of
building, which stand here. `trial` tries the examples. Whoever adds a rule elsewhere adds it here.
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from textwrap import dedent, fill

from briefsite import checks, evidence
from briefsite.problems import Example, Rule, from_docstring
from briefsite.text import is_plain

# The rules of building: what is checked against the site once it is made.
#
# A brief cannot break them; a template, a hand-written page or the settings can. So they have no
# example, and their messages say what was found.


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
"""In the order in which they are checked."""


# The rule of layout, which `check` holds and a build does not; see `editing`.


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

TABLES = (
    Rule(
        "table",
        "A table of figures has a figure in each row and the fields of the format as its columns.",
        "A cell under a wrong name, or one that a spreadsheet has changed, would become a wrong "
        "number with a source beside it.",
        "Name the columns as `build.py list figures --as csv` does, and make the cells text: dates "
        "and formulas are not what a source prints.",
    ),
)
"""What is wrong with a table as such; it stands in no brief, so it has no example."""


# The rules of reading: is each file YAML, and does each key hold what the format wants?
#
# They are checked by `library.yaml`, `library` and `library.validation`.


_CITY = "regions/harbour-city.yml"
_SOURCE = "sources/gazette.yml"

READING = (
    Rule(
        "yaml-syntax",
        "A file is YAML: `key: value` lines, indented by spaces, lists with hyphens.",
        "Until a file can be read, nothing else can be said about it.",
        "The message names the place where the mistake was made, as far as that can be told: "
        "the quote that was opened, the key without a colon, the line that stands too far right. "
        "A text with `: ` or ` #` in it, or one that begins with a sign, stands in quotes.",
        Example(
            _CITY,
            bad="summary: A port with yards: it built {ships}.\n",
            good='summary: "A port with yards: it built {ships}."\n',
        ),
    ),
    Rule(
        "yaml-strict",
        "Of YAML, only the plain part is allowed: mappings, lists, text and numbers.",
        "Anchors, aliases, tags, merge keys and second documents hide what a brief says, and some "
        "readers run code from them.",
        "Write plain values, and repeat what is needed twice. A text that begins with `&`, `*` or "
        "`!` stands in quotes.",
        Example(
            _CITY,
            bad="kind: city\nparent: &home north-province\n",
            good="kind: city\nparent: north-province\n",
        ),
    ),
    Rule(
        "ambiguous-scalar",
        "A word that another YAML reader takes for something else stands in quotes.",
        "`NO` is Norway or false, `2024-05-03` a text or a date, `012` twelve or ten: it depends "
        "on the reader. A key without a value, or a ` #` that cuts a text off, is no better.",
        "Put the value in quotes, or leave out a key that has no value.",
        Example(_SOURCE, bad="published: 2024-05-03\n", good='published: "2024-05-03"\n'),
    ),
    Rule(
        "duplicate-key",
        "A key stands only once in its place.",
        "Readers of YAML keep one of the two values in silence, and not all the same one.",
        "Keep the right one. Several items of one kind are a list, each with a hyphen.",
        Example(_CITY, bad="kind: city\nkind: district\n", good="kind: city\n"),
    ),
    Rule(
        "encoding",
        "A file is saved as UTF-8.",
        "In any other encoding, Chinese characters are unreadable for everyone else.",
        "Choose UTF-8, without a byte order mark, where your editor saves the file.",
        Example(_CITY, bad="local_name: 港城\n", good="local_name: 港城\n", encoding="gb18030"),
    ),
    Rule(
        "file-name",
        "Only briefs, sources and registries lie in `briefs/`, under names that are ids.",
        "The file name is the id, and part of addresses on the site.",
        "Use lower case letters, digits and single hyphens, and the ending `.yml`.",
        Example(
            "companies/Harbour_Works.yml",
            bad="name: Harbour Works\nkind: company\nsummary: Builds docks.\n",
            good="name: Harbour Works\nkind: company\nsummary: Builds docks.\n",
            good_file="companies/harbour-works.yml",
        ),
    ),
    Rule(
        "file-size",
        "A file has at most 262,144 bytes.",
        "No brief comes near that; a file that does is a mistake, or meant to do harm.",
        "Split the brief, and do not paste articles into it.",
        Example(
            _CITY,
            bad="# A note pasted again and again.\nname: Harbour City\n",
            good="name: Harbour City\n",
            times=6000,
        ),
    ),
    Rule(
        "forbidden-character",
        "A file has no tabs, control characters or invisible characters.",
        "What cannot be seen cannot be reviewed; some of these characters reorder the text around "
        "them. Tabs do not indent in YAML.",
        "Delete the character, or use spaces instead.",
        Example(_CITY, bad="kind:\tcity\n", good="kind: city\n"),
    ),
    Rule(
        "id",
        "An id has lower case letters, digits and single hyphens, and begins with a letter.",
        "Ids are file names and parts of addresses, on every system.",
        "Write the id in that form, here and where it is named.",
        Example("terms.yml", bad="Ship_Yard:\n", good="yard:\n"),
    ),
    Rule(
        "missing-key",
        "The fields that the format requires are there.",
        "A brief without a kind, or an event without a title, cannot be shown.",
        "Add the field; the message says what belongs there.",
        Example(
            _CITY,
            bad='  - id: second-plant\n    date: "2024-04"\n',
            good='  - id: second-plant\n    date: "2024-04"\n    title: A second plant opens\n',
        ),
    ),
    Rule(
        "missing-period",
        "A figure has a period.",
        "A number without a time cannot be compared, and is soon wrong.",
        "Write the year, month, day or range that the source gives; `undated` where it gives none.",
        Example(
            _CITY,
            bad="  - indicator: ships\n    status: actual\n",
            good="  - indicator: ships\n    period: 2023\n    status: actual\n",
        ),
    ),
    Rule(
        "missing-source",
        "A figure, event, statement or tie names its sources.",
        "No number without a source: that is what readers come for.",
        "Add `sources` with the id of the source, the paragraph, and for a figure the words as "
        "printed.",
        Example(
            _CITY,
            bad="    value: 55\n",
            good="    value: 55\n    sources:\n      - source: gazette\n        para: 4\n"
            "        printed: 55 percent\n",
        ),
    ),
    Rule(
        "unknown-key",
        "Only fields of the format stand in a file.",
        "A misspelt field would be left out in silence.",
        "Correct the name, or move the field to the part it belongs to.",
        Example(_CITY, bad="local_nmae: 港城\n", good="local_name: 港城\n"),
    ),
    Rule(
        "wrong-type",
        "A registry maps ids to entries; it is no list.",
        "Briefs name entries by their ids.",
        "Begin each entry with its id and a colon, without a hyphen.",
        Example(
            "topics.yml",
            bad="- name: Shipbuilding\n  definition: Yards, docks and what they build.\n",
            good="shipbuilding:\n  name: Shipbuilding\n"
            "  definition: Yards, docks and what they build.\n",
        ),
    ),
    Rule(
        "wrong-value",
        "A field holds what it is for: one of the allowed words, a plain number, a date, a text.",
        "Short lists of words keep briefs comparable: `more than`, `above` and `exceeding` are all "
        "`over`. Numbers are plain, so that they can be computed with.",
        "Write what the message says; a scale word, a qualifier and a unit have fields of their "
        "own.",
        Example(_CITY, bad="    qualifier: more than\n", good="    qualifier: over\n"),
    ),
)
"""In the order in which they are checked."""


# Rules of the archived texts; the other rules of `verify` are stated by their modules.


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
    Rule(
        "citation",
        "The paragraph that a citation names exists, and the words in `printed` stand in it. So do "
        "both halves of a difference in wording, each in its own text.",
        "That is what a reader will look for. White space, quotes and dashes are compared in one "
        "form.",
        "Correct the paragraph, or copy the words as they stand there.",
        Example(
            _CITY,
            bad="        para: 3\n        printed: 55 percent\n",
            good="        para: 4\n        printed: 55 percent\n",
        ),
    ),
    Rule(
        "events",
        "Dates of events and statements follow from their text, also where a `date_note` explains "
        "them. A date follows where a cited paragraph prints it; where it prints a day or month "
        "without a year, and the date of the source gives the nearest one; where it prints a "
        'weekday, "yesterday" or "last year", counted from the date of the source. In a text '
        "without a date a year follows from a year that the text prints, its own or the one "
        "before. What a note says in words, a person must judge.",
        "A note beside a date explains it; it does not make it true.",
        "Write the date as exactly as the text gives it, or leave it out.",
        Example(
            _CITY,
            bad='    date: "2023-04"\n    date_note: Printed as "in April".\n    title: A second',
            good='    date: "2024-04"\n    title: A second',
        ),
    ),
)
"""Held by `evidence.archive`, that on events by `evidence.origins`."""


def _stated(rules: Mapping[str, Callable[..., object]]) -> Iterable[Rule]:
    """The rules that modules state in their docstring and `EXAMPLE`."""
    for name, function in rules.items():
        module = sys.modules[function.__module__]
        yield from_docstring(name, module.__doc__ or "", getattr(module, "EXAMPLE", None))


def _elsewhere(rules: Mapping[str, Callable[..., object]]) -> dict[str, Callable[..., object]]:
    """Those among the rules of `verify` that are not stated above."""
    above = {rule.name for rule in VERIFYING}
    return {name: function for name, function in rules.items() if name not in above}


GROUPS: dict[str, tuple[Rule, ...]] = {
    "reading": READING,
    "checking": tuple(_stated(checks.CHECKS)),
    "verifying": (*VERIFYING, *_stated(_elsewhere(evidence.VERIFIERS))),
    "layout": LAYOUT,
    "tables": TABLES,
    "building": BUILDING,
}
"""The rules in the order in which they are tried, each group by name."""

RULES: dict[str, Rule] = {rule.name: rule for rules in GROUPS.values() for rule in rules}
"""Every rule."""


# A rule as people are shown it: what it says, an example, and what the check says of that.
#
# The messages stand in `messages.json`. A test tries every example and keeps the file true:
# `pytest tests/test_rules.py --update` writes it.


MESSAGES = Path(__file__).with_name("messages.json")


@cache
def _messages() -> dict[str, str]:
    found: dict[str, str] = json.loads(MESSAGES.read_text(encoding="utf-8"))
    return found


def message(rule: str) -> str:
    """What is printed of the example of a rule."""
    return _messages()[rule]


# An example as people are shown it: what cannot be seen is written as an escape.


def bad(example: Example) -> str:
    """The wrong lines, as one reads them who expects UTF-8."""
    text = example.bad.encode(example.encoding).decode("utf-8", "replace")
    more = f"(and so on, {example.times:,} times)\n" if example.times > 1 else ""
    return _visible(text) + more


def good(example: Example) -> str:
    """The right lines; where the name of the file was wrong, below the right one."""
    name = f"# briefs/{example.good_file}\n" if example.good_file else ""
    return name + _visible(example.good)


def _visible(text: str) -> str:
    return dedent("".join(c if is_plain(c) or c == "\n" else repr(c)[1:-1] for c in text))


# A rule in words for the terminal: what it says, why, an example with its real message.


_WIDTH = 88


def listing() -> str:
    """All rules, each with its first words."""
    parts = []
    for name, rules in GROUPS.items():
        parts.append(f"Rules of {name}:")
        for rule in rules:
            words = fill(rule.says, _WIDTH, initial_indent="      ", subsequent_indent="      ")
            parts += [f"  {rule.name}", words]
        parts.append("")
    return "\n".join([*parts, "One of them, with an example: build.py explain RULE"])


def explanation(rule: Rule) -> str:
    """All there is to say about a rule."""
    parts = [rule.name, "", fill(rule.says, _WIDTH), "", fill(f"Why: {rule.why}", _WIDTH)]
    if rule.example:
        parts += ["", f"Wrong, in briefs/{rule.example.file}:", "", _indented(bad(rule.example))]
        parts += ["", "What is said of it:", "", _indented(message(rule.name))]
        parts += ["", "Right:", "", _indented(good(rule.example))]
    return "\n".join([*parts, "", fill(f"To fix it: {rule.fix}", _WIDTH)])


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())
