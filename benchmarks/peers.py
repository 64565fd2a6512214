"""What quantulum3 or recognizers-text read, run by the Python of an environment that has them.

In: on standard input a JSON list of texts, each with its language and the model asked for. Out: a
JSON list of what was read in each: value, unit, kind, start and end.
"""

import contextlib
import json
import sys
import warnings

warnings.simplefilter("ignore")


def _quantulum3(texts):
    from quantulum3 import parser

    for text, language, _ in texts:
        found = []
        if language == "en":  # it has no Chinese
            with contextlib.suppress(Exception):
                found = [q for q in parser.parse(text) if q.value is not None]
        yield [_quantity(q) for q in found]


def _quantity(q):
    kind = "" if q.unit.entity.name == "dimensionless" else q.unit.entity.name
    code = q.unit.currency_code or q.unit.name
    return q.value, code if kind else "", kind, q.span[0], q.span[1]


def _recognizers(texts):
    from recognizers_number import recognize_number, recognize_ordinal, recognize_percentage
    from recognizers_number_with_unit import (
        recognize_currency,
        recognize_dimension,
        recognize_temperature,
    )
    from recognizers_text import Culture

    models = {
        "NumberModel": recognize_number,
        "NumberRangeModel": recognize_number,
        "OrdinalModel": recognize_ordinal,
        "PercentModel": recognize_percentage,
        "CurrencyModel": recognize_currency,
        "DimensionModel": recognize_dimension,
        "TemperatureModel": recognize_temperature,
    }
    kinds = {"CurrencyModel": "money", "TemperatureModel": "temperature", "DimensionModel": "other"}
    for text, language, model in texts:
        culture = Culture.English if language == "en" else Culture.Chinese
        row = []
        with contextlib.suppress(Exception):
            for one in models[model](text, culture):
                resolution = one.resolution or {}
                value = str(resolution.get("value") or "").rstrip("%")
                with contextlib.suppress(ValueError):
                    float(value)
                    code = resolution.get("isoCurrency") or resolution.get("unit") or ""
                    row.append((value, code, kinds.get(model, ""), one.start, one.end + 1))
        yield row


READERS = {"quantulum3": _quantulum3, "recognizers-text": _recognizers}

if __name__ == "__main__":
    print(json.dumps(list(READERS[sys.argv[1]](json.load(sys.stdin)))))
