"""history.evictions: a container that was evicted, and the call that asked it to go."""

import pytest

from slotq.formats.history_lines import Evict, Line, WaitTrigger
from slotq.oracle.history import rules
from slotq.oracle.history.evictions import Evictions
from slotq.oracle.history.rules import HistoryFault, fault

SEEN = WaitTrigger(process="c", type="ok", reason="evict")


def evict(kind: str, container: str | None = "c") -> Evict:
    """A line of somebody that evicts."""
    types: dict[str, Line] = {
        name: Evict(process="e", type=name, container=container)
        for name in ("invoke", "ok", "fail", "info")
    }
    found = types[kind]
    assert isinstance(found, Evict)
    return found


@pytest.mark.parametrize(
    ("returned", "at", "expected"),
    [
        ("ok", 3, None),
        ("info", 3, None),
        ("fail", 3, fault(rules.EVICTED, 5, SEEN, {"container": "c"})),
        ("ok", 5, fault(rules.EVICTED, 5, SEEN, {"container": "c"})),
        ("ok", 6, fault(rules.EVICTED, 5, SEEN, {"container": "c"})),
    ],
)
def test_a_container_is_evicted_after_a_call(
    returned: str, at: int, expected: HistoryFault | None
) -> None:
    """That was made before, and did not fail."""
    evictions = Evictions()
    assert evictions.called(7, evict(returned), at, evict("invoke")) is None
    evictions.seen(5, "c", SEEN)
    assert evictions.fault() == expected


def test_each_container_has_its_own() -> None:
    """The first that was evicted counts, and the first call."""
    evictions = Evictions()
    evictions.called(9, evict("ok"), 8, evict("invoke"))
    evictions.called(9, evict("ok"), 4, evict("invoke"))
    evictions.seen(5, "c", SEEN)
    evictions.seen(3, "c", SEEN)
    assert evictions.fault() is None
    other = WaitTrigger(process="d", type="ok", reason="evict")
    evictions.seen(9, "d", other)
    assert evictions.fault() == fault(rules.EVICTED, 9, other, {"container": "d"})


def test_the_latest_certain_call_is_known() -> None:
    """One of unknown outcome may never have been made."""
    evictions = Evictions()
    assert evictions.latest("c") == 0
    evictions.called(2, evict("ok"), 1, evict("invoke"))
    evictions.called(6, evict("info"), 5, evict("invoke"))
    evictions.called(8, evict("ok", None), 7, evict("invoke", None))
    assert evictions.latest("c") == 1
