"""slotq.oracle.check.trace_run: the lines of a trace, with the list after each."""

from pathlib import Path

import pytest

from slotq.oracle.check.excerpts import LineSource
from slotq.oracle.check.trace_run import write_run
from slotq.oracle.verdict.verdict import Verdict
from slotq.pictures.run import MOST_STEPS
from tests.oracle.check.drawn import page_of
from tests.oracle.logs import (
    ACCEPT,
    APPEND,
    CANCEL,
    END,
    HEADER,
    REJECT,
    SETTLE,
    START,
    WON,
    Line,
    step,
    write_log,
)
from tests.pictures.reading import HOSTILE


def test_each_line_has_the_list_after_it_and_what_it_changes(tmp_path: Path) -> None:
    """From the append to the canceller's end, in words."""
    _, page = page_of(write_log(tmp_path / "log", [*WON, *SETTLE, END]))
    assert page.steps == [
        [
            "2",
            "container-1 QueueAppend token=0",
            "0 free",
            "container-1: no call to finish \u2192 has to broadcast",
        ],
        [
            "3",
            "container-1 QueueBroadcast",
            "0 free",
            "container-1: has to broadcast \u2192 no call to finish",
        ],
        [
            "4",
            "consumer-1 DequeuerStart dequeuer-1",
            "0 free",
            "dequeuer-1: not started \u2192 wants the lockcanceller-1: not started \u2192 waiting",
        ],
        [
            "5",
            "dequeuer-1 DequeuerPeek token=0",
            "0 free",
            "dequeuer-1: wants the lock \u2192 offers token 0",
        ],
        [
            "6",
            "dequeuer-1 DequeuerDeliver token=0 to consumer-1",
            "0 free",
            "dequeuer-1: offers token 0 \u2192 wants the lock",
        ],
        [
            "7",
            "consumer-1 AcquireCas token=0 ok=true",
            "0 won",
            "token 0: free \u2192 wonconsumer-1: no call to finish \u2192 has to remove token 0",
        ],
        [
            "8",
            "consumer-1 AcquireRemove token=0 ok=true",
            "0 won",
            "consumer-1: has to remove token 0 \u2192 has to close token 0",
        ],
        [
            "9",
            "consumer-1 AcquireClose token=0 ok=true",
            "empty",
            "token 0: won \u2192 closedconsumer-1: has to close token 0 \u2192 no call to finish",
        ],
        [
            "10",
            "consumer-1 Cancel dequeuer-1 ok=true",
            "empty",
            "dequeuer-1: wants the lock \u2192 wants the lock, context done",
        ],
        [
            "11",
            "dequeuer-1 DequeuerExit",
            "empty",
            "dequeuer-1: wants the lock, context done \u2192 ended, context done",
        ],
        [
            "12",
            "canceller-1 CancellerWake waiting=false",
            "empty",
            "canceller-1: waiting \u2192 ended",
        ],
        ["13", "driver End live_dequeuer_threads=0", "empty", ""],
    ]
    assert ("ins", {"class": "token free"}) in page.seen
    assert ("del", {"class": "token won"}) in page.seen
    assert ("span", {"class": "token won new"}) in page.seen


def test_lanes_show_who_acts_and_who_takes_part(tmp_path: Path) -> None:
    """A delivery is one step of two processes; a lane ends with its process."""
    _, page = page_of(write_log(tmp_path / "log", WON))
    assert page.lanes[2:5] == [
        ["", "acts first", "joins first"],
        ["", "line", "acts"],
        ["", "joins", "acts last"],
    ]


def test_the_fault_is_the_last_row_and_leaves_the_state_as_it_is(tmp_path: Path) -> None:
    """What cannot happen changes nothing."""
    wrong = step("dequeuer-1", "DequeuerWait")
    _, page = page_of(write_log(tmp_path / "log", [*APPEND, START, wrong]))
    assert page.steps[-1] == ["5", "dequeuer-1 DequeuerWait \u25b6 wrong", "0 free", ""]
    assert ("li", {"class": "wrong"}) in page.seen


