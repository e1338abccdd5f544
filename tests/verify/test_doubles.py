"""slotq.verify.doubles: the doubles are the primitives, and whatever is broken in either shows."""

import threading
from typing import Any

import pytest

from slotq import sync
from slotq.primitives import Receive, Send
from slotq.schedule.doubles.operations import Leave, Look, Select, Swap
from slotq.schedule.doubles.programs import Program
from slotq.schedule.engine import controlled, world
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.doubles import check_doubles
from slotq.verify.doubles_claims import DOUBLED
from tests.verify.broken_sync import FAULTS, Fault

EVIDENCE = {
    "flag": Evidence(140, 233),
    "signal": Evidence(109, 239),
    "context": Evidence(253, 528),
    "condition": Evidence(435, 685),
    "mailbox": Evidence(188, 263),
    "timers": Evidence(690, 1206),
    "spawn": Evidence(259, 526),
    "select": Evidence(1004, 1899),
}


@pytest.mark.parametrize("name", EVIDENCE)
def test_the_double_is_the_primitive(name: str) -> None:
    """The claims: every state and every step of the real code is looked at."""
    assert check_doubles(DOUBLED[name].programs) == EVIDENCE[name]


def test_every_claim_is_shown_to_hold_and_to_be_refuted() -> None:
    """A claim that nothing breaks says nothing."""
    assert set(EVIDENCE) == set(DOUBLED) == {fault.claim for fault in FAULTS}


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{f.claim}: {f.name}" for f in FAULTS])
def test_a_broken_primitive_is_not(fault: Fault) -> None:
    """Whatever is wrong in sync shows in the claim of its primitive, and is said."""
    with pytest.raises(ClaimRefutedError) as caught:
        check_doubles(DOUBLED[fault.claim].programs, fault.module())
    assert fault.said in str(caught.value)


def test_a_module_that_is_not_broken_is_accepted() -> None:
    """What is refuted above is so for its fault, and not for being loaded in another way."""
    whole = Fault("flag", "nothing", "UNDECIDED = (-1, None)\n", "UNDECIDED = (-1, None)\n")
    assert check_doubles(DOUBLED["flag"].programs, whole.module()) == EVIDENCE["flag"]


SWAPPERS = {"swapper-1": (Swap("flag"),), "swapper-2": (Swap("flag"),)}


def _always_wins(self: Any, step: str, token: object) -> bool:
    self.control.running.pause()
    self.control.happened(step, token, ok=True)
    self.value = True
    return True


def _wakes_one(self: Any) -> int:
    for process in sorted(self.sleepers, key=lambda process: process.name)[:1]:
        process.is_asleep = False
        self.sleepers.remove(process)
        return 1
    return 0


def _never_full(self: Any, step: str, item: object) -> bool:
    self.control.running.pause()
    self.control.happened(step, ok=True)
    self.items = (item,)
    return True


def _always_says_so(self: Any, step: str, token: object = None, **fields: object) -> bool:
    self.control.running.pause()
    self.control.happened(step, token, ok=True, **fields)
    self.closed = True
    return True


def _is_open(self: Any) -> bool:
    del self
    return False


@pytest.mark.parametrize(
    ("claim", "owner", "name", "wrong"),
    [
        ("flag", controlled.Flag, "compare_and_swap", _always_wins),
        ("condition", controlled.Condition, "wake", _wakes_one),
        ("mailbox", controlled.Mailbox, "send", _never_full),
        ("context", controlled.Signal, "close_once", _always_says_so),
        ("signal", controlled.Signal, "is_closed", _is_open),
    ],
)
def test_a_broken_double_is_not(
    monkeypatch: pytest.MonkeyPatch, claim: str, owner: type, name: str, wrong: object
) -> None:
    """The equality is one of both directions: a double may neither do less nor more."""
    monkeypatch.setattr(owner, name, wrong)
    with pytest.raises(ClaimRefutedError, match="do not have the same state graph"):
        check_doubles(DOUBLED[claim].programs)


