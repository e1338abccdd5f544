"""slotq.original.pure: each value that a text computes is the reference's."""

from pathlib import Path

import pytest

from slotq.original.driver import Driver
from slotq.original.parts import FUNCTIONS
from slotq.original.pure import ValueDiffersError, compare_keys
from slotq.original.workshop import Workshop
from tests.original.texts import NEEDS_GO, NEEDS_ORIGINAL, ORIGINAL, OWN, TEXTS, Edit, edited

pytestmark = NEEDS_GO
_NEWER = r"getSlotQueueKey\(call \*call\)"


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("path", TEXTS)
def test_values_are_the_references(driver: Driver, name: str) -> None:
    """Around every turning point, and for all vectors of the key."""
    assert FUNCTIONS[name](driver) == {"needed": 7785, "idle": 2196, "keys": 163}[name]


_OWN_FAULTS: list[tuple[str, Edit]] = [
    ("needed", (r"coming < waiting-here", "coming <= waiting-here")),
    ("needed", (r"here < waiting &&", "here != waiting &&")),
    ("idle", (r"state < ContainerStateDone", "state < ContainerStateBusy")),
    ("keys", (r"text\(call\.SyslogURL\)\n", "")),
    ("keys", (r"LittleEndian", "BigEndian")),
]
_ORIGINAL_FAULTS: list[tuple[str, Edit]] = [
    ("needed", (r"effectiveStarters >= effectiveWaiters", "effectiveStarters > effectiveWaiters")),
    ("needed", (r"if idleWorkers < queuedRequests", "if idleWorkers != queuedRequests")),
    ("idle", (r"(stats\.containerStates\[ContainerStateBusy\]) == 0", r"\1 < 2")),
    ("keys", (r"hash\.Write\(unsafeBytes\(call\.SyslogURL\)\)", "")),
    (
        "keys",
        (
            r"LittleEndian\.PutUint64\(byt\[:\], call\.Memory",
            "BigEndian.PutUint64(byt[:], call.Memory",
        ),
    ),
]
FAULTS = [
    *(pytest.param(OWN, *fault) for fault in _OWN_FAULTS),
    *(pytest.param(ORIGINAL, *fault, marks=NEEDS_ORIGINAL) for fault in _ORIGINAL_FAULTS),
]


@pytest.mark.parametrize(("path", "name", "edit"), FAULTS)
def test_another_value_is_found(shop: Workshop, path: Path, name: str, edit: Edit) -> None:
    """With the values that it was computed of."""
    program = shop.build(shop.rewrite(edited(path, edit)), "wrong-value")
    with Driver(program) as driver, pytest.raises(ValueDiffersError):
        FUNCTIONS[name](driver)


@pytest.mark.parametrize("path", TEXTS)
def test_a_later_key_has_the_extensions(shop: Workshop, path: Path) -> None:
    """A version that takes them is compared with them; one that forgets them is found."""
    takes = (_NEWER, "getSlotQueueKey(call *call, extensions string)")
    program = shop.build(shop.rewrite(edited(path, takes)), "later")
    with Driver(program) as driver, pytest.raises(ValueDiffersError, match="extensions b'a'"):
        compare_keys(driver)


def test_a_later_key_is_compared_with_extensions(shop: Workshop) -> None:
    """The project's own queue, as later versions would have it."""
    takes = (_NEWER, "getSlotQueueKey(call *call, extensions string)")
    writes = (r"(\n\tsum := )", r'\n\tif extensions != "" {\n\t\ttext(extensions)\n\t}\1')
    program = shop.build(shop.rewrite(edited(OWN, takes, writes)), "extended")
    with Driver(program) as driver:
        assert compare_keys(driver) == 3 * 163
