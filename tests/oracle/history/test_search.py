"""history.search: the states that are consistent with each line, after any unseen steps."""

from collections.abc import Iterator

import pytest

from slotq.formats.errors import BudgetError
from slotq.formats.history_lines import Cancel, Evict, Line
from slotq.oracle.history.search import refused_of, search

TWO, FOUR = (Cancel(process=name, type="invoke", dequeuer="d") for name in ("2", "4"))
OTHER = Evict(process="e", type="invoke", container="c")


class Counter:
    """Counts up to four by steps that are not seen; a line is allowed where its number is."""

    init = 0

    def steps(self, state: int) -> Iterator[int]:
        """Count, or stay."""
        yield state
        if state < 4:
            yield state + 1

    def apply(self, state: int, line: Line) -> int | None:
        """Compare the number with the name of the line."""
        return state if str(state) == line.process else None


def test_a_history_is_legal_if_a_state_is_left() -> None:
    """And otherwise its first line is found that none agrees with."""
    machine = Counter()
    found = [
        search(machine.init, machine.steps, lines, machine.apply)
        for lines in ([], [TWO], [TWO, FOUR], [TWO, TWO], [FOUR, TWO], [TWO, FOUR, TWO, FOUR])
    ]
    assert found == [None, None, None, None, 1, 2]


def test_a_line_is_found_among_all() -> None:
    """Those that are not about the machine count, and are not judged."""
    lines = [OTHER, FOUR, OTHER, TWO]
    assert refused_of(Counter(), [FOUR, TWO], lines) == 3
    assert refused_of(Counter(), [FOUR], lines) is None


def test_too_many_states_decide_nothing() -> None:
    """It says after how many lines."""
    assert refused_of(Counter(), [FOUR], [FOUR], most=5) is None
    with pytest.raises(BudgetError) as raised:
        refused_of(Counter(), [TWO, FOUR], [TWO, FOUR], most=2)
    assert str(raised.value) == "more than 2 candidate states were possible after 0 lines"
