"""The feed of changes: every correction and every review, newest first, as Atom (RFC 4287)."""

import json
import re
import xml.etree.ElementTree as ET
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import quote, urlsplit

from briefsite.library import PLURALS
from briefsite.library.graph import AnyBrief, FigureAt, Graph, figure_anchor, page_path, page_url
from briefsite.pages import Head, claims, pictures
from briefsite.pages.claims import due_day, title
from briefsite.pages.heads import Edition, qr
from briefsite.pages.writer import Lookup, PageWriter
from briefsite.site.records import Dated
from briefsite.store import Artifact, digest
from briefsite.text.periods import Period

FEED_PATH = "changes.xml"
_ATOM = "http://www.w3.org/2005/Atom"


_CSS_PART = re.compile(
    rb"""^[ \t]*/\*.*?\*/[ \t]*\r?\n|/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""",
    re.DOTALL | re.MULTILINE,
)


def by_hand(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What people wrote, as readers get it: style sheets without comments on their own lines."""
    return {
        path: _CSS_PART.sub(_no_comment, content) if path.endswith(".css") else content
        for path, content in files.items()
    }


def _no_comment(part: re.Match[bytes]) -> bytes:
    """Nothing for a comment with its line end; strings, and comments within a line, as they are."""
    text = part[0]
    return b"" if text.endswith(b"\n") and text.lstrip().startswith(b"/*") else text


SOON = timedelta(days=30)
"""How far ahead the calendar looks."""


def feed(graph: Graph, edition: Edition) -> Artifact:
    """The feed of the whole site."""
    ET.register_namespace("", _ATOM)
    found = changes(graph, edition)
    root = ET.Element(f"{{{_ATOM}}}feed")
    address = edition.site_url + FEED_PATH
    name = graph.library.site.name
    newest = found[0].date if found else edition.day or date.min
    _text(root, "title", f"{name}: corrections and reviews")
    _text(root, "id", address)
    _text(root, "updated", _moment(newest.isoformat()))
    ET.SubElement(root, f"{{{_ATOM}}}link", rel="self", href=address)
    ET.SubElement(root, f"{{{_ATOM}}}link", href=edition.site_url)
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _text(author, "name", name)
    for change in found:
        entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
        _text(entry, "title", change.title)
        _text(entry, "id", change.id)
        _text(entry, "updated", _moment(change.date.isoformat()))
        ET.SubElement(entry, f"{{{_ATOM}}}link", href=change.address)
        _text(entry, "summary", change.text)
    ET.indent(root)
    xml = ET.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    return Artifact(FEED_PATH, f"{head}{xml}\n".encode())


def changes(graph: Graph, edition: Edition) -> list[Dated]:
    """Every correction and every review, the newest first."""
    found = [one for brief in graph.library.briefs() for one in _changes(brief, edition)]
    return sorted(found, key=lambda one: (one.date, one.brief, one.kind, one.id), reverse=True)


def _changes(brief: AnyBrief, edition: Edition) -> Iterator[Dated]:
    seen: Counter[str] = Counter()
    for item in brief.value.corrections:
        # What was and what is tell the corrections of a day apart, in whatever order they stand.
        key = f"corrected/{digest(json.dumps([item.was, item.now]))[:12]}"
        seen[item.date + key] += 1
        number = seen[item.date + key]
        text = f"Was: {item.was}. Now: {item.now}. Why: {item.why}."
        key = key if number == 1 else f"{key}/{number}"
        yield _dated(brief, edition, item.date, "corrected", key, text)
    if reviewed := brief.value.reviewed:
        text = f"Read against its sources by {reviewed.by}."
        yield _dated(brief, edition, reviewed.date, "reviewed", "reviewed", text)


def _dated(brief: AnyBrief, edition: Edition, day: str, kind: str, key: str, text: str) -> Dated:
    title = f"{brief.value.name}: {kind}"
    address = f"{edition.site_url}{page_url(page_path(brief.kind, brief.id))}#about"
    return Dated(
        id=_tag(brief, edition, day, key),
        date=date.fromisoformat(day),
        kind=kind,
        brief=brief.id,
        title=title,
        text=text,
        address=address,
    )


def _tag(brief: AnyBrief, edition: Edition, day: str, key: str) -> str:
    """A name that stays the same when the brief is renamed or anything is put beside it."""
    host = urlsplit(edition.site_url).hostname
    first = next(iter(brief.value.former_ids), brief.id)
    return f"tag:{host},{day}:{PLURALS[brief.kind]}/{first}/{key}"


def due(graph: Graph, edition: Edition) -> list[Dated]:
    """What comes in the days after that of the data: events, plans and reviews, the next first."""
    if not edition.day:
        return []
    last = min(edition.day, date.max - SOON) + SOON
    found = [
        one
        for brief in graph.library.briefs()
        for one in _dues(graph, brief, edition)
        if edition.day <= one.date <= last
    ]
    return sorted(found, key=lambda one: (one.date, one.brief, one.id))


def _dues(graph: Graph, brief: AnyBrief, edition: Edition) -> Iterator[Dated]:
    writer = PageWriter(Lookup(graph), page_path(brief.kind, brief.id), brief)

    def told(day: date, kind: str, anchor: str, words: str) -> Dated:
        made = _dated(brief, edition, day.isoformat(), kind, f"{anchor}/{kind}", "")
        address = made.address.removesuffix("about") + anchor
        return made.model_copy(update={"title": words, "address": address})

    for event in brief.value.events:
        if event.date and (day := Period.parse(event.date).last):
            yield told(day, "event", f"e-{event.id}", f"{brief.value.name}: {event.title}")
    for index, figure in enumerate(brief.value.figures):
        at = FigureAt(brief, figure, index)
        day, review = Period.parse(figure.period).last, due_day(graph, at)
        if day and figure.status in ("planned", "target"):
            yield told(day, "plan", figure_anchor(at), f"{title(writer, at)} ({figure.status})")
        if review:
            yield told(review, "review", figure_anchor(at), f"Review due: {title(writer, at)}")


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{tag}").text = text


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


# A small page at each former address of a brief, which leads to the page of today.
#
# In: a graph. Out: HTML files, one for each former id; site generators copy them as they are. The
# script keeps the anchor, so that permanent links to figures hold; without script a refresh leads
# to the top of the page. Search engines are told not to list them.


MARK = "<!-- a former address -->"


def redirects(graph: Graph, edition: Edition) -> Iterator[Artifact]:
    """The pages at all former addresses."""
    for brief in graph.library.briefs():
        for old in brief.value.former_ids:
            path = page_url(page_path(brief.kind, old)) + "index.html"
            now = edition.site_url + page_url(page_path(brief.kind, brief.id))
            site = graph.library.site.name
            html = _page(brief.value.name, site, f"../{brief.id}/", now)
            yield Artifact(path, html.encode())


def is_redirect(file: Path) -> bool:
    """Whether a file of the built site is a page at a former address."""
    with file.open("rb") as stream:
        return MARK.encode() in stream.read(200)


def _page(name: str, site: str, href: str, canonical: str) -> str:
    name = escape(name)
    return f"""<!doctype html>
{MARK}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name} has moved - {escape(site)}</title>
<meta name="description" content="The brief on {name} has another address now.">
<meta name="robots" content="noindex">
<link rel="icon" href="../../assets/logo.svg">
<link rel="canonical" href="{escape(canonical)}">
<script src="../../assets/moved.js" defer></script>
<noscript><meta http-equiv="refresh" content="0; url={href}"></noscript>
</head>
<body>
<h1>{name} has moved</h1>
<p>The brief has another address now: <a id="moved" href="{href}">{name}</a>.</p>
</body>
</html>
"""


# The figures of each brief in files beside its page, to cite from; and the squares that the small
# grids of all pages share.


def cite_files(graph: Graph, edition: Edition) -> Iterator[Artifact]:
    """BibTeX and CSL-JSON for each brief with figures, in the folder of its address."""
    for brief in graph.library.briefs():
        path = page_path(brief.kind, brief.id)
        writer = PageWriter(Lookup(graph), path, brief)
        for name, text in claims.cite_files(writer, brief, edition).items():
            yield Artifact(page_url(path) + name, text.encode())


def where_ground(graph: Graph) -> Iterator[Artifact]:
    """The squares; none where the site has no grid."""
    if svg := pictures.where_ground(graph.library.site):
        yield Artifact(pictures.GROUND, svg.encode())


# A small style sheet beside each page: what only its printed sheets show.
#
# In: pages of the plan. Out: CSS files with custom properties, which `assets/print.css` prints: the
# words in the margins, and the address as a QR code. Browsers load them last.


NAME = "sheet.css"
_HARMLESS = re.compile(r"[A-Za-z0-9 ,.:-]")


def sheets(pages: Iterable[Head]) -> Iterator[Artifact]:
    """One file for each page that has a sheet, in the folder of its address."""
    for page in pages:
        if page.sheet:
            words = {"header": page.sheet.header, "edition": page.sheet.edition}
            lines = "".join(f"  --brief-{key}: {string(text)};\n" for key, text in words.items())
            code = quote(qr(page.sheet.address).replace('"', "'"), safe=" '=/:.")
            lines += f'  --brief-qr: url("data:image/svg+xml,{code}");\n'
            css = f":root {{\n{lines}}}\n"
            for path in sheet_paths(page):
                yield Artifact(path, css.encode())


def sheet_paths(page: Head) -> tuple[str, ...]:
    """Where the style sheet of a page is; none where it has none."""
    return (page_url(page.path) + NAME,) if page.sheet else ()


def string(text: str) -> str:
    """Plain text as a CSS string (CSS Syntax 3, section 4.3.7): what could end it is escaped."""
    plain = " ".join(text.split())
    return '"' + "".join(c if _HARMLESS.match(c) else f"\\{ord(c):x} " for c in plain) + '"'


# Where a fault in the security of the site is reported (RFC 9116), if site.yml says it.
#
# The file holds for a year from the day of the build's data: a site that nobody builds any more
# says in time that nobody may be there.

_GOOD_FOR = timedelta(days=365)
SECURITY = "security.txt"


def security(graph: Graph, edition: Edition) -> Iterator[Artifact]:
    """security.txt, at its place and, for hosts that leave out hidden folders, at the top."""
    contact = graph.library.site.contact
    if contact and edition.day:
        until = _moment((min(edition.day, date.max - _GOOD_FOR) + _GOOD_FOR).isoformat())
        where = f"{edition.site_url}.well-known/{SECURITY}"
        lines = [f"Contact: {contact}", f"Expires: {until}", "Preferred-Languages: en"]
        text = "".join(f"{line}\n" for line in [*lines, f"Canonical: {where}"])
        for path in (f".well-known/{SECURITY}", SECURITY):
            yield Artifact(path, text.encode())


# What a browser is told of a site: one statement, in its pages and in the form of each host.
#
# In: a built site. Out: its pages with the policy, for hosts that send no headers of ours, and
# files with the headers for those that do. A page says `script-src` without wasm: only the worker
# of the search needs it, which obeys the headers it came with and not the page.

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
_WASM = "'wasm-unsafe-eval'"
_ONLY_IN_HEADERS = {"frame-ancestors": "'none'"}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SHORT, LONG = "public, max-age=300", "public, max-age=31536000, immutable"
"""How long a browser keeps a file that may change, and one whose name changes with its content."""
HOSTING = "assets/hosting"
"""The folder with the settings that a server includes."""
_LASTING_FOLDERS = ("pagefind/filter/", "pagefind/fragment/", "pagefind/index/")
_LASTING_NAME = re.compile(r"\w+\.[0-9a-f]{8}\.min\.(js|css)")
_CHARSET = '<meta charset="utf-8">'
_TAG = '<meta http-equiv="Content-Security-Policy" content="'
_HASH = re.compile(r"'sha256-[^']+'")
_PACKED = (
    "application/atom+xml application/javascript application/json application/xml image/svg+xml"
    " text/css text/csv text/javascript text/markdown text/plain"
)
"""What a server packs, beside HTML."""


def guarded(
    site: Path, inline_scripts: Callable[[str], Iterable[str]], done: Collection[str] = ()
) -> Iterator[Artifact]:
    """The pages of a site with their policy, and the headers for each host; `done` have theirs."""
    hashes: set[str] = set()
    for path in sorted(site.rglob("*.html")):
        html, name = path.read_text(encoding="utf-8"), path.relative_to(site).as_posix()
        if name in done:
            hashes.update(_HASH.findall(html.partition(_TAG)[2].partition('">')[0]))
            continue
        own = set(map(_source, inline_scripts(html)))
        hashes |= own
        tag = f'{_TAG}{_policy(own)}">'
        yield Artifact(name, html.replace(_CHARSET, f"{_CHARSET}{tag}", 1).encode())
    named = (path for path in site.rglob("*.min.*") if _LASTING_NAME.fullmatch(path.name))
    lasting = [*_LASTING_FOLDERS, *sorted(path.relative_to(site).as_posix() for path in named)]
    whole = _policy({_WASM, *hashes}, _ONLY_IN_HEADERS)
    yield from _hosts({"Content-Security-Policy": whole, **_HEADERS}, lasting)


def _policy(scripts: Iterable[str], more: Mapping[str, str] | None = None) -> str:
    parts = {**_POLICY, **(more or {})}
    parts["script-src"] = " ".join([parts["script-src"], *sorted(scripts)])
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def _source(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def _hosts(headers: Mapping[str, str], lasting: list[str]) -> Iterator[Artifact]:
    """`lasting` are files that keep, and folders of such, which end with a slash."""
    globs = [f"/{path}*" if path.endswith("/") else f"/{path}" for path in lasting]
    either = "|".join(re.escape(path) for path in lasting)
    forms = {
        "_headers": _netlify(headers, globs),
        ".htaccess": _apache(headers, either),
        f"{HOSTING}/nginx.conf": _nginx(headers, either),
        f"{HOSTING}/caddy.conf": _caddy(headers, globs),
    }
    for path, lines in forms.items():
        yield Artifact(path, "".join(f"{line}\n" for line in lines).encode())


def _netlify(headers: Mapping[str, str], globs: list[str]) -> Iterator[str]:
    """Netlify and Cloudflare Pages. Rules add up, so the short time is left to the host: none."""
    yield "/*"
    yield from (f"  {name}: {value}" for name, value in headers.items())
    for path in globs:
        yield path
        yield f"  Cache-Control: {LONG}"


def _apache(headers: Mapping[str, str], either: str) -> Iterator[str]:
    yield "<IfModule mod_headers.c>"
    yield from (f'  Header always set {name} "{value}"' for name, value in headers.items())
    yield f'  Header set Cache-Control "{SHORT}"'
    yield f'  <If "%{{REQUEST_URI}} =~ m#/({either})#">'
    yield f'    Header set Cache-Control "{LONG}"'
    yield "  </If>"
    yield "</IfModule>"
    yield "<IfModule mod_deflate.c>"
    yield f"  AddOutputFilterByType DEFLATE text/html {_PACKED}"
    yield "</IfModule>"
    yield "AddDefaultCharset utf-8"


def _nginx(headers: Mapping[str, str], either: str) -> Iterator[str]:
    """For `include` in a `server`."""
    added = [f'add_header {name} "{value}" always;' for name, value in headers.items()]
    yield from added
    yield f'add_header Cache-Control "{SHORT}";'
    yield f'location ~ "/({either})" {{'
    yield from (f"  {line}" for line in added)
    yield f'  add_header Cache-Control "{LONG}";'
    yield "}"
    yield "charset utf-8;"
    yield "gzip on;"
    yield "gzip_vary on;"
    yield f"gzip_types {_PACKED};"


def _caddy(headers: Mapping[str, str], globs: list[str]) -> Iterator[str]:
    """For `import` in a site."""
    yield "header {"
    yield from (f'  {name} "{value}"' for name, value in headers.items())
    yield "}"
    for name, matcher, keep in (("lasting", "path", LONG), ("passing", "not path", SHORT)):
        yield f"@{name} {matcher} {' '.join(globs)}"
        yield f'header @{name} Cache-Control "{keep}"'
    yield "encode gzip"
