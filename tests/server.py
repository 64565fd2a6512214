"""A web server on this machine that packs what it sends, as static hosts do, with the headers that
the site brings for them."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

PACKED = (".css", ".html", ".js", ".json", ".svg", ".xml")
LEVEL = 6  # of gzip: what most hosts use


@lru_cache(maxsize=500)
def packed(file: Path, time: int) -> bytes:
    """A file in gzip; packed once while it stays as it is."""
    return gzip.compress(file.read_bytes(), LEVEL, mtime=0)


def headers(site: Path, path: str) -> dict[str, str]:
    """What `_headers` of a site says for a path; where several rules do, it is joined."""
    file, found, applies = site / "_headers", dict[str, str](), False
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        if not line.startswith(" "):
            applies = fnmatchcase(path, line)
        elif applies:
            name, _, value = line.strip().partition(": ")
            found[name] = f"{found[name]}, {value}" if name in found else value
    return found


class Packing(SimpleHTTPRequestHandler):
    """Serves a folder: text in gzip, the rest as the library does it."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        """Add those of the site."""
        for name, value in headers(Path(self.directory), self.path.split("?")[0]).items():
            self.send_header(name, value)
        super().end_headers()

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Begin an answer; the library sends what this gives."""
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if self.path.split("?")[0].endswith("/") else path
        unpacked = "gzip" not in self.headers.get("Accept-Encoding", "")
        if unpacked or not file.is_file() or file.suffix not in PACKED:
            return super().send_head()
        content = packed(file, file.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder as long as the block lasts; gives its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Packing, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
