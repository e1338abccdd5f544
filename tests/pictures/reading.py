"""A page as a browser reads it, for the tests of all pages."""

from html.parser import HTMLParser

VOID = {"meta"}
ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "strong"),
    *("code", "dl", "dt", "dd", "ul", "ol", "li", "div", "span", "i", "b", "ins", "del"),
    *("details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "id", "class", "role", "scope"),
    *("aria-label", "aria-labelledby", "aria-hidden", "tabindex", "style"),
}
HOSTILE = "</td></li><script>alert(1)</script>\"'&\u202e\x1b[2J"


class Page(HTMLParser):
    """A page as a browser reads it; what is not balanced is refused.

    Attributes:
        seen: The elements, each with its attributes.
        texts: What is said, by the element in which it is.
        rows: The cells of tables, row by row.
        steps: The rows of drawings: the number, and the cells.
        lanes: What the lanes of each of these rows show.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.rows: list[list[str]] = []
        self.steps: list[list[str]] = []
        self.lanes: list[list[str]] = []
        self._in_run = 0
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        attributes = dict(attrs)
        self.seen.append((tag, attributes))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "ol":
            self._in_run = len(self.open)
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")
        if self._in_run and tag == "li":
            self.steps.append([])
            self.lanes.append([])
        if self._in_run and tag == "i":
            self.lanes[-1].append(attributes.get("class") or "")
        cell = tag in {"span", "div"} and attributes.get("class") != "lanes"
        if self._in_run and len(self.open) == self._in_run + 2 and cell:
            self.steps[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.open.pop() == tag
        if len(self.open) < self._in_run:
            self._in_run = 0

    def handle_data(self, data: str) -> None:
        """Keep what is said, and where."""
        if self.open and data.strip():
            self.texts.setdefault(self.open[-1], []).append(data)
        if {"th", "td"} & set(self.open):
            self.rows[-1][-1] += data
        if self._in_run and len(self.open) >= self._in_run + 2:
            self.steps[-1][-1] += data

    def check_harmless(self) -> None:
        """Assert that there are only elements and attributes that do nothing."""
        assert {tag for tag, _ in self.seen} <= ELEMENTS
        assert {name for _, attributes in self.seen for name in attributes} <= ATTRIBUTES
