"""Two states of the briefs compared, in the language of briefs.

In: two states, each a graph with what is wrong with it. Out: a `Comparison`. `entries` pairs what
is the same in both, `pairing` does so within lists, `walking` finds every difference of two
values, `effects` what follows from them (confirmations, conflicts, computed values), `marking`
what a reviewer should see first. Nothing here is worded for people; `wording` and `story` do that.
"""

from briefsite.diff.changes import (
    Broken,
    Change,
    Comparison,
    EntryPair,
    Item,
    Place,
    Side,
    State,
    compare,
    path,
    resolve,
)

__all__ = [
    "Broken",
    "Change",
    "Comparison",
    "EntryPair",
    "Item",
    "Place",
    "Side",
    "State",
    "compare",
    "path",
    "resolve",
]
