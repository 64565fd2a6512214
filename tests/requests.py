"""Strange requests to the preview: does it answer or hang up, say nothing of its own, and go on?

    python -m tests.requests [--requests N] [--seed N]

Each is sent as bytes over a connection of its own: request lines without a version or with three,
absolute and broken addresses, paths out of the tree, methods, many and long headers, other hosts,
zero bytes and noise. The exit code is 1 where an answer holds what no page of the site is, where
none comes to its end, where the server prints anything, or where it answers no more.
"""

import argparse
import io
import random
import socket
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

from briefsite.site.preview import Preview
from tests.world import make_root, story

METHODS = (*["GET"] * 8, "HEAD", "HEAD", "POST", "OPTIONS", "CONNECT", "get", "G\0T", "", "Ü" * 9)
VERSIONS = (*["HTTP/1.1"] * 6, "HTTP/1.0", "", "HTTP/0.9", "HTTP/2.0", "HTTP/1.1.1", "http/²")
TARGETS = (
    *("/", "/about/", "/regions/north", "/assets/briefs.css", "/nothing", "/?a=b#c", "*"),
    *("//evil.example/", "http://[/", "http://[::1", "http://evil.example/", "https://127.0.0.1/"),
    *("/../mkdocs.yml", "/%2e%2e/mkdocs.yml", "/..%2f..%2fetc/passwd", "/%252e%252e/mkdocs.yml"),
    *("/..\\..\\mkdocs.yml", "/C:/Windows/win.ini", "/C:%5cWindows", "/%00", "/%ff%fe", "/%"),
    *("/%zz", "/%u002e/", "/etc/passwd", "/.tree/index.md", "/.cache/build.lock", "/;a=b", "/a:b"),
    *("/about/../../mkdocs.yml", "/~preview/", "/~preview/client.js", "/~preview/../mkdocs.yml"),
    *("/~preview/events?at=%ff", "/index.html/", "/about/index.html/x", "file:///etc/passwd"),
)
HOSTS = (*["127.0.0.1:{}"] * 6, "localhost:{}", "evil.example", "[::1]:{}", "", "127.1:{}")
HEADERS = ("If-None-Match", "Connection", "Content-Length", "Transfer-Encoding", "Range", "Expect")
SECRETS = (b"docs_dir:", b"root:x:")
"""What stands in files beside the site."""
PATIENCE = 20
"""Seconds for an answer."""


def noise(chance: random.Random, most: int) -> str:
    """Any characters, each a byte."""
    return "".join(chr(chance.randrange(256)) for _ in range(chance.randrange(most)))


def mixed(chance: random.Random, text: str) -> str:
    """A text with a mistake in it, now and then."""
    if chance.random() < 0.9:
        return text
    at = chance.randrange(len(text) + 1)
    return text[:at] + noise(chance, 6) + text[at + chance.randrange(3) :]


def request(chance: random.Random, port: int) -> bytes:
    """One strange request."""
    if chance.random() < 0.05:
        return noise(chance, 400).encode("latin-1")
    target = chance.choice(TARGETS) * chance.choice((1, 1, 1, 1, 1, 1, 1, 2, 9))
    if chance.random() < 0.01:
        target = "/" + "a" * chance.choice((65_000, 66_000))
    words = chance.choice(METHODS), mixed(chance, target), chance.choice(VERSIONS)
    lines = [chance.choice((*[" "] * 20, "  ", "\t", "")).join(words)]
    lines += [f"Host: {chance.choice(HOSTS).format(port)}"] * chance.choice((*[1] * 9, 0, 2))
    for _ in range(chance.choice((0, 0, 1, 3, 150) if chance.random() < 0.1 else (0, 1))):
        name = mixed(chance, chance.choice(HEADERS))
        lines.append(f"{name}:{chance.choice((' close', ' 5', ' chunked', noise(chance, 60)))}")
    if chance.random() < 0.005:
        lines.append("X: " + "a" * 70_000)
    end = chance.choice(("\r\n", "\r\n", "\n"))
    text = end.join([*lines, "", ""]) + chance.choice(("", "", "hello", "GET / HTTP/1.1\r\n\r\n"))
    return text.encode("latin-1")


def answer(port: int, sent: bytes) -> bytes:
    """What comes back until the server hangs up; of a stream that goes on, the beginning."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65_536):
                found += part
                if b"\ndata: " in found:
                    break
        except TimeoutError:
            raise
        except OSError:
            pass  # it hung up before all was sent
    return found


def outcome(port: int, sent: bytes) -> str:
    """The code of the answer, or how it ended; begins with BAD for what must not be."""
    try:
        found = answer(port, sent)
    except TimeoutError:
        return f"BAD no end: {sent[:300]!r}"
    body = found.partition(b"\r\n\r\n")[2] or found
    if any(secret in body for secret in SECRETS):
        return f"BAD out of the tree: {sent[:300]!r}"
    code = found[9:12].decode("latin-1") if found.startswith(b"HTTP/1.1 ") else ""
    if code.startswith("2") and f":{port}".encode() not in sent:
        return f"BAD answered for another host: {sent[:300]!r}"
    return code or ("no head" if found else "nothing")


@contextmanager
def previewed(root: Path) -> Iterator[Preview]:
    """A preview that answers."""
    made = Preview(root, 0, lambda told: None)
    made.begin()
    thread = threading.Thread(target=made.serve)
    thread.start()
    try:
        yield made
    finally:
        made.stop()
        thread.join(PATIENCE)
        made.end()


def try_all(made: Preview, count: int, chance: random.Random) -> tuple[Counter[str], str]:
    """Send many; gives how often each outcome came, and what the server printed."""
    port, printed = made.server.server_port, io.StringIO()
    with redirect_stderr(printed):
        found = Counter(outcome(port, request(chance, port)) for _ in range(count))
    return found, printed.getvalue()


def main() -> int:
    """Send many to a preview of a small world."""
    parser = argparse.ArgumentParser(prog="python -m tests.requests", description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000, help="default: 20000")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = make_root(Path(folder) / "root", story("minimal"))
        with previewed(root) as made:
            found, printed = try_all(made, given.requests, random.Random(given.seed))
            port = made.server.server_port
            last = outcome(port, f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    for words, count in found.most_common():
        print(f"{count:6} {words}")
    print(f"printed by the server: {printed or 'nothing'}\nafter all of them: {last}")
    is_bad = any(words.startswith("BAD") for words in found)
    return 1 if is_bad or printed or last != "200" else 0


if __name__ == "__main__":
    sys.exit(main())
