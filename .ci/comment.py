"""Post what a pull request does to the briefs, as one comment that is updated in place.

    python3 .ci/comment.py

It runs with the right to write comments, after a run that had none, and for which a stranger may
have written the program too. So the artifact of that run is taken for hostile: its size is limited
before it is fetched, only two files of it are read, in memory and up to a limit, the number of the
pull request must be digits and belong to the very commit the run was for, and the text is tamed.

In: the environment of .github/workflows/comment.yml. Out: a comment, or the reason why there is
none. Ends with 1 where the artifact is not what it has to be.
"""

import io
import os
import re
import sys
import zipfile
import zlib

from github import Refused, api, download, is_ours, pages, tamed

MARKER = "<!-- briefs: what this pull request does -->"
ARTIFACT = "report"
MOST_PACKED, MOST_BYTES = 1_000_000, 2_000_000
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, ValueError)
"""What an archive that is none, or an odd one, makes of being read."""
_RESULTS = {"success": "All checks passed", "failure": "Some checks failed"}


def main() -> int:
    """Do it; gives the exit code."""
    try:
        packed = artifact(os.environ["RUN"])
        if packed is None:
            print("The run left no report: there is nothing to say.")
            return 0
        number, told = unpack(packed)
        if not is_current(number):
            print(f"The run was for a commit that is no longer the newest of #{number}.")
            return 0
        print(post(number, body(told)))
    except Refused as refused:
        print(f"::error::{ascii(str(refused))[1:-1]}")
        return 1
    return 0


def artifact(run: str) -> bytes | None:
    """The report of a run, packed; None where it left none."""
    if not run.isdecimal():
        raise Refused("the run has no number")
    found = api(f"actions/runs/{run}/artifacts?name={ARTIFACT}&per_page=1")["artifacts"]
    if not found or found[0]["expired"]:
        return None
    if int(found[0]["size_in_bytes"]) > MOST_PACKED:
        raise Refused(f"the report is larger than {MOST_PACKED:,} bytes")
    return download(f"actions/artifacts/{int(found[0]['id'])}/zip")


def unpack(packed: bytes) -> tuple[int, str]:
    """The number of the pull request and the report."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as files:
            number, told = read(files, "number", 20), read(files, "changes.md", MOST_BYTES)
    except BROKEN as error:
        raise Refused(f"the report cannot be unpacked: {error}") from error
    if not re.fullmatch(r"[1-9][0-9]{0,8}", number.strip()):
        raise Refused("the report names no pull request by its number")
    return int(number), told


def read(files: zipfile.ZipFile, name: str, most: int) -> str:
    """A file of an archive; never more of it than allowed, whatever it says of its size."""
    with files.open(name) as file:
        raw = file.read(most + 1)
    if len(raw) > most:
        raise Refused(f"{name} of the report is larger than {most:,} bytes")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Refused(f"{name} of the report is no UTF-8") from error


def is_current(number: int) -> bool:
    """Whether the run was for the newest commit of a pull request; raises for another's."""
    pull = api(f"pulls/{number}")
    head, repository = pull["head"], pull["head"]["repo"] or {}
    if str(repository.get("id")) != os.environ["HEAD_REPOSITORY"]:
        raise Refused(f"the report is not of the repository that #{number} comes from")
    if head["ref"] != os.environ["HEAD_BRANCH"]:
        raise Refused(f"the report is not of the branch that #{number} comes from")
    return bool(pull["state"] == "open" and head["sha"] == os.environ["HEAD_SHA"])


def body(told: str) -> str:
    """The comment: what GitHub knows of the run, then what the run says."""
    page = os.environ["RUN_URL"]
    result = _RESULTS.get(os.environ["CONCLUSION"], "The checks did not end")
    head = (
        f"[{result}]({page}) for {os.environ['HEAD_SHA'][:12]}; the preview is an artifact there."
    )
    rest = f"This is cut; the whole is in the artifact `{ARTIFACT}` of [the run]({page})."
    return f"{MARKER}\n{head}\n\n{tamed(told, rest).strip()}\n"


def post(number: int, text: str) -> str:
    """Update the comment that is there, or write it; says what was done."""
    for comment in pages(f"issues/{number}/comments?per_page=100"):
        if is_ours(comment, MARKER):
            api(f"issues/comments/{comment['id']}", "PATCH", body=text)
            return f"Updated the comment on #{number}."
    api(f"issues/{number}/comments", "POST", body=text)
    return f"Commented on #{number}."


if __name__ == "__main__":
    sys.exit(main())
