"""What time does to the briefs: addresses that answer no more, figures past their review.

In: the graph. Out: findings, for a person to look into; nothing here stops a build. Only `asking`
speaks to other hosts, and only when somebody runs the command for it.
"""

from dataclasses import dataclass

from briefsite.problems import Problem


@dataclass(frozen=True)
class Finding:
    """Something to look into: its place in the briefs, and the page where it is seen."""

    problem: Problem
    page: str
    """The address that answers no more, or the page of the figure."""
