"""Requests, a launcher and its containers over the real trackers, counters and signaller.

The Python twin of spec/ScalingCallers.tla, as far as the findings need it: a slot is offered, won
and closed in one step each. Subclasses mend it, or misuse it.
"""

from slotq.primitives import After, Receive, Send, Take, Wait
from slotq.queue import SlotCaller, SlotQueue
from slotq.scaling import is_new_container_needed
from slotq.schedule.world import World
from slotq.stats import ContainerState, ContainerTracker, RequestState, RequestTracker

MOST = 2

# A number is read as it is, where the member of an enumeration is an object to be looked into.
WAIT, START, IDLE = int(ContainerState.WAIT), int(ContainerState.START), int(ContainerState.IDLE)
BUSY, DONE = int(ContainerState.BUSY), int(ContainerState.DONE)


def numbered(tracker: ContainerTracker) -> ContainerTracker:
    """Let a tracker begin with a number."""
    tracker._state = int(tracker._state)
    return tracker


class Slot:
    """The slot of a container, for one request.

    Attributes:
        executing: Closed when the request is counted as executing.
        closed: Closed when the container is handed back.
    """

    def __init__(self, world: World) -> None:
        self.executing = world.signal()
        self.closed = world.signal()


class Launching:
    """A queue's counters with everybody who uses them.

    Attributes:
        launched: How many containers the launcher wanted so far.
        is_refusing: Whether the launcher may be refused the resources of the first container.
        is_repeating: Whether a request signals again and again, or once.
        is_ordered: Whether a container is counted as busy only after its request is as executing.
    """

    def __init__(
        self,
        world: World,
        *,
        is_refusing: bool = False,
        is_repeating: bool = True,
        is_ordered: bool = False,
    ) -> None:
        self.world = world
        self.queue = SlotQueue("a", world)
        self.caller = SlotCaller(world.channel(), world.signal())
        self.slots = world.channel()
        self.launched = 0
        self.is_refusing = is_refusing
        self.is_repeating = is_repeating
        self.is_ordered = is_ordered

    def request(self) -> None:
        """Wait for a slot, use it, and be done."""
        tracker = RequestTracker(self.queue.counters, "1", self.world)
        tracker.move(RequestState.WAIT)
        slot = None
        while slot is None:
            self.queue.signaller.send("SignalSend", self.caller)
            if self.is_repeating:
                _, slot = self.world.select(Receive(self.slots), After(None, 0))
            else:
                _, slot = self.world.select(Receive(self.slots))
        tracker.move(RequestState.EXEC)
        if self.is_ordered:
            slot.executing.close("Tell")
        slot.closed.close("SlotClose")
        tracker.move(RequestState.DONE)

    def launcher(self) -> None:
        """Launch a container whenever one is needed."""
        while True:
            stats = self.queue.counters.get_stats()
            needed = is_new_container_needed(stats)
            if needed and self.launched < MOST:
                self.launched += 1
                self.launch()
            self.world.select(Take("SignalReceive", self.queue.signaller))

    def launch(self) -> None:
        """Ask for the resources of a container, and start it unless they are refused."""
        tracker = ContainerTracker(self.queue.counters, str(self.launched), self.world)
        tracker.move(WAIT)
        granted = 0
        if self.is_refusing and self.launched == 1:
            granted, _ = self.world.select(After(None, 0), After(None, 0))
        if granted == 0:
            run = lambda: self.container(tracker)  # noqa: E731  # kept in a variable, to be read
            self.world.spawn("Grant", tracker.name, container=run)
        else:
            tracker.move(DONE)

    def container(self, tracker: ContainerTracker) -> None:
        """Offer a slot, serve whoever wins it, and offer the next."""
        tracker.move(START)
        tracker.move(IDLE)
        while True:
            slot = Slot(self.world)
            self.world.select(Send("Win", self.slots, slot))
            if self.is_ordered:
                self.world.select(Wait("Told", slot.executing))
            tracker.move(BUSY)
            self.world.select(Wait("Return", slot.closed))
            tracker.move(IDLE)

    def start(self) -> None:
        """Start the request and the launcher."""
        self.world.roots["launching"] = self
        self.world.start({"request-1": self.request, "launcher": self.launcher})
