"""The third equality: the judges that follow a log by a state that changes are the machine.

In every state that the machine can reach at small bounds, every line of the alphabet is shown to
the incremental judge: it allows the line exactly where the machine has a step that writes it, and
goes to the state that the machine goes to.
"""

from collections.abc import Callable, Iterator
from itertools import product

from slotq.machine import scaling, steps
from slotq.machine.graph import explore
from slotq.machine.next import general_client
from slotq.machine.scaling import CONTAINER, REQUEST, STATES
from slotq.oracle import formats
from slotq.oracle.alphabet import STEPS
from slotq.oracle.counting import Counting, Move
from slotq.oracle.incremental import Client, Dequeuer, IncrementalQueue
from slotq.verify.claim import ClaimFallsError, Evidence

QUEUE_SIZES = ((2, 1, 1), (1, 2, 1), (1, 1, 2))
"""Clients, dequeuers and tokens."""
COUNTING_SIZES = (scaling.Bounds(1, 1, 1, races="always"), scaling.Bounds(2, 0, 2, races="always"))


def check_queue(judge: Callable[[], IncrementalQueue] = IncrementalQueue) -> Evidence:
    """Compare the incremental queue with the machine.

    Args:
        judge: Makes the queue that is compared, in its initial state.

    Raises:
        ClaimFallsError: It allows another line, or goes to another state.
    """
    states = shown = 0
    for clients, dequeuers, tokens in QUEUE_SIZES:
        lines = [
            *_lines_of_clients(clients, dequeuers, tokens),
            *_lines_of_dequeuers(dequeuers, tokens),
        ]
        for state in explore(general_client(clients, dequeuers, tokens)).states:
            queue = _load(judge(), state)
            for event, arguments in lines:
                expected = _machine_step(state, event, arguments)
                if queue.rules[event.__class__](event) is not (expected is not None):
                    raise ClaimFallsError(_difference(state, event, expected))
                if expected is not None:
                    if _read(queue, clients, dequeuers) != _settled(expected):
                        raise ClaimFallsError(_difference(state, event, expected))
                    queue = _load(judge(), state)
            if _read(queue, clients, dequeuers) != _settled(state):
                message = f"a line that is not allowed changes the state {state}"
                raise ClaimFallsError(message)
            states += 1
            shown += len(lines)
    return Evidence(states, shown)


def _difference(state: object, event: formats.Event, expected: object) -> str:
    allowed = "does not allow" if expected is None else f"goes to {expected} by"
    return f"in the state {state} the machine {allowed} the line {event}"


def _client(number: int) -> str:
    return f"client-{number}"


def _dequeuer(number: int) -> str:
    return f"dequeuer-{number}"


def _lines_of_clients(
    clients: int, dequeuers: int, tokens: int
) -> Iterator[tuple[formats.Event, tuple[int, ...]]]:
    # Every line that is about these processes and tokens, or about one token more, with the
    # arguments of the machine's action.
    yes, ids = (True, False), range(tokens + 1)
    lengths, woken = (None, *range(tokens + 2)), (None, *range(dequeuers + 2))
    for p in range(clients):
        who = _client(p)
        for length, token in product(lengths, ids):
            yield formats.QueueAppend(process=who, token=token, slot=0, length=length), (p,)
        for number in woken:
            yield formats.QueueBroadcast(process=who, woken=number), (p,)
        for token, ok in product(ids, yes):
            yield formats.AcquireCas(process=who, token=token, ok=ok), (p, token)
            for other in range(clients):
                behalf = formats.AcquireCas(process=who, token=token, ok=ok, for_=_client(other))
                yield behalf, (p, token, other)
            yield formats.AcquireClose(process=who, token=token, ok=ok), (p,)
            for length in lengths:
                remove = formats.AcquireRemove(process=who, token=token, ok=ok, length=length)
                yield remove, (p,)
        for d in range(dequeuers):
            yield formats.DequeuerStart(process=who, dequeuer=_dequeuer(d)), (p, d)
            for token in ids:
                deliver = formats.DequeuerDeliver(process=_dequeuer(d), token=token, to=who)
                yield deliver, (d, p)


