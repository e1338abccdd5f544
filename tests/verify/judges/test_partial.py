"""slotq.verify.judges.partial: traces that leave steps out, and judges that are wrong."""

from collections.abc import Callable

import pytest

from slotq.machine.kernel import Disabled
from slotq.machine.slot_queue_steps import State
from slotq.oracle.trace import candidate_names, candidate_steps
from slotq.oracle.trace.candidate_steps import CandidateSteps
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.partial import PARTIAL_SIZES, check_partial

BY_OMITTED = {" ".join(size.omits): size for size in PARTIAL_SIZES}


def test_the_judge_allows_what_some_behaviour_explains() -> None:
    """Here where all steps that may be left out are; `slotq verify` takes more."""
    size = max(PARTIAL_SIZES, key=lambda size: len(size.omits))
    assert check_partial(sizes=[size]) == Evidence(16, 304)


BROKEN: dict[str, tuple[str, object, str, Callable[..., object]]] = {
    "nothing is supplied": (
        "DequeuerPeek",
        CandidateSteps,
        "_successors",
        lambda *_: iter(()),
    ),
    "a cancel is never supplied": (
        "Cancel",
        CandidateSteps,
        "_prepared",
        lambda _, state, *__: state,
    ),
    "a close is never supplied": (
        "AcquireRemove AcquireClose",
        CandidateSteps,
        "_closed",
        lambda _, candidates, *__, **___: candidates,
    ),
    "a start is never supplied": (
        "DequeuerStart",
        candidate_steps,
        "_start",
        lambda *_: Disabled("no"),
    ),
    "a dequeuer belongs to nobody": (
        "DequeuerStart",
        CandidateSteps,
        "_owned",
        lambda _, candidates, *__: candidates,
    ),
    "a canceller wakes nobody": ("CancellerWake", candidate_steps, "is_in_vain", lambda *_: True),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_wrong_judge_is_seen(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Where the log leaves out what it is wrong about."""
    name, where, function, wrong = BROKEN[how]
    monkeypatch.setattr(where, function, wrong)
    with pytest.raises(ClaimRefutedError, match="the machine allows the last line of"):
        check_partial(sizes=[BY_OMITTED[name]])


def test_a_judge_that_supplies_what_cannot_be_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cancel that is taken before every step, and not only where one needs it."""

    def always(_: CandidateSteps, state: State, __: object, arguments: tuple[int, ...]) -> State:
        dequeuers = [each._replace(done=True) for each in state.dequeuers]
        return state._replace(dequeuers=tuple(dequeuers)) if arguments else state

    monkeypatch.setattr(CandidateSteps, "_prepared", always)
    with pytest.raises(ClaimRefutedError, match="the machine"):
        check_partial(sizes=[BY_OMITTED["DequeuerPeek"]])


def test_a_dequeuer_that_is_forgotten_too_early_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its canceller may still be there."""
    (size,) = [size for size in PARTIAL_SIZES if size.forgets]
    monkeypatch.setattr(candidate_names, "_is_over", lambda dequeuer: dequeuer.done)
    with pytest.raises((ClaimRefutedError, IndexError)):
        check_partial(sizes=[size])
