"""All states of the queue with one container and one consumer, and a schedule as a path in them."""

from collections.abc import Mapping, Sequence

from docs.generate.pictures.svg import Drawing, Point
from slotq.machine.callers import MODULE, Bounds
from slotq.machine.callers.state import State
from slotq.machine.kernel import Graph, explore
from slotq.schedule.engine.findings import parse_schedule
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.walk.execution import replay

BOUNDS = Bounds(containers=1, consumers=1, rounds=1)
SCHEDULE = (
    "container-1 container-1 consumer-1 dequeuer-1.1 dequeuer-1.1>consumer-1 consumer-1 consumer-1"
    " consumer-1 container-1 container-1 consumer-1 consumer-1 container-1 canceller-1.1"
    " dequeuer-1.1"
)
"""A request is served, and all processes come to their ends."""
_LAYER, _TOP, _LEFT, _RIGHT = 40, 84, 24, 500
_SWEEPS = 8


def draw() -> str:
    """Draw them."""
    graph = explore(MODULE.system(BOUNDS))
    path = taken(graph)
    depths = _depths(graph)
    layers = _layers(graph, depths, path)
    places = _places(layers)
    deepest = max(depths)
    drawing = Drawing(
        f"All {len(graph.states)} states of a container, a consumer and the queue",
        f"The labelled graph of {MODULE.words(BOUNDS)}: {len(graph.states)} states and"
        f" {len(graph.edges)} edges, in layers by the number of steps from the first state. One"
        f" schedule is a path in it: {', '.join(action for action, _ in path)}.",
        _TOP + _LAYER * deepest + 40,
    )
    drawing.text((24, 30), f"{len(graph.states)} states, {len(graph.edges)} edges", "name", "start")
    drawing.text(
        (24, 50), "each row one step further from the first state;", "small quiet", "start"
    )
    drawing.text((24, 66), "dashed: a step to a row that is no further", "small quiet", "start")
    for source, _, target in graph.edges:
        if depths[source] < depths[target]:
            drawing.line([places[source], places[target]], "thin", arrow=False)
        elif source != target:
            drawing.curve(_bent(places[source], places[target]), "thin dashed")
    numbers = [0, *(number for _, number in path)]
    drawing.line([places[number] for number in numbers], "path", arrow=False)
    for number in range(len(graph.states)):
        on_path = number in numbers
        drawing.circle(places[number], 6 if on_path else 4.5, "dot" if on_path else "node")
    for step, (action, number) in enumerate(path, 1):
        x, y = places[number]
        drawing.line([(x + 10, y), (_RIGHT + 34, y)], "thin dashed", arrow=False)
        drawing.text((_RIGHT + 40, y + 4), f"{step} {action}", "code", "start")
    drawing.text((_RIGHT + 40, _TOP - 30), "a schedule", "name act", "start")
    return str(drawing)


def taken(graph: Graph[State]) -> list[tuple[str, int]]:
    """Run the code under the schedule, and find the states that it comes to."""
    numbers = {state: number for number, state in enumerate(graph.states)}
    steps = replay(CallersProgram(BOUNDS), parse_schedule(SCHEDULE))
    return [(action, numbers[state]) for action, state in steps]


def _depths(graph: Graph[State]) -> list[int]:
    depths = {0: 0}
    for source, _, target in graph.edges:
        depths.setdefault(target, depths[source] + 1)
    return [depths[number] for number in range(len(graph.states))]


def _layers(
    graph: Graph[State], depths: Sequence[int], path: Sequence[tuple[str, int]]
) -> list[list[int]]:
    # Each state near the middle of those that it is joined to; the path is at the right.
    layers: list[list[int]] = [[] for _ in range(max(depths) + 1)]
    for number, depth in enumerate(depths):
        layers[depth].append(number)
    joined: dict[int, set[int]] = {number: set() for number in range(len(depths))}
    for source, _, target in graph.edges:
        joined[source].add(target)
        joined[target].add(source)
    last = {0, *(number for _, number in path)}
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 else layers[::-1]:
            at = {number: x for number, (x, _) in _places(layers).items()}
            weights = {
                number: sum(at[each] for each in joined[number]) / max(1, len(joined[number]))
                for number in layer
            }
            layer.sort(key=lambda number: (number in last, weights[number], number))
    return layers


def _places(layers: Sequence[Sequence[int]]) -> Mapping[int, Point]:
    widest = max(map(len, layers))
    step = (_RIGHT - _LEFT) / (widest - 1)
    return {
        number: (_RIGHT - step * (len(layer) - 1 - place), _TOP + _LAYER * depth)
        for depth, layer in enumerate(layers)
        for place, number in enumerate(layer)
    }


def _bent(start: Point, end: Point) -> tuple[Point, Point, Point, Point]:
    (ax, ay), (bx, by) = start, end
    return start, (ax - 26, ay - 8), (bx - 26, by + 8), end
