"""How well numbers are read: the specs of a peer, read by this program and by others.

`python -m benchmarks.reading DIR [--other PYTHON] [-v]`: DIR holds specs of Recognizers-Text as JSON
(`English-NumberModel.json` ...); PYTHON is that of an environment with quantulum3 and
recognizers-text-suite, which are read beside. For each file: values read right, their units where
the spec has one, their places, and numbers read in texts where the spec has none.
"""

import argparse
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from briefsite.text.quantities import Quantity, normalise, quantities
from briefsite.text.units import BUILT_IN

MODELS = (
    "NumberModel", "PercentModel", "OrdinalModel", "NumberRangeModel", "CurrencyModel",
    "DimensionModel", "TemperatureModel",
)  # fmt: skip

LEFT_OUT: tuple[tuple[str, str, str], ...] = (
    ("powers", r"[0-9]\s?\^|[0-9]e[+-]?[0-9]|[0-9]x10", ""),
    (
        "spoken fractions",
        "",
        r"^(?:[a-z-]+|[0-9]+) over .|trillionths?$|"
        r"(?:hundred|twenty|thirty|thousand|five)[- a-z]*(?:firsts?|fifths?|fourth|hundredths)$",
    ),
    ("relative places", "", r"\b(?:last|next|previous|current)\b|penultimate"),
    ("discounts", "", r"折$"),
    (
        "coins",
        "",
        r"(?:dollars?|usd|kuai) (?:and )?[a-z0-9 -]+$|[元块][0-9一二三五两]|日元.*銭|又三美分",
    ),
    ("telephone numbers", r"phone number", ""),
    ("feet and inches", "", r"(?:ft|feet)(?: and)? [0-9]+ in"),
)
"""Kinds that briefs never need: a name, what the text has, what the words of the result have."""


@dataclass
class Score:
    """The count for one file and one reader."""

    wanted: int = 0
    right: int = 0
    unit_wanted: int = 0
    unit: int = 0
    place: int = 0
    none: int = 0
    none_right: int = 0
    extra: int = 0
    missed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Read:
    """A number as a reader gives it."""

    value: Decimal
    high: Decimal | None
    unit: str | None
    start: int
    end: int
    sure: bool = True


def ours(text: str, language: str) -> list[Read]:
    """The numbers that this program reads."""
    found = quantities(normalise(text), language=language)
    return [_read(quantity) for quantity in found]


def _read(found: Quantity) -> Read:
    return Read(found.value, found.high, found.unit, found.start, found.end, found.role != "name")


def _wanted(result: dict[str, Any]) -> list[Decimal]:
    """The values of a result: one, or the ends of a range."""
    resolution = result.get("Resolution") or {}
    text = str(resolution.get("value") or "").rstrip("%")
    ends = re.fullmatch(r"[\[(](.*),(.*)[\])]", text)
    values = []
    for part in ends.groups() if ends else [text]:
        try:
            values += [Decimal(part)] if part else []
        except InvalidOperation:
            return []
    return list(dict.fromkeys(values))


def _same(one: Decimal, other: Decimal) -> bool:
    if one.is_infinite() or other.is_infinite():
        return False
    return abs(one - other) <= abs(other) * Decimal("1e-6")


def _equal(read: Read, value: Decimal, model: str) -> bool:
    values = [v for v in (read.value, read.high) if v is not None]
    if model == "PercentModel" and read.unit == "ratio":
        values = [v * 100 for v in values]
    if read.unit == "percent" and model == "NumberModel":
        values += [v / 100 for v in values]
    return any(_same(v, value) for v in values)


def _kind_left_out(text: str, result: dict[str, Any]) -> str | None:
    if not (result.get("Resolution") or {}).get("value") or result["Resolution"]["value"] == "null":
        return (
            "no number in it" if "value" in (result.get("Resolution") or {}) else "relative places"
        )
    for name, in_text, in_result in LEFT_OUT:
        if in_text and re.search(in_text, text, re.I):
            return name
        if in_result and re.search(in_result, result["Text"].strip(), re.I):
            return name
    return None


def score(
    cases: list[dict[str, Any]], model: str, language: str, read: Callable[[str, str], list[Read]]
) -> tuple[Score, dict[str, int]]:
    """The score of a reader on the cases of a file, and what was left out by kind."""
    total, left = Score(), dict[str, int]()
    for case in cases:
        text = case["Input"]
        if not case["Results"]:
            total.none += 1
            found = [one for one in read(text, language) if one.sure and _would_count(one, model)]
            total.extra += len(found)
            total.none_right += not found
            if found:
                total.missed.append(
                    f"    none wanted: {text[:90]!r} {[str(f.value) for f in found]}"
                )
            continue
        results = []
        for result in case["Results"]:
            kind = _kind_left_out(text, result)
            if kind:
                left[kind] = left.get(kind, 0) + 1
            else:
                results.append(result)
        if results:
            _score_case(total, text, results, model, read(text, language))
    return total, left


def _would_count(read: Read, model: str) -> bool:
    """Whether a number is of the kind that a model looks for."""
    if model == "NumberModel":
        return read.unit is None
    if model == "OrdinalModel":
        return read.unit == "ordinal"
    kind = BUILT_IN[read.unit].kind if read.unit in BUILT_IN else ""
    wanted = {"CurrencyModel": kind == "money", "TemperatureModel": kind == "temperature",
              "PercentModel": read.unit == "percent"}  # fmt: skip
    return wanted.get(model, kind not in ("", "money", "ratio"))


