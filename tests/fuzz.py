"""Inputs that nobody would write, by the thousand: no traceback, no long time, no large memory.

`python -m tests.fuzz [--inputs N] [--target NAME] [--seed N] [--guided]`: each target reads texts
made by changing the files of the tests, in a process of its own that may use one second of the
processor for an input, and 512 MB beyond what the program itself takes. With `--guided` the fuzzer
atheris, where it is installed (`pip install atheris`; there is none for Macs and Windows), makes
the texts instead, and keeps those that reach new lines of the program.

What breaks a limit is printed with its input, and the exit code is 1. It becomes a case of the
tests when it has been put right.
"""

import argparse
import contextlib
import gc
import random
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType, FunctionType

from briefsite import checks, editing, evidence, report
from briefsite.editing import intake, propose, skeletons
from briefsite.evidence import archive
from briefsite.library import prose, validation, yaml
from briefsite.library.graph import Graph
from briefsite.models import Company, Region, Site, Source
from briefsite.problems import BriefsiteError, Problem
from briefsite.text import dates, escape, is_plain, periods, quantities, sentences
from briefsite.text.units import BUILT_IN
from tests import growth, rules_world
from tests.test_properties import ENGINE, HOSTILE, saying
from tests.world import CASES, graph_of, make_root, render, story

SECONDS, MEGABYTES = 1.0, 512
"""What one input may take of the processor, and of memory beyond the program itself."""
LONGEST = 20_000
"""The characters of the longest inputs; most are short."""

# What is made of texts.

PIECES = (
    *growth.SHAPES.values(),
    *HOSTILE,
    *("\n", "  ", "\t", "\0", "\r\n", "\ufeff", "\u2028", "\u202e", "\u00a0", "|", ">-", "- "),
    *("'", '"', "[", "]", "{", "}", "#", "&a", "*a", "!!str ", "---\n", "...", "%YAML 1.2\n", "? "),
    *("0", "-0", "1e9", ".inf", "0x1F", "1_000", "12:30", "2023-02-30", "true", "null", "~", "<<"),
    *("9" * 40, "0." + "0" * 40 + "1", "1,23,456", "1.234,5", "٣٤", "𝟗", "五百零三万", "半"),
    *("more than ", "between 5 and 6 ", "up 5% ", "half of ", "no. 5", "5-year", "$5m"),
    *("一九九〇年", "截至2023年底", "前三季度", "FY2023-24", "Q3 2024", "by the end of 2025"),
)  # fmt: skip
"""What is put into texts."""


@cache
def seeds() -> tuple[str, ...]:
    """The texts with which it begins."""
    files = [*CASES.rglob("*.yml"), *(CASES / "good").rglob("*.md")]
    found = [file.read_text(encoding="utf-8") for file in sorted(files)]
    small = [text for text in found if len(text) < 6_000]
    return (*small, *rules_world.FILES.values(), *rules_world.TEXTS.values(), *HOSTILE)


def made(rng: random.Random) -> str:
    """A text: one of the seeds, or a part of one, changed a few times."""
    text = rng.choice(seeds())
    if rng.random() < 0.95:  # long ones are slow, and most faults show in short ones
        begin = rng.randrange(len(text) + 1)
        text = text[begin : begin + rng.choice((5, 20, 80, 300))]
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        text = _changed(text, rng)
    return text[:LONGEST]


