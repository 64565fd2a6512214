"""Kills, builds at once and full disks: is `site/` always one whole site, the old or the new?

    python -m tests.kills [--kills N] [--pairs N] [--sizes N] [--seed N]

A small world is built over and over, with one of two texts in it. A build is killed at a step (a
call that touches the disk) or at a moment; two are begun at once; one runs with a full disk, short
files, or few of them. After each, `site/` is one of the two sites by its bytes, and the next run
makes what a clean build makes and leaves nothing beside it. The exit code is 1 where it is not so.
It needs a system with `fork`; the full disk is one of its own where a `tmpfs` may be mounted.
"""

import argparse
import io
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

from briefsite import cli, store
from briefsite.problems import BriefsiteError
from briefsite.store import digest
from tests.world import EPOCH, make_root, story, tree

STEPS = {
    *("ctypes.dlsym", "fcntl.flock", "open", "subprocess.Popen", "tempfile.mkdtemp"),
    *("os.chmod", "os.link", "os.listdir", "os.mkdir", "os.remove", "os.rename", "os.rmdir"),
    *("os.truncate", "os.utime", "shutil.copyfile", "shutil.rmtree", "tempfile.mkstemp"),
}
"""What counts as a step, by the names of Python's audit events; each comes before the deed."""
OLD, NEW = "old", "new"


def nothing() -> None:
    """Prepare nothing."""


