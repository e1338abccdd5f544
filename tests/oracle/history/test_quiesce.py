"""What must be so once a run has settled: nothing hangs that fairness would have ended."""

import pytest
from msgspec.structs import replace

from slotq.oracle.history import rules
from slotq.oracle.history.rules import fault
from tests.oracle.history.script import script
from tests.oracle.history.test_time_limits import FREE, SECOND, judged

STARTED = "b start_dequeuer d\n b start_dequeuer ->\n"
QUIESCE = "z quiesce\n z quiesce -> live_dequeuer_threads="


def test_live_dequeuers() -> None:
    """Those that were not cancelled live, with or without a canceller each; no others do."""
    cancelled = STARTED + "a cancel d\n a cancel ->\n"
    for text, allowed in (
        (STARTED, {1, 2}),
        (cancelled, {0}),
        (STARTED + "a cancel d\n a cancel ?\n", {0, 1, 2}),
        ("b start_dequeuer d\n b start_dequeuer ?\n", {0, 1, 2}),
        ("a cancel d\n a cancel ?\n", {0}),
    ):
        for live in range(4):
            found = judged(f"{text}{QUIESCE}{live}")
            assert (found is None) == (live in allowed)
            assert found is None or found.rule == "ended"


def test_nobody_waits_beside_a_free_token() -> None:
    """In the end an open round and a free token do not go together."""
    found = judged(FREE + "b dequeue d\n" + QUIESCE + "2")
    assert found is not None
    assert (found.rule, found.values) == (
        "awake",
        {
            "waits": "b at d, since line 6",
            "free": "token 0, since line 3",
        },
    )
    for text in (
        STARTED + "b dequeue d\n",
        FREE + "b dequeue d\n a acquire_slot 0\n a acquire_slot ?\n",
        FREE + "b dequeue d\n a acquire_slot 0\n a acquire_slot ->\n",
        FREE + "b dequeue d\n c cancel d\n c cancel ?\n",
        FREE + "c dequeue d\n",
        FREE,
    ):
        assert judged(text + QUIESCE + "2") is None


def test_a_quiesce_that_counts_nothing_says_only_that_the_run_has_settled() -> None:
    """How many dequeuers live is not asked then."""
    assert judged(STARTED + "z quiesce\n z quiesce ->") is None
    found = judged(FREE + "b dequeue d\n z quiesce\n z quiesce ->")
    assert found is not None
    assert found.rule == "awake"


def test_a_quiesce_without_effect_says_nothing() -> None:
    """Only one that returned claims that the run has settled."""
    assert judged(STARTED + "z quiesce\n z quiesce !") is None


TAKEN = """
a queue_slot
a queue_slot -> token=0
a wait_trigger 0
b start_dequeuer d
b start_dequeuer ->
b dequeue d
b dequeue -> token=0
b acquire_slot 0
"""
CLOSED = f"{TAKEN}b acquire_slot ->\na wait_trigger -> reason=trigger\nb close_slot 0\n"
CRASHED = f"{TAKEN}b acquire_slot ?\n"
LEFT = f"{CRASHED}a wait_trigger -> reason=trigger\nb close_slot 0\nb close_slot ?\n"
TWO = f"{CLOSED}b close_slot ->\nc queue_slot\nc queue_slot -> token=1\n"
KEPT = f"{TWO}b dequeue d\nb dequeue -> token=1\nb acquire_slot 1\nb acquire_slot ->\n"


def settled(text: str) -> str:
    """The history with its end, where every dequeuer that was started lives."""
    return f"{text.rstrip()}\n{QUIESCE}{text.count('start_dequeuer ->')}"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a queue_slot", {"open": "queue_slot of a, since line 2"}),
        ("a start_dequeuer d", {"open": "start_dequeuer d of a, since line 2"}),
        (f"{STARTED}a cancel d", {"open": "cancel d of a, since line 4"}),
        (TAKEN, {"open": "acquire_slot 0 of b, since line 9"}),
    ],
)
def test_a_call_of_the_queue_returns(text: str, values: dict[str, str]) -> None:
    """Each call that ends by itself is over once the run has settled; else the queue hangs."""
    found = judged(settled(text))
    assert found is not None
    assert (found.rule, found.blame, found.values) == ("returned", "queue", values)
    process, f, *_ = text.strip().splitlines()[-1].split()
    assert judged(settled(f"{text}\n{process} {f} ?")) is None, "a client that crashed"


