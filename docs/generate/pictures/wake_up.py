"""A wake-up, and a lost one: the same schedule of the queue, and of one that never broadcasts."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from docs.generate.pictures.svg import WIDTH, Drawing
from slotq.machine.callers import Bounds
from slotq.machine.callers.state import State
from slotq.machine.slot_queue_steps import INVARIANTS
from slotq.queue import Slot, SlotQueue, SlotToken
from slotq.schedule.engine.findings import Transition, parse_schedule
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.walk.execution import Runner

BOUNDS = Bounds(containers=1, consumers=1, rounds=1)
SCHEDULE = "consumer-1 dequeuer-1.1 container-1 container-1 dequeuer-1.1"
_PANEL = WIDTH / 2
_LANES = {"consumer-1": 44.0, "dequeuer-1.1": 128.0, "container-1": 210.0}
_DEQUEUER, _LIST = _LANES["dequeuer-1.1"], 336.0
_TOP, _ROW = 96, 54
_ROWS = 5


class Silent(SlotQueue):
    """A queue that wakes nobody when it has a new token."""

    def queue_slot(self, slot: Slot) -> SlotToken:
        """Append the token, and do not broadcast."""
        token = SlotToken(self, slot, self._primitives)
        with self._lock:
            token.id = self._next_id
            self._slots.append(token)
            self._next_id += 1
            self._primitives.step("QueueAppend", token)
        return token


class Taken(NamedTuple):
    """A step that was taken, and the state after it."""

    process: str
    action: str
    state: State


def run(
    queue: type[SlotQueue], schedule: Iterable[Transition]
) -> tuple[list[Taken], tuple[Transition, ...]]:
    """Run a queue under a schedule as far as that can be taken.

    Returns:
        The steps, and what could happen next.
    """
    steps: list[Taken] = []
    with Runner(CallersProgram(BOUNDS, queue)).run() as execution:
        for transition in schedule:
            if transition not in execution.transitions():
                break
            action = execution.take(transition)
            state = execution.abstract(execution.raw())
            steps.append(Taken(transition.process, action, state))
        return steps, tuple(execution.transitions())


def broken(state: State) -> list[str]:
    """Name the invariants of the queue that are false in a state."""
    return [name for name, holds in INVARIANTS.items() if not holds(state.queue)]


def draw() -> str:
    """Draw both."""
    schedule = parse_schedule(SCHEDULE)
    drawing = Drawing(
        "A wake-up, and a lost wake-up",
        "Left, the queue: a dequeuer finds the list empty and sleeps, a container appends a token"
        " and broadcasts, the dequeuer wakes and picks the token. Right, the same schedule of a"
        " queue that does not broadcast: the token is listed, and the dequeuer sleeps for ever.",
        _TOP + _ROW * _ROWS + 76,
    )
    drawing.line([(_PANEL, 16), (_PANEL, _TOP + _ROW * _ROWS + 60)], "thin", arrow=False)
    for left, queue, title in (
        (0.0, SlotQueue, "the queue"),
        (_PANEL, Silent, "without the broadcast"),
    ):
        steps, possible = run(queue, schedule)
        _panel(drawing, left, title, steps)
        last = steps[-1].state
        wrong = broken(last)
        said = (
            ["it sleeps for ever:", f"{', '.join(wrong)} is false"]
            if wrong and not _wakes(possible)
            else [f"it is awake, and offers token {last.queue.dequeuers[0].item}"]
        )
        y = _TOP + _ROW * _ROWS + 28
        drawing.lines((left + _PANEL / 2, y), said, f"name {'wrong' if wrong else 'free'}")
    return str(drawing)


def _wakes(possible: Iterable[Transition]) -> bool:
    return any(transition.process in _LANES for transition in possible)


def _panel(drawing: Drawing, left: float, title: str, steps: list[Taken]) -> None:
    drawing.text((left + _PANEL / 2, 30), title, "name")
    bottom = _TOP + _ROW * _ROWS - 10
    for name, x in _LANES.items():
        drawing.text((left + x, 62), name, "small quiet")
        drawing.line([(left + x, 72), (left + x, bottom)], "thin", arrow=False)
    drawing.text((left + _LIST, 62), "list", "small quiet")
    heights = [*(_TOP + _ROW * place for place in range(len(steps))), bottom]
    asleep = [step.state.queue.dequeuers[0].dequeuer == "asleep" for step in steps]
    listed = [bool(step.state.queue.slots) for step in steps]
    wrong = [bool(broken(step.state)) for step in steps]
    sleeps = [asleep[place] and not wrong[place] for place in range(len(steps))]
    for first, last in _spans(sleeps, heights):
        drawing.box((left + _DEQUEUER - 7, first), (14, last - first), "closed", 0)
        drawing.text((left + _DEQUEUER + 14, first + 26), "asleep", "small quiet", "start")
    for first, last in _spans(wrong, heights):
        drawing.box((left + _DEQUEUER - 7, first), (14, last - first), "wrong", 0)
        drawing.text((left + _DEQUEUER + 14, first + 26), "still asleep", "small wrong", "start")
    for first, last in _spans(listed, heights):
        drawing.box((left + _LIST - 12, first), (24, last - first), "free", 0)
        drawing.text((left + _LIST, first + 20), str(steps[-1].state.queue.slots[-1]), "name free")
    for step, y in zip(steps, heights, strict=False):
        drawing.circle((left + _LANES[step.process], y), 7, "dot")
        at = (left + _LANES[step.process] + 12, y + 4)
        drawing.text(at, step.action, "tight halo", "start")


def _spans(present: list[bool], heights: Sequence[float]) -> Iterator[tuple[float, float]]:
    """List from where to where something is there, which is known after each step."""
    for place, here in enumerate(present):
        if here and not (place and present[place - 1]):
            gone = next((at for at in range(place, len(present)) if not present[at]), len(present))
            yield heights[place], heights[gone]
