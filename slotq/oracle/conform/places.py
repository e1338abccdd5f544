"""Where a driver can be: what is known of the queue, of triggers and of slots, and what may come.

The places form a graph whose edges are calls with their answers. It is worked out as far as
somebody goes, and kept, so that a driver that walks in known parts of it does next to nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from slotq.errors import SlotqError
from slotq.oracle.conform import belief
from slotq.oracle.conform.belief import Belief, Edge, Outcome, Size
from slotq.oracle.conform.calls import FAIL, NOBODY, OK, TIMEOUT, TRIGGERED, Answer, Call

MOST = 15_000
"""A driver that wants to know all places before it walks gets no more of them."""
_NO_EDGES: frozenset[Edge] = frozenset()
_Reached = tuple[Answer, "Position", frozenset[Edge], frozenset[Edge]]


class TooLargeError(SlotqError):
    """There are too many places."""


class Position(NamedTuple):
    """What is known.

    Attributes:
        belief: The states of the queue that agree with all answers.
        winners: Who won each token.
        slots_closed: The set of tokens whose slot was closed, as a number.
    """

    belief: Belief
    winners: tuple[int, ...] = ()
    slots_closed: int = 0


class Step(NamedTuple):
    """What an answer leads to.

    Attributes:
        place: The next place.
        certain: The edges of SlotQueue that were taken for certain.
        possible: The edges that may have been.
    """

    place: "Place"
    certain: frozenset[Edge]
    possible: frozenset[Edge]


class Place:
    """A position, with the calls that may be made there.

    Attributes:
        position: What is known.
        calls: The calls.
        tried: How often each was made here.
        left: Calls that a driver still wants to try here, the next one last.
    """

    __slots__ = ("_places", "_steps", "calls", "left", "position", "tried")

    def __init__(self, position: Position, places: "Places") -> None:
        self.position = position
        self.calls = tuple(_calls(position, places.size))
        self.tried = dict.fromkeys(self.calls, 0)
        self.left = list(reversed(self.calls))
        self._places = places
        self._steps: dict[Call, dict[Answer, Step]] = {}

    def steps(self, call: Call) -> dict[Answer, Step]:
        """Say which answers to a call are allowed here, and where each leads."""
        known = self._steps.get(call)
        if known is None:
            known = self._steps[call] = {
                answer: Step(self._places.at(position), certain, possible)
                for answer, position, certain, possible in self._places.steps(self.position, call)
            }
        return known

    def may_wait(self, call: Call) -> bool:
        """Say whether a call may come to nothing because nothing is there to wait for."""
        return TIMEOUT in self.steps(call)


class Places:
    """All places within a size.

    Args:
        size: How much the driver may use.

    Attributes:
        init: The place after a reset.
    """

    def __init__(self, size: Size) -> None:
        self.size = size
        self._known: dict[Position, Place] = {}
        self._outcomes: dict[tuple[Belief, Call], dict[Answer, Outcome]] = {}
        self.init = self.at(Position(belief.init(size)))

    def at(self, position: Position) -> Place:
        """Find the place of a position."""
        place = self._known.get(position)
        if place is None:
            place = self._known[position] = Place(position, self)
        return place

    def steps(self, position: Position, call: Call) -> Iterator[_Reached]:
        """Work out which answers to a call are allowed in a position, and what each says."""
        states, winners, slots_closed = position
        if call.do == "wait_trigger":
            answer = TRIGGERED if states[0].closed >> call.token & 1 else TIMEOUT
            yield answer, position, _NO_EDGES, _NO_EDGES
        elif call.do == "wait_closed":
            answer = OK if slots_closed >> call.token & 1 else TIMEOUT
            yield answer, position, _NO_EDGES, _NO_EDGES
        elif call.do == "close_slot":
            answer = FAIL if slots_closed >> call.token & 1 else OK
            after = Position(states, winners, slots_closed | 1 << call.token)
            yield answer, after, _NO_EDGES, _NO_EDGES
        else:
            for answer, outcome in self._of_queue(states, call).items():
                won = winners
                if call.do == "queue_slot":
                    won = (*winners, NOBODY)
                elif call.do == "acquire_slot" and answer == OK:
                    won = (*winners[: call.token], call.client, *winners[call.token + 1 :])
                after = Position(outcome.belief, won, slots_closed)
                yield answer, after, outcome.certain, outcome.possible

    def _of_queue(self, states: Belief, call: Call) -> dict[Answer, Outcome]:
        # Many positions differ in what became of the slots alone.
        known = self._outcomes.get((states, call))
        if known is None:
            known = self._outcomes[states, call] = belief.outcomes(states, call)
        return known

    def all(self) -> list[Place]:
        """Work out every place that can be reached, the nearest first.

        Raises:
            TooLargeError: There are more than `MOST`.
        """
        found = [self.init]
        seen = {id(self.init)}
        for place in found:
            if len(found) > MOST:
                message = f"{self.size} lead to more than {MOST} places: walk with fewer"
                raise TooLargeError(message)
            for call in place.calls:
                for step in place.steps(call).values():
                    if id(step.place) not in seen:
                        seen.add(id(step.place))
                        found.append(step.place)
        return found


def _calls(position: Position, size: Size) -> Iterator[Call]:
    yield from belief.calls(position.belief, size)
    state = position.belief[0]
    for client, record in enumerate(state.clients):
        for token in range(state.next_id):
            if record.known >> token & 1:
                yield Call("wait_trigger", client, token=token)
                yield Call("wait_closed", client, token=token)
    for token, winner in enumerate(position.winners):
        if winner != NOBODY:
            yield Call("close_slot", winner, token=token)
