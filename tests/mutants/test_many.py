"""slotq.mutants.many: all are run, each once, and an error of a worker ends the run."""

from pathlib import Path

import pytest

from slotq.errors import SlotqError
from slotq.mutants import many
from slotq.mutants.many import run_many
from slotq.mutants.mutant import Mutant, Part
from slotq.mutants.run import Fate, Outcome, Workshop
from tests.mutants.changes import replaced

LINE = "        self.id = 0\n"


def mutants(number: int) -> list[Mutant]:
    """Make some mutants."""
    return [replaced(Part.CODE, "slotq/queue.py", LINE, str(each), "x") for each in range(number)]


@pytest.fixture(autouse=True)
def no_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copy nothing: what a mutant becomes is said by its change."""
    monkeypatch.setattr(Workshop, "__init__", lambda *_: None)

    def run(self: Workshop, mutant: Mutant, is_stopped: object) -> Outcome:
        del self, is_stopped
        if mutant.change.instead == "3":
            message = "no space left"
            raise SlotqError(message)
        return Outcome(Fate.CAUGHT, message=mutant.change.instead)

    monkeypatch.setattr(Workshop, "run", run)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_each_is_run_once(workers: int, tmp_path: Path) -> None:
    """Whatever the number of workers."""
    found: list[str] = []
    run_many(tmp_path, mutants(3), workers, lambda _, outcome: found.append(outcome.message))
    assert sorted(found) == ["0", "1", "2"]


def test_nothing_to_do_is_no_error(tmp_path: Path) -> None:
    """A run that is resumed after its end has nothing left."""
    many.run_many(tmp_path, [], 2, lambda *_: None)


def test_an_error_ends_the_run(tmp_path: Path) -> None:
    """With its own message, and not by waiting for an outcome that never comes."""
    with pytest.raises(SlotqError, match="no space left"):
        run_many(tmp_path, mutants(6), 2, lambda *_: None)
