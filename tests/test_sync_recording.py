"""A recorder of real threads is a few lines over `Threads`, and its lines are in order."""

import threading
from typing import NamedTuple

import pytest

from slotq.agent.callers import Consumer, Container
from slotq.queue import SlotQueue
from slotq.sync import Lock, Threads
from tests.limits import join

PATIENCE = 20.0
"""Seconds after which threads are stuck."""
pytestmark = pytest.mark.timeout(120)


class Line(NamedTuple):
    """A step as it was recorded."""

    process: str
    action: str
    token: object
    fields: dict[str, object]


class Recorder(Threads):
    """Writes each step down inside its effect.

    The guard is the one lock of all regions as well, so that no effect falls into a region: what
    a region reads still holds when its line is written. It is taken again in its own regions.
    """

    def __init__(self) -> None:
        super().__init__()
        self.guard = threading.RLock()
        self.lines: list[Line] = []

    def lock(self) -> Lock:
        """Make every lock the same one."""
        return self.guard

    def happened(
        self,
        step: str | None,
        token: object = None,
        process: str | None = None,
        /,
        **fields: object,
    ) -> None:
        """Write a line."""
        if step is not None:
            name = process or threading.current_thread().name
            self.lines.append(Line(name, step, token, fields))


class Judge:
    """Follows the lines, and says whether each could come next."""

    def __init__(self) -> None:
        self.slots: list[object] = []
        self.won: set[object] = set()
        self.closed: set[object] = set()
        self.done: set[str] = set()
        self.asleep: set[str] = set()
        self.live: set[str] = set()
        self.offered: dict[str, object] = {}

    def accepts(self, line: Line) -> bool:
        """Take one more line."""
        kinds = {"Q": self._queues, "A": self._acquires, "D": self._dequeues}
        try:
            return kinds.get(line.action[0], self._does)(line)
        except (KeyError, ValueError, IndexError):
            return False

    def _queues(self, line: Line) -> bool:
        if line.action == "QueueAppend":
            self.slots.append(line.token)
            return line.fields == {"length": len(self.slots)}
        return line.fields == {"woken": self._wake()}

    def _acquires(self, line: Line) -> bool:
        token = line.token
        expected: dict[str, object] = {"ok": True}
        match line.action:
            case "AcquireCas":
                expected["ok"] = token not in self.won
                self.won.add(token)
            case "AcquireRemove":
                self.slots.remove(token)
                expected["length"] = len(self.slots)
            case "AcquireClose":
                self.closed.add(token)
        is_closed_last = token in self.won and not (token in self.closed and token in self.slots)
        return line.fields == expected and is_closed_last

    def _dequeues(self, line: Line) -> bool:
        process, action, token, fields = line
        request = process.removeprefix("dequeuer-")
        is_done = request in self.done
        match action:
            case "DequeuerStart":
                self.live |= {f"canceller-{fields['name']}", f"dequeuer-{fields['name']}"}
                is_right = True
            case "DequeuerWait":
                is_right = not self.slots and not is_done and process not in self.asleep
                self.asleep.add(process)
            case "DequeuerPeek":
                self.offered[process] = token
                is_right = token is self.slots[-1] and not is_done
            case "DequeuerExit":
                self.live.remove(process)
                is_right = is_done
            case _:
                is_right = (
                    self.offered.pop(process) is token
                    and {
                        "DequeuerDeliver": fields
                        == {"to": f"consumer-{request.partition('-')[0]}"},
                        "DequeuerEjected": token in self.closed,
                        "DequeuerCancelled": is_done,
                    }[action]
                )
        return is_right and (action == "DequeuerWait" or process not in self.asleep)

    def _does(self, line: Line) -> bool:
        process, action, token, fields = line
        match action:
            case "Cancel":
                self.done.add(str(fields["name"]))
                is_right = fields["ok"] is True
            case "CancellerWake":
                self.live.remove(process)
                woken = self._wake() if fields["waiting"] else None
                is_right = woken == fields["woken"]
                is_right &= process.removeprefix("canceller-") in self.done
            case "ContainerWake":
                is_right = fields == {"reason": "trigger"} and token in self.closed
            case _:
                is_right = action in {"SlotClose", "ContainerReturn"}
        return is_right

    def _wake(self) -> int:
        woken = len(self.asleep)
        self.asleep.clear()
        return woken


def record() -> list[Line]:
    """Let two containers and three consumers use a queue up, and everybody end."""
    recorder = Recorder()
    queue = SlotQueue("key", recorder)
    contexts = [[recorder.context(f"{n}-{r}") for r in range(30)] for n in range(3)]
    evict = recorder.signal()
    clients = {
        **{f"container-{n}": Container(recorder, queue, 45, evict).run for n in range(2)},
        **{f"consumer-{n}": Consumer(recorder, queue, tuple(contexts[n])).run for n in range(3)},
    }
    before = set(threading.enumerate())
    threads = [
        threading.Thread(target=run, name=name, daemon=True) for name, run in clients.items()
    ]
    for thread in threads:
        thread.start()
    join(threads, PATIENCE)
    join(set(threading.enumerate()) - before, PATIENCE)
    assert set(threading.enumerate()) <= before
    return recorder.lines


def judge(lines: list[Line]) -> tuple[list[Line], Judge]:
    """Find the lines that do not follow from those before them."""
    judge = Judge()
    return [line for line in lines if not judge.accepts(line)], judge


def test_lines_of_real_threads_are_in_order() -> None:
    """Under load, each line follows from those before it, and everything comes to its end."""
    wrong, end = judge(record())
    assert wrong == []
    assert (len(end.closed), end.slots, end.live, end.offered) == (90, [], set(), {})


def test_line_out_of_order_is_wrong() -> None:
    """The judge does not accept just anything: the first line of each kind is needed."""
    lines = record()
    needed = (
        "QueueAppend",
        "AcquireCas",
        "AcquireRemove",
        "AcquireClose",
        "Cancel",
        "DequeuerStart",
        "DequeuerPeek",
    )
    for action in needed:
        at = [line.action for line in lines].index(action)
        wrong, _ = judge(lines[:at] + lines[at + 1 :])
        assert wrong, action