def _score_case(
    total: Score, text: str, results: list[dict[str, Any]], model: str, found: list[Read]
) -> None:
    left = list(found)
    for result in results:
        for value in _wanted(result):
            total.wanted += 1
            hit = next((one for one in left if _equal(one, value, model)), None)
            if hit is None:
                total.missed.append(
                    f"    {text[:90]!r}: {result['Text']!r} = {value}, read {[str(f.value) for f in found]}"
                )
                continue
            total.right += 1
            if hit.high is None or _same(hit.high, value):
                left.remove(hit)
            start = result.get("Start")
            if start is not None:
                total.place += hit.start <= int(result.get("End", start)) and hit.end > int(start)
            else:
                total.place += 1
            if iso := (result.get("Resolution") or {}).get("isoCurrency"):
                total.unit_wanted += 1
                total.unit += (
                    bool(hit.unit)
                    and BUILT_IN.get(hit.unit or "") is not None
                    and BUILT_IN[hit.unit or ""].currency == iso
                )


def _outside(
    python: Path, text_pairs: list[tuple[str, str, str]], which: str
) -> Iterator[list[Read]]:
    """What a peer reads, each text in one process of its own environment."""
    done = subprocess.run(
        [python, "-c", _PEERS, which],
        input=json.dumps(text_pairs),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    for line in json.loads(done.stdout.splitlines()[-1]):
        yield [Read(Decimal(str(v)), None, u, s, e) for v, u, s, e in line]


_PEERS = """
import json, sys, warnings
warnings.simplefilter("ignore")
pairs = json.load(sys.stdin)
out = []
if sys.argv[1] == "quantulum3":
    from quantulum3 import parser
    for text, language, model in pairs:
        try:
            found = parser.parse(text) if language == "en" else []
        except Exception:
            found = []
        out.append([(q.value, q.unit.name, q.span[0], q.span[1]) for q in found if q.value is not None])
else:
    from recognizers_text import Culture
    from recognizers_number import (recognize_number, recognize_ordinal, recognize_percentage)
    from recognizers_number_with_unit import (recognize_currency, recognize_dimension, recognize_temperature)
    which = {"NumberModel": recognize_number, "OrdinalModel": recognize_ordinal, "PercentModel": recognize_percentage,
             "NumberRangeModel": recognize_number, "CurrencyModel": recognize_currency,
             "DimensionModel": recognize_dimension, "TemperatureModel": recognize_temperature}
    for text, language, model in pairs:
        row = []
        try:
            for r in which[model](text, Culture.English if language == "en" else Culture.Chinese):
                value = str((r.resolution or {}).get("value") or "").rstrip("%")
                try:
                    float(value)
                except ValueError:
                    continue
                row.append((value, (r.resolution or {}).get("isoCurrency") or "", r.start, r.end + 1))
        except Exception:
            pass
        out.append(row)
print(json.dumps(out))
"""


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} %" if whole else "     - "


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--other", type=Path, help="the Python of an environment with the peers")
    parser.add_argument("-v", action="store_true", help="show what was not read right")
    parser.add_argument("--all", action="store_true", help="leave no kind out")
    options = parser.parse_args()
    if options.all:
        globals()["LEFT_OUT"] = ()
    peers = ("quantulum3", "recognizers-text") if options.other else ()
    for language, code in (("English", "en"), ("Chinese", "zh")):
        sums = {name: [0, 0] for name in ("ours", *peers)}
        for model in MODELS:
            path = options.folder / f"{language}-{model}.json"
            if not path.is_file():
                continue
            cases = [c for c in json.loads(path.read_text("utf-8-sig"))]
            for name in ("ours", *peers):
                if name == "ours":
                    reader: Callable[[str, str], list[Read]] = ours
                else:
                    pairs = [(c["Input"], code, model) for c in cases]
                    table = dict(
                        zip(
                            (p[0] for p in pairs), _outside(options.other, pairs, name), strict=True
                        )
                    )
                    reader = lambda text, _, table=table: table[text]  # noqa: E731
                total, left = score(cases, model, code, reader)
                sums[name][0] += total.right
                sums[name][1] += total.wanted
                print(
                    f"{language} {model:17} {name:16} values {total.right:3} of {total.wanted:3} {_percent(total.right, total.wanted)}"
                    f"  currency {total.unit:2} of {total.unit_wanted:2}  place {_percent(total.place, total.right)}"
                    f"  texts without: {total.none_right} of {total.none} right, {total.extra} read"
                )
                if name == "ours" and left:
                    print(
                        "    left out: "
                        + ", ".join(f"{n} {kind}" for kind, n in sorted(left.items()))
                    )
                if options.v and name == "ours":
                    print("\n".join(total.missed))
        for name, (right, wanted) in sums.items():
            print(f"{language} in all {name}: {right} of {wanted} {_percent(right, wanted)}")
    _time()


def _time() -> None:
    """CPU time of a long paragraph and of one twice as long."""
    words = "Output rose by 5.2 percent to 1.3 billion yuan, more than 300 small firms said; 园区集聚了超过420万家企业。"
    seconds = []
    for size in (20_000, 40_000):
        text = normalise(words * (size // len(words) + 1))[:size]
        start = time.process_time()
        quantities(text)
        seconds.append(time.process_time() - start)
    print(
        f"20,000 characters {seconds[0]:.2f} s, 40,000 characters {seconds[1]:.2f} s of CPU time, ratio {seconds[1] / seconds[0]:.2f}"
    )


if __name__ == "__main__":
    main()