def _changed(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    to = min(len(text), at + rng.choice((1, 1, 3, 10, 40)))
    match rng.randrange(8):
        case 0:
            return text[:at] + text[to:]
        case 1:
            return (
                text[:at]
                + chr(rng.choice((rng.randrange(1, 0x250), rng.randrange(0x110000))))
                + text[to:]
            )
        case 2:
            return text[:at] + text[at:to] * rng.choice((2, 3, 30)) + text[to:]
        case 3:
            other = rng.choice(seeds())
            begin = rng.randrange(len(other) + 1)
            return text[:at] + other[begin : begin + rng.choice((5, 40, 200))] + text[at:]
        case 4:
            lines = text.split("\n")
            rng.shuffle(lines)
            return "\n".join(lines)
        case 5:
            size = rng.choice((1, 1, 1, 2, 3, 20, 200)) if rng.random() < 0.998 else LONGEST
            return text[:at] + growth.repeated(rng.choice(PIECES), size) + text[at:]
        case 6:
            return text[:at] + rng.choice(PIECES) + text[to:]
        case _:
            return text[:at] + rng.choice(PIECES) + text[at:]


# What reads them.


def _loader(text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    document, problems = yaml.load("briefs/regions/x.yml", raw)
    if document:
        sound = not problems
        for model in (Region, Company, Source, Site):
            validation.validate(document, document.data, (), model, problems)
        if sound:
            laid = editing.formatted(document, editing.order_for(document.file))
            problems += editing.differing(document, laid, raw)
    _reported(text, problems)


def _reported(text: str, problems: list[Problem]) -> None:
    """Problems stand in the file, and can be told in every form."""
    lines = text.replace("\r\n", "\n").split("\n")
    for problem in problems[:20]:
        assert 1 <= problem.place.line <= len(lines), problem
        assert 1 <= problem.place.column <= len(problem.excerpt) + 1, problem
    for form in ("text", "json", "github"):
        report.render(form, problems[:20])


def _prose(text: str) -> None:
    text = "".join(char for char in text if char == "\n" or is_plain(char))  # as the loader lets in
    parsed = prose.parse(text)
    for paragraph in parsed.paragraphs():
        assert 0 <= paragraph.start <= len(text)
    escape(text)


def _numbers(text: str) -> None:
    plain = quantities.normalise(text)
    language = ("en", "zh", "de", "fr", "hi")[len(plain) % 5]
    for found in quantities.quantities(plain, BUILT_IN, language):
        assert plain[found.start : found.end] == found.printed
    for mention in dates.mentions(plain, date(2024, 2, 29)):
        assert 0 <= mention.start < mention.end <= len(plain)
    assert all(0 <= start < end <= len(plain) for start, end in sentences(plain))
    with contextlib.suppress(ValueError):
        periods.Period.parse(text)


@cache
def _world() -> Graph:
    with TemporaryDirectory() as folder:
        briefs = Path(folder)
        for name, content in rules_world.FILES.items():
            (briefs / name).parent.mkdir(exist_ok=True)
            (briefs / name).write_text(content, encoding="utf-8")
        return checks.check_folder(briefs).graph


def _verify(text: str) -> None:
    """The paragraphs that are cited, with something else in and behind them."""
    graph = _world()
    cited = archive.paragraphs(rules_world.TEXT.encode())
    other = archive.paragraphs(text.encode("utf-8", "surrogatepass")) or ("",)
    joined = tuple(
        f"{words} {other[n % len(other)]}" if n % 2 else f"{other[n % len(other)]} {words}"
        for n, words in enumerate(cited)
    )
    texts = {
        "gazette": archive.Archived("gazette", joined),
        "leaflet": archive.Archived("leaflet", other),
    }
    for problem in evidence.against(graph, texts):
        report.render("text", [problem])
    archive.measure(graph, texts)


def _articles(text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    if len(text) % 2:
        raw = b"<html><head><title>x</title></head><body><p>" + raw + b"</p></body></html>"
    with contextlib.suppress(BriefsiteError):
        article = intake.read("x.txt", raw)
        skeletons.source_record(article, "x.txt", raw)
        graph = _world()
        entry = graph.library.sources["gazette"]
        lines = tuple(map(quantities.normalise, article.paragraphs))
        skeletons.as_yaml(propose.propose(graph, entry, archive.Archived("gazette", lines)))


@cache
def _family() -> Graph:
    with TemporaryDirectory() as folder:
        return graph_of(make_root(Path(folder) / "root", story("family")))


def _templates(text: str) -> None:
    """The text in every field of a world, on every page, as HTML."""
    plain = " ".join("".join(filter(str.isprintable, text)).split())[:300]
    for path, page in render(saying(_family(), plain or "x")).items():
        html = ENGINE.reset().convert(page.split("\n---\n", 1)[1])
        assert "<script" not in html.replace('<script type="application/ld+json">', ""), path


Target = Callable[[str], None]
TARGETS: dict[str, tuple[Target, float]] = {
    "loader": (_loader, 0.25),
    "prose": (_prose, 0.3),
    "numbers": (_numbers, 0.36),
    "verify": (_verify, 0.05),
    "articles": (_articles, 0.0385),
    "templates": (_templates, 0.0015),
}
"""What reads a text, and its share of the inputs: the dear ones get fewer."""

# The limits.


@dataclass(frozen=True)
class Found:
    """An input that broke a limit."""

    target: str
    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.target}: {self.why}\n  input: {self.text[:2000]!r}"


class TooLong(BaseException):
    """An input takes far more than it may, and is given up."""


def _give_up(signal: int, frame: FrameType | None) -> None:
    raise TooLong


def read(target: str, text: str) -> Found | None:
    """Give a text to a target; what breaks a limit."""
    work, why = TARGETS[target][0], ""
    growth.clear()
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGPROF, _give_up)
        signal.setitimer(signal.ITIMER_PROF, 10 * SECONDS)
    begin = time.thread_time()
    try:
        work(text)
    except TooLong:
        why = f"more than {10 * SECONDS} s of the processor"
    except Exception:  # whatever it is, it is what was looked for
        why = traceback.format_exc(limit=-4)
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)
    taken = time.thread_time() - begin
    if not why and taken > SECONDS and target != "templates":
        again = growth.seconds(lambda: work(text))
        why = f"{min(taken, again):.1f} s of the processor" if again > SECONDS else ""
    return Found(target, text, why) if why else None


