"""`slotq replay`: runs the code under a given schedule; findings print the command."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from slotq.cli.replay_output import (
    Shown,
    say,
    show_faults,
    show_next,
    show_steps,
    show_verdict,
)
from slotq.cli.replay_page import write_page
from slotq.cli.replay_prompt import prompt
from slotq.errors import SlotqError
from slotq.formats.tla_values import show_value
from slotq.machine import scaling_callers, slot_queue_manager
from slotq.machine.callers import Bounds
from slotq.schedule.engine.findings import FindingError, Kind, parse_schedule
from slotq.schedule.faults.catalogue import UnknownFaultError, broken
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.scaling_callers import ScalingCallersProgram
from slotq.schedule.programs.slot_queue_manager import ManagerProgram
from slotq.schedule.programs.slot_queue_steps import GeneralProgram
from slotq.schedule.walk.judged import judge
from slotq.schedule.walk.specified import SpecifiedProgram
from slotq.system.files import require_writable, write_whole
from slotq.verify.counterexample import changes
from slotq.verify.state_words import parts

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
            " separated by spaces, such as 'container-1 dequeuer-1.1>consumer-1'. ARM is the number"
            " of the arm of the select in which PROCESS stands, from 0, which may be left out;"
            " RECEIVER is the process that receives what PROCESS sends. --next shows the words that"
            " are possible. By default there is no step.",
        ),
    ] = "",
    *,
    is_next: Annotated[
        bool,
        typer.Option(
            "--next",
            help="After the schedule show the steps that are possible, and of the others the guard"
            " that is false.",
        ),
    ] = False,
    interactive: Annotated[
        bool,
        typer.Option(
            "--interactive",
            help="After the schedule choose each step at a prompt: its number or its word, undo,"
            " next, state, help, quit.",
        ),
    ] = False,
    show: Annotated[
        Path | None,
        typer.Option(
            metavar="PAGE.html",
            help="Also draw the steps on a page of HTML, and write it to this file. By default they"
            " are only printed.",
        ),
    ] = None,
    fault: Annotated[
        str,
        typer.Option(
            "--break",
            metavar="FAULT",
            help="Run a broken version of the code (queue, general); --break list shows them. By"
            " default nothing is broken.",
        ),
    ] = "",
    claim: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CLAIM",
            help="Look for this false claim of CallersClaims, too (queue); may be repeated. By"
            " default none.",
        ),
    ] = None,
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
    manager: Annotated[
        int, _size("Number of requests of one key (manager); 0 chooses another program", 0)
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

    There are four programs, and each option names in parentheses those that it applies to.

    queue, the default: the queue with the containers and consumers that it was made for.

    general, if --clients is given: the queue with clients that may do anything.

    counters, if --requests is given: trackers, counters and launcher, with requests and containers.

    manager, if --manager is given: the manager of queues, with requests and launchers.

    Each property of the specification that a step breaks is named, with its sentence.

    Exit code 0: every step is one of the specification's. 1: one is not, or nobody can move where
    the program may not end. 2: the schedule cannot be run.
    """
    if fault == "list":
        show_faults()
        return
    program: Any
    if clients:
        general = GeneralProgram(clients, dequeuers, tokens)
        program = broken(fault, general) if fault else general
        shown = _of_parts(program)
    elif requests:
        _refuse_fault(fault)
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
        reapers = [f"reaper-{container + 1}" for container, _ in launching.reapers]
        shown = _of_record(
            ScalingCallersProgram(launching),
            partial(scaling_callers.record, bounds=launching),
            [*those, *them, "launcher", *reapers],
        )
    elif manager:
        _refuse_fault(fault)
        program = ManagerProgram(manager)
        shown = _of_record(
            program,
            partial(slot_queue_manager.record, bounds=program.bounds),
            [*_named("request", manager), *_named("queue", manager)],
        )
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
        callers = CallersProgram(bounds, claims=tuple(claim or ()))
        program = broken(fault, callers) if fault else callers
        shown = _of_parts(program)
    _run(shown, schedule, show, is_next=is_next, interactive=interactive)


def _of_parts(program: SpecifiedProgram[State]) -> Shown[State]:
    def write(state: State) -> list[str]:
        return [f"{name} = {value}" for name, value in parts(state, program.names).items()]

    def differ(before: State, after: State) -> list[str]:
        known = set(write(before))
        return [line for line in write(after) if line not in known]

    actors = [name for kind in ("client", "dequeuer") for name in program.names[kind]]
    return Shown(program, write, differ, actors)


def _of_record(
    program: SpecifiedProgram[State], record: Callable[[State], Any], actors: list[str]
) -> Shown[State]:
    def variables(state: State) -> dict[str, Any]:
        return {str(name): value for name, value in record(state).items()}

    return Shown(
        program,
        lambda state: [f"{name} = {show_value(v)}" for name, v in variables(state).items()],
        lambda before, after: changes(variables(before), variables(after)),
        actors,
    )


def _run(
    shown: Shown[State], schedule: str, page: Path | None, *, is_next: bool, interactive: bool
) -> None:
    if page is not None:
        require_writable(page)
    try:
        replayed = judge(shown.program, parse_schedule(schedule))
    except FindingError as error:
        if error.kind is Kind.IMPOSSIBLE:
            raise ImpossibleScheduleError(error.message) from None
        say(str(error))
        raise typer.Exit(1) from None
    if replayed.steps or not (is_next or interactive):
        show_steps(shown, replayed.steps)
    show_verdict(replayed)
    if is_next:
        say("")
        show_next(shown, replayed)
    if interactive:
        replayed = prompt(shown, replayed)
        words = " ".join(map(str, replayed.schedule))
        say(f"slotq replay {shown.program.options} '{words}'")
    if page is not None:
        write_whole(page, write_page(shown, replayed))
    raise typer.Exit(1 if replayed.is_wrong else 0)


def _refuse_fault(fault: str) -> None:
    if fault:
        message = f"{fault[:80]} is a fault of the queue: choose the program queue or general"
        raise UnknownFaultError(message)


def _named(kind: str, count: int) -> list[str]:
    return [f"{kind}-{number + 1}" for number in range(count)]


def _numbers(clients: list[str], names: list[str] | None) -> frozenset[int]:
    unknown = [name for name in names or () if name not in clients]
    if unknown:
        message = f"no client is called {unknown[0]!r}: choose from {', '.join(clients)}"
        raise UnknownClientError(message)
    return frozenset(map(clients.index, names or ()))