@dataclass
class World:
    """A checkout with one of two texts, and what its site is with each."""

    root: Path
    work: Callable[[Path], int]
    texts: Mapping[str, str]
    file: str
    said: Path
    """Where what the builds print is kept, on a disk that is never full."""
    sites: dict[str, str] = field(default_factory=dict)
    now: str = OLD

    def clean(self) -> None:
        """Learn what a clean build makes of each text."""
        for name in (NEW, OLD):
            self.write(name)
            for folder in ("site", ".tree", ".cache"):
                shutil.rmtree(self.root / folder, ignore_errors=True)
            self.must_end(0)
            self.sites[name] = self.seen()

    def warm(self) -> None:
        """Build in this process, so that those begun from it need not compile what is the same."""
        with redirect_stdout(io.StringIO()):
            self.work(self.root)

    def forget(self) -> None:
        """Make the next build draw every picture and write the whole tree."""
        for folder in (".tree", ".cache"):
            shutil.rmtree(self.root / folder)

    def write(self, name: str) -> None:
        """Save a text in one step, as editors do."""
        store.replace(self.root / self.file, self.texts[name].encode())
        self.now = name

    def seen(self) -> str:
        """The published site, by its bytes; empty where there is none."""
        files = tree(self.root / "site")
        return digest(repr(sorted((path, digest(files[path])) for path in files))) if files else ""

    def begin(self, prepare: Callable[[], None] = nothing) -> int:
        """Begin a build in a process of its own; gives its number."""
        pid = os.fork()
        if pid:
            return pid
        code = 99
        try:
            said = os.open(self.said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(said, 1)
            os.dup2(said, 2)
            prepare()
            code = self.work(self.root)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def end(self, pid: int) -> int:
        """The exit code of a build; negative for a signal."""
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def must_end(self, *codes: int, prepare: Callable[[], None] = nothing) -> int:
        """Build to the end, in one of these ways and with no traceback."""
        self.said.unlink(missing_ok=True)
        code = self.end(self.begin(prepare))
        said = self.said.read_text() if self.said.exists() else ""
        if code not in codes or "Traceback" in said:
            raise Broken(f"a build ended with {code}: {said[-2000:]}")
        return code

    def whole(self, *, is_none_allowed: bool = False) -> str:
        """Which of the two sites is published; raises where it is neither."""
        seen = self.seen()
        for name, site in self.sites.items():
            if seen == site:
                return name
        if not seen and is_none_allowed:
            return "none"
        raise Broken("the published site is neither the old nor the new one" if seen else "no site")

    def next_run(self) -> None:
        """The next run makes what a clean build makes, and leaves nothing beside it."""
        self.must_end(0)
        if self.seen() != self.sites[self.now]:
            raise Broken("the next run made another site than a clean build")
        self.look_beside()

    def look_beside(self) -> None:
        """Nothing is left beside the published site."""
        parent = Path(os.path.realpath(self.root / "site")).parent
        if left := sorted(path.name for path in parent.glob(".site-*")):
            raise Broken(f"these are left: {left}")

    def turn(self) -> str:
        """Save the other text; gives what is published until it is built."""
        before = self.now
        self.write(NEW if before == OLD else OLD)
        return before


class Broken(Exception):
    """A promise was broken."""


def build(root: Path) -> int:
    """The command, without PDFs."""
    return cli.main(["--root", str(root), "build", "--no-pdf"])


def tiny(root: Path) -> int:
    """A site of few files, made and published by what a build uses for it."""
    with store.alone(root, "tiny", print), store.beside(root, "mark") as beside:
        text = (root / "text").read_bytes()
        for path in ("mark", "index.html", "a/index.html", "a/b/index.html"):
            store.refresh([store.Artifact(path, text)], beside.site)
        beside.publish()
    return 0


def small_world(root: Path, said: Path) -> World:
    """A checkout that the command builds."""
    make_root(root, story("minimal"))
    file = "briefs/regions/north.yml"
    text = (root / file).read_text(encoding="utf-8")
    texts = {OLD: text, NEW: text.replace("that builds", "that now builds")}
    return World(root, build, texts, file, said)


def tiny_world(root: Path, said: Path) -> World:
    """The smallest checkout, whose site is a few copies of a text."""
    root.mkdir()
    return World(root, tiny, {OLD: "one", NEW: "two"}, "text", said)


def without_exchange() -> None:
    """As on a system that cannot exchange two folders in one step."""
    store._SWAPS.clear()


def steps(world: World, prepare: Callable[[], None] = nothing) -> list[str]:
    """The steps of a build, by name."""
    world.turn()
    file = world.said.with_name("steps")

    def record() -> None:
        prepare()
        stream = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

        def hook(event: str, given: tuple[object, ...]) -> None:
            if event in STEPS:
                os.write(stream, f"{event}\n".encode())

        sys.addaudithook(hook)

    world.must_end(0, prepare=record)
    return file.read_text().split()


def kill_at(world: World, step: int, prepare: Callable[[], None] = nothing) -> str:
    """Kill a build before its step of this number; gives what was published then."""
    count = 0

    def hook(event: str, given: tuple[object, ...]) -> None:
        nonlocal count
        count += event in STEPS
        if count == step and event in STEPS:
            with world.said.with_name("places").open("a") as places:
                places.write(f"{_place()}\n")
            os.kill(os.getpid(), signal.SIGKILL)

    def armed() -> None:
        prepare()
        sys.addaudithook(hook)

    before = world.turn()
    world.end(world.begin(armed))
    return _after(world, before, is_none_allowed=prepare is without_exchange)


def kill_in(world: World, place: str, which: int, prepare: Callable[[], None] = nothing) -> str:
    """Kill a build before the step of this number within a function of the program."""
    count = 0

    def hook(event: str, given: tuple[object, ...]) -> None:
        nonlocal count
        if event in STEPS and _place() == place:
            count += 1
            if count == which:
                os.kill(os.getpid(), signal.SIGKILL)

    def armed() -> None:
        prepare()
        sys.addaudithook(hook)

    before = world.turn()
    if world.end(world.begin(armed)) != -signal.SIGKILL:
        raise Broken("the build was not killed")
    return _after(world, before, is_none_allowed=prepare is without_exchange)


def _place() -> str:
    """The function of the program that is at work now."""
    frame: FrameType | None = sys._getframe()
    while frame:
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(store.PROGRAM / "briefsite"):
            return f"{file.stem}.{frame.f_code.co_name}"
        frame = frame.f_back
    return "elsewhere"


def kill_after(world: World, seconds: float) -> str:
    """Kill a build at a moment; gives what was published then."""
    before = world.turn()
    pid = world.begin()
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    world.end(pid)
    return _after(world, before)


def _after(world: World, before: str, *, is_none_allowed: bool = False) -> str:
    """Look at what a run has left, then run again; the site of before is called old."""
    found = world.whole(is_none_allowed=is_none_allowed)
    world.next_run()
    return found if found == "none" else OLD if found == before else NEW


def pair(world: World, pause: float) -> str:
    """Two builds at once, the text saved between them; the home page is there all the time."""
    world.said.unlink(missing_ok=True)
    first = world.begin()
    time.sleep(pause)
    world.turn()
    second = world.begin()
    codes: dict[int, int] = {}
    while len(codes) < 2:
        if not (world.root / "site" / "index.html").is_file():
            raise Broken("the home page was gone while two builds were at work")
        for pid in {first, second} - codes.keys():
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                codes[pid] = os.waitstatus_to_exitcode(status)
        time.sleep(0.0005)
    if set(codes.values()) != {0}:
        raise Broken(f"two builds ended with {codes}: {world.said.read_text()[-2000:]}")
    if world.whole() != world.now:
        raise Broken("after two builds the site is not that of the last text")
    world.look_beside()
    return "that of the last text"


# Too little of something.


def too_little(world: World, limit: int, size: int) -> str:
    """Build with a limit of the system; gives what was published then."""

    def prepare() -> None:
        resource.setrlimit(limit, (size, size))

    before = world.turn()
    code = world.must_end(0, 1, 2, prepare=prepare)
    found = _after(world, before)
    if (found == NEW) != (code == 0):
        raise Broken(f"the exit code was {code}, and the {found} site is published")
    return found


def full_disk(world: World, disk: Path, size: int) -> str:
    """Build on a disk with room for so many bytes more; gives what was published then."""
    before = world.turn()
    used = shutil.disk_usage(disk).used
    _resize(disk, used + size)
    try:
        code = world.must_end(0, 1, 2)
        found = world.whole()
    finally:
        _resize(disk, DISK)
    world.next_run()
    if (found != before) != (code == 0):
        raise Broken(f"the exit code was {code}, and the {found} site is published")
    return OLD if found == before else NEW


DISK = 1 << 28
"""Bytes of a disk that is large enough."""


def _resize(disk: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)


@contextmanager
def own_disk(folder: Path) -> Iterator[Path | None]:
    """A disk in memory; None where none may be mounted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder]
    try:
        ended = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        ended = None
    if not ended or ended.returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


# All of it, and the figures.


Try = tuple[str, Callable[[], str]]
"""A name and what is tried; gives a word for what came of it."""


class Tried:
    """Tries, and tells what came of them."""

    def __init__(self) -> None:
        self.faults = 0

    def all(self, what: str, tries: Iterable[Try]) -> None:
        """Try each; a line for all of them, and one for each that broke a promise."""
        found: Counter[str] = Counter()
        try:
            for name, run in tries:
                try:
                    found[run()] += 1
                except Broken as broken:
                    self.faults += 1
                    print(f"BROKEN {what}, {name}: {broken}", flush=True)
        finally:  # what was tried until Ctrl+C is told too
            told = ", ".join(f"{word} {count}" for word, count in sorted(found.items()))
            print(f"{what}: {found.total()} tried; published then: {told}", flush=True)


def every_step(world: World, prepare: Callable[[], None] = nothing) -> list[int]:
    """The numbers of all steps, and the one after the last."""
    return list(range(1, len(steps(world, prepare)) + 2))


AROUND = (
    *(("store._lock", 1), ("store.alone", 1), ("store.beside", 1), ("store._try_out", 1)),
    *(("store._try_out", 3), ("store._try_out", 4), ("store._clean", 1), ("store._clean", 2)),
    *(("store._clean", 9), ("store._clean", 99)),
)
"""Steps before a new site is begun, and after it has taken its place: cleaning comes after it."""
EXCHANGE = (("store._exchange", 1),)
RENAMES = (("store._rename_both", 1), ("store._rename_both", 2), ("store._rename_both", 3))


def spread(low: int, high: int, count: int) -> list[int]:
    """Sizes from low to high, each the same times the one before."""
    return [round(low * (high / low) ** (at / max(1, count - 1))) for at in range(count)]


def main(arguments: list[str] | None = None) -> int:
    """Try everything; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=500, help="of whole builds (default: 500)")
    parser.add_argument("--pairs", type=int, default=100, help="of builds at once (default: 100)")
    parser.add_argument("--sizes", type=int, default=20, help="of each limit (default: 20)")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    os.environ["SOURCE_DATE_EPOCH"] = str(EPOCH)
    chance, tried = random.Random(given.seed), Tried()
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        folder = Path(name)
        _tiny(tried, folder)
        if not given.kills + given.pairs + given.sizes:
            return 1 if tried.faults else 0
        world = small_world(folder / "small", folder / "said")
        world.clean()
        world.warm()
        if given.kills:
            _kills(tried, world, given.kills, chance)
        pairs = (
            (f"{pause:.3f} s", partial(pair, world, pause))
            for pause in (chance.choice((0, chance.random() * 2)) for _ in range(given.pairs))
        )
        if given.pairs:
            tried.all("two builds at once", pairs)
        if given.sizes:
            _limits(tried, world, given.sizes)
        with own_disk(folder / "disk") as disk:
            if disk and given.sizes:
                _places(tried, folder, disk)
                _full(tried, disk, folder / "said", given.sizes)
            elif given.sizes:
                print("full disk: not tried, for no disk may be mounted")
    return 1 if tried.faults else 0


