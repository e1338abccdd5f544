"""A container offers its slot; a request takes it and runs a call in it."""
# ruff: noqa: INP001, T201 - a file of its own, which says what happens

from slotq import THREADS, Context, Receive, SlotQueue, Wait


class Slot:
    """Anything that has exec, close and error."""

    def exec(self, context: Context, call: object) -> None:
        """Run a call in the container."""
        print(f"{context.name} runs {call}")

    def close(self) -> None:
        """Hand the container back."""
        print("the container is idle again")

    def error(self) -> Exception | None:
        """Say whether the container could not be started."""
        return None


queue = SlotQueue("the calls that may share these containers")

# A container offers its slot.
token = queue.queue_slot(Slot())

# A request receives a token and tries to win its slot.
context = THREADS.context("request-1")
offers = queue.start_dequeuer(context)
arm, offered = THREADS.select(Receive(offers), Wait(None, context.done))
if arm == 0 and queue.acquire_slot(offered):
    context.cancel("Cancel")
    offered.slot.exec(context, "a call")
    offered.slot.close()

# A container that has waited long enough acquires its own token: if it wins, it may leave.
print("it may leave:", queue.acquire_slot(token))
