"""slotq.machine.callers.bounds: clients and dequeuers, numbered and named."""

from slotq.machine.callers import Bounds


def test_everybody_has_a_name() -> None:
    """A difference is told in the names that a program's processes have."""
    bounds = Bounds(containers=2, consumers=2, rounds=2)
    assert bounds.names == {
        "client": ["container-1", "container-2", "consumer-1", "consumer-2"],
        "dequeuer": ["dequeuer-1.1", "dequeuer-1.2", "dequeuer-2.1", "dequeuer-2.2"],
    }
    rounds = [(consumer, round_) for consumer in (2, 3) for round_ in (1, 2)]
    assert [bounds.dequeuer(*each) for each in rounds] == list(range(bounds.dequeuers))
