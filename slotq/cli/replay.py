"""`slotq replay`: runs the code under a given schedule; findings print the command."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

import typer
from rich.table import Table
from rich.text import Text

from slotq.cli.display import output
from slotq.errors import SlotqError
from slotq.machine import scaling_callers
from slotq.machine.callers import Bounds
from slotq.schedule.engine.findings import FindingError, Kind, parse_schedule
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.scaling_callers import ScalingCallersProgram
from slotq.schedule.programs.slot_queue_steps import GeneralProgram
from slotq.schedule.walk.execution import replay as run_again
from slotq.verify.code import SpecifiedProgram
from slotq.verify.counterexample import changes
from slotq.verify.state_words import Names, parts

_MOST = 9  # of each kind; a schedule is not for more to read

State = TypeVar("State", bound=tuple[object, ...])


def _size(text: str, least: int = 1) -> Any:  # noqa: ANN401  # what typer makes of an option
    return typer.Option(min=least, max=_MOST, help=text)


def _clients(text: str, metavar: str = "CONTAINER") -> Any:  # noqa: ANN401  # as above
    return typer.Option(metavar=metavar, help=f"{text}; may be repeated. By default none.")


class UnknownClientError(SlotqError):
    """An option names a client that does not exist."""


class ImpossibleScheduleError(SlotqError):
    """A step of a schedule cannot be taken where it stands."""


def replay(  # noqa: PLR0913  # the constants of Callers, one option each
    schedule: Annotated[
        str,
        typer.Argument(
            metavar="SCHEDULE",
            help="The steps in their order, as a finding prints them: PROCESS[:ARM][>RECEIVER],"
            " separated by spaces, such as 'container-1 dequeuer-1.1>consumer-1'.",
        ),
    ],
    *,
    containers: Annotated[int, _size("Number of containers (queue, counters)")] = 1,
    consumers: Annotated[int, _size("Number of consumers (queue)")] = 1,
    rounds: Annotated[
        int,
        _size("How often each container offers its slot and each consumer asks for one (queue)"),
    ] = 1,
    idling: Annotated[
        list[str] | None,
        _clients("A container that may be idle for too long, or see a shutdown (queue)"),
    ] = None,
    evictable: Annotated[
        list[str] | None, _clients("A container that the environment may evict (queue)")
    ] = None,
    freezable: Annotated[
        list[str] | None,
        _clients("A container that may fail to freeze (queue), or may be frozen (counters)"),
    ] = None,
    impatient: Annotated[
        list[str] | None,
        _clients("A consumer (queue) or a request (counters) that may give up waiting", "CLIENT"),
    ] = None,
    cancellable: Annotated[
        list[str] | None,
        _clients("A consumer whose context may be cancelled from outside (queue)", "CONSUMER"),
    ] = None,
    failing: Annotated[
        list[str] | None, _clients("A container whose start-up may fail (queue, counters)")
    ] = None,
    later: Annotated[
        bool,
        typer.Option(
            help="Use the containers and consumers of later versions of the original (queue)."
        ),
    ] = False,
    clients: Annotated[
        int, _size("Number of clients that may do anything (general); 0 chooses another program", 0)
    ] = 0,
    dequeuers: Annotated[int, _size("Number of dequeuers that may be started (general)")] = 1,
    tokens: Annotated[int, _size("Number of tokens that may be queued (general)")] = 1,
    requests: Annotated[
        int, _size("Number of requests (counters); 0 chooses another program", 0)
    ] = 0,
    leaving: Annotated[
        list[str] | None,
        _clients("A container that may leave while no request wants it (counters)"),
    ] = None,
    crashable: Annotated[
        list[str] | None, _clients("A container that may die at any time (counters)")
    ] = None,
    refusing: Annotated[
        bool,
        typer.Option(help="Let the launcher be refused the resources for a container (counters)."),
    ] = False,
    once: Annotated[
        bool,
        typer.Option(
            help="Let each request signal the launcher once, instead of after each round of"
            " waiting (counters)."
        ),
    ] = False,
) -> None:
    """Run the code under one schedule, and show what each step changes.

    There are three programs, and each option names in parentheses those that it applies to.

    queue, the default: the queue with the containers and consumers that it was made for.

    general, if --clients is given: the queue with clients that may do anything.

    counters, if --requests is given: trackers, counters and launcher, with requests and containers.

    Exit code 0: the schedule ran to its end. 1: the run violates the specification. 2: the schedule
    cannot be run.
    """
    if clients:
        _show_parts(GeneralProgram(clients, dequeuers, tokens), schedule)
    elif requests:
        those, them = _named("request", requests), _named("container", containers)
        launching = scaling_callers.Bounds(
            requests,
            containers,
            impatient=_numbers(those, impatient),
            leaving=_numbers(them, leaving),
            freezable=_numbers(them, freezable),
            crashable=_numbers(them, crashable),
            failing=_numbers(them, failing),
            refusing=refusing,
            repeated=not once,
        )
        _show(ScalingCallersProgram(launching), schedule, partial(_variables, launching))
    else:
        sizes = Bounds(containers, consumers, rounds)
        everybody = [sizes.name(number) for number in range(sizes.clients)]
        bounds = Bounds(
            containers,
            consumers,
            rounds,
            idling=_numbers(everybody, idling),
            evictable=_numbers(everybody, evictable),
            freezable=_numbers(everybody, freezable),
            impatient=_numbers(everybody, impatient),
            cancellable=_numbers(everybody, cancellable),
            failing=_numbers(everybody, failing),
            later=later,
        )
        _show_parts(CallersProgram(bounds), schedule)


def _show_parts(program: SpecifiedProgram[State], schedule: str) -> None:
    _show(program, schedule, partial(_parts, program.names))


def _parts(names: Names, before: State, after: State) -> list[str]:
    old, new = parts(before, names), parts(after, names)
    return [f"{name} = {new[name]}" for name in new if old[name] != new[name]]


def _variables(
    bounds: scaling_callers.Bounds, before: scaling_callers.State, after: scaling_callers.State
) -> list[str]:
    old, new = (
        {str(name): value for name, value in scaling_callers.record(state, bounds).items()}
        for state in (before, after)
    )
    return changes(old, new)


def _show(
    program: SpecifiedProgram[State],
    schedule: str,
    difference: Callable[[State, State], list[str]],
) -> None:
    steps = parse_schedule(schedule)
    table = Table("step", "process", "action", "changes", box=None, pad_edge=False)
    try:
        taken = run_again(program, steps)
    except FindingError as error:
        if error.kind is Kind.IMPOSSIBLE:
            raise ImpossibleScheduleError(error.message) from None
        output().print(Text(str(error)), soft_wrap=True)
        raise typer.Exit(1) from None
    before = program.system.init
    for number, (step, (action, state)) in enumerate(zip(steps, taken, strict=True), 1):
        changed = Text("\n".join(difference(before, state)))
        table.add_row(str(number), str(step), action, changed)
        before = state
    output().print(table)


def _named(kind: str, count: int) -> list[str]:
    return [f"{kind}-{number + 1}" for number in range(count)]


def _numbers(clients: list[str], names: list[str] | None) -> frozenset[int]:
    unknown = [name for name in names or () if name not in clients]
    if unknown:
        message = f"no client is called {unknown[0]!r}: choose from {', '.join(clients)}"
        raise UnknownClientError(message)
    return frozenset(map(clients.index, names or ()))
