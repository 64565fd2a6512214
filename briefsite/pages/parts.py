"""The smallest things that templates are given: a link, a labelled value."""

from dataclasses import dataclass

from briefsite.text import Markdown


@dataclass(frozen=True)
class Link:
    """A link to a page of the site: `href` is relative to the page it stands on."""

    text: str
    href: str
    note: str = ""
    """A few words beside the link."""
    local_name: str = ""
    summary: str = ""
    """A sentence on what the page is about, for cards."""


@dataclass(frozen=True)
class Fact:
    """A labelled value of the box at the top of a page."""

    label: str
    value: Markdown


@dataclass(frozen=True)
class Picture:
    """A chart with the words under it."""

    id: str
    svg: Markdown
    caption: str
    reasons: tuple[str, ...] = ()
    """Why values are drawn apart, one each; or what to mind."""
    linked: bool = False
    """It is there to lead on, not to show values."""
