"""The built site behind a real server, before a real browser, and how fast it is served.

    python -m benchmarks.hosting [--requests N]

nginx (Debian: nginx-light) serves `site/` on this machine with the settings that the build wrote.
In Chromium one page of every kind is opened, the colours are switched and the search is used: the
console says nothing, so nothing breaks the policy. Then the answers are looked at (headers, gzip,
lifetimes), and `ab` (Debian: apache2-utils) loads a page and a plain file of the same size.
"""

import argparse
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from briefsite.site import exports
from tests.conftest import BROWSER_FLAGS
from tests.find_browser import find_browser
from tests.visitor import kinds, visit
from tests.world import CHECKOUT

SITE = CHECKOUT / "site"
SETTINGS = """\
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types; access_log off;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{
    listen 127.0.0.1:{port}; root {site}; error_page 404 /404.html;
    include {site}/assets/hosting/nginx.conf;
    location /plain/ {{ root {folder}; gzip off; }}
  }}
}}
"""


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    """Serve the site; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "nginx.conf").write_text(
        SETTINGS.format(folder=folder, site=SITE, port=port), encoding="utf-8"
    )
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    server = subprocess.Popen([program or "nginx", "-c", str(folder / "nginx.conf")])
    try:
        for _ in range(100):
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


def look(url: str) -> None:
    """Open every kind of page as a reader would, and use it; raises where the browser complains."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=list(BROWSER_FLAGS)
        )
        pages = [path for kind, path in kinds(SITE).items() if kind != "404.html"]
        for path in pages:
            for reader in visit(browser, url):
                page = reader.go(path)
                if page.locator("label.md-header__button[for^=__palette]").count():
                    page.locator("label.md-header__button[for^=__palette]:visible").first.click()
                    reader.search("output")
                    assert reader.search("of 2023"), path
        for reader in visit(browser, url, expects=["404"]):
            reader.page.goto(url + "nowhere/")
            assert "Page not found" in reader.page.title()
        print(f"{len(pages) + 1} kinds of pages opened and searched: nothing complained")
        browser.close()


def answers(url: str) -> None:
    """What the server says of a page, of what keeps, of what may change, and of nothing."""
    (style,) = (SITE / "assets" / "stylesheets").glob("main.*.min.css")
    fragment = next((SITE / "pagefind" / "fragment").iterdir())
    wanted = {
        "": (exports.SHORT, "gzip"),
        "assets/briefs.css": (exports.SHORT, "gzip"),
        style.relative_to(SITE).as_posix(): (exports.LONG, "gzip"),
        fragment.relative_to(SITE).as_posix(): (exports.LONG, None),
        "nowhere/": (None, None),
    }
    for path, (keep, packed) in wanted.items():
        request = urllib.request.Request(url + path, headers={"Accept-Encoding": "gzip"})
        try:
            answer = urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            answer = error
        said = answer.headers
        assert said["Content-Security-Policy"].startswith("default-src 'none'"), path
        assert said["X-Content-Type-Options"] == "nosniff", path
        assert said["Cache-Control"] == keep, (path, said["Cache-Control"])
        assert packed is None or said["Content-Encoding"] == packed, path
        print(f"{answer.status} /{path}: {said['Cache-Control']}, {said['Content-Encoding']}")


def load(url: str, path: str, requests: int) -> None:
    """Requests a second for one address, as `ab` says them."""
    command = ["ab", "-q", "-k", "-c", "32", "-n", str(requests)]
    command += ["-H", "Accept-Encoding: gzip", url + path]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures = re.findall(r"(?m)^(Requests per second|Failed requests|  9[59]%):?\s+(\S+)", said)
    print(f"/{path}: " + ", ".join(f"{name.strip().lower()} {value}" for name, value in figures))


def main() -> None:
    """Serve, look, load."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--requests", type=int, default=5_000)
    options = parser.parse_args()
    with TemporaryDirectory() as name, nginx(Path(name)) as url:
        folder = Path(name)
        folder.chmod(0o755)
        largest = max(SITE.glob("regions/*/index.html"), key=lambda file: file.stat().st_size)
        (folder / "plain").mkdir()
        shutil.copy(largest, folder / "plain" / "page.bin")
        answers(url)
        look(url)
        load(url, largest.parent.relative_to(SITE).as_posix() + "/", options.requests)
        load(url, "plain/page.bin", options.requests)


if __name__ == "__main__":
    main()
