"""second_opinion.agreement: both judges come to the same, and it is said where they do not."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from slotq.cli.main import main
from slotq.formats.errors import BudgetError, InputError
from slotq.oracle.check.judge_files import Result, check
from slotq.oracle.second_opinion import agreement
from slotq.oracle.second_opinion.agreement import Agreement, agree, render, together
from slotq.oracle.second_opinion.tlc_opinion import OnProgress, Opinion, ask, write_module
from slotq.oracle.second_opinion.translation import Sheet
from slotq.oracle.verdict.verdict import Verdict
from slotq.system.files import FileError
from slotq.tlc.errors import Ending, NoAnswerError, ToolchainError
from slotq.tlc.toolchain import Toolchain, find_toolchain
from tests.oracle.logs import CANCEL, END, HEADER, SETTLE, TRACES, WON, step, write_log

GOOD = str(TRACES / "accept" / "small-01.ndjson")
BAD = str(TRACES / "reject" / "tampered-03.ndjson")
HISTORY = str(TRACES.parent / "histories" / "accept" / "small-01.ndjson")
CLOSED = step("consumer-1", "SlotClose", token=0, ok=True)
TWICE = [*WON, CANCEL, CLOSED, CLOSED]
SEVERAL = [
    *(*WON, *SETTLE),
    step("container-2", "QueueAppend", token=0, slot=1, queue="b"),
    step("container-2", "QueueBroadcast", queue="b"),
    {**END, "live_dequeuer_threads": 9},
]
toolchain = cache(find_toolchain)


def asked(path: str) -> Agreement:
    """What comes of asking about a file."""
    return agree(path, check(path), toolchain())


@cache
def opinions() -> dict[str, list[Opinion]]:
    """TLC's, by what it is asked, about all logs of this module, from one run."""
    questions: list[Sequence[Sheet]] = []

    def put_off(_: Toolchain, sheets: Sequence[Sheet], *, on_progress: OnProgress | None) -> None:
        assert on_progress is None
        questions.append(sheets)
        message = "later"
        raise BudgetError(message)

    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(agreement, "ask", put_off)
        made_up = [write_log(Path(folder) / f"{n}", log) for n, log in enumerate((TWICE, SEVERAL))]
        for path in (GOOD, BAD, *made_up):
            asked(path)
    found = iter(ask(toolchain(), [sheet for sheets in questions for sheet in sheets]))
    return {write_module(sheets): [next(found) for _ in sheets] for sheets in questions}


@pytest.fixture
def tlc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take TLC's opinion from the one run."""

    def answer(_: Toolchain, sheets: Sequence[Sheet], **__: object) -> list[Opinion]:
        return opinions()[write_module(sheets)]

    monkeypatch.setattr(agreement, "ask", answer)


def say(monkeypatch: pytest.MonkeyPatch, refused: int | None) -> None:
    """Let TLC say something."""

    def opine(*_: object, on_progress: OnProgress | None) -> list[Opinion]:
        if on_progress is not None:
            on_progress(1, 1)
        return [Opinion(None, refused, 1)]

    monkeypatch.setattr(agreement, "ask", opine)


def outcome(result: Result) -> str:
    """The verdict in a word."""
    return result.outcome if isinstance(result, Verdict) else "unusable"


@pytest.mark.usefixtures("tlc")
@pytest.mark.parametrize(
    ("path", "expected"),
    [(GOOD, Agreement("accepted", None, 117)), (BAD, Agreement("rejected", 30, 29))],
    ids=["accepted", "rejected"],
)
def test_both_judges_agree(path: str, expected: Agreement) -> None:
    """TLC comes to the end, or refuses the line at which the oracle's fault is."""
    assert expected == asked(path)


@pytest.mark.parametrize(("path", "refused"), [(GOOD, 7), (BAD, None), (BAD, 29)])
def test_a_disagreement_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, path: str, refused: int | None
) -> None:
    """Whoever is wrong, nobody has judged the log then."""
    say(monkeypatch, refused)
    said = asked(path)
    assert ("disagrees", refused) == (said.outcome, said.line)
    assert outcome(together(check(path), said)) == "undecided"


