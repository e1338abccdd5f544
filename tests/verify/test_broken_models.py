"""slotq.verify.broken_models: where the graphs differ, the property that one of them breaks."""

from pathlib import Path

import pytest

from slotq.machine.kernel import Label, System
from slotq.machine.slot_queue_steps import State, general_client
from slotq.specification.sentences import sentence
from slotq.tlc.graph import state_record
from slotq.tlc.toolchain import Toolchain
from slotq.verify import equality
from slotq.verify.broken_models import broken_by_the_specification
from slotq.verify.claim import ClaimRefutedError
from slotq.verify.manifest import load_manifest
from slotq.verify.models import Folders, make_job
from tests.verify import small
from tests.verify.once import explore_once


class WakesNobody(System[State]):
    """A machine whose broadcast wakes no dequeuer."""

    def successors(self, state: State) -> list[tuple[Label, State]]:
        """List the transitions out of a state."""
        return [
            (label, to._replace(dequeuers=state.dequeuers))
            if label.action == "QueueBroadcast"
            else (label, to)
            for label, to in super().successors(state)
        ]


def test_a_wrong_machine_is_told_by_what_it_breaks(toolchain: Toolchain, tmp_path: Path) -> None:
    """With the sentence and the shortest way there, before the difference; the right one is not."""
    job = make_job(small.ONE, small.write_models(tmp_path))
    _, dumped = explore_once(toolchain, job, state_record)
    twin = small.ONE.twin
    assert twin is not None
    right = general_client(1, 1, 2)
    wrong = WakesNobody(right.init, right.processes)
    lines = equality.compare_with_machine(dumped, twin, wrong).difference
    way = "DequeuerStart, DequeuerWait, QueueAppend, QueueBroadcast"
    assert lines[:3] == (
        f"the machine breaks NoLostWakeUpInv, after {way}",
        f"NoLostWakeUpInv: {sentence('NoLostWakeUpInv')}",
        "the specification and the machine do not have the same state graph",
    )
    assert equality.compare_with_machine(dumped, twin, right).difference == ()


@pytest.fixture
def spoilt(tmp_path: Path) -> Folders:
    """A specification whose dequeuers check only the list before they sleep."""
    folders = small.write_models(tmp_path)
    path = folders.spec / "SlotQueueSteps.tla"
    text = path.read_text(encoding="utf-8")
    right = "/\\ slots = <<>>\n  /\\ d \\notin done\n"
    assert text.count(right) == 1
    path.write_text(text.replace(right, "/\\ slots = <<>>\n"), encoding="utf-8")
    return folders


def test_a_wrong_specification_is_told_by_what_it_breaks(
    toolchain: Toolchain, spoilt: Folders
) -> None:
    """TLC looks for it where the row's own configuration checks less."""
    model = small.ONE.__class__(
        **{name: getattr(small.ONE, name) for name in small.ONE.__struct_fields__}
        | {"module": "SlotQueueProperties"}
    )
    with pytest.raises(ClaimRefutedError) as caught:
        equality.check_equality(toolchain, model, spoilt)
    first, second, third, *_ = str(caught.value).splitlines()
    assert first.startswith("the specification breaks NoLostCancelInv, after DequeuerStart, ")
    assert second == f"NoLostCancelInv: {sentence('NoLostCancelInv')}"
    assert third == "the specification and the machine do not have the same state graph"


def test_a_module_without_properties_breaks_none(toolchain: Toolchain, spoilt: Folders) -> None:
    """The difference is said all the same."""
    assert broken_by_the_specification(toolchain, small.ONE, spoilt) == []


def test_what_a_row_checks_itself_has_its_sentence(toolchain: Toolchain, spoilt: Folders) -> None:
    """TLC names the invariant, and the specification says what it means."""
    model = load_manifest().find("General_1x1x3")
    folders = Folders(spoilt.spec, Folders().models)
    with pytest.raises(ClaimRefutedError) as caught:
        equality.check_equality(toolchain, model, folders)
    assert f"NoLostCancelInv: {sentence('NoLostCancelInv')}" in str(caught.value).splitlines()
