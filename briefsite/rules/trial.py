"""An example laid into the small world, and what the real check says of it."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from briefsite import archive, checks, evidence, formatting, graph, library, source
from briefsite.guidance import Example
from briefsite.problems import Problem
from briefsite.rules.world import FILES, TEXTS


@cache
def tried(example: Example) -> tuple[Problem, ...]:
    """What is said of the example as it is wrong."""
    text, bad = FILES.get(example.file), example.bad * example.times
    text = bad if text is None else text.replace(example.good, bad, 1)
    return said({example.file: text.encode(example.encoding)})


def said(changed: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """All problems of the small world with some of its files changed."""
    with TemporaryDirectory() as folder:
        briefs, texts = Path(folder, "briefs"), Path(folder, "archive")
        files = {name: text.encode() for name, text in FILES.items()} | dict(changed)
        _lay(briefs, files)
        _lay(texts, {name: text.encode() for name, text in TEXTS.items()})
        found, problems = library.read(briefs)
        joined = graph.build(found)
        problems += checks.run(joined)
        if not problems:
            read, problems = archive.read(texts, found)
            problems += evidence.verify(joined, read)
        if not problems:
            problems += _laid_out(files)
    return tuple(sorted(set(problems)))


def _laid_out(files: Mapping[str, bytes]) -> Iterator[Problem]:
    for name, raw in files.items():
        document, _ = source.load(f"briefs/{name}", raw)
        if document:
            text = formatting.formatted(document, formatting.order_for(document.file))
            yield from formatting.differing(document, text, raw)


def _lay(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
