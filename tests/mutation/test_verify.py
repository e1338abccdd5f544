"""Whatever line is broken, `slotq verify` says so: a copy of the project with one line changed.

The lines are some of each kind: disjuncts and guards of a next-state relation, guards of the
machine, steps of the code, of the queue more than of what lies around it. That every guard of the
machine is needed, and what else can be wrong with a specification or with the code, tests of the
comparisons show without a process: of `slotq.verify.equality` and of `slotq.schedule`.
"""

import os
import shutil
import subprocess
import sys
from compileall import compile_dir
from pathlib import Path
from typing import NamedTuple

import pytest

PROJECT = Path(__file__).parents[2]


class Mutant(NamedTuple):
    """A broken project.

    Attributes:
        name: What is wrong.
        file: Where.
        line: The line that is changed, which must be there once.
        instead: What takes its place.
        claim: The claim that must fall.
    """

    name: str
    file: str
    line: str
    instead: str
    claim: str


STEPS, QUEUE, MACHINE = (
    "spec/SlotQueueSteps.tla",
    "slotq/queue.py",
    "slotq/machine/slot_queue_steps/actions.py",
)
CALLERS = "slotq/machine/callers/actions.py"
GRAPH, CODE, RACE, ORDER = "General_2x1x2", "code/1x1x1", "code/general", "code/2x1x1"
THREE = "code/general-1x1x3"
COUNTERS = "code/counters-1x0x2"

