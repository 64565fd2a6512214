"""Data into PDFs and pictures. The only home of Typst.

In: a `Job`, a template of ours and the data for it. Out: `Drawn`, or `Failed` with what was wrong.
Templates are given data, never markup: it comes to them as one JSON text, of which nothing is
evaluated. Nothing is opened but the folder of the templates and the bundled fonts, nothing is
asked of other hosts, and the same job gives the same bytes on every machine.

A document has a limit in CPU seconds of its own process, so that a busy machine changes nothing:
`run` draws in workers, each with a thread that looks at the time its process has taken. A worker
that is over it says so and ends; a new one takes its place. A worker is this file, run as a
program; it imports nothing else of the package, so that it starts at once.
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import version as installed
from pathlib import Path
from queue import Empty, Queue, SimpleQueue
from typing import IO, Any

import typst

STANDARD = "ua-1"
"""PDF/UA-1: for readers who do not see the page; a character without a glyph is an error."""
SECONDS = 20
"""CPU seconds for a document; the longest of ours takes a fifth of it."""
_GLANCE = 0.1
_FAULTS = (typst.TypstError, typst.TypstWarning)
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")


@dataclass(frozen=True)
class Job:
    """Something to draw; `name` is its place below the site, for messages."""

    name: str
    data: Mapping[str, Any] = field(hash=False)
    template: str
    fonts: str
    """The folder of the fonts."""
    timestamp: int = 0
    form: str = "pdf"
    """Or png: a picture, a pixel a point."""
    seconds: float = SECONDS
    """CPU seconds after which it is given up."""


@dataclass(frozen=True)
class Drawn:
    """What was drawn."""

    content: bytes

    @property
    def pages(self) -> int:
        """How many pages a PDF has."""
        return len(_PAGE.findall(self.content))


@dataclass(frozen=True)
class Failed:
    """Why something could not be drawn."""

    message: str


def version() -> str:
    """What draws, for the key of what was drawn."""
    return f"typst {installed('typst')}"


def draw(job: Job) -> Drawn | Failed:
    """Draw in this process, without a limit."""
    given = {"data": json.dumps(job.data, ensure_ascii=False)}
    options: dict[str, Any] = {"format": "png", "ppi": 72.0}
    if job.form == "pdf":
        options = {"format": "pdf", "pdf_standards": [STANDARD], "timestamp": job.timestamp}
    try:
        compiler = _compiler(Path(job.template).parent, job.fonts)
        made, warnings = compiler.compile_with_warnings(
            input=job.template, sys_inputs=given, **options
        )
    except _FAULTS as error:
        return Failed(_worded(job, error))
    except (OSError, ValueError) as error:
        return Failed(f"{job.name} cannot be drawn: {error}")
    if warnings:
        # Where it warns, a page may have other numbers than it says, or letters may be lost.
        return Failed(_worded(job, warnings[0]))
    if not isinstance(made, bytes):
        return Failed(f"{job.name} cannot be drawn: a picture is one page")
    return Drawn(made)


@cache
def _compiler(root: Path, fonts: str) -> typst.Compiler:
    """A compiler that sees the templates and our fonts, not those of the system or its own."""
    ours = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
    if not ours.families():
        raise ValueError(f"there are no fonts in {fonts}; restore the folder, or `make fonts`")
    nowhere = str(root / "no-packages")
    return typst.Compiler(
        root=str(root),
        font_paths=ours,
        ignore_system_fonts=True,
        package_path=nowhere,
        package_cache_path=nowhere,
    )


def _worded(job: Job, error: typst.TypstError | typst.TypstWarning) -> str:
    """A fault in one line: which document, what, and where in the template."""
    message = " ".join(error.message.split())
    found = re.search(r"text `(\".*?\")` could not be displayed", message)
    if found:
        codes = " ".join(f"U+{ord(char):04X}" for char in json.loads(found[1]))
        message = f"no bundled font has {found[1]} ({codes})"
    hints = "".join(f"; {' '.join(hint.split())}" for hint in error.hints)
    at = re.search(r"([\w.-]+\.typ):(\d+)", error.diagnostic or "")
    where = f" ({at[1]}, line {at[2]})" if at else ""
    return f"{job.name} cannot be drawn: {message}{hints}{where}"


# Several, in workers with a limit.

_HEAD = 9
"""Bytes before what is sent: a letter and a length."""
_DRAWN, _FAILED, _LATE = b"d", b"f", b"l"


def workers(jobs: int, wanted: int | None = None) -> int:
    """How many processes to use: one for each core, and no more than there are jobs."""
    return max(1, min(jobs, wanted or os.cpu_count() or 2))


def run(jobs: Sequence[Job], count: int | None = None) -> Iterator[tuple[Job, Drawn | Failed]]:
    """Draw all, each as it is done; the longest first, so that no worker is left alone with it."""
    waiting: SimpleQueue[Job] = SimpleQueue()
    for job in sorted(jobs, key=lambda job: (-len(str(job.data)), job.name)):
        waiting.put(job)
    done: Queue[tuple[Job, Drawn | Failed]] = Queue()
    crew = [_Worker() for _ in range(workers(len(jobs), count))] if jobs else []
    for worker in crew:
        threading.Thread(target=worker.work, args=(waiting, done), daemon=True).start()
    try:
        for _ in jobs:
            yield _next(done)
    finally:
        for worker in crew:
            worker.end()


def _next(done: "Queue[tuple[Job, Drawn | Failed]]") -> tuple[Job, Drawn | Failed]:
    """What is done next; on some systems only a wait that ends can be interrupted."""
    while True:
        with suppress(Empty):
            return done.get(timeout=1)


class _Worker:
    """A process that draws one job after the other."""

    def __init__(self) -> None:
        self._ended = False
        self._process = self._started()

    @staticmethod
    def _started() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", __file__]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def work(self, waiting: "SimpleQueue[Job]", done: "Queue[tuple[Job, Drawn | Failed]]") -> None:
        """Have jobs drawn until none waits; after an end of the process there is a new one."""
        while not self._ended:
            try:
                job = waiting.get_nowait()
            except Empty:
                break
            result = self._result(job)
            if result is None and not self._ended:
                result = Failed(f"{job.name}: the process that drew it was ended from outside")
                self._again()
            if result is not None:
                done.put((job, result))
        self.end()

    def _result(self, job: Job) -> Drawn | Failed | None:
        """What became of a job; None where the process has ended."""
        ask, answer = self._process.stdin, self._process.stdout
        if not ask or not answer:
            return None
        try:
            _send(ask, _DRAWN, json.dumps(asdict(job)).encode())
            found = _receive(answer)
        except OSError:
            return None
        if found is None or found[0] == _DRAWN:
            return found and Drawn(found[1])
        if found[0] == _FAILED:
            return Failed(found[1].decode())
        self._again()
        return Failed(f"{job.name} is not drawn after {job.seconds:g} CPU seconds")

    def _again(self) -> None:
        self._close()
        self._process = self._started()

    def end(self) -> None:
        """Let the process go."""
        self._ended = True
        self._close()

    def _close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def _send(pipe: IO[bytes], kind: bytes, content: bytes) -> None:
    pipe.write(kind + len(content).to_bytes(_HEAD - 1, "big") + content)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    """What the other end sends; None where it has gone."""
    head = pipe.read(_HEAD)
    if len(head) < _HEAD:
        return None
    size = int.from_bytes(head[1:], "big")
    content = pipe.read(size)
    return (head[:1], content) if len(content) == size else None


def _serve(ask: IO[bytes], answer: IO[bytes]) -> None:
    """In a worker: draw what comes until nobody asks any more."""
    watch = _Watch(answer)
    while found := _receive(ask):
        job = Job(**json.loads(found[1]))
        with watch.limit(job.seconds):
            result = draw(job)
        if isinstance(result, Drawn):
            _send(answer, _DRAWN, result.content)
        else:
            _send(answer, _FAILED, result.message.encode())


class _Watch:
    """A thread that ends its process when a document takes too much of the processor.

    The library lets other threads run while it draws, and cannot be stopped in another way.
    """

    def __init__(self, answer: IO[bytes]) -> None:
        self._answer, self._until = answer, float("inf")
        self._lock = threading.Lock()
        threading.Thread(target=self._look, daemon=True).start()

    def limit(self, seconds: float) -> "_Watch":
        """The time from now on, for a `with`."""
        self._until = time.process_time() + seconds
        return self

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._until = float("inf")

    def _look(self) -> None:
        while True:
            time.sleep(_GLANCE)
            with self._lock:
                if time.process_time() > self._until:
                    _send(self._answer, _LATE, b"")
                    os._exit(1)


if __name__ == "__main__":
    # Ctrl+C is for the program that asks; it ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(BrokenPipeError):
        _serve(sys.stdin.buffer, sys.stdout.buffer)
