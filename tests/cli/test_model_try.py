"""slotq.cli.model_try: what TLC finds at bounds of the reader's own."""

from pathlib import Path

from slotq.specification.sentences import sentence
from tests.stranger import here


def test_what_is_refuted_is_shown(tmp_path: Path) -> None:
    """With its sentence, and each step of the counterexample."""
    ran = here("model", "try", "faults/SignalOne", cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    lines = ran.out.splitlines()
    assert lines[1] == f"refuted: NoLostWakeUpInv: {sentence('NoLostWakeUpInv')}"
    assert [line.split()[1] for line in lines if line[:1] in set("234567")] == [
        "states",
        "DequeuerStart",
        "DequeuerStart",
        "DequeuerWait",
        "DequeuerWait",
        "QueueAppend",
        "SignalOne",
    ]


def test_too_small_a_bound_hides_it(tmp_path: Path) -> None:
    """With one dequeuer nothing is found, and the states are all that there are."""
    ran = here("model", "try", "faults/SignalOne", "Dequeuers=1", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    first, *others = ran.out.splitlines()
    assert first.startswith("faults/SignalOne with Clients = {client1}, Dequeuers = {dequeuer1}, ")
    assert others == ["holds: NoLostWakeUpInv", "79 states, which are all, 10 deep"]


def test_a_behaviour_is_shown_with_its_loop(tmp_path: Path) -> None:
    """A property of whole behaviours is named where it is the only one."""
    ran = here("model", "try", "faults/WakeNobodyForever", cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert f"refuted: DequeuerEndsProp: {sentence('DequeuerEndsProp')}" in ran.out
    assert "back to state " in ran.out


def test_a_configuration_of_ones_own(tmp_path: Path) -> None:
    """Checks what it says."""
    (tmp_path / "Mine.cfg").write_text(
        "CONSTANTS Clients = {a} Dequeuers = {d} Tokens <- OneToken None = None\n"
        "SPECIFICATION Spec INVARIANTS OneWinnerInv",
        encoding="utf-8",
    )
    ran = here("model", "try", "Mine.cfg", "--module", "MCSlotQueueSteps", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[1:] == ["holds: OneWinnerInv", "79 states, which are all, 10 deep"]


def test_what_tlc_cannot_run_is_no_answer(tmp_path: Path) -> None:
    """A name that the module does not define, in TLC's words."""
    ran = here("model", "try", "General_2x1x2", "Tokens=Nowhere", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert "the undefined identifier Nowhere" in ran.err


def test_constants_that_are_assumed_away_are_no_refutation(tmp_path: Path) -> None:
    """The module says what it needs of its constants."""
    ran = here("model", "try", "General_1x1x3", "None=client1", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("slotq: General_1x1x3 is not for these constants: Assumption line ")
    assert ran.err.count("\n") == 1


def test_a_search_has_an_end(tmp_path: Path) -> None:
    """After so many seconds there is no answer."""
    ran = here(
        "model", "try", "General_2x2x1", "Clients=5", "Dequeuers=5", "--seconds", "1", cwd=tmp_path
    )
    assert (ran.code, ran.out) == (2, "")
    assert "1 s" in ran.err or "1.0 s" in ran.err, ran.err
