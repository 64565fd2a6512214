"""Jobs on several processes. In: jobs. Out: what became of each, as they are done."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from briefsite.pdf.engine import Drawn, Failed, Job, draw
from briefsite.problems import BriefsiteError

_MOST_TASKS = 200
"""After as many documents a process makes room for a new one: caches in it only grow."""


def workers(jobs: int, wanted: int | None = None) -> int:
    """How many processes to use: one for each core, and no more than there are jobs."""
    return max(1, min(jobs, wanted or os.cpu_count() or 2))


def run(jobs: Sequence[Job], count: int | None = None) -> Iterator[tuple[Job, Drawn | Failed]]:
    """Draw all; the longest first, so that no process is left alone with it at the end."""
    if not jobs:
        return
    # A new interpreter, not a copy of this one: Pango must not be shared between processes.
    start = multiprocessing.get_context("spawn")
    number = workers(len(jobs), count)
    pool = ProcessPoolExecutor(number, mp_context=start, max_tasks_per_child=_MOST_TASKS)
    ordered = sorted(jobs, key=lambda job: (-len(job.html), job.name))
    try:
        futures = {pool.submit(draw, job): job for job in ordered}
        for future in as_completed(futures):
            yield futures[future], future.result()
    except BrokenProcessPool as error:
        raise BriefsiteError("a process that makes PDFs was ended from outside") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
