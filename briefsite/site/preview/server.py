"""The preview's web server: on this machine only, and for pages that were opened here.

In: a hub. Out: answers. Everything comes from memory by its exact path, so no address can lead to
another file. A request whose host is not this machine is refused, so that no page of another site
can read this one through a name of its own (DNS rebinding). Connections are limited in number, and
a silent one is closed, so that whoever connects cannot fill the memory.
"""

import hashlib
import json
import socket
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from briefsite.problems import BriefsiteError, Place, PlacedError, Problem
from briefsite.site.preview.watching import NOT_FOUND, SiteInMemory

# What browsers are shown now, handed from the thread that makes it to all that ask.


NOWHERE = Place("build.py")
"""The place of a problem that no file of the site is guilty of."""


@dataclass(frozen=True)
class Shown:
    """The last good site, what is wrong with the files since, and what a closer look found."""

    in_memory: SiteInMemory | None = None
    problems: tuple[Problem, ...] = ()
    late: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
    search: Mapping[str, bytes] = field(default_factory=dict)
    number: int = 0

    @property
    def base(self) -> str:
        """The path at which the site lies, with a slash at both ends."""
        return self.in_memory.base if self.in_memory else "/"

    def all_problems(self) -> list[Problem]:
        """Every problem once, the errors first."""
        found = sorted({*self.problems, *self.late})
        return sorted(found, key=lambda problem: problem.level != "error")


class Hub:
    """One writer, many readers."""

    def __init__(self) -> None:
        self._shown = Shown()
        self._changed = threading.Condition()
        self._looking: Counter[str] = Counter()
        self._good: dict[str, bytes] = {}
        self._closed = False

    def publish(self, shown: Shown) -> None:
        """Show this from now on."""
        with self._changed:
            self._shown = replace(shown, number=self._shown.number + 1)
            self._changed.notify_all()

    def close(self) -> None:
        """Let all that wait go home."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether nothing will be shown any more."""
        return self._closed

    def now(self) -> Shown:
        """What is shown; waits for the first."""
        return self.after(0, None) or self._shown

    def after(self, number: int, seconds: float | None) -> Shown | None:
        """What is shown after a number; None where nothing new came in time, or will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._shown.number > number, seconds)
            return self._shown if self._shown.number > number and not self._closed else None

    @contextmanager
    def looking(self, path: str) -> Iterator[None]:
        """A browser looks at a file of the site as long as the block lasts."""
        with self._changed:
            self._looking[path] += 1
        try:
            yield
        finally:
            with self._changed:
                self._looking -= Counter([path])

    def looked_at(self) -> list[str]:
        """What browsers look at now."""
        with self._changed:
            return sorted(path for path, count in self._looking.items() if count > 0)

    def file(self, shown: Shown, path: str) -> tuple[bytes | None, list[Problem]]:
        """A file of the site, the last good one where it is broken now; with what is wrong."""
        if path in shown.search:
            return shown.search[path], []
        try:
            content = shown.in_memory.file(path) if shown.in_memory else None
        except (BriefsiteError, OSError) as error:
            return self._good.get(path), as_problems(error)
        if content is not None:
            self._good[path] = content
        return content, []

    def page(self, shown: Shown, path: str) -> tuple[bytes | None, bool, list[Problem]]:
        """A page, or the page for lost readers; whether it was found; what is wrong with it."""
        content, problems = self.file(shown, path)
        if content is not None or problems:
            return content, True, problems
        content, problems = self.file(shown, NOT_FOUND)
        return content, False, problems


def as_problems(error: BriefsiteError | OSError) -> list[Problem]:
    """Why a run cannot go on, as problems."""
    if isinstance(error, PlacedError):
        return [error.problem]
    if isinstance(error, OSError):
        words = f"cannot read {error.filename}: {error.strerror}"
        return [Problem(NOWHERE, "preview", words)]
    return [Problem(NOWHERE, "preview", str(error))]


HOST, HTTP = "127.0.0.1", 80
OWN = "/~preview/"
PULSE = 15.0
"""Seconds after which a silent connection is tried."""
RETRY = 500
"""Milliseconds after which a browser tries again to reach a server that ended."""
AROUND = 60
"""Characters of a line that are shown on each side of what is wrong in it."""
TRIED = 20
CONNECTIONS = 100
"""How many there may be at once."""
SILENCE = 30.0
"""Seconds after which a connection that says or takes nothing is closed."""
TYPES = {
    ".bib": "application/x-bibtex; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".ics": "text/calendar; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonld": "application/ld+json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".ris": "application/x-research-info-systems; charset=utf-8",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml",
    ".ttl": "text/turtle; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".woff": "font/woff",
    ".xml": "application/xml; charset=utf-8",
    ".zip": "application/zip",
}


class Server(ThreadingHTTPServer):
    """Listens; each connection has a thread that ends with the program."""

    daemon_threads = True
    # On Windows this would let two programs listen on one port.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, port: int, hub: Hub) -> None:
        self.hub = hub
        self._free = threading.BoundedSemaphore(CONNECTIONS)
        super().__init__((HOST, port), Handler)

    @property
    def url(self) -> str:
        """The address to open."""
        return f"http://{HOST}:{self.server_port}/"

    @property
    def hosts(self) -> set[str]:
        """What a browser may call this server; the port of HTTP itself is not said."""
        port = f":{self.server_port}" if self.server_port != HTTP else ""
        return {f"{HOST}{port}", f"localhost{port}"}

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer on a thread of its own, where there are not too many."""
        if not self._free.acquire(blocking=False):
            return self.shutdown_request(request)
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._free.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, on the thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle of an answer is no error."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def listen(port: int, hub: Hub) -> Server:
    """A server on a port; raises BriefsiteError, with a free port, where it is taken."""
    try:
        return Server(port, hub)
    except OSError as error:
        other = _free_port(port)
        hint = f"; port {other} is free: build.py serve --port {other}" if other else ""
        raise BriefsiteError(f"cannot listen on port {port}: {error.strerror}{hint}") from error


