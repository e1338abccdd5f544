"""The whole of it: values, walk, search, and the report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from slotq.oracle.conform.calls import Call, without_what
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.describe import describe
from slotq.oracle.conform.edge_walk import walk
from slotq.oracle.conform.edges import Coverage, every_edge
from slotq.oracle.conform.failures import FindingError
from slotq.oracle.conform.force import Forces
from slotq.oracle.conform.outcome import Report, fault_of
from slotq.oracle.conform.pipe import Pipe
from slotq.oracle.conform.places import Place, Places
from slotq.oracle.conform.player import TIMES, Clock, Failure, Player
from slotq.oracle.conform.pure_functions import compare
from slotq.oracle.conform.session import Patience, Session
from slotq.system.files import Sink

SEARCHED = Size(clients=2, dequeuers=3, tokens=5)
"""What Hypothesis may use, which is more than the walk could cover."""
NOT_SEEN = (
    "faults that only overlapping calls show, such as a flag that is checked and then set, or "
    "a trigger that is closed before its token is removed; slotq conform --concurrent finds them"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How an implementation is driven.

    Attributes:
        size: How much the walk uses.
        seconds: How long walk and search may take, each.
        examples: How many runs Hypothesis plays.
        patience: How long to wait for the program.
        run: The calls to make instead, to repeat a run.
        times: How often to make them, unless they fail.
        log: Where every line that is exchanged is written down, if anywhere.
        edges: Where every edge of SlotQueue is, with what became of it, if anywhere.
        shrinking: How many seconds a run that fails may be made shorter.
        tell: Called with the progress.
    """

    size: Size = field(default_factory=lambda: Size(clients=1, dequeuers=2, tokens=2))
    seconds: float = 30.0
    examples: int = 100
    patience: Patience = field(default_factory=Patience)
    run: tuple[Call, ...] = ()
    times: int = 1
    log: Sink | None = None
    edges: Sink | None = None
    shrinking: float = 10.0
    tell: Callable[[str], None] = lambda _: None


def drive(command: Sequence[str], plan: Plan) -> Report:
    """Drive a program and judge it.

    Args:
        command: The program and its arguments.
        plan: How.

    Raises:
        UnusableError: It cannot be started, or does not say what it can do.
        TooLargeError: The walk's size is too large.
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
                assert isinstance(running, Pipe)  # noqa: S101  # as above
                running.stop()
        except FindingError as error:
            failure = Failure(error.kind, error.message, ())
        facts["unimplemented"] = tuple(sorted(player.unimplemented))
    if failure is not None:
        facts.pop("reason", None)
        fault = fault_of(failure, command, _options(plan, failure))
        return Report(outcome="does not conform", fault=fault, **facts)
    reason = facts.pop("reason", "") or _undecided(facts)
    facts["not_seen"] = NOT_SEEN
    right: Literal["conforms", "no fault found"] = "no fault found" if plan.run else "conforms"
    return Report(outcome="undecided" if reason else right, reason=reason, **facts)


def _options(plan: Plan, failure: Failure) -> str:
    # What a command that repeats a run needs, or the whole of it.
    usual = Plan()
    waits, usual_waits = plan.patience, usual.patience
    values: list[tuple[str, float, float]] = [
        ("--patience", waits.served, usual_waits.served),
        ("--answer-within", waits.answer, usual_waits.answer),
        ("--start-within", waits.start, usual_waits.start),
    ]
    if failure.is_run:
        values.append(("--times", TIMES if failure.times > 1 else plan.times, usual.times))
    else:
        values += [
            ("--clients", plan.size.clients, usual.size.clients),
            ("--dequeuers", plan.size.dequeuers, usual.size.dequeuers),
            ("--tokens", plan.size.tokens, usual.size.tokens),
            ("--seconds", plan.seconds, usual.seconds),
            ("--examples", plan.examples, usual.examples),
        ]
    return "".join(f"{name} {value:g} " for name, value, default in values if value != default)


def _undecided(facts: dict[str, Any]) -> str:
    if missing := without_what(facts["unimplemented"]):
        return missing
    if not facts.get("calls") and not facts.get("values"):
        return "it lists no capability that can be judged"
    if facts.get("time_out"):
        return "timed out before every call was tried; raise --seconds"
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
    forces = Forces(places)  # takes time, and none of the program's
    session = player.session(places)
    clock = Clock(plan.seconds)
    plan.tell(f"walking within {plan.size}")
    failure = walk(player, session, forces, clock)
    facts |= _of_walk(session, Forces(places, player.unimplemented), plan.edges)
    facts["time_out"] = failure is None and clock.is_over()
    # Slow to import, and not needed by other commands.
    from slotq.oracle.conform.random_calls import search, shorten  # noqa: PLC0415  # as said

    if failure is None:
        plan.tell(f"searching, {plan.examples} runs of Hypothesis")
        places = Places(SEARCHED)
        facts["searched"], failure = search(player, places, plan.examples, Clock(plan.seconds))
    if failure is None:
        return None
    plan.tell(f"shrinking {len(failure.run)} calls, at most {plan.shrinking:g} s")
    return shorten(player, places, failure, Clock(plan.shrinking))


def _repeat(player: Player, plan: Plan, facts: dict[str, Any]) -> Failure | None:
    places = Places(
        Size(
            max(call.client for call in plan.run) + 2,
            max(call.dequeuer for call in plan.run) + 1,
            sum(call.do == "queue_slot" for call in plan.run),
        )
    )

    def choose(place: Place, made: int) -> Call | None:
        facts["calls"] = made
        if made == len(plan.run):
            return None
        call = plan.run[made]
        if call not in place.moves:
            facts["reason"] = f"'{call}' is not possible at this place: {describe(place.position)}"
            return None
        facts["calls"] = made + 1
        return call

    played = (player.play(places, choose, is_repeat=True) for _ in range(plan.times))
    failure = next((failure for failure in played if failure is not None), None)
    if failure is None:
        facts["edges_seen"] = len(player.seen)
    return failure


def _of_walk(session: Session, forces: Forces, sink: Sink | None) -> dict[str, Any]:
    places = session.places
    every_place = places.all()
    coverage = Coverage(every_edge(places.size), forces.edges, session.seen, session.maybe)
    if sink is not None:
        for edge in coverage.each():
            sink.write(msgspec.json.encode(edge) + b"\n")
    return {
        "size": str(places.size),
        "calls": session.asked,
        "tried": sum(move.times > 0 for place in every_place for move in place.moves.values()),
        "places": sum(len(place.moves) for place in every_place),
        "edges": coverage.count(),
    }
