"""The steps of one queue in all its candidate states: those of the lines, and those omitted.

Candidates differ in what the log leaves open. Omitted steps of callers and counters are left to
their judges.

Two kinds of omitted steps need not be guessed. A close of a trigger disables nothing that was
possible without it, so it is taken as soon as it is enabled. A cancel disables only that its
dequeuer goes to sleep or picks, so it is taken only when a step of that dequeuer or of its
canceller needs it. Every behaviour with these steps elsewhere is also one with them there. And a
canceller that finds its dequeuer awake changes nothing, so the time of its step does not matter.

The client that starts a dequeuer matters only for the client that receives from it. So if starts
are omitted, a dequeuer starts without an owner, and its owner is the first client that it delivers
to.
The time of its start does not matter: every client could have started it before anything else.
"""

from collections.abc import Collection, Iterable, Iterator

from slotq.formats import trace_lines
from slotq.machine.kernel import Disabled
from slotq.machine.slot_queue_steps import (
    NO_CLIENT,
    Client,
    Dequeuer,
    State,
    acquire_close,
    cancel,
    dequeuer_start,
)
from slotq.oracle.trace.alphabet import STEPS, Arguments
from slotq.oracle.trace.candidate_names import FEW, CandidateNames, Key
from slotq.oracle.trace.candidate_states import Candidate, CandidateObservers, ObserverState
from slotq.oracle.trace.counting_faults import Counted
from slotq.oracle.trace.queue_steps import QueueJudge
from slotq.oracle.verdict.budget import Budget
from slotq.oracle.verdict.verdict import Fault

AT_ONCE: frozenset[type[trace_lines.Event]] = frozenset({trace_lines.AcquireClose})
"""Steps that are taken as soon as they are enabled, if the log omits them."""
LATE: frozenset[type[trace_lines.Event]] = frozenset({trace_lines.Cancel})
"""Steps that are taken only when another step needs them, if the log omits them."""
_NEEDS_DONE = frozenset(
    {trace_lines.DequeuerExit, trace_lines.DequeuerCancelled, trace_lines.CancellerWake}
)
_SEEN_BY_CALLERS = frozenset({trace_lines.QueueBroadcast, trace_lines.AcquireClose})
# An omitted step may be, or lead to, a step that callers see.
_LEADS_TO_CALLERS = _SEEN_BY_CALLERS | {trace_lines.AcquireRemove}


