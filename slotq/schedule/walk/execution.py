"""One execution of a program under control: what can happen, making it happen, what state it is in.

This is the interface for every kind of scheduler: the exhaustive search, the replay of a
schedule, a property-based test.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import Any, Generic, Protocol, TypeVar

from slotq.errors import SlotqError
from slotq.schedule.engine.endless import bounded
from slotq.schedule.engine.findings import FindingError, Kind, Transition, surprise
from slotq.schedule.engine.guards import guarded
from slotq.schedule.engine.processes import Crew, Greenlets
from slotq.schedule.engine.surroundings import ElsewhereError, Surroundings, of_the_reference
from slotq.schedule.engine.waiting import waits
from slotq.schedule.engine.world import World
from slotq.schedule.reading.frames import Key, RawState, Reader, Reading
from slotq.schedule.reading.stops import Places, UnreadableError
from slotq.schedule.walk.step_reports import Report

State = TypeVar("State", bound=Hashable)
State_co = TypeVar("State_co", bound=Hashable, covariant=True)
MakeCrew = Callable[[], Crew]


class UnknownStateError(SlotqError):
    """A state of the code that the specification does not have."""


class Program(Protocol[State_co]):
    """What is run."""

    @property
    def kept(self) -> frozenset[str]:
        """Names of locals that belong to the state also where the code needs them no more."""
        ...

    @property
    def options(self) -> str:
        """The program and its bounds, as the options of `slotq replay`."""
        ...

    def begin(self, crew: Crew) -> World:
        """Make a world with the processes of the program, each at its first stop."""
        ...

    def abstract(self, raw: RawState) -> State_co:
        """Say which state of the specification a state of the code is.

        Raises:
            UnknownStateError: It has no such state.
        """
        ...

    def may_end(self, state: Any) -> bool:  # noqa: ANN401  # contravariant, if it could be said
        """Say whether a state is allowed in which nothing can happen."""
        ...


class Runner(Generic[State]):
    """Begins executions of a program; states that are equal have equal keys in all of them.

    Args:
        program: What to run.
        make_crew: What its processes run on.
        places: Where its functions stop, if it is not the usual.
    """

    def __init__(
        self,
        program: Program[State],
        make_crew: MakeCrew = Greenlets,
        places: Places | None = None,
    ) -> None:
        self.program = program
        self.reader = Reader(places or Places(keep=program.kept))
        self._make_crew = make_crew
        # What the reference and the program can reach, and then the classes that it begins with.
        self._surroundings: list[Surroundings] = []
        self._kinds: set[type] = set()

    @contextmanager
    def run(self) -> Iterator["Run[State]"]:
        """Begin an execution, and unwind it in the end."""
        run: Run[State] | None = None
        with guarded(), bounded():
            try:
                run = self._begin()
                yield run
            except FindingError as finding:
                finding.options = self.program.options
                raise
            finally:
                if run is not None:
                    run.world.end()

    def _begin(self) -> "Run[State]":
        try:
            if not self._surroundings:
                beginning = [*of_the_reference(), *_parts(self.program)]
                self._surroundings.append(Surroundings(beginning))
            world = self.program.begin(self._make_crew())
            kinds = {*map(type, world.roots.values())} - self._kinds
            if kinds:
                self._kinds |= kinds
                self._surroundings.append(Surroundings(kinds))
            return Run(self, world, self._surroundings)
        except (FindingError, MemoryError):
            raise
        except ElsewhereError as error:
            raise FindingError(Kind.ELSEWHERE, str(error), []) from error
        except UnreadableError as error:
            raise FindingError(Kind.UNREADABLE, str(error), []) from error
        except Exception as error:
            raise surprise(error, []) from error


def _parts(program: Any) -> Iterator[type]:  # noqa: ANN401  # of any kind
    """List the classes that a program is put together from; what makes worlds is not its own."""
    for part in fields(program) if is_dataclass(program) else ():
        value = getattr(program, part.name)
        if not isinstance(value, type):
            yield from _parts(value)
        elif not issubclass(value, World):
            yield value


class Run(Generic[State]):
    """One execution.

    Attributes:
        world: The processes.
    """

    def __init__(
        self, runner: Runner[State], world: World, surroundings: Iterable[Surroundings]
    ) -> None:
        self.world = world
        self._runner = runner
        self._reading = Reading(runner.reader, world)
        self._surroundings = surroundings

    def transitions(self) -> list[Transition]:
        """List what can happen next.

        Raises:
            FindingError: It cannot be said.
        """
        try:
            return self.world.transitions()
        except MemoryError:
            raise
        except Exception as error:
            raise surprise(error, self.world.taken) from error

    def take(self, transition: Transition) -> str:
        """Let it happen, and say which action of the specification it was.

        Raises:
            FindingError: It failed, or it was not one named step.
        """
        return self.world.take(transition)

    def report(self) -> Report:
        """Say what was said of the last step; the state after it must have been read."""
        token, fields = self.world.reported
        said = tuple([(name, self._said(value)) for name, value in fields.items()])
        return Report(self._said(token), said)

    def _said(self, value: object) -> object:
        if isinstance(value, dict):
            return tuple(value.items())
        if value is None or isinstance(value, str | int):
            return value
        return self._reading.name(value) or type(value).__name__

    def key(self) -> Key:
        """Read the state, in a form to compare.

        Raises:
            FindingError: A part of it cannot be read.
        """
        try:
            return self._reading.key()
        except UnreadableError as error:
            raise self.finding(Kind.UNREADABLE, str(error)) from error
        except MemoryError:
            raise
        except Exception as error:
            raise surprise(error, self.world.taken, Kind.UNREADABLE) from error

    def raw(self) -> RawState:
        """Read the state."""
        return self._runner.reader.state(self.key())

    def state(self) -> State:
        """Read the state, as one of the specification's.

        Raises:
            FindingError: The specification has no such state.
        """
        return self.abstract(self.raw())

    def require_nothing_elsewhere(self) -> None:
        """Look whether something has changed that is in no object and in no frame.

        Raises:
            FindingError: It has.
        """
        try:
            for surroundings in self._surroundings:
                surroundings.require_unchanged()
        except ElsewhereError as error:
            raise self.finding(Kind.ELSEWHERE, str(error)) from error

    def require_more(self, raw: RawState, transitions: Sequence[Transition]) -> None:
        """Look whether something can happen in a state that was just read, or need not.

        Raises:
            FindingError: Nothing can, and the program may not end so.
        """
        if not transitions and not self.may_end(raw):
            raise self.finding(Kind.DEADLOCK, self.stuck(raw))

    def stuck(self, raw: RawState) -> str:
        """Say what each process waits for, and what is broken, where nobody can move."""
        listed = raw.objects.get("queue", {}).get("_slots", ())[1:]
        although = []
        if listed:
            verb = "is" if len(listed) == 1 else "are"
            although = [f"{', '.join(map(str, listed))} {verb} listed"]
        done = {name for name, closed in raw.signals.items() if closed}
        waiting = waits(
            self.world.processes.values(),
            lambda process: [
                *although,
                *["its context is done"] * (f"context {process.group}.done" in done),
            ],
        )
        message = f"nobody can move: {', '.join(waiting)}" if waiting else "nobody can move"
        broken = self._broken(raw)
        return f"{message} ({', '.join(broken)})" if broken else message

    def _broken(self, raw: RawState) -> list[str]:
        # What is run need not be specified.
        properties: Any = getattr(self._runner.program, "properties", None)
        if properties is None:
            return []
        try:
            broken: list[str] = properties.broken(None, self.abstract(raw))
        except FindingError:
            return []
        return broken

    def may_end(self, raw: RawState) -> bool:
        """Say whether the program may end in a state that was just read."""
        try:
            return self._runner.program.may_end(self.abstract(raw))
        except FindingError:
            return False

    def abstract(self, raw: RawState) -> State:
        """Say which state of the specification a state is that was just read.

        Raises:
            FindingError: The specification has no such state.
        """
        try:
            return self._runner.program.abstract(raw)
        except UnknownStateError as error:
            raise self.finding(Kind.UNKNOWN, str(error)) from error
        except MemoryError:
            raise
        except Exception as error:
            # It has not even the parts of one.
            raise surprise(error, self.world.taken, Kind.UNKNOWN) from error

    def finding(self, kind: Kind, message: str) -> FindingError:
        """Describe what is wrong now."""
        return FindingError(kind, message, self.world.taken)


def replay(
    program: Program[State], schedule: Iterable[Transition], make_crew: MakeCrew = Greenlets
) -> list[tuple[str, State]]:
    """Replay a schedule.

    Returns:
        Each action with the state after it.

    Raises:
        FindingError: What the schedule shows.
    """
    taken: list[tuple[str, State]] = []
    with Runner(program, make_crew).run() as run:
        raw, possible = run.raw(), run.transitions()
        run.require_more(raw, possible)
        run.abstract(raw)  # what is wrong from the beginning has a schedule without steps
        for number, transition in enumerate(schedule, 1):
            if transition not in possible:
                others = (
                    "possible: " + ", ".join(map(str, possible)) if possible else run.stuck(raw)
                )
                message = f"step {number}: {transition} is not possible; {others}"
                raise run.finding(Kind.IMPOSSIBLE, message)
            action, raw, possible = run.take(transition), run.raw(), run.transitions()
            run.require_nothing_elsewhere()
            run.require_more(raw, possible)
            taken.append((action, run.abstract(raw)))
    return taken
