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
from collections import defaultdict
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
PIXELS = 48.0
"""Of a picture, for every 72 points of its template: 1200 points are 800 pixels."""
TOGETHER = 20
"""Pictures drawn at once, which costs a third less than one by one."""
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
    """Or png: a picture, one page."""
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
    return f"typst {installed('typst')}, {PIXELS:g} pixels"


def draw(job: Job) -> Drawn | Failed:
    """Draw in this process, without a limit."""
    return draw_together((job,))[0]


def draw_together(jobs: Sequence[Job]) -> list[Drawn | Failed]:
    """Draw pictures of one template at once, a page each, or a single document.

    A picture has the same bytes whatever is drawn beside it. Where one fails, each is drawn alone.
    """
    made = _made(jobs)
    if isinstance(made, Failed):
        return [made] if len(jobs) == 1 else [draw(job) for job in jobs]
    return [Drawn(content) for content in made]


def _made(jobs: Sequence[Job]) -> list[bytes] | Failed:
    """The contents, one a job; why one of them cannot be drawn is told of the first."""
    job = jobs[0]
    data: Any = job.data if job.form == "pdf" else [each.data for each in jobs]
    given = {"data": json.dumps(data, ensure_ascii=False)}
    options: dict[str, Any] = {"format": "png", "ppi": PIXELS}
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
    pages = [page for page in (made if isinstance(made, list) else [made]) if page is not None]
    if len(pages) != len(jobs):
        return Failed(f"{job.name} cannot be drawn: a picture is one page")
    return pages


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


Group = tuple[Job, ...]
"""A document, or pictures that are drawn together."""


def workers(jobs: int, wanted: int | None = None) -> int:
    """How many processes to use: one for each core, and no more than there is work for."""
    return max(1, min(jobs, wanted or os.cpu_count() or 2))


def run(jobs: Sequence[Job], count: int | None = None) -> Iterator[tuple[Job, Drawn | Failed]]:
    """Draw all, each as it is done; the longest first, so that no worker is left alone with it."""
    waiting: SimpleQueue[Group] = SimpleQueue()
    groups = _groups(sorted(jobs, key=lambda job: (-len(str(job.data)), job.name)))
    for group in groups:
        waiting.put(group)
    done: Queue[tuple[Job, Drawn | Failed]] = Queue()
    crew = [_Worker() for _ in range(workers(len(groups), count))] if jobs else []
    for worker in crew:
        threading.Thread(target=worker.work, args=(waiting, done), daemon=True).start()
    try:
        for _ in jobs:
            yield _next(done)
    finally:
        for worker in crew:
            worker.end()


def _groups(jobs: Sequence[Job]) -> list[Group]:
    """What a worker draws in one go, in the order of the jobs."""
    singly, alike = [], defaultdict(list)
    for job in jobs:
        if job.form == "pdf":
            singly.append((job,))
        else:
            alike[job.template, job.fonts, job.seconds].append(job)
    pictures = [
        tuple(jobs[first : first + TOGETHER])
        for jobs in alike.values()
        for first in range(0, len(jobs), TOGETHER)
    ]
    return [*singly, *pictures]


def _next(done: "Queue[tuple[Job, Drawn | Failed]]") -> tuple[Job, Drawn | Failed]:
    """What is done next; on some systems only a wait that ends can be interrupted."""
    while True:
        with suppress(Empty):
            return done.get(timeout=1)


class _Worker:
    """A process that draws one group after the other."""

    def __init__(self) -> None:
        self._ended = False
        self._process = self._started()

    @staticmethod
    def _started() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", __file__]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def work(
        self, waiting: "SimpleQueue[Group]", done: "Queue[tuple[Job, Drawn | Failed]]"
    ) -> None:
        """Have groups drawn until none waits; after an end of the process there is a new one."""
        while not self._ended:
            try:
                group = waiting.get_nowait()
            except Empty:
                break
            for job, result in self._results(group):
                done.put((job, result))
        self.end()

    def _results(self, group: Group) -> Iterator[tuple[Job, Drawn | Failed]]:
        """What became of each job; where a group takes too long, each is drawn alone."""
        results = self._asked(group)
        if isinstance(results, list):
            yield from zip(group, results, strict=True)
        elif not self._ended:
            self._again()
            if len(group) == 1:
                yield group[0], Failed(f"{group[0].name}{results}")
            else:
                for job in group:
                    yield from self._results((job,))

    def _asked(self, group: Group) -> "list[Drawn | Failed] | str":
        """What the process answers; in words, where it has ended."""
        ask, answer = self._process.stdin, self._process.stdout
        ended = ": the process that drew it was ended from outside"
        if not ask or not answer:
            return ended
        results: list[Drawn | Failed] = []
        try:
            _send(ask, _DRAWN, json.dumps([asdict(job) for job in group]).encode())
            while len(results) < len(group):
                found = _receive(answer)
                if found is None:
                    return ended
                kind, content = found
                if kind == _LATE:
                    return f" is not drawn after {group[0].seconds:g} CPU seconds"
                results.append(Drawn(content) if kind == _DRAWN else Failed(content.decode()))
        except OSError:
            return ended
        return results

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
        jobs = [Job(**job) for job in json.loads(found[1])]
        with watch.limit(jobs[0].seconds):
            results = draw_together(jobs)
        for result in results:
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
