"""HTML as a tree and back: what lean pages and booklets are made with. The only home of tinyhtml5.

In: HTML of a built page. Out: elements of the standard library, without namespaces, which are
changed in place.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto
from xml.etree.ElementTree import Element, tostring

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Verdict(Enum):
    """What becomes of an element: it stays, it goes, or only what is in it stays."""

    KEEP = auto()
    DROP = auto()
    UNWRAP = auto()


def parse(html: str) -> Element:
    """The body of an HTML text."""
    # It comes with WeasyPrint, without which a site can be built too.
    import tinyhtml5

    root: Element = tinyhtml5.parse(html, namespace_html_elements=False)
    for element in _elements(root):
        element.tag = _local(element.tag)
        element.attrib = {_local(name): value for name, value in element.attrib.items()}
    body = root.find("body")
    assert body is not None, "an HTML tree always has a body"
    return body


def _elements(root: Element) -> Iterator[Element]:
    """All but comments, whose tag is no text."""
    for element in root.iter():
        tag: object = element.tag
        if isinstance(tag, str):
            yield element


def _local(name: str) -> str:
    """A name without its namespace; the parser finds it again, and `xlink:` is not needed."""
    return name.rpartition("}")[2]


def dump(element: Element) -> str:
    """An element as HTML, without what follows it."""
    tail, element.tail = element.tail, None
    html = tostring(element, encoding="unicode", method="html")
    element.tail = tail
    return html


def text(element: Element) -> str:
    """The text in an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def classes(element: Element) -> list[str]:
    """The classes of an element."""
    return element.get("class", "").split()


def prune(element: Element, judge: Callable[[Element], Verdict]) -> None:
    """Keep, drop or unwrap everything below an element; the text around it stays."""
    children = list(element)
    del element[:]
    for child in children:
        tail, child.tail = child.tail, None
        tag: object = child.tag
        verdict = judge(child) if isinstance(tag, str) else Verdict.DROP
        if verdict is not Verdict.DROP:
            prune(child, judge)
        if verdict is Verdict.KEEP:
            element.append(child)
        elif verdict is Verdict.UNWRAP:
            _add_text(element, child.text)
            element.extend(list(child))
        _add_text(element, tail)


def _add_text(element: Element, added: str | None) -> None:
    if not added:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + added
    else:
        element.text = (element.text or "") + added


def drop(root: Element, gone: Iterable[Element]) -> None:
    """Take elements out of a tree."""
    ids = {id(element) for element in gone}
    prune(root, lambda element: Verdict.DROP if id(element) in ids else Verdict.KEEP)


def is_empty(element: Element) -> bool:
    """Whether there is nothing to see in an element."""
    return not text(element) and not any(child.tag in ("svg", "img") for child in element.iter())


def idle_headings(article: Element) -> list[Element]:
    """The headings that have nothing below them before the next of their rank; not the first."""
    blocks = [block for block in article if block.tag in HEADINGS or not is_empty(block)]
    following = [*blocks, None][1:]
    return [
        block
        for block, after in zip(blocks, following, strict=True)
        if block.tag in HEADINGS[1:]
        and not (block.tail or "").strip()
        and (after is None or (after.tag in HEADINGS and str(after.tag) <= str(block.tag)))
    ]
