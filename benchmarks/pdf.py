"""What the PDFs cost: `python benchmarks/pdf.py [--documents 300] [--workers 2]`.

It builds the site of the checkout in a folder of its own, makes as many distinct pages as asked out
of its briefs (each with another name), and measures: CPU seconds per document in a warm process,
documents per second with the pool, memory of a worker, what a second run draws, what is drawn
again after one edit, and the same for the documents and booklets of the real site.
"""

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from briefsite import checks
from briefsite.site import build, mkdocs, pdf
from briefsite.site.pdf import engine
from briefsite.site.pdf.documents import Part

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

pass  # DEL
pass  # DEL
pass  # DEL
from tests.world import make_root  # noqa: E402


def spread(site: Path, pages: list[str], count: int) -> list[pdf.Document]:
    """Distinct pages beside the real ones, and their documents."""
    documents = []
    for number in range(count):
        page = pages[number % len(pages)]
        id, turn = page.rstrip("/").rpartition("/")[2], number // len(pages) + 1
        html = (site / page / "index.html").read_text(encoding="utf-8")
        name = html.partition("<title>")[2].partition(" - ")[0]
        folder = page.replace(f"/{id}/", f"/{id}-{turn}/")
        shutil.copytree(site / page, site / folder)
        html = html.replace(f">{name}<", f">{name} {turn}<")
        (site / folder / "index.html").write_text(html, encoding="utf-8")
        documents.append(pdf.Document(f"{id}-{turn}", f"{folder}{id}-{turn}.pdf", (Part(folder),)))
    return documents


def warm_seconds(jobs: list[engine.Job]) -> tuple[float, int]:
    """CPU seconds per document and pages in all, after three to warm up."""
    for job in jobs[:3]:
        engine.draw(job)
    begin, pages = time.process_time(), 0
    for job in jobs:
        drawn = engine.draw(job)
        assert isinstance(drawn, engine.Drawn), drawn
        pages += drawn.pages
    return (time.process_time() - begin) / len(jobs), pages


def timed(*arguments: object, **options: object) -> tuple[pdf.Made, float]:
    """What `pdf.make` made, and in how many seconds."""
    begin = time.perf_counter()
    made = pdf.make(*arguments, **options)  # type: ignore[arg-type]
    assert not made.problems, made.problems
    return made, time.perf_counter() - begin


def edit(page: Path) -> None:
    """Another word in the first paragraph of a page."""
    html = page.read_text(encoding="utf-8")
    page.write_text(html.replace('<p class="lede">', '<p class="lede">Newly: ', 1), "utf-8")


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {engine.version()[:40]}")
    with tempfile.TemporaryDirectory() as folder:
        root = make_root(Path(folder) / "root", CHECKOUT / "briefs")
        graph = checks.check(root).graph
        build(root, strict=True)
        measure(root, pdf.plan(graph), given.documents, given.workers)


def measure(root: Path, real: tuple[pdf.Document, ...], count: int, workers: int) -> None:
    """Every number, a line each."""
    site, url, kept = root / "site", mkdocs.address(root), root / "kept"
    pages = [each.parts[0].page for each in real if not each.booklet]
    documents = spread(site, pages, count)
    begin = time.process_time()
    desk = pdf._Desk(site, url, "A4")
    jobs = [desk.job(document) for document in documents]
    lean = (time.process_time() - begin) / count
    seconds, drawn_pages = warm_seconds(jobs[:52])
    print(f"lean page: {lean:.3f} CPU s a document")
    print(f"warm: {seconds:.2f} CPU s a document ({drawn_pages / len(jobs[:52]):.1f} pages)")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    made, wall = timed(site, url, documents, kept, workers=workers)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{made.drawn} distinct documents, {workers} workers: {wall:.0f} s, "
        f"{made.drawn / wall:.1f} a second; {cpu / made.drawn:.2f} CPU s each with the start"
    )
    print(f"a worker takes at most {after.ru_maxrss / 1024:.0f} MiB")
    made, wall = timed(site, url, documents, kept, workers=workers)
    print(f"again: {made.drawn} drawn, {wall:.1f} s")
    edit(site / documents[0].parts[0].page / "index.html")
    made, wall = timed(site, url, documents, kept, workers=workers)
    print(f"after one edit: {made.drawn} of {count} drawn, {wall:.1f} s")
    made, wall = timed(site, url, real, kept, workers=workers)
    print(f"the real site: {made.drawn} documents and booklets, {wall:.0f} s")
    edit(site / "companies" / "xpeng" / "index.html")
    made, wall = timed(site, url, real, kept, workers=workers)
    print(f"after one edit: {made.drawn} of {len(real)} drawn, {wall:.0f} s")


if __name__ == "__main__":
    main()
