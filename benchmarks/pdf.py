"""What paper and pictures cost: `python benchmarks/pdf.py [--documents 300] [--workers 2]`.

It makes the documents and pictures of the checkout in a folder of its own, and measures the seconds
of the processor: of each document in a warm process (each drawn once, for Typst remembers what it
drew), of all in new processes, of a picture, of one document made by hand; what is drawn when
nothing changed, and after one edit; and the memory of a worker over many documents.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from briefsite import pages
from briefsite.checks import check
from briefsite.site import edition, pdf
from briefsite.site.pdf import Printer, engine
from briefsite.site.pdf.engine import Drawn, Job
from briefsite.store import Shelf

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from tests.world import make_root  # noqa: E402


def children() -> float:
    """CPU seconds of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def drawn(job: Job) -> tuple[Drawn, float]:
    """A document, and its CPU seconds in this process."""
    begin = time.process_time()
    made = engine.draw(job)
    assert isinstance(made, Drawn), made
    return made, time.process_time() - begin


def printer(root: Path) -> tuple[Printer, tuple[pdf.Document, ...], list[pages.Page]]:
    """What makes the jobs of a checkout, its documents and its pages."""
    graph = check(root).graph
    current = edition(root, graph.library)
    planned = [page.write() for page in pages.outline(graph, current)]
    made = Printer(planned, current.site_url, current.epoch, root)
    return made, pdf.plan(graph), planned


def table(jobs: list[Job]) -> None:
    """A row for each document, each drawn once in this process."""
    print("| Document | CPU s | Pages | KB |\n|---|---|---|---|")
    total, sheets, size = 0.0, 0, 0
    for job in jobs:
        made, seconds = drawn(job)
        count = len(made.content)
        print(f"| {job.name} | {seconds:.2f} | {made.pages} | {count / 1000:.0f} |")
        total, sheets, size = total + seconds, sheets + made.pages, size + count
    print(f"| all {len(jobs)} | {total:.1f} | {sheets} | {size / 1000:,.0f} |\n")


def another(job: Job, turn: int) -> Job:
    """The same document with another name in it, which is another document."""
    brief = {**job.data["brief"], "name": f"{job.data['brief']['name']} {turn}"}
    return replace(job, name=f"{turn}-{job.name}", data={**job.data, "brief": brief})


def main() -> None:
    """Measure, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {engine.version()}\n")
    with tempfile.TemporaryDirectory() as folder:
        root = make_root(Path(folder) / "root", CHECKOUT / "briefs")
        measure(root, Path(folder) / "kept", given.documents, given.workers)


def measure(root: Path, kept: Path, count: int, workers: int) -> None:
    """Every number, a line each."""
    begin = time.process_time()
    made, documents, planned = printer(root)
    print(f"checks and views of all pages: {time.process_time() - begin:.1f} CPU s")
    begin = time.process_time()
    jobs = [made.job(document, "A4") for document in documents]
    print(f"data of {len(jobs)} documents: {time.process_time() - begin:.2f} CPU s")
    before = children()
    pdf.make(made, documents, Shelf(kept), workers=workers)
    print(f"all {len(jobs)} in {workers} new processes: {children() - before:.1f} CPU s")
    again = pdf.make(made, documents, Shelf(kept), workers=workers)
    print(f"drawn when nothing changed: {again.drawn}")
    brief = root / "briefs" / "companies" / "xpeng.yml"
    brief.write_text(brief.read_text().replace("summary: ", "summary: Newly, ", 1))
    edited = pdf.make(*printer(root)[:2], Shelf(kept), workers=workers)
    print(f"drawn after one edit: {edited.drawn} of {len(jobs)}")
    wanted = [page.picture for page in planned if page.picture]
    before = children()
    pictures = list(pdf.pictures(wanted, root, Shelf(kept / "pictures")))
    size = sum(len(each.content) for each in pictures) / len(pictures) / 1000
    seconds = (children() - before) / len(pictures)
    print(f"{len(pictures)} pictures: {seconds:.3f} CPU s and {size:.0f} KB each")
    before = children()
    command = [sys.executable, "build.py", "--root", str(root), "print", "hunan"]
    subprocess.run([*command, "--output", str(kept / "x.pdf")], cwd=CHECKOUT, check=True)
    print(f"`build.py print` of one brief: {children() - before:.1f} CPU s\n")
    engine.draw(replace(jobs[0], timestamp=1))
    table(jobs)
    single = [job for job in jobs if "brief" in job.data]
    many = [another(single[number % len(single)], number) for number in range(count)]
    spent = sum(drawn(job)[1] for job in many)
    print(f"{count} distinct documents, warm: {spent / count:.3f} CPU s each")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