def bounded() -> None:
    """From now on this process has so much memory beyond what it holds, where the system can."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MEGABYTES * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def run(target: str, inputs: int, seed: int, most: int = 20) -> Iterator[Found]:
    """Give a target so many texts; what broke a limit, `most` at most."""
    rng = random.Random(f"{target} {seed}")
    texts = (made(rng) for _ in range(inputs))
    yield from islice((found for text in texts if (found := read(target, text))), most)


def guided(target: str, inputs: int, seed: int) -> None:
    """Let atheris choose the texts; it prints how many it took, and ends the process."""
    import atheris  # type: ignore[import-not-found]

    def one(raw: bytes) -> None:
        found = read(target, raw.decode("utf-8", "surrogateescape"))
        if found:
            print(found, flush=True)
            raise AssertionError(found.why)

    for function in [one for one in gc.get_objects() if isinstance(one, FunctionType)]:
        if str(function.__module__).startswith("briefsite"):  # the program; all else only costs
            atheris.instrument_func(function)
    with TemporaryDirectory() as folder:
        for number, text in enumerate(seeds()):
            (Path(folder) / str(number)).write_text(text, encoding="utf-8")
        options = [f"-runs={inputs}", f"-seed={seed + 1}", "-max_len=4096", "-rss_limit_mb=2048"]
        atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", folder], one)
        atheris.Fuzz()


def main() -> int:
    """Read the arguments, and give each target its inputs in a process of its own."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--inputs", type=int, default=10_000, metavar="N")
    options.add_argument("--target", choices=TARGETS)
    options.add_argument("--seed", type=int, default=0, metavar="N")
    options.add_argument("--guided", action="store_true", help="by atheris")
    given = options.parse_args()
    if given.target and given.guided:
        guided(given.target, given.inputs, given.seed)
    if given.target:
        TARGETS[given.target][0]("a warm start")
        bounded()
        begin, faults = time.process_time(), 0
        for found in run(given.target, given.inputs, given.seed):
            faults += 1
            print(found, flush=True)
        taken = time.process_time() - begin
        print(
            f"{given.target}: {given.inputs:,} inputs, {faults} faults, {taken:.0f} CPU s",
            flush=True,
        )
        return 1 if faults else 0
    ended = []
    for name, (_, share) in TARGETS.items():
        inputs = max(1, round(given.inputs * share))
        command = [sys.executable, "-m", "tests.fuzz", "--target", name, "--inputs", str(inputs)]
        command += ["--seed", str(given.seed), *(["--guided"] if given.guided else [])]
        ended.append(subprocess.run(command, check=False).returncode)
    return 1 if any(ended) else 0


if __name__ == "__main__":
    sys.exit(main())
