"""`slotq.sync` with one thing changed, as a module of its own."""

from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from slotq import sync

SOURCE = Path(sync.__file__).read_text(encoding="utf-8")


class Fault(NamedTuple):
    """A broken module.

    Attributes:
        claim: The claim that must be refuted.
        name: What is wrong.
        right: What is changed, which must be there once.
        wrong: What takes its place.
        said: What the claim says.
    """

    claim: str
    name: str
    right: str
    wrong: str
    said: str = "do not have the same state graph"

    def module(self) -> ModuleType:
        """Load it."""
        assert SOURCE.count(self.right) == 1, self.name
        module = ModuleType(sync.__name__)
        code = compile(SOURCE.replace(self.right, self.wrong), sync.__file__, "exec")
        exec(code, vars(module))  # noqa: S102  # it is ours
        return module


_GUARD = "        with self._threads.guard:\n"
_NO_GUARD = "        if True:\n"
_CLOSE = (
    "            ok = not self.closed\n"
    "            self.closed = True\n"
    "            self._threads.happened(step, token, ok=ok, **fields)\n"
)
_SWAP = (
    f"{_GUARD}            ok = not self._set\n"
    "            self._set = True\n"
    "            self._threads.happened(step, token, ok=ok)\n"
)
_WAIT = (
    f"{_GUARD}            parked = self._threads.park()\n"
    "            self._sleepers.append(parked)\n"
    "            self._threads.happened(step)\n"
    "        # Only now: a broadcast that follows on what others do in the lock must find "
    "the sleeper.\n"
    "        self._lock.__exit__(None, None, None)\n"
)
_BROADCAST = (
    "            sleepers, self._sleepers = self._sleepers, []\n"
    "            for parked in sleepers:\n"
    "                parked.release()\n"
    "            self._threads.happened(step, woken=len(sleepers))\n"
)
_FIRE = (
    "        for at, place in enumerate(waiter.places):\n"
    "            del place[waiter, at]\n"
    "        waiter.outcome = index, item\n"
    "        waiter.parked.release()\n"
)
_TIMERS = "            (min(max(arm.seconds, 0), threading.TIMEOUT_MAX), index)\n"
_EXPIRE = (
    "        with self.guard:\n"
    "            # An arm completed since the timer fired has won: a rendezvous is not undone.\n"
    "            if waiter.outcome is UNDECIDED:\n"
)
_MEET_SEND = (
    "                receiver, index = next(iter(partners))\n"
    "                self.fire(receiver, index, item)\n"
)
_MEET_RECEIVE = (
    "                (sender, index), send = next(iter(partners.items()))\n"
    "                self.fire(sender, index)\n"
)

