"""verify.judges.partial_observers: callers and counters in candidates, and what gets lost."""

import pytest

from slotq.oracle.trace.caller_state import CallerState
from slotq.oracle.trace.caller_steps import CallerJudge
from slotq.oracle.trace.counting import Counting, CountingState
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.partial_observers import check_partial_observers


def test_both_judges_allow_the_same() -> None:
    """In all traces of small bounds."""
    assert check_partial_observers() == Evidence(180, 13396)


def test_what_was_known_before_and_is_used_again_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a judge goes on in place, and another candidate still needs where it was."""
    monkeypatch.setattr(
        "slotq.oracle.trace.candidate_states.CandidateObservers._stand", lambda *_: None
    )
    with pytest.raises(ClaimRefutedError, match="the judge of complete logs"):
        check_partial_observers()


def test_what_a_container_loses_between_worlds_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """That it was evicted, say."""
    value = CallerJudge.value

    def forgetful(self: CallerJudge) -> CallerState:
        return value(self)._replace(evicted=())

    monkeypatch.setattr(
        "slotq.oracle.trace.candidate_states.CallerJudge",
        type("J", (CallerJudge,), {"value": forgetful}),
    )
    with pytest.raises(ClaimRefutedError, match="the judge of complete logs allows"):
        check_partial_observers()


def test_what_a_counter_loses_between_worlds_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process has still to do."""
    value = Counting.value

    def forgetful(self: Counting) -> CountingState:
        return value(self)._replace(moving=())

    monkeypatch.setattr("slotq.oracle.trace.candidate_states._Counting.value", forgetful)
    with pytest.raises(ClaimRefutedError, match="the judge of complete logs"):
        check_partial_observers()
