"""The table of contents, and what a page says on the site alone.

On a forge neither is seen: the table is in contents.toml, and not in the start page; what only the
site says stands in a comment, `<!-- site: TEXT -->`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from sphinx.application import Sphinx

TABLE = Path(__file__).with_name("contents.toml")
_ON_THE_SITE = re.compile(r"^<!-- site: (.*?) -->$", re.MULTILINE | re.DOTALL)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pages under one title."""

    title: str
    pages: tuple[str, ...]


class _Contents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    part: tuple[Part, ...]


def load_contents() -> tuple[Part, ...]:
    """Read all parts."""
    return msgspec.convert(tomllib.loads(TABLE.read_text(encoding="utf-8")), _Contents).part


def tables(parts: Iterable[Part], pages: Iterable[str]) -> Iterator[str]:
    """Write the table of each part that has pages, as a directive of MyST.

    Args:
        parts: The parts.
        pages: All pages that there are.
    """
    left = sorted(pages)
    for part in parts:
        chosen = []
        for pattern in part.pages:
            found = [page for page in left if fnmatchcase(page, pattern)]
            # A pattern may stand for no page; a name without one is Sphinx's to refuse.
            chosen += found if found or "*" in pattern else [pattern]
            left = [page for page in left if page not in found]
        if chosen:
            lines = "\n".join(f"/{page}" for page in chosen)
            yield f"```{{toctree}}\n:caption: {part.title}\n:hidden:\n\n{lines}\n```\n"


def _read(app: "Sphinx", name: str, source: list[str]) -> None:
    source[0] = _ON_THE_SITE.sub(r"\1", source[0])
    if name == app.config.root_doc:
        pages = app.env.found_docs - {name}
        source[0] += "\n" + "\n".join(tables(load_contents(), pages))


def _level(
    app: "Sphinx", name: str, template: str, context: dict[str, Any], document: object
) -> None:
    """Say of the titles of parts, which Sphinx calls headings, of which level they are."""
    del app, name, template, document
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )


def setup(app: "Sphinx") -> dict[str, bool]:
    """Tell Sphinx."""
    app.connect("source-read", _read)
    app.connect("html-page-context", _level, priority=900)  # after the theme
    return {"parallel_read_safe": True}
