"""slotq.oracle.conform: the reference conforms; the broken is caught, and the hostile told."""

import io
import re
import sys

import msgspec
import pytest

from slotq.oracle.conform import places
from slotq.oracle.conform.calls import read_run
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.drive import Plan, drive
from slotq.oracle.conform.edges import ACTIONS, Edges, SeenEdge
from slotq.oracle.conform.failures import UnusableError
from slotq.oracle.conform.outcome import Report, render
from slotq.oracle.conform.places import TooLargeError
from slotq.oracle.conform.session import Patience
from tests.oracle.conform.programs import BROKEN, HOSTILE

REFERENCE = [sys.executable, "-m", "slotq.oracle.conform.reference_program"]
PATIENCE = Patience(answer=5, served=0.15)
RUN = tuple(read_run("queue_slot p1"))
PLAN = Plan(Size(1, 1, 2), seconds=4, examples=20, patience=PATIENCE)


def program(name: str) -> list[str]:
    """The command of a program of ours."""
    return [sys.executable, "-m", "tests.oracle.conform.programs", name]


@pytest.fixture(scope="session")
def of_reference() -> Report:
    """What is said of the reference."""
    patience = Patience(answer=10, served=10)
    return drive(REFERENCE, Plan(Size(1, 1, 2), seconds=20, examples=30, patience=patience))


def test_the_reference_conforms(of_reference: Report) -> None:
    """Every call that can be reached was tried, every edge that can be forced was seen."""
    assert (of_reference.outcome, of_reference.exit_code) == ("conforms", 0)
    assert (of_reference.unimplemented, of_reference.time_out) == ((), False)
    assert of_reference.tried > 0.9 * of_reference.places
    rows = {row.action: row for row in of_reference.edges}
    assert [row for row in rows.values() if row.forced != row.seen] == []
    assert {name for name, row in rows.items() if not row.forced} == {"Withdraw"}
    assert set(of_reference.values) == {"key", "scaling", "counters", "manager"}
    assert min(of_reference.values.values()) > 0


