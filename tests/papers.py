"""A look at a PDF: its text, and what a machine is told about it."""

import io
import re
from functools import cached_property

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
    def jumps(self) -> list[str]:
        """The anchors that links within the document lead to."""
        found = []
        for page in self.file.pages:
            for note in page.obj.get("/Annots", []):
                if "/Dest" in note:
                    found.append(str(note.Dest))
                elif "/A" in note and "/D" in note.A:
                    found.append(str(note.A.D))
        return found

    @property
    def places(self) -> dict[str, int]:
        """The page, from 1, of each place that links can lead to."""
        numbers = {page.obj.objgen: n for n, page in enumerate(self.file.pages, 1)}
        names = list(self.file.Root.get("/Names", {}).get("/Dests", {}).get("/Names", []))
        pairs = zip(names[::2], names[1::2], strict=True)
        return {str(name): numbers[place[0].objgen] for name, place in pairs}

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


def compact(text: str) -> str:
    """Text without white space; the hyphen that pdfium marks at the end of a line is one."""
    return re.sub(r"\s+", "", text.replace("\ufffe", "-").replace("\x02", "-"))
