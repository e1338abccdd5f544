"""The two processes of a dequeuer, from the graph of the queue: where they stand, and who moves."""

from collections.abc import Callable, Mapping

from docs.generate.pictures.svg import Drawing, Point
from slotq.machine.kernel import Graph, explore
from slotq.machine.slot_queue_steps import Dequeuer, State, general_client

Edges = Mapping[tuple[str, str], list[str]]

_BOX = (130, 56)
# Where each stand is; the one at the lock is as high as those that it leads to.
_DEQUEUER = {"absent": (20, 128), "asleep": (560, 52), "offering": (560, 170), "ended": (250, 316)}
_LOCK, _LOCK_SIZE = (250, 52), (130, 206)
_CANCELLER = {"absent": (20, 442), "waiting": (250, 442), "ended": (560, 442)}
_SAYS = {
    "absent": "not started",
    "lock": "wants the lock",
    "asleep": "sleeps",
    "offering": "offers a token",
    "waiting": "waits for done",
    "ended": "ended",
}


def edges(graph: Graph[State], stand: Callable[[Dequeuer], str]) -> Edges:
    """Collect the actions that lead from each stand of a dequeuer to each other one."""
    found: dict[tuple[str, str], set[str]] = {}
    for source, label, target in graph.edges:
        before, after = (stand(graph.states[number].dequeuers[0]) for number in (source, target))
        if before != after:
            found.setdefault((before, after), set()).add(label.action)
    return {way: sorted(actions) for way, actions in sorted(found.items())}


def draw() -> str:
    """Draw them."""
    graph = explore(general_client(clients=1, dequeuers=1, tokens=1))
    drawing = Drawing(
        "The two processes of a dequeuer",
        "The dequeuer takes the lock again and again: it sleeps if the list is empty, offers the"
        " newest token if it is not, and ends if its context is done. Its canceller waits until the"
        " context is done, wakes the dequeuer if it sleeps, and ends.",
        520,
    )
    drawing.box((8, 8), (704, 380), "frame")
    drawing.box((8, 402), (704, 110), "frame")
    drawing.text((24, 34), "the dequeuer", "name", "start")
    drawing.text((24, 426), "its canceller", "name", "start")
    for (before, after), actions in edges(graph, lambda dequeuer: dequeuer.dequeuer).items():
        _of_dequeuer(drawing, before, after, actions)
    for (before, after), actions in edges(graph, lambda dequeuer: dequeuer.canceller).items():
        (x, y), (goal, _) = _CANCELLER[before], _CANCELLER[after]
        _arrow(drawing, (x + 130, y + 28), goal, actions)
    drawing.box(_LOCK, _LOCK_SIZE)
    drawing.text((_LOCK[0] + 65, _LOCK[1] + 108), _SAYS["lock"], "name")
    for stands in (_DEQUEUER, _CANCELLER):
        for stand, (x, y) in stands.items():
            kind = {"asleep": "closed", "offering": "free"}.get(stand, "box")
            drawing.box((x, y), _BOX, kind)
            drawing.text((x + 65, y + 33), _SAYS[stand], "name")
    return str(drawing)


def _of_dequeuer(drawing: Drawing, before: str, after: str, actions: list[str]) -> None:
    left, right = _LOCK[0], _LOCK[0] + _LOCK_SIZE[0]
    if after == "ended":
        x, y = _DEQUEUER[after]
        drawing.line([(x + 65, _LOCK[1] + _LOCK_SIZE[1]), (x + 65, y)])
        drawing.lines((x + 75, y - 22), actions, "code", "start")
    elif before == "absent":
        x, y = _DEQUEUER[before]
        _arrow(drawing, (x + 130, y + 28), left, actions)
    elif before == "lock":
        x, y = _DEQUEUER[after]
        _arrow(drawing, (right, y + 14), x, actions)
    else:
        x, y = _DEQUEUER[before]
        _arrow(drawing, (x, y + 44), right, actions, below=True)


def _arrow(
    drawing: Drawing, start: Point, end: float, said: list[str], *, below: bool = False
) -> None:
    x, y = start
    drawing.line([start, (end, y)])
    first = y + 16 if below else y - 8 - 16 * (len(said) - 1)
    drawing.lines(((x + end) / 2, first), said, "code")
