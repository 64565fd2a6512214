"""Ways from a page into the repository: to the file it is made from, and to the form for errors.

In: the address of the repository and its `edit_uri`, as mkdocs.yml has them. Out: addresses.
Without a repository there are none, and pages show no way to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urlencode, urljoin

from briefsite.evidence.record import Record
from briefsite.library import KINDS
from briefsite.library.addresses import figure_anchor, page_path, page_url
from briefsite.library.graph import FigureAt
from briefsite.pages.views import Link
from briefsite.text import shorten
from briefsite.text.periods import Period

FORM = "wrong-figure.yml"
"""The form for errors, in .github/ISSUE_TEMPLATE; `page` and `figure` are fields of it."""
_EDIT = {kind.place: kind.edit for kind in KINDS.values()}
"""What to say, by the folder below briefs/ or the registry."""


@dataclass(frozen=True)
class Repository:
    """Where the briefs are kept, on the web."""

    url: str = ""
    """Empty where there is none."""
    edit_uri: str = ""
    """Where the hand-written pages of docs/ can be edited, below the address."""

    def edit(self, file: str) -> str:
        """The address at which a file can be edited; empty where there is none."""
        if not self.url or not self.edit_uri:
            return ""
        pages = urljoin(f"{self.url.rstrip('/')}/", f"{self.edit_uri.rstrip('/')}/")
        return urljoin(pages, f"../{file}")

    def report(self, page: str, figure: str = "") -> str:
        """The form for errors, with page and figure filled in; empty where there is none."""
        if not self.url:
            return ""
        fields = {"template": FORM, "page": page}
        if figure:
            told = shorten(figure)
            fields |= {"figure": told, "title": f"Wrong figure: {told}"}
        return f"{self.url.rstrip('/')}/issues/new?{urlencode(fields, safe='/:@,')}"

    def links(self, file: str, page: str) -> Iterator[Link]:
        """What stands at the foot of a page that is made from a file of briefs/."""
        words = _EDIT[file.split("/")[1]]
        links = Link(words, self.edit(file)), Link("Report a problem", self.report(page))
        yield from (link for link in links if link.href)


SITE_NAME = "China Regional Briefs"


@dataclass(frozen=True)
class Edition:
    """What a build knows besides the briefs: addresses, its date, and what was verified."""

    site_url: str = "https://example.org/"
    epoch: int = 0
    """Seconds since 1970; 0 where no date is known."""
    record: Record = field(default_factory=Record)
    repository: Repository = field(default_factory=Repository)

    @property
    def day(self) -> date | None:
        """The day of the data; None where it is not known."""
        return datetime.fromtimestamp(self.epoch, UTC).date() if self.epoch else None

    @property
    def day_words(self) -> str:
        """The day in words."""
        return Period.parse(self.day.isoformat()).words if self.day else "a day that is not known"


def permalink(at: FigureAt, edition: Edition) -> str:
    """The permanent address of a figure."""
    page = page_url(page_path(at.brief.kind, at.brief.id))
    return f"{edition.site_url}{page}#{figure_anchor(at)}"
