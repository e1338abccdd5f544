"""The containers and consumers of `slotq.callers`, in a controlled world."""

from slotq.callers import Consumer, Container, Patience
from slotq.machine.bounds import Bounds
from slotq.queue import SlotQueue
from slotq.schedule.processes import GreenletProcess, MakeProcess
from slotq.schedule.world import Act, World


def begin(
    bounds: Bounds,
    make_queue=SlotQueue,
    make_process: MakeProcess = GreenletProcess,
) -> World:
    """Make a world of callers, all before their first step."""
    world = World(make_process)
    queue = make_queue("key", world)
    world.roots["queue"] = queue
    clients = []
    for number in range(bounds.clients):
        name = bounds.name(number)
        if number < bounds.containers:
            client = _container(world, queue, bounds, number)
        else:
            client = _consumer(world, queue, bounds, number)
        world.roots[name] = client
    for number in range(bounds.clients):
        name = bounds.name(number)
        world.start(name, name, world.roots[name].run)
    return world


def _container(world, queue, bounds, number):
    evict = world.signal()
    patience = Patience(
        idle=0 if number in bounds.idling else None,
        shutdown=0 if number in bounds.idling else None,
        freeze=0 if number in bounds.freezable else None,
    )
    name = bounds.name(number)

    def is_enabled():
        process = world.processes[name]
        return process.arms and not evict.closed and _function(process) == "_wait"

    if number in bounds.evictable:
        world.environment[f"evict-{name}"] = Act(is_enabled, lambda: evict.close_once("Evict"))
    return Container(world, queue, bounds.rounds, evict, patience)


def _function(process):
    frame = process.frame()
    while frame.f_code.co_name == "select" or "schedule" in frame.f_code.co_filename:
        frame = frame.f_back
    return frame.f_code.co_name


def _consumer(world, queue, bounds, number):
    first = bounds.dequeuer(number, 1)
    contexts = tuple(
        world.context(bounds.context(first + round_)) for round_ in range(bounds.rounds)
    )
    if number in bounds.cancellable:
        for context in contexts:
            name = context.name
            world.environment[f"cancel-{name}"] = Act(
                lambda c=context: f"dequeuer-{c.name}" in world.processes and not c.done.closed,
                lambda c=context: c.cancel("Cancel"),
            )
    patience = Patience(give_up=0 if number in bounds.impatient else None)
    return Consumer(world, queue, contexts, patience)
