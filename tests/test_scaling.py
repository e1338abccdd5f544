"""When a container is needed: the original's answers, and contracts confirmed by CrossHair."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotq import scaling
from slotq.scaling import is_new_container_needed
from slotq.stats import ContainerCounts, RequestCounts, SlotQueueStats
from tests.conftest import ROOT
from tests.contracts.crosshair import CONFIRMED, REFUTED, crosshair
from tests.golden import vectors

CONTRACTS = ROOT / "tests" / "contracts" / "scaling.py"

# What a planted bug replaces by what, and the contracts that refute it.
PLANTED = {
    "idle wraps not": (
        "(container.idle + container.paused) % UINT64_MODULUS",
        "container.idle + container.paused",
        {"wrapping", "last_guard"},
    ),
    "starters wrap not": (
        "(container.start + container.wait) % UINT64_MODULUS",
        "container.start + container.wait",
        {"wrapping", "last_guard"},
    ),
    "paused are forgotten": (
        "container.idle + container.paused",
        "container.idle",
        {"simplified", "wrapping", "changed_answer", "last_guard"},
    ),
    "busy for waiting": (
        "container.start + container.wait",
        "container.start + container.busy",
        {"other_counters", "simplified", "wrapping", "changed_answer", "last_guard"},
    ),
    "one too many": (
        ">= effective_waiters",
        "> effective_waiters",
        {"simplified", "wrapping", "changed_answer", "last_guard"},
    ),
    "starters forbid": (
        "effective_starters > 0 and",
        "effective_starters > 0 or",
        {"simplified", "wrapping", "changed_answer", "last_guard"},
    ),
    "always": (
        "return False",
        "return True",
        {"nobody_waits", "simplified", "wrapping", "changed_answer", "last_guard"},
    ),
    "never": (
        "if effective_waiters == 0",
        "if effective_waiters >= 0",
        {"nothing_to_come", "simplified", "wrapping", "changed_answer", "last_guard"},
    ),
}


@pytest.mark.timeout(1800)
def test_crosshair_confirms_every_contract() -> None:
    """The contract, the simplified form, wrap-around and the redundant guard, for all counters."""
    contracts = CONTRACTS.read_text(encoding="utf-8")
    expected = dict.fromkeys(
        (
            "other_counters",
            "nobody_waits",
            "nothing_to_come",
            "simplified",
            "remaining",
            "wrapping",
            "changed_answer",
            "last_guard",
        ),
        CONFIRMED,
    )
    assert expected == crosshair(ROOT, "tests.contracts.scaling", contracts)


def test_original_decides_the_same() -> None:
    """Every vector has the original's answer, and its queue is idle or not as in the original."""
    rows = vectors("scaling")
    stats = [
        SlotQueueStats(RequestCounts(**row["request"]), ContainerCounts(**row["container"]))
        for row in rows
    ]
    expected = [{"needed": row["needed"], "idle": row["idle"]} for row in rows]
    actual = [{"needed": is_new_container_needed(one), "idle": one.is_idle()} for one in stats]
    assert expected == actual


def decide(queued: int, waiting: int, starting: int, idle: int, paused: int) -> bool:
    """Ask with those requests and containers, and no others."""
    container = ContainerCounts(wait=waiting, start=starting, idle=idle, paused=paused)
    return is_new_container_needed(SlotQueueStats(RequestCounts(wait=queued), container))


def characterise(counts: tuple[int, ...], modulus: int) -> tuple[bool, bool]:
    """Say what the module's docstring says: the answer, and whether wrap-around changes it."""
    queued, waiting, starting, idle, paused = counts
    wraps = (idle + paused >= modulus) + (starting + waiting >= modulus)
    answer = queued > idle + paused + starting + waiting - wraps * modulus
    return answer, wraps > 0 and answer


def test_wrap_around_at_three_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    """With integers of three bits the characterisation can be tried on every input."""
    monkeypatch.setattr(scaling, "UINT64_MODULUS", 8)
    changed = 0
    for counts in product(range(8), repeat=5):
        answer, is_changed = characterise(counts, 8)
        assert answer == decide(*counts), counts
        assert is_changed == (answer != (counts[0] > sum(counts[1:]))), counts
        changed += is_changed
    assert changed > 0


NEAR_BOUNDS = st.one_of(
    st.integers(0, 9), st.integers(2**63 - 9, 2**63 + 9), st.integers(2**64 - 9, 2**64 - 1)
)
COUNTER = st.one_of(NEAR_BOUNDS, st.integers(0, 2**64 - 1))


@given(st.tuples(COUNTER, COUNTER, COUNTER, COUNTER, COUNTER))
def test_wrap_around_at_full_width(counts: tuple[int, int, int, int, int]) -> None:
    """The characterisation once more, by another engine than CrossHair's."""
    answer, is_changed = characterise(counts, 2**64)
    assert answer == decide(*counts)
    assert is_changed == (answer != (counts[0] > sum(counts[1:])))


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("bug", PLANTED)
def test_crosshair_refutes_planted_bugs(tmp_path: Path, bug: str) -> None:
    """A contract that no bug breaks says nothing."""
    right, wrong, expected = PLANTED[bug]
    source = Path(scaling.__file__).read_text(encoding="utf-8")
    assert source.count(right) == 1
    (tmp_path / "planted.py").write_text(source.replace(right, wrong), encoding="utf-8")
    contracts = CONTRACTS.read_text(encoding="utf-8").replace("slotq.scaling", "planted")
    (tmp_path / "contracts_of_planted.py").write_text(contracts, encoding="utf-8")
    verdicts = crosshair(tmp_path, "contracts_of_planted", contracts)
    refuted = {name for name, verdict in verdicts.items() if REFUTED in verdict}
    assert expected == refuted
