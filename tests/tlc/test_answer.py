"""slotq.tlc.answer: what is an answer, and every way to end without one."""

from dataclasses import replace
from pathlib import Path

import pytest

from slotq.tlc.errors import Ending, NoAnswerError
from slotq.tlc.job import Job
from slotq.tlc.report import Outcome
from slotq.tlc.run import run_tlc
from slotq.tlc.toolchain import Toolchain
from tests.tlc.fake_java import (
    COUNTS,
    FAILS,
    FINISHED,
    HOLDS,
    INITIAL,
    NO_ANSWERS,
    STARTING,
    STATE,
    SUCCESS,
    VIOLATED,
    Message,
    pretend,
    says,
)


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


SIMULATING = (
    Message(2188, "Running Random Simulation with seed 5 with 1 worker"),
    STARTING,
    Message(2209, "Progress(-1): 601 states generated, -1 distinct states found"),
)
RECOVERED = [message for message in HOLDS if message != INITIAL]


@pytest.mark.parametrize(
    ("script", "options", "outcome"),
    [
        (says(*SIMULATING, FINISHED), ("-simulate", "num=1"), Outcome.SAMPLED),
        (says(*SIMULATING, VIOLATED, STATE, FINISHED), ("-simulate",), Outcome.INVARIANT),
        (says(*FAILS), ("-continue",), Outcome.INVARIANT),
        (says(STARTING, INITIAL, VIOLATED, STATE, *HOLDS[2:]), ("-continue",), Outcome.INVARIANT),
        (says(*RECOVERED), ("-recover", "there"), Outcome.OK),
    ],
)
def test_options_change_what_belongs_to_an_answer(
    toolchain: Toolchain,
    tmp_path: Path,
    job: Job,
    *,
    script: str,
    options: tuple[str, ...],
    outcome: Outcome,
) -> None:
    """The exit code of some is always 0; a search that is resumed has no initial states."""
    java = pretend(toolchain, tmp_path, script)
    assert run_tlc(java, replace(job, arguments=options)).report.outcome is outcome
    if outcome is not Outcome.SAMPLED:  # which no search can have
        with pytest.raises(NoAnswerError) as caught:
            run_tlc(java, job)
        assert caught.value.ending in {Ending.CONTRADICTORY, Ending.CUT_SHORT}


def test_a_simulation_that_did_not_finish_is_no_answer(
    toolchain: Toolchain, tmp_path: Path, job: Job
) -> None:
    """However many states it has tried."""
    java = pretend(toolchain, tmp_path, says(*SIMULATING))
    with pytest.raises(NoAnswerError) as caught:
        run_tlc(java, replace(job, arguments=("-simulate", "num=1")))
    assert caught.value.ending is Ending.CUT_SHORT


def test_the_first_of_several_violations_is_shown(
    toolchain: Toolchain, tmp_path: Path, job: Job
) -> None:
    """And how many there are is counted."""
    other = VIOLATED._replace(text="Invariant Other is violated.")
    script = says(
        STARTING, INITIAL, VIOLATED, STATE, other, STATE, STATE, SUCCESS, COUNTS, FINISHED
    )
    java = pretend(toolchain, tmp_path, script)
    report = run_tlc(java, replace(job, arguments=("-continue",))).report
    assert (report.violated, report.violations) == ("TypeInv", 2)
    assert report.trace is not None
    assert len(report.trace.steps) == 1


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
