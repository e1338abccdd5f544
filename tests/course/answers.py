"""Answers to the exercises: one that solves each, and typical wrong ones with what is said of them.

They are kept here, where a reader who works on an exercise does not come upon them.
"""

import inspect
from collections.abc import Mapping
from typing import NamedTuple

from slotq import queue

Files = Mapping[str, str]
"""The files of an answer, by name, in place of those that were given."""
BROADCAST = '        self._condition.broadcast("QueueBroadcast")\n'


class Wrong(NamedTuple):
    """An answer that does not solve an exercise.

    Attributes:
        number: The exercise.
        what: What is wrong with it.
        files: The answer.
        said: A line that the reader is told.
    """

    number: int
    what: str
    files: Files
    said: str


def queue_with(*replaced: tuple[str, str]) -> Files:
    """The queue, with some of its text replaced."""
    text = inspect.getsource(queue)
    for old, new in replaced:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return {"queue.py": text}


def moves_with(*answers: str) -> Files:
    """The predictions, filled in."""
    from slotq.course.exercise import find_exercise  # noqa: PLC0415  # as given

    text = find_exercise(1).files["moves.toml"]
    for answer in answers:
        names = ", ".join(f'"{name}"' for name in answer.split())
        text = text.replace("can_move = []\n", f"can_move = [{names}]\n", 1)
    return {"moves.toml": text}


SEARCH = '''
def reachable(initial, successors):
    """Return all states that can be reached."""
    seen = {initial}
    pending = [initial]
    while pending:
        for after in successors(pending.pop()):
            if after not in seen:
                seen.add(after)
                pending.append(after)
    return seen
'''
MOVES = (
    "container-1 consumer-1",
    "container-1",
    "container-1",
    "dequeuer-1.1",
    "dequeuer-1.1",
    "consumer-1 dequeuer-1.1",
)


def invariant(expression: str) -> Files:
    """A predicate."""
    return {"invariant.py": f"def holds(state):\n    return {expression}\n"}


RIGHT: dict[int, Files] = {
    0: queue_with(),
    1: moves_with(*MOVES),
    2: {"search.py": SEARCH},
    3: invariant("not state.closed & set(state.slots)"),
}
WRONG = [
    Wrong(
        0,
        "no broadcast at all",
        queue_with((BROADCAST, "")),
        "Your queue breaks NoLostWakeUpInv:",
    ),
    Wrong(
        0,
        "the broadcast in the lock",
        queue_with(
            (BROADCAST, ""),
            (
                '            self._primitives.step("QueueAppend"',
                f'    {BROADCAST}            self._primitives.step("QueueAppend"',
            ),
        ),
        "Your queue does something else than what is specified: not one named step:"
        " container-1 must be one named step, but is 2: QueueBroadcast, QueueAppend.",
    ),
    Wrong(
        0,
        "a broadcast before and after",
        queue_with(
            (
                "        token = SlotToken(self, slot, self._primitives)\n",
                f"        token = SlotToken(self, slot, self._primitives)\n{BROADCAST}",
            )
        ),
        "Your queue does something else than what is specified: it is in a state that the"
        " specification does not have.",
    ),
    Wrong(
        1,
        "the sleeper moves",
        moves_with(MOVES[0], "container-1 dequeuer-1.1"),
        "  dequeuer-1.1 cannot take a step: it is asleep, and only a broadcast wakes it",
    ),
    Wrong(
        1,
        "the container gets on while it waits",
        moves_with(*MOVES[:4], "container-1 dequeuer-1.1"),
        "  container-1 cannot take a step: it waits for another process",
    ),
    Wrong(
        1,
        "the dequeuer is forgotten, which goes round",
        moves_with(*MOVES[:5], "consumer-1"),
        "  one more process can take a step",
    ),
    Wrong(
        1,
        "a process that does not exist",
        moves_with("container-2"),
        "  container-2 is no process of this program",
    ),
    Wrong(
        2,
        "two steps deep",
        {"search.py": SEARCH.replace("while pending", "if pending")},
        "1 container, 1 consumer, 1 round: your search finds 3 states, and there are 120.",
    ),
    Wrong(
        2,
        "something else than states",
        {"search.py": SEARCH.replace("return seen", "return seen | {0}")},
        "It returns something that is not a state that can be reached.",
    ),
    Wrong(
        3,
        "what is won is not listed",
        invariant("not state.busy & set(state.slots)"),
        "  after QueueAppend(0) QueueBroadcast(0) AcquireCas(0, 0)",
    ),
    Wrong(
        3,
        "nothing is said",
        invariant("True"),
        "It is always true, but of the queue with RemoveNothing as well: so it does not notice it.",
    ),
    Wrong(
        3,
        "it speaks of something else",
        invariant("list(state.slots) == sorted(state.slots)"),
        "It is always true, but of the queue with RemoveNothing as well: so it does not notice it.",
    ),
]
