"""A history as bars with points of effect, recorded from the reference, as its witness has them."""

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

import msgspec

from docs.generate.pictures.svg import Drawing
from slotq.formats.history_lines import ANY_LINE, Line, name_of
from slotq.formats.trace_lines import Header
from slotq.machine.callers import Bounds
from slotq.oracle.history.judge import judge
from slotq.oracle.history.recording import HistoryRecorder, RecordedPrimitives, RecordedQueue
from slotq.oracle.history.typed_lines import History
from slotq.oracle.verdict.effects import Step
from slotq.primitives import Primitives
from slotq.queue import Key, SlotQueue
from slotq.schedule.engine.findings import parse_schedule
from slotq.schedule.engine.guards import guarded
from slotq.schedule.engine.processes import Crew, Greenlets
from slotq.schedule.engine.world import World
from slotq.schedule.programs.callers import CallersProgram

BOUNDS = Bounds(containers=1, consumers=2, rounds=1)
SCHEDULE = (
    "consumer-1 consumer-2 container-1 container-1 dequeuer-1.1 dequeuer-2.1"
    " dequeuer-1.1>consumer-1 dequeuer-2.1>consumer-2 consumer-1 consumer-2 consumer-1 consumer-1"
)
"""Two requests are delivered the same token: one wins it, the other loses."""
_decode = msgspec.json.Decoder(ANY_LINE).decode
_FIRST = 2  # the line after the header
_LEFT, _RIGHT, _TOP, _ROW = 100, 700, 40, 76
_COLUMNS = 3
_LATE = 560  # from here on the words of a call end where the call does
_DEQUEUERS = "dequeuers"


class _World(RecordedPrimitives, World):  # type: ignore[misc]  # its contexts are wrapped
    """A controlled world whose clients are written down."""

    def __init__(self, crew: Crew | None = None) -> None:
        super().__init__(crew)
        self.log = BytesIO()
        self.recorder = HistoryRecorder(self.log, lambda: self.running.name, clock=lambda: 0)


def record() -> list[Line]:
    """Run the reference under the schedule, and read what was written."""
    world = _World()

    def make_world(crew: Crew) -> World:
        del crew
        return world

    def make_queue(key: Key, primitives: Primitives) -> SlotQueue:
        return RecordedQueue(key, primitives, world.recorder)

    with guarded():
        CallersProgram(BOUNDS, make_queue, make_world).begin(Greenlets())
        try:
            for transition in parse_schedule(SCHEDULE):
                world.take(transition)
        finally:
            lines = world.log.getvalue().splitlines()[1:]
            world.end()
    return [_decode(line) for line in lines]


def explained(lines: Sequence[Line]) -> tuple[Step, ...]:
    """Find an order of effects that explains the lines."""
    history = History("the picture", Header(), iter(enumerate(lines, _FIRST)))
    verdict = judge(history, witness=True)
    return verdict.witness.steps if verdict.witness else ()


def draw() -> str:
    """Draw it."""
    lines = record()
    while lines[-1].type == "invoke":  # of a call that nothing more is known of
        lines.pop()
    steps = explained(lines)
    calls = _calls(lines)
    lanes = [*dict.fromkeys(line.process for line in lines), _DEQUEUERS]
    legend = _TOP + _ROW * len(lanes) + 8
    rows = -(-len(steps) // _COLUMNS)
    drawing = Drawing(
        "A history with points of effect",
        "Each bar is a call, from its line in the log to that of its return. Each point is an"
        " effect, in an order that explains every return: "
        + ", ".join(f"{number} {_words(step)}" for number, step in enumerate(steps, 1))
        + ".",
        legend + 20 * rows + 12,
    )
    drawing.text((14, 26), "one log, from left to right", "small quiet", "start")
    at = _columns(len(lines), steps)
    height = {name: _TOP + _ROW * place + 30 for place, name in enumerate(lanes)}
    for name, y in height.items():
        drawing.text((_LEFT - 12, y + 5), name, "small", "end")
        drawing.line([(_LEFT - 4, y), (_RIGHT, y)], "thin dashed", arrow=False)
    count: dict[str, int] = {}
    for call in calls:
        first, last = at[call.first], _RIGHT + 6 if call.last is None else at[call.last]
        y = height[call.process]
        drawing.box((first, y - 13), (last - first, 26), call.kind, 6)
        count[call.process] = place = count.get(call.process, 0) + 1
        late = first > _LATE
        beside = (last - 2 if late else first + 2, y - 18 if place % 2 else y + 27)
        drawing.text(beside, call.says, "small", "end" if late else "start")
    placed = _points(at, steps)
    for number, (step, x) in enumerate(zip(steps, placed, strict=True), 1):
        y = height[step.process or _DEQUEUERS]
        drawing.circle((x, y), 9.5, "dot")
        drawing.text((x, y + 4), str(number), "inside")
        column, row = divmod(number - 1, rows)
        said = f"{number}  {_words(step)}"
        drawing.text((24 + 236 * column, legend + 16 + 20 * row), said, "small", "start")
    return str(drawing)


class _Call(NamedTuple):
    """A call: its process, the places of its two lines, and what it says."""

    process: str
    first: int
    last: int | None
    says: str
    kind: str


def _calls(lines: Sequence[Line]) -> list[_Call]:
    found: list[_Call] = []
    for place, line in enumerate(lines):
        if line.type != "invoke":
            continue
        later = enumerate(lines[place + 1 :], place + 1)
        end = next(((at, each) for at, each in later if each.process == line.process), None)
        name = name_of(line.__class__)
        if end is None:
            found.append(_Call(line.process, place, None, name, "open"))
            continue
        failed = end[1].type == "fail"
        token = getattr(end[1], "token", None)
        told = "" if token is None else f" {token}"
        says = f"{name}{told}{' loses' if failed else ''}"
        found.append(_Call(line.process, place, end[0], says, "lost" if failed else "bar"))
    return found


def _columns(count: int, steps: Sequence[Step]) -> list[float]:
    # Every line and every effect has a column of its own.
    pitch = (_RIGHT - _LEFT) / (count + len(steps))
    before = [sum(step.after - _FIRST < place for step in steps) for place in range(count)]
    return [_LEFT + pitch * (place + before[place]) for place in range(count)]


def _points(at: Sequence[float], steps: Sequence[Step]) -> list[float]:
    pitch = (_RIGHT - _LEFT) / (len(at) + len(steps))
    found: list[float] = []
    for number, step in enumerate(steps):
        same = sum(other.after == step.after for other in steps[:number])
        found.append(at[step.after - _FIRST] + pitch * (same + 1))
    return found


def _words(step: Step) -> str:
    about = [] if step.token is None else [f"token {step.token}"]
    about += [] if step.dequeuer is None else [step.dequeuer]
    return " ".join([step.action, *about])
