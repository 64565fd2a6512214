"""A built page without what belongs to the screen: the article, cleaned in one place.

In: the HTML of a page as any engine built it, and its address. Out: a `Lean` page. What is left
is what print.css prints: no controls, no evidence cards (the notes hold it), no addresses that
only make sense within the site.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, tostring

import tinyhtml5

from briefsite.problems import BriefsiteError

# HTML as a tree and back: what lean pages and booklets are made with. The only home of tinyhtml5.
#
# In: HTML of a built page. Out: elements of the standard library, without namespaces, which are
# changed in place.


HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Verdict(Enum):
    """What becomes of an element: it stays, it goes, or only what is in it stays."""

    KEEP = auto()
    DROP = auto()
    UNWRAP = auto()


def parse(html: str) -> Element:
    """The body of an HTML text."""
    # It comes with WeasyPrint, without which a site can be built too.

    root: Element = tinyhtml5.parse(html, namespace_html_elements=False)
    for element in _elements(root):
        element.tag = _local(element.tag)
        element.attrib = {_local(name): value for name, value in element.attrib.items()}
    body = root.find("body")
    if body is None:
        raise BriefsiteError("the HTML of a page has no body")
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


ARTICLE = re.compile(r'<article class="md-content__inner md-typeset".*</article>', re.S)
_TITLE = re.compile(r"<title>(.*?)</title>", re.S)
_LANGUAGE = re.compile(r'<html lang="([a-zA-Z-]+)"')
_LAST_WORD = re.compile(r"(.*?)(\S{0,30})", re.S)
SHEET = "sheet.css"
"""Beside each page: the words for the margins of its sheets."""

_GONE_TAGS = {"script", "style", "template", "nav", "form", "input", "select", "textarea"}
_GONE_TAGS |= {"dialog", "iframe", "object", "embed", "video", "audio", "link", "meta", "base"}
_GONE_CLASSES = {"headerlink", "footnote-backref", "md-content__button", "claim", "claim-row"}
_GONE_CLASSES |= {"compare", "visually-hidden", "filter-status", "foot", "ways", "pdf", "edit"}
_GONE_ATTRIBUTES = {"popover", "data-pdf", "data-no-paper"}
_FOR_SCREENS = re.compile(r"data-|on|tabindex$|contenteditable$|popover|autofocus$|style$")
_SCHEMES = ("http", "https", "mailto")


@dataclass(frozen=True)
class Lean:
    """A page to be printed: `url` is its address, `style` its own few lines of CSS."""

    url: str
    language: str
    title: str
    article: Element
    style: str

    @property
    def heading(self) -> str:
        """The text of the first heading."""
        found = self.article.find(".//h1")
        return text(found) if found is not None else self.title


def read(site: Path, page: str, site_url: str) -> Lean:
    """A page of a built site; `page` is its address below the root: empty, or ending in `/`."""
    folder = site / page
    try:
        html = (folder / "index.html").read_text(encoding="utf-8")
    except OSError as error:
        raise BriefsiteError(f"there is no built page {page}index.html to print") from error
    sheet = folder / SHEET
    style = sheet.read_text(encoding="utf-8") if sheet.is_file() else ""
    return clean(html, urljoin(site_url, page), style)


def clean(html: str, url: str, style: str = "") -> Lean:
    """The lean page of an HTML text."""
    found = ARTICLE.search(html)
    if not found:
        raise BriefsiteError(f"the page at {url} has no article to print")
    article = parse(found[0])[0]
    prune(article, _judge)
    prune(article, _judge_rest)
    drop(article, idle_headings(article))
    for element in list(article.iter()):
        _settle(element)
        _part_pairs(element)
        _keep_marks(element)
    _settle_links(article, url)
    title, language = _TITLE.search(html), _LANGUAGE.search(html)
    words = " ".join(unescape(title[1]).split()) if title else url
    return Lean(url, language[1] if language else "en", words, article, style)


def _judge(element: Element) -> Verdict:
    """What a reader of paper has no use for goes; a term in a button stays as its text."""
    names = set(classes(element))
    if element.tag == "button":
        opens = "popovertarget" in element.attrib or "term" in names
        return Verdict.UNWRAP if opens else Verdict.DROP
    if element.tag == "wbr":
        return Verdict.DROP
    hidden = "hidden" in element.attrib and "sheet" not in names
    gone = element.tag in _GONE_TAGS or names & _GONE_CLASSES or hidden
    return Verdict.DROP if gone or _GONE_ATTRIBUTES & set(element.attrib) else Verdict.KEEP


def _judge_rest(element: Element) -> Verdict:
    """What the first round left empty goes too; a paragraph that is all of an item is unwrapped."""
    if element.tag in ("tr", "ul", "ol", "dl") and is_empty(element):
        return Verdict.DROP
    return Verdict.KEEP


def _settle(element: Element) -> None:
    """Attributes for programs go, and what is folded lies open."""
    for name in [name for name in element.attrib if _FOR_SCREENS.match(name)]:
        del element.attrib[name]
    if element.tag == "details":
        element.set("open", "")
    lone = element[0] if element.tag == "li" and len(element) == 1 else None
    if lone is not None and lone.tag == "p" and not (element.text or "").strip():
        prune(element, lambda child: Verdict.UNWRAP if child is lone else Verdict.KEEP)


def _part_pairs(element: Element) -> None:
    """A list whose pairs are grouped becomes groups, a list each: tagged PDFs know no groups."""
    if element.tag != "dl" or not any(child.tag == "div" for child in element):
        return
    element.tag = "div"
    for group in element.findall("div"):
        pair = Element("dl", {"class": "pair"})
        pair.extend(list(group))
        del group[:]
        group.append(pair)


def _keep_marks(parent: Element) -> None:
    """The mark of a note stays on the line of the word before it."""
    kept: Element | None = None
    for mark in [child for child in parent if child.tag == "sup"]:
        place = list(parent).index(mark)
        before = parent[place - 1] if place else None
        if kept is None or before is not kept or kept.tail:
            words = (parent.text if before is None else before.tail) or ""
            head, last = _LAST_WORD.fullmatch(words).groups()  # type: ignore[union-attr]
            if not last:
                continue
            kept = Element("span", {"class": "kept"})
            kept.text = last
            parent.insert(place, kept)
            if before is None:
                parent.text = head
            else:
                before.tail = head
        parent.remove(mark)
        kept.tail, mark.tail = mark.tail, None
        kept.append(mark)


def _settle_links(article: Element, url: str) -> None:
    """Links within the page stay, all others get their whole address."""
    ids = {element.get("id") for element in article.iter()}
    for link in [element for element in article.iter("a") if "href" in element.attrib]:
        href = link.attrib["href"].strip()
        if href.startswith("#") and href[1:] in ids:
            continue
        whole = urljoin(url, href)
        if urlsplit(whole).scheme in _SCHEMES:
            link.set("href", whole)
        else:
            del link.attrib["href"]
