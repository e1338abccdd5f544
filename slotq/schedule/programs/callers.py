"""The containers and consumers of `slotq.agent.callers`, as a program to be run under control."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from slotq.agent.callers import Consumer, Container, Patience
from slotq.machine.callers import CHOICES, MODULE, Bounds, Callers, State
from slotq.machine.kernel import Label, Properties
from slotq.primitives import Primitives
from slotq.queue import SlotQueue
from slotq.schedule.engine.controlled import Context, Signal
from slotq.schedule.engine.opaque_key import OpaqueKey
from slotq.schedule.engine.processes import Crew
from slotq.schedule.engine.world import Act, World
from slotq.schedule.programs.callers_abstraction import KEPT, abstract
from slotq.schedule.reading.frames import RawState
from slotq.schedule.walk.step_reports import Said, of_callers

MakeQueue = Callable[[str, Primitives], SlotQueue]
MakeWorld = Callable[[Crew], World]


@dataclass(frozen=True)
class CallersProgram:
    """The queue with the clients that it was made for.

    Attributes:
        bounds: How many there are, and what they may do.
        make_queue: Makes the queue; tests put broken ones here.
        make_world: Makes the primitives; the same holds.
        make_container: Makes a container.
        make_consumer: Makes a consumer.
        fault: What is broken of these, by its name in slotq.schedule.faults.
        claims: The false claims that are looked at, too.
    """

    bounds: Bounds
    make_queue: MakeQueue = SlotQueue
    make_world: MakeWorld = World
    make_container: Callable[..., Container] = Container
    make_consumer: Callable[..., Consumer] = Consumer
    kept: frozenset[str] = KEPT
    fault: str = ""
    claims: tuple[str, ...] = ()

    @property
    def system(self) -> Callers:
        """The specification with these bounds."""
        return Callers(self.bounds)

    @cached_property
    def properties(self) -> Properties[State]:
        """What is specified of states and steps."""
        return MODULE.properties(self.bounds, self.claims)

    @property
    def names(self) -> dict[str, list[str]]:
        """What the processes are called."""
        return self.bounds.names

    @property
    def options(self) -> str:
        """The bounds, as the options of `slotq replay`."""
        bounds = self.bounds
        sizes = f"--containers {bounds.containers} --consumers {bounds.consumers}"
        options = [f"{sizes} --rounds {bounds.rounds}"]
        for what in CHOICES:
            options += [f"--{what} {bounds.name(n)}" for n in sorted(getattr(bounds, what))]
        options += ["--later"] * bounds.later
        options += [f"--break {self.fault}"] * bool(self.fault)
        options += [f"--claim {name}" for name in self.claims]
        return " ".join(options)

    def begin(self, crew: Crew) -> World:
        """Make a world with the processes of the program, each at its first stop."""
        world = self.make_world(crew)
        queue = self.make_queue(OpaqueKey("queue"), world)
        world.roots["queue"] = queue
        bounds = self.bounds
        clients: dict[str, Container | Consumer] = {}
        for number in range(bounds.clients):
            make = self._container if number < bounds.containers else self._consumer
            clients[bounds.name(number)] = make(world, queue, number)
        world.roots |= clients
        world.start({name: client.run for name, client in clients.items()})
        return world

    def _container(self, world: World, queue: SlotQueue, number: int) -> Container:
        bounds = self.bounds
        evict = world.signal()
        if number in bounds.evictable:
            name = bounds.name(number)
            world.environment[f"evict-{name}"] = _eviction(world, name, evict)
        idle = 0 if number in bounds.idling else None
        freeze = 0 if number in bounds.freezable else None
        fail = 0 if number in bounds.failing else None
        patience = Patience(idle=idle, shutdown=idle, freeze=freeze, start=0, fail=fail)
        return self.make_container(world, queue, bounds.rounds, evict, patience, bounds.later)

    def _consumer(self, world: World, queue: SlotQueue, number: int) -> Consumer:
        bounds = self.bounds
        rounds = range(1, bounds.rounds + 1)
        contexts = tuple(
            world.context(bounds.context(bounds.dequeuer(number, round_))) for round_ in rounds
        )
        if number in bounds.cancellable:
            for context in contexts:
                world.environment[f"cancel-{context.name}"] = _cancellation(world, context)
        give_up = 0 if number in bounds.impatient else None
        return self.make_consumer(world, queue, contexts, Patience(give_up=give_up))

    def abstract(self, raw: RawState) -> State:
        """Say which state of Callers a state of the code is.

        Raises:
            UnknownStateError: It has no such state.
        """
        return abstract(self.bounds, raw)

    def implied(self, label: Label, before: State, after: State) -> Said:
        """Say what must be said of a step."""
        return of_callers(self.bounds, label, before, after)

    def may_end(self, state: State) -> bool:
        """Say whether the program may end here.

        Clients may wait for ever for what nobody brings. But a dequeuer must not sleep while its
        context is done, or while a token is listed.
        """
        queue = state.queue
        is_forgotten = any(
            dequeuer.dequeuer == "asleep" and (dequeuer.done or queue.slots)
            for dequeuer in queue.dequeuers
        )
        return not is_forgotten and not self.system.successors(state)


def _eviction(world: World, container: str, evict: Signal) -> Act:
    """Ask a container to go, which is done only while it waits."""

    def is_enabled() -> bool:
        arms = world.processes[container].arms
        return not evict.closed and any(getattr(arm, "signal", None) is evict for arm in arms)

    return Act(is_enabled, lambda: evict.close("Evict"))


def _cancellation(world: World, context: Context) -> Act:
    """Cancel a request, which is done only while somebody is interested."""

    def is_enabled() -> bool:
        return f"dequeuer-{context.name}" in world.processes and not context.done.closed

    return Act(is_enabled, lambda: context.cancel("Cancel"))
