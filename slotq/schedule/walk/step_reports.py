"""What the code says of its steps, held against what they do.

A recorded log consists of what the primitives are told in each step: its name, its token, and
fields such as `ok` and `length`. The state is never read from that; but a judge of logs believes
it. So for each step of an exploration what was said is compared with what the machine's step
between the same states implies.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from slotq.machine import callers, scaling, slot_queue_steps
from slotq.machine.callers import Bounds
from slotq.machine.kernel import Label
from slotq.machine.scaling import CONTAINER, REQUEST, STATES
from slotq.machine.slot_queue_steps import OF_A_DEQUEUER

Said = Mapping[str, object]
Names = Mapping[str, Sequence[str]]


class Report(NamedTuple):
    """What was said of a step.

    Attributes:
        token: The name of what it was about.
        fields: What came of it, by names; where that is a dictionary, its items.
    """

    token: object
    fields: tuple[tuple[str, object], ...]

    def said(self) -> Said:
        """Write it as fields alone, the token's number among them, without those that are empty."""
        found = {name: value for name, value in self.fields if value is not None}
        if self.token is not None:
            name, _, _ = str(self.token).partition(".")
            number = name.removeprefix("token ")
            found["token"] = int(number) if number.isdecimal() else name
        return found


class _Step(NamedTuple):
    """A step of the machine: its process and object, and the states before and after it."""

    names: Names
    before: slot_queue_steps.State
    after: slot_queue_steps.State
    client: int = slot_queue_steps.NO_CLIENT
    dequeuer: int = -1
    token: int = slot_queue_steps.NO_TOKEN
    reason: str = ""

    @property
    def its_client(self) -> slot_queue_steps.Client:
        """The client, as it was."""
        return self.before.clients[self.client]

    @property
    def its_dequeuer(self) -> slot_queue_steps.Dequeuer:
        """The dequeuer, as it was."""
        return self.before.dequeuers[self.dequeuer]

    @property
    def asleep(self) -> int:
        """How many dequeuers slept."""
        return sum(each.dequeuer == "asleep" for each in self.before.dequeuers)

    @property
    def name(self) -> str:
        """What the dequeuer's context is called."""
        return self.names["dequeuer"][self.dequeuer].removeprefix("dequeuer-")


def of_general(
    names: Names, label: Label, before: slot_queue_steps.State, after: slot_queue_steps.State
) -> Said:
    """Say what a step under the most general clients implies."""
    action, arguments = label
    numbers: Sequence[Any] = arguments
    client, dequeuer, token = slot_queue_steps.NO_CLIENT, -1, slot_queue_steps.NO_TOKEN
    match action:
        case "DequeuerDeliver":
            dequeuer, client = numbers
        case "AcquireCas":
            client, token = numbers
        case "DequeuerStart":
            client, dequeuer = numbers
        case "QueueAppend" | "QueueBroadcast" | "AcquireRemove" | "AcquireClose":
            (client,) = numbers
        case _:
            (dequeuer,) = numbers
    return _IMPLIED[action](_Step(names, before, after, client, dequeuer, token))


def of_callers(bounds: Bounds, label: Label, before: callers.State, after: callers.State) -> Said:
    """Say what a step of the queue and its callers implies."""
    action, arguments = label
    number: Any = arguments[0]
    if action in OF_A_DEQUEUER:
        step = _Step(bounds.names, before.queue, after.queue, dequeuer=number)
    else:
        caller = before.callers[number]
        dequeuer = bounds.dequeuer(number, caller.round) if number >= bounds.containers else -1
        step = _Step(
            bounds.names,
            before.queue,
            after.queue,
            number,
            dequeuer,
            caller.token,
            str(arguments[-1]),
        )
    return _IMPLIED[action](step)


def _canceller_wake(step: _Step) -> Said:
    is_waiting = step.its_dequeuer.is_waiting
    return {"waiting": is_waiting} | ({"woken": step.asleep} if is_waiting else {})


_IMPLIED: Mapping[str, Callable[[_Step], Said]] = MappingProxyType(
    {
        "QueueAppend": lambda step: {
            "token": step.before.next_id,
            "length": len(step.after.slots),
        },
        "QueueBroadcast": lambda step: {"woken": step.asleep},
        "AcquireCas": lambda step: {
            "token": step.token,
            "ok": not step.before.busy >> step.token & 1,
        },
        "AcquireRemove": lambda step: {
            "token": step.its_client.hand,
            "ok": step.its_client.hand in step.before.slots,
            "length": len(step.after.slots),
        },
        "AcquireClose": lambda step: {
            "token": step.its_client.hand,
            "ok": not step.before.closed >> step.its_client.hand & 1,
        },
        "DequeuerStart": lambda step: {"name": step.name},
        "DequeuerWait": lambda _: {},
        "DequeuerPeek": lambda step: {
            "token": step.after.dequeuers[step.dequeuer].item,
            "length": len(step.before.slots),
        },
        "DequeuerExit": lambda _: {},
        "DequeuerDeliver": lambda step: {
            "token": step.its_dequeuer.item,
            "to": step.names["client"][step.client],
        },
        "DequeuerEjected": lambda step: {"token": step.its_dequeuer.item},
        "DequeuerCancelled": lambda step: {"token": step.its_dequeuer.item},
        "Cancel": lambda step: {"name": step.name, "ok": not step.its_dequeuer.done},
        "CancellerWake": _canceller_wake,
        "ContainerWake": lambda step: {"token": step.token, "reason": step.reason},
        "ContainerReturn": lambda step: {"token": step.token},
        "SlotClose": lambda step: {"token": step.token, "ok": True},
        "Evict": lambda _: {"ok": True},
    }
)


_KINDS = ("request", "container")


def of_counting(label: Label, before: scaling.State, after: scaling.State) -> Said:
    """Say what a step of trackers, counters and signaller implies."""
    action, arguments = label
    numbers: Sequence[Any] = arguments
    kind = CONTAINER if action.startswith("Container") else REQUEST
    match action:
        case "RequestMove" | "ContainerMove":
            _, number, target = numbers
            old = before.sides[kind].states[number]
            is_moved = before != after
            name = f"{_KINDS[kind]}-{number + 1}"
            return {"object": name, "ok": is_moved, "from": old, "state": target}
        case "RequestEnter" | "ContainerEnter" | "RequestExit" | "ContainerExit":
            move = before.moving[numbers[0]]
            state = move.target if action.endswith("Enter") else move.source
            place = STATES[kind].index(state) - 1
            return {"state": state, "count": after.sides[kind].counts[place]}
        case "LaunchCheck":
            return {
                _KINDS[kind]: tuple(zip(STATES[kind], (0, *side.counts), strict=True))
                for kind, side in enumerate(before.sides)
            }
        case "SignalSend":
            return {"ok": not before.signalled}
        case _:  # SignalReceive
            return {}
