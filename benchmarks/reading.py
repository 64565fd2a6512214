"""How well numbers are read: the specs of a peer, read by this program and by others.

`python -m benchmarks.reading DIR [--peers PYTHON] [-v] [--all]`: DIR holds specs of
Recognizers-Text as JSON (`English-NumberModel.json` ...); PYTHON is that of an environment of its
own with quantulum3 and recognizers-text-suite (and emoji 1.1.0, which that needs), which read the
same texts. For each file: values read right, currencies where the spec has an ISO code, places, and
texts in which there is nothing to read. Kinds that briefs never need are left out, and counted:
`LEFT_OUT`. The time of a long text and of one twice as long ends the report.
"""

import argparse
import json
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from briefsite.text.quantities import normalise, quantities
from briefsite.text.units import BUILT_IN

MODELS = (
    "NumberModel",
    "PercentModel",
    "OrdinalModel",
    "NumberRangeModel",
    "CurrencyModel",
    "DimensionModel",
    "TemperatureModel",
)
LEFT_OUT = (
    ("powers", r"[0-9]\s?\^|[0-9]e[+-]?[0-9]|[0-9]x10", ""),
    (
        "fractions as one speaks",
        "",
        r"^(?:[a-z-]+|[0-9]+) over .|trillionths?$"
        r"|(?:hundred|twenty|thirty|thousand|five)[- a-z]*(?:firsts?|fifths?|fourth|hundredths)$",
    ),
    ("places beside another", "", r"\b(?:last|next|previous|current)\b|penultimate"),
    ("discounts", "", r"折$"),
    (
        "coins behind notes",
        "",
        r"(?:dollars?|usd|kuai) (?:and )?[a-z0-9 -]+$|[元块][0-9一二三五两]|日元.*銭|又三美分",
    ),
    ("telephone numbers", r"phone number", ""),
    ("feet and inches", "", r"(?:ft|feet)(?: and)? [0-9]+ in"),
)
"""Kinds that briefs never need: the name, what the text has, what the words of the result have."""

Resolution = dict[str, Any]


@dataclass(frozen=True)
class Read:
    """A number as a reader gives it."""

    value: Decimal
    high: Decimal | None
    unit: str
    """A unit or an ISO code; empty for none."""
    kind: str
    """money, temperature ...; empty for a bare number."""
    start: int
    end: int


Reader = Callable[[str], list[Read]]


@dataclass
class Score:
    """The counts for one file and one reader."""

    wanted: int = 0
    right: int = 0
    coded: int = 0
    codes: int = 0
    places: int = 0
    empty: int = 0
    empty_right: int = 0
    left: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


def ours(text: str, language: str) -> list[Read]:
    """The amounts and dates that this program reads."""
    found = (q for q in quantities(normalise(text), language=language) if q.role != "name")
    return [_read(q.value, q.high, q.unit or "", q.start, q.end) for q in found]


def _read(value: Decimal, high: Decimal | None, unit: str, start: int, end: int) -> Read:
    known = BUILT_IN.get(unit)
    kind = known.kind if known else unit
    return Read(value, high, known.currency or unit if known else unit, kind, start, end)


def peers(python: Path, which: str, texts: list[tuple[str, str, str]]) -> list[list[Read]]:
    """What a peer reads in each text, in one process of its own environment."""
    command = [str(python), str(Path(__file__).with_name("peers.py")), which]
    done = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    rows = json.loads(done.stdout.splitlines()[-1])
    return [[Read(Decimal(str(v)), None, u, k, s, e) for v, u, k, s, e in row] for row in rows]


def score(cases: list[Resolution], model: str, read: Reader, kinds: bool) -> Score:
    """The score of a reader on the cases of a file; `kinds`: leave out what briefs never need."""
    total = Score()
    for case in cases:
        text, found = case["Input"], read(case["Input"])
        if not case["Results"]:
            wrong = [one for one in found if _is_of(one, model)]
            total.empty += 1
            total.empty_right += not wrong
            if wrong:
                total.missed.append(f"    nothing to read: {text[:80]!r} {wrong[0].value}")
            continue
        wanted = []
        for result in case["Results"]:
            kind = _kind_left_out(text, result) if kinds else None
            total.left[kind or ""] += 1
            if not kind:
                wanted.append(result)
        _hold(total, text, wanted, model, list(found))
    return total


def _is_of(read: Read, model: str) -> bool:
    """Whether a number is of the kind that a model looks for."""
    kinds = {
        "NumberModel": read.kind == "",
        "OrdinalModel": read.kind in ("ordinal", "rank"),
        "NumberRangeModel": read.high is not None,
        "CurrencyModel": read.kind in ("money", "currency"),
        "TemperatureModel": read.kind == "temperature",
        "PercentModel": read.unit in ("percent", "percentage"),
    }
    return kinds.get(model, read.kind not in ("", "money", "currency", "ratio", "rank"))


