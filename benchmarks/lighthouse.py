"""Lighthouse on the built site, phone profile: the median of several runs for five kinds of pages.

Run it as `python -m benchmarks.lighthouse` after `make site`; it needs npm and a Chromium.
Exit codes: 0 every page reaches the target, 1 some page does not, 2 something it needs is missing.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from tests.find_browser import ADVICE, find_browser
from tests.server import served

SITE = Path(__file__).resolve().parent.parent / "site"
PAGES = (
    "",
    "regions/xiangjiang-new-area/",
    "companies/zoomlion/",
    "indicators/total-output/",
    "browse/",
)
TARGETS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
RUNS = 3

# Lighthouse needs a newer Node than many systems have, so npm brings one for the run.
LIGHTHOUSE = ("npx", "--yes", "--package=node@22", "--package=lighthouse@13", "--", "lighthouse")

Scores = dict[str, list[float]]


def missing() -> str:
    """What there is not and must be; empty where all is there."""
    if not shutil.which("npx"):
        return "Missing: npm, which brings Lighthouse.\n  Debian, Ubuntu: apt-get install npm"
    if not find_browser():
        return ADVICE
    if not (SITE / "index.html").is_file():
        return "Missing: the built site.\n  make site"
    return ""


def report(url: str) -> dict[str, dict[str, dict[str, object]]]:
    """What Lighthouse says of a page; an error of Lighthouse ends the measurement."""
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking"
    command = [
        *LIGHTHOUSE,
        url,
        "--quiet",
        "--output=json",
        f"--chrome-flags={flags}",
        f"--only-categories={','.join(TARGETS)}",
    ]
    variables = {**os.environ, "CHROME_PATH": find_browser() or "", "NPM_CONFIG_LOGLEVEL": "error"}
    ended = subprocess.run(command, env=variables, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(ended.stdout)


def measure(url: str) -> tuple[Scores, set[str]]:
    """The points of each run of a page, 0 to 100, and the audits it did not pass."""
    scores: Scores = {name: [] for name in TARGETS}
    failed: set[str] = set()
    for _ in range(RUNS):
        found = report(url)
        for name, points in scores.items():
            points.append(round(100 * found["categories"][name]["score"]))
            for audit in found["categories"][name]["auditRefs"]:
                score = found["audits"][audit["id"]]["score"]
                if audit["weight"] and score is not None and score < 0.9:
                    failed.add(audit["id"])
    return scores, failed


def main() -> int:
    """Measure, print the table as it grows, and tell what is below its target."""
    if what := missing():
        print(what, file=sys.stderr)
        return 2
    good = True
    print(f"| page | {' | '.join(TARGETS)} | audits not passed |")
    print(f"|---{'|---' * len(TARGETS)}|---|")
    with served(SITE) as url:
        for page in PAGES:
            scores, failed = measure(url + page)
            medians = {name: statistics.median(points) for name, points in scores.items()}
            good &= all(medians[name] >= least for name, least in TARGETS.items())
            cells = [
                f"{medians[name]:.0f} ({min(p):.0f}–{max(p):.0f})" for name, p in scores.items()
            ]
            print(f"| /{page} | {' | '.join(cells)} | {', '.join(sorted(failed))} |", flush=True)
    print(f"Median of {RUNS} runs (lowest–highest). Targets: {TARGETS}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
