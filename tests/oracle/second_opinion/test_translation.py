"""second_opinion.translation: logs that do not see all of a queue, as TLC is asked about them."""

from pathlib import Path

from slotq.oracle.check.judge_files import check
from slotq.oracle.second_opinion.tlc_opinion import ask
from slotq.oracle.second_opinion.translation import Sheet, Translation
from slotq.oracle.trace.events import open_log
from slotq.oracle.verdict.verdict import Verdict
from slotq.tlc.toolchain import find_toolchain
from tests.oracle.logs import ACQUIRE, APPEND, HEADER, Line, step, write_log
from tests.oracle.trace.test_partial import LOST, OMITTABLE, RUN, without

OMITS = [
    *((each,) for each in (*OMITTABLE, "DequeuerStart")),
    ("DequeuerPeek", "DequeuerDeliver"),
    ("AcquireRemove", "AcquireClose"),
    ("DequeuerExit", "CancellerWake", "Cancel"),
]


def test_tlc_supplies_what_is_not_seen(tmp_path: Path) -> None:
    """As the oracle does: it accepts a good run without some steps, and refuses a stolen token."""
    stolen = [*RUN[:-6], LOST, *RUN[-6:]]
    sheets: list[Sheet] = []
    lines: list[int | None] = []
    for omits in OMITS:
        for run in (RUN, stolen):
            header = {**HEADER, "omits": omits}
            path = write_log(tmp_path / "log", without(run, omits), header)
            with open_log(path) as log:
                sheets += Translation(log).sheets
            verdict = check(path)
            assert isinstance(verdict, Verdict)
            lines.append(None if verdict.fault is None else verdict.fault.line)
    assert [opinion.refused for opinion in ask(find_toolchain(), sheets)] == lines
    assert lines.count(None) == len(OMITS)


def test_counters_that_are_seen_in_part_are_left_out(tmp_path: Path) -> None:
    """Of one kind; snapshots are of both, so TLC is not asked about them either."""
    lines: list[Line] = [
        step("a", "RequestMove", object="r", state="wait", ok=True),
        step("a", "ContainerMove", object="c", state="wait", ok=True),
        step("b", "LaunchCheck", request={}, container={}, needed=False),
    ]
    found = []
    for omits in ((), ("RequestEnter",), ("ContainerExit",), ("LaunchCheck",)):
        path = write_log(tmp_path / "log", lines, {**HEADER, "omits": omits})
        with open_log(path) as log:
            translation = Translation(log)
        found.append((translation.sheets[0].numbers, translation.left_out))
    assert found == [
        ([2, 3, 4], {}),
        ([3], {"RequestMove": 1, "LaunchCheck": 1}),
        ([2], {"ContainerMove": 1, "LaunchCheck": 1}),
        ([2, 3, 4], {}),
    ]


REAPED = [
    *APPEND,
    {**ACQUIRE[0], "process": "reaper", "for": "container-1"},
    *[{**line, "process": "reaper"} for line in ACQUIRE[1:]],
]


def test_tlc_lets_a_token_be_handed_over(tmp_path: Path) -> None:
    """By a client that knows it, to whoever acquires it on its behalf; it refuses the same line."""
    known = {**REAPED[2], "process": "container-1", "for": "reaper"}
    runs = [
        REAPED,
        [*APPEND, {**REAPED[2], "for": "other"}],
        [*APPEND, {**REAPED[2], "token": 1}],
        [*APPEND, {**REAPED[2], "ok": False}],
        [*APPEND, known],
        [*REAPED, {**REAPED[2], "for": "other", "ok": False}],
    ]
    sheets: list[Sheet] = []
    lines: list[int | None] = []
    for run in runs:
        path = write_log(tmp_path / "log", run)
        with open_log(path) as log:
            sheets += Translation(log).sheets
        verdict = check(path)
        assert isinstance(verdict, Verdict)
        lines.append(None if verdict.fault is None else verdict.fault.line)
    assert [opinion.refused for opinion in ask(find_toolchain(), sheets)] == lines
    assert lines == [None, 4, 4, 4, None, None]