LONGEST = {
    "PicksOldest": ("SQ301", 4),
    "PickRemoves": ("SQ301", 5),
    "WakesNobody": ("SQ303", 5),
    "RemovesLast": ("SQ301", 8),
    "NobodyWakes": ("SQ302", 5),
    "AlwaysWins": ("SQ301", 3),
    "IdsFromOne": ("SQ301", 1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_queue_is_caught_by_a_short_run(name: str) -> None:
    """With the code of its fault, and a command that repeats the run."""
    report = drive(program(name), PLAN)
    assert (report.outcome, report.exit_code) == ("does not conform", 1)
    assert report.fault is not None
    code, longest = LONGEST[name]
    assert report.fault.code in {code, "SQ302"}, report.fault
    assert len(report.fault.run) <= longest, report.fault
    assert report.fault.repeats
    assert "; ".join(said.call for said in report.fault.run) in report.fault.again
    assert "edges of SlotQueue" not in render(report)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_program_is_told(name: str) -> None:
    """Whatever it does, it has its code, and nothing waits for ever."""
    patience = Patience(answer=0.4, served=0.1)
    report = drive(program(name), Plan(patience=patience, run=RUN))
    assert report.fault is not None, report
    assert report.fault.code == HOSTILE[name][0], report.fault


def test_a_program_that_never_stops_is_told() -> None:
    """It conforms until it should end."""
    script = (
        "import sys, time; from slotq.oracle.conform.reference_program import main; "
        "main(); sys.stdout.flush(); time.sleep(60)"
    )
    patience = Patience(answer=0.7, served=5)
    report = drive([sys.executable, "-c", script], Plan(patience=patience, run=RUN))
    assert report.fault is not None
    assert report.fault.code == "SQ319"


def test_a_program_that_fails_when_it_is_stopped_is_told() -> None:
    """As a test case is, whose queue raises when it is closed."""
    script = "from slotq.oracle.conform.reference_program import main; main(); raise OSError"
    report = drive([sys.executable, "-c", script], Plan(patience=PATIENCE, run=RUN))
    assert report.fault is not None
    assert report.fault.code == "SQ312"
    assert report.fault.message == "it ended with exit code 1 when asked to stop"


SECOND_IS_MISSING = """
from slotq.oracle.conform import reference_program
class Half(reference_program.Reference):
    def acquire_slot(self, process, token):
        if token:
            raise NotImplementedError
        return super().acquire_slot(process, token)
reference_program.Reference = Half
reference_program.main()
"""


def test_a_call_that_is_there_for_one_token_only_is_told() -> None:
    """It is not taken for one that nobody has written yet."""
    report = drive([sys.executable, "-c", SECOND_IS_MISSING], PLAN)
    assert report.fault is not None
    assert (report.fault.code, report.fault.repeats) == ("SQ301", True)
    assert "acquire_slot p1 t1 is unimplemented, although" in report.fault.message


RETURNS = """
import sys
from slotq.oracle.conform import reference_program
class Other(reference_program.Reference):
    def queue_slot(self, process):
        return eval(sys.argv[1])
reference_program.Reference = Other
reference_program.main()
"""


@pytest.mark.parametrize("returned", ["0.0", "False", "None", "'0'", "-1"])
def test_what_is_no_token_is_no_answer(returned: str) -> None:
    """In a program in Python the method and what it returned are named."""
    report = drive([sys.executable, "-c", RETURNS, returned], Plan(patience=PATIENCE, run=RUN))
    assert report.fault is not None
    assert report.fault.code == "SQ313"
    assert f"queue_slot returned {returned}, not a natural number" in report.fault.message


NO_RESET = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    said = {"ok": {"name": "a", "can": ["queue"]}} if asked["do"] == "start" else {%s}
    print(json.dumps({"id": asked["id"]} | said), flush=True)
"""


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("'unimplemented': True", "reset is unimplemented: a program must make a new queue"),
        ("'fail': {}", "reset failed: a program must make a new queue on reset"),
    ],
)
def test_a_program_without_reset_is_told(said: str, message: str) -> None:
    """Each way to have none has its sentence."""
    report = drive([sys.executable, "-c", NO_RESET % said], Plan(patience=PATIENCE, run=RUN))
    assert report.fault is not None
    assert report.fault.message.startswith(message)


def test_a_program_that_has_no_calls_is_undecided() -> None:
    """Nothing was looked at, so nothing is said."""
    report = drive(program("no calls"), PLAN)
    assert (report.outcome, report.exit_code) == ("undecided", 3)
    assert "queue_slot" in report.unimplemented


@pytest.mark.parametrize("command", [["/nowhere/at/all"], program("none of them")])
def test_what_cannot_be_driven_is_unusable(command: list[str]) -> None:
    """There is no verdict."""
    with pytest.raises(UnusableError):
        drive(command, Plan(patience=Patience(answer=5)))


def test_a_wrong_value_is_told() -> None:
    """Of a pure function, with the reference's."""
    script = (
        "import slotq.oracle.conform.reference_program as r; real = r.evaluate\n"
        "def wrong(kind, record):\n"
        "    answer = real(kind, record)\n"
        "    return {'needed': False} if kind == 'is-new-container-needed' else answer\n"
        "r.evaluate = wrong; r.main()"
    )
    report = drive([sys.executable, "-c", script], PLAN)
    assert report.fault is not None
    assert report.fault.code == "SQ304"
    assert "needed is False, the reference says True" in report.fault.message


@pytest.mark.parametrize(("run", "made"), [("dequeue p1 d1", 0), ("quiesce; close_slot p1 t0", 1)])
def test_a_run_that_cannot_be_made_is_undecided(run: str, made: int) -> None:
    """What was not asked says nothing."""
    report = drive(REFERENCE, Plan(patience=PATIENCE, run=tuple(read_run(run))))
    assert (report.outcome, report.exit_code, report.calls) == ("undecided", 3, made)
    assert report.reason.endswith("is not possible at this place: listed nothing; won nothing")


def test_a_size_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before memory is full."""
    monkeypatch.setattr(places, "MOST", 50)
    with pytest.raises(TooLargeError, match="3 clients, 3 dequeuers, 4 tokens lead to more than"):
        drive(REFERENCE, Plan(Size(3, 3, 4), patience=PATIENCE))


FAILS_ONCE = """
import sys
from slotq.oracle.conform import reference_program
class Once(reference_program.Reference):
    lost = 0
    def acquire_slot(self, process, token):
        won = super().acquire_slot(process, token)
        Once.lost += not won
        return won or Once.lost == int(sys.argv[1])
reference_program.Reference = Once
reference_program.main()
"""


def test_a_fault_that_does_not_come_again_is_told() -> None:
    """The run alone does not show it; so the command is the whole of it, with its options."""
    command = [sys.executable, "-c", FAILS_ONCE, "2"]
    report = drive(command, Plan(Size(1, 1, 1), seconds=1, examples=20, patience=PATIENCE))
    assert report.fault is not None
    assert not report.fault.repeats
    expected = (
        "slotq conform --patience 0.15 --dequeuers 1 --tokens 1 --seconds 1 --examples 20 -- "
    )
    assert report.fault.again.startswith(expected)
    assert "the run did not fail again when it was repeated alone" in render(report)


@pytest.mark.parametrize(("times", "outcome"), [(2, "no fault found"), (3, "does not conform")])
def test_a_run_is_repeated_until_it_fails(times: int, outcome: str) -> None:
    """Which it does the third time."""
    run = tuple(read_run("queue_slot p1; acquire_slot p1 t0; acquire_slot p1 t0"))
    plan = Plan(patience=PATIENCE, run=run, times=times)
    report = drive([sys.executable, "-c", FAILS_ONCE, "3"], plan)
    assert report.outcome == outcome
    if report.fault is not None:
        assert f"--times {times} --run" in report.fault.again


def test_a_verdict_says_what_was_not_seen(of_reference: Report) -> None:
    """A run of one call is no proof; and of no driver of single calls."""
    report = drive(REFERENCE, Plan(patience=PATIENCE, run=RUN))
    assert (report.outcome, report.exit_code, report.edges_seen) == ("no fault found", 0, 1)
    for said in (render(report), render(of_reference)):
        assert (
            "not seen  faults that only overlapping calls show, such as a flag that is checked"
            in said
        )
    assert "seen      1 edges of SlotQueue, in this run alone" in render(report)
    assert re.search("seen      [0-9]+ of [0-9]+ edges of SlotQueue in this", render(of_reference))


def test_each_edge_can_be_written_down() -> None:
    """With the state in which it was taken, whether it can be forced, and whether it was seen."""
    sink = io.BytesIO()
    plan = Plan(Size(1, 1, 1), seconds=20, examples=1, patience=PATIENCE, edges=sink)
    report = drive(REFERENCE, plan)
    edges = [msgspec.json.decode(line, type=SeenEdge) for line in sink.getvalue().splitlines()]
    counted = [
        Edges(
            action,
            len(mine := [edge for edge in edges if edge.action == action]),
            sum(edge.forced for edge in mine),
            sum(edge.forced and edge.seen == "yes" for edge in mine),
            sum(not edge.forced and edge.seen == "yes" for edge in mine),
            sum(not edge.forced and edge.seen == "maybe" for edge in mine),
        )
        for action in ACTIONS
    ]
    assert counted == list(report.edges)
    assert edges[0].state["slots"] == []


def test_time_that_is_over_is_no_verdict() -> None:
    """A walk that was cut short says nothing about what it did not try."""
    report = drive(REFERENCE, Plan(Size(1, 1, 1), seconds=0, patience=PATIENCE))
    assert (report.outcome, report.exit_code, report.time_out) == ("undecided", 3, True)
