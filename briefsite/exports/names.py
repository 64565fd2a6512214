"""The jump list of the search: every name, Chinese name, pinyin and alias, with where it leads.

In: a graph. Out: a JSON file that the search dialog loads when it is opened. A row of `names` is
`[name, what and where, address, [other names]]`; `labels` name the parts of pages that have no
heading: events, statements and computed values, by brief and anchor.
"""

import json
from collections.abc import Iterator

from briefsite.artifacts import Artifact
from briefsite.graph import AnyBrief, Graph
from briefsite.models import Source, Statement
from briefsite.pages import LISTS
from briefsite.pages.desk import Desk, page_path, page_url
from briefsite.pages.finding import names, place
from briefsite.pages.places import speaker
from briefsite.periods import Period
from briefsite.text import shorten

PATH = "search-names.json"
Row = tuple[str, str, str, tuple[str, ...]]


def jump_list(graph: Graph) -> Artifact:
    """The file, a row a line, in the order in which equal matches are shown."""
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in _rows(graph))
    labels = ",\n".join(
        f"{json.dumps(part)}: {json.dumps(label, ensure_ascii=False)}"
        for part, label in _labels(graph)
    )
    head = '{"about": "generated_by: briefsite", "names": [\n'
    return Artifact(PATH, f'{head}{rows}\n], "labels": {{\n{labels}\n}}}}\n'.encode())


def _labels(graph: Graph) -> Iterator[tuple[str, str]]:
    for brief in graph.library.briefs():
        for event in brief.value.events:
            yield f"{brief.id}-e-{event.id}", f"Event: {event.title}"
        for said in brief.value.statements:
            yield f"{brief.id}-s-{said.id}", f"Statement: {_which(graph, brief, said)}"
        for derived in brief.value.derived:
            yield f"{brief.id}-d-{derived.id}", f"Computed: {derived.name}"


def _which(graph: Graph, brief: AnyBrief, said: Statement) -> str:
    """The speaker, and the day, the occasion or the first words, by which to tell statements."""
    day = Period.parse(said.date).words if said.date else said.occasion
    words = day or shorten(Desk(graph, "index.md", brief).plain(said.text), 60)
    return f"{speaker(graph, said)}, {words}"


def _rows(graph: Graph) -> Iterator[Row]:
    for kind in ("region", "company", "topic", "indicator", "person", "term", "source"):
        for entry in graph.library.of_kind(kind).values():
            name = entry.value.label if isinstance(entry.value, Source) else entry.value.name
            url = page_url(page_path(kind, entry.id))
            anchor = f"#t-{entry.id}" if kind == "term" else ""
            yield name, place(graph, entry), url + anchor, names(entry)
    for _, folder, title in LISTS:
        yield title, "List", f"{folder}/", ()
    yield "Glossary", "List", "glossary/", ()
