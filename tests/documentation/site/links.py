"""The links of a site that was written, and which of them lead nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

_LOADED = {("img", "src"), ("script", "src"), ("link", "href"), ("source", "srcset")}


@dataclass
class Page:
    """What a page has that can be linked to, and what it links to.

    Attributes:
        ids: The names of its places.
        links: Where a reader can go.
        loaded: What the browser loads.
    """

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"id", "name"} and value:
                self.page.ids.add(value)
            elif (tag, name) == ("a", "href") and value is not None:
                self.page.links.append(value)
            elif (tag, name) in _LOADED and value is not None:
                self.page.loaded.append(value)


def read(text: str) -> Page:
    """Read a page."""
    page = Page()
    _Reader(page).feed(text)
    return page


def wrong(out: Path) -> Iterator[str]:
    """Say which links lead nowhere, and what is loaded from elsewhere."""
    pages = {path: read(path.read_text(encoding="utf-8")) for path in sorted(out.rglob("*.html"))}
    for path, page in pages.items():
        name = path.relative_to(out)
        for link in {*page.links, *page.loaded}:
            if urlsplit(link).scheme or link.startswith("//"):
                if link in page.loaded:
                    yield f"{name} loads {link}"
                continue
            file, place = urldefrag(link)
            target = (path.parent / unquote(urlsplit(file).path)).resolve() if file else path
            if not target.is_file():
                yield f"{name} links to {link}, which is not there"
            elif place and target in pages and unquote(place) not in pages[target].ids:
                yield f"{name} links to {link}, which has no such place"
