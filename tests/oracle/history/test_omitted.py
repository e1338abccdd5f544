"""A history that is accepted is not rejected because a log could see less of it."""

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotq.formats.errors import BudgetError
from slotq.formats.history_lines import Line, name_of
from slotq.formats.stream import open_lines
from slotq.oracle.history.judge import HistoryJudge
from slotq.oracle.history.rules import HistoryFault
from slotq.oracle.history.typed_lines import ALWAYS_SEEN, CALLS, read_history
from slotq.verify.judges import random_counters as counting
from slotq.verify.judges.random_queue import run
from tests.oracle.history.recorded import record
from tests.oracle.history.script import script

OMITTABLE = sorted(CALLS - ALWAYS_SEEN)
DATA = Path(__file__).parents[2] / "data" / "histories" / "accept"
FEW = [path for path in sorted(DATA.iterdir()) if not path.name.startswith("large")]
MANAGED = """
    a get_queue k
    a get_queue -> queue=q1 is_new=true
    a update_request object=1 state=wait queue=q1
    a update_request ->
    a update_request object=1 state=done queue=q1
    a update_request ->
    b delete_queue q1
    b delete_queue -> deleted=true
    a get_queue k
    a get_queue -> queue=q1 is_new=true
    a start_dequeuer d queue=q1
    a start_dequeuer ->
    b get_queue k
    b get_queue -> queue=q1 is_new=false
"""


def judged(lines: Iterable[Line], omits: Iterable[str]) -> HistoryFault | None:
    """Judge a history to its end; None if it is accepted or undecided."""
    judge = HistoryJudge(frozenset(omits))
    try:
        for number, line in enumerate(lines, 2):
            found = judge.take(number, line)
            if found is not None:
                return judge.earliest(found)
        return judge.finish()[0]
    except BudgetError:
        return None


def without(lines: Sequence[Line], omits: Iterable[str]) -> list[Line]:
    """The history as a log has it that does not see these calls."""
    return [line for line in lines if name_of(line.__class__) not in omits]


def assert_stays_accepted(lines: Sequence[Line], omits: Iterable[str]) -> None:
    """A history that is accepted is not rejected without these calls."""
    if judged(lines, ()) is None:
        assert judged(without(lines, omits), omits) is None


some = st.lists(st.sampled_from(OMITTABLE), min_size=1, unique=True)
seeds = st.integers(0, 2**32)


@given(seeds, st.integers(1, 30), some)
def test_what_the_machine_may_do(seed: int, calls: int, omits: list[str]) -> None:
    """Runs of the machine, as clients see them, however little a log sees."""
    assert_stays_accepted(run(random.Random(seed), calls), omits)


@given(seeds, some)
def test_what_the_reference_does(seed: int, omits: list[str]) -> None:
    """Runs of the code to their end, where the settling is judged."""
    assert_stays_accepted(record(seed), omits)


@given(seeds, some)
def test_what_counters_may_do(seed: int, omits: list[str]) -> None:
    """Moves and snapshots, of which either may be unseen; half of the random ones are legal."""
    assert_stays_accepted(counting.random_counting(seed), omits)


def test_what_an_unknown_return_told() -> None:
    """A dequeue of unknown outcome tells of a token also where nobody saw its dequeuer started."""
    lines = script("""
        a queue_slot
        a queue_slot -> token=0
        b start_dequeuer d
        b start_dequeuer ->
        b dequeue d
        b dequeue ?
        b acquire_slot 0
        b acquire_slot ->
    """)
    assert judged(lines, ()) is None
    assert_stays_accepted(lines, ["start_dequeuer"])


@given(some)
def test_what_a_manager_may_do(omits: list[str]) -> None:
    """A queue that was deleted and made again, where nobody sees one of both."""
    lines = script(MANAGED)
    assert judged(lines, ()) is None
    assert_stays_accepted(lines, omits)


@pytest.mark.parametrize("path", FEW, ids=lambda path: path.name)
def test_what_the_original_did(path: Path) -> None:
    """Each real log without each of its calls, and without all of them."""
    with open_lines(str(path)) as lines:
        whole = [line for _, line in read_history(str(path), lines).lines]
    assert judged(whole, ()) is None
    for omits in [*([name] for name in OMITTABLE), OMITTABLE]:
        assert judged(without(whole, omits), omits) is None