def _free_port(port: int) -> int:
    for other in range(port + 1, min(port + TRIED, 65536)):
        with suppress(OSError), socket.create_server((HOST, other)):
            return other
    return 0


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = SILENCE
    disable_nagle_algorithm = True
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is for problems."""

    def do_GET(self) -> None:
        """Answer."""
        if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # what follows is not read, so it is no next request
        hosts = [host.lower() for host in self.headers.get_all("Host", [])]
        if len(hosts) != 1 or hosts[0] not in self.server.hosts:
            return self._send(403, ".txt", b"Only for this machine.\n")
        if not self.path.startswith("/"):
            return self._send(400, ".txt", b"Only for paths.\n")
        written, _, query = self.path.partition("?")
        path = unquote(written, errors="replace")
        if path == f"{OWN}events":
            at = parse_qs(query).get("at", [""])[0]
            return self._tell(unquote(at, errors="replace"))
        if path == f"{OWN}client.js":
            return self._send(200, ".js", client())
        return self._answer(path)

    do_HEAD = do_GET

    def _answer(self, path: str) -> None:
        hub, shown = self.server.hub, self.server.hub.now()
        if path == "/" and shown.base != "/":
            return self._redirect(shown.base)
        name = site_path(path, shown.base)
        if shown.in_memory and shown.in_memory.has(f"{name}/index.html"):
            return self._redirect(f"{path}/")
        if name.endswith(".html") or not Path(name).suffix:
            return self._page(shown, name)
        content, problems = hub.file(shown, name)
        if content is None and not problems and shown.in_memory:
            return self._page(shown, name)
        return self._send(200 if content is not None else 503, Path(name).suffix, content or b"")

    def _page(self, shown: Shown, name: str) -> None:
        content, is_found, problems = self.server.hub.page(shown, name)
        if content is None:
            return self._send(503, ".html", problem_page(shown, problems))
        page, style = versions(shown, content)
        self._send(200 if is_found else 404, ".html", injected(content, page, style))

    def _redirect(self, path: str) -> None:
        # A path with two slashes in front would be another host.
        self._send(302, ".txt", b"", {"Location": quote("/" + path.lstrip("/"))})

    def _send(
        self, code: int, suffix: str, content: bytes, headers: dict[str, str] | None = None
    ) -> None:
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        if code == 200 and self.headers.get("If-None-Match") == tag:
            code, content = 304, b""
        self.send_response(code)
        self.send_header("Content-Type", TYPES.get(suffix.lower(), "application/octet-stream"))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("ETag", tag)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        if self.close_connection:
            self.send_header("Connection", "close")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _tell(self, at: str) -> None:
        """Server-sent events: at once what is shown, then whenever it changes."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        if self.command == "HEAD":
            return
        self.wfile.write(f"retry: {RETRY}\n\n".encode())
        hub, number = self.server.hub, 0
        name = site_path(at, hub.now().base)
        with hub.looking(name):
            while not hub.closed:
                shown = hub.after(number, PULSE)
                self.wfile.write(self._message(shown, name) if shown else b":\n\n")
                number = shown.number if shown else number

    def _message(self, shown: Shown, name: str) -> bytes:
        content, _, problems = self.server.hub.page(shown, name)
        page, style = versions(shown, content)
        every = [*shown.all_problems(), *(p for p in problems if p not in shown.all_problems())]
        told = {
            "page": page,
            "style": style,
            "notices": shown.notices,
            "problems": [as_data(problem) for problem in every],
        }
        return f"data: {json.dumps(told)}\n\n".encode()


