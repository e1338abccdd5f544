"""docs/tla-in-one-page.md: every notation of the specification is on it, and no other."""

import re
from collections.abc import Iterator

from pygments.token import Comment, Keyword, Name, Operator, Punctuation

from docs.generate.specification import ROOT, module_text
from docs.site.tla import TlaLexer

PAGE = ROOT / "docs" / "tla-in-one-page.md"
STANDARD = {
    *("Append", "Head", "Len", "SelectSeq", "Seq", "SubSeq", "Tail"),
    *("Cardinality", "IsFiniteSet", "Int", "Nat"),
}
"""What the standard modules define."""


def used() -> set[str]:
    """List the notations of all modules: keywords, operators, and what is standard."""
    found = set()
    for path in (ROOT / "spec").glob("*.tla"):
        for kind, value in TlaLexer().get_tokens(module_text(path.stem)):
            if (
                kind in Keyword
                or kind in Operator
                or kind in Punctuation
                or (kind in Name and value in STANDARD)
            ):
                found.add(value)
    return found


def explained(text: str) -> set[str]:
    """List the notations of the first columns of the tables of a page."""
    return set(_tokens(text))


def _tokens(text: str) -> Iterator[str]:
    for row in re.findall(r"^\| (`.*?`) (?<!\\)\|", text, re.MULTILINE):
        for code in re.findall(r"`([^`]+)`", row):
            if code in {"(*", "*)", "\\*"}:
                continue
            for kind, value in TlaLexer().get_tokens(code.replace("\\|", "|")):
                if kind in Keyword or kind in Operator or kind in Punctuation or value in STANDARD:
                    assert kind not in Comment
                    yield value


def test_every_notation_of_the_specification_is_explained() -> None:
    """One that a reader meets and the page has not would have to be guessed; more is not needed."""
    text = PAGE.read_text(encoding="utf-8")
    assert len(used()) > 60
    also_said = set(re.findall(r"`(\w+)\(", text)) | {"BOOLEAN", "\\o"}
    assert used() - explained(text) - also_said == set()
    assert explained(text) - used() == set()
    assert "`Ready(p) == ...`" in text


def test_what_is_not_explained_is_seen() -> None:
    """Each kind of notation counts."""
    text = "| `A ~> B`, `[x \\|-> 1]` | `\\o` | |\n| `Len(s)` | | |\n"
    assert explained(text) == {"~>", "[", "]", "|->", "(", ")", "Len"}
