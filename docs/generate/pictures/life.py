"""The life of a token, from the graph of the queue: what it may become, and by which action."""

from collections.abc import Mapping
from typing import NamedTuple

from docs.generate.pictures.svg import Drawing
from slotq.machine.kernel import Graph, explore
from slotq.machine.slot_queue_steps import State, general_client

_TOKEN = 0
_COLUMN, _FIRST = 145, 68
_ROWS = (96, 286)
_SIZE = (120, 56)
_MIDDLE = (_ROWS[0] + _SIZE[1] + _ROWS[1]) / 2
_LABELS = 24
_NAMES = ("not queued", "listed, free", "listed, won", "removed", "closed")


class Stand(NamedTuple):
    """What a token is.

    Attributes:
        exists: Whether it was queued.
        listed: Whether it is in the list.
        won: Whether somebody won it.
        closed: Whether its trigger is closed.
        offered: Whether the dequeuer offers it.
    """

    exists: bool
    listed: bool
    won: bool
    closed: bool
    offered: bool

    @property
    def column(self) -> int:
        """How far its life has come."""
        return self.exists + self.won + (self.exists and not self.listed) + self.closed

    @property
    def gap(self) -> bool:
        """Whether it is won and can still be offered, or is."""
        return self.won and (self.listed or self.offered)


def _stand(state: State) -> Stand:
    return Stand(
        state.next_id > _TOKEN,
        _TOKEN in state.slots,
        bool(state.busy >> _TOKEN & 1),
        bool(state.closed >> _TOKEN & 1),
        any(dequeuer.item == _TOKEN for dequeuer in state.dequeuers),
    )


def life(graph: Graph[State]) -> tuple[Mapping[Stand, int], Mapping[tuple[Stand, Stand], set[str]]]:
    """Count the states of each stand of a token, and collect the actions between them."""
    counts: dict[Stand, int] = {}
    for state in graph.states:
        stand = _stand(state)
        counts[stand] = counts.get(stand, 0) + 1
    edges: dict[tuple[Stand, Stand], set[str]] = {}
    for source, label, target in graph.edges:
        before, after = _stand(graph.states[source]), _stand(graph.states[target])
        if before != after:
            edges.setdefault((before, after), set()).add(label.action)
    return counts, edges


def draw() -> str:
    """Draw it."""
    counts, edges = life(explore(general_client(clients=2, dequeuers=1, tokens=1)))
    drawing = Drawing(
        "The life of a token",
        "A token is queued, won, removed from the list and closed. Below, the dequeuer offers it:"
        " it picks a token while that is listed, and delivers it or gives it up later. From the win"
        " on, until it is removed and no dequeuer holds it any more, it is won and still offered.",
        _ROWS[1] + 110,
    )
    for stand in counts:
        if stand.gap:
            x, y = _corner(stand)
            high, low = (_MIDDLE, y + 92) if stand.offered else (y - 24, _MIDDLE)
            drawing.box((x - 12, high), (_COLUMN, low - high), "gap", 0)
    for stand, count in counts.items():
        x, y = _corner(stand)
        kind = (
            "closed" if stand.closed else "won" if stand.won else "free" if stand.listed else "box"
        )
        drawing.box((x, y), _SIZE, kind)
        drawing.text((x + 60, y + 23), _NAMES[stand.column], "name")
        drawing.text((x + 60, y + 43), f"{count} states", "small quiet")
    drawing.text((_FIRST + 3 * _COLUMN, _ROWS[1] + 82), "won, still offered", "name won")
    drawing.lines((8, _ROWS[0] + 76), ("nobody", "offers it"), "small quiet", "start")
    drawing.lines((8, _ROWS[1] + 26), ("a dequeuer", "offers it"), "small quiet", "start")
    for (before, after), actions in sorted(edges.items()):
        _edge(drawing, before, after, sorted(actions))
    return str(drawing)


def _corner(stand: Stand) -> tuple[float, float]:
    return _FIRST - 60 + _COLUMN * stand.column, _ROWS[stand.offered]


def _edge(drawing: Drawing, before: Stand, after: Stand, actions: list[str]) -> None:
    (x, y), (_, goal) = _corner(before), _corner(after)
    if before.offered == after.offered:
        drawing.line([(x + 120, y + 28), (x + 145, y + 28)])
        if not before.offered:
            drawing.lines((x + 132, _LABELS), actions, "code")
            drawing.line([(x + 132, _LABELS + 6), (x + 132, y + 24)], "thin dashed", arrow=False)
    elif after.offered:
        drawing.line([(x + 2, y + 56), (x + 2, goal)])
        drawing.lines((x + 60, y + 84), actions, "tight")
    else:
        drawing.line([(x + 118, y), (x + 118, goal + 56)])
        drawing.lines((x + 60, y - 50), actions, "tight")
