"""slotq.verify.sizes: a reader should not have to look bounds up."""

import pytest

from slotq.verify.claim import Claim


@pytest.mark.parametrize(
    ("name", "bound"),
    [
        (
            "code/2x1x1",
            "2 containers, 1 consumer, 1 round; idling container-1; failing container-2",
        ),
        ("channel/MCRendezvousOneTwo", "1 sender, 2 receivers"),
        (
            "code/launcher-1x1",
            "1 request, 1 container; leaving, freezable, failing, impatient, refusing",
        ),
        ("code/launcher-2x1", "2 requests, 1 container; failing"),
        ("ScalingRefusing_1x2", "1 request, 2 containers; refusing, signalling once"),
        ("code/manager", "3 requests"),
        ("General_2x1x2", "2 clients, 1 dequeuer, 2 tokens"),
        (
            "DeletedByKey",
            (
                '3 requests; keys "a"; KeyOf is AllA; MostQueues = 3; fixes "lease"; '
                "deleted by strangers"
            ),
        ),
        ("RefinementAtSwap", "2 clients, 1 dequeuer, 1 token; not forgiving"),
        ("judge/two-queues", "each queue with 1 client, 1 dequeuer, 0 tokens"),
        (
            "faults/SignalOne",
            "1 client, 2 dequeuers, 1 token; QueueBroadcast is SignalOne",
        ),
    ],
)
def test_bounds_are_written_out(claims: dict[str, Claim], name: str, bound: str) -> None:
    """As sizes where there are such, else as the constants that say something."""
    assert claims[name].bound == bound


def test_every_claim_has_its_bound(claims: dict[str, Claim]) -> None:
    """And not its name in that place."""
    assert [name for name, claim in claims.items() if claim.bound in {"", name}] == []