def _lines_of_dequeuers(
    dequeuers: int, tokens: int
) -> Iterator[tuple[formats.Event, tuple[int, ...]]]:
    yes, ids = (True, False), range(tokens + 1)
    lengths, woken = (None, *range(tokens + 2)), (None, *range(dequeuers + 2))
    for d in range(dequeuers):
        who = _dequeuer(d)
        yield formats.DequeuerWait(process=who), (d,)
        yield formats.DequeuerExit(process=who), (d,)
        for token in ids:
            yield formats.DequeuerEjected(process=who, token=token), (d,)
            yield formats.DequeuerCancelled(process=who, token=token), (d,)
            for length in lengths:
                yield formats.DequeuerPeek(process=who, token=token, length=length), (d,)
        for ok in yes:
            yield formats.Cancel(process="anybody", dequeuer=who, ok=ok), (d,)
            for number in woken:
                canceller = f"canceller-{d}"
                wake = formats.CancellerWake(process=canceller, waiting=ok, woken=number)
                yield wake, (d,)


def _machine_step(
    state: steps.State, event: formats.Event, arguments: tuple[int, ...]
) -> steps.State | None:
    # Where the machine goes by a line, if it does.
    step = STEPS[event.__class__]
    after = step.action(state, *arguments)
    if isinstance(after, steps.Disabled):
        return None
    for field, _, value in step.shown:
        said = getattr(event, field)
        if said is not None and said != value(state, after, arguments):
            return None
    return after


def _load(queue: IncrementalQueue, state: steps.State) -> IncrementalQueue:
    queue.slots = list(state.slots)
    queue.next_id = state.next_id
    queue.free = {token for token in range(state.next_id) if not state.busy >> token & 1}
    queue.open = {token for token in range(state.next_id) if not state.closed >> token & 1}
    for number, record in enumerate(state.clients):
        client = queue.clients[_client(number)] = Client(_client(number))
        client.doing, client.hand = record.doing, record.hand
        for token in range(state.next_id):
            if record.known >> token & 1:
                client.learn(token)
    for number, each in enumerate(state.dequeuers):
        name = _dequeuer(number)
        if each.dequeuer == each.canceller == "ended":
            queue.ended.add(name)
            continue
        dequeuer = queue.dequeuers[name] = Dequeuer(name)
        dequeuer.dequeuer, dequeuer.is_waiting, dequeuer.item = each[:3]
        dequeuer.owner = queue.clients.get(_client(each.owner))
        dequeuer.done, dequeuer.canceller = each.done, each.canceller
        if each.dequeuer == "asleep":
            queue.asleep.append(dequeuer)
    return queue


def _settled(state: steps.State) -> steps.State:
    # Of a dequeuer that is over nobody asks whose it was.
    return state._replace(
        dequeuers=tuple(
            each._replace(owner=steps.NO_CLIENT)
            if each.dequeuer == each.canceller == "ended"
            else each
            for each in state.dequeuers
        )
    )


def _read(queue: IncrementalQueue, clients: int, dequeuers: int) -> steps.State:
    # By the names' numbers, whatever the order in which they first appeared.
    processes = queue.processes()
    who = [processes.client(_client(number)) for number in range(clients)]
    which = [processes.dequeuer(_dequeuer(number)) for number in range(dequeuers)]
    state = processes.state
    return _settled(
        state._replace(
            clients=tuple(state.clients[number] for number in who),
            dequeuers=tuple(
                each
                if each.owner == steps.NO_CLIENT
                else each._replace(owner=who.index(each.owner))
                for each in (state.dequeuers[number] for number in which)
            ),
        )
    )


def check_counting(judge: Callable[[], Counting] = Counting) -> Evidence:
    """Compare the incremental counters with the machine.

    Args:
        judge: Makes the counters that are compared, in their initial state.

    Raises:
        ClaimFallsError: They allow another line, or go to another state.
    """
    states = shown = 0
    for bounds in COUNTING_SIZES:
        lines = list(_counting_lines(bounds))
        reached = {
            state._replace(signalled=False)
            for state in explore(scaling.general_movers(bounds)).states
        }
        for state in reached:
            counting = _load_counting(judge(), state)
            for event, action, arguments in lines:
                expected = _mover_step(state, bounds, event, action, arguments)
                if counting.rules[event.__class__](event) is not (expected is not None):
                    raise ClaimFallsError(_difference(state, event, expected))
                if expected is not None:
                    if _read_counting(counting, bounds) != expected:
                        raise ClaimFallsError(_difference(state, event, expected))
                    counting = _load_counting(judge(), state)
            if _read_counting(counting, bounds) != state:
                message = f"a line that is not allowed changes the state {state}"
                raise ClaimFallsError(message)
            states += 1
            shown += len(lines)
    return Evidence(states, shown)