def _kind_left_out(text: str, result: Resolution) -> str | None:
    resolution = result.get("Resolution") or {}
    if resolution.get("value") in (None, "null") and "offset" not in resolution:
        return "no number in it"
    for name, in_text, in_result in LEFT_OUT:
        if in_text and re.search(in_text, text, re.IGNORECASE):
            return name
        if in_result and re.search(in_result, result["Text"].strip(), re.IGNORECASE):
            return name
    return None


def _values(result: Resolution) -> list[Decimal]:
    """The values of a result: one, or the ends of a range."""
    text = str((result.get("Resolution") or {}).get("value") or "").rstrip("%")
    ends = re.fullmatch(r"[\[(](.*),(.*)[\])]", text)
    values = []
    for part in ends.groups() if ends else (text,):
        try:
            values += [Decimal(part)] if part else []
        except InvalidOperation:
            return []
    return list(dict.fromkeys(values))


def _same(one: Decimal, other: Decimal) -> bool:
    return one.is_finite() and abs(one - other) <= abs(other) * Decimal("1e-6")


def _equals(read: Read, value: Decimal, model: str) -> bool:
    values = [v for v in (read.value, read.high) if v is not None]
    if model == "PercentModel" and read.unit == "ratio":
        values = [v * 100 for v in values]
    if model == "NumberModel" and read.unit == "percent":
        values += [v / 100 for v in values]
    return any(_same(one, value) for one in values)


def _hold(total: Score, text: str, wanted: list[Resolution], model: str, found: list[Read]) -> None:
    """Count what is wanted in a text, each number that was read for one thing only."""
    for result in wanted:
        for value in _values(result):
            total.wanted += 1
            hit = next((one for one in found if _equals(one, value, model)), None)
            if hit is None:
                said = [str(one.value) for one in found]
                total.missed.append(f"    {text[:80]!r}: {result['Text']!r} {value}, read {said}")
                continue
            total.right += 1
            if hit.high is None or _same(hit.high, value):
                found.remove(hit)
            start = int(result.get("Start", hit.start))
            total.places += hit.start <= int(result.get("End", start)) and hit.end > start
            if code := (result.get("Resolution") or {}).get("isoCurrency"):
                total.coded += 1
                total.codes += hit.unit == code


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} %" if whole else "      -"


def _line(name: str, total: Score) -> str:
    return (
        f"  {name:16} values {total.right:3} of {total.wanted:3} "
        f"{_percent(total.right, total.wanted)}, currencies {total.codes:2} of {total.coded:2}, "
        f"places {_percent(total.places, total.right)}, "
        f"nothing read where there is nothing {total.empty_right:2} of {total.empty:2}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", type=Path, help="the Python of an environment with the peers")
    parser.add_argument("--all", action="store_true", help="leave no kind out")
    parser.add_argument("-v", action="store_true", help="show what was not read right")
    options = parser.parse_args()
    names = ("ours", "quantulum3", "recognizers-text") if options.peers else ("ours",)
    for language, code in (("English", "en"), ("Chinese", "zh")):
        sums: Counter[tuple[str, str]] = Counter()
        for model in MODELS:
            path = options.folder / f"{language}-{model}.json"
            if not path.is_file():
                continue
            cases = json.loads(path.read_text("utf-8-sig"))
            print(f"{language} {model}")
            for name in names:
                texts = [(case["Input"], code, model) for case in cases]
                if name == "ours":
                    rows = [ours(text, code) for text, *_ in texts]
                else:
                    rows = peers(options.peers, name, texts)
                table = {text: row for (text, *_), row in zip(texts, rows, strict=True)}
                total = score(cases, model, table.__getitem__, not options.all)
                sums[name, "right"] += total.right
                sums[name, "wanted"] += total.wanted
                print(_line(name, total))
                if options.v and name == "ours":
                    print("\n".join(total.missed))
            del total.left[""]
            if total.left:
                kinds = sorted(total.left.items())
                print("  left out: " + ", ".join(f"{kind} {n}" for kind, n in kinds))
        for name in names:
            right, wanted = sums[name, "right"], sums[name, "wanted"]
            print(f"{language}, {name}: {right} of {wanted}, {_percent(right, wanted).strip()}")
    print(_time())


def _time() -> str:
    """CPU time of a long paragraph and of one twice as long."""
    words = "Output rose by 5.2 percent to 1.3 billion yuan, say over 300 firms; 超过420万家。"
    seconds = []
    for size in (40_000, 80_000):
        text = normalise(words * (size // len(words) + 1))[:size]
        start = time.process_time()
        quantities(text)
        seconds.append(time.process_time() - start)
    once, twice = seconds
    return (
        f"a paragraph of 40,000 characters: {once:.2f} s of CPU time; "
        f"one twice as long: {twice / once:.2f} times that"
    )


if __name__ == "__main__":
    main()
