"""slotq.verify.equality: TLC's graph is the machine's, and every broken line shows."""

from pathlib import Path

import msgspec
import pytest

from slotq.tlc.toolchain import Toolchain
from slotq.verify import equality, models
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.manifest import ManifestError, load_manifest
from slotq.verify.models import Folders
from tests.verify import small
from tests.verify.once import explore_once


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A specification to spoil."""
    monkeypatch.setattr(models, "explore", explore_once)
    return small.write_models(tmp_path)


@pytest.mark.parametrize(
    ("name", "evidence"),
    [
        ("Callers_1x1x2_patient", Evidence(1_222, 4_570)),
        ("Failing_1x1x1", Evidence(1_076, 3_288)),
        ("Callers_1x2x1", Evidence(10_393, 47_104)),
        ("Callers_2x1x1", Evidence(1_195, 3_696)),
    ],
)
def test_the_graphs_with_callers_are_equal(
    toolchain: Toolchain, name: str, evidence: Evidence
) -> None:
    """The machine is the specification, with one and with two containers, consumers and rounds."""
    assert evidence == equality.check_equality(toolchain, load_manifest().find(name))


def test_the_graphs_under_a_general_client_are_equal(
    toolchain: Toolchain, folders: Folders
) -> None:
    """The machine is the specification also where clients do anything."""
    assert Evidence(311, 1053) == equality.check_equality(toolchain, small.ONE, folders)


# An effect, a guard, an order, a disjunct and a name.
BROKEN_LINES = {
    "AcquireCas does not swap": ("busy' = busy \\cup {t}", "busy' = busy"),
    "DequeuerWait ignores the context": (
        "/\\ slots = <<>>\n  /\\ d \\notin done\n",
        "/\\ slots = <<>>\n",
    ),
    "DequeuerPeek picks the oldest": ("Newest == slots[Len(slots)]", "Newest == slots[1]"),
    "Next forgets DequeuerExit": ("       \\/ DequeuerExit(d)\n", ""),
    "Next has a wrong name": (
        "\\/ DequeuerCancelled(d)\n",
        "\\/ (d \\in done /\\ GoRound(d) /\\ NothingLearnt)\n",
    ),
}


@pytest.mark.parametrize("line", BROKEN_LINES)
def test_a_broken_line_of_the_specification_shows(
    toolchain: Toolchain, folders: Folders, line: str
) -> None:
    """An equality that a wrong specification passed would say nothing of the right one."""
    path = folders.spec / "SlotQueueSteps.tla"
    text = path.read_text(encoding="utf-8")
    right, wrong = BROKEN_LINES[line]
    assert text.count(right) == 1
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ClaimRefutedError, match="do not have the same state graph"):
        equality.check_equality(toolchain, small.ONE, folders)


def test_a_model_without_a_size_is_refused(toolchain: Toolchain, folders: Folders) -> None:
    """There would be nothing to compare its graph with."""
    model = msgspec.structs.replace(small.ONE, machine={})
    with pytest.raises(ManifestError, match="One is not a model whose graph is compared"):
        equality.check_equality(toolchain, model, folders)


def test_an_action_that_is_never_taken_is_told(toolchain: Toolchain, folders: Folders) -> None:
    """Two graphs that lack the same action would be equal."""
    model = msgspec.structs.replace(small.TIMID, untaken={})
    with pytest.raises(ClaimRefutedError, match=r"^the action Evict is never taken$"):
        equality.check_equality(toolchain, model, folders)


def test_an_action_that_is_taken_all_the_same_is_told(
    toolchain: Toolchain, folders: Folders
) -> None:
    """The row must not say less than the truth."""
    model = msgspec.structs.replace(small.ONE, untaken={"Cancel": "It could be."})
    said = r"^the action Cancel is taken, although its row says that it is never taken$"
    with pytest.raises(ClaimRefutedError, match=said):
        equality.check_equality(toolchain, model, folders)