class CandidateSteps:
    """Steps that are taken in many candidates at once.

    Attributes:
        kinds: The actions that are judged.
        arguments: Finds the arguments of a line's step.
        widened: Gives the processes that have come since a place in candidates of one width.

    Args:
        omits: The actions that the log omits.
        budget: The limit of states and time.
        version: The version of the callers.
        is_set: Whether each step is taken once, in all candidates together.
        few: The number of dequeuers from which on ended ones are forgotten.
    """

    def __init__(
        self,
        omits: frozenset[str],
        budget: Budget,
        version: trace_lines.Callers = "seed",
        *,
        is_set: bool = False,
        few: int = FEW,
    ) -> None:
        self._names = CandidateNames(few)
        self.arguments = self._names.arguments
        self.widened = self._names.widened
        self._budget = budget
        self._observers = CandidateObservers(omits, version, is_set=is_set, many=4 * few)
        self.kinds = frozenset({*STEPS, *self._observers.kinds})
        unseen = frozenset(kind for kind in STEPS if kind.__name__ in omits)
        self._at_once, self._late = unseen & AT_ONCE, unseen & LATE
        self._unseen = [kind for kind in STEPS if kind in unseen - AT_ONCE - LATE]
        self._sees_starts = trace_lines.DequeuerStart not in self._unseen

    def after(
        self, candidates: Collection[Candidate], event: trace_lines.Event, arguments: Arguments
    ) -> set[Candidate]:
        """Take the step of a line in every candidate that allows it."""
        step = STEPS.get(event.__class__)
        if step is None:
            return self._observers.after(candidates, event)
        kind, found = event.__class__, set()
        allowing = self._observers.allowing(candidates, event)
        for candidate in self._owned(allowing, event, arguments):
            state = self._prepared(candidate.queue, kind, arguments)
            after = step.action(state, *arguments)
            if not isinstance(after, Disabled) and all(
                getattr(event, field) in {None, value(state, after, arguments)}
                for field, _, value in step.shown
            ):
                found.add(Candidate(after, candidate.observers))
        saw = self._observers.saw(event, found)
        return self._closed({Candidate(w.queue, saw(w.observers)) for w in found}, kind, arguments)

    def _prepared(self, state: State, kind: type[trace_lines.Event], arguments: Arguments) -> State:
        # With the cancel that went unseen, if this step cannot be without it.
        if kind not in _NEEDS_DONE or not self._late:
            return state
        after = cancel(state, arguments[0])
        return state if isinstance(after, Disabled) else after

    def _closed(
        self,
        candidates: set[Candidate],
        kind: type[trace_lines.Event],
        arguments: Arguments,
        *,
        alone: bool = True,
    ) -> set[Candidate]:
        # With the close that goes unseen, if this step was the winner's removal.
        if kind is not trace_lines.AcquireRemove or not self._at_once:
            return candidates
        (client,) = arguments
        hands = {candidate.queue.clients[client].hand for candidate in candidates}
        found = set()
        for hand in hands:  # mostly one
            close = self._seen_by_callers(trace_lines.AcquireClose, client, hand)
            saw = self._observers.saw(close, candidates if alone and len(hands) == 1 else ())
            for candidate in candidates:
                if candidate.queue.clients[client].hand == hand:
                    after = acquire_close(candidate.queue, client)
                    if not isinstance(after, Disabled):
                        found.add(Candidate(after, saw(candidate.observers)))
        return found

    def needs_unseen(self, event: trace_lines.Event) -> bool:
        """Whether steps that go unseen may have to come before a line, and not only after it."""
        return event.__class__ in STEPS or (
            not isinstance(event, Counted) and not _LEADS_TO_CALLERS.isdisjoint(self._unseen)
        )

    def reachable(self, candidates: set[Candidate]) -> set[Candidate]:
        """Collect all candidates that unseen steps lead to, those of before included.

        Cancellers that go unseen and have nothing to wake any more are taken to have ended: whether
        they have makes no difference, and would double the candidates with each of them.

        Raises:
            BudgetError: There are too many.
        """
        found = set(map(self._settled, candidates))
        new = list(found)
        while new:
            candidate = new.pop()
            for after in map(self._settled, self._successors(candidate)):
                if after not in found:
                    self.check(len(found) + 1)
                    found.add(after)
                    new.append(after)
        return found

    def forget(
        self, candidates: dict[Key, set[Candidate]], coming: Iterable[trace_lines.Event] = ()
    ) -> dict[Key, set[Candidate]]:
        """Let go of what is over in all candidates, as `CandidateNames.forget` does."""
        return self._names.forget(self._observers.forget(candidates), coming)

    def check(self, number: int) -> None:
        """See whether there may be so many candidates.

        Raises:
            BudgetError: There may not.
        """
        self._budget.keep(number, self._names.size)

    def judge(self, candidate: Candidate) -> QueueJudge:
        """Make a judge of the queue of one of the candidates."""
        return QueueJudge(self._names.processes(candidate.queue))

    def fault(
        self,
        candidates: Iterable[Candidate],
        number: int,
        event: trace_lines.Event,
        arguments: Arguments,
    ) -> Fault | None:
        """Say why no candidate allows a line, by the example of one."""
        candidate = min(self._owned(candidates, event, arguments), key=self._by_absence)
        if event.__class__ in STEPS:
            prepared = self._prepared(candidate.queue, event.__class__, arguments)
            candidate = candidate._replace(queue=prepared)
        return self._observers.fault(candidate, self.judge(candidate), number, event)

    def unfinished(self, candidate: Candidate, number: int, event: trace_lines.End) -> Fault | None:
        """Say why a candidate cannot be the last one."""
        return self._observers.unfinished(candidate, self.judge(candidate), number, event)

    def _by_absence(self, candidate: Candidate) -> tuple[int, State, ObserverState]:
        # The best examples first: that something has not been started explains little.
        absent = sum(record.dequeuer == "absent" for record in candidate.queue.dequeuers)
        return absent, candidate.queue, self._observers.observers(candidate)

    def first(self, candidates: Iterable[Candidate]) -> Candidate:
        """Choose one of the candidates, always the same one."""
        return min(
            candidates,
            key=lambda candidate: (candidate.queue, self._observers.observers(candidate)),
        )

    def _owned(
        self, candidates: Iterable[Candidate], event: trace_lines.Event, arguments: Arguments
    ) -> Iterable[Candidate]:
        # Let a dequeuer whose start was not seen belong to the client of its first delivery.
        if self._sees_starts or not isinstance(event, trace_lines.DequeuerDeliver):
            return candidates
        number, client = arguments
        return (
            candidate._replace(queue=_give(candidate.queue, number, client))
            for candidate in candidates
        )

    def _settled(self, candidate: Candidate) -> Candidate:
        dequeuers = candidate.queue.dequeuers
        if trace_lines.CancellerWake not in self._unseen or not any(map(_is_vain, dequeuers)):
            return candidate
        settled = [
            each._replace(canceller="ended") if _is_vain(each) else each for each in dequeuers
        ]
        return candidate._replace(queue=candidate.queue._replace(dequeuers=tuple(settled)))

    def _successors(self, candidate: Candidate) -> Iterator[Candidate]:
        state = candidate.queue
        for kind in self._unseen:
            step = STEPS[kind]
            for arguments in _all_arguments(step.parameters, state):
                if kind is trace_lines.DequeuerStart:
                    after = _start(state, *arguments)
                elif is_in_vain(state, kind, arguments):
                    continue
                else:
                    after = step.action(self._prepared(state, kind, arguments), *arguments)
                if not isinstance(after, Disabled):
                    reached = Candidate(after, self._saw(candidate, kind, arguments))
                    yield from self._closed({reached}, kind, arguments, alone=False)

    def _saw(
        self, candidate: Candidate, kind: type[trace_lines.Event], arguments: Arguments
    ) -> int:
        # What callers make of a step that the log does not see. The candidate itself stays as it
        # was.
        if kind not in _SEEN_BY_CALLERS:
            return candidate.observers
        client = arguments[0]
        event = self._seen_by_callers(kind, client, candidate.queue.clients[client].hand)
        return self._observers.saw(event)(candidate.observers)

    def _seen_by_callers(
        self, kind: type[trace_lines.Event], client: int, hand: int
    ) -> trace_lines.Event:
        process = self._names.client(client)
        if kind is trace_lines.AcquireClose:
            return trace_lines.AcquireClose(process=process, token=hand, ok=True)
        return trace_lines.QueueBroadcast(process=process)


