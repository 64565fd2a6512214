"""What the build writes for hosts says one policy, for every page, in the form of each."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from briefsite.pages.heads import Edition
from briefsite.site import LATEST, exports
from tests.server import headers
from tests.world import graph_of, story

ADDRESS = "https://atlantis.example/"
CSP = "Content-Security-Policy"
META = re.compile(rf'<meta charset="utf-8"><meta http-equiv="{CSP}" content="([^"]+)">')
INLINE = re.compile(r"(?s)<script>(.*?)</script>")


@pytest.fixture(scope="module")
def site(family: Path) -> Path:
    return family / "site"


def directives(policy: str) -> dict[str, set[str]]:
    parts = (part.split() for part in policy.split(";"))
    return {name: set(values) for name, *values in parts}


def pages(site: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted(site.rglob("*.html")):
        yield file, file.read_text(encoding="utf-8")


def of_host(site: Path, host: str) -> tuple[dict[str, str], str]:
    """The headers that a host sends with a page, and all that its settings say."""
    text = (site / host).read_text(encoding="utf-8")
    if host == "_headers":
        return headers(site, "/regions/"), text
    form = {
        ".htaccess": r'^  Header (?:always )?set ([\w-]+) "(.*)"$',
        f"{exports.HOSTING}/nginx.conf": r'^add_header ([\w-]+) "(.*?)"(?: always)?;$',
        f"{exports.HOSTING}/caddy.conf": r'^(?:  |header @passing )([\w-]+) "(.*)"$',
    }[host]
    return dict(re.findall(f"(?m){form}", text)), text


def test_each_page_has_its_policy_with_its_scripts_and_no_others(site: Path) -> None:
    for file, html in pages(site):
        (policy,) = META.findall(html)
        own = {
            f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
            for text in INLINE.findall(html)
        }
        assert directives(policy)["script-src"] == {"'self'", *own}, file
        assert directives(policy)["default-src"] == {"'none'"}
        assert html.index(policy) < html.find("<script") or "<script" not in html


def test_no_page_has_another_fetched_ahead(site: Path) -> None:
    """The policy forbids it, and a browser that fetches the next page complains."""
    found = {kind for _, html in pages(site) for kind in re.findall(r'<link rel="([^"]+)"', html)}
    assert {"canonical", "stylesheet"} <= found
    assert not found & {"next", "prev", "prefetch", "prerender"}


@pytest.mark.parametrize("host", ["_headers", ".htaccess", "nginx.conf", "caddy.conf"])
def test_each_host_sends_what_the_pages_need(host: str, site: Path) -> None:
    path = host if host in ("_headers", ".htaccess") else f"{exports.HOSTING}/{host}"
    sent, text = of_host(site, path)
    short = {} if host == "_headers" else {"Cache-Control": exports.SHORT}
    assert sent == {**headers(site, "/regions/"), **short}
    policy = directives(sent[CSP])
    assert policy.pop("frame-ancestors") == {"'none'"}
    needed = [directives(found) for _, html in pages(site) for found in META.findall(html)]
    scripts = set().union(*(one.pop("script-src") for one in needed))
    assert policy.pop("script-src") == scripts | {"'wasm-unsafe-eval'"}
    assert all(one == policy for one in needed)
    assert sent["X-Content-Type-Options"] == "nosniff"
    lasting = (site / "_headers").read_text(encoding="utf-8").splitlines()
    lasting = [line.strip("*") for line in lasting if line.startswith("/") and line != "/*"]
    assert len(lasting) > 3
    assert exports.LONG in text
    assert all(path.strip("/") in text.replace("\\", "") for path in lasting)


def test_only_what_changes_its_name_keeps(site: Path) -> None:
    """The name of a file that a browser keeps for a year holds a part of its hash."""
    kept = [
        path
        for path in (file.relative_to(site).as_posix() for file in site.rglob("*.*"))
        if "Cache-Control" in headers(site, f"/{path}")
    ]
    assert {path.split("/")[0] for path in kept} == {"assets", "pagefind"}
    assert all(re.search(r"[._][0-9a-f]{7,}\.", path) for path in kept), kept
    assert not [path for path in kept if path.endswith(".html")]


@pytest.mark.parametrize(
    ("day", "until"), [(1717200000, "2025-06-01T00:00:00Z"), (LATEST, "9999-12-31T00:00:00Z")]
)
def test_security_txt_says_whom_to_tell_and_until_when(
    day: int, until: str, root: Callable[..., Path]
) -> None:
    site = (story("minimal") / "site.yml").read_text(encoding="utf-8")
    contact = "mailto:security@atlantis.example"
    graph = graph_of(root(story("minimal"), {"site.yml": f"{site}contact: {contact}\n"}))
    files = {file.path: file.content for file in exports.security(graph, Edition(ADDRESS, day))}
    assert files[".well-known/security.txt"] == files["security.txt"]
    fields = dict(line.split(": ", 1) for line in files["security.txt"].decode().splitlines())
    assert fields["Contact"] == contact
    assert fields["Expires"] == until
    assert fields["Canonical"] == f"{ADDRESS}.well-known/security.txt"


def test_without_a_contact_there_is_no_security_txt(site: Path) -> None:
    assert not (site / "security.txt").exists()