def _tiny(tried: Tried, folder: Path) -> None:
    """A small site, killed before each of its steps, and built by two at once."""
    world = tiny_world(folder / "tiny", folder / "said")
    world.clean()
    _each_step(tried, "a few files", world)
    tried.all("a few files, two builds at once", [("", partial(pair, world, 0.0))] * 20)
    world = tiny_world(folder / "renamed", folder / "said")
    world.clean()
    _each_step(tried, "a few files, by two renames", world, without_exchange)


def _each_step(
    tried: Tried, what: str, world: World, prepare: Callable[[], None] = nothing
) -> None:
    kills = [
        (f"step {step}", partial(kill_at, world, step, prepare))
        for step in every_step(world, prepare)
    ]
    tried.all(f"{what}, killed at each step", kills)


def _places(tried: Tried, folder: Path, disk: Path) -> None:
    """A site that is a link to another disk, and one that is a disk."""
    world = tiny_world(folder / "linked", folder / "said")
    (disk / "html").mkdir()
    (world.root / "site").symlink_to(disk / "html")
    world.clean()
    _each_step(tried, "a link to another disk", world)
    world = tiny_world(folder / "mounted", folder / "said")
    world.write(NEW)
    with own_disk(world.root / "site"):
        tried.all("a disk for a site", [("", partial(_refused, world))])


