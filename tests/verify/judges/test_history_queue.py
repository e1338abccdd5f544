"""slotq.verify.judges.history_queue: all short histories, and judges that are wrong about some."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import pytest

from slotq.oracle.history import caller_versions, decide, order, pairwise
from slotq.oracle.history.queue_calls import QueueCalls, TokenCalls
from slotq.oracle.history.rules import HistoryFault
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.history_queue import (
    ANY_IDS,
    CALLERS,
    OMITTING,
    SCENARIOS,
    check_history_queue,
)


def refuted(name: str) -> str:
    """Say about which history the judge and the machine differ, of one scenario."""
    with pytest.raises(ClaimRefutedError) as told:
        check_history_queue({name: SCENARIOS[name]})
    return str(told.value)


def test_the_judge_accepts_what_the_machine_explains() -> None:
    """Here of the shortest scenarios; `slotq verify` takes them all."""
    some = {name: SCENARIOS[name] for name in ("closes", "races", "evictions")}
    assert check_history_queue(some) == Evidence(264, 11338)


def test_ids_in_any_order() -> None:
    """Accepted exactly if some renaming is."""
    some = {"any ids, unknown": ANY_IDS["any ids, unknown"]}
    assert check_history_queue(some, in_order=False) == Evidence(107, 2809)


def test_calls_that_the_log_does_not_see() -> None:
    """Accepted exactly if some such calls explain it."""
    some = {"without close_slot": OMITTING["without close_slot"]}
    assert check_history_queue(some) == Evidence(139, 5740)


def test_callers_of_both_versions_and_those_who_act_for_others() -> None:
    """Errors that nobody takes back, slots that their winner leaves open, tokens handed over."""
    assert check_history_queue(CALLERS) == Evidence(1146, 13488)


def test_a_token_that_is_handed_over_too_early_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes a process that learns of it while another one already acts for it."""
    monkeypatch.setattr(
        QueueCalls,
        "acquiring",
        lambda self, _, line: self.token(line.token).__setattr__(
            "handed", (*self.token(line.token).handed, line.process)
        ),
    )
    with pytest.raises(ClaimRefutedError, match="the judge accepts"):
        check_history_queue({"on behalf": CALLERS["on behalf"]})


@pytest.mark.parametrize("name", ["errors", "later callers"])
def test_a_caller_that_may_do_anything_is_seen(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Take an error back, or close what is its own."""
    monkeypatch.setattr(caller_versions, "objection", lambda *_: None)
    with pytest.raises(ClaimRefutedError, match="the judge accepts"):
        check_history_queue({name: CALLERS[name]})


def without(
    monkeypatch: pytest.MonkeyPatch, name: str, wrong: Callable[[HistoryFault], bool]
) -> None:
    """Let a rule of the calls find no fault of a kind."""
    original = getattr(QueueCalls, name)

    def rule(self: QueueCalls, *line: object) -> HistoryFault | None:
        found: HistoryFault | None = original(self, *line)
        return None if found is not None and wrong(found) else found

    monkeypatch.setattr(QueueCalls, name, rule)


def test_two_wins_of_one_process_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes a process that wins a token and tries it again."""
    without(
        monkeypatch,
        "_acquire_slot",
        lambda found: found.values["won before"].startswith(f"by {found.event['process']},"),
    )
    assert "a invoke AcquireSlot token=0\n  a ok AcquireSlot\n" in refuted("alone")


def test_a_double_close_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes a winner that closes twice."""
    without(monkeypatch, "_close_slot", lambda found: "closed before" in found.values)
    assert refuted("closes").count("ok CloseSlot") == 2


def test_a_token_that_was_lost_to_nobody_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes an acquire_slot that fails before anybody else has called."""
    of_token = pairwise.of_token

    def careless(token: TokenCalls, omits: frozenset[str]) -> Iterator[HistoryFault]:
        return (found for found in of_token(token, omits) if found.rule != "lost-to-winner")

    monkeypatch.setattr(decide, "of_token", careless)
    assert "fail AcquireSlot" in refuted("races")


def test_the_second_newest_of_three_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes three listed tokens."""
    settle = order.settle

    def of_two(tokens: Sequence[TokenCalls]) -> order.Conflict | None:
        found = settle(tokens)
        return None if found is not None and found.token.id == len(tokens) - 2 else found

    monkeypatch.setattr(decide, "settle", of_two)
    assert "ok Dequeue token=1" in refuted("three tokens")


@pytest.mark.parametrize(
    ("forgotten", "name"), [("previous", "pushes"), ("following", "three tokens")]
)
def test_a_forgotten_order_is_seen(
    monkeypatch: pytest.MonkeyPatch, forgotten: str, name: str
) -> None:
    """A dequeuer picks in the order in which it delivers; it takes two deliveries to see that."""
    link = order.link

    def link_on_one_side(dequeuers: Iterable[Sequence[order.Pick]]) -> None:
        every = list(dequeuers)
        link(every)
        for picks in every:
            for pick in picks:
                setattr(pick, forgotten, None)

    monkeypatch.setattr(decide, "link", link_on_one_side)
    assert refuted(name).count("ok Dequeue") > 1


def test_a_judge_that_rejects_too_much_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other side: a legal history that is called wrong."""
    monkeypatch.setattr(QueueCalls, "told", lambda *_: False)
    assert refuted("races").startswith("the judge rejects a history, but the machine has an order")


def test_a_second_open_call_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that make no history are tried as well."""
    monkeypatch.setattr(
        "slotq.oracle.history.judge.HistoryJudge._called", lambda *_: None, raising=True
    )
    with pytest.raises((ClaimRefutedError, KeyError)):
        check_history_queue({"alone": SCENARIOS["alone"]})


def test_who_closed_a_slot_is_chosen_by_when_it_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two that may have won, one may have closed the slot only after it was seen closed."""
    monkeypatch.setattr(pairwise, "_closed_from", lambda *_: 0)
    assert refuted("unknown closes").startswith("the judge accepts")
