"""The doubles of the primitives and `slotq.sync` compared: the same steps, the same lines."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from types import ModuleType

from slotq import sync
from slotq.primitives import After, Arm
from slotq.schedule.doubles import threads, world
from slotq.schedule.doubles.operations import Select
from slotq.schedule.doubles.programs import Program, State, parts
from slotq.schedule.doubles.search import Found
from slotq.schedule.engine.findings import FindingError
from slotq.schedule.reading.stops import UnreadableError
from slotq.schedule.walk.lock_graph import Graph, ScheduleError
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.comparison import LabelledGraph, compare

Step = tuple[State, str, State]
# A state of the doubles is a few of the real code; a wrong module may have no end of them.
_MORE = 40
NOTHING = "a step that is not recorded"


def check_doubles(programs: Iterable[Program], module: ModuleType = sync) -> Evidence:
    """Compare what the doubles can do in small programs with what `slotq.sync` can.

    Args:
        programs: The programs.
        module: `slotq.sync`; tests put broken ones here.

    Raises:
        ClaimRefutedError: The graphs differ, or something was used or recorded outside the guard.
    """
    states = edges = 0
    for program in programs:
        try:
            initial, doubles = world.explore(program)
            search, real = threads.explore(program, _MORE * len(doubles), module)
        except (FindingError, ScheduleError, UnreadableError, world.ProgramError) as error:
            raise ClaimRefutedError(str(error)) from error
        lines = [
            *_difference(program, initial, doubles, search.states, real),
            *_stuck(program, doubles, search.states, real),
        ]
        if lines:
            raise ClaimRefutedError("\n".join(lines))
        states += len(real.moves)
        edges += len(real.edges)
    return Evidence(states, edges)


def _difference(
    program: Program,
    initial: State,
    doubles: world.Edges,
    states: Sequence[Found],
    real: Graph[int],
) -> Iterator[str]:
    """Tell how the graphs differ, in lines."""
    taken = [
        step
        for source, lines, target in real.edges
        for step in _path(doubles, states[source].compared, lines, states[target].compared)
    ]
    one = _graph(
        "the doubles",
        initial,
        ((source, line, to) for source, steps in doubles.items() for line, to in steps.items()),
    )
    other = _graph("slotq.sync", states[real.initial].compared, taken)
    yield from compare(one, other, partial(parts, program)).difference


def _path(doubles: world.Edges, source: State, lines: str, target: State) -> Iterator[Step]:
    """Take a move of the real code for the steps that it recorded, one after the other."""
    rest = lines.splitlines()
    while len(rest) > 1 and (after := doubles.get(source, {}).get(rest[0])) is not None:
        yield source, rest.pop(0), after
        source = after
    if rest or source != target:
        yield source, ", then ".join(rest) or NOTHING, target


def _graph(name: str, initial: State, steps: Iterable[Step]) -> LabelledGraph[State]:
    numbers = {initial: 0}
    edges = [
        (
            numbers.setdefault(source, len(numbers)),
            line,
            numbers.setdefault(target, len(numbers)),
        )
        for source, line, target in steps
    ]
    return LabelledGraph(name, list(numbers), frozenset({0}), edges)


def _stuck(
    program: Program, doubles: world.Edges, states: Sequence[Found], real: Graph[int]
) -> Iterator[str]:
    """Tell of a state of the real code in which a process is stuck, and should not be."""
    movers = _movers(states, real)
    timers = {arm.step for arm in _arms(program) if isinstance(arm, After)}
    for number, (state, ended, is_free) in enumerate(states):
        steps = doubles.get(state, {})
        # The processes that can move by themselves, with no partner and no timer.
        alone = {
            line.split(" ")[0]
            for line in steps
            if line.split(" ")[1] not in timers and len(_who(line)) == 1
        }
        waiting = alone - movers[number] if is_free else set()
        if number in real.ends:
            waiting |= {line.split(" ")[0] for line in steps}
            waiting |= _returned(program, state) - ended
        if waiting:
            yield f"in slotq.sync, {', '.join(sorted(waiting))} cannot move:"
            yield from (f"  {part}: {value}" for part, value in parts(program, state).items())
            return


def _arms(program: Program) -> Iterator[Arm]:
    """List the arms of all selects."""
    for operations in program.processes.values():
        for operation in operations:
            if isinstance(operation, Select):
                yield from operation.arms


def _returned(program: Program, state: State) -> set[str]:
    """Name the processes that have returned from their last operation."""
    return {
        name
        for (name, operations), results in zip(
            program.processes.items(), state.results, strict=True
        )
        if len(results) == len(operations)
    }


def _movers(states: Sequence[Found], real: Graph[int]) -> list[set[str]]:
    """Find, for each state, the processes that can do a step after hidden moves alone."""
    movers: list[set[str]] = [set() for _ in states]
    before: list[list[int]] = [[] for _ in states]
    for source, lines, target in real.edges:
        if lines:
            # What follows in the same move needs that somebody else does this.
            movers[source] |= {*_who(lines.splitlines()[0])}
        else:
            before[target].append(source)
    pending = [*range(len(states))]
    while pending:
        target = pending.pop()
        for source in before[target]:
            if not movers[target] <= movers[source]:
                movers[source] |= movers[target]
                pending.append(source)
    return movers


def _who(line: str) -> list[str]:
    """Name the processes of a step: the one that acts, and the one that it meets."""
    process, *rest = line.split(" ")
    return [process, *(word[3:] for word in rest if word.startswith("to="))]
