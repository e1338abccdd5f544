"""The whole of it: values, walk, search, and the report."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from slotq.machine.abstract_next import abstract_queue
from slotq.machine.graph import explore
from slotq.oracle.conform.belief import Edge, Size
from slotq.oracle.conform.calls import Call, Do
from slotq.oracle.conform.findings import FindingError
from slotq.oracle.conform.pipe import Pipe
from slotq.oracle.conform.places import Places
from slotq.oracle.conform.player import Clock, Failure, Player
from slotq.oracle.conform.pure import compare
from slotq.oracle.conform.report import Report, count_edges, fault_of
from slotq.oracle.conform.session import Patience, Session
from slotq.oracle.conform.walk import walk

SEARCHED = Size(clients=2, dequeuers=3, tokens=5)
"""What Hypothesis may use, which is more than the walk could cover."""
NEEDED: tuple[Do, ...] = ("queue_slot", "start_dequeuer", "dequeue", "acquire_slot", "cancel")


@dataclass(frozen=True, slots=True)
class Plan:
    """How an implementation is driven.

    Attributes:
        size: How much the walk uses.
        seconds: How long walk and search may take, each.
        examples: How many runs Hypothesis plays.
        patience: How long to wait for the program.
        run: The calls to make instead, to repeat a run.
        log: Where every line that is exchanged is written down, if anywhere.
    """

    size: Size = field(default_factory=lambda: Size(clients=1, dequeuers=2, tokens=2))
    seconds: float = 30.0
    examples: int = 100
    patience: Patience = field(default_factory=Patience)
    run: tuple[Call, ...] = ()
    log: BinaryIO | None = None


def drive(command: Sequence[str], plan: Plan, options: str = "") -> Report:
    """Drive a program and judge it.

    Args:
        command: The program and its arguments.
        plan: How.
        options: Options of the command line that repeating a run needs.

    Raises:
        UnusableError: It cannot be started, or does not say what it can do.
    """
    with Player(lambda: Pipe(command, plan.patience, plan.log), plan.patience) as player:
        pipe = player.target()
        assert isinstance(pipe, Pipe)  # noqa: S101  # made so above
        name, can = pipe.introduction.name, pipe.introduction.can
        facts: dict[str, Any] = {"name": name}
        try:
            failure = _drive(player, pipe, can, plan, facts)
            if failure is None:
                running = player.target()
                assert isinstance(running, Pipe)  # noqa: S101
                running.stop()
        except FindingError as error:
            failure = Failure(error.kind, error.message, ())
        facts["unimplemented"] = tuple(sorted(player.unimplemented))
    if failure is not None:
        fault = fault_of(failure, command, options)
        return Report(outcome="does not conform", fault=fault, **facts)
    reason = _undecided(facts)
    return Report(outcome="undecided" if reason else "conforms", reason=reason, **facts)


def _undecided(facts: dict[str, Any]) -> str:
    missing = [do for do in NEEDED if do in facts["unimplemented"]]
    if missing:
        return f"{', '.join(missing)} is not there, without which nothing can be said"
    if not facts.get("calls") and not facts.get("values"):
        return "it can do nothing that is asked here"
    if facts.get("time_out"):
        return "time was over before every call was tried; give it more --seconds"
    return ""


def _drive(
    player: Player, pipe: Pipe, can: Sequence[str], plan: Plan, facts: dict[str, Any]
) -> Failure | None:
    if plan.run:
        if "queue" not in can:
            return None
        return _repeat(player, plan, facts)
    facts["values"] = compare(pipe, can)
    if "queue" not in can:
        return None
    places = Places(plan.size)
    places.all()  # takes time, and none of the program's
    session = player.session(places)
    clock = Clock(plan.seconds)
    failure = walk(player, session, clock)
    facts |= _of_walk(places, session)
    facts["time_out"] = failure is None and clock.is_over()
    # Slow to import, and not needed by other commands.
    from slotq.oracle.conform.search import search, shorten  # noqa: PLC0415

    if failure is None:
        places = Places(SEARCHED)
        facts["searched"], failure = search(player, places, plan.examples, Clock(plan.seconds))
    if failure is None:
        return None
    return shorten(player, places, failure, Clock(plan.seconds))


def _repeat(player: Player, plan: Plan, facts: dict[str, Any]) -> Failure | None:
    places = Places(
        Size(
            max(call.client for call in plan.run) + 2,
            max(call.dequeuer for call in plan.run) + 1,
            sum(call.do == "queue_slot" for call in plan.run),
        )
    )
    facts["calls"] = len(plan.run)
    return player.play_calls(places, plan.run)


def _of_walk(places: Places, session: Session) -> dict[str, Any]:
    size = places.size
    graph = explore(abstract_queue(size.clients, size.dequeuers, size.tokens))
    every = {(graph.states[source], label) for source, label, _ in graph.edges}
    forced: set[Edge] = set()
    every_place = places.all()
    for place in every_place:
        for call in place.calls:
            for step in place.steps(call).values():
                forced |= step.certain
    return {
        "size": str(size),
        "calls": session.asked,
        "tried": sum(times > 0 for place in every_place for times in place.tried.values()),
        "places": sum(len(place.calls) for place in every_place),
        "edges": count_edges(every, forced, session.seen, session.maybe),
    }
