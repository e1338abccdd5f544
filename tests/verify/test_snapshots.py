"""slotq.verify.snapshots: a decision that forgets a counter, or its wrap-around, shows."""

import pytest

from slotq.stats import UINT64_MODULUS, ContainerCounts, RequestCounts, SlotQueueStats
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.snapshots import check_snapshots


def test_the_reference_decides_as_the_machine() -> None:
    """For every snapshot that is looked at."""
    assert check_snapshots() == Evidence(others=16_384)


COUNTERS = [("request", name) for name in RequestCounts._fields[1:3]] + [
    ("container", name) for name in ContainerCounts._fields[1:6]
]


@pytest.mark.parametrize(("side", "counter"), COUNTERS)
def test_idle_without_a_counter_falls(side: str, counter: str) -> None:
    """Each counter of something active matters."""

    def forgets(stats: SlotQueueStats) -> bool:
        counts = getattr(stats, side)._replace(**{counter: 0})
        return stats._replace(**{side: counts}).is_idle()

    with pytest.raises(ClaimRefutedError, match=f"{counter}=1.*idle and needed are"):
        check_snapshots(idle=forgets)


def test_idle_that_looks_too_far_falls() -> None:
    """What is done is not active."""
    with pytest.raises(ClaimRefutedError, match="done=1"):
        check_snapshots(idle=lambda stats: stats == SlotQueueStats())


@pytest.mark.parametrize("counter", ["wait", "start", "idle", "paused"])
def test_need_without_a_counter_falls(counter: str) -> None:
    """Each kind of container that will serve matters."""

    def forgets(stats: SlotQueueStats) -> bool:
        container = stats.container
        here: dict[str, int] = {
            name: 0 if name == counter else getattr(container, name) for name in USED
        }
        idle, coming = here["idle"] + here["paused"], here["start"] + here["wait"]
        queued = stats.request.wait
        idle, coming = idle % UINT64_MODULUS, coming % UINT64_MODULUS
        return idle < queued and coming < queued - idle

    with pytest.raises(ClaimRefutedError, match=f"{counter}=1"):
        check_snapshots(needed=forgets)


USED = ("wait", "start", "idle", "paused")


def test_need_without_wrap_around_falls() -> None:
    """The original adds unsigned integers of 64 bits."""

    def exact(stats: SlotQueueStats) -> bool:
        serving: int = sum(getattr(stats.container, name) for name in USED)
        return stats.request.wait > serving

    with pytest.raises(ClaimRefutedError, match=str(UINT64_MODULUS - 1)):
        check_snapshots(needed=exact)
