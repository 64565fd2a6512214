"""What a page needs on paper, where nothing can be followed: what it is, where, and as of when.

In: a page of the plan and the edition. Out: its `Sheet`; the theme prints it, style sheets hide it
from the screen.
"""

from dataclasses import dataclass

from briefsite import __version__
from briefsite.charts.qr import qr
from briefsite.pages.claims import SITE_NAME, Edition
from briefsite.pages.desk import page_url
from briefsite.periods import Period
from briefsite.text import Markdown


@dataclass(frozen=True)
class Sheet:
    """The head of a page on paper. Plain text, but for the picture."""

    header: str
    """Stands in the margin of every sheet."""
    place: str
    """What and where it is; empty for lists."""
    address: str
    edition: str
    """The release, and the day of the data."""
    qr: Markdown


def sheet(title: str, path: str, place: str, edition: Edition) -> Sheet:
    """The head of a page."""
    address = edition.site_url + page_url(path)
    day = Period.parse(edition.day.isoformat()).words
    header = title if title == SITE_NAME else f"{SITE_NAME}: {title}"
    return Sheet(header, place, address, f"Version {__version__}, data of {day}", qr(address))
