"""Whatever line is broken, `slotq verify` says so: a copy of the project with one line changed."""

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


STEPS, QUEUE, MACHINE = "spec/SlotQueueSteps.tla", "slotq/queue.py", "slotq/machine/steps.py"
CALLERS = "slotq/machine/callers.py"
STATS, MANAGER = "slotq/stats.py", "slotq/manager.py"
GRAPH, CODE, ORDER = "General_2x1x2", "code/1x1x1", "code/2x1x1"
LAUNCHER = "code/launcher-1x1"
COUNTERS, MANAGED, LEASED = "code/counters-1x0x2", "code/manager", "code/leases"

MUTANTS = (
    Mutant("Next forgets Cancel", STEPS, "       \\/ Cancel(d)\n", "", GRAPH),
    Mutant(
        "Next forgets that clients acquire",
        STEPS,
        "       \\/ \\E t \\in Tokens : AcquireCas(p, t)\n",
        "",
        GRAPH,
    ),
    Mutant(
        "the oldest is picked",
        STEPS,
        "/\\ item' = [item EXCEPT ![d] = Newest]\n",
        "/\\ item' = [item EXCEPT ![d] = slots[1]]\n",
        GRAPH,
    ),
    Mutant(
        "a client that is busy may queue",
        MACHINE,
        '    if before.doing != "nothing":\n        return _NOT_READY\n'
        "    after = _new(Client, (before.known | 1",
        "    after = _new(Client, (before.known | 1",
        GRAPH,
    ),
    Mutant(
        "a dequeuer with a dead context may sleep",
        MACHINE,
        "        return _NOT_EMPTY\n    if done:\n        return _DONE\n",
        "        return _NOT_EMPTY\n",
        GRAPH,
    ),
    Mutant(
        "a token that nobody knows can be won",
        MACHINE,
        "    if not before.known >> token & 1:\n        return _UNKNOWN\n",
        "",
        GRAPH,
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
        "the last is removed",
        QUEUE,
        "            if self._slots[index].id == token.id:\n",
        "            if index == len(self._slots) - 1:\n",
        ORDER,
    ),
    Mutant(
        "the trigger stays open",
        QUEUE,
        '        token.trigger.close("AcquireClose", token)\n',
        "",
        CODE,
    ),
    Mutant(
        "a cancelled dequeuer goes on",
        QUEUE,
        '                Wait("DequeuerCancelled", dequeuer.context.done, token),\n',
        "",
        CODE,
    ),
    Mutant(
        "an abstract dequeuer whose context is done may pick",
        "slotq/machine/abstract.py",
        "    if done:\n        return _DONE\n    if offer",
        "    if offer",
        "SlotQueue_2x1x2",
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
        "slotq/machine/scaling.py",
        '    rest = NOTHING if move.source == "none" else move._replace(step="exit")\n',
        '    rest = move._replace(step="exit")\n',
        COUNTERS,
    ),
    Mutant(
        "any queue is taken for idle",
        "slotq/machine/manager.py",
        "request.queue == queue and request.at in _COUNTED for",
        "request.queue == queue and request.at in () for",
        LEASED,
    ),
    Mutant(
        "the old state is exited first",
        STATS,
        "            self._counters.enter_request_state(state)\n"
        "            self._counters.exit_request_state(old)\n",
        "            self._counters.exit_request_state(old)\n"
        "            self._counters.enter_request_state(state)\n",
        COUNTERS,
    ),
    Mutant(
        "containers that wait for resources are forgotten",
        "slotq/scaling.py",
        "    effective_starters = (container.start + container.wait) % UINT64_MODULUS\n",
        "    effective_starters = container.start\n",
        LAUNCHER,
    ),
    Mutant(
        "a container is idle again while its slot is in use",
        "slotq/machine/scaling_moves.py",
        '    ("serving", "idle"): (frozenset({"closed"}), "idle"),\n',
        '    ("serving", "idle"): (None, "idle"),\n',
        LAUNCHER,
    ),
    Mutant(
        "a queue that was deleted stays in the map",
        MANAGER,
        "                self._hot.pop(queue.key, None)\n",
        "                self._hot.get(queue.key)\n",
        MANAGED,
    ),
    Mutant(
        "the end of the config is not written",
        "slotq/key.py",
        '    parts.append(b"\\x00")\n',
        "",
        "key/KeyPlain",
    ),
    Mutant(
        "a lease does not count its request",
        MANAGER,
        "            request.move(RequestState.WAIT)\n",
        "",
        LEASED,
    ),
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what `slotq verify` needs of the project, and compile it once for all runs."""
    folder = tmp_path_factory.mktemp("project")
    for part in ("slotq", "spec", "models"):
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
    result = verify(copy, GRAPH, CODE, COUNTERS, LEASED)
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
    assert f"{mutant.claim} falls:" in result.stdout