def test_a_double_that_says_something_else_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said of a step must be what came of it."""

    def happened(self: Any, step: str, token: object = None, **fields: object) -> None:
        self.steps.append(step)
        self.reported = token, {**fields, "ok": True}

    monkeypatch.setattr(world.World, "happened", happened)
    said = (
        "^a double reports swapper-2 Swap token ok=True instead of swapper-2 Swap token ok=False$"
    )
    with pytest.raises(ClaimRefutedError, match=said):
        check_doubles([Program({"flag": "flag"}, SWAPPERS)])


def test_a_double_that_meets_nobody_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less than the real code does, as well as more."""
    monkeypatch.setattr(world.World, "_receivers", lambda *_: iter(()))
    with pytest.raises(ClaimRefutedError, match=r"slotq\.sync alone has"):
        check_doubles(DOUBLED["select"].programs)


def test_what_fails_is_told_with_its_state() -> None:
    """Who reads it must see what happened, and after what."""
    program = Program({"flag": "flag"}, {"one": (Swap("flag"),), "reader": (Look("flag"),)})
    (fault,) = [fault for fault in FAULTS if fault.name == "is_set the wrong way"]
    with pytest.raises(ClaimRefutedError) as caught:
        check_doubles([program], fault.module())
    assert str(caught.value).splitlines() == [
        "the doubles and slotq.sync do not have the same state graph",
        "only the doubles has: 1 states, 3 edges",
        "only slotq.sync has: 1 states, 3 edges",
        "the doubles alone has reader Look token seen=False, after nothing:",
        "    reader: nothing yet becomes False",
        "  slotq.sync has no reader Look token seen=False there",
        "the doubles alone has reader Look token seen=True, after one Swap token ok=True:",
        "    reader: nothing yet becomes True",
        "  slotq.sync has no reader Look token seen=True there",
        "slotq.sync alone has reader Look token seen=True, after nothing:",
        "    reader: nothing yet becomes True",
        "  the doubles has no reader Look token seen=True there",
        "slotq.sync alone has reader Look token seen=False, after one Swap token ok=True:",
        "    reader: nothing yet becomes False",
        "  the doubles has no reader Look token seen=False there",
    ]


_GUARD = "        self.guard: Lock = make_lock()\n"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (_GUARD, "        self.guard: Lock = None\n", "cannot be made: AttributeError"),
        (_GUARD, f"{_GUARD}        self.guard.__enter__()\n", "a lock is held initially"),
        ("        self.items: list[Any] = []\n", "        self.items: Any = ()\n", "TypeError"),
        ('"items", "takers")', '"stuff", "takers")', "has no attribute 'items'"),
    ],
)
def test_what_cannot_be_made_or_read_is_refuted(right: str, wrong: str, said: str) -> None:
    """A module whose primitives are not what they were is wrong, until its reader is told of it."""
    with pytest.raises(ClaimRefutedError, match=said):
        check_doubles(DOUBLED["mailbox"].programs, Fault("mailbox", said, right, wrong).module())


def test_a_program_that_the_doubles_cannot_run_is_refuted() -> None:
    """What must not be in the scheduler's world is told as what it is."""
    program = Program({"channel": "channel"}, {"one": (Select(()), Leave("channel", "a"))})
    with pytest.raises(ClaimRefutedError):
        check_doubles([program])


def test_lines_tell_steps_apart() -> None:
    """Two steps with one line could be taken for each other, so such a program is refused."""
    channel: Any = "channel"
    program = Program(
        {"channel": "channel"},
        {
            "sender": (Select((Send("Deliver", channel, "a"), Send("Deliver", channel, "a"))),),
            "receiver": (Select((Receive(channel),)),),
        },
    )
    with pytest.raises(ClaimRefutedError, match="two steps"):
        check_doubles([program])


def test_sync_is_as_it_was() -> None:
    """What was put in the place of its fields, to look after them, is gone again."""
    assert type(vars(sync._Flag)["_set"]).__name__ == "member_descriptor"
    assert vars(sync)["threading"] is threading
