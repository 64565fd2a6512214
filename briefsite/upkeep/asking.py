"""Whether an address answers. The only module that asks other hosts, and only for `build.py links`.

In: an address. Out: an answer; whatever goes wrong is one. Nothing but the status is looked at.
Addresses within the own network are not asked: briefs come from strangers.
"""

import ipaddress
import socket
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO, Literal
from urllib.parse import quote, urlsplit, urlunsplit

from briefsite import __version__

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
