"""Real threads that write a slotq-trace of what they do.

The order of the lines must be the order of the effects, so a line is written inside the effect of
its step. The primitives call `happened` there, in their guard. What a region of a queue's lock
reads outside that guard (whether a context is done) must still hold when its line is written;
therefore a recorder uses the guard as the lock of every queue, too.

Serialising hides races: a trace shows the steps and their order, not what the unserialised program
may do. For that, record histories of it.
"""

import threading
from typing import BinaryIO

import msgspec

from slotq.formats.trace_lines import ANY_ACTION, names_of
from slotq.primitives import Lock
from slotq.queue import SlotToken
from slotq.sync import Threads

VERSION = 1
_WRITTEN = names_of(ANY_ACTION)


class Recorder(Threads):
    """Primitives on real threads that write down each step.

    Args:
        log: Where the lines go.
        source: What the header says about the program.
    """

    def __init__(self, log: BinaryIO, source: str = "slotq") -> None:
        super().__init__()
        # Guards the log and the numbers below, besides what the guard of Threads guards. It is
        # taken again in its own regions, since it is every queue's lock as well.
        self.guard = threading.RLock()
        self._log = log
        self._encode = msgspec.json.Encoder().encode
        self._lines = 0
        self._slots: dict[object, int] = {}
        self._tokens: dict[object, int] = {}
        self._write({"format": "slotq-trace", "version": VERSION, "source": source})

    def lock(self) -> Lock:
        """Make every lock the same one, which excludes all other effects."""
        return self.guard

    def happened(
        self,
        step: str | None,
        token: object = None,
        process: str | None = None,
        /,
        **fields: object,
    ) -> None:
        """Write the line of a step.

        Args:
            step: The action; nothing is written without one, nor of the signaller and the manager,
                which a slotq-trace does not know.
            token: The token that it is about, or the slot that was queued with it.
            process: The process of the step; the calling thread's unless named.
            fields: What else came of it.
        """
        if step not in _WRITTEN:
            return
        self._lines += 1
        line: dict[str, object] = {
            "seq": self._lines,
            "process": process or threading.current_thread().name,
            "action": step,
        }
        if isinstance(token, SlotToken):
            line["token"] = token.id
            if step == "QueueAppend":
                line["slot"] = self._slots.setdefault(token.slot, len(self._slots) + 1)
                self._tokens[token.slot] = token.id
                if token.slot.error() is not None:
                    line["error"] = True
        elif token in self._tokens:
            line["token"] = self._tokens[token]
        elif isinstance(token, str):
            line["container"] = token
        name = fields.pop("name", None)
        if name is not None:
            line["dequeuer"] = f"dequeuer-{name}"
        line |= {field: value for field, value in fields.items() if value is not None}
        self._write(line)

    def end(self, live_dequeuer_threads: int) -> None:
        """Claim that the program has come to rest: nothing more will happen."""
        with self.guard:
            self.happened("End", None, "recorder", live_dequeuer_threads=live_dequeuer_threads)

    def _write(self, line: dict[str, object]) -> None:
        self._log.write(self._encode(line) + b"\n")