def _start(state: State, number: int) -> State | Disabled:
    # Start a dequeuer that has no owner yet: by a client that is not there otherwise.
    clients = state.clients
    after = dequeuer_start(state._replace(clients=(*clients, Client())), len(clients), number)
    if isinstance(after, Disabled):
        return after
    return _give(after._replace(clients=clients), number, NO_CLIENT, len(clients))


def _give(state: State, number: int, client: int, before: int = NO_CLIENT) -> State:
    # Change the owner of a dequeuer, if it is a certain one.
    dequeuers = state.dequeuers
    if dequeuers[number].owner != before:
        return state
    record = dequeuers[number]._replace(owner=client)
    return state._replace(dequeuers=(*dequeuers[:number], record, *dequeuers[number + 1 :]))


def _all_arguments(parameters: str, state: State) -> Iterator[Arguments]:
    # Of a start, without the client.
    if parameters == "p":
        yield from ((client,) for client in range(len(state.clients)))
    elif parameters in {"d", "pd"}:
        yield from ((dequeuer,) for dequeuer in range(len(state.dequeuers)))
    else:
        for number, dequeuer in enumerate(state.dequeuers):
            if dequeuer.owner != NO_CLIENT:
                yield number, dequeuer.owner


def _is_vain(dequeuer: Dequeuer) -> bool:
    # Whether a canceller has still to run without effect: a dequeuer that is done does not sleep
    # again.
    return dequeuer.canceller == "waiting" and dequeuer.done and not dequeuer.is_waiting


def is_in_vain(state: State, kind: type[trace_lines.Event], arguments: Arguments) -> bool:
    """Whether a step changes nothing but that a canceller has ended."""
    return kind is trace_lines.CancellerWake and not state.dequeuers[arguments[0]].is_waiting
