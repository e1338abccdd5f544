"""One page of HTML that needs nothing else: no network, no script.

All text from outside goes through `escape`: bounded, without control characters or marks that turn
text around, and escaped. The page forbids itself to load or to run anything, so that what slipped
through could not do harm either.
"""

import html
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

_LONGEST = 1_000
LONGEST_TITLE = 120
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@cache
def style() -> str:
    """Read the style of all pages."""
    return files("slotq.pictures").joinpath("page.css").read_text(encoding="utf-8")


def escape(text: object, longest: int = _LONGEST) -> str:
    """Write anything from outside as it may stand in an element or an attribute."""
    safe = str(text)
    if not (safe.isascii() and safe.isprintable()):
        safe = safe[:longest].encode("unicode_escape").decode("ascii")
    if len(safe) > longest:
        safe = f"{safe[: longest - 3]}..."
    return html.escape(safe)


def code(text: object, longest: int = _LONGEST) -> str:
    """Write anything from outside as code."""
    return f"<code>{escape(text, longest)}</code>"


def pairs(named: Iterable[tuple[str, str]]) -> Iterator[str]:
    """List names and what they are, both of which are HTML already."""
    yield "<dl>"
    for name, value in named:
        yield f"<dt>{name}</dt><dd>{value}</dd>"
    yield "</dl>"


def document(headline: str, body: Iterable[str]) -> str:
    """Make a page of lines of HTML.

    Args:
        headline: Its title, which is HTML already.
        body: What stands below.
    """
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="generator" content="slotq">',
            f"<title>{headline}</title>",
            f"<style>\n{style()}</style>",
            "</head>",
            "<body>",
            "<main>",
            f"<h1>{headline}</h1>",
            *body,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def table_opening(title: str, caption: str, columns: Iterable[str]) -> Iterator[str]:
    """Begin a table that scrolls by itself.

    Args:
        title: What is above it, of ours.
        caption: What it shows, which is HTML already.
        columns: What is above its columns, from anywhere.
    """
    yield f'<h2 id="lines">{title}</h2>'
    yield '<div class="scroll" role="region" aria-labelledby="lines" tabindex="0">'
    yield "<table>"
    yield f"<caption>{caption}</caption>"
    headings = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    yield f"<thead><tr>{headings}</tr></thead>"
    yield "<tbody>"


TABLE_CLOSING = "</tbody>\n</table>\n</div>"
