"""slotq.oracle.check.history_bars: calls as bars, with points of effect or the calls at fault."""

from pathlib import Path

import pytest

from slotq.oracle.check.excerpts import LineSource
from slotq.oracle.check.history_bars import write_bars
from slotq.oracle.verdict.verdict import Verdict
from slotq.pictures.run import MOST_STEPS
from tests.oracle.check.drawn import HISTORIES, page_of
from tests.oracle.logs import Line, write_log
from tests.pictures.reading import HOSTILE

HEADER = {"format": "slotq-history", "version": 1, "source": "a test"}
RECORDED = sorted(path for path in HISTORIES.rglob("*.ndjson*"))


def call(process: str, f: str, outcome: str = "invoke", **fields: object) -> Line:
    """Make a line."""
    return {"type": outcome, "process": process, "f": f, **fields}


WON = [
    call("consumer-1", "start_dequeuer", dequeuer="dequeuer-1"),
    call("consumer-1", "start_dequeuer", "ok", dequeuer="dequeuer-1"),
    call("consumer-1", "dequeue", dequeuer="dequeuer-1"),
    call("container-1", "queue_slot"),
    call("container-1", "queue_slot", "ok", token=0),
    call("consumer-1", "dequeue", "ok", dequeuer="dequeuer-1", token=0),
    call("consumer-1", "acquire_slot", token=0),
    call("consumer-1", "acquire_slot", "ok", token=0),
]
QUEUED = [call("container-1", "queue_slot"), call("container-1", "queue_slot", "ok", token=0)]


def test_an_accepted_history_has_bars_with_points_of_effect(tmp_path: Path) -> None:
    """Each between the line of its call and that of its return, with the list after it."""
    _, page = page_of(write_log(tmp_path / "log", WON, HEADER))
    assert page.steps == [
        ["2", "consumer-1 calls start_dequeuer dequeuer-1", ""],
        ["\u25cf", "Start dequeuer-1 of line 2", "empty"],
        ["3", "consumer-1 returns from start_dequeuer dequeuer-1", ""],
        ["4", "consumer-1 calls dequeue dequeuer-1", ""],
        ["5", "container-1 calls queue_slot ", ""],
        ["\u25cf", "Queue token=0 of line 5", "0 free"],
        ["\u25cf", "Pick dequeuer-1 token=0", "0 free"],
        ["\u25cf", "Deliver dequeuer-1 token=0 of line 4", "0 free"],
        ["6", "container-1 returns from queue_slot token=0", ""],
        ["7", "consumer-1 returns from dequeue dequeuer-1 token=0", ""],
        ["8", "consumer-1 calls acquire_slot token=0", ""],
        ["\u25cf", "Win token=0 of line 8", "0 won"],
        ["\u25cf", "Remove token=0 of line 8", "0 won"],
        ["\u25cf", "Close token=0 of line 8", "empty"],
        ["9", "consumer-1 returns from acquire_slot token=0", ""],
    ]
    assert page.lanes[4:9] == [
        ["runs", "begins first", ""],
        ["runs", "runs point", ""],
        ["runs", "runs", "acts first last"],
        ["runs point", "runs", ""],
        ["runs", "ends last", ""],
    ]


def test_calls_without_an_order_are_marked() -> None:
    """The smallest set of them, from the call to the return; the line at fault is the last."""
    _, page = page_of(HISTORIES / "reject" / "fifo-small-1.ndjson")
    bad = [row[0] for row, lanes in zip(page.steps, page.lanes, strict=True) if "bad" in str(lanes)]
    assert bad[:3] == ["49", "50", "75"]
    assert page.steps[-1][0] == "90"
    assert page.steps[-1][1].endswith("\u25b6 wrong")
    assert "The calls that have no order are red." in " ".join(page.texts["p"])


def test_the_call_of_a_line_that_is_wrong_by_itself_is_marked(tmp_path: Path) -> None:
    """From its beginning on."""
    lines = [call("container-1", "queue_slot"), call("container-1", "dequeue", "ok", token=1)]
    _, page = page_of(write_log(tmp_path / "log", lines, HEADER))
    assert page.lanes == [["begins first bad"], ["ends last bad"]]


def test_calls_of_a_fault_that_lie_far_back_are_drawn(tmp_path: Path) -> None:
    """With a row for the lines in between."""
    lines = [*QUEUED]
    for number in range(1, MOST_STEPS + 1):
        lines += [call("container-2", "queue_slot")]
        lines += [call("container-2", "queue_slot", "ok", token=number)]
    lines += [*WON[:3], call("consumer-1", "dequeue", "ok", dequeuer="dequeuer-1", token=0)]
    _, page = page_of(write_log(tmp_path / "log", lines, HEADER))
    assert page.steps[-1][1].endswith("\u25b6 wrong")
    assert [row[1] for row in page.steps if not row[0]] == ["152 lines in between"]
    assert len(page.steps) < MOST_STEPS + 20


def test_of_a_long_history_the_first_lines_are_drawn(tmp_path: Path) -> None:
    """With the effects up to there, and a sentence about the rest."""
    lines: list[Line] = []
    for number in range(MOST_STEPS):
        lines += [call("container-1", "queue_slot")]
        lines += [call("container-1", "queue_slot", "ok", token=number)]
    _, page = page_of(write_log(tmp_path / "log", lines, HEADER))
    assert page.steps[-1][0] == str(MOST_STEPS + 1)
    assert f"Not drawn: {MOST_STEPS} lines after these." in " ".join(page.texts["p"])


def test_lines_about_counters_are_passed_over(tmp_path: Path) -> None:
    """They have no effect on the queue; if one of them is wrong, they are drawn."""
    moves = [
        call("consumer-1", "update_request", state="wait", object="1"),
        call("consumer-1", "update_request", "ok", state="wait", object="1"),
    ]
    _, page = page_of(write_log(tmp_path / "log", [*moves, *WON], HEADER))
    assert page.steps[0][0] == "4"
    assert "Not drawn: 2 lines of other queues or about counters." in " ".join(page.texts["p"])
    again = call("consumer-2", "update_request", "ok", state="wait", object="1")
    _, page = page_of(write_log(tmp_path / "log", [*moves, again], HEADER))
    assert [row[0] for row in page.steps] == ["2", "3", "4"]


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    """In lanes, rows and effects."""
    lines = [{**line, "process": HOSTILE} for line in QUEUED]
    text, page = page_of(write_log(tmp_path / "log", lines, HEADER))
    page.check_harmless()
    assert page.steps[0][1].startswith("</td></li><script>")
    assert not {"\u202e", "\x1b"} & set(text)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
def test_every_recorded_history_is_drawn(path: Path) -> None:
    """A bar never ends that has not begun; what is wrong is the last row."""
    _, page = page_of(path)
    assert page.steps
    points = [lane for lanes in page.lanes for lane in lanes if "point" in lane]
    assert all("runs" in lane for lane in points)
    assert bool(points) is (path.parent.name == "accept")
    assert ("wrong" in page.steps[-1][1]) is (path.parent.name == "reject")


def test_lines_that_are_gone_are_not_drawn(tmp_path: Path) -> None:
    """A file may have been removed since it was judged."""
    assert list(write_bars(Verdict("log", "accepted"), LineSource(str(tmp_path / "log")))) == []
