"""slotq.tlc.answer: what is an answer, and every way to end without one."""

from pathlib import Path

import pytest

from slotq.tlc.errors import Ending, NoAnswerError
from slotq.tlc.report import Outcome
from slotq.tlc.run import Job, run_tlc
from slotq.tlc.toolchain import Toolchain
from tests.tlc.fake_java import FAILS, HOLDS, NO_ANSWERS, pretend, says


@pytest.fixture
def job(data: Path, tmp_path: Path) -> Job:
    """Any: Java is a script."""
    config = tmp_path / "plain.cfg"
    config.write_text("SPECIFICATION Spec\n", encoding="ascii")
    return Job(data / "Counter.tla", config, timeout=60)


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (says(*HOLDS), Outcome.OK),
        (f"echo Picked up JAVA_TOOL_OPTIONS: -Xmx1g; {says(*HOLDS)}", Outcome.OK),
        (f"{says(*FAILS)}; exit 12", Outcome.INVARIANT),
    ],
)
def test_an_answer_is_one(
    toolchain: Toolchain, tmp_path: Path, job: Job, script: str, outcome: Outcome
) -> None:
    """What the other scripts lack is all that there must be."""
    assert run_tlc(pretend(toolchain, tmp_path, script), job).report.outcome is outcome


@pytest.mark.parametrize("name", NO_ANSWERS)
def test_no_answer_is_none(toolchain: Toolchain, tmp_path: Path, job: Job, name: str) -> None:
    """And what it is called says why."""
    script, ending = NO_ANSWERS[name]
    with pytest.raises(NoAnswerError) as caught:
        run_tlc(pretend(toolchain, tmp_path, script), job)
    assert caught.value.ending is ending
    assert str(caught.value).startswith(f"TLC on Counter.tla: {ending.value}: ")


def test_every_ending_is_tried() -> None:
    """One that no script has would be one that nobody has seen; a timeout has a test of its own."""
    tried = {ending for _, ending in NO_ANSWERS.values()}
    assert set(Ending) - tried == {Ending.TIMED_OUT}


def test_what_java_says_of_its_environment_is_no_error(
    toolchain: Toolchain, tmp_path: Path, job: Job
) -> None:
    """It comes first, and so would be taken for the reason."""
    script = "echo Picked up JAVA_TOOL_OPTIONS: -Xmx4m; echo NOTE: Picked up JDK_JAVA_OPTIONS: a; "
    script += NO_ANSWERS["not parsed"][0]
    with pytest.raises(NoAnswerError, match=r"exit code 150: Parsing failed\.$"):
        run_tlc(pretend(toolchain, tmp_path, script), job)
