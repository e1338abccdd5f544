"""docs/replay.md: its words are the steps that it names."""

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.stranger import here

PAGE = (ROOT / "docs" / "replay.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| `(\S+)` \| (\w+) \| [^|]+ \| `([^`]+)` \|$", re.MULTILINE)
WORDS = _ROW.findall(PAGE)


@pytest.mark.parametrize(("word", "action", "example"), WORDS)
def test_a_word_is_the_step_that_the_page_names(
    word: str, action: str, example: str, tmp_path: Path
) -> None:
    """The last of its example."""
    ran = here("replay", *shlex.split(example), cwd=tmp_path)
    assert (ran.code, ran.err) in {(0, ""), (1, "")}
    steps = [line.split() for line in ran.out.splitlines() if line[:1].isdigit()]
    assert steps[-1][1:3] == [word.removesuffix(":0"), action]
    assert shlex.split(example)[-1].split()[-1] == word


def test_the_page_has_words() -> None:
    """The table above is read."""
    assert len(WORDS) > 15
