"""docs.site.tla: the specification can be read in colours."""

from pathlib import Path

import pytest
from pygments.token import Comment, Error, Keyword, Name

from docs.generate.specification import ROOT
from docs.site.tla import TlaLexer


@pytest.mark.parametrize("path", sorted((ROOT / "spec").glob("*.tla")), ids=lambda path: path.stem)
def test_every_module_is_read_whole(path: Path) -> None:
    """Without a character that means nothing, and without a loss."""
    text = path.read_text(encoding="utf-8")
    tokens = list(TlaLexer(stripnl=False).get_tokens(text))
    assert [value for kind, value in tokens if kind is Error] == []
    assert "".join(value for _, value in tokens) == text


def test_kinds_are_told_apart() -> None:
    """A definition, a keyword, and a comment in a comment."""
    tokens = TlaLexer().get_tokens("Next(p) == UNCHANGED q (* a (* b *) c *)\n")
    kinds = {value: kind for kind, value in tokens}
    assert (kinds["Next"], kinds["UNCHANGED"], kinds["q"]) == (Name.Function, Keyword, Name)
    assert {kinds[value] for value in (" a ", " b ", " c ")} == {Comment.Multiline}
