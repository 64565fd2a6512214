"""The font files that PDFs are drawn with, and what CSS calls them."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent / "fonts"


@dataclass(frozen=True)
class Font:
    """One file with its family, its weight as CSS counts it, and its style."""

    file: str
    family: str
    weight: int
    style: str = "normal"

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return FOLDER / self.file


FONTS = (
    Font("brief-sans-regular.woff2", "Brief Sans", 400),
    Font("brief-sans-bold.woff2", "Brief Sans", 700),
    Font("brief-sans-italic.woff2", "Brief Sans", 400, "italic"),
    Font("brief-han-regular.woff2", "Brief Han", 400),
    Font("brief-han-bold.woff2", "Brief Han", 700),
)
