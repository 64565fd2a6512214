"""Keep one issue on what time has done to the briefs: opened, updated in place, closed.

    python3 .ci/issue.py FILE

In: a file of Markdown, empty where there is nothing to do. Out: the issue. It is the newest one
that this program wrote; where there is something to do again, it is opened again.
"""

import os
import sys
from pathlib import Path
from typing import Any

from github import Refused, api, is_ours, pages, tamed

MARKER = "<!-- briefs: what time has done -->"
TITLE = "Dead links and figures past their review"
LEAD = (
    "Found by the weekly look at the briefs, "
    "which keeps this list up to date and closes it when it is empty."
)


def main(file: Path) -> int:
    """Do it; gives the exit code."""
    told = file.read_text(encoding="utf-8").strip()
    try:
        print(keep(told, newest()))
    except Refused as refused:
        print(f"::error::{ascii(str(refused))[1:-1]}")
        return 1
    return 0


def newest() -> dict[str, Any] | None:
    """The issue of this program, open or closed."""
    listed = pages("issues?state=all&creator=github-actions%5Bbot%5D&per_page=100")
    ours = [entry for entry in listed if is_ours(entry, MARKER) and "pull_request" not in entry]
    return max(ours, key=lambda entry: int(entry["number"]), default=None)


def keep(told: str, issue: dict[str, Any] | None) -> str:
    """Bring the issue to what was told; says what was done."""
    if not told:
        if not issue or issue["state"] == "closed":
            return "There is nothing to do."
        api(f"issues/{issue['number']}", "PATCH", state="closed", state_reason="completed")
        return f"Closed #{issue['number']}: there is nothing left to do."
    rest = f"There is more: see [the run]({os.environ['RUN_URL']})."
    text = f"{MARKER}\n{LEAD}\n\n{tamed(told, rest)}\n"
    if not issue:
        return f"Opened #{api('issues', 'POST', title=TITLE, body=text)['number']}."
    if issue["state"] == "open" and issue["body"].replace("\r\n", "\n").strip() == text.strip():
        return f"#{issue['number']} is up to date."
    api(f"issues/{issue['number']}", "PATCH", state="open", body=text)
    return f"Updated #{issue['number']}."


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
