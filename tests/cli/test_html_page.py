"""slotq.cli.html_page: a page goes to a file or into a pipe, and not to a terminal."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.stranger import command, environment


@pytest.mark.parametrize("words", [("explorer",), ("show", "log.ndjson")])
def test_a_terminal_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    """At once, and in a line that says what to do."""
    ours, theirs = pty.openpty()
    try:
        ran = subprocess.run(
            command(*words),
            cwd=tmp_path,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(theirs)
        os.close(ours)
    assert (ran.returncode, ran.stderr) == (
        2,
        b"slotq: a page of HTML is for a browser: say --out PAGE.html\n",
    )
