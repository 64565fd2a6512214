"""The addresses that briefs name, each asked once.

In: the library, and who asks. Out: findings. Hosts are asked side by side, the addresses of one
host one after the other, with a pause between them.
"""

import ipaddress
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Literal
from urllib.parse import quote, urldefrag, urlsplit, urlunsplit

from briefsite import __version__
from briefsite.checks import check
from briefsite.library import Library
from briefsite.library.prose import Link, parse
from briefsite.models import Source
from briefsite.models.base import ProseMark
from briefsite.models.walk import leaves
from briefsite.problems import BriefsiteError, Problem
from briefsite.site.stale import Finding

# Whether an address answers. The only module that asks other hosts, and only for `build.py links`.
#
# In: an address. Out: an answer; whatever goes wrong is one. Nothing but the status is looked at.
# Addresses within the own network are not asked: briefs come from strangers.


SECONDS = 20
_AGENT = f"briefsite/{__version__} (looks once a week whether cited pages are still there)"
_GONE = (404, 410)
State = Literal["there", "gone", "lost", "unclear", "silent"]
"""`gone` is the page, `lost` its host; `silent` is a host that says nothing at all."""


@dataclass(frozen=True)
class Answer:
    """What became of a request, in a word and in words."""

    state: State
    words: str


class _Refused(Exception):
    """An address that is not asked."""


def ask(url: str, *, inside: bool = False, seconds: float = SECONDS) -> Answer:
    """Ask for an address: only its head, and the page where a server does not answer that.

    `inside` allows the own network, for tests.
    """
    answer = _ask("HEAD", url, inside, seconds)
    return answer if answer.state == "there" else _ask("GET", url, inside, seconds)


def _ask(method: str, url: str, inside: bool, seconds: float) -> Answer:
    headers = {"User-Agent": _AGENT, "Accept": "*/*"}
    opener = urllib.request.build_opener(_Redirects(inside))
    try:
        asked = _encoded(url)
        _permit(asked, inside)
        request = urllib.request.Request(asked, method=method, headers=headers)
        with opener.open(request, timeout=seconds) as reply:
            return _arrived(asked, reply.url)
    except _Refused as refused:
        return Answer("unclear", str(refused))
    except urllib.error.HTTPError as error:
        error.close()
        state: State = "gone" if error.code in _GONE else "unclear"
        return Answer(state, f"{error.code} {error.reason}".strip())
    except urllib.error.URLError as error:
        if isinstance(error.reason, socket.gaierror) and error.reason.errno == socket.EAI_NONAME:
            return Answer("lost", "there is no host of this name")
        return Answer("silent", f"no answer: {error.reason}")
    except (OSError, HTTPException, ValueError) as error:
        return Answer("silent", f"no answer: {str(error) or type(error).__name__}")


def _arrived(asked: str, found: str) -> Answer:
    """A page that only leads to the front page of its site is gone, whatever the server says."""
    deep = len(urlsplit(asked).path.strip("/")) > 0
    if deep and urlsplit(found).path.strip("/") == "" and not urlsplit(found).query:
        return Answer("gone", f"it leads to the front page {found}")
    return Answer("there", "")


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, each looked at like the first address."""

    max_redirections = 8

    def __init__(self, inside: bool) -> None:
        self._inside = inside

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        encoded = _encoded(newurl)
        _permit(encoded, self._inside)
        made = super().redirect_request(req, fp, code, msg, headers, encoded)
        if made:
            made.method = req.get_method()
        return made


def _permit(url: str, inside: bool) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _Refused("it leads to something that is no web page")
    if inside:
        return
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        return  # the request will say so
    if any(not ipaddress.ip_address(info[4][0]).is_global for info in found):
        raise _Refused("it lies within this network, and is not asked")


def _encoded(url: str) -> str:
    """An address as it goes over the wire: Chinese characters in host and path are encoded."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    place = f"{host}:{parts.port}" if parts.port else host
    path, query = (quote(part, safe="%/:=&?~+!$,;@()*[]'-._") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, place, path, query, ""))


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


def links(root: Path) -> list[Finding]:
    """The addresses in the briefs that answer no more; asks other hosts."""
    return look(check(root).graph.library)
