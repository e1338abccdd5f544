"""slotq.verify.judges.history_quiesce: runs that have settled, and judges that are wrong."""

import pytest

from slotq.oracle.history import quiesce
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.history_quiesce import SCENARIOS, check_history_quiesce

RULES = {
    "_unfinished": "deliveries",
    "_alive": "starts",
    "_waiting": "deliveries",
    "_never_closed": "closes",
    "_endings": "waits",
}


def test_the_judge_accepts_what_may_have_settled() -> None:
    """Here of one scenario; `slotq verify` takes them all."""
    assert check_history_quiesce({"waits": SCENARIOS["waits"]}) == Evidence(53, 12808)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_is_left_out_is_seen(monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    """In the scenario that is there for it."""
    monkeypatch.setattr(quiesce, rule, lambda *_: iter(()))
    with pytest.raises(ClaimRefutedError, match="the machine cannot have settled after"):
        check_history_quiesce({RULES[rule]: SCENARIOS[RULES[rule]]})


def test_a_rule_that_asks_too_much_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other side: a run that may have settled is called wrong."""
    monkeypatch.setattr(quiesce, "_lives", lambda *_: True)
    with pytest.raises(ClaimRefutedError, match="the machine can have settled after"):
        check_history_quiesce({"starts": SCENARIOS["starts"]})
