"""slotq.oracle.history.alternatives: what a call could have returned, by the judge's own rules."""

import json
from pathlib import Path

import pytest

from slotq.oracle.check.judge_files import check
from slotq.oracle.history import alternatives
from slotq.oracle.history.rules import HistoryFault
from slotq.oracle.verdict.verdict import write_line

HEADER = '{"format": "slotq-history", "version": 1}'


def line(f: str, kind: str, process: str, **carried: object) -> dict[str, object]:
    """A line of a history."""
    return {"f": f, "type": kind, "process": process, **carried}


def queued(token: int, process: str = "a") -> list[dict[str, object]]:
    """A call that queues a slot."""
    call = line("queue_slot", "invoke", process)
    return [call, line("queue_slot", "ok", process, token=token)]


STARTED = [
    line("start_dequeuer", "invoke", "c", dequeuer="d"),
    line("start_dequeuer", "ok", "c", dequeuer="d"),
]
ASKED = line("dequeue", "invoke", "c", dequeuer="d")


def fault(tmp_path: Path, *lines: dict[str, object]) -> HistoryFault:
    """What is wrong with a history."""
    path = tmp_path / "it.ndjson"
    text = "\n".join([HEADER, *map(json.dumps, lines), ""])
    path.write_text(text, encoding="utf-8")
    verdict = check(str(path), excerpt=True)
    assert not isinstance(verdict, Exception)
    assert isinstance(verdict.fault, HistoryFault)
    return verdict.fault


def test_a_delivery_could_have_been_of_the_newest(tmp_path: Path) -> None:
    """Or none at all; nothing else."""
    said = line("dequeue", "ok", "c", dequeuer="d", token=0)
    found = fault(tmp_path, *queued(0), *queued(1), *STARTED, ASKED, said)
    assert found.possible == (
        line("dequeue", "fail", "c", dequeuer="d", reason="timeout"),
        line("dequeue", "ok", "c", dequeuer="d", token=1),
    )
    assert [text for text in found.details() if "instead" in text] == [
        f"  instead   {write_line(each)}" for each in found.possible
    ]


def test_who_lost_to_nobody_could_have_won(tmp_path: Path) -> None:
    """The only other return of the call."""
    call = line("acquire_slot", "invoke", "a", token=0)
    found = fault(tmp_path, *queued(0), call, line("acquire_slot", "fail", "a", token=0))
    assert found.possible == (line("acquire_slot", "ok", "a", token=0),)


TRIGGER = line("wait_trigger", "invoke", "a", token=0)
QUIET = line("quiesce", "invoke", "a")


@pytest.mark.parametrize(
    ("lines", "name", "expected"),
    [
        (
            [*queued(0), TRIGGER, line("wait_trigger", "ok", "a", token=0, reason="trigger")],
            "reason",
            ["idle", "shutdown", "freeze"],  # nobody has evicted it
        ),
        (
            [*STARTED, QUIET, line("quiesce", "ok", "a", live_dequeuer_threads=9)],
            "live_dequeuer_threads",
            [1, 2],  # with its canceller, or without
        ),
        (
            [line("is_idle", "invoke", "a"), line("is_idle", "ok", "a", idle=False)],
            "idle",
            [True],
        ),
        (
            [line("queue_slot", "invoke", "a"), line("queue_slot", "ok", "a", token=7)],
            "token",
            [0],
        ),
    ],
)
def test_each_kind_of_return_has_others(
    tmp_path: Path, lines: list[dict[str, object]], name: str, expected: list[object]
) -> None:
    """Those alone that are allowed."""
    assert [each[name] for each in fault(tmp_path, *lines).possible] == expected


def test_what_is_wrong_with_a_call_has_no_other_return(tmp_path: Path) -> None:
    """The caller should not have made it."""
    twice = [line("acquire_slot", "invoke", "a", token=0)] * 2
    assert fault(tmp_path, *queued(0), *twice).possible == ()


def test_of_many_some_are_told_and_the_others_counted(tmp_path: Path) -> None:
    """All of those that are queued at once may be the newest."""
    processes = [f"a{number}" for number in range(10)]
    calls = [line("queue_slot", "invoke", process) for process in processes]
    said = line("dequeue", "ok", "c", dequeuer="d", token=99)
    found = fault(tmp_path, *calls, *STARTED, ASKED, said)
    told = [each.get("token", each.get("reason")) for each in found.possible]
    assert told == ["timeout", 9, 8, 7, 6, 5, 4, 3]
    assert found.left_out == 3
    assert "  and 3 more" in found.details()


def test_a_long_history_is_not_judged_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would take longer than the verdict."""
    monkeypatch.setattr(alternatives, "MOST_LINES", 5)
    call = line("acquire_slot", "invoke", "a", token=0)
    failed = line("acquire_slot", "fail", "a", token=0)
    assert fault(tmp_path, *queued(0), call, failed).possible == ()