MUTANTS = (
    Mutant("Next forgets Cancel", STEPS, "       \\/ Cancel(d)\n", "", GRAPH),
    Mutant(
        "a client that is busy may queue",
        MACHINE,
        '    if before.doing != "nothing":\n        return _NOT_READY\n'
        "    after = _new(Client, (before.known | 1",
        "    after = _new(Client, (before.known | 1",
        GRAPH,
    ),
    Mutant(
        "a token that nobody knows can be won",
        MACHINE,
        "    if not before.known >> token & 1:\n        return _UNKNOWN\n",
        "",
        RACE,
    ),
    Mutant(
        "a container returns while its slot is in use",
        CALLERS,
        "    if not state.slot_closed >> token & 1:\n        return _NOT_RETURNED\n",
        "",
        CODE,
    ),
    Mutant(
        "the oldest is offered",
        QUEUE,
        "            token = self._slots[-1]\n",
        "            token = self._slots[0]\n",
        ORDER,
    ),
    Mutant(
        "the second newest of three is offered",
        QUEUE,
        "            token = self._slots[-1]\n",
        "            token = self._slots[-1 if len(self._slots) < 3 else -2]\n",
        THREE,
    ),
    Mutant(
        "the code removes by a swap with the oldest",
        QUEUE,
        "                del self._slots[index]\n",
        "                self._slots[index] = self._slots[0]\n                del self._slots[0]\n",
        THREE,
    ),
    Mutant(
        "the machine removes by a swap with the oldest",
        MACHINE,
        "    slots = tuple([token for token in slots if token != before.hand])\n",
        "    at = slots.index(before.hand)\n"
        "    slots = (*slots[:at], slots[0], *slots[at + 1 :])[1:] if at else slots[1:]\n",
        "General_1x1x3",
    ),
    Mutant(
        "an if for the while",
        QUEUE,
        "            while not self._slots and not dequeuer.context.done.is_closed():\n",
        "            if not self._slots and not dequeuer.context.done.is_closed():\n",
        CODE,
    ),
    Mutant(
        "nobody is woken", QUEUE, '        self._condition.broadcast("QueueBroadcast")\n', "", CODE
    ),
    Mutant(
        "the loser goes on",
        QUEUE,
        '        if not token.is_busy.compare_and_swap("AcquireCas", token):\n'
        "            return False\n",
        '        token.is_busy.compare_and_swap("AcquireCas", token)\n',
        CODE,
    ),
    Mutant(
        "a field that was constant is written outside the lock",
        QUEUE,
        '        self._condition.broadcast("QueueBroadcast")\n',
        '        self._condition.broadcast("QueueBroadcast")\n        self.key = self.key\n',
        CODE,
    ),
    Mutant(
        "a token is won the second time that somebody tries, in any run",
        QUEUE,
        '        if not token.is_busy.compare_and_swap("AcquireCas", token):\n'
        "            return False\n",
        '        if not token.is_busy.compare_and_swap("AcquireCas", token):\n'
        "            SlotToken.__doc__ = (SlotToken.__doc__ or '') + '.'\n"
        "            return len(SlotToken.__doc__) > 1000\n",
        RACE,
    ),
    Mutant(
        "a length is told that is not so",
        QUEUE,
        '            self._primitives.step("DequeuerPeek", token, length=len(self._slots))\n',
        '            self._primitives.step("DequeuerPeek", token, length=len(self._slots) - 1)\n',
        RACE,
    ),
    Mutant(
        "a dequeuer decides by another reading of its context",
        QUEUE,
        "            while not self._slots and not dequeuer.context.done.is_closed():\n"
        '                self._condition.wait("DequeuerWait")\n'
        "            dequeuer.is_waiting = False\n"
        "            if dequeuer.context.done.is_closed():\n",
        "            while True:\n"
        "                cancelled = dequeuer.context.done.is_closed()\n"
        "                if self._slots or dequeuer.context.done.is_closed():\n"
        "                    break\n"
        '                self._condition.wait("DequeuerWait")\n'
        "            dequeuer.is_waiting = False\n"
        "            if cancelled:\n",
        "code/regions-1x1x1",
    ),
    Mutant(
        "what is offered depends on the key",
        QUEUE,
        "            token = self._slots[-1]\n",
        '            token = self._slots[0 if self.key == b"production" else -1]\n',
        RACE,
    ),
    Mutant(
        "the trigger stays open",
        QUEUE,
        '        token.trigger.close("AcquireClose", token)\n',
        "",
        CODE,
    ),
    Mutant(
        "a busy container cannot be frozen",
        "spec/Scaling.tla",
        ', <<"busy", "idle">>, <<"busy", "paused">>}',
        ', <<"busy", "idle">>}',
        "Scaling_1x1x2",
    ),
    Mutant(
        "who is about to leave is not counted",
        "spec/SlotQueueManager.tla",
        '"waiting", "stale", "leaving", "left"}\nIsIdle',
        '"waiting", "stale", "leaving"}\nIsIdle',
        "LeasedCompared_2",
    ),
    Mutant(
        "the first state that is entered is left at once",
        "slotq/machine/scaling/actions.py",
        '    rest = NOTHING if move.source == "none" else move._replace(step="exit")\n',
        '    rest = move._replace(step="exit")\n',
        COUNTERS,
    ),
    Mutant(
        "a container's counter wraps elsewhere",
        "slotq/stats.py",
        "                count = (self._container[state] - 1) % UINT64_MODULUS\n",
        "                count = (self._container[state] - 1) % UINT64_MODULUS**2\n",
        "code/counters-0x1x2",
    ),
    Mutant(
        "any queue is taken for idle",
        "slotq/machine/slot_queue_manager/actions.py",
        "request.queue == queue and request.at in _COUNTED for",
        "request.queue == queue and request.at in () for",
        "LeasedCompared_2",
    ),
    Mutant(
        "a queue that was deleted stays in the map",
        "slotq/manager.py",
        "                self._hot.pop(queue.key, None)\n",
        "                self._hot.get(queue.key)\n",
        "code/manager",
    ),
    Mutant(
        "a broadcast wakes one of two",
        "slotq/sync.py",
        "= self._sleepers, []\n",
        "= self._sleepers[:1], self._sleepers[1:]\n",
        "sync/condition",
    ),
    Mutant(
        "the longest timer rings",
        "slotq/sync.py",
        "min(timers, default",
        "max(timers, default",
        "sync/timers",
    ),
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what `slotq verify` needs of the project, and compile it once for all runs."""
    folder = tmp_path_factory.mktemp("project")
    for part in ("slotq", "spec", "models", "constraints"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / part, folder / part, ignore=ignore)
    assert compile_dir(folder / "slotq", quiet=1)
    return folder


def verify(folder: Path, *claims: str) -> subprocess.CompletedProcess[str]:
    """Run `slotq verify` on a copy."""
    only = [word for claim in claims for word in ("--only", claim)]
    return subprocess.run(
        # What is compiled of a broken file must not be there when the file is whole again.
        [sys.executable, "-B", "-m", "slotq", "verify", *only],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_the_copy_holds(copy: Path) -> None:
    """What falls below falls because of the line: of the specification, and of the code."""
    result = verify(copy, GRAPH, CODE, RACE, COUNTERS)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_broken_line_falls(copy: Path, mutant: Mutant) -> None:
    """A line of a next-state relation, of a machine's guards or of the reference is broken."""
    file = copy / mutant.file
    whole = file.read_text()
    assert whole.count(mutant.line) == 1
    file.write_text(whole.replace(mutant.line, mutant.instead))
    try:
        result = verify(copy, mutant.claim)
    finally:
        file.write_text(whole)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{mutant.claim} refuted:" in result.stdout
