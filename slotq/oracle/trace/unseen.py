"""What the possible worlds of one queue have in common: who is who, and what goes unseen.

Worlds differ in what the log leaves open. The names of processes, and the steps that the log omits,
are the same for all of them; so are the dequeuers that are over in every state, which are forgotten
but for their names, so that states do not grow with the log. Steps of callers and counters that go
unseen are left to the judges of these.

Two kinds of unseen steps need not be guessed. A close of a trigger takes away nothing that could
have been done without it, so it is taken as soon as it can be. A cancel takes away nothing but that
its dequeuer goes to sleep or picks, so it is taken only when a step of that dequeuer or of its
canceller needs it. Every behaviour with these steps elsewhere is one with them there, too. And a
canceller that finds its dequeuer awake changes nothing, so that it is not asked when.

Who starts a dequeuer matters only for who receives from it. So if starts are not seen, a dequeuer
starts without an owner, and has as its owner the first client that it delivers to. When it started
does not matter: every client could have started it before anything else happened.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from slotq.formats import trace_lines
from slotq.formats.names import NameSet
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
from slotq.oracle.trace.candidate_states import Beside, Others, World
from slotq.oracle.trace.counting_faults import Counted
from slotq.oracle.trace.named_state import ENDED, Processes, check_processes, dequeuer_of
from slotq.oracle.trace.queue_steps import QueueJudge
from slotq.oracle.verdict.budget import Budget
from slotq.oracle.verdict.verdict import Fault

FEW = 16
"""With so many dequeuers it is time to look which are over."""
AT_ONCE: frozenset[type[trace_lines.Event]] = frozenset({trace_lines.AcquireClose})
"""Steps that are taken as soon as they can be, if they go unseen."""
LATE: frozenset[type[trace_lines.Event]] = frozenset({trace_lines.Cancel})
"""Steps that are taken only when another step needs them, if they go unseen."""
_NEEDS_DONE = frozenset(
    {trace_lines.DequeuerExit, trace_lines.DequeuerCancelled, trace_lines.CancellerWake}
)
_SEEN_BY_CALLERS = frozenset({trace_lines.QueueBroadcast, trace_lines.AcquireClose})
# What goes unseen may be, or bring, a step that callers see.
_LEADS_TO_CALLERS = _SEEN_BY_CALLERS | {trace_lines.AcquireRemove}
Key = TypeVar("Key")


class PossibleSteps:
    """Names, and steps that are taken in many worlds at once.

    A name gets a number when it is first asked for. Worlds from before that are narrower and have
    to be widened.

    Attributes:
        kinds: The actions that are judged.

    Args:
        omits: The actions that the log cannot see.
        budget: What it may cost.
        version: Which version's callers are meant.
        is_set: Whether a step is taken once, in all worlds that there are.
        few: With how many dequeuers to look which are over.
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
        self._few = few
        self._budget = budget
        self._beside = Beside(omits, version, is_set=is_set, many=4 * few)
        self.kinds = frozenset({*STEPS, *self._beside.kinds})
        unseen = frozenset(kind for kind in STEPS if kind.__name__ in omits)
        self._at_once, self._late = unseen & AT_ONCE, unseen & LATE
        self._unseen = [kind for kind in STEPS if kind in unseen - AT_ONCE - LATE]
        self._sees_starts = trace_lines.DequeuerStart not in self._unseen
        self._clients: dict[str, int] = {}
        self._dequeuers: dict[str, int] = {}
        self._records: list[Dequeuer] = []  # what each dequeuer is when it gets its number
        self._ended = NameSet()
        self._many = few

    def arguments(self, event: trace_lines.Event) -> Arguments:
        """Find the arguments of a line's step.

        Raises:
            BudgetError: There are too many processes.
        """
        arguments: list[int] = []
        step = STEPS.get(event.__class__)
        if step is None:
            return ()
        for letter, field in zip(step.parameters, step.named, strict=True):
            name = getattr(event, field)
            if letter == "t":
                arguments.append(name)
            elif letter in "po":
                arguments.append(_number(self._clients, name or event.process))
            elif isinstance(event, trace_lines.CancellerWake):
                arguments.append(self._dequeuer(dequeuer_of(name)))
            else:
                arguments.append(self._dequeuer(name))
        return tuple(arguments)

    def _dequeuer(self, name: str) -> int:
        number = _number(self._dequeuers, name)
        if number == len(self._records):
            self._records.append(ENDED if name in self._ended else Dequeuer())
        return number

    def widened(self, worlds: set[World]) -> set[World]:
        """Give the processes that have come since a place in worlds of one width."""
        some = next(iter(worlds)).queue
        clients = (Client(),) * (len(self._clients) - len(some.clients))
        dequeuers = tuple(self._records[len(some.dequeuers) :])
        if not clients and not dequeuers:
            return worlds
        found = set()
        for world in worlds:
            state = world.queue
            more = state._replace(
                clients=(*state.clients, *clients), dequeuers=(*state.dequeuers, *dequeuers)
            )
            found.add(world._replace(queue=more))
        return found

    def after(
        self, worlds: Collection[World], event: trace_lines.Event, arguments: Arguments
    ) -> set[World]:
        """Take the step of a line in every world that allows it."""
        step = STEPS.get(event.__class__)
        if step is None:
            return self._beside.after(worlds, event)
        kind, found = event.__class__, set()
        allowing = self._beside.allowing(worlds, event)
        for world in self._owned(allowing, event, arguments):
            state = self._prepared(world.queue, kind, arguments)
            after = step.action(state, *arguments)
            if not isinstance(after, Disabled) and all(
                getattr(event, field) in {None, value(state, after, arguments)}
                for field, _, value in step.shown
            ):
                found.add(World(after, world.others))
        saw = self._beside.saw(event, found)
        return self._closed({World(w.queue, saw(w.others)) for w in found}, kind, arguments)

    def _prepared(self, state: State, kind: type[trace_lines.Event], arguments: Arguments) -> State:
        # With the cancel that went unseen, if this step cannot be without it.
        if kind not in _NEEDS_DONE or not self._late:
            return state
        after = cancel(state, arguments[0])
        return state if isinstance(after, Disabled) else after

    def _closed(
        self,
        worlds: set[World],
        kind: type[trace_lines.Event],
        arguments: Arguments,
        *,
        alone: bool = True,
    ) -> set[World]:
        # With the close that goes unseen, if this step was the winner's removal.
        if kind is not trace_lines.AcquireRemove or not self._at_once:
            return worlds
        (client,) = arguments
        hands = {world.queue.clients[client].hand for world in worlds}
        found = set()
        for hand in hands:  # mostly one
            close = self._seen_by_callers(trace_lines.AcquireClose, client, hand)
            saw = self._beside.saw(close, worlds if alone and len(hands) == 1 else ())
            for world in worlds:
                if world.queue.clients[client].hand == hand:
                    after = acquire_close(world.queue, client)
                    if not isinstance(after, Disabled):
                        found.add(World(after, saw(world.others)))
        return found

    def needs_unseen(self, event: trace_lines.Event) -> bool:
        """Whether steps that go unseen may have to come before a line, and not only after it."""
        return event.__class__ in STEPS or (
            not isinstance(event, Counted) and not _LEADS_TO_CALLERS.isdisjoint(self._unseen)
        )

    def reachable(self, worlds: set[World]) -> set[World]:
        """Collect all worlds that unseen steps lead to, those of before included.

        Cancellers that go unseen and have nothing to wake any more are taken to have ended: whether
        they have makes no difference, and would double the worlds with each of them.

        Raises:
            BudgetError: There are too many.
        """
        found = set(map(self._settled, worlds))
        new = list(found)
        while new:
            world = new.pop()
            for after in map(self._settled, self._successors(world)):
                if after not in found:
                    self.check(len(found) + 1)
                    found.add(after)
                    new.append(after)
        return found

    def forget(
        self, worlds: dict[Key, set[World]], coming: Iterable[trace_lines.Event] = ()
    ) -> dict[Key, set[World]]:
        """Let go of what is over in all worlds, once there is much of it.

        Args:
            worlds: All worlds, widened, in any groups.
            coming: Lines that were asked for their arguments and have not taken their steps; they
                have to be asked again.

        Returns:
            The same worlds in the same groups, without it.
        """
        worlds = self._beside.forget(worlds)
        if len(self._records) < self._many:
            return worlds
        named = {
            number
            for event in coming
            if event.__class__ in STEPS
            for letter, number in zip(
                STEPS[event.__class__].parameters, self.arguments(event), strict=True
            )
            if letter == "d"
        }
        every = [world.queue for group in worlds.values() for world in group]
        staying = [
            number
            for number in range(len(self._records))
            if number in named or not all(_is_over(state.dequeuers[number]) for state in every)
        ]
        names = list(self._dequeuers)
        for number in set(range(len(names))) - set(staying):
            self._ended.add(names[number])
        self._dequeuers = {names[number]: place for place, number in enumerate(staying)}
        self._records = [self._records[number] for number in staying]
        self._many = max(self._few, 2 * len(staying))
        return {
            key: {
                world._replace(
                    queue=world.queue._replace(
                        dequeuers=tuple([world.queue.dequeuers[number] for number in staying])
                    )
                )
                for world in group
            }
            for key, group in worlds.items()
        }

    def check(self, number: int) -> None:
        """See whether there may be so many worlds.

        Raises:
            BudgetError: There may not.
        """
        self._budget.keep(number, len(self._clients) + len(self._records))

    def judge(self, world: World) -> QueueJudge:
        """Make a judge of the queue of one of the worlds."""
        state = world.queue
        return QueueJudge(Processes(state, self._clients, self._dequeuers, self._ended))

    def fault(
        self, worlds: Iterable[World], number: int, event: trace_lines.Event, arguments: Arguments
    ) -> Fault | None:
        """Say why no world allows a line, by the example of one."""
        world = min(self._owned(worlds, event, arguments), key=self._by_absence)
        if event.__class__ in STEPS:
            prepared = self._prepared(world.queue, event.__class__, arguments)
            world = world._replace(queue=prepared)
        return self._beside.fault(world, self.judge(world), number, event)

    def unfinished(self, world: World, number: int, event: trace_lines.End) -> Fault | None:
        """Say why a world cannot be the last one."""
        return self._beside.unfinished(world, self.judge(world), number, event)

    def _by_absence(self, world: World) -> tuple[int, State, Others]:
        # The best examples first: that something has not been started explains little.
        absent = sum(record.dequeuer == "absent" for record in world.queue.dequeuers)
        return absent, world.queue, self._beside.others(world)

    def first(self, worlds: Iterable[World]) -> World:
        """Choose one of the worlds, always the same one."""
        return min(worlds, key=lambda world: (world.queue, self._beside.others(world)))

    def _owned(
        self, worlds: Iterable[World], event: trace_lines.Event, arguments: Arguments
    ) -> Iterable[World]:
        # Let a dequeuer whose start was not seen belong to the client of its first delivery.
        if self._sees_starts or not isinstance(event, trace_lines.DequeuerDeliver):
            return worlds
        number, client = arguments
        return (world._replace(queue=_give(world.queue, number, client)) for world in worlds)

    def _settled(self, world: World) -> World:
        dequeuers = world.queue.dequeuers
        if trace_lines.CancellerWake not in self._unseen or not any(map(_is_vain, dequeuers)):
            return world
        settled = [
            each._replace(canceller="ended") if _is_vain(each) else each for each in dequeuers
        ]
        return world._replace(queue=world.queue._replace(dequeuers=tuple(settled)))

    def _successors(self, world: World) -> Iterator[World]:
        state = world.queue
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
                    reached = World(after, self._saw(world, kind, arguments))
                    yield from self._closed({reached}, kind, arguments, alone=False)

    def _saw(self, world: World, kind: type[trace_lines.Event], arguments: Arguments) -> int:
        # What callers make of a step that the log does not see. The world itself stays as it was.
        if kind not in _SEEN_BY_CALLERS:
            return world.others
        client = arguments[0]
        event = self._seen_by_callers(kind, client, world.queue.clients[client].hand)
        return self._beside.saw(event)(world.others)

    def _seen_by_callers(
        self, kind: type[trace_lines.Event], client: int, hand: int
    ) -> trace_lines.Event:
        process = next(islice(self._clients, client, None))
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


def _is_over(dequeuer: Dequeuer) -> bool:
    return dequeuer.dequeuer == dequeuer.canceller == "ended"


def _is_vain(dequeuer: Dequeuer) -> bool:
    # Whether a canceller is still to look, but for ever in vain: who is done does not sleep again.
    return dequeuer.canceller == "waiting" and dequeuer.done and not dequeuer.is_waiting


def is_in_vain(state: State, kind: type[trace_lines.Event], arguments: Arguments) -> bool:
    """Whether a step changes nothing but that a canceller has ended."""
    return kind is trace_lines.CancellerWake and not state.dequeuers[arguments[0]].is_waiting


def _number(names: dict[str, int], name: str) -> int:
    number = names.get(name)
    if number is None:
        check_processes(len(names))
        number = names[name] = len(names)
    return number
