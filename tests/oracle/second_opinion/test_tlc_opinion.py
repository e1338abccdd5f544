"""oracle.second_opinion.tlc_opinion: TLC and the judge agree on real logs; no name becomes TLA+."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from slotq.oracle.check.judge_files import check
from slotq.oracle.second_opinion.tlc_opinion import ask, write_module
from slotq.oracle.second_opinion.translation import Sheet, Translation
from slotq.oracle.trace.events import open_log
from slotq.oracle.verdict.verdict import Verdict
from slotq.system.resources import folder
from slotq.tlc.toolchain import find_toolchain
from tests.oracle.logs import (
    ACCEPT,
    APPEND,
    DELIVER,
    HEADER,
    REJECT,
    START,
    TRACES,
    step,
    write_log,
)

LOGS = [*ACCEPT, *REJECT]
HOSTILE = '">>\n==== \\* (* {'


MODELS = [
    ("MCTraceAccepted", TRACES / "accept" / "small-01.ndjson", None),
    ("MCTraceRejected", TRACES / "reject" / "tampered-03.ndjson", 30),
]


def sheets_of(path: Path, until: int | None = None) -> tuple[Sheet, ...]:
    """A log's queues for TLC."""
    with open_log(str(path)) as log:
        return Translation(log, until).sheets


@cache
def refused(path: Path) -> int | None:
    """The line of a log that the oracle refuses."""
    verdict = check(str(path))
    assert isinstance(verdict, Verdict)
    return None if verdict.fault is None else verdict.fault.line


def definitions(module: str) -> str:
    """The bounds and the logs of a module."""
    return module[module.index("TheTokens ==") : module.index("\n>>\n")]


def made_up(folder: Path) -> list[Path]:
    """Logs of little: what a request does is done by a container, or a step was not seen."""
    moves = [
        step("a", "RequestMove", object="r", state="wait", ok=True),
        step("a", "RequestEnter", state="wait", count=1),
        step("b", "ContainerMove", object="c", state="wait", ok=True),
        step("b", "RequestEnter", state="wait", count=2),
    ]
    later = step("container-2", "QueueAppend", token=1, slot=2)
    wrong = {**DELIVER, "token": 1}
    unseen = {**HEADER, "omits": ["DequeuerPeek"]}
    logs = [
        (moves, HEADER),
        ([*APPEND, START, later, DELIVER], unseen),
        ([*APPEND, START, wrong, later], unseen),
    ]
    return [Path(write_log(folder / f"{n}", *log)) for n, log in enumerate(logs)]


@cache
def both() -> tuple[list[tuple[int | None, int | None]], list[tuple[int, int]], int]:
    """Both judges on all logs, the real ones first; what TLC told meanwhile, and of how many lines.

    It is started once, and asked about what is made up to the end.
    """
    told: list[tuple[int, int]] = []
    with TemporaryDirectory() as folder:
        paths = made_up(Path(folder))
        sheets = [sheet for path in LOGS for sheet in sheets_of(path, refused(path))]
        sheets += [sheet for path in paths for sheet in sheets_of(path)]
        opinions = ask(find_toolchain(), sheets, on_progress=lambda *counts: told.append(counts))
        ours = [refused(path) for path in (*LOGS, *paths)]
    lines = [(line, opinion.refused) for line, opinion in zip(ours, opinions, strict=True)]
    return lines, told, sum(len(sheet.lines) for sheet in sheets)


def test_both_judges_agree_on_the_real_logs() -> None:
    """Not only on the verdict, but on the line; and TLC tells how far it has come."""
    found, told, lines = both()
    real = found[: len(LOGS)]
    assert [ours for ours, _ in real] == [theirs for _, theirs in real]
    assert {ours is None for ours, _ in real} == {True, False}
    assert told == [(count, lines) for count in range(100, lines + 1, 100)]


def test_hostile_names_are_numbers(tmp_path: Path) -> None:
    """Whatever a log calls its processes, the module is the same."""
    texts = []
    for name in ("consumer-1", HOSTILE):
        start = step(name, "DequeuerStart", dequeuer=f"dequeuer-{name}")
        wait = step(f"dequeuer-{name}", "DequeuerWait")
        log = write_log(tmp_path / "log", [start, wait])
        texts.append(write_module(sheets_of(Path(log))))
    assert texts[0] == texts[1]
    assert "consumer" not in texts[0]


def test_a_request_is_no_container() -> None:
    """Both are numbers; still a counter of requests is not moved on by a container."""
    assert both()[0][len(LOGS)] == (5, 5)


def test_steps_that_a_log_cannot_see_come_in_between() -> None:
    """Whatever they are, a token is delivered only if it was picked, while it was the newest."""
    assert both()[0][len(LOGS) + 1 :] == [(None, None), (5, 5)]


@pytest.mark.parametrize(("name", "log", "until"), MODELS, ids=["accepted", "rejected"])
def test_the_models_are_what_would_be_written_now(name: str, log: Path, until: int | None) -> None:
    """The logs in models/ are those of the test data, as TLC is asked about them."""
    model = (folder("models") / f"{name}.tla").read_text(encoding="ascii")
    assert definitions(write_module(sheets_of(log, until))) == definitions(model)
