"""Takes the steps of a witness between the lines of a history, and asks the machine each time."""

from collections.abc import Callable, Iterable, Sequence

from slotq.formats.history_lines import Line
from slotq.machine import slot_queue
from slotq.machine.slot_queue_steps import NO_TOKEN
from slotq.oracle.history.all_orders import PENDING, Machine, State, machine_for
from slotq.oracle.history.witness import Effect


def refused(lines: Sequence[Line], effects: Iterable[Effect], first: int = 2) -> str:
    """Let the machine take the steps of a witness, in its order.

    Steps that change nothing in the queue are taken as well: losing a token, closing a slot.

    Args:
        lines: The calls and returns of a queue.
        effects: The witness.
        first: The number of the first line.

    Returns:
        What the machine did not allow, or nothing.
    """
    machine = machine_for(lines)
    states = {machine.init}
    rest = list(effects)[::-1]
    for number, line in enumerate(lines, first):
        states = {
            after
            for state in _silent(machine, states)
            if (after := machine.apply(state, line)) is not None
        }
        if not states:
            return f"line {number}: {line}"
        while rest and (rest[-1].gap == number or number == first + len(lines) - 1):
            effect = rest.pop()
            states = {
                after
                for state in _silent(machine, states)
                for after in machine.steps(state)
                if _is(machine, effect, state, after)
            }
            if not states:
                return str(effect)
    return str(rest[-1]) if rest else ""


def _silent(machine: Machine, states: Iterable[State]) -> set[State]:
    found = list(states)
    seen = set(found)
    for state in found:
        for after in machine.steps(state):
            if after.queue == state.queue and after not in seen:
                seen.add(after)
                found.append(after)
    return seen


def _is(machine: Machine, effect: Effect, before: State, after: State) -> bool:
    # Whether the machine's step is the one that the witness names.
    if effect.action in _OF_TOKENS:
        return _OF_TOKENS[effect.action](before.queue, after.queue, effect.token or 0)
    number = machine.dequeuers[effect.dequeuer]
    one, other = before.queue.dequeuers[number], after.queue.dequeuers[number]
    if effect.action == "Start":
        return other.running and not one.running
    if effect.action == "Pick":
        return other == one._replace(offer=effect.token or 0) != one
    if effect.action == "Cancel":
        return other == one._replace(done=True) != one
    waiting, still = (
        sum(call is not None and call.result == PENDING for call in state.calls)
        for state in (before, after)
    )
    return other == one._replace(offer=NO_TOKEN) and one.offer == effect.token and still < waiting


_OF_TOKENS: dict[str, Callable[[slot_queue.State, slot_queue.State, int], bool]] = {
    "Queue": lambda old, new, token: new.slots == (*old.slots, token),
    "Win": lambda old, new, token: new.won == old.won | 1 << token != old.won,
    "Remove": lambda old, new, token: new.slots == tuple(t for t in old.slots if t != token),
    "Close": lambda old, new, token: new.closed == old.closed | 1 << token != old.closed,
}