def test_the_command_says_that_the_judges_disagree(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With an exit code that is not that of the oracle's verdict, and a line of its own."""
    say(monkeypatch, 7)
    assert main(["check", "--tlc", GOOD]) == 3
    reason = "the oracle refuses no line, TLC line 7: one of the two is wrong, please report it"
    captured = capsys.readouterr()
    assert captured.err == f"slotq: {GOOD}: TLC disagrees: {reason}\n"
    assert captured.out.endswith(f"  TLC       disagrees at line 7, 117 lines given: {reason}\n")


def test_the_command_tells_machines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside the verdict; and what cannot be asked about is told as such."""
    say(monkeypatch, 30)
    assert main(["check", "--tlc", "--json", BAD, HISTORY, "no.ndjson"]) == 2
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    no_trace = "--tlc judges traces, not histories"
    assert [line["tlc"] for line in lines] == [
        {"outcome": "rejected", "line": 30, "lines": 29, "reason": ""},
        {"outcome": "not asked", "line": None, "lines": 0, "reason": no_trace},
        {"outcome": "not asked", "line": None, "lines": 0, "reason": "the file cannot be used"},
    ]


def test_a_file_that_cannot_be_used_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error, with or without TLC."""
    assert main(["check", "--tlc", "no.ndjson"]) == 2
    assert capsys.readouterr().err.startswith("no.ndjson: the file cannot be opened")


@pytest.mark.usefixtures("tlc")
def test_faults_of_callers_are_not_contradicted(tmp_path: Path) -> None:
    """TLC knows only that nothing before them is wrong."""
    path = write_log(tmp_path / "log", TWICE)
    said = asked(path)
    reason = "SlotQueueTrace does not specify what is wrong at line 12"
    assert said == Agreement("accepted", None, len(WON) + 1, reason)
    assert together(check(path), said) == check(path)


@pytest.mark.usefixtures("tlc")
def test_the_threads_of_several_queues_are_not_contradicted(tmp_path: Path) -> None:
    """SlotQueueTrace counts those of one queue."""
    path = write_log(tmp_path / "log", SEVERAL)
    said = asked(path)
    assert (said.outcome, outcome(together(check(path), said))) == ("accepted", "rejected")
    assert said.reason == "SlotQueueTrace does not specify what is wrong at line 15"


def test_nothing_is_asked_where_no_line_is_about_a_queue(tmp_path: Path) -> None:
    """The first line is the caller's fault."""
    path = write_log(tmp_path / "log", [CLOSED])
    said = asked(path)
    assert said == Agreement("not asked", reason="no line before the fault concerns a queue")
    assert outcome(together(check(path), said)) == "rejected"


@pytest.mark.parametrize("refused", [None, 3])
def test_tlc_decides_alone_where_the_oracle_does_not(
    monkeypatch: pytest.MonkeyPatch, refused: int | None
) -> None:
    """A refusal is a refusal; that nothing was refused leaves the callers' lines open."""
    say(monkeypatch, refused)
    undecided = Verdict(GOOD, "undecided", "a reason")
    said = agree(GOOD, undecided, toolchain())
    expected = "undecided" if refused is None else "rejected"
    assert expected == outcome(together(undecided, said))


@pytest.mark.parametrize(
    "error",
    [
        BudgetError("too much"),
        NoAnswerError(Ending.TIMED_OUT, "too long"),
        FileError("cannot create a temporary folder"),
    ],
)
def test_tlc_without_a_verdict_is_no_agreement(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """What was asked for was not done."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(agreement, "ask", fail)
    said = asked(GOOD)
    assert said == Agreement("undecided", reason=str(error))
    assert outcome(together(check(GOOD), said)) == "undecided"


def test_without_tlc_nothing_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to do, once for all files."""

    def fail(*_: object, **__: object) -> None:
        message = "no Java"
        raise ToolchainError(message)

    monkeypatch.setattr(agreement, "ask", fail)
    with pytest.raises(ToolchainError, match="no Java"):
        asked(GOOD)


def test_an_approximate_order_is_not_asked_about(tmp_path: Path) -> None:
    """SlotQueueTrace takes lines as they come."""
    path = write_log(tmp_path / "log", WON, {**HEADER, "order": "approximate", "window": 1})
    assert asked(path) == Agreement("undecided", reason="TLC judges only logs with an exact order")


def test_standard_input_cannot_be_read_twice() -> None:
    """It is said before it is tried."""
    said = agree("-", Verdict("-", "accepted"), toolchain())
    assert render(said) == (
        "  TLC       undecided: standard input can be read only once: write the log to a file\n"
    )


def test_an_unusable_file_stays_unusable() -> None:
    """TLC has nothing to say of it."""
    error = InputError("log", 1, "no")
    assert together(error, agree("log", error, toolchain())) is error
