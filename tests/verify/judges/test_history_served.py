"""slotq.verify.judges.history_served: who has waited too long, and judges that are wrong."""

import pytest

from slotq.formats.history_lines import Line
from slotq.oracle.history.rules import HistoryFault
from slotq.oracle.history.time_limits import Liveness
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.history_served import SCENARIOS, check_history_served


def test_the_judge_finds_who_has_waited_too_long() -> None:
    """And nobody else."""
    assert check_history_served() == Evidence(others=52380)


class Patient(Liveness):
    """A judge that waits a little longer."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit + 1)


class Restless(Liveness):
    """A judge that begins to count anew with every round."""

    def called(self, number: int, line: Line, now: int) -> None:
        """Forget the round before."""
        self._waiting.pop(getattr(line, "dequeuer", None) or "", None)
        super().called(number, line, now)


class Silent(Liveness):
    """A judge that finds nothing."""

    def finish(self, now: int) -> HistoryFault | None:
        """Find nothing."""
        del now
        return None


@pytest.mark.parametrize("judge", [Patient, Restless, Silent])
def test_a_wrong_judge_is_seen(judge: type[Liveness]) -> None:
    """Whatever it is wrong about."""
    with pytest.raises(ClaimRefutedError, match="waited for more than 3 while a token was free"):
        check_history_served({"one token": SCENARIOS["one token"]}, judge)
