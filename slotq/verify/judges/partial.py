"""The judge of traces that leave steps out: it allows what some behaviour of the machine explains.

The judge keeps a set of states, with steps put off or foreseen where that makes no difference. The
plain set is kept as well: all states that the machine may be in, with every unseen step at every
time. Both are followed through all traces at once: where two traces have led to the same two sets,
whatever comes after them does the same. So traces of any length are covered, at small bounds.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from slotq.formats import trace_lines
from slotq.machine import slot_queue_steps
from slotq.machine.kernel import System, counted
from slotq.machine.slot_queue_steps import general_client
from slotq.oracle.trace.candidate_states import Candidate
from slotq.oracle.trace.judge import ALWAYS_SEEN
from slotq.oracle.trace.partial import QueueCandidates
from slotq.oracle.verdict.budget import Budget
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.queue_lines import Numbered, every_line, is_at_rest, machine_step

_LIVE = frozenset({"lock", "asleep", "offering"})
States = frozenset[slot_queue_steps.State]


@dataclass(frozen=True, slots=True)
class Size:
    """Which traces are shown to the judge.

    Attributes:
        clients: How many clients there are.
        dequeuers: How many dequeuers may be started.
        tokens: How many slots may be queued.
        omits: The actions that the log does not see.
        shows: The faults that it takes that much to show.
        forgets: Whether dequeuers that are over are to be forgotten at once.
    """

    clients: int
    dequeuers: int
    tokens: int
    omits: tuple[str, ...]
    shows: str
    forgets: bool = False

    def __str__(self) -> str:
        """Write it for the table."""
        omits = "all of them" if self.omits == _EVERY else " and ".join(self.omits)
        return f"{counted(self, 'clients', 'dequeuers', 'tokens')} without {omits}"


_EVERY = tuple(
    name for name in slot_queue_steps.MODULE.actions if name not in ALWAYS_SEEN | {"DequeuerStart"}
)
_SINGLE = tuple(
    Size(1, 1, 1, (name,), "for each action, an omitted step that is never inserted")
    for name in _EVERY
)
PARTIAL_SIZES: Sequence[Size] = (
    *_SINGLE,
    Size(1, 1, 1, ("DequeuerStart",), "a dequeuer whose start is omitted"),
    Size(1, 1, 1, _EVERY, "omitted steps of all kinds that are inserted in the wrong order"),
    Size(1, 2, 1, ("Cancel",), "a cancel that is inserted late while another dequeuer sleeps"),
    Size(1, 2, 0, ("CancellerWake",), "a dequeuer that has ended and is forgotten", forgets=True),
    Size(2, 0, 1, ("AcquireRemove", "AcquireClose"), "a close that is inserted too early, or lost"),
)


def bound() -> str:
    """Write the sizes for the table."""
    others = "; ".join(str(size) for size in PARTIAL_SIZES if size not in _SINGLE)
    return f"{counted(_SINGLE[0], *slot_queue_steps.SIZES)} without any one action; {others}"


class Machine:
    """The machine with some steps that nobody sees: sets of states, and what a line makes of them.

    Args:
        system: The machine, with bounds.
        omits: The actions that go unseen.
    """

    def __init__(self, system: System[slot_queue_steps.State], omits: Sequence[str]) -> None:
        self.first = frozenset({system.init})
        self._system = system
        self._omits = frozenset(omits)
        self._reached: dict[slot_queue_steps.State, States] = {}

    def reachable(self, states: States) -> States:
        """Take any number of unseen steps."""
        return frozenset[slot_queue_steps.State]().union(*map(self._closure, states))

    def _closure(self, state: slot_queue_steps.State) -> States:
        reached = self._reached.get(state)
        if reached is None:
            found, seen = [state], {state}
            for one in found:
                for label, after in self._system.successors(one):
                    if label.action in self._omits and after not in seen:
                        seen.add(after)
                        found.append(after)
            reached = self._reached[state] = frozenset(seen)
        return reached


def after(states: States, line: Numbered) -> States:
    """Let a line happen in every state that agrees with it."""
    found = (machine_step(state, *line) for state in states)
    return frozenset(state for state in found if state is not None)


def unbounded() -> Budget:
    """Make a budget that lasts for a whole comparison."""
    return Budget(states=10**12, clock=float)  # the clock stands still


def make_judge(omits: frozenset[str], callers: trace_lines.Callers = "seed") -> QueueCandidates:
    """Make the judge of logs that leave steps out, so that it can be put into any candidates."""
    return QueueCandidates(omits, unbounded(), callers, is_set=False)


Judge = Callable[[frozenset[str]], QueueCandidates]
Pair = tuple[States, frozenset[Candidate]]
"""What the machine may be in, and the judge."""


def check_partial(judge: Judge = make_judge, sizes: Sequence[Size] = PARTIAL_SIZES) -> Evidence:
    """Follow all traces of some bounds, by the judge and by the machine.

    Args:
        judge: Makes the queue that is compared, in its initial state.
        sizes: Which traces.

    Raises:
        ClaimRefutedError: The judge allows another line, or another end.
    """
    pairs = shown = 0
    for size in sizes:
        comparison = _Comparison(judge(frozenset(size.omits)), size)
        comparison.run()
        pairs += comparison.pairs
        shown += comparison.shown
    return Evidence(pairs, shown)


class _Comparison:
    # Follows both, from pairs of sets that were not looked at yet.

    def __init__(self, queue: QueueCandidates, size: Size) -> None:
        self._size = size
        self._queue = queue
        bounds = size.clients, size.dequeuers, size.tokens
        self._machine = Machine(general_client(*bounds), size.omits)
        self._lines = [
            line for line in every_line(*bounds) if type(line[0]).__name__ not in size.omits
        ]
        self._ends = [
            trace_lines.End(process="test", live_dequeuer_threads=live)
            for live in range(size.dequeuers + 1)
        ]
        self._came: dict[Pair, tuple[Pair, trace_lines.Event] | None] = {}
        self.pairs = self.shown = 0

    def run(self) -> None:
        for event, _ in self._lines:  # so that all processes have their places
            self._queue.after(event)
        first = self._machine.first, frozenset({Candidate()})
        self._came[first] = None
        left = deque([first])
        while left:
            pair = left.popleft()
            self.pairs += 1
            for event, reached in self._compare(pair):
                if reached not in self._came:
                    self._came[reached] = pair, event
                    left.append(reached)
            if self._size.forgets:
                self._replay(pair)

    def _replay(self, pair: Pair) -> None:
        # The same trace from its beginning, with what is over forgotten on the way.
        omits = frozenset(self._size.omits)
        queue = QueueCandidates(omits, unbounded(), is_set=False, few=1)
        trace = self._trace(pair)
        for number, event in enumerate(trace):
            if queue.take(number, event) is not None:
                raise ClaimRefutedError(self._difference(trace[:number], event, allowed=True))
        before = self._machine.reachable(pair[0])
        for line in self._lines:
            allowed = bool(after(before, line))
            if bool(queue.after(line[0])) is not allowed:
                raise ClaimRefutedError(self._difference(trace, line[0], allowed=allowed))
            self.shown += 1

    def _compare(self, pair: Pair) -> Iterator[tuple[trace_lines.Event, Pair]]:
        states, candidates = pair
        before = self._machine.reachable(states)
        for line in self._lines:
            event = line[0]
            self._queue.candidates = set(candidates)
            expected, found = after(before, line), frozenset(self._queue.after(event))
            self.shown += 1
            if bool(expected) is not bool(found):
                raise ClaimRefutedError(
                    self._difference(self._trace(pair), event, allowed=bool(expected))
                )
            if found and max(s.next_id for s in expected) <= self._size.tokens:
                yield event, (expected, found)
        rests = [state for state in before if is_at_rest(state)]
        for end in self._ends:
            self._queue.candidates = set(candidates)
            refused = self._queue.unfinished(1, end) is not None
            live = set() if refused else self._queue.live()
            self.shown += 1
            if live != {sum(d.dequeuer in _LIVE for d in state.dequeuers) for state in rests}:
                raise ClaimRefutedError(
                    self._difference(self._trace(pair), end, allowed=bool(rests))
                )

    def _trace(self, pair: Pair) -> list[trace_lines.Event]:
        lines = []
        step = self._came[pair]
        while step is not None:
            pair, event = step
            lines.append(event)
            step = self._came[pair]
        return lines[::-1]

    def _difference(
        self, trace: Sequence[trace_lines.Event], event: trace_lines.Event, *, allowed: bool
    ) -> str:
        verb = "allows" if allowed else "does not allow"
        text = "\n".join(f"  {line}" for line in (*trace, event))
        return f"without {', '.join(self._size.omits)} the machine {verb} the last line of\n{text}"
