"""An execution that is judged on its way: which properties its steps break, and what is specified.

A step that the machine has as well is specified. What is false after steps that are all specified
is false of the specification, too, and no fault of the code.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Generic, NamedTuple

from slotq.schedule.engine.findings import FindingError, Kind, Transition
from slotq.schedule.walk.execution import Run, Runner
from slotq.schedule.walk.specified import S, SpecifiedProgram


class Judged(NamedTuple, Generic[S]):
    """A step that was taken.

    Attributes:
        transition: Which.
        action: The action that it was.
        before: The state before it.
        after: The state after it.
        broken: The properties that it breaks, and no step before it.
        is_specified: Whether the machine has that step.
    """

    transition: Transition
    action: str
    before: S
    after: S
    broken: tuple[str, ...]
    is_specified: bool


class Session(Generic[S]):
    """One execution, judged after each step.

    Attributes:
        steps: What was taken.
        state: Where it stands.
        possible: What can happen next.
        stuck: What each process waits for where nobody can move and the program may not end so.
    """

    def __init__(self, program: SpecifiedProgram[S], run: Run[S]) -> None:
        self._run = run
        self._system = program.system
        self._properties = program.properties
        self._broken: set[str] = set()
        self.steps: list[Judged[S]] = []
        self.state = self._look()

    @property
    def is_specified(self) -> bool:
        """Whether the machine has every step that was taken."""
        return all(step.is_specified for step in self.steps)

    @property
    def is_wrong(self) -> bool:
        """Whether the code did what is not specified, or stands where it may not end."""
        return bool(self.stuck) or not self.is_specified

    def take(self, transition: Transition) -> Judged[S]:
        """Let something happen.

        Raises:
            FindingError: It is not possible, or goes wrong in itself.
        """
        if transition not in self.possible:
            others = ", ".join(map(str, self.possible))
            others = f"possible: {others}" if others else self._run.stuck(self._run.raw())
            message = f"step {len(self.steps) + 1}: {transition} is not possible; {others}"
            raise self._run.finding(Kind.IMPOSSIBLE, message)
        action, before = self._run.take(transition), self.state
        self.state = after = self._look()
        broken = self._properties.broken(before, after)
        news = tuple(name for name in broken if name not in self._broken)
        self._broken.update(news)
        step = (action, after)
        known = [(label.action, to) for label, to in self._system.successors(before)]
        self.steps.append(Judged(transition, action, before, after, news, step in known))
        return self.steps[-1]

    def _look(self) -> S:
        run = self._run
        raw, self.possible = run.raw(), run.transitions()
        run.require_nothing_elsewhere()
        state = run.abstract(raw)
        self.stuck = "" if self.possible or run.may_end(raw) else run.stuck(raw)
        return state


@contextmanager
def begin(program: SpecifiedProgram[S], runner: Runner[S] | None = None) -> Iterator[Session[S]]:
    """Begin an execution, and unwind it in the end.

    Args:
        program: What to run.
        runner: Begins it, if there is one already.
    """
    with (runner or Runner(program)).run() as run:
        yield Session(program, run)


class Replayed(NamedTuple, Generic[S]):
    """A schedule that was run.

    Attributes:
        steps: What was taken.
        possible: What can happen next.
        state: Where it ends.
        is_wrong: Whether the code did what is not specified, or stands where it may not end.
        stuck: What each process waits for where nobody can move and the program may not end so.
        finding: What went wrong in the step after these, if that did.
    """

    steps: tuple[Judged[S], ...]
    possible: tuple[Transition, ...]
    state: S
    is_wrong: bool
    stuck: str
    finding: FindingError | None = None

    @property
    def schedule(self) -> tuple[Transition, ...]:
        """The steps, as a schedule."""
        return tuple(step.transition for step in self.steps)


def judge(
    program: SpecifiedProgram[S],
    schedule: Iterable[Transition],
    runner: Runner[S] | None = None,
) -> Replayed[S]:
    """Run a schedule, and judge each step.

    Args:
        program: What to run.
        schedule: The steps.
        runner: Begins it, if there is one already.

    Raises:
        FindingError: A step is not possible, or the program is wrong from the beginning.
    """
    with begin(program, runner) as session:
        finding = None
        try:
            for transition in schedule:
                session.take(transition)
        except FindingError as error:
            if error.kind is Kind.IMPOSSIBLE:
                raise
            finding = error
        return Replayed(
            tuple(session.steps),
            tuple(session.possible),
            session.state,
            session.is_wrong or finding is not None,
            session.stuck,
            finding,
        )


def next_actions(program: SpecifiedProgram[S], replayed: Replayed[S]) -> dict[Transition, str]:
    """Say which action each transition would be that is possible after a schedule.

    Args:
        program: What to run.
        replayed: The schedule, as it was run.

    Returns:
        Each action, or what goes wrong in its place.
    """
    runner = Runner(program)
    found = {}
    for transition in replayed.possible:
        with runner.run() as run:
            run.world.follow(replayed.schedule)
            try:
                found[transition] = run.take(transition)
            except FindingError as error:
                found[transition] = f"{error.kind.value}: {error.message}"
    return found
