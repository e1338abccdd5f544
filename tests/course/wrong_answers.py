"""Typical wrong answers to the exercises, each with what the reader is told."""

from typing import NamedTuple

from tests.course.answers import (
    BROADCAST,
    CALLS,
    LOSES,
    MOVES,
    OLDEST,
    REMOVING,
    SEARCH,
    SIGNAL_LOSES,
    TRIES,
    UNCHANGED,
    WINS,
    WOKEN,
    Files,
    action,
    bounds,
    fairness,
    given_with,
    histories,
    invariant,
    moves_with,
    queue_with,
    schedule,
    state,
    steps,
    strengths,
)

PICK = "            token = self._slots[-1]\n"
POP = "            token = self._slots.pop()\n"
CAS = """\
        if not token.is_busy.compare_and_swap("AcquireCas", token):
            return False
"""
LOOK_AND_SET = """\
        if token.is_busy.is_set():
            return False
        token.is_busy.compare_and_swap("AcquireCas", token)
"""
SET_ALWAYS = """\
        token.is_busy.compare_and_swap("AcquireCas", token)
"""
OFFER = """\
        while (token := self._peek(dequeuer)) is not None:
            self._primitives.select(
"""
PUT_BACK = """\
        while (token := self._peek(dequeuer)) is not None:
            arm, _ = self._primitives.select(
"""
CANCELLED = """\
                Wait("DequeuerCancelled", dequeuer.context.done, token),
            )
"""
APPENDS = f"""\
{CANCELLED}\
            if arm:
                with self._lock:
                    self._slots.append(token)
                    self._primitives.step("QueueAppend", token, length=len(self._slots))
"""


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
        " specification does not have, before any step; the first step of container-1 is"
        " QueueBroadcast, the first step of consumer-1 is DequeuerStart.",
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
        "nothing is remembered",
        {
            "search.py": "def reachable(initial, successors):\n"
            "    found = {initial}\n"
            "    for after in successors(initial):\n"
            "        found |= reachable(after, successors)\n"
            "    return found\n"
        },
        "1 client, 1 dequeuer, 1 token, which go round: your search goes round without end: it has "
        "to remember where it was.",
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
        "It is also true in every state of the broken queue (RemoveNothing), so that it does not "
        "notice the fault.",
    ),
    Wrong(
        3,
        "it speaks of something else",
        invariant("list(state.slots) == sorted(state.slots)"),
        "It is also true in every state of the broken queue (RemoveNothing), so that it does not "
        "notice the fault.",
    ),
    Wrong(
        4,
        "the sleepers are woken, and dequeuer is said to be unchanged",
        action("WakeAll", UNCHANGED),
        "  yours has no QueueBroadcast there",
    ),
    Wrong(
        4,
        "all are put before the lock, also those that have ended",
        action('dequeuer\' = [d \\in Dequeuers |-> "lock"]', WOKEN),
        "With your action TLC refutes LifeInv:",
    ),
    Wrong(
        4,
        "a variable has no next value",
        action("WakeAll", WOKEN.replace("isWaiting, ", "")),
        "TLC cannot use your module:",
    ),
    Wrong(4, "no TLA+", action("WakeAll /"), "TLC cannot use your module:"),
    Wrong(
        4,
        "one is woken where only one sleeps",
        action(
            'dequeuer\' = [d \\in Dequeuers |-> IF dequeuer[d] = "asleep" THEN "lock" ELSE'
            " dequeuer[d]]",
            "isWaiting' = [d \\in Dequeuers |-> FALSE]",
            "UNCHANGED <<item, owner, done, canceller>>",
        ),
        "the queue and yours do not have the same state graph",
    ),
    Wrong(
        5,
        "only one sleeps",
        schedule("consumer-1 dequeuer-1.1 consumer-2 container-1 container-1"),
        "After your 5 steps NoLostWakeUpInv is true: asleep 0, listed [0].",
    ),
    Wrong(
        5,
        "the broadcast is still to come",
        schedule("consumer-1 consumer-2 dequeuer-1.1 dequeuer-2.1 container-1"),
        "After your 5 steps NoLostWakeUpInv is true: asleep 2, listed [0].",
    ),
    Wrong(
        5,
        "it goes on after the break",
        schedule(f"{SIGNAL_LOSES} dequeuer-1.1"),
        "NoLostWakeUpInv is false after 6 of 7 steps: stop there.",
    ),
    Wrong(
        5,
        "a sleeper moves",
        schedule("consumer-1 dequeuer-1.1 dequeuer-1.1"),
        "Step 3, dequeuer-1.1, is not possible there: container-1, consumer-2 is.",
    ),
    Wrong(
        6,
        "one dequeuer for a signal",
        bounds((2, 1, 1), (2, 1, 1), (1, 1, 3)),
        "SignalOne: 2 clients, 1 dequeuer, 1 token: NoLostWakeUpInv is true in every state."
        " The fault is hidden.",
    ),
    Wrong(
        6,
        "more than it takes",
        bounds((1, 2, 1), (2, 2, 1), (1, 1, 3)),
        "CheckThenSet: 2 clients, 2 dequeuers, 1 token are more than it takes: 2 clients,"
        " 1 dequeuer, 1 token break OneWinnerInv, too.",
    ),
    Wrong(
        6,
        "two tokens for a swap",
        bounds((1, 2, 1), (2, 1, 1), (1, 1, 2)),
        "RemoveBySwap: 1 client, 1 dequeuer, 2 tokens: IdsIncreaseInv is true in every state."
        " The fault is hidden.",
    ),
    Wrong(
        7,
        "the offer is put back when it is withdrawn",
        queue_with((PICK, POP), (OFFER, PUT_BACK), (CANCELLED, APPENDS)),
        "Your queue breaks FreeListedInv:",
    ),
    Wrong(
        7,
        "the oldest is picked",
        queue_with((PICK, PICK.replace("-1", "0"))),
        "Your queue breaks PickedNewestProp:",
    ),
    Wrong(
        8,
        "it looks without the lock",
        queue_with((CAS, LOOK_AND_SET)),
        "Your queue does something else than what is specified: not one named step:"
        " client-1:1 must be one named step, but is 0: none.",
    ),
    Wrong(
        8,
        "the loser goes on",
        queue_with((CAS, SET_ALWAYS)),
        "Your queue breaks RemovalFindsInv:",
    ),
    Wrong(
        9,
        "a dequeuer's own steps alone",
        fairness("DequeuerExit DequeuerCancelled"),
        "With this fairness DequeuerEndsProp is false:",
    ),
    Wrong(
        9,
        "more than is needed",
        fairness("DequeuerExit DequeuerCancelled CancellerWake DequeuerWait"),
        "It is true, and would be so without the fairness of DequeuerWait.",
    ),
    Wrong(
        10,
        "the loser's swap stutters, so all do",
        steps(AcquireCas="stutters"),
        "AcquireCas does not stutter: some of its steps change SlotQueue's state.",
    ),
    Wrong(
        10,
        "going to sleep is seen",
        steps(DequeuerWait="End"),
        "DequeuerWait is not End: it changes nothing that SlotQueue speaks of.",
    ),
    Wrong(
        10,
        "an ejected offer is a delivery",
        steps(DequeuerEjected="Deliver"),
        "DequeuerEjected is not Deliver, which would change something else.",
    ),
    Wrong(
        11,
        "the canceller wakes nobody",
        queue_with(("self._condition.broadcast() if waiting else None", "0 if waiting else None")),
        "Your queue breaks NoLostCancelInv:",
    ),
    Wrong(
        11,
        "it says the opposite",
        queue_with(("broadcast() if waiting else None", "broadcast() if not waiting else None")),
        "Your queue breaks NoLostCancelInv:",
    ),
    Wrong(
        12,
        "the second newest",
        given_with(12, "mine.py", (OLDEST, "self._listed[max(0, len(self._listed) - 2)]")),
        "  SQ301     An answer that the specification does not allow",
    ),
    Wrong(
        12,
        "the pick takes it out",
        given_with(12, "mine.py", (OLDEST, "self._listed.pop()")),
        "mine: does not conform",
    ),
    Wrong(
        13,
        "the loser returns before anybody has called",
        histories([TRIES, LOSES, CALLS, WINS], [TRIES, CALLS, WINS, LOSES]),
        "accepted.ndjson is rejected:",
    ),
    Wrong(
        13,
        "both are accepted",
        histories([TRIES, CALLS, WINS, LOSES], [CALLS, WINS, TRIES, LOSES]),
        "rejected.ndjson is accepted, too.",
    ),
    Wrong(
        14,
        "the token is won",
        state(*REMOVING, ("busy = []", "busy = [0]")),
        "FreeListedInv is true after each step from your state (AcquireRemove, Cancel).",
    ),
    Wrong(
        14,
        "it is false already",
        state(("next_id = 0", "next_id = 1")),
        "FreeListedInv is false of your state already:",
    ),
    Wrong(
        15,
        "proved of the code",
        strengths(code_is_machine="proved"),
        "code_is_machine is not 'proved': graphs are compared, and a graph has a size: the chain"
        " of evidence.",
    ),
    Wrong(
        15,
        "time",
        strengths(served_in_time="tested"),
        "served_in_time is not 'tested': the specification has no clock: What is not claimed.",
    ),
]