def _refused(world: World) -> str:
    """What cannot be published is refused, and nothing is left."""
    before = sorted(os.listdir(world.root))
    try:
        tiny(world.root)
    except BriefsiteError:
        if {*os.listdir(world.root)} - {*before} <= {".cache"}:
            return "refused"
    raise Broken("it was not refused, or left something")


def _kills(tried: Tried, world: World, count: int, chance: random.Random) -> None:
    """A third at the steps around the exchange, a third at any step, a third at any moment."""
    third = count // 3
    for how, prepare, own in (
        ("", nothing, EXCHANGE),
        (", by two renames", without_exchange, RENAMES),
    ):
        near = own * 3 + AROUND
        at = [near[number % len(near)] for number in range(third // 2)]
        tries = [
            (f"{place} {which}", partial(kill_in, world, place, which, prepare))
            for place, which in at
        ]
        tried.all(f"killed at the steps around the exchange{how}", tries)
    total = len(steps(world))
    at = [chance.randint(1, total) for _ in range(third)]
    kills = [(f"step {step}", partial(kill_at, world, step)) for step in at]
    tried.all(f"killed at any of {total} steps", _sometimes_anew(world, kills))
    begin = time.monotonic()
    world.next_run()
    whole = time.monotonic() - begin
    moments = [chance.random() * whole for _ in range(count - 2 * (third // 2) - third)]
    kills = [(f"{moment:.3f} s", partial(kill_after, world, moment)) for moment in moments]
    tried.all("killed at any moment", _sometimes_anew(world, kills))
    places = Counter(world.said.with_name("places").read_text().split())
    print("killed at a step of:", ", ".join(f"{word} {n}" for word, n in places.most_common()))


def _sometimes_anew(world: World, kills: list[Try]) -> Iterator[Try]:
    """Each tenth build begins without what the earlier ones have left to it."""
    for number, kill in enumerate(kills):
        if number % 10 == 9:
            world.forget()
        yield kill


def _limits(tried: Tried, world: World, count: int) -> None:
    """Short files, and few of them."""
    largest = max(map(len, tree(world.root / "site").values()))
    for what, limit, high in (
        ("the size of a file", resource.RLIMIT_FSIZE, 2 * largest),
        ("open files", resource.RLIMIT_NOFILE, 80),
    ):
        sizes = spread(4 if high == 80 else 1000, high, count)
        tries = [(f"{size}", partial(too_little, world, limit, size)) for size in sizes]
        tried.all(f"a limit of {what}, {count} sizes", tries)


def _full(tried: Tried, disk: Path, said: Path, count: int) -> None:
    """A disk with room for less than a site, for one, and for more."""
    world = small_world(disk / "small", said)
    world.clean()
    site = sum(map(len, tree(world.root / "site").values()))
    sizes = spread(4096, 3 * site, count)
    tries = [(f"{size}", partial(full_disk, world, disk, size)) for size in sizes]
    tried.all(f"a full disk, {count} sizes (a site has {site} bytes)", tries)


if __name__ == "__main__":
    sys.exit(main())
