"""Problems as SARIF 2.1.0, the form of the OASIS standard that code scanning reads.

Every rule is described, also where it found nothing. A fingerprint says which problem it is without
its line, so that a problem that moves stays the same one.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from briefsite import __version__
from briefsite.guidance import Rule, address
from briefsite.problems import Place, Problem
from briefsite.report.machine import dump
from briefsite.rules import RULES

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT = "%SRCROOT%"


def report(problems: Iterable[Problem], site: str = "") -> str:
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
