"""slotq.cli.display: tables as they are, and progress only where somebody looks at it."""

import io
import subprocess
import sys

import pytest
from rich.progress import Progress
from rich.table import Table

from slotq.cli.display import Activity, activity, output


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


def test_text_is_not_read_as_markup(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor for a face, nor coloured: it may be from outside."""
    output().print("[bold]a[/bold] :smile: 1")
    assert capsys.readouterr().out == "[bold]a[/bold] :smile: 1\n"


def test_a_table_in_a_pipe_has_a_width_of_its_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal it is as wide as that."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_row("x" * 119)
    output().print(table)
    assert capsys.readouterr().out == "x" * 119 + "\n"
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("sys.stdout", Terminal())
    assert output().width == 60


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """Not a line, nor what a terminal would obey."""
    with activity() as it:
        it.begin("a")
        it.tell("a", "1 state")
        it.end("a")
    assert capsys.readouterr() == ("", "")


def test_each_activity_has_a_line_while_it_lasts() -> None:
    """With its name, and what was said of it last."""
    progress = Progress(disable=True)
    it = Activity(progress)
    it.begin("a")
    it.begin("b")
    it.tell("b", "7 states")
    assert [task.description for task in progress.tasks] == ["a", "b: 7 states"]
    it.end("a")
    assert [task.description for task in progress.tasks] == ["b: 7 states"]


def test_progress_goes_away_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cursor is shown again, and the lines are taken away."""
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", terminal)
    with activity() as it:
        it.begin("a")
    said = terminal.getvalue()
    hidden, shown, up = "\x1b[?25l", "\x1b[?25h", "\x1b[1A\x1b[2K"
    assert said.index(hidden) < said.index(shown)
    assert said.endswith(up)


def test_a_closed_pipe_ends_a_table_quietly() -> None:
    """As it ends a line of text."""
    text = (
        "import sys; from slotq.cli.display import output; sys.stdin.read();"
        " output().print('a'); print('not reached', file=sys.stderr)"
    )
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", text]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (141, b"")
