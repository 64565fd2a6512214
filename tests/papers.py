"""A look at a PDF: its text, and what a machine is told about it; and at the page it is made of."""

import io
import re
from functools import cached_property
from html.parser import HTMLParser

import pikepdf
import pypdfium2


class Paper:
    """A PDF that was made."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.file = pikepdf.open(io.BytesIO(data))

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page."""
        document = pypdfium2.PdfDocument(self.data)
        try:
            return [page.get_textpage().get_text_range().replace("\r", "") for page in document]
        finally:
            document.close()

    @cached_property
    def corners(self) -> set[tuple[int, ...]]:
        """The colours in two corners of each page."""
        found = set()
        for page in pypdfium2.PdfDocument(self.data):
            image = page.render(scale=0.5).to_pil().convert("RGB")
            found |= {image.getpixel((2, 2)), image.getpixel((image.width - 3, image.height - 3))}
        return found

    @property
    def text(self) -> str:
        """All text, compact."""
        return compact("".join(self.pages))

    def body(self, *margins: str) -> str:
        """All text, compact, without what stands in the margins of each page."""
        found = []
        for number, page in enumerate(self.pages, 1):
            text = compact(page)
            for words in (*margins, f"Page {number} of {len(self.pages)}"):
                text = text.replace(compact(words), "", 1)
            found.append(text)
        return "".join(found)

    @property
    def links(self) -> list[str]:
        """The addresses that links lead to."""
        found = []
        for page in self.file.pages:
            for note in page.obj.get("/Annots", []):
                if "/A" in note and "/URI" in note.A:
                    found.append(str(note.A.URI))
        return found

    @property
    def jumps(self) -> list[tuple[int, float]]:
        """Where links within the document lead to: the page, from 1, and the height on it."""
        found = []
        for page in self.file.pages:
            for note in page.obj.get("/Annots", []):
                place = note.get("/Dest") or ("/A" in note and note.A.get("/D"))
                if place:
                    found.append(self._place(place))
        return found

    @property
    def bookmark_places(self) -> list[tuple[str, int]]:
        """Each title of the outline, and its page, from 1."""
        found: list[tuple[str, int]] = []

        def walk(items: object) -> None:
            for item in items:  # type: ignore[attr-defined]
                place = item.destination if item.destination is not None else item.action.D
                found.append((item.title, self._place(place)[0]))
                walk(item.children)

        with self.file.open_outline() as outline:
            walk(outline.root)
        return found

    def _place(self, place: pikepdf.Object) -> tuple[int, float]:
        """Page and height of a destination; a name is looked up."""
        if not isinstance(place, pikepdf.Array):
            place = self._named[str(place)]
            place = place.D if isinstance(place, pikepdf.Dictionary) else place
        return self._numbers[place[0].objgen], float(place[3]) if len(place) > 3 else 0

    @cached_property
    def _numbers(self) -> dict[tuple[int, int], int]:
        return {page.obj.objgen: number for number, page in enumerate(self.file.pages, 1)}

    @cached_property
    def _named(self) -> dict[str, pikepdf.Object]:
        names = self.file.Root.get("/Names", {}).get("/Dests")
        return dict(pikepdf.NameTree(names)) if names is not None else {}

    @property
    def filled(self) -> list[float]:
        """How far down each page between its margins something stands, from 0 to 1."""
        found = []
        for page in pypdfium2.PdfDocument(self.data):
            image = page.render(scale=0.4).to_pil().convert("L")
            top, foot = round(60 * 0.4), round(image.height - 54 * 0.4)
            body = image.crop((0, top, image.width, foot)).point(lambda shade: 255 * (shade < 250))
            box = body.getbbox()
            found.append(box[3] / body.height if box else 0.0)
        return found

    @property
    def bookmarks(self) -> list[str]:
        """The titles of the outline, in order."""
        found: list[str] = []

        def walk(items: object) -> None:
            for item in items:  # type: ignore[attr-defined]
                found.append(item.title)
                walk(item.children)

        with self.file.open_outline() as outline:
            walk(outline.root)
        return found

    @property
    def fonts(self) -> list[tuple[str, bool]]:
        """Every font: its name without the mark of the subset, and whether its file is in it."""
        found = []
        for item in self.file.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                files = {"/FontFile", "/FontFile2", "/FontFile3"} & set(item.keys())
                found.append((re.sub(r"^/?[A-Z]{6}\+", "", str(item.FontName)), bool(files)))
        return sorted(found)


BLOCKS = ("h1", "h2", "h3", "h4", "p", "li", "td", "th", "dt", "dd", "figcaption", "pre")
_EMPTY = ("br", "img", "wbr", "input", "path", "rect", "line", "circle", "meta", "link")
_GONE_TAGS = ("script", "style", "template", "nav", "form", "button", "svg")
_GONE_CLASSES = {
    *("headerlink", "md-content__button", "claim", "compare", "visually-hidden"),
    *("here", "cite", "passage"),
    *("filter-status", "foot", "ways", "pdf", "edit", "gloss", "glosses"),
}


class Article(HTMLParser):
    """The article of a built page, without what belongs to the screen.

    `blocks` is the text of each block that holds no other, with the marks that stand around
    quotes; `sources` are the addresses of the notes.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.headings: list[str] = []
        self.sources: list[str] = []
        self._open: list[tuple[str, bool, list[str]]] = []
        self._gone = 0
        found = re.search(r'(?s)<article class="md-content__inner md-typeset".*</article>', html)
        assert found
        self.feed(found[0])
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag in _EMPTY:
            return
        values = dict(attrs)
        names = set((values.get("class") or "").split())
        gone = tag in _GONE_TAGS or bool(names & _GONE_CLASSES) or "sheet" in names
        # The heading of links around a region has nothing below it on paper.
        gone = gone or "hidden" in values or "popover" in values or values.get("id") == "around"
        if tag in BLOCKS and not gone and not self._gone:
            # What holds another block is none of those that count.
            for _, _, texts in self._open:
                texts.append("\0")
        self._gone += gone
        self._open.append((tag, gone, []))
        if tag == "q":
            self.handle_data("\u201c")
        if tag == "a" and "paper" in names and not self._gone:
            self.sources.append(values["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag in _EMPTY:
            return
        if tag == "q":
            self.handle_data("\u201d")
        name, gone, texts = self._open.pop()
        assert name == tag, (name, tag)
        text = "".join(texts)
        if tag in BLOCKS and not self._gone and "\0" not in text and text.strip():
            self.blocks.append(text)
            if re.fullmatch("h[1-6]", tag):
                self.headings.append(" ".join(text.split()))
        self._gone -= gone

    def handle_data(self, data: str) -> None:
        """Text, for every element that is open."""
        if not self._gone:
            for _, _, texts in self._open:
                texts.append(data)


def compact(text: str) -> str:
    """Text without white space; the hyphen that pdfium marks at the end of a line is one."""
    return re.sub(r"\s+", "", text.replace("\ufffe", "-").replace("\x02", "-"))
