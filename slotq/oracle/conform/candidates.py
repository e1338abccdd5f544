"""The candidate states of a queue after some answers: those that are consistent with all of them.

They are the states in which the queue may have been right after the last step that a call made.
Steps that nobody sees (a pick, a withdrawal, an end) may have followed; they are computed with the
next call, so that its answer can tell when they must have happened.

For each answer to a call there are *ways*: paths of the machine from a candidate, by unseen steps
and those of the call, to a state after it. An answer without a way is not allowed. An edge that
lies on every way was *certainly* taken, whatever the implementation chose; an edge on some of them
*possibly*.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from slotq.machine import slot_queue
from slotq.machine.kernel import Disabled, Label
from slotq.machine.slot_queue import State
from slotq.oracle.conform.calls import (
    CONTEXT_DONE,
    FAIL,
    NOBODY,
    OK,
    TIMEOUT,
    Answer,
    Call,
)

Candidates = tuple[State, ...]
Edge = tuple[State, Label]
Steps = list[tuple[Label, State]]
_Step = Callable[[State], Steps]


class Outcome(NamedTuple):
    """What an answer says.

    Attributes:
        candidates: The states in which the queue may be now, in order.
        certain: The edges that were taken, whatever the queue chose.
        possible: The edges that may have been taken.
    """

    candidates: Candidates
    certain: frozenset[Edge]
    possible: frozenset[Edge]


@dataclass(frozen=True, slots=True)
class Size:
    """How much a driver may use: clients, dequeuers, tokens."""

    clients: int
    dequeuers: int
    tokens: int

    def __str__(self) -> str:
        counted = (
            (self.clients, "client"),
            (self.dequeuers, "dequeuer"),
            (self.tokens, "token"),
        )
        return ", ".join(f"{count} {noun}{'s' * (count != 1)}" for count, noun in counted)


def init(size: Size) -> Candidates:
    """The candidate after a reset."""
    return (slot_queue.init(size.clients, size.dequeuers),)


def calls(candidates: Candidates, size: Size) -> Iterator[Call]:
    """List the calls that move the queue and that its clients may make.

    What a client knows and which dequeuers it started is the same in all candidates,
    because it made the calls itself.
    """
    state = candidates[0]
    for client, record in enumerate(state.clients):
        if state.next_id < size.tokens:
            yield Call("queue_slot", client)
        for number, dequeuer in enumerate(state.dequeuers):
            if dequeuer.owner == NOBODY:
                yield Call("start_dequeuer", client, number)
            elif dequeuer.owner == client:
                yield Call("dequeue", client, number)
        for token in range(state.next_id):
            if record.known >> token & 1:
                yield Call("acquire_slot", client, token=token)
    for number in range(size.dequeuers):
        yield Call("cancel", dequeuer=number)
    yield Call("quiesce")


def outcomes(candidates: Candidates, call: Call) -> dict[Answer, Outcome]:
    """Work out which answers to a call that moves the queue are allowed, and what each says."""
    match call:
        case Call("queue_slot", client):
            answer, step = (
                Answer("ok", candidates[0].next_id),
                _one("Queue", slot_queue.queue, client),
            )
        case Call("start_dequeuer", client, dequeuer):
            answer, step = OK, _one("Start", slot_queue.start, client, dequeuer)
        case Call("cancel", dequeuer=dequeuer):
            answer, step = OK, _one("Cancel", slot_queue.cancel, dequeuer)
        case Call("acquire_slot", client, token=token):
            won = _of(
                candidates,
                OK,
                _one("Win", slot_queue.win, client, token),
                _one("Remove", slot_queue.remove, client),
                _one("Close", slot_queue.close, client),
            )
            return won or _unmoved(candidates, FAIL, _one("Lose", slot_queue.lose, client, token))
        case Call("dequeue", client, dequeuer):
            return _dequeue(candidates, client, dequeuer)
        case _:
            return _quiesce(candidates)
    return _of(candidates, answer, step)


def must_deliver(candidates: Candidates, dequeuer: int) -> bool:
    """Say whether a dequeuer delivers if it is only given time.

    It runs, its context is alive, and a token is listed: since no acquire is under way, nobody has
    won that token. Whatever it offers now, it can deliver, or withdraw and pick that one.
    """
    state = candidates[0]
    return bool(state.slots) and state.dequeuers[dequeuer].running and not is_done(state, dequeuer)


def is_done(state: State, dequeuer: int) -> bool:
    """Say whether the context of a dequeuer is done."""
    return state.dequeuers[dequeuer].done


def closure(candidates: Candidates) -> list[State]:
    """List the candidates, and the states that unseen steps may have led to."""
    found = list(candidates)
    known = set(found)
    for state in found:
        for _, after in _unseen(state):
            if after not in known:
                known.add(after)
                found.append(after)
    return found


def _one(name: str, action: Callable[..., State | Disabled], *arguments: int) -> _Step:
    label = Label(name, arguments)

    def step(state: State) -> Steps:
        after = action(state, *arguments)
        return [] if isinstance(after, Disabled) else [(label, after)]

    return step


@lru_cache(maxsize=1 << 16)
def _unseen(state: State) -> Steps:
    return [
        (Label(name, (dequeuer,)), after)
        for dequeuer in range(len(state.dequeuers))
        for name, action in (
            ("Pick", slot_queue.pick),
            ("Withdraw", slot_queue.withdraw),
            ("End", slot_queue.end),
        )
        if not isinstance(after := action(state, dequeuer), Disabled)
    ]


def _dequeue(candidates: Candidates, client: int, dequeuer: int) -> dict[Answer, Outcome]:
    found: dict[Answer, Outcome] = {}
    offers = {state.dequeuers[dequeuer].offer for state in closure(candidates)} - {NOBODY}
    for offer in sorted(offers):

        def deliver(state: State, offer: int = offer) -> Steps:
            if state.dequeuers[dequeuer].offer != offer:
                return []
            return _one("Deliver", slot_queue.deliver, dequeuer, client)(state)

        found |= _of(candidates, Answer("ok", offer), deliver)
    if not must_deliver(candidates, dequeuer):
        found[TIMEOUT] = Outcome(candidates, frozenset(), frozenset())
    if is_done(candidates[0], dequeuer):
        found[CONTEXT_DONE] = Outcome(candidates, frozenset(), frozenset())
    return found


def _quiesce(candidates: Candidates) -> dict[Answer, Outcome]:
    # Every dequeuer whose context is done has ended. The others live, each with its canceller; an
    # implementation may count them with it or without.
    started = [dequeuer for dequeuer in candidates[0].dequeuers if dequeuer.owner != NOBODY]
    alive = sum(not dequeuer.done for dequeuer in started)

    def settled(state: State) -> Steps:
        if any(dequeuer.running and dequeuer.done for dequeuer in state.dequeuers):
            return []
        return [(_SETTLED, state)]

    outcome = _outcome(candidates, (settled,))
    return {Answer("ok", count): outcome for count in (alive, 2 * alive)}


_SETTLED = Label("", ())


def _of(candidates: Candidates, answer: Answer, *steps: _Step) -> dict[Answer, Outcome]:
    outcome = _outcome(candidates, steps)
    return {answer: outcome} if outcome.candidates else {}


def _unmoved(candidates: Candidates, answer: Answer, step: _Step) -> dict[Answer, Outcome]:
    # A step that changes nothing: unseen ones may as well have come after it.
    _, certain, possible = _outcome(candidates, (step,))
    return {answer: Outcome(candidates, certain, possible)}


_Node = tuple[int, State]


def _outcome(candidates: Candidates, steps: tuple[_Step, ...]) -> Outcome:
    # A node is how many steps of the call were taken, and the state. Unseen steps cannot go round
    # in circles: what a dequeuer withdraws is closed, and nothing closed is listed. So the ways
    # form a graph without circles, and an edge is certain if as many ways lead over it as there
    # are.
    arrows: dict[_Node, list[tuple[Label, _Node]]] = {}
    order: list[_Node] = []  # whatever an arrow leads to comes before its source

    def visit(node: _Node) -> None:
        if node in arrows:
            return
        taken, state = node
        mine: list[tuple[Label, _Node]] = []
        arrows[node] = mine
        if taken < len(steps):
            mine += [(label, (taken, after)) for label, after in _unseen(state)]
            mine += [(label, (taken + 1, after)) for label, after in steps[taken](state)]
        for _, target in mine:
            visit(target)
        order.append(node)

    for state in candidates:
        visit((0, state))
    to_end: dict[_Node, int] = {}
    for node in order:
        ended = int(node[0] == len(steps))
        to_end[node] = ended + sum(to_end[target] for _, target in arrows[node])
    to_here: defaultdict[_Node, int] = defaultdict(int, {(0, state): 1 for state in candidates})
    over: defaultdict[Edge, int] = defaultdict(int)
    for node in reversed(order):
        for label, target in arrows[node]:
            to_here[target] += to_here[node]
            if label is not _SETTLED:
                over[node[1], label] += to_here[node] * to_end[target]
    ways = sum(to_end[0, state] for state in candidates)
    return Outcome(
        tuple(sorted(state for taken, state in order if taken == len(steps))),
        frozenset(edge for edge, count in over.items() if count == ways),
        frozenset(edge for edge, count in over.items() if count),
    )
