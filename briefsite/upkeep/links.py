"""The addresses that briefs name, each asked once.

In: the library, and who asks. Out: findings. Hosts are asked side by side, the addresses of one
host one after the other, with a pause between them.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import urldefrag, urlsplit

from briefsite.library import Library
from briefsite.models import Source
from briefsite.models.marks import ProseMark
from briefsite.models.walk import leaves
from briefsite.problems import BriefsiteError, Problem
from briefsite.prose import Link, parse
from briefsite.upkeep import Finding
from briefsite.upkeep.asking import Answer, ask

RULE = "dead-link"
HOSTS_AT_ONCE = 8
PAUSE = 2.0
"""Seconds between two requests to one host."""
_FIND = "find where the text is now, or name a public copy of it in archived_url"
_OPEN = "open it in a browser; some hosts answer no programs"

Ask = Callable[[str], Answer]


def addresses(library: Library) -> dict[str, list[Problem]]:
    """Each address with the places that name it; a place is a problem still to be worded."""
    found: dict[str, list[Problem]] = {}
    for url, place in _named(library):
        found.setdefault(urldefrag(url).url, []).append(place)
    return dict(sorted(found.items()))


def _named(library: Library) -> Iterator[tuple[str, Problem]]:
    for entry in library.entries():
        if isinstance(entry.value, Source):
            for field in ("url", "archived_url"):
                if url := getattr(entry.value, field):
                    yield url, entry.problem((field,), RULE, "")
        for leaf in leaves(entry.value):
            if isinstance(leaf.mark, ProseMark):
                for part in parse(leaf.value).inlines():
                    if isinstance(part, Link):
                        yield part.href, entry.problem(leaf.path, RULE, "", at=part.href)


def look(library: Library, asking: Ask = ask, pause: float = PAUSE) -> list[Finding]:
    """What answers no more is an error, what gives no clear answer a warning.

    Raises BriefsiteError where no host says anything: then it is this machine that has no network.
    """
    named = addresses(library)
    hosts: dict[str, list[str]] = {}
    for url in named:
        hosts.setdefault(urlsplit(url).hostname or "", []).append(url)

    def visit(urls: list[str]) -> list[tuple[str, Answer]]:
        answers = []
        for number, url in enumerate(urls):
            if number:
                time.sleep(pause)
            answers.append((url, asking(url)))
        return answers

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as visitors:
        answers = [answer for host in visitors.map(visit, hosts.values()) for answer in host]
    if answers and all(answer.state in ("lost", "silent") for _, answer in answers):
        raise BriefsiteError(f"no host answers ({answers[0][1].words}); is there a network?")
    found = (_finding(place, url, a) for url, a in answers for place in named[url])
    return sorted(filter(None, found), key=lambda finding: finding.problem)


def _finding(place: Problem, url: str, answer: Answer) -> Finding | None:
    if answer.state == "there":
        return None
    if answer.state in ("gone", "lost"):
        return Finding(replace(place, message=f"gone: {answer.words}", hint=f"Gone: {_FIND}."), url)
    message, hint = f"not sure: {answer.words}", f"Not sure: {_OPEN}."
    told = replace(place, message=message, hint=hint, level="warning")
    return Finding(told, url)
