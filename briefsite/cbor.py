"""The part of CBOR (RFC 8949) that Pagefind's index files use: arrays, text, whole numbers."""

from typing import TypeAlias

Item: TypeAlias = "int | str | list[Item]"

_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_UNSIGNED, _TEXT, _ARRAY = 0, 3, 4


def decode(data: bytes) -> Item:
    """The one item that the bytes hold; raises ValueError for anything else."""
    item, end = _item(data, 0)
    if end != len(data):
        raise ValueError("bytes after the item")
    return item


def encode(item: Item) -> bytes:
    """The item in as few bytes as there can be."""
    if isinstance(item, int):
        return _head(_UNSIGNED, item)
    if isinstance(item, str):
        text = item.encode()
        return _head(_TEXT, len(text)) + text
    return _head(_ARRAY, len(item)) + b"".join(encode(part) for part in item)


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    code = next(code for code, width in _WIDTHS.items() if number < 256**width)
    return bytes([kind << 5 | code]) + number.to_bytes(_WIDTHS[code], "big")


def _item(data: bytes, at: int) -> tuple[Item, int]:
    kind, number = data[at] >> 5, data[at] & 31
    at += 1
    if number in _WIDTHS:
        end = at + _WIDTHS[number]
        number, at = int.from_bytes(data[at:end], "big"), end
    elif number > 23:
        raise ValueError("a length that is not known")
    if kind == _UNSIGNED:
        return number, at
    if kind == _TEXT:
        return data[at : at + number].decode(), at + number
    if kind != _ARRAY:
        raise ValueError(f"an item of kind {kind}")
    parts: list[Item] = []
    for _ in range(number):
        part, at = _item(data, at)
        parts.append(part)
    return parts, at
