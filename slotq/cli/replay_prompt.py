"""`slotq replay --interactive`: a prompt at which the reader chooses each step."""

import io
import sys
from collections.abc import Iterable, Iterator
from typing import Generic

from slotq.cli.replay_output import (
    Shown,
    say,
    say_at_length,
    show_next,
    show_possible,
    show_steps,
    show_verdict,
    verdict,
)
from slotq.schedule.engine.findings import (
    FindingError,
    ScheduleSyntaxError,
    Transition,
    parse_schedule,
)
from slotq.schedule.walk.judged import Replayed, judge, next_actions
from slotq.schedule.walk.specified import S
from slotq.system.terminal import write

HELP = """\
NUMBER or WORDS  take that step, or several: container-1 dequeuer-1.1>consumer-1
undo             take the last step back
next             the steps that are possible, and of the others the guard that is false
state            where everything stands
steps            the steps so far, and what they break
help             this list
quit             end, and print the command that runs these steps again"""

GREETING = "Choose a step by its number or its words; help says what else can be typed."
_MOST_WORDS = 1_000
_MOST_CHARACTERS = 1 << 16


def prompt(shown: Shown[S], begun: Replayed[S], lines: Iterable[str] | None = None) -> Replayed[S]:
    """Let the reader choose steps until the end of the input.

    Args:
        shown: The program.
        begun: What has been taken already.
        lines: What the reader says; standard input unless given.

    Returns:
        All that was taken.
    """
    session = _Prompt(shown, begun)
    session.greet()
    for line in _typed(session) if lines is None else lines:
        words = line.split()
        if words[:1] in (["quit"], ["exit"]):
            break
        try:
            session.obey(words)
        except (FindingError, ScheduleSyntaxError) as error:
            say(getattr(error, "message", str(error)))
    return session.replayed


def _typed(session: "_Prompt[S]") -> Iterator[str]:
    is_seen = sys.stdin.isatty() and sys.stdout.isatty()
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="backslashreplace")  # a word that is no step, and is shown
    while True:
        if is_seen:
            write(f"step {len(session.replayed.steps) + 1}> ")
        line = sys.stdin.readline(_MOST_CHARACTERS)
        if not line:
            if is_seen:
                write("\n")
            return
        yield line


class _Prompt(Generic[S]):
    """The run that a reader makes, a step after the other."""

    def __init__(self, shown: Shown[S], begun: Replayed[S]) -> None:
        self.replayed = begun
        self._shown = shown
        self._possible: dict[Transition, str] = {}
        self._look()

    def greet(self) -> None:
        """Say what can be done."""
        say(GREETING)
        show_possible(self._possible)

    def obey(self, words: list[str]) -> None:
        """Do what a line says.

        Raises:
            FindingError: A step is not possible.
            ScheduleSyntaxError: A word is no step.
        """
        match words:
            case []:
                show_possible(self._possible)
            case ["help" | "?"]:
                say(HELP)
            case ["undo"]:
                self._go(self.replayed.schedule[:-1])
                show_possible(self._possible)
            case ["next"]:
                show_next(self._shown, self.replayed)
            case ["state"]:
                say("\n".join(self._shown.parts(self.replayed.state)))
            case ["steps"]:
                show_steps(self._shown, self.replayed.steps)
                show_verdict(self.replayed)
            case [number] if number.isdecimal():
                self._take([self._numbered(number)])
            case _:
                if len(words) > _MOST_WORDS:
                    message = f"more than {_MOST_WORDS} words in a line"
                    raise ScheduleSyntaxError(message)
                self._take(parse_schedule(" ".join(words)))

    def _numbered(self, number: str) -> Transition:
        found = [*self._possible]
        if number.lstrip("0") not in map(str, range(1, len(found) + 1)):
            message = f"{number[:20]} is not a step that is possible now: there are {len(found)}"
            raise ScheduleSyntaxError(message)
        return found[int(number) - 1]

    def _take(self, steps: list[Transition]) -> None:
        before = self.replayed
        self._go((*before.schedule, *steps))
        show_steps(self._shown, self.replayed.steps[len(before.steps) :], len(before.steps) + 1)
        said = set(verdict(before))
        for line in verdict(self.replayed):
            if line not in said:
                say_at_length(line)
        show_possible(self._possible)

    def _go(self, schedule: tuple[Transition, ...]) -> None:
        self.replayed = judge(self._shown.program, schedule)
        self._look()

    def _look(self) -> None:
        self._possible = next_actions(self._shown.program, self.replayed)
