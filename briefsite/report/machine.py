"""Problems for programs, as JSON: an object a problem, in the order of files and lines.

The form is stated by `docs/report.schema.json`; whoever changes it changes `VERSION`. Columns count
code points from 1, and `end_column` is the first one after the guilty part.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from briefsite import __version__
from briefsite.problems import Place, Problem, Rule, address
from briefsite.report.rules import RULES
from briefsite.report.terminal import plain, summary

VERSION = 1


def json_report(problems: Iterable[Problem], site: str = "") -> str:
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


# Problems as annotations of a pull request: workflow commands of GitHub Actions, one a line.
#
# Everything is escaped as the runner undoes it, so a text can neither end its command nor begin
# one. GitHub shows ten errors and ten warnings of a step; all of them stand in its log.


_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def github(problems: Iterable[Problem], site: str = "") -> str:
    """A command for each problem, and how many there are."""
    found = list(problems)
    return "\n".join(
        [*(_annotation(problem, site) for problem in found), summary(found)] if found else []
    )


def _annotation(problem: Problem, site: str) -> str:
    place, related = problem.place, problem.related
    properties = {
        "file": plain(place.file),
        "line": place.line,
        "endLine": place.line,
        "col": place.column,
        "endColumn": place.column + problem.width,
        "title": problem.rule,
    }
    second = f"{related.place.file}:{related.place.line}: {related.words}" if related else ""
    parts = (problem.message, second, problem.hint, address(site, problem.rule))
    given = ",".join(f"{key}={_escape(str(value), _PROPERTY)}" for key, value in properties.items())
    words = _escape("\n".join(plain(part) for part in parts if part), _DATA)
    return f"::{problem.level} {given}::{words}"


def _escape(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(char, char) for char in text)


# Problems as SARIF 2.1.0, the form of the OASIS standard that code scanning reads.
#
# Every rule is described, also where it found nothing. A fingerprint says which problem it is
# without its line, so that a problem that moves stays the same one.


SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT = "%SRCROOT%"


def sarif(problems: Iterable[Problem], site: str = "") -> str:
    """One run with all rules and all problems."""
    seen: Counter[str] = Counter()
    names = list(RULES)
    driver = {
        "name": "briefsite",
        "semanticVersion": __version__,
        **({"informationUri": site} if site else {}),
        "rules": [_rule(rule, site) for rule in RULES.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the checkout."}}},
        "results": [_result(problem, names, seen) for problem in problems],
    }
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule, site: str) -> dict[str, Any]:
    text = f"{rule.why} {rule.mend}".strip()
    where = {"helpUri": address(site, rule.name)} if site else {}
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.says},
        "fullDescription": {"text": rule.why or rule.says},
        **where,
        "help": {"text": f"{text} See `build.py explain {rule.name}`."},
    }


def _result(problem: Problem, names: list[str], seen: Counter[str]) -> dict[str, Any]:
    related = problem.related
    words = "\n".join(filter(None, (problem.message, problem.hint)))
    known = {"ruleIndex": names.index(problem.rule)} if problem.rule in names else {}
    result: dict[str, Any] = {
        "ruleId": problem.rule,
        **known,
        "level": problem.level,
        "message": {"text": words},
        "locations": [_location(problem.place, problem.width)],
        "partialFingerprints": {"problem/v1": _fingerprint(problem, seen)},
    }
    if related:
        second = {**_location(related.place, related.width), "message": {"text": related.words}}
        result["relatedLocations"] = [second]
    return result


def _location(place: Place, width: int) -> dict[str, Any]:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": place.column + width,
    }
    file = {"uri": quote(place.file), "uriBaseId": _ROOT}
    return {"physicalLocation": {"artifactLocation": file, "region": region}}


def _fingerprint(problem: Problem, seen: Counter[str]) -> str:
    """What is wrong in which file, and the how manieth of its like it is."""
    parts = problem.place.file, problem.rule, problem.message, problem.excerpt.strip()
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