_Action = Callable[..., scaling.State | steps.Disabled]
_MOVES: tuple[tuple[type[formats.Event], _Action], ...] = (
    (formats.RequestMove, scaling.request_move),
    (formats.ContainerMove, scaling.container_move),
)
_CHANGES: tuple[tuple[int, type[formats.Event], _Action], ...] = (
    (REQUEST, formats.RequestEnter, scaling.request_enter),
    (REQUEST, formats.RequestExit, scaling.request_exit),
    (CONTAINER, formats.ContainerEnter, scaling.container_enter),
    (CONTAINER, formats.ContainerExit, scaling.container_exit),
)


def _counting_lines(
    bounds: scaling.Bounds,
) -> Iterator[tuple[formats.Event, _Action, tuple[object, ...]]]:
    for mover in range(bounds.movers):
        process = _client(mover)
        for kind, (event, action) in enumerate(_MOVES):
            for number in range((bounds.requests, bounds.containers)[kind]):
                for source, target, ok in product(
                    (None, *STATES[kind]), STATES[kind], (True, False)
                ):
                    fields = {"from_": source, "state": target, "ok": ok}
                    line = event(process=process, object=str(number), **fields)  # type: ignore[call-arg]
                    yield line, action, (mover, number, target)
        for kind, event, action in _CHANGES:
            if (bounds.requests, bounds.containers)[kind]:
                for name, count in product(STATES[kind], (0, 1, 2, scaling.UINT64 - 1)):
                    line = event(process=process, state=name, count=count)  # type: ignore[call-arg]
                    yield line, action, (mover,)
        for waiting, needed in product((None, 0, 1), (True, False)):
            request: dict[formats.RequestState, int] = {} if waiting is None else {"wait": waiting}
            check = formats.LaunchCheck(
                process=process, request=request, container={}, needed=needed
            )
            yield check, scaling.launch_check, (mover,)


def _mover_step(
    state: scaling.State,
    bounds: scaling.Bounds,
    event: formats.Event,
    action: _Action,
    arguments: tuple[object, ...],
) -> scaling.State | None:
    after = action(state, bounds, *arguments)
    if isinstance(after, steps.Disabled) or not _agrees(state, after, bounds, event):
        return None
    return after


def _agrees(
    state: scaling.State, after: scaling.State, bounds: scaling.Bounds, event: formats.Event
) -> bool:
    # Whether a line says what the step did.
    if isinstance(event, formats.LaunchCheck):
        return event.request.get("wait", state.sides[REQUEST].counts[0]) == state.sides[
            REQUEST
        ].counts[0] and event.needed is scaling.is_new_container_needed(state, bounds)
    if isinstance(event, formats.RequestMove | formats.ContainerMove):
        kind = REQUEST if isinstance(event, formats.RequestMove) else CONTAINER
        source = state.sides[kind].states[int(event.object)]
        return event.from_ in {None, source} and event.ok is (after != state)
    kind = REQUEST if isinstance(event, formats.RequestEnter | formats.RequestExit) else CONTAINER
    name, count = event.state, event.count  # type: ignore[attr-defined]
    before, now = state.sides[kind].counts, after.sides[kind].counts
    changed = [STATES[kind][place + 1] for place in range(len(now)) if now[place] != before[place]]
    return changed == [name] and now[STATES[kind].index(name) - 1] == count


def _load_counting(counting: Counting, state: scaling.State) -> Counting:
    for kind, side in enumerate(state.sides):
        for number, name in enumerate(side.states):
            if name == "done":
                counting.ended[kind].add(str(number))
            elif name != "none":
                counting.states[kind][str(number)] = name
        counting.counts[kind].update(zip(STATES[kind][1:], side.counts, strict=True))
    for mover, (step, (kind, number), source, target) in enumerate(state.moving):
        if step != "nothing":
            move = Move(kind, step, str(number), source, target)
            counting.moving[_client(mover)] = move
    return counting


def _read_counting(counting: Counting, bounds: scaling.Bounds) -> scaling.State:
    sides = [
        scaling.Counted(
            tuple(counting.state(kind, str(number)) for number in range(trackers)),
            tuple(counting.counts[kind][name] for name in STATES[kind][1:]),
        )
        for kind, trackers in enumerate((bounds.requests, bounds.containers))
    ]
    moving = []
    for mover in range(bounds.movers):
        move = counting.moving.get(_client(mover))
        moving.append(
            scaling.NOTHING
            if move is None
            else scaling.Move(move.step, (move.kind, int(move.object)), move.source, move.target)
        )
    return scaling.State((sides[0], sides[1]), tuple(moving), signalled=False)
