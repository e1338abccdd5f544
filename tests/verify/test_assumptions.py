"""The assumptions of the specification about its constants: TLC refuses what they exclude."""

from pathlib import Path

import pytest

from slotq.system.resources import folder
from slotq.tlc.job import Job
from slotq.tlc.report import Outcome
from slotq.tlc.run import run_tlc
from slotq.tlc.toolchain import Toolchain
from slotq.verify.manifest import load_manifest
from slotq.verify.models import Folders

WRONG = {
    "a container is a consumer": ("Callers_1x1x2_patient", "Consumers = {container1}"),
    "there is no consumer": ("Callers_1x1x2_patient", "Consumers = {}"),
    "a consumer may fail to freeze": ("Callers_1x1x2_patient", "Freezable = {consumer1}"),
    "there is no dequeuer": ("General_1x1x3", "Dequeuers = {}"),
    "nobody is a client": ("General_1x1x3", "None = client1"),
    "a sender is a receiver": ("MCRendezvousOneOne", "Receivers <- OneSender"),
    "no queue can be made": ("SlotQueueManager", "MostQueues = 0"),
}
"""What is wrong, with the model that is changed and how."""


@pytest.mark.parametrize("name", WRONG)
def test_constants_that_make_no_sense_are_refused(
    toolchain: Toolchain, tmp_path: Path, name: str
) -> None:
    """Instead of a model that holds for want of anything to check."""
    model, line = WRONG[name]
    row, where = load_manifest().find(model), Folders()
    before = where.config(row).read_text(encoding="utf-8")
    constant = line.partition(" ")[0]
    lines = before.splitlines()
    place = next(at for at, text in enumerate(lines) if text.split()[:1] == [constant])
    lines[place] = f"  {line}"
    config = tmp_path / "wrong.cfg"
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    job = Job(where.module(row), config, (folder("models"), folder("spec")), timeout=120)
    assert run_tlc(toolchain, job).report.outcome is Outcome.ASSUMPTION
