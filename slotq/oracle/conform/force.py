"""Which edges of SlotQueue calls can force, and how.

It is a game. The driver makes a call, the program answers as it likes, within what is allowed. An
edge can be forced in a place if there is a call each of whose answers shows that it was taken, or
leads to a place where it can be forced. Worked out from the end: first where one call is enough,
then where two are, until nothing is added. So each call that is noted leads nearer to its edge, and
a driver that makes it gets there, whatever the program answers.
"""

from collections.abc import Collection

from slotq.oracle.conform.calls import Call, Do
from slotq.oracle.conform.candidates import Edge
from slotq.oracle.conform.places import Place, Places


class Forces:
    """What can be forced; sets of edges are numbers in here, an edge a bit.

    Args:
        places: Where the driver can be.
        without: Calls that the program does not have.

    Attributes:
        edges: The edges that can be forced after a reset.
    """

    def __init__(self, places: Places, without: Collection[Do] = ()) -> None:
        self._numbers: dict[Edge, int] = {}
        self._known: dict[int, int] = {}
        self._calls: dict[int, list[tuple[int, Call]]] = {}
        every = places.all()
        answers = [(place, self._answers(place, without)) for place in reversed(every)]
        while sum(self._improve(place, calls) for place, calls in answers):
            pass
        forced = self._known[id(places.init)]
        self.edges = {edge for edge, number in self._numbers.items() if forced >> number & 1}

    def call(self, place: Place, edge: Edge) -> Call:
        """Say which call leads nearer to an edge that can be forced there."""
        number = self._numbers[edge]
        return next(call for edges, call in self._calls[id(place)] if edges >> number & 1)

    def _answers(
        self, place: Place, without: Collection[Do]
    ) -> list[tuple[Call, list[tuple[int, int]]]]:
        # Of each call: the edges that each answer shows, and the place that it leads to.
        self._known[id(place)] = 0
        self._calls[id(place)] = []
        return [
            (
                call,
                [
                    (sum(1 << self._number(edge) for edge in step.certain), id(step.place))
                    for step in place.steps(call).values()
                ],
            )
            for call in place.calls
            if call.do not in without
        ]

    def _number(self, edge: Edge) -> int:
        return self._numbers.setdefault(edge, len(self._numbers))

    def _improve(self, place: Place, calls: list[tuple[Call, list[tuple[int, int]]]]) -> bool:
        # Whether more can be forced there than was known.
        before = known = self._known[id(place)]
        for call, answers in calls:
            forced = -1
            for shown, target in answers:
                forced &= shown | self._known[target]
            if forced & ~known:
                self._calls[id(place)].append((forced & ~known, call))
                known |= forced
                self._known[id(place)] = known
        return known != before
