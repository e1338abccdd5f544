"""slotq.tlc.run: every way in which a run of the real TLC ends."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from slotq.tlc.errors import Ending, JobError, NoAnswerError
from slotq.tlc.job import Job
from slotq.tlc.output import OutputReader
from slotq.tlc.report import ActionCoverage, Outcome, Step, Trace
from slotq.tlc.run import Run, run_tlc
from slotq.tlc.toolchain import Toolchain
from tests.tlc.fake_java import HOLDS, pretend, says


@dataclass(frozen=True)
class Case:
    """One configuration of a toy, and how TLC's run on it ends."""

    name: str
    config: str
    outcome: Outcome
    exit_code: int
    violated: str | None = None
    trace: Trace | None = None
    module: str = "Counter"


def hours(*actions: str) -> tuple[Step, ...]:
    """The states of a clock: it starts at 0, goes up, and wraps from 3 to 1."""
    steps = [Step(None, "hour = 0")]
    hour = 0
    for action in actions:
        hour = hour + 1 if action == "Up" else 1
        steps.append(Step(action, f"hour = {hour}"))
    return tuple(steps)


CASES = [
    Case(
        "invariant",
        "SPECIFICATION Spec\nINVARIANT BelowTwo",
        Outcome.INVARIANT,
        12,
        "BelowTwo",
        Trace(hours("Up", "Up")),
    ),
    Case(
        "initial invariant",
        "SPECIFICATION Spec\nINVARIANT NotZero",
        Outcome.INVARIANT,
        12,
        "NotZero",
        Trace(hours()),
    ),
    Case(
        "deadlock",
        "SPECIFICATION DeadlockSpec",
        Outcome.DEADLOCK,
        11,
        None,
        Trace(hours("Up", "Up", "Up")),
    ),
    Case(
        "step",
        "SPECIFICATION Spec\nPROPERTY OnlyUp",
        Outcome.ACTION_PROPERTY,
        13,
        "OnlyUp",
        Trace(hours("Up", "Up", "Up", "Wrap")),
    ),
    Case(
        "loop",
        "SPECIFICATION FairSpec\nPROPERTY ReachesFour",
        Outcome.TEMPORAL_PROPERTY,
        13,
        None,
        Trace(hours("Up", "Up", "Up"), back_to=1, closing_action="Wrap"),
    ),
    Case(
        "stuttering",
        "SPECIFICATION Spec\nPROPERTY ReachesTwo",
        Outcome.TEMPORAL_PROPERTY,
        13,
        None,
        Trace(hours("Up"), stutters=True),
    ),
    Case("assumption", "SPECIFICATION Spec", Outcome.ASSUMPTION, 10, module="Assuming"),
    Case(
        "initial property",
        "SPECIFICATION Spec\nPROPERTY FromOne",
        Outcome.ACTION_PROPERTY,
        13,
        "line 27, col 12 to line 27, col 19 of module Counter",
        Trace(hours()),
    ),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Iterator[Path]:
    """A folder and a temporary folder with a space and a separator in their names."""
    folder = tmp_path_factory.mktemp("run") / f"a folder{os.pathsep}b"
    shutil.copytree(data, folder)
    before, tempfile.tempdir = tempfile.tempdir, str(folder / "temporary files")
    Path(tempfile.tempdir).mkdir()
    yield folder
    tempfile.tempdir = before


@pytest.fixture
def job(place: Path) -> Job:
    """The clock without anything to check."""
    return make_job(place, "plain", "SPECIFICATION Spec")


def make_job(place: Path, name: str, config: str, module: str = "Counter") -> Job:
    """A job with a configuration of its own."""
    path = place / f"{name}.cfg"
    path.write_text(f"CONSTANT Bound = 5\n{config}\n", encoding="ascii")
    return Job(place / f"{module}.tla", path, timeout=60)


@pytest.fixture(scope="module")
def run_of(place: Path, toolchain: Toolchain) -> Callable[[Case], Run]:
    """Runs a case, once."""

    @cache
    def run(case: Case) -> Run:
        return run_tlc(toolchain, make_job(place, case.name, case.config, case.module))

    return run


def assert_nothing_left(place: Path, children: list[subprocess.Popen[bytes]]) -> None:
    """No file is left, and no process."""
    assert list((place / "temporary files").iterdir()) == []
    (child,) = children
    assert child.returncode is not None
    with pytest.raises(ProcessLookupError):
        os.killpg(child.pid, 0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_run_ends(case: Case, run_of: Callable[[Case], Run], place: Path) -> None:
    """The outcome, what was violated, the counterexample; the private folder is not named."""
    run = run_of(case)
    expected = (case.outcome, case.exit_code, case.violated, case.trace)
    assert expected == (
        run.report.outcome,
        run.exit_code,
        run.report.violated,
        run.report.trace,
    )
    assert run.report.message
    assert str(place) not in run.report.message


def test_the_states_of_a_counterexample_are_typed(run_of: Callable[[Case], Run]) -> None:
    """A state of a trace gives its variables as values."""
    trace = run_of(CASES[0]).report.trace
    assert trace is not None
    assert [step.state for step in trace.steps] == [{"hour": 0}, {"hour": 1}, {"hour": 2}]


@pytest.mark.parametrize(
    ("module", "config", "ending", "said"),
    [
        ("Broken", "SPECIFICATION Spec", Ending.PARSE, "Unknown operator: `undefined'"),
        ("Counter", "SPECIFICATION Spec\nINVARIANT Nowhere", Ending.CONFIGURATION, "Nowhere"),
        (
            "Counter",
            "SPECIFICATION Spec\nNO_SUCH_KEYWORD x",
            Ending.CONFIGURATION,
            "expecting a keyword",
        ),
        ("Counter", "SPECIFICATION ErrorSpec", Ending.EVALUATION, '"no more"'),
    ],
)
def test_what_cannot_be_understood_is_no_answer(
    place: Path, toolchain: Toolchain, *, module: str, config: str, ending: Ending, said: str
) -> None:
    """It says nothing of the model, and is told in TLC's own words."""
    with pytest.raises(NoAnswerError, match=re.escape(said)) as caught:
        run_tlc(toolchain, make_job(place, "refused", config, module))
    assert caught.value.ending is ending
    assert str(place) not in str(caught.value)


def test_a_model_that_holds(place: Path, toolchain: Toolchain, job: Job) -> None:
    """Counts, coverage and what was printed, with a module from a library folder."""
    own, library = place / "own", place / "library"
    own.mkdir()
    library.mkdir()
    shutil.copy(place / "Counter.tla", own)
    shutil.copy(place / "Assuming.tla", library)
    (library / "Counter.tla").write_text("of a folder that comes later", encoding="ascii")
    text = "---- MODULE Root ----\nEXTENDS Assuming\n====\n"
    (own / "Root.tla").write_text(text, encoding="ascii")
    config = "CONSTANT Bound = 6\nSPECIFICATION PrintSpec\n"
    job.config.write_text(config, encoding="ascii")
    root = replace(
        job,
        module=own / "Root.tla",
        library=(library,),
        coverage=True,
        check_deadlock=False,
        workers=2,
        small=False,
    )
    run = run_tlc(toolchain, root)
    report = run.report
    assert (report.outcome, run.exit_code, report.message) == (Outcome.OK, 0, "")
    counts = (report.initial, report.generated, report.distinct, report.queued, report.depth)
    assert counts == (1, 4, 4, 0, 4)
    assert {"Announce": ActionCoverage(3, 3)} == report.coverage
    assert report.printed == ('<<"hour", 0>>', '<<"hour", 1>>', '<<"hour", 2>>')
    assert report.version is not None
    assert report.version.startswith("TLC2 Version ")
    assert list((place / "temporary files").iterdir()) == []


def test_a_timeout(
    place: Path, toolchain: Toolchain, children: list[subprocess.Popen[bytes]]
) -> None:
    """An endless run is ended, says so, and leaves neither process nor file."""
    endless = replace(make_job(place, "endless", "SPECIFICATION EndlessSpec"), timeout=0.7)
    with pytest.raises(NoAnswerError, match=r"TLC on Counter\.tla: timed out after 0\.7 s"):
        run_tlc(toolchain, endless)
    assert_nothing_left(place, children)


@pytest.fixture
def at_first_line(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Lets a test act when TLC has started to speak, while it runs."""

    def arrange(action: Callable[[], None]) -> None:
        pending = [action]
        feed = OutputReader.feed

        def act_once(reader: OutputReader, line: str) -> None:
            feed(reader, line)
            if pending:
                pending.pop()()

        monkeypatch.setattr(OutputReader, "feed", act_once)

    return arrange


def test_an_interrupt(
    place: Path,
    toolchain: Toolchain,
    children: list[subprocess.Popen[bytes]],
    at_first_line: Callable[[Callable[[], None]], None],
) -> None:
    """Ctrl-C passes through, and leaves neither process nor file."""
    at_first_line(lambda: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        run_tlc(toolchain, make_job(place, "endless", "SPECIFICATION EndlessSpec"))
    assert_nothing_left(place, children)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_java(
    number: signal.Signals,
    place: Path,
    toolchain: Toolchain,
    children: list[subprocess.Popen[bytes]],
    at_first_line: Callable[[Callable[[], None]], None],
) -> None:
    """A signal from elsewhere is named; Java turns some of them into exit codes."""
    at_first_line(lambda: os.killpg(children[0].pid, number))
    with pytest.raises(NoAnswerError, match=f": signal {number:d} ") as caught:
        run_tlc(toolchain, make_job(place, "endless", "SPECIFICATION EndlessSpec"))
    assert caught.value.ending is Ending.KILLED
    assert_nothing_left(place, children)


def test_a_crash_shows_the_last_lines(tmp_path: Path, toolchain: Toolchain, job: Job) -> None:
    """An end without a verdict is an error that tells what there is to tell."""
    script = "echo; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do echo line $i; done; exit 3"
    expected = r"the output is incomplete: exit code 3: line 2 \| .* \| line 13$"
    with pytest.raises(NoAnswerError, match=expected):
        run_tlc(pretend(toolchain, tmp_path, script), job)


def test_silence_is_no_success(tmp_path: Path, toolchain: Toolchain, job: Job) -> None:
    """A Java that says nothing and ends well has checked nothing."""
    with pytest.raises(NoAnswerError, match="incomplete: exit code 0: it wrote nothing"):
        run_tlc(pretend(toolchain, tmp_path, "exit 0"), job)


@pytest.mark.parametrize(("code", "exit_code"), [("2193:0", 12), ("2114:1", 0)])
def test_words_and_exit_code_must_agree(
    code: str, exit_code: int, tmp_path: Path, toolchain: Toolchain, job: Job
) -> None:
    """A verdict needs both, in either direction."""
    script = f"echo '@!@!@STARTMSG {code} @!@!@'; echo '@!@!@ENDMSG {code[:4]} @!@!@'"
    with pytest.raises(NoAnswerError, match=f"contradicts the output: exit code {exit_code} with"):
        run_tlc(pretend(toolchain, tmp_path, f"{script}; exit {exit_code}"), job)


def test_a_timeout_tells_how_far_it_came(tmp_path: Path, toolchain: Toolchain, job: Job) -> None:
    """What was found until then may help to choose the next bound."""
    text = "8 states generated, 5 distinct states found, 2 states left on queue."
    script = f"echo '@!@!@STARTMSG 2199:0 @!@!@'; echo '{text}'; echo '@!@!@ENDMSG 2199 @!@!@'"
    slow = replace(job, timeout=0.3)
    with pytest.raises(NoAnswerError, match="with 5 distinct states found"):
        run_tlc(pretend(toolchain, tmp_path, f"{script}; cat /dev/zero"), slow)


def test_a_java_that_is_gone(tmp_path: Path, toolchain: Toolchain, job: Job) -> None:
    """The toolchain may have changed since it was found."""
    with pytest.raises(NoAnswerError, match="cannot be started: No such file"):
        run_tlc(replace(toolchain, java=tmp_path / "none"), job)


def test_a_job_that_cannot_start(tmp_path: Path, toolchain: Toolchain, job: Job) -> None:
    """What is wrong with the job is said before Java is started."""
    nowhere = tmp_path / "Nowhere.tla"
    with pytest.raises(JobError, match=r"no such file: .*Nowhere\.tla"):
        run_tlc(toolchain, replace(job, module=nowhere))
    with pytest.raises(JobError, match=r"no such file: .*Nowhere\.tla"):
        run_tlc(toolchain, replace(job, config=nowhere))
    with pytest.raises(JobError, match="at least one worker, not 0"):
        run_tlc(toolchain, replace(job, workers=0))


def test_a_dump_that_cannot_be_kept(tmp_path: Path, toolchain: Toolchain, job: Job) -> None:
    """The graph is put in its place whole, or the failure is said."""
    script = f"touch graph.dot; {says(*HOLDS)}"
    writer = pretend(toolchain, tmp_path, script)
    with pytest.raises(JobError, match=r"cannot write .*graph\.dot: No such file"):
        run_tlc(writer, replace(job, dump=tmp_path / "none" / "graph.dot"))
    run_tlc(writer, replace(job, dump=tmp_path / "graph.dot"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph.dot", "java"]
