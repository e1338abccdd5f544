"""docs/replay.md: its sessions are what the command says, and its words are the steps it names."""

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.stranger import here

SESSIONS = [ROOT / "docs" / "examples" / "sessions" / name for name in ("replay.txt", "faults.txt")]
PAGE = (ROOT / "docs" / "replay.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| `(\S+)` \| (\w+) \| [^|]+ \| `([^`]+)` \|$", re.MULTILINE)
WORDS = _ROW.findall(PAGE)


def fresh(session: Path, folder: Path) -> str:
    """Run the command of a session, and write it with what it says."""
    command = session.read_text(encoding="utf-8").splitlines()[0]
    ran = here(*shlex.split(command)[2:], cwd=folder)
    said = "\n".join(line.rstrip() for line in ran.out.splitlines())
    return f"{command}\n{said}\n"


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.name)
def test_a_session_is_fresh(session: Path, tmp_path: Path) -> None:
    """What the page shows is what the command says now."""
    assert session.read_text(encoding="utf-8") == fresh(session, tmp_path)


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
