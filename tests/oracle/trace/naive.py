"""A second opinion on the queue's own lines: the plainest mutable queue there is.

It shares nothing with the machine and explains nothing. It says at which line a log goes wrong.
"""

# ruff: noqa: N802
# A method is called like the action that it is.

from typing import Any

from tests.oracle.logs import Line


class NaiveQueue:
    """A queue of lists, sets and dictionaries of names."""

    def __init__(self) -> None:
        self.listed: list[int] = []
        self.tokens = 0
        self.won: set[int] = set()
        self.closed: set[int] = set()
        self.known: set[tuple[str, int]] = set()
        self.call: dict[str, Any] = {}  # what a client's call does next
        self.at: dict[str, Any] = {}  # where a dequeuer is: "lock", "asleep", "ended", or its token
        self.waits: dict[str, bool] = {}
        self.owner: dict[str, str] = {}
        self.done: set[str] = set()
        self.woke: set[str] = set()  # dequeuers whose canceller has ended

    def allows(self, line: Line) -> bool:
        """Take the step of a line, or say that it is wrong."""
        rule = getattr(self, f"on_{line['action']}", None)
        return rule is None or bool(rule(line["process"], line))

    def wake(self) -> int:
        """Wake all sleepers and count them."""
        asleep = [d for d in self.at if self.at[d] == "asleep"]
        self.at |= dict.fromkeys(asleep, "lock")
        return len(asleep)

    def on_QueueAppend(self, p: str, e: Line) -> bool:
        """List the next token."""
        if p in self.call or e["token"] != self.tokens:
            return False
        self.listed.append(self.tokens)
        self.known.add((p, self.tokens))
        self.tokens += 1
        self.call[p] = "broadcast"
        return bool(e["length"] == len(self.listed))

    def on_QueueBroadcast(self, p: str, e: Line) -> bool:
        """Wake the sleepers."""
        return bool(self.call.pop(p, 0) == "broadcast" and e["woken"] == self.wake())

    def on_AcquireCas(self, p: str, e: Line) -> bool:
        """Win or lose."""
        token = e["token"]
        if p in self.call or (p, token) not in self.known or e["ok"] == (token in self.won):
            return False
        if e["ok"]:
            self.won.add(token)
            self.call[p] = ("remove", token)
        return True

    def on_AcquireRemove(self, p: str, e: Line) -> bool:
        """Remove what was won."""
        token = e["token"]
        if self.call.get(p) != ("remove", token) or e["ok"] != (token in self.listed):
            return False
        self.listed.remove(token)
        self.call[p] = ("close", token)
        return bool(e["length"] == len(self.listed))

    def on_AcquireClose(self, p: str, e: Line) -> bool:
        """Close the trigger."""
        self.closed.add(e["token"])
        return bool(self.call.pop(p, 0) == ("close", e["token"]) and e["ok"])

    def on_DequeuerStart(self, p: str, e: Line) -> bool:
        """Start a dequeuer."""
        dequeuer = e["dequeuer"]
        if p in self.call or dequeuer in self.at:
            return False
        self.at[dequeuer], self.owner[dequeuer] = "lock", p
        return True

    def on_DequeuerWait(self, p: str, _: Line) -> bool:
        """Sleep."""
        allowed = self.at.get(p) == "lock" and not self.listed and p not in self.done
        self.at[p], self.waits[p] = "asleep", True
        return allowed

    def on_DequeuerPeek(self, p: str, e: Line) -> bool:
        """Pick the newest."""
        allowed = self.at.get(p) == "lock" and p not in self.done
        self.at[p], self.waits[p] = e["token"], False
        return allowed and self.listed[-1:] == [e["token"]] and e["length"] == len(self.listed)

    def on_DequeuerExit(self, p: str, _: Line) -> bool:
        """End."""
        allowed = self.at.get(p) == "lock" and p in self.done
        self.at[p], self.waits[p] = "ended", False
        return allowed

    def offered(self, p: str, e: Line) -> bool:
        """Go round with what was offered."""
        offered = self.at.get(p)
        self.at[p] = "lock"
        return bool(offered == e["token"])

    def on_DequeuerDeliver(self, p: str, e: Line) -> bool:
        """Hand over."""
        self.known.add((e["to"], e["token"]))
        return self.offered(p, e) and self.owner[p] == e["to"] and e["to"] not in self.call

    def on_DequeuerEjected(self, p: str, e: Line) -> bool:
        """See the trigger closed."""
        return self.offered(p, e) and e["token"] in self.closed

    def on_DequeuerCancelled(self, p: str, e: Line) -> bool:
        """See the context done."""
        return self.offered(p, e) and p in self.done

    def on_Cancel(self, _: str, e: Line) -> bool:
        """Make the context done."""
        alive = e["dequeuer"] not in self.done
        self.done.add(e["dequeuer"])
        return bool(e["ok"] == alive)

    def on_CancellerWake(self, p: str, e: Line) -> bool:
        """Wake the sleepers if this dequeuer waits."""
        dequeuer = p.replace("canceller", "dequeuer")
        waits = self.waits.get(dequeuer, False)
        if dequeuer in self.woke or dequeuer not in self.done or dequeuer not in self.at:
            return False
        self.woke.add(dequeuer)
        woken = self.wake() if waits else 0
        return bool(e["waiting"] == waits and e.get("woken", woken) == woken)

    def on_End(self, _: str, e: Line) -> bool:
        """Find everything ended; none of the logs has a dequeuer that rightly lives on."""
        ended = set(self.at.values()) <= {"ended"} and self.woke == set(self.at)
        return ended and not self.call and e["live_dequeuer_threads"] == 0


def first_fault(lines: list[Line]) -> int | None:
    """Find the index of the first line that is wrong."""
    queue = NaiveQueue()
    return next((i for i, line in enumerate(lines) if not queue.allows(line)), None)
