"""A few shapes of SVG, with a title, a description, and colours for light and for dark."""

from collections.abc import Iterable
from html import escape

from slotq.pictures.page import style

WIDTH = 720
# All pictures have the colours of the pages: the variables with which their style begins.
_PALETTE = style().partition("* {")[0]
_STYLE = """\
svg { font: 13px system-ui, "DejaVu Sans", sans-serif; background: var(--paper); }
text { fill: var(--ink); }
.paper { fill: var(--paper); }
.name { font-weight: 600; font-size: 14px; }
.small { font-size: 12px; }
.tight { font-size: 11.5px; }
.halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
.code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 12px; }
.quiet { fill: var(--soft-ink); }
.box { fill: var(--paper); stroke: var(--ink); stroke-width: 1.5; }
.soft { fill: var(--soft); stroke: none; }
.frame { fill: none; stroke: var(--line); }
.edge { fill: none; stroke: var(--ink); stroke-width: 1.5; }
.thin { fill: none; stroke: var(--lane); stroke-width: 1; }
.dashed { stroke-dasharray: 4 4; }
.path { fill: none; stroke: var(--act); stroke-width: 3; }
.dot { fill: var(--act); stroke: var(--paper); stroke-width: 1.5; }
.node { fill: var(--lane); }
.lost { fill: var(--closed-paper); stroke: var(--closed); }
.open { fill: var(--bar); opacity: 0.55; }
.inside { fill: var(--paper); font-size: 11px; font-weight: 600; }
.bar { fill: var(--bar); }
.free { fill: var(--free-paper); stroke: var(--free); }
.won { fill: var(--won-paper); stroke: var(--won); }
.gap { fill: var(--won-paper); stroke: none; }
.wrong { fill: var(--wrong-paper); stroke: var(--wrong); }
.closed { fill: var(--closed-paper); stroke: var(--closed); }
text.won { fill: var(--won); stroke: none; }
text.free { fill: var(--free); stroke: none; }
text.closed { fill: var(--closed); stroke: none; }
text.wrong { fill: var(--wrong); stroke: none; }
text.act { fill: var(--act); }
.head { fill: var(--ink); }
"""
_ARROW = (
    '<marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"'
    ' markerUnits="userSpaceOnUse" orient="auto-start-reverse">'
    '<path class="head" d="M0 0 8 4 0 8z"/></marker>'
)
Point = tuple[float, float]


class Drawing:
    """A picture that is being drawn.

    Args:
        title: What it shows, in a few words.
        description: The same for a reader who does not see it, in sentences.
        height: How high it is; all are equally wide.
    """

    def __init__(self, title: str, description: str, height: float) -> None:
        self._head = (title, description)
        self._height = height
        self._parts: list[str] = []

    def text(self, at: Point, said: str, kind: str = "", anchor: str = "middle") -> None:
        """Write a line of text, whose anchor is "start", "middle" or "end"."""
        x, y = at
        place = f'x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}"'
        self._parts.append(f"<text {place}{_class(kind)}>{escape(said)}</text>")

    def lines(self, at: Point, said: Iterable[str], kind: str = "", anchor: str = "middle") -> None:
        """Write lines of text below each other."""
        x, y = at
        for number, line in enumerate(said):
            self.text((x, y + 16 * number), line, kind, anchor)

    def box(self, corner: Point, size: Point, kind: str = "box", radius: float = 8) -> None:
        """Draw a rectangle with round corners."""
        (x, y), (width, height) = corner, size
        self._parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
            f' rx="{_n(radius)}"{_class(kind)}/>'
        )

    def circle(self, at: Point, radius: float, kind: str) -> None:
        """Draw a circle."""
        x, y = at
        self._parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"{_class(kind)}/>')

    def line(self, points: Iterable[Point], kind: str = "edge", *, arrow: bool = True) -> None:
        """Draw lines from point to point."""
        way = " ".join(f"{_n(x)} {_n(y)}" for x, y in points)
        self._path(f"M{way}", kind, arrow=arrow)

    def curve(self, points: tuple[Point, Point, Point, Point], kind: str = "edge") -> None:
        """Draw a curve from the first point to the last, towards those between."""
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
        way = f"M{_n(ax)} {_n(ay)}C{_n(bx)} {_n(by)} {_n(cx)} {_n(cy)} {_n(dx)} {_n(dy)}"
        self._path(way, kind, arrow=False)

    def _path(self, way: str, kind: str, *, arrow: bool) -> None:
        end = ' marker-end="url(#arrow)"' if arrow else ""
        self._parts.append(f'<path d="{way}"{_class(kind)}{end}/>')

    def __str__(self) -> str:
        title, description = self._head
        size = (
            f'viewBox="0 0 {WIDTH} {_n(self._height)}" width="{WIDTH}" height="{_n(self._height)}"'
        )
        labelled = 'role="img" aria-labelledby="title description"'
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" {size} {labelled}>',
                f'<title id="title">{escape(title)}</title>',
                f'<desc id="description">{escape(description)}</desc>',
                f"<style>\n{_PALETTE}{_STYLE}</style>",
                f"<defs>{_ARROW}</defs>",
                f'<rect class="paper" width="{WIDTH}" height="{_n(self._height)}"/>',
                *self._parts,
                "</svg>",
                "",
            ]
        )


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
