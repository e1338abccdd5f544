"""The most general client of the queue, as a program to be run under control.

The Python twin of SlotQueueSteps!Next: a client may queue, start a dequeuer, receive from one that
it started, try to win a token that it queued or was delivered, and never has to; anybody may cancel
a context at any time. What a client does next it chooses in a select whose arms have no step of
their own, so that the choice and the first step of the call are one transition.

A client does not know how many tokens and dequeuers there may be. The world keeps to these
bounds: it leaves out the transitions that would lead beyond, as TLC does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from slotq.agent.callers import ContainerSlot
from slotq.machine import slot_queue_steps
from slotq.machine.kernel import Label, Properties, System
from slotq.machine.slot_queue_steps import NO_CLIENT, NO_TOKEN, Client, general_client
from slotq.primitives import After, Arm, Channel, Context, Primitives, Receive
from slotq.queue import SlotQueue, SlotToken
from slotq.schedule.engine.findings import Transition
from slotq.schedule.engine.opaque_key import OpaqueKey
from slotq.schedule.engine.processes import Crew
from slotq.schedule.engine.world import Act, World
from slotq.schedule.programs.callers_abstraction import (
    read_dequeuer,
    read_queue,
    stand,
    token_number,
    variable,
)
from slotq.schedule.reading.frames import Frame, RawState
from slotq.schedule.walk.step_reports import Said, of_general
from slotq.stats import UINT64_MODULUS

MakeQueue = Callable[[str, Primitives], SlotQueue]


@dataclass(frozen=True, slots=True)
class GeneralClient:
    """A client that may do whatever the queue allows.

    Attributes:
        contexts: The contexts of all dequeuers, of which each is started by some client or by none.
    """

    primitives: Primitives
    queue: SlotQueue
    contexts: tuple[Context, ...]

    def run(self) -> None:
        """Choose what to do, and do it, again and again."""
        known: tuple[SlotToken, ...] = ()
        outputs: tuple[Channel[SlotToken] | None, ...] = (None,) * len(self.contexts)
        while True:
            arms: list[Arm] = [*self._calls(known), *_receptions(outputs)]
            index, token = self.primitives.select(*arms)
            arm = arms[index]
            match arm:
                case Receive():
                    known = _with(known, token)
                case After(reason="queue"):
                    token = self.queue.queue_slot(ContainerSlot(self.primitives))
                    known = _with(known, token)
                case After(token=SlotToken() as token):
                    self.queue.acquire_slot(token)
                case _:
                    number = index - 1 - len(known)
                    output = self.queue.start_dequeuer(self.contexts[number])
                    outputs = (*outputs[:number], output, *outputs[number + 1 :])

    def _calls(self, known: tuple[SlotToken, ...]) -> Iterator[After]:
        yield After(None, 0, None, "queue")
        for token in known:
            yield After(None, 0, token, "acquire")
        for context in self.contexts:
            yield After(None, 0, None, context.name)


def _receptions(outputs: tuple[Channel[SlotToken] | None, ...]) -> Iterator[Receive[SlotToken]]:
    for output in outputs:
        if output is not None:
            yield Receive(output)


def _with(known: tuple[SlotToken, ...], token: SlotToken) -> tuple[SlotToken, ...]:
    # In the order of their ids: in which order they came is no part of the state.
    return tuple(sorted({*known, token}, key=lambda token: token.id))


class BoundedWorld(World):
    """A world that queues so many tokens, and starts each dequeuer once."""

    def __init__(self, crew: Crew, tokens: int, first_id: int) -> None:
        super().__init__(crew)
        self._tokens = tokens
        self.first_id = first_id

    def transitions(self) -> list[Transition]:
        """List what can happen next within the bounds."""
        return [found for found in super().transitions() if self._is_within(found)]

    def _is_within(self, transition: Transition) -> bool:
        process = self.processes.get(transition.process)
        match process.arms[transition.arm] if process and process.arms else None:
            case After(reason="queue"):
                queue = self.roots["queue"]
                next_id = queue._next_id  # type: ignore[attr-defined]  # noqa: SLF001  # to look only
                return bool((next_id - self.first_id) % UINT64_MODULUS < self._tokens)
            case After(token=None, reason=str(context)):
                return f"dequeuer-{context}" not in self.processes
        return True


_ACQUIRED = ("acquire_slot", "token")
# What a client's call has still to do, and where its token is found then.
_CLIENT: dict[str, tuple[str, tuple[str, str] | None]] = {
    "run select": ("nothing", None),
    "run queue_slot broadcast": ("broadcast", ("queue_slot", "token")),
    "run acquire_slot __enter__": ("remove", _ACQUIRED),
    "run acquire_slot close close_once": ("close", ("close_once", "self")),
    # Where only broken queues stop: the flag is read and not yet set; the trigger is closed first.
    "run acquire_slot compare_and_swap": ("set", _ACQUIRED),
    "run acquire_slot _remove_late __enter__": ("nothing", None),
}


@dataclass(frozen=True)
class GeneralProgram:
    """The queue under its most general clients.

    Attributes:
        clients: How many clients there are.
        dequeuers: How many dequeuers may be started.
        tokens: How many tokens may be queued.
        make_queue: Makes the queue; tests put broken ones here.
        first_id: The id of the first token, which the specification numbers from zero.
        make_world: Makes the primitives, within these bounds.
        fault: What is broken of these, by its name in slotq.schedule.faults.
    """

    clients: int
    dequeuers: int
    tokens: int
    make_queue: MakeQueue = SlotQueue
    first_id: int = 0
    kept: frozenset[str] = frozenset()
    make_world: Callable[[Crew, int, int], BoundedWorld] = BoundedWorld
    fault: str = ""

    @property
    def system(self) -> System[slot_queue_steps.State]:
        """The specification with these bounds."""
        return general_client(self.clients, self.dequeuers, self.tokens)

    @cached_property
    def properties(self) -> Properties[slot_queue_steps.State]:
        """What is specified of states and steps."""
        bounds = slot_queue_steps.Bounds(self.clients, self.dequeuers, self.tokens)
        return slot_queue_steps.MODULE.properties(bounds)

    @property
    def names(self) -> dict[str, list[str]]:
        """What the processes are called."""
        return {
            "client": [_client(number) for number in range(self.clients)],
            "dequeuer": [f"dequeuer-{_context(number)}" for number in range(self.dequeuers)],
        }

    @property
    def options(self) -> str:
        """The bounds, as the options of `slotq replay`."""
        if self.first_id:
            return ""  # `slotq replay` begins with zero
        sizes = f"--clients {self.clients} --dequeuers {self.dequeuers}"
        broken = f" --break {self.fault}" if self.fault else ""
        return f"{sizes} --tokens {self.tokens}{broken}"

    def begin(self, crew: Crew) -> World:
        """Make a world with the clients, each at its first choice."""
        world = self.make_world(crew, self.tokens, self.first_id)
        queue = self.make_queue(OpaqueKey("queue"), world)
        if self.first_id:
            queue._next_id = self.first_id  # noqa: SLF001  # as if so many had been queued
        contexts = tuple(world.context(_context(number)) for number in range(self.dequeuers))
        for context in contexts:
            world.environment[f"cancel-{context.name}"] = Act(
                lambda: True, partial(context.cancel, "Cancel")
            )
        clients = {
            _client(number): GeneralClient(world, queue, contexts) for number in range(self.clients)
        }
        world.roots |= {"queue": queue, **clients}
        world.start({name: client.run for name, client in clients.items()})
        return world

    def abstract(self, raw: RawState) -> slot_queue_steps.State:
        """Say which state of SlotQueueSteps a state of the code is.

        Raises:
            UnknownStateError: It has no such state.
        """
        names = [_client(number) for number in range(self.clients)]
        frames = [raw.processes[name] for name in names]
        owners = [
            next((client for client, of in enumerate(frames) if _owns(of, number)), NO_CLIENT)
            for number in range(self.dequeuers)
        ]
        return read_queue(
            raw,
            [_read_client(name, of) for name, of in zip(names, frames, strict=True)],
            [read_dequeuer(raw, _context(n), owner) for n, owner in enumerate(owners)],
            self.first_id,
        )

    def implied(
        self, label: Label, before: slot_queue_steps.State, after: slot_queue_steps.State
    ) -> Said:
        """Say what must be said of a step."""
        return of_general(self.names, label, before, after)

    def may_end(self, state: slot_queue_steps.State) -> bool:
        """Say that something can always happen: a context can be cancelled again."""
        del state
        return False


def _client(number: int) -> str:
    return f"client-{number + 1}"


def _context(number: int) -> str:
    return str(number + 1)


def _owns(frames: tuple[Frame, ...], dequeuer: int) -> bool:
    _, *outputs = variable(frames, "run", "outputs")
    return outputs[dequeuer] is not None


def _read_client(name: str, frames: tuple[Frame, ...]) -> Client:
    doing, where = stand(_CLIENT, name, frames)
    _, *names = variable(frames, "run", "known")
    known = {token_number(known) for known in names}
    hand = NO_TOKEN
    if where is not None:
        token = token_number(str(variable(frames, *where)).partition(".")[0])
        if doing == "broadcast":
            known.add(token)  # the specification's client knows it from the append on
        else:
            hand = token
    return Client(sum(1 << token for token in known), doing, hand)
