"""slotq.verify.judges.history_counters: all short histories, and judges that are wrong."""

from collections.abc import Callable

import pytest

from slotq.oracle.history import counter_states, counters, trackers
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.history_counters import SCENARIOS, check_history_counters


def refuted(name: str) -> str:
    """Say about which history the judge and the machine differ, of one scenario."""
    with pytest.raises(ClaimRefutedError) as told:
        check_history_counters({name: SCENARIOS[name]})
    return str(told.value)


def test_the_judge_accepts_what_the_machine_explains() -> None:
    """Here of one scenario; `slotq verify` takes them all."""
    assert check_history_counters({"needed": SCENARIOS["needed"]}) == Evidence(121, 2989)


CHANGES = trackers.changes
BROKEN: dict[str, tuple[str, object, str, Callable[..., object]]] = {
    "no exit": ("one request", trackers, "changes", lambda *move: CHANGES(*move)[:1]),
    "every move": ("two at once", trackers, "may_move", lambda *_: True),
    "always idle": ("one request", trackers, "is_idle", lambda *_: True),
    "never needed": ("needed", trackers, "is_needed", lambda *_: False),
    "no decision is put off": (
        "two at once",
        counter_states,
        "_decided",
        lambda _, states, *__: list(states),
    ),
    "nothing is left unknown": ("unknown moves", counters, "matching", lambda *_: iter(())),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_wrong_judge_is_seen(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """In the scenario that is there for it."""
    name, module, function, wrong = BROKEN[how]
    monkeypatch.setattr(module, function, wrong)
    assert refuted(name).startswith("the judge ")