def site_path(path: str, base: str) -> str:
    """The file of the site at an address; a name that no site has where it is outside."""
    if not path.startswith(base):
        return "~"
    inside = path.removeprefix(base)
    return f"{inside}index.html" if not inside or inside.endswith("/") else inside


def versions(shown: Shown, content: bytes | None) -> tuple[str, str]:
    """What a page is and how it looks, as digests: when the first changes it is loaded again."""
    if content is None or not shown.in_memory:
        return "none", "none"
    page = hashlib.sha256(content + shown.in_memory.programs().encode()).hexdigest()
    return page[:16], shown.in_memory.style()[:16]


def injected(content: bytes, page: str, style: str) -> bytes:
    """A page with the script that keeps it up to date."""
    script = f'<script src="{OWN}client.js" data-page="{page}" data-style="{style}" defer></script>'
    head, end, rest = content.partition(b"</head>")
    return head + script.encode() + end + rest


def problem_page(shown: Shown, problems: list[Problem]) -> bytes:
    """What is served before there is a good page; all text in it is escaped."""
    every = {*shown.all_problems(), *problems}
    items = "".join(
        f"<li>{escape(f'{p.place.file}:{p.place.line}:{p.place.column}: {p.message}')}</li>"
        for p in sorted(every)
    )
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not built yet</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;"
        "margin:2rem auto;max-width:44rem;padding:0 1rem}</style></head><body>"
        "<h1>This page cannot be shown yet</h1><p>It appears here by itself when the files are "
        f"right.</p><noscript><ul>{items}</ul></noscript></body></html>"
    )
    return injected(html.encode(), "none", "none")


def as_data(problem: Problem) -> dict[str, str]:
    """A problem as plain texts, the guilty line in three parts."""
    place, start = problem.place, problem.place.column - 1
    line, end = problem.excerpt, problem.place.column - 1 + problem.width
    before, after = line[:start].lstrip(), line[end:].rstrip()
    cut, left = len(before) > AROUND, len(after) > AROUND
    return {
        "place": "" if place == NOWHERE else f"{place.file}:{place.line}:{place.column}",
        "rule": problem.rule,
        "level": problem.level,
        "message": problem.message,
        "hint": problem.hint,
        "before": ("… " if cut else "") + (before[-AROUND:] if cut else before),
        "guilty": line[start:end] or " ",
        "after": after[:AROUND] + (" …" if left else ""),
        "line": str(place.line) if line.strip() else "",
    }


@cache
def client() -> bytes:
    """The script of the pages."""
    return Path(__file__).with_name("client.js").read_bytes()