@pytest.mark.parametrize(
    "header",
    [{"omits": ["DequeuerEjected"]}, {"order": "approximate", "window": 2}],
)
def test_a_state_that_is_not_known_is_not_drawn(header: Line, tmp_path: Path) -> None:
    """The lines are."""
    _, page = page_of(write_log(tmp_path / "log", WON, {**HEADER, **header}))
    assert page.steps[0] == ["2", "container-1 QueueAppend token=0", ""]
    assert any("The list is not drawn" in text for text in page.texts["p"])


def _long(count: int) -> list[Line]:
    lines: list[Line] = []
    for number in range(count):
        lines += [
            step("container-1", "QueueAppend", token=number, slot=number),
            step("container-1", "QueueBroadcast"),
        ]
    return lines


def test_of_a_long_log_a_part_is_drawn_and_the_rest_counted(tmp_path: Path) -> None:
    """The first lines, or the last ones up to a fault; of a long list its newest tokens."""
    lines = _long(MOST_STEPS)
    _, page = page_of(write_log(tmp_path / "log", lines))
    assert len(page.steps) == MOST_STEPS
    assert any(f"Not drawn: {MOST_STEPS} lines after these." in text for text in page.texts["p"])
    wrong = step("container-1", "QueueBroadcast")
    _, page = page_of(write_log(tmp_path / "log", [*lines, wrong]))
    assert len(page.steps) == MOST_STEPS
    assert any(
        f"Not drawn: {MOST_STEPS + 1} lines before these." in text for text in page.texts["p"]
    )
    assert page.steps[-1][2].startswith(f"{MOST_STEPS - 8} older ")


def test_one_queue_is_drawn(tmp_path: Path) -> None:
    """That of the fault, or the first; the others are named."""
    first = [{**line, "queue": "first"} for line in APPEND]
    second = [{**line, "queue": "second"} for line in APPEND]
    counted = step("consumer-1", "RequestEnter", state="wait", count=1, queue="first")
    header = {**HEADER, "omits": ["RequestMove"]}
    _, page = page_of(write_log(tmp_path / "log", [*first, counted, *second], header))
    assert [row[0] for row in page.steps] == ["2", "3"]
    said = "Not drawn: 1 line about counters. Nor are other queues: second."
    assert any(said in text for text in page.texts["p"])
    wrong = {**CANCEL, "ok": False, "queue": "second"}
    _, page = page_of(write_log(tmp_path / "log", [*first, *second, wrong]))
    assert [row[0] for row in page.steps] == ["4", "5", "6"]


def test_a_fault_of_counters_is_among_the_lines_of_counters(tmp_path: Path) -> None:
    """They are passed over only where nothing is wrong with them."""
    wrong = step("container-1", "ContainerExit", state="idle", count=3)
    _, page = page_of(write_log(tmp_path / "log", [*APPEND, wrong]))
    assert page.steps[-1][:2] == [
        "4",
        "container-1 ContainerExit state=idle count=3 \u25b6 wrong",
    ]


def test_many_processes_share_a_lane(tmp_path: Path) -> None:
    """Those that do least; each row still names its process."""
    lines = [step(f"client-{number}", "QueueAppend", token=number, slot=1) for number in range(30)]
    text, page = page_of(write_log(tmp_path / "log", lines))
    assert {len(lane) for lane in page.lanes} == {11}
    assert "<b>others</b>" in text
    assert page.steps[29][1] == "client-29 QueueAppend token=29"


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    """In lanes and in rows."""
    lines = [step(HOSTILE, "QueueAppend", token=0, slot=1)]
    text, page = page_of(write_log(tmp_path / "log", lines))
    page.check_harmless()
    assert page.steps[0][1].startswith("</td></li><script>")
    assert not {"\u202e", "\x1b"} & set(text)


@pytest.mark.parametrize("path", [*ACCEPT, *REJECT], ids=lambda path: path.stem)
def test_every_recorded_trace_is_drawn(path: Path) -> None:
    """With a list in each row, and the fault in the last one."""
    _, page = page_of(path)
    assert page.steps
    assert all(row[2] for row in page.steps)
    assert ("li", {"class": "wrong"}) in page.seen or path in ACCEPT


def test_lines_that_are_gone_are_not_drawn(tmp_path: Path) -> None:
    """A file may have been removed since it was judged."""
    assert list(write_run(Verdict("log", "accepted"), LineSource(str(tmp_path / "log")))) == []
