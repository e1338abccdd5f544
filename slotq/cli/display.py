"""What the command line shows people: tables, and on a terminal the progress.

In a pipe long work is silent, and a table is as wide as it needs to be. Text from elsewhere is
never read as markup.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from slotq.system.signals import at_the_end
from slotq.system.terminal import end_quietly, written

_PIPE_WIDTH = 120


class _Output(Console):
    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401  # whatever it prints
        """As for `write`."""
        with written():
            super().print(*objects, **options)

    def on_broken_pipe(self) -> NoReturn:
        """As for `write`."""
        end_quietly()


def output() -> Console:
    """Standard output, for tables and styles."""
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    return _Output(width=width, markup=False, highlight=False, emoji=False)


class Activity:
    """Progress on a terminal, one line for each activity."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def begin(self, name: str) -> None:
        """Show a line."""
        self._tasks[name] = self._progress.add_task(name, total=None)

    def tell(self, name: str, text: str) -> None:
        """Say more in it."""
        self._progress.update(self._tasks[name], description=f"{name}: {text}")

    def end(self, name: str) -> None:
        """Take it away."""
        self._progress.remove_task(self._tasks.pop(name))


@contextmanager
def activity() -> Iterator[Activity]:
    """Show progress while the work lasts; nothing is shown in a pipe."""
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    shown = console.is_terminal
    progress = Progress(*columns, console=console, transient=True, disable=not shown)
    if not shown:
        yield Activity(progress)  # begun, older versions of rich write empty lines at its end
        return
    with progress as it:
        stop = at_the_end(it.stop)  # it has hidden the cursor
        try:
            yield Activity(it)
        finally:
            stop()