FAULTS = (
    # Flag.
    Fault(
        "flag",
        "a swap without the guard",
        _SWAP,
        _SWAP.replace(_GUARD, _NO_GUARD),
        "outside the guard",
    ),
    Fault(
        "flag",
        "a swap that looks before the guard",
        _SWAP,
        _SWAP.replace("            ok = not self._set\n", "").replace(
            _GUARD, f"        ok = not self._set\n{_GUARD}"
        ),
        "Flag._set was used outside the guard",
    ),
    Fault(
        "flag",
        "a swap that looks in one region and sets in another",
        _SWAP,
        _SWAP.replace("            self._set = True\n", f"{_GUARD}            self._set = True\n"),
    ),
    Fault("flag", "every swap wins", "            ok = not self._set\n", "            ok = True\n"),
    Fault(
        "flag", "a swap that sets nothing", "            self._set = True\n", "            pass\n"
    ),
    Fault(
        "flag",
        "is_set the wrong way",
        "            return self._set\n",
        "            return not self._set\n",
    ),
    Fault(
        "flag",
        "is_set without the guard",
        f"{_GUARD}            return self._set\n",
        "        return self._set\n",
        "Flag._set was used outside the guard",
    ),
    Fault(
        "flag",
        "a flag that is set from the start",
        "        self._set = False\n",
        "        self._set = True\n",
    ),
    Fault(
        "flag",
        "one flag for all",
        "        return _Flag(self)\n",
        '        self.__dict__.setdefault("one", _Flag(self))\n        return self.one\n',
    ),
    Fault(
        "flag",
        "a swap recorded outside its effect",
        _SWAP,
        _SWAP.replace("            self._threads.h", "        self._threads.h"),
        "recorded outside its effect",
    ),
    Fault("flag", "a swap recorded as won", _SWAP, _SWAP.replace("ok=ok", "ok=True")),
    Fault(
        "flag",
        "a region's step that is not recorded",
        "        self.happened(action, token, **fields)\n",
        "        pass\n",
    ),
    # Signal.
    Fault(
        "signal",
        "close fires one waiter",
        "            while self.waiters:\n",
        "            if self.waiters:\n",
        "in slotq.sync, waiter-1 cannot move",
    ),
    Fault(
        "signal",
        "close fires nobody",
        "            while self.waiters:\n",
        "            while False:\n",
        "in slotq.sync, waiter-1, waiter-2 cannot move",
    ),
    Fault(
        "signal",
        "close twice",
        "        if not self.close_once(step, token):\n",
        "        if self.close_once(step, token) is None:\n",
    ),
    Fault(
        "signal",
        "a close that does not close",
        "            self.closed = True\n",
        "            pass\n",
    ),
    Fault(
        "signal",
        "is_closed without the guard",
        f"{_GUARD}            return self.closed\n",
        "        return self.closed\n",
        "Signal.closed was used outside the guard",
    ),
    Fault(
        "signal",
        "is_closed the wrong way",
        "            return self.closed\n",
        "            return not self.closed\n",
    ),
    Fault(
        "signal",
        "close without the guard",
        f"{_GUARD}{_CLOSE}",
        f"{_NO_GUARD}{_CLOSE}",
        "Signal.closed was used outside the guard",
    ),
    Fault(
        "signal",
        "a closed signal is not ready",
        "            case Wait(step, _Signal(closed=True), token, reason):\n",
        "            case Wait(step, _Signal(closed=None), token, reason):\n",
    ),
    Fault("signal", "another reason is recorded", "reason=arm.reason)", "reason=None)"),
    Fault(
        "signal",
        "who is fired by a close is recorded as who closes",
        "happened(arm.step, arm.token, waiter.process, reason",
        "happened(arm.step, arm.token, reason",
    ),
    # Context.
    Fault("context", "cancel says true twice", _CLOSE, _CLOSE.replace("not self.closed", "True")),
    Fault(
        "context",
        "cancel does nothing",
        "        return self.done.close_once(step, name=self.name)\n",
        "        return not self.done.is_closed()\n",
    ),
    Fault(
        "context",
        "a context that is done",
        "        return _Context(name, _Signal(self))\n",
        "        done = _Signal(self)\n"
        "        done.closed = True\n"
        "        return _Context(name, done)\n",
    ),
    Fault("context", "a cancel of nobody", "close_once(step, name=self.name)", "close_once(step)"),
    # Condition.
    Fault(
        "condition",
        "a broadcast wakes one",
        "= self._sleepers, []\n",
        "= self._sleepers[:1], self._sleepers[1:]\n",
    ),
    Fault(
        "condition",
        "a broadcast wakes nobody",
        "            for parked in sleepers:\n",
        "            for parked in []:\n",
    ),
    Fault(
        "condition",
        "a broadcast that wakes whom it has cleared",
        _BROADCAST,
        _BROADCAST.replace("= self._sleepers, []", "= [], []"),
    ),
    Fault(
        "condition",
        "a broadcast that clears nothing",
        _BROADCAST,
        _BROADCAST.replace(
            "sleepers, self._sleepers = self._sleepers, []", "sleepers = self._sleepers"
        ),
    ),
    Fault(
        "condition",
        "a broadcast without the guard",
        f"{_GUARD}{_BROADCAST}",
        f"{_NO_GUARD}{_BROADCAST}",
        "Condition._sleepers was used outside the guard",
    ),
    Fault(
        "condition",
        "a sleeper that lets the lock go before it is linked",
        _WAIT,
        f"        self._lock.__exit__(None, None, None)\n{_WAIT.rsplit(chr(10), 3)[0]}\n",
    ),
    Fault(
        "condition",
        "a sleeper linked without the guard",
        _WAIT,
        _WAIT.replace(_GUARD, _NO_GUARD),
        "Condition._sleepers was used outside the guard",
    ),
    Fault(
        "condition",
        "a sleeper that keeps the lock",
        "        self._lock.__exit__(None, None, None)\n",
        "",
    ),
    Fault(
        "condition",
        "a sleeper without the lock again",
        "            self._lock.__enter__()\n",
        "            pass\n",
    ),
    Fault(
        "condition",
        "a sleeper that is not linked",
        "            self._sleepers.append(parked)\n",
        "",
    ),
    Fault(
        "condition",
        "a sleeper that does not sleep",
        "            parked.acquire()\n        finally",
        "            pass\n        finally",
        "more than 1120 states",
    ),
    Fault(
        "condition",
        "a count of one more",
        "        return len(sleepers)\n",
        "        return len(sleepers) + 1\n",
    ),
    Fault(
        "condition",
        "one list of sleepers for all conditions",
        "        return _Condition(self, lock)\n",
        "        made = _Condition(self, lock)\n"
        '        made._sleepers = self.__dict__.setdefault("all", made._sleepers)\n'
        "        return made\n",
    ),
    # Mailbox.
    Fault(
        "mailbox",
        "a mailbox that is overwritten",
        "            elif ok:\n                self.items.append(item)\n",
        "            else:\n                self.items[:] = [item]\n",
    ),
    Fault("mailbox", "a mailbox without end", "            elif ok:\n", "            else:\n"),
    Fault(
        "mailbox",
        "a full mailbox says that it took it",
        "            ok = not self.items\n",
        "            ok = True\n",
    ),
    Fault(
        "mailbox",
        "who waits is not looked for",
        "            if self.takers:\n",
        "            if False:\n",
    ),
    Fault(
        "mailbox",
        "who waits gets another item",
        "self._threads.fire(waiter, index, item)\n",
        "self._threads.fire(waiter, index, None)\n",
    ),
    Fault("mailbox", "an item that stays", "                items.clear()\n", ""),
    Fault(
        "mailbox",
        "a mailbox without the guard",
        f"{_GUARD}            ok = not self.items\n",
        f"{_NO_GUARD}            ok = not self.items\n",
        "Mailbox.items was used outside the guard",
    ),
    Fault(
        "mailbox",
        "who takes is recorded as who sends",
        "take.step, None, waiter.process)",
        "take.step)",
    ),
    # Timers.
    Fault("timers", "the latest timer", "min(timers, default", "max(timers, default"),
    Fault(
        "timers",
        "a timer below zero",
        _TIMERS,
        _TIMERS.replace("max(arm.seconds, 0)", "arm.seconds"),
        "it waits for -1 s, but its timer fires after 0 s",
    ),
    Fault(
        "timers",
        "a timer longer than a lock waits",
        _TIMERS,
        "            (max(arm.seconds, 0), index)\n",
        "timeout value is too large",
    ),
    Fault("timers", "another timer rings", _TIMERS, _TIMERS.replace(", index)", ", -index)")),
    Fault("timers", "no timer rings", "acquire(timeout=seconds)", "acquire()"),
    Fault("timers", "every timer has rung", "acquire(timeout=seconds)", "acquire(timeout=0)"),
    Fault("timers", "no timer waits for ever", "default=(-1, -1)", "default=(0, -1)"),
    Fault(
        "timers",
        "a timer undoes a rendezvous",
        _EXPIRE,
        _EXPIRE.replace("waiter.outcome is UNDECIDED", "True"),
    ),
    Fault(
        "timers",
        "a timer that does nothing",
        _EXPIRE,
        _EXPIRE.replace("waiter.outcome is UNDECIDED", "False"),
    ),
    Fault(
        "timers",
        "a timer that leaves its arms linked",
        "                self.fire(waiter, index)\n                self.happened(timer",
        "                waiter.outcome = index, None\n                self.happened(timer",
    ),
    Fault(
        "timers",
        "a timer without the guard",
        _EXPIRE,
        _EXPIRE.replace("with self.guard", "if True"),
        "Waiter.outcome was used outside the guard",
    ),
    Fault(
        "timers",
        "a timer that is not recorded",
        "self.happened(timer.step, timer.token, waiter.process, reason=timer.reason)",
        "pass",
    ),
    # Spawn.
    Fault(
        "spawn",
        "nobody is started",
        "        for keyword, function in functions.items():\n            threading",
        "        for keyword, function in ():\n            threading",
    ),
    Fault("spawn", "a start under another name", 'f"{keyword}-{name}", daemon', "name, daemon"),
    Fault("spawn", "a start that is not recorded", "self.happened(step, name=name)", "pass"),
    Fault(
        "spawn", "a start recorded without its name", "happened(step, name=name)", "happened(step)"
    ),
    Fault(
        "spawn",
        "a start recorded outside the guard",
        "        with self.guard:\n            self.happened(step, name=name)\n",
        "        self.happened(step, name=name)\n",
        "recorded outside its effect",
    ),
    Fault(
        "spawn",
        "a thread that keeps the interpreter alive",
        "daemon=True",
        "daemon=False",
        "keeps the interpreter alive",
    ),
    Fault(
        "flag",
        "a region's step recorded without its token",
        "        self.happened(action, token, **fields)\n",
        "        self.happened(action, **fields)\n",
    ),
    # Select.
    Fault(
        "select",
        "the receiver that was parked last is met",
        "next(iter(partners))\n",
        "next(reversed(partners))\n",
        "has been parked for longer",
    ),
    Fault(
        "select",
        "the sender that was parked last is met",
        "next(iter(partners.items()))",
        "next(reversed(partners.items()))",
        "has been parked for longer",
    ),
    Fault(
        "mailbox",
        "who was parked last takes the item",
        "next(iter(self.takers.items()))",
        "next(reversed(self.takers.items()))",
        "has been parked for longer",
    ),
    Fault(
        "timers",
        "a time below zero is one above",
        _TIMERS,
        _TIMERS.replace("max(arm.seconds, 0)", "abs(arm.seconds)"),
    ),
    Fault(
        "condition",
        "a sleep that times out",
        "            parked.acquire()\n        finally",
        "            parked.acquire(timeout=1)\n        finally",
        "more than 1120 states",
    ),
    Fault(
        "flag",
        "a swap that depends on what came before all of it",
        "            ok = not self._set\n",
        '            seen = globals().setdefault("seen", [])\n'
        "            seen.append(step)\n"
        "            ok = not self._set or len(seen) % 3 == 0\n",
        "the replay diverged",
    ),
    Fault(
        "select",
        "one channel for all",
        "        return _Channel()\n",
        '        return self.__dict__.setdefault("one", _Channel())\n',
    ),
    Fault(
        "flag",
        "one lock for everything",
        "        return self._make_lock()\n",
        "        return self.guard\n",
        "cannot move",
    ),
    Fault(
        "select",
        "an arm is passed over",
        "            for index, arm in enumerate(arms):\n                ready",
        "            for index, arm in reversed([*enumerate(arms)]):\n                ready",
    ),
    Fault(
        "select",
        "another arm is returned",
        "                    return index, item\n",
        "                    return 0, item\n",
    ),
    Fault(
        "select",
        "who is fired stays linked",
        _FIRE,
        _FIRE.replace("            del place[waiter, at]\n", "            break\n"),
    ),
    Fault(
        "select",
        "who is fired stays linked at one arm",
        _FIRE,
        _FIRE.replace(
            "            del place[waiter, at]\n",
            "            if at != index:\n                del place[waiter, at]\n",
        ),
    ),
    Fault(
        "select",
        "who is fired sleeps on",
        _FIRE,
        _FIRE.replace("        waiter.parked.release()\n", ""),
        "cannot move",
    ),
    Fault(
        "select",
        "who is fired is woken before it knows of what",
        _FIRE,
        _FIRE.replace("        waiter.parked.release()\n", "").replace(
            "        waiter.outcome", "        waiter.parked.release()\n        waiter.outcome"
        ),
        "Waiter.outcome was set after its process may have read it",
    ),
    Fault(
        "select",
        "who is fired does not know of it",
        _FIRE,
        _FIRE.replace("        waiter.outcome = index, item\n", ""),
    ),
    Fault("select", "an item is lost", _MEET_SEND, _MEET_SEND.replace(", item", ", None")),
    Fault(
        "select",
        "a sender is not told",
        _MEET_RECEIVE,
        _MEET_RECEIVE.replace("                self.fire(sender, index)\n", ""),
    ),
    Fault("select", "another receiver is recorded", "to=receiver.process)", "to=process)"),
    Fault(
        "select",
        "who parks is not linked",
        "            waiter.places[index][waiter, index] = arm\n",
        "            pass\n",
    ),
    Fault(
        "select",
        "the last arm alone is linked",
        "            waiter.places[index][waiter, index] = arm\n",
        "            waiter.places[-1][waiter, index] = arm\n",
    ),
    Fault(
        "select",
        "a look before the guard",
        "        with self.guard:\n            for index, arm in enumerate(arms):\n",
        "        if True:\n            for index, arm in enumerate(arms):\n",
        "outside the guard",
    ),
    Fault(
        "select",
        "a link in a region of its own",
        "            waiter = self._link(process, arms)\n",
        "        with self.guard:\n            waiter = self._link(process, arms)\n",
    ),
    Fault(
        "select",
        "a process that meets itself",
        "            waiter = self._link(process, arms)\n        return",
        "            waiter = self._link(process, arms)\n"
        "            for arm in arms:\n"
        "                self._take(process, arm)\n"
        "        return",
    ),
)
"""What must not be, one line or region each: of each primitive, and of what it records."""