@pytest.mark.parametrize(
    "text",
    [
        CLOSED,
        "a update_request object=r state=wait",
        "a get_stats",
        "a is_idle",
        "a evict c",
        "a get_queue k",
        "a signal q",
    ],
)
def test_a_call_of_a_caller_returns(text: str) -> None:
    """So are the calls that the queue itself has nothing to do with."""
    found = judged(settled(text))
    assert found is not None
    assert (found.rule, found.blame) == ("caller-returned", "caller")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            f"{TAKEN}b acquire_slot ->\n",
            {"open": "wait_trigger 0 of a, since line 4"}
            | {"ended": "b has won the token and closed its trigger, line 10"},
        ),
        (
            f"{CLOSED}b close_slot ->\na wait_closed 0\n",
            {"open": "wait_closed 0 of a, since line 14"}
            | {"ended": "b has closed the slot, line 12"},
        ),
        (
            f"{CRASHED}c wait_trigger 0\nc wait_trigger -> reason=trigger\n",
            {"open": "wait_trigger 0 of a, since line 4"}
            | {"ended": "the trigger was seen closed, line 12"},
        ),
        (
            f"{LEFT}a wait_closed 0\nc wait_closed 0\nc wait_closed ->\n",
            {"open": "wait_closed 0 of a, since line 14"}
            | {"ended": "the slot was seen closed, line 16"},
        ),
        (
            "a queue_slot\na queue_slot -> token=0\na wait_trigger 0\nz evict a\nz evict ->\n",
            {"open": "wait_trigger 0 of a, since line 4"}
            | {"ended": "the container was evicted, line 5"},
        ),
    ],
)
def test_a_wait_is_over_after_what_ends_it(text: str, values: dict[str, str]) -> None:
    """A container does not wait on for what has happened, whoever has seen it."""
    lines = script(settled(text))
    end = replace(lines[-1], time=len(lines) * SECOND)
    assert judged(settled(text)) == fault(rules.WAIT_ENDED, len(lines) + 1, end, values)


@pytest.mark.parametrize(
    "text",
    [
        TAKEN.replace("b acquire_slot 0\n", ""),
        CRASHED,
        f"{LEFT}a wait_closed 0\n",
        "a wait_trigger 7\nb wait_closed 7\n",
        f"{CLOSED}b close_slot ->\nb dequeue d token=0\n",
        "a queue_slot\na queue_slot -> token=0\na wait_closed 0\n",
        "z evict a\nz evict ->\na queue_slot\na queue_slot -> token=0\na wait_trigger 0\n",
        "a queue_slot\na queue_slot -> token=0\na wait_trigger 0\nz evict a\nz evict ?\n",
    ],
)
def test_a_wait_goes_on_until_something_certainly_ends_it(text: str) -> None:
    """Not by a crash or an old eviction, nor if no other call, or only a dequeue, has its token."""
    assert judged(settled(text)) is None


def test_what_is_begun_after_the_settling_is_not_judged() -> None:
    """Whoever calls while others wait for the end has not settled, and says nothing about it."""
    assert judged("z quiesce\na queue_slot\nz quiesce -> live_dequeuer_threads=0") is None
    cancelled = f"{STARTED}b dequeue d\nz quiesce\na cancel d\nb dequeue ! reason=ctx_done\n"
    assert judged(f"{cancelled}z quiesce -> live_dequeuer_threads=0") is None, "what it did is seen"


def test_a_slot_is_handed_back() -> None:
    """A winner that closes nothing is wrong where others do; a container's own slot is not."""
    own = f"{TWO}c acquire_slot 1\nc acquire_slot ->\n"
    assert judged(f"{own}{QUIESCE}1") is None
    assert judged(f"{KEPT}b close_slot 1\nb close_slot ->\n{QUIESCE}1") is None
    assert judged(f"{KEPT}b close_slot 1\nb close_slot ?\n{QUIESCE}1") is None
    found = judged(f"{KEPT}{QUIESCE}1")
    assert found is not None
    assert (found.rule, found.values) == ("closed-in-the-end", {"token": "1", "winner": "b"})
    nobody_closes = KEPT.replace("b close_slot 0\nb close_slot ->\n", "")
    assert judged(f"{nobody_closes}{QUIESCE}1") is None
    assert judged(f"{KEPT}{QUIESCE}1", omits={"close_slot"}) is None, "a close may be unseen"


def test_cancels_that_are_not_seen() -> None:
    """With deadlines nobody calls cancel: who lives and who waits is then not known."""
    waits = FREE + "b dequeue d\n"
    for live in (0, 1, 2):
        assert judged(f"{waits}{QUIESCE}{live}", omits={"cancel"}) is None
    found = judged(f"{waits}{QUIESCE}3", omits={"cancel"})
    assert found is not None
    assert found.rule == "ended"
    done = STARTED + "b dequeue d\nb dequeue ! reason=ctx_done\n"
    assert judged(f"{done}{QUIESCE}0", omits={"cancel"}) is None
    found = judged(f"{done}{QUIESCE}1", omits={"cancel"})
    assert found is not None
    assert found.rule == "ended", "ctx_done proves that the context is done"


def test_starts_that_are_not_seen() -> None:
    """More dequeuers may live than the log knows of; without such starts each is known."""
    assert judged(f"{QUIESCE}5", omits={"start_dequeuer"}) is None
    found = judged(f"{QUIESCE}5")
    values = {"dequeuers that may live": "0", "dequeuers that must live": "0"}
    end = replace(script(f"{QUIESCE}5")[-1], time=2 * SECOND)
    assert found == fault(rules.ENDED, 3, end, values)
