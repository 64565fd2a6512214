"""Problems for programs, as JSON: an object a problem, in the order of files and lines.

The form is stated by `docs/report.schema.json`; whoever changes it changes `VERSION`. Columns count
code points from 1, and `end_column` is the first one after the guilty part.
"""

import json
from collections.abc import Iterable
from typing import Any

from briefsite.guidance import address
from briefsite.problems import Place, Problem

VERSION = 1


def report(problems: Iterable[Problem], site: str = "") -> str:
    """All problems, and how many there are."""
    found = list(problems)
    levels = [problem.level for problem in found]
    counts = {
        "problems": len(found),
        "errors": levels.count("error"),
        "warnings": levels.count("warning"),
        "files": len({problem.place.file for problem in found}),
    }
    told = [_one(problem, site) for problem in found]
    return dump({"version": VERSION, "counts": counts, "problems": told})


def dump(data: Any) -> str:
    """JSON in ASCII, whatever the terminal knows; no text in it is a command of CI."""
    return json.dumps(data, indent=2).replace("##", "#\\u0023")


def _one(problem: Problem, site: str) -> dict[str, Any]:
    related = problem.related
    second = {**_place(related.place, related.width), "message": related.words} if related else None
    return {
        **_place(problem.place, problem.width),
        "rule": problem.rule,
        "level": problem.level,
        "message": problem.message,
        "hint": problem.hint,
        "excerpt": problem.excerpt,
        "related": second,
        "explained": address(site, problem.rule),
    }


def _place(place: Place, width: int) -> dict[str, Any]:
    end = place.column + width
    return {"file": place.file, "line": place.line, "column": place.column, "end_column": end}
