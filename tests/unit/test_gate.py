"""The gate sees every kind of fault in built HTML, and lets good pages through."""

from pathlib import Path

import pytest

from briefsite.site import gate

URL = "https://example.org/base/"
GOOD = """<!doctype html>
<html><head>
<link rel="canonical" href="https://example.org/base/">
<link rel="stylesheet" href="a.css">
<script src="assets/a.js"></script>
<script type="application/json">{"a": 1}</script>
</head><body>
<h1 id="top">Good</h1>
<a href="#top">here</a> <a href=".">self</a> <a href="sub/">down</a> <a href="sub/#there">there</a>
<a href="/base/sub/">root</a> <a href="a.js">file</a> <a href="https://other.org/" rel="x">out</a>
<a href="mailto:a@example.org">mail</a> <img src="a%20b.png" alt="">
</body></html>
"""
SUB = '<h1 id="there">Sub</h1><a href="..">up</a> <a href="../#top">top</a>'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.js").write_text("")
    (tmp_path / "index.html").write_text(GOOD)
    (tmp_path / "sub" / "index.html").write_text(SUB)
    for name in ("a.css", "a.js", "a b.png"):
        (tmp_path / name).write_text("")
    return tmp_path


def faults(site: Path, html: str, *scripts: str) -> list[str]:
    (site / "index.html").write_text(GOOD.replace("</body>", f"{html}\n</body>"))
    return [problem.message for problem in gate.check(site, URL, scripts)]


def test_a_good_site_passes(site: Path) -> None:
    assert gate.check(site, URL) == []


def test_a_link_to_what_joins_the_site_later_is_no_dead_one(site: Path) -> None:
    (site / "index.html").write_text(GOOD.replace("</body>", '<a href="old/x/">x</a></body>'))
    assert gate.check(site, URL, (), ("old/x/",)) == []
    assert len(gate.check(site, URL, (), ("old/y/",))) == 1


@pytest.mark.parametrize(
    ("html", "finding"),
    [
        ('<b onclick="x()">', "the event handler onclick on <b>"),
        ("<svg ONLOAD=x()>", "the event handler onload on <svg>"),
        ('<a href="javascript:x()">', "an address with javascript: on <a>"),
        ('<a href=" jAvA&#x0A;script:x()">', "an address with javascript: on <a>"),
        ('<a href="javascript&colon;x()">', "an address with javascript: on <a>"),
        ('<a href="data:text/html,x">', "an address with data: on <a>"),
        ('<a href="vbscript:x">', "an address with vbscript: on <a>"),
        ('<a href="file:///etc/passwd">', "an address with file: on <a>"),
        ('<form action="javascript:x()">', "an address with javascript: on <form>"),
        ('<button formaction="javascript:x()">', "an address with javascript: on <button>"),
        ('<svg><a xlink:href="javascript:x()">', "an address with javascript: on <a>"),
        ("<script>x()</script>", "inline script that the theme does not bring"),
        ("<script type=module>x()</script>", "inline script that the theme does not bring"),
        ('<script type="TEXT/JavaScript">x()</script>', "inline script that the theme"),
        ('<script type=" text/javascript ">x()</script>', "inline script that the theme"),
        ('<script src="a.js"></script>', "a script that is not among those of the site"),
        ('<script src="https://cdn.org/x.js"></script>', "loaded from another host"),
        ('<script src="//cdn.org/x.js"></script>', "loaded from another host"),
        ('<link rel="stylesheet" href="https://cdn.org/x.css">', "loaded from another host"),
        ('<link rel="alternate stylesheet" href="https://cdn.org/x.css">', "another host"),
        ('<link rel="preconnect" href="https://cdn.org">', "loaded from another host"),
        ('<img src="https://cdn.org/x.png">', "loaded from another host"),
        ('<img srcset="//cdn.org/x.png 2x">', "loaded from another host"),
        ('<img src="a.js" srcset="a.js 1x, https://cdn.org/x.png 2x">', "another host"),
        ('<iframe src="https://cdn.org/"></iframe>', "loaded from another host"),
        ('<iframe srcdoc="<b>x</b>"></iframe>', "srcdoc"),
        ('<video src="https://cdn.org/x"></video>', "loaded from another host"),
        ('<video poster="https://cdn.org/x.png"></video>', "loaded from another host"),
        ('<object data="https://cdn.org/x"></object>', "loaded from another host"),
        ('<embed src="https://cdn.org/x">', "loaded from another host"),
        ('<form action="https://cdn.org/x"></form>', "loaded from another host"),
        ('<svg><image href="https://cdn.org/x.png"></svg>', "loaded from another host"),
        ('<svg><use href="https://cdn.org/x.svg#y"></svg>', "loaded from another host"),
        ('<b style="background: url(https://cdn.org/x.png)">', "another host"),
        ("<style>@import 'https://cdn.org/x.css';</style>", "another host"),
        ('<base href="https://cdn.org/">', "base"),
        ('<meta http-equiv="refresh" content="0; url=https://cdn.org/">', "refresh"),
        ('<meta http-equiv="refresh" content="0; url=//cdn.org/">', "refresh"),
        ('<meta http-equiv="refresh" content="0; url=\\\\cdn.org/">', "refresh"),
        ('<meta http-equiv="refresh" content="0;url=sub/">', "refresh"),
        ('<meta http-equiv="Refresh" content="5; url=sub/">', "refresh"),
        ('<meta http-equiv="refresh" content="0; url=javascript:x()">', "refresh"),
        ('<meta http-equiv="refresh" content="0; url=gone/">', "the link gone/ leads nowhere"),
        ('<a href="nowhere/">', "the link nowhere/ leads nowhere"),
        ('<a href="sub">', "the link sub leads nowhere"),
        ('<img src="gone.png">', "the link gone.png leads nowhere"),
        ('<a href="../../x">', "the link ../../x leads out of the site"),
        ('<a href="/sub/">', "the link /sub/ leads out of the site"),
        ('<a href="#gone">', "the link #gone names an anchor that is not there"),
        ('<a href="sub/#gone">', "the link sub/#gone names an anchor that is not there"),
        ('<b id="top">', "the id 'top' stands 2 times on the page"),
        # What is not well formed, as a browser reads it.
        ('<b id="x"><p>one</b>two</p>', "the id 'x' stands 2 times on the page"),
        ('<a href="." href="javascript:x()">', "the attribute href stands twice on <a>"),
        ("<img src=a.js SRC='//cdn.org/x'>", "the attribute src stands twice on <img>"),
        ('<a title="a href=1" href=javascript:x()>', "an address with javascript: on <a>"),
        ('<i a="</i>"><b/onclick=x()>', "the event handler onclick on <b>"),
        ("<template><i><template><b onclick=x()>", "the event handler onclick on <b>"),
        ('<noscript><img src="//cdn.org/x.png"></noscript>', "loaded from another host"),
        ("<table><a href=gone/><tr><td>", "the link gone/ leads nowhere"),
        ("<script>x()", "inline script that the theme does not bring"),
        ("<!--><script>x()</script>-->", "inline script that the theme does not bring"),
        ("<svg><style>@import '//cdn.org/x';</style></svg>", "another host"),
    ],
)
def test_each_kind_of_fault_is_seen(html: str, finding: str, site: Path) -> None:
    found = faults(site, html)
    assert any(finding in message for message in found), found


