"""A derived value names two figures that exist and can be computed with each other.

Growth goes from the earlier period to the later, a share is no larger than its whole, and a `note`
says why a figure of another brief is taken.

Why: the program computes it, so that nobody has to trust a calculation done by hand.

Fix: name the figures as `indicator@period`, or `brief/indicator@period` for those of another
brief; both in one unit, in the order of the formula.
"""

from collections.abc import Iterator

from briefsite.library.derived import Computed, NotComputed, compute
from briefsite.library.graph import AnyBrief, Graph
from briefsite.models import Derived
from briefsite.problems import Example, Problem, did_you_mean
from briefsite.text.periods import Period

HUNDRED = 100
"""The share, in percent, that the whole has in itself."""

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="    inputs:\n      - docks@2014\n      - docks@2023\n",
    good="    inputs:\n      - docks@2022\n      - docks@2023\n",
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report derived values that cannot be computed."""
    if graph.library.broken:
        return  # the figures of what cannot be read are not known
    for brief in graph.library.briefs():
        for index, derived in enumerate(brief.value.derived):
            found = compute(graph, brief, derived)
            if isinstance(found, NotComputed):
                if not found.unknown:  # that is said by unknown-id
                    hint = _hint(graph, brief, derived, found)
                    guilty = () if found.guilty is None else (found.guilty,)
                    path = ("derived", index, "inputs", *guilty)
                    yield brief.problem(path, "derived", found, hint)
            elif fault := _fault(brief, derived, found):
                yield brief.problem(("derived", index, fault[0]), "derived", *fault[1:])


def _hint(graph: Graph, brief: AnyBrief, derived: Derived, found: NotComputed) -> str:
    """The figure that was meant, where one is near."""
    form = "name figures as indicator@period or brief/indicator@period"
    if found.guilty is None or found.several:
        return form
    owner, _, name = derived.inputs[found.guilty].rpartition("/")
    briefs = {one.id: one for one in graph.library.briefs()}
    keys = [figure.key for figure in briefs.get(owner, brief).value.figures]
    return did_you_mean(name, keys, most=0) or form


def _fault(brief: AnyBrief, derived: Derived, found: Computed) -> tuple[str, str, str] | None:
    """What is wrong with inputs that can be computed: the field, the words, the hint."""
    first, second = (at.figure for at in found.inputs)
    if derived.formula == "growth":
        begin, end = Period.parse(first.period).last, Period.parse(second.period).last
        if not begin or not end:
            return "inputs", "growth needs two periods", "name two figures that have one"
        if begin >= end:
            message = f"growth goes from the earlier to the later, not from {first.period}"
            return "inputs", message, "write the earlier figure first"
    if derived.formula == "share" and found.value > HUNDRED:
        message = "the first figure is larger than the second; it is no part of it"
        return "inputs", message, "write the part first, then the whole"
    if not derived.note and any(at.brief.id != brief.id for at in found.inputs):
        hint = "say in 'note' why the two belong together"
        return "id", "a figure of another brief is taken without a reason", hint
    return None
