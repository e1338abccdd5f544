"""The files that pages link to, as pages of the site; a forge shows them by itself."""

import posixpath
from collections.abc import Iterator
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.util import ClassNotFound
from sphinx import addnodes

from docs.generate.specification import ROOT
from docs.site.tla import TlaLexer

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FOLDER = "source"
EXPLORER = "explorer.html"
"""The page that slotq.explorer writes, next to the site's own."""
_HIDDEN = {"__pycache__"}


def listed(path: Path) -> list[Path]:
    """List what a folder has, without what tools leave behind; folders first."""
    found = [each for each in path.iterdir() if each.name not in _HIDDEN and each.name[0] != "."]
    return sorted(found, key=lambda each: (each.is_file(), each.name))


def place(path: PurePosixPath) -> str:
    """Name the page of the site that shows a file or a folder of the project."""
    return f"{FOLDER}/{path}"


def body(path: Path) -> str:
    """Write a file as a listing, or a folder as a list of links."""
    if path.is_dir():
        items = "".join(
            f'<li><a href="{escape(path.name)}/{escape(each.name)}.html">{escape(each.name)}'
            f"{'/' * each.is_dir()}</a></li>"
            for each in listed(path)
        )
        return f"<ul>{items}</ul>"
    try:
        lexer: Any = TlaLexer() if path.suffix == ".tla" else get_lexer_for_filename(path.name)
    except ClassNotFound:
        lexer = TextLexer()
    form = HtmlFormatter[str](linenos="inline", lineanchors="L", anchorlinenos=False)
    text = path.read_text(encoding="utf-8", errors="replace")
    return f'<div class="listing highlight">{highlight(text, lexer, form)}</div>'


def _lead(app: "Sphinx", document: nodes.document) -> None:
    """Let links to files of the project lead to their listings."""
    name = app.env.docname
    for kind in (addnodes.download_reference, addnodes.pending_xref):
        for node in list(document.findall(kind)):
            wanted = node["reftarget"]
            if node.get("reftype") != "myst" or node.get("refdomain") == "doc" or not wanted:
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), wanted))
            if path == EXPLORER:
                target = EXPLORER
            elif (ROOT / path).exists():
                _wanted(app).add(path)
                target = f"{place(PurePosixPath(path))}.html"
            else:
                continue
            uri = posixpath.relpath(target, posixpath.dirname(name) or ".")
            node.replace_self(nodes.reference("", "", *node.children, refuri=uri, internal=True))


def _wanted(app: "Sphinx") -> set[str]:
    found: set[str] = app.env.__dict__.setdefault("slotq_listings", set())
    return found


def _pages(app: "Sphinx") -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make a page for each file that is linked to, and for all that is in a folder that is."""
    left, made = sorted(_wanted(app)), set()
    while left:
        path = PurePosixPath(left.pop())
        if path in made:
            continue
        made.add(path)
        if (ROOT / path).is_dir():
            left += [str(path / each.name) for each in listed(ROOT / path)]
        head = f"<h1>{escape(str(path))}</h1>"
        yield place(path), {"title": str(path), "body": head + body(ROOT / path)}, "page.html"


def setup(app: "Sphinx") -> dict[str, bool]:
    """Tell Sphinx."""
    app.add_lexer("tla", TlaLexer)
    app.connect("doctree-read", _lead, priority=100)  # before Sphinx copies what is linked to
    app.connect("html-collect-pages", _pages)
    return {"parallel_read_safe": False}
