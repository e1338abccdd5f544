"""`slotq replay`: a schedule of the real code again, step by step; findings print the command."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeVar

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
from slotq.verify.scaling_record import scaling_callers_record
from slotq.verify.state_words import Names, parts

_MOST = 9  # of each kind; a schedule is not for more to read

State = TypeVar("State", bound=tuple[object, ...])
Size = Annotated[int, typer.Option(min=1, max=_MOST)]
Clients = Annotated[list[str] | None, typer.Option(metavar="CLIENT", help="As container-1.")]


class UnknownClientError(SlotqError):
    """An option names a client that there is not."""


class ImpossibleScheduleError(SlotqError):
    """A step of a schedule cannot be taken where it stands."""


def replay(  # noqa: PLR0913  # the constants of Callers, one option each
    schedule: Annotated[str, typer.Argument(help="As a finding prints it.")],
    *,
    containers: Size = 1,
    consumers: Size = 1,
    rounds: Size = 1,
    idling: Clients = None,
    evictable: Clients = None,
    freezable: Clients = None,
    impatient: Clients = None,
    cancellable: Clients = None,
    failing: Clients = None,
    later: Annotated[bool, typer.Option(help="The clients of later versions.")] = False,
    clients: Annotated[int, typer.Option(min=0, max=_MOST)] = 0,
    dequeuers: Size = 1,
    tokens: Size = 1,
    requests: Annotated[int, typer.Option(min=0, max=_MOST)] = 0,
    leaving: Clients = None,
    crashable: Clients = None,
    refusing: Annotated[bool, typer.Option(help="The launcher may be refused.")] = False,
    once: Annotated[bool, typer.Option(help="Requests signal once.")] = False,
) -> None:
    """Run the code of the queue under one schedule, and show what each step changes.

    With containers and consumers; or, where --clients is given, with so many clients that may do
    anything, for so many dequeuers and tokens; or, where --requests is given, that of trackers and
    counters, with so many requests, containers and their launcher.

    Exit code 0: it ran to its end. 1: it showed something that must not be.
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
        {str(name): value for name, value in scaling_callers_record(state, bounds).items()}
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
        message = f"no client is called {unknown[0]!r}: there are {', '.join(clients)}"
        raise UnknownClientError(message)
    return frozenset(map(clients.index, names or ()))
