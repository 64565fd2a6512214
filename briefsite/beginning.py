"""New briefs and registry entries: an id from a name, a skeleton in its place, a look for doubles.

In: the library and what is known of the new thing. Out: the file and its text; nothing is written.
What cannot be begun raises BriefsiteError with what to do instead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from briefsite.library import FOLDERS, PLURALS, REGISTRIES, Library, id_fault
from briefsite.problems import BriefsiteError, Problem, did_you_mean
from briefsite.skeletons import LEGEND, PLACEHOLDER, Value, skeleton
from briefsite.source import load
from briefsite.text import slug, without_accents
from briefsite.validation import validate

_ALIKE = 0.8
"""From which likeness on two names are shown to the editor."""


@dataclass(frozen=True)
class Begun:
    """A file with something new in it."""

    file: str
    """Below the folder of the briefs."""
    id: str
    text: str
    to_write: tuple[tuple[str, int], ...]
    """The fields that wait for words, each with its line."""
    alike: tuple[str, ...] = ()
    """What is there already and has a like name: id and name."""


def begin_brief(
    library: Library, kind: str, name: str, id: str | None, given: Mapping[str, Value]
) -> Begun:
    """A brief of a region or a company."""
    made = new_id(library, kind, name, id)
    folder, model = PLURALS[kind], FOLDERS[PLURALS[kind]][1]
    file = f"{folder}/{made}.yml"
    text = "\n".join([*LEGEND, "", skeleton(model, {"name": name, **given})])
    document, problems = load(file, text.encode())
    if document:
        validate(document, document.data, (), model, problems)
    _refuse(problems)
    _refuse_unknown_parent(library, given.get("parent"))
    return Begun(file, made, text, _to_write(text, 1), tuple(_alike(library, kind, made, name)))


def begin_entry(
    library: Library, kind: str, name: str, id: str | None, given: Mapping[str, Value], now: str
) -> Begun:
    """An entry of a registry, whose text of today is given; it goes to its place by id."""
    made = new_id(library, kind, name, id)
    file, model = f"{PLURALS[kind]}.yml", REGISTRIES[f"{PLURALS[kind]}.yml"][1]
    new = f"{made}:\n{skeleton(model, {'name': name, **given}, '  ')}"
    document, problems = load(file, new.encode())
    if document:
        validate(document, document.data[made], (made,), model, problems)
    _refuse(problems)
    text, line = _inserted(file, now, made, new)
    alike = tuple(_alike(library, kind, made, name))
    return Begun(file, made, text, _to_write(new, line), alike)


def new_id(library: Library, kind: str, name: str, id: str | None) -> str:
    """The id that is given, or one made from a name; raises where it cannot be had."""
    words = slug(without_accents(name))[:64].strip("-")
    if id is None and not any(char.isascii() and char.isalpha() for char in without_accents(name)):
        hint = "give the English name, and this one with --local-name; or choose an id, as a rule"
        hint += " the pinyin without tone marks: --id changsha"
        raise BriefsiteError(f"no id can be made from '{name}'; {hint}")
    made = words if id is None else id
    if fault := id_fault(made):
        raise BriefsiteError(f"'{made}' is no id; {fault.removesuffix('.yml')}, with --id")
    _refuse_taken(library, kind, made)
    if id is None:
        _refuse_double(library, kind, name)
    return made


def _group(kind: str) -> tuple[str, ...]:
    """The kinds among which an id is unique."""
    return ("region", "company") if kind in ("region", "company") else (kind,)


def _refuse_taken(library: Library, kind: str, id: str) -> None:
    if (kind, "") in library.broken:
        raise BriefsiteError(f"{PLURALS[kind]}.yml cannot be read; `build.py check` says why")
    for other in _group(kind):
        if library.knows(other, id):
            hint = "edit that one, or choose another id with --id"
            raise BriefsiteError(f"the id '{id}' is in use ({other}); {hint}")
    former = {old: brief.id for brief in library.briefs() for old in brief.value.former_ids}
    if len(_group(kind)) > 1 and id in former:
        why = f"'{id}' is what '{former[id]}' was called before, and the old address leads there"
        raise BriefsiteError(f"{why}; choose another id with --id")


def _names(library: Library, kind: str) -> Iterator[tuple[str, str]]:
    """Every name in use among the like, with its id."""
    for entry in (entry for other in _group(kind) for entry in library.of_kind(other).values()):
        value = entry.value
        yield value.name, entry.id
        yield from ((alias, entry.id) for alias in getattr(value, "aliases", ()))
        yield from ((named.name, entry.id) for named in getattr(value, "printed_names", ()))
        if getattr(value, "local_name", None):
            yield value.local_name, entry.id


def _refuse_double(library: Library, kind: str, name: str) -> None:
    for other, id in _names(library, kind):
        if other.casefold() == name.casefold():
            hint = "edit that one, or choose another id with --id if this is not the same"
            raise BriefsiteError(f"there is already '{id}', called {other}; {hint}")


def _alike(library: Library, kind: str, made: str, name: str) -> Iterator[str]:
    known = {other.casefold(): id for other, id in _names(library, kind)}
    close = get_close_matches(name.casefold(), known, n=3, cutoff=_ALIKE)
    longer = [id for id in known.values() if f"{made}-".startswith(f"{id}-")]
    for id in dict.fromkeys([*longer, *(known[other] for other in close)]):
        entries = [found for other in _group(kind) if (found := library.of_kind(other).get(id))]
        yield f"'{id}' ({entries[0].value.name})"


def _refuse_unknown_parent(library: Library, parent: Value | None) -> None:
    if parent and not library.knows("region", str(parent)):
        hint = did_you_mean(str(parent), library.regions)
        raise BriefsiteError(f"there is no region '{parent}' to lie in; {hint}".rstrip("; "))


def _refuse(problems: list[Problem]) -> None:
    for problem in problems:
        said = [problem.excerpt.strip(), problem.message, problem.hint]
        raise BriefsiteError("; ".join(words for words in said if words))


def _to_write(text: str, first: int) -> tuple[tuple[str, int], ...]:
    lines = enumerate(text.split("\n"), first)
    return tuple(
        (line.partition(":")[0].strip(), number)
        for number, line in lines
        if line.endswith(f": {PLACEHOLDER}")
    )


def _inserted(file: str, now: str, id: str, new: str) -> tuple[str, int]:
    """A registry with an entry more, and the line on which that begins."""
    if not now.strip():
        return new, 1
    document, _ = load(file, now.encode())
    assert document
    later = [path for path in document.spans if len(path) == 1 and str(path[0]) > id]
    lines = now.splitlines()
    number = document.spans[later[0]].key[0] if later else len(lines)
    while later and number and lines[number - 1].startswith("#"):
        number -= 1  # the comment above an entry stays with it
    text = "\n".join([*lines[:number], *new.splitlines(), *lines[number:]]) + "\n"
    again, problems = load(file, text.encode())
    if problems or not again or {**again.data, id: None} != {**document.data, id: None}:
        raise BriefsiteError(f"{file} has an unusual layout; run `build.py format` first")
    return text, number + 1
