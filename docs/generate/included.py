"""Code and output that stand in a page: what is between two marks, filled from a file or by a run.

A mark is a comment, which readers of a page do not see. It names the file, from the root of the
project on, and the part of it:

    <!-- include docs/examples/go/queue.go symbol=Queue.peek,Queue.offer -->
    <!-- include tests/data/golden/keys.ndjson id=k0005 -->
    <!-- include tests/data/golden/scaling.ndjson lines=34 -->
    <!-- include docs/examples/sessions/fifo.txt -->

or a command of slotq, or a script of docs/, which is run in the root of the project, and has to be
fast and to print the same each time; `docs.generate.output` says what may come before it:

    <!-- output slotq codes SQ124 -->
    <!-- output exit=1 first=20 slotq check docs/examples/rejected.ndjson -->

or what `docs.generate.made` makes of data, which is text of the page and stands between no fences:

    <!-- made models -->

What follows up to `<!-- /include -->`, `<!-- /output -->` or `<!-- /made -->` is made: whoever
changes it there loses the change.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from docs.generate.made import made
from docs.generate.output import session
from docs.generate.parts import NoPartError, by_id, by_lines, by_symbol
from docs.generate.specification import ROOT

_MARK = re.compile(r"\s*<!--\s*(/?)\s*(include|output|made)\b(.*?)-->\s*", re.ASCII)
# Between backticks one is spoken of.
_LIKE_A_MARK = re.compile(r"(?<!`)<!--\s*/?\s*(?:include|output|made)\b", re.ASCII | re.IGNORECASE)
_LANGUAGES = {
    ".go": "go",
    ".ndjson": "json",
    ".py": "python",
    ".tla": "tla",
    ".toml": "toml",
    ".txt": "text",
}


class MarkError(Exception):
    """A mark that cannot be filled; the text names the page and the line."""


def marked_pages(root: Path = ROOT) -> list[Path]:
    """List the pages that have marks."""
    found = [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    found += [root / name / "README.md" for name in ("spec", "models")]
    return sorted(
        page
        for page in found
        if page.exists() and _LIKE_A_MARK.search(page.read_text(encoding="utf-8"))
    )


def filled(page: Path, root: Path = ROOT) -> str:
    """Write a page with what its marks name between them.

    Args:
        page: The page.
        root: Where the paths of its marks begin.

    Raises:
        MarkError: A mark is not one, has no end, or names what is not there.
    """
    lines = page.read_text(encoding="utf-8").splitlines()
    return "\n".join(_filled(lines, page.relative_to(root), root)) + "\n"


def _filled(lines: list[str], name: Path, root: Path) -> Iterator[str]:
    opened, kind = 0, ""
    for number, line in enumerate(lines, 1):
        mark = _MARK.fullmatch(line)
        if mark is None and _LIKE_A_MARK.search(line):
            raise _wrong(name, number, f"a mark is a line of its own: {line.strip()[:80]}")
        if mark is None:
            if not opened:
                yield line
        elif bool(mark[1]) is not bool(opened) or (opened and mark[2] != kind):
            what = f"the mark of line {opened} has no end" if opened else "no mark ends here"
            raise _wrong(name, number, what)
        elif opened:
            opened = 0
            yield f"<!-- /{kind} -->"
        else:
            opened, kind = number, mark[2]
            yield line
            try:
                yield from _block(kind, mark[3], root)
            except NoPartError as error:
                raise _wrong(name, number, f"{mark[3].strip()[:80]}: {error}") from error
    if opened:
        raise _wrong(name, opened, "this mark has no end")


def _wrong(name: Path, number: int, what: str) -> MarkError:
    return MarkError(f"{name}, line {number}: {what}")


def _block(kind: str, words: str, root: Path) -> Iterator[str]:
    """Write what a mark names, between fences if it is code."""
    if kind == "made":
        yield from ("", *made(words.split()).splitlines(), "")
        return
    text, language = (
        (session(words), "console") if kind == "output" else _quoted(words.split() or [""], root)
    )
    if _LIKE_A_MARK.search(text):
        message = "what it names has a mark in it"
        raise NoPartError(message)
    longest = max(map(len, re.findall(r"^ *(`{3,})", text, re.MULTILINE)), default=2)
    fence = "`" * (longest + 1)
    yield from (f"{fence}{language}", *text.splitlines(), fence)


def _quoted(words: list[str], root: Path) -> tuple[str, str]:
    """Quote the part of a file, and say in which language it is."""
    file, *parts = words
    path = root / file
    if not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
        message = "there is no such file in the project" if file else "it names no file"
        raise NoPartError(message)
    return _part(path, parts), _LANGUAGES.get(path.suffix, "text")


def _part(path: Path, parts: list[str]) -> str:
    if not parts:
        return path.read_text(encoding="utf-8")
    kind, _, value = parts[0].partition("=")
    if len(parts) > 1 or not value or kind not in {"symbol", "id", "lines"}:
        message = "after the file may come one of symbol=NAME,NAME, id=ID,ID and lines=FIRST-LAST"
        raise NoPartError(message)
    if kind == "lines":
        return by_lines(path, value)
    return (by_symbol if kind == "symbol" else by_id)(path, value.split(","))
