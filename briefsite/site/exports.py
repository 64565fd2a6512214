"""Files of the site that are neither pages nor data, and what hosts and browsers are told of it."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import quote

from briefsite import store
from briefsite.library import Library
from briefsite.library.graph import Graph, page_path, page_url
from briefsite.models import Source
from briefsite.pages import Head, claims, pictures
from briefsite.pages.heads import Edition, qr
from briefsite.pages.writer import Lookup, PageWriter
from briefsite.problems import BriefsiteError
from briefsite.site.records import Dated
from briefsite.store import Artifact

# What people wrote below docs/ and templates/.

_CSS_PART = re.compile(
    rb"""^[ \t]*/\*.*?\*/[ \t]*\r?\n|/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""",
    re.DOTALL | re.MULTILINE,
)


def layered(root: Path, folder: str) -> dict[str, bytes]:
    """The files of a folder of a site by path; its own stand before those of the program."""
    found = store.read(root / folder)
    return found if store.base(root) == root else {**store.read(store.base(root) / folder), **found}


def links(root: Path, folder: str) -> tuple[str, ...]:
    """The links in a folder that people fill, but for those that editors put beside a file."""
    found = [path for path in store.files(root / folder) if (root / folder / path).is_symlink()]
    return tuple(
        f"{folder}/{path}" for path in found if not store.PASSING.fullmatch(path.rpartition("/")[2])
    )


def check_links(found: Sequence[str]) -> None:
    """Raise BriefsiteError where there are links."""
    if found:
        names = ", ".join(found)
        raise BriefsiteError(f"links are not followed; put the files themselves there: {names}")


def check_free(written: Collection[str], generated: Iterable[str]) -> None:
    """Raise BriefsiteError where a hand-written page has the path or the address of another."""
    pages = ((path, f"{path.removesuffix('/index.md')}.md") for path in generated)
    taken = [path if path in written else page for path, page in pages if {path, page} & {*written}]
    if taken:
        names = ", ".join(f"docs/{path}" for path in sorted(taken))
        raise BriefsiteError(f"these files are hand-written, and pages would replace them: {names}")


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


# The figures of each brief in files beside its page, to cite from, and the sources, with what the
# texts print of themselves and no more; and the squares that the small grids of all pages share.


def cite_files(graph: Graph, edition: Edition) -> Iterator[Artifact]:
    """BibTeX and CSL-JSON for each brief with figures, in the folder of its address."""
    for brief in graph.library.briefs():
        path = page_path(brief.kind, brief.id)
        writer = PageWriter(Lookup(graph), path, brief)
        for name, text in claims.cite_files(writer, brief, edition).items():
            yield Artifact(page_url(path) + name, text.encode())


def bibtex(library: Library) -> str:
    """The sources as BibTeX."""
    return "\n".join(_source_bibtex(id, one.value) for id, one in library.sources.items())


def _source_bibtex(id: str, source: Source) -> str:
    fields = {
        "title": f"{{{claims.in_bibtex(source.title or source.label)}}}",
        "author": " and ".join(f"{{{claims.in_bibtex(name)}}}" for name in source.authors),
        "publisher": claims.in_bibtex(source.publisher or ""),
        "year": (source.published or "")[:4],
        "date": source.published,
        "urldate": source.accessed,
        "url": source.url,
        "langid": source.language,
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@misc{{{id},\n{''.join(lines)}}}\n"


def ris(library: Library) -> str:
    """The sources as RIS."""
    return "".join(_source_ris(id, one.value) for id, one in library.sources.items())


def _source_ris(id: str, source: Source) -> str:
    lines = [
        ("TY", "NEWS"),
        ("ID", id),
        ("TI", source.title or source.label),
        *(("AU", name) for name in source.authors),
        ("PB", source.publisher),
        ("PY", (source.published or "")[:4]),
        ("DA", (source.published or "").replace("-", "/")),
        ("Y2", (source.accessed or "").replace("-", "/")),
        ("UR", source.url),
        ("LA", source.language),
    ]
    told = "".join(f"{tag}  - {text}\r\n" for tag, text in lines if text)
    return f"{told}ER  - \r\n\r\n"


def csl(library: Library) -> str:
    """The sources as CSL-JSON."""
    found = [_source_csl(id, one.value) for id, one in library.sources.items()]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _source_csl(id: str, source: Source) -> dict[str, object]:
    entry = {
        "id": id,
        "type": "article-newspaper",
        "title": source.title or source.label,
        "author": [{"literal": name} for name in source.authors],
        "publisher": source.publisher,
        "issued": _csl_day(source.published),
        "accessed": _csl_day(source.accessed),
        "URL": source.url,
        "language": source.language,
    }
    return {name: value for name, value in entry.items() if value}


def _csl_day(day: str | None) -> dict[str, object] | None:
    return {"date-parts": [list(map(int, day.split("-")))]} if day else None


def calendar(edition: Edition, entries: Iterable[Dated]) -> str:
    """Entries as iCalendar (RFC 5545)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//briefsite//due//EN"]
    for one in entries:
        stamp = f"{edition.day:%Y%m%d}T000000Z"
        lines += ["BEGIN:VEVENT", f"UID:{one.id}", f"DTSTAMP:{stamp}"]
        lines += [f"DTSTART;VALUE=DATE:{one.date:%Y%m%d}", f"SUMMARY:{_ical(one.title)}"]
        lines += [f"URL:{one.address}", f"CATEGORIES:{one.kind}", "END:VEVENT"]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _ical(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text)


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, each but the first behind a space."""
    pieces, size = [""], 0
    for char in line:
        size += len(char.encode())
        if size > 74:
            pieces.append("")
            size = len(char.encode())
        pieces[-1] += char
    return "\r\n ".join(pieces)


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
        until = f"{min(edition.day, date.max - _GOOD_FOR) + _GOOD_FOR}T00:00:00Z"
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
    "application/atom+xml application/javascript application/json application/ld+json"
    " application/xml image/svg+xml text/css text/csv text/javascript text/markdown text/plain"
    " text/turtle"
)
"""What a server packs, beside HTML."""


def guarded(
    site: Path,
    inline_scripts: Callable[[str], Iterable[str]],
    more: Iterable[str] = (),
    done: Collection[str] = (),
) -> Iterator[Artifact]:
    """The pages of a site with their policy, and the headers for each host; `more` are digests of
    scripts in pages that are made already, `done` the pages of the site that have theirs."""
    hashes = set(more)
    every = store.files(site)
    for name in (path for path in every if path.endswith(".html")):
        html = (site / name).read_text(encoding="utf-8")
        if name in done:
            hashes.update(_HASH.findall(html.partition(_TAG)[2].partition('">')[0]))
            continue
        own = set(map(script_source, inline_scripts(html)))
        hashes |= own
        tag = f'{_TAG}{_policy(own)}">'
        yield Artifact(name, html.replace(_CHARSET, f"{_CHARSET}{tag}", 1).encode())
    named = (path for path in every if _LASTING_NAME.fullmatch(path.rpartition("/")[2]))
    lasting = [*_LASTING_FOLDERS, *named]
    whole = _policy({_WASM, *hashes}, _ONLY_IN_HEADERS)
    yield from _hosts({"Content-Security-Policy": whole, **_HEADERS}, lasting)


def _policy(scripts: Iterable[str], more: Mapping[str, str] | None = None) -> str:
    parts = {**_POLICY, **(more or {})}
    parts["script-src"] = " ".join([parts["script-src"], *sorted(scripts)])
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def script_source(script: str) -> str:
    """A script as a policy names it, by its digest."""
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
