"""slotq.schedule.engine.waiting: what each process waits for where none can move."""

from slotq.primitives import Receive, Send, Take, Wait
from slotq.schedule.engine.waiting import waits
from slotq.schedule.engine.world import World


def test_each_process_says_what_it_waits_for() -> None:
    """A sleeper, a lock that is never released, every kind of arm; not a process that has ended."""
    world = World()
    lock, held, signal, channel = world.lock(), world.lock(), world.signal(), world.channel()
    condition, mailbox = world.condition(lock), world.mailbox()

    def sleep() -> None:
        with lock:
            condition.wait("Sleep")

    def hold() -> None:
        held.__enter__()
        world.step("Hold")
        world.select(Send("Deliver", channel, "item"), Take("Take", mailbox))

    def need() -> None:
        with held:
            world.step("Need")

    world.start(
        {
            "sleeper": sleep,
            "holder": hold,
            "needs": need,
            "signalled": lambda: world.select(
                Wait("See", signal), Wait("Leave", signal, reason="evict")
            ),
            "receiver": lambda: world.select(Receive(world.channel())),
            "ended": lambda: None,
        }
    )
    while possible := [step for step in world.transitions() if step.process != "needs"]:
        world.take(possible[0])
    assert world.transitions() == []
    assert waits(world.processes.values()) == [
        "sleeper sleeps",
        "holder waits for a receiver or for a message",
        "needs waits for a lock that holder holds",
        "signalled waits for a signal or for the signal 'evict'",
        "receiver waits for a sender",
    ]
    world.end()
