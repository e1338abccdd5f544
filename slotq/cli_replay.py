"""`slotq replay`: a schedule of the real code again, step by step; findings print the command."""

from typing import Annotated, TypeVar

import typer
from rich.table import Table
from rich.text import Text

from slotq.errors import SlotqError
from slotq.machine.bounds import Bounds
from slotq.schedule.clients import CallersProgram
from slotq.schedule.findings import FindingError, Kind, parse_schedule
from slotq.schedule.general import GeneralProgram
from slotq.schedule.run import replay as run_again
from slotq.terminal import output
from slotq.verify.code import SpecifiedProgram
from slotq.verify.words import parts

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
    clients: Annotated[int, typer.Option(min=0, max=_MOST)] = 0,
    dequeuers: Size = 1,
    tokens: Size = 1,
) -> None:
    """Run the code of the queue under one schedule, and show what each step changes.

    With containers and consumers; or, where --clients is given, with so many clients that may do
    anything, for so many dequeuers and tokens.

    Exit code 0: it ran to its end. 1: it showed something that must not be.
    """
    sizes = Bounds(containers, consumers, rounds)
    bounds = Bounds(
        containers,
        consumers,
        rounds,
        idling=_numbers(sizes, idling),
        evictable=_numbers(sizes, evictable),
        freezable=_numbers(sizes, freezable),
        impatient=_numbers(sizes, impatient),
        cancellable=_numbers(sizes, cancellable),
    )
    if clients:
        _show(GeneralProgram(clients, dequeuers, tokens), schedule)
    else:
        _show(CallersProgram(bounds), schedule)


def _show(program: SpecifiedProgram[State], schedule: str) -> None:
    steps = parse_schedule(schedule)
    table = Table("step", "process", "action", "changes", box=None, pad_edge=False)
    try:
        taken = run_again(program, steps)
    except FindingError as error:
        if error.kind is Kind.IMPOSSIBLE:
            raise ImpossibleScheduleError(error.message) from None
        output().print(Text(str(error)), soft_wrap=True)
        raise typer.Exit(1) from None
    before = parts(program.system.init, program.names)
    for number, (step, (action, state)) in enumerate(zip(steps, taken, strict=True), 1):
        after = parts(state, program.names)
        changes = [f"{name} = {after[name]}" for name in after if before[name] != after[name]]
        table.add_row(str(number), str(step), action, Text("\n".join(changes)))
        before = after
    output().print(table)


def _numbers(bounds: Bounds, names: list[str] | None) -> frozenset[int]:
    clients = [bounds.name(number) for number in range(bounds.clients)]
    unknown = [name for name in names or () if name not in clients]
    if unknown:
        message = f"no client is called {unknown[0]!r}: there are {', '.join(clients)}"
        raise UnknownClientError(message)
    return frozenset(map(clients.index, names or ()))