def test_a_fault_has_its_page_and_line(site: Path) -> None:
    (site / "sub" / "index.html").write_text('\n\n<a href="gone/">x</a>')
    (problem,) = [p for p in gate.check(site, URL) if "gone" in p.message]
    assert problem.place.file == f"{site.name}/sub/index.html"
    assert problem.place.line == 3
    assert problem.rule == "gate"
    assert problem.level == "error"


def test_known_script_passes_wherever_the_root_lies(site: Path) -> None:
    script = 'var base = new URL("{}", location); go(base)'
    known = gate.script_hash(script.format("."))
    assert known == gate.script_hash(script.format("../.."))
    assert known == gate.script_hash(script.format("/briefs/"))
    assert known != gate.script_hash(script.format("//evil.example/"))
    assert faults(site, f"<script>{script.format('..')}</script>", known) == []
    assert faults(site, f"<script>{script.format('..')}; x()</script>", known)
    assert faults(site, f"<script>{script.format('https://cdn.org')}</script>", known)


@pytest.mark.parametrize("name", ["%E6%B1%89.html", "汉.html"])
def test_addresses_may_be_percent_encoded(name: str, site: Path) -> None:
    (site / "汉.html").write_text('<h1 id="字">x</h1>')
    assert faults(site, f'<a href="{name}#%E5%AD%97">x</a>') == []


@pytest.mark.parametrize(
    "html",
    [
        "<title><b onclick='x()'></title>",
        "<textarea><a href='gone/'></textarea>",
        "<!-- <b onclick='x()'> <i id=a id=a> -->",
        "<script type='application/json'>\"<i id=a id=a><b onclick=x()>\"</script>",
        '<b title="id=a id=a" lang="en">',
    ],
)
def test_what_a_browser_takes_for_text_is_text(html: str, site: Path) -> None:
    assert faults(site, html) == []


@pytest.mark.parametrize(
    ("html", "line"),
    [
        ("<i></i>\n<b\nonclick='x()'>", 2),
        ("\n\n<img src=gone.png>", 3),
        ("\n<a href='go&amp;ne/'>", 2),
        ("<style>\n</style>\n<script>\nx()</script>", 3),
        ("\n<b id=a\nid=a>", 2),
        ("<script type=a>'<b onclick=x()>'</script>\n<b onclick=x()>", 2),
    ],
)
def test_each_kind_of_fault_has_its_line(html: str, line: int, site: Path) -> None:
    (site / "sub" / "index.html").write_text(f"{SUB}\n{html}")
    assert [problem.place.line for problem in gate.check(site, URL)] == [line + 1]
