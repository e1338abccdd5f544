"""Where a driver can be: what is known of the queue, of triggers and of slots, and what may come.

The places form a graph whose edges are calls with their answers. It is worked out as far as
somebody goes, and kept, so that a driver that walks in known parts of it does next to nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from slotq.errors import SlotqError
from slotq.oracle.conform import candidates
from slotq.oracle.conform.calls import FAIL, NOBODY, OK, TIMEOUT, TRIGGERED, Answer, Call
from slotq.oracle.conform.candidates import Candidates, Edge, Size

MOST = 15_000
"""A driver that wants to know all places before it walks gets no more of them."""


class TooLargeError(SlotqError):
    """There are too many places."""


class Position(NamedTuple):
    """What is known.

    Attributes:
        candidates: The states of the queue that are consistent with all answers.
        winners: The winner of each token.
        slots_closed: The set of tokens whose slot was closed, as a number.
    """

    candidates: Candidates
    winners: tuple[int, ...] = ()
    slots_closed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What an answer shows of what the queue did.

    Attributes:
        certain: The edges of SlotQueue that were taken for certain.
        possible: The edges that may have been.
    """

    certain: frozenset[Edge] = frozenset()
    possible: frozenset[Edge] = frozenset()


_NOTHING = Shown()
_Reached = tuple[Answer, Position, Shown]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A call with an answer that is allowed, and what it leads to.

    Attributes:
        call: The call.
        answer: The answer.
        place: The next place.
        shown: What it shows, which other steps may show as well.
    """

    call: Call
    answer: Answer
    place: "Place"
    shown: Shown

    @property
    def certain(self) -> frozenset[Edge]:
        """The edges of SlotQueue that were taken for certain."""
        return self.shown.certain


class Move:
    """A call in a place.

    Attributes:
        call: The call.
        steps: Which answers are allowed, and where each leads; None if nobody has worked it out.
        may_wait: Whether it may time out because there is nothing to wait for; computed with the
            steps.
        times: How often it was made.
    """

    __slots__ = ("call", "may_wait", "steps", "times")

    def __init__(self, call: Call) -> None:
        self.call = call
        self.steps: dict[Answer, Step] | None = None
        self.may_wait = False
        self.times = 0


class Place:
    """A position, with the calls that may be made there.

    Attributes:
        position: What is known.
        moves: Each call, with what became of it here.
        left: Those that a driver still wants to make here, the next one last.
    """

    __slots__ = ("_places", "left", "moves", "position")

    def __init__(self, position: Position, places: "Places") -> None:
        self.position = position
        self.moves = {call: Move(call) for call in places.calls(position)}
        self.left = list(reversed(self.moves.values()))
        self._places = places

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls."""
        return tuple(self.moves)

    def steps(self, call: Call) -> dict[Answer, Step]:
        """Say which answers to a call are allowed here, and where each leads."""
        move = self.moves[call]
        if move.steps is None:
            move.steps = {
                answer: Step(call, answer, self._places.at(position), shown)
                for answer, position, shown in self._places.steps(self.position, call)
            }
            move.may_wait = TIMEOUT in move.steps
        return move.steps


class Way:
    """A shortest way to a place: the one before, and the call that may lead on."""

    __slots__ = ("before", "call", "place")

    def __init__(self, place: Place, before: "Way | None", call: Call | None) -> None:
        self.place = place
        self.before = before
        self.call = call

    def calls(self) -> list[Call]:
        """The calls from the reset on."""
        found = []
        way = self
        while way.before is not None and way.call is not None:
            found.append(way.call)
            way = way.before
        return found[::-1]


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
        self._calls: dict[Call, Call] = {}  # one of each: they are looked up often
        self._ways: list[Way] = []
        self._outcomes: dict[tuple[Candidates, Call], dict[Answer, tuple[Candidates, Shown]]] = {}
        self.init = self.at(Position(candidates.init(size)))

    def at(self, position: Position) -> Place:
        """Find the place of a position."""
        place = self._known.get(position)
        if place is None:
            place = self._known[position] = Place(position, self)
        return place

    def calls(self, position: Position) -> Iterator[Call]:
        """Say which calls may be made in a position."""
        for call in _calls(position, self.size):
            yield self._calls.setdefault(call, call)

    def steps(self, position: Position, call: Call) -> Iterator[_Reached]:
        """Work out which answers to a call are allowed in a position, and what each says."""
        states, winners, slots_closed = position
        if call.do == "wait_trigger":
            answer = TRIGGERED if states[0].closed >> call.token & 1 else TIMEOUT
            yield answer, position, _NOTHING
        elif call.do == "wait_closed":
            answer = OK if slots_closed >> call.token & 1 else TIMEOUT
            yield answer, position, _NOTHING
        elif call.do == "close_slot":
            answer = FAIL if slots_closed >> call.token & 1 else OK
            yield answer, Position(states, winners, slots_closed | 1 << call.token), _NOTHING
        else:
            for answer, (after, shown) in self._of_queue(states, call).items():
                won = winners
                if call.do == "queue_slot":
                    won = (*winners, NOBODY)
                elif call.do == "acquire_slot" and answer == OK:
                    won = (*winners[: call.token], call.client, *winners[call.token + 1 :])
                yield answer, Position(after, won, slots_closed), shown

    def _of_queue(self, states: Candidates, call: Call) -> dict[Answer, tuple[Candidates, Shown]]:
        # Many positions differ in what became of the slots alone.
        known = self._outcomes.get((states, call))
        if known is None:
            known = self._outcomes[states, call] = {
                answer: (after, Shown(certain, possible))
                for answer, (after, certain, possible) in candidates.outcomes(states, call).items()
            }
        return known

    def all(self) -> list[Place]:
        """Work out every place that can be reached, the nearest first.

        Raises:
            TooLargeError: There are more than `MOST`.
        """
        return [way.place for way in self.ways()]

    def ways(self) -> list[Way]:
        """Find a shortest way to every place that can be reached, the nearest first.

        Raises:
            TooLargeError: There are more than `MOST`.
        """
        if not self._ways:
            self._ways = self._find_ways()
        return self._ways

    def _find_ways(self) -> list[Way]:
        found = [Way(self.init, None, None)]
        seen = {id(self.init)}
        for way in found:
            if len(found) > MOST:
                message = f"{self.size} lead to more than {MOST} places: choose smaller numbers"
                raise TooLargeError(message)
            for call in way.place.moves:
                for step in way.place.steps(call).values():
                    if id(step.place) not in seen:
                        seen.add(id(step.place))
                        found.append(Way(step.place, way, call))
        return found


def _calls(position: Position, size: Size) -> Iterator[Call]:
    yield from candidates.calls(position.candidates, size)
    state = position.candidates[0]
    for client, record in enumerate(state.clients):
        for token in range(state.next_id):
            if record.known >> token & 1:
                yield Call("wait_trigger", client, token=token)
                yield Call("wait_closed", client, token=token)
    for token, winner in enumerate(position.winners):
        if winner != NOBODY:
            yield Call("close_slot", winner, token=token)
