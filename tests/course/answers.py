"""Answers to the exercises, one that solves each.

They are kept here, where a reader who works on an exercise does not come upon them.
"""

import inspect
from collections.abc import Mapping

from slotq import queue
from slotq.course.exercise import find_exercise

Files = Mapping[str, str]
"""The files of an answer, by name, in place of those that were given."""
BROADCAST = '        self._condition.broadcast("QueueBroadcast")\n'


def queue_with(*replaced: tuple[str, str]) -> Files:
    """The queue, with some of its text replaced."""
    text = inspect.getsource(queue)
    for old, new in replaced:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return {"queue.py": text}


def given_with(number: int, name: str, *replaced: tuple[str, str]) -> Files:
    """A file as it is given, with some of its text replaced."""
    text = find_exercise(number).files[name]
    for old, new in replaced:
        assert old in text, old
        text = text.replace(old, new)
    return {name: text}


def moves_with(*answers: str) -> Files:
    """The predictions, filled in."""
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


UNCHANGED = "UNCHANGED <<dequeuer, isWaiting, item, owner, done, canceller>>"
WOKEN = "UNCHANGED <<isWaiting, item, owner, done, canceller>>"


def action(*conjuncts: str) -> Files:
    """An action of which the second half is as it is given."""
    return given_with(4, "Mine.tla", (UNCHANGED, "\n  /\\ ".join(conjuncts)))


def schedule(words: str) -> Files:
    """A schedule."""
    return {"schedule.txt": words}


def bounds(*sizes: tuple[int, int, int]) -> Files:
    """The three bounds."""
    tables = []
    for fault, (clients, dequeuers, tokens) in zip(
        ("SignalOne", "CheckThenSet", "RemoveBySwap"), sizes, strict=True
    ):
        numbers = f"clients = {clients}\ndequeuers = {dequeuers}\ntokens = {tokens}\n"
        tables.append(f"[{fault}]\n{numbers}")
    return {"bounds.toml": "\n".join(tables)}


def fairness(names: str) -> Files:
    """A choice of weakly fair actions."""
    return {"fairness.toml": f"weakly_fair = {names.split()}\n"}


STEPS = {
    "QueueAppend": "Queue",
    "QueueBroadcast": "stutters",
    "AcquireCas": "Win",
    "AcquireRemove": "Remove",
    "AcquireClose": "Close",
    "DequeuerStart": "Start",
    "DequeuerDeliver": "Deliver",
    "DequeuerWait": "stutters",
    "DequeuerPeek": "Pick",
    "DequeuerExit": "End",
    "DequeuerEjected": "Withdraw",
    "DequeuerCancelled": "Withdraw",
    "Cancel": "Cancel",
    "CancellerWake": "stutters",
}


def steps(**changed: str) -> Files:
    """What each step is at the upper level."""
    lines = [f'{name} = "{step}"\n' for name, step in {**STEPS, **changed}.items()]
    return {"steps.toml": "".join(lines)}


OLDEST = "self._listed[0]"
HISTORY = find_exercise(13).files["accepted.ndjson"].splitlines()
BEGINNING, (CALLS, WINS, TRIES, LOSES) = HISTORY[:7], HISTORY[7:]


def histories(accepted: list[str], rejected: list[str]) -> Files:
    """Two orders of the last four lines."""
    return {
        "accepted.ndjson": "\n".join([*BEGINNING, *accepted]),
        "rejected.ndjson": "\n".join([*BEGINNING, *rejected]),
    }


def state(*replaced: tuple[str, str]) -> Files:
    """The state that is given, with some of it replaced."""
    return given_with(14, "state.toml", *replaced)


REMOVING = (
    ("slots = []", "slots = [0]"),
    ("next_id = 0", "next_id = 1"),
    ('doing = "nothing"', 'doing = "remove"'),
    ('hand = "none"', "hand = 0"),
)
STRENGTHS = {
    "no_lost_wake_up": "proved",
    "code_is_machine": "all states at a bound",
    "bytecodes": "not claimed",
    "served_in_time": "not claimed",
    "any_lock": "not claimed",
    "managers_fixed": "proved",
    "long_histories": "tested",
    "original_rewritten": "all states at a bound",
}


def strengths(**changed: str) -> Files:
    """How strongly each sentence is claimed."""
    lines = [f'{name} = "{strength}"\n' for name, strength in {**STRENGTHS, **changed}.items()]
    return {"strength.toml": "".join(lines)}


SIGNAL_LOSES = "consumer-1 consumer-2 dequeuer-1.1 dequeuer-2.1 container-1 container-1"
RIGHT: dict[int, Files] = {
    0: queue_with(),
    1: moves_with(*MOVES),
    2: {"search.py": SEARCH},
    3: invariant("not state.closed & set(state.slots)"),
    4: action("WakeAll", WOKEN),
    5: schedule(SIGNAL_LOSES),
    6: bounds((1, 2, 1), (2, 1, 1), (1, 1, 3)),
    7: queue_with(),
    8: queue_with(),
    9: fairness("DequeuerExit DequeuerCancelled CancellerWake"),
    10: steps(),
    11: queue_with(),
    12: given_with(12, "mine.py", (OLDEST, "self._listed[-1]")),
    13: histories([TRIES, CALLS, WINS, LOSES], [TRIES, LOSES, CALLS, WINS]),
    14: state(*REMOVING),
    15: strengths(),
}
