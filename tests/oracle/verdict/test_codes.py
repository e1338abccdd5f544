"""verdict.codes: every fault and every unusable input has its code, and the page is fresh."""

import random
import re
import sys
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from slotq.cli.main import main
from slotq.formats.trace_lines import CALLER_ACTIONS, OTHER_ACTIONS, names_of
from slotq.oracle.check.judge_files import check
from slotq.oracle.conform.failures import FindingError
from slotq.oracle.conform.program import Program
from slotq.oracle.history import rules
from slotq.oracle.history.rules import Rule
from slotq.oracle.trace.alphabet import CLIENT_PROMISES, DEQUEUER_PROMISES, STEPS
from slotq.oracle.verdict import codes
from slotq.oracle.verdict.codes import all_codes, of_kind, of_rule, of_step
from slotq.oracle.verdict.verdict import Verdict, code_of
from tests.conftest import ROOT
from tests.oracle.code_examples import HISTORIES, LATER, SECOND, SPARE, TRACES
from tests.oracle.conform.programs import HOSTILE
from tests.oracle.conform.test_drive import LONGEST
from tests.oracle.logs import ACCEPT, HEADER, read_lines, write_log
from tests.oracle.logs import TRACES as FOLDER
from tests.oracle.trace.test_caller_steps import EVICT
from tests.oracle.trace.test_recorded import mutant

JUDGING = (ROOT / "slotq" / "oracle", ROOT / "slotq" / "formats")
NEVER_FALSE = {"Cancel"}  # an action that is always possible


def test_codes_are_in_order_and_each_is_there_once() -> None:
    """A code names one thing."""
    found = [code.code for code in all_codes()]
    assert found == sorted(set(found))
    keys = [key for code in all_codes() for key in codes._keys(code)]
    assert len(keys) == len(set(keys))


def test_every_step_of_the_queue_has_its_codes() -> None:
    """Whatever the judge may find false of a step is one of the table's."""
    general = of_kind("step")
    for kind, step in STEPS.items():
        action = kind.__name__
        if action not in NEVER_FALSE:
            assert of_step(action, "") != general, action
        for shown in step.shown:
            assert of_step(action, "", shown.field) not in {general, of_step(action, "")}, action
    for kind in (*CLIENT_PROMISES, *DEQUEUER_PROMISES):
        assert of_step("End", "", due=kind.__name__) != general
    assert of_step("End", "", "live_dequeuer_threads").code == "SQ144"


def test_one_guard_of_an_action_can_have_a_code_of_its_own() -> None:
    """A container that was not evicted is another fault than one that did not wait."""
    assert of_step("ContainerWake", "k \\in evicted").code == "SQ153"
    assert of_step("ContainerWake", 'state[k] = "waiting"').code == "SQ151"


def test_what_has_no_code_of_its_own_has_a_general_one() -> None:
    """A rule that is new is never without a code."""
    assert of_step("Unheard", "TRUE").code == "SQ199"
    assert of_rule("unheard").code == "SQ299"


def test_every_rule_of_histories_has_its_code() -> None:
    """And no code is for a rule that there is not."""
    names = {rule.name for rule in vars(rules).values() if isinstance(rule, Rule)}
    assert {code.rule for code in all_codes() if code.rule} == names


def test_every_kind_that_the_program_asks_for_is_in_the_table() -> None:
    """A misspelled kind would only be seen when somebody's log is unusable."""
    asked = {
        kind
        for folder in JUDGING
        for path in folder.rglob("*.py")
        for kind in re.findall(
            r"(?:InputError|FormatError)\([^()]*(?:\([^()]*(?:\([^()]*\))?[^()]*\)[^()]*)*?"
            r',\s*"([a-z0-9-]+)"\)',
            path.read_text(encoding="utf-8"),
        )
    }
    assert {"gzip", "seq", "not-json"} <= asked
    assert asked <= {code.kind for code in all_codes()}


UNUSABLE = {
    "SQ001": None,
    "SQ002": b"\x1f\x8bx",
    "SQ003": b"x" * 70_000,
    "SQ004": b"",
    "SQ005": b"{}\n",
    "SQ006": b'{"format":"other"}\n',
    "SQ007": b'{"format":"slotq-trace","version":"1"}\n',
    "SQ008": b'{"format":"\xff"}\n',
    "SQ009": b"{\n",
    "SQ010": b'{"action":"DequeuerWait"}',
    "SQ011": b'{"action":"Dequeue","process":"p"}',
    "SQ012": b'{"action":"DequeuerWait","process":"p","seq":2}',
    "SQ013": b'{"action":"Evict","process":"p","container":"c","time":2}\n'
    b'{"action":"DequeuerWait","process":"p","time":1}',
    "SQ014": b'{"format":"slotq-trace","version":1,"omits":["AcquireCas"]}\n',
    "SQ015": b'{"action":"End","process":"p","live_dequeuer_threads":0}\n' * 2,
    "SQ016": b'{"action":"DequeuerWait","process":"p","time":18446744073709551616}',
    "SQ017": b'{"format":"slotq-trace","version":1,"order":"approximate"}\n',
    "SQ018": b'{"action":"Evict","process":"p","container":"c"}\n\n',
    "SQ019": b'[{"action":"DequeuerWait","process":"p"}]',
    "SQ020": b'INFO {"format":"slotq-trace","version":1}',
    "SQ021": b'{"action":"DequeuerWait","process":"p","note":' + b"[" * 101 + b"]" * 101 + b"}",
}


@pytest.mark.parametrize("code", UNUSABLE)
def test_each_kind_of_unusable_trace_has_its_code(code: str, tmp_path: Path) -> None:
    """By an example of each."""
    path = tmp_path / "log"
    content = UNUSABLE[code]
    if content is not None:
        head = b'{"format":"slotq-trace","version":1}\n' if content.startswith(b'{"action') else b""
        path.write_bytes(head + content)
    result = code_of(check(str(path)))
    assert result is not None
    assert result.code == code


@pytest.mark.parametrize("code", TRACES)
def test_each_fault_of_a_trace_has_its_code(code: str, tmp_path: Path) -> None:
    """By a smallest log; it is the last line that is wrong, and nothing before it."""
    lines = TRACES[code]
    header = {**HEADER, "callers": "later" if code in LATER else "seed"}
    result = check(write_log(tmp_path / "log", lines, header))
    assert isinstance(result, Verdict)
    assert result.fault is not None
    assert (result.fault.line, result.fault.code.code) == (len(lines) + 1, code)
    before = check(write_log(tmp_path / "log", lines[:-1] or [EVICT], header))
    assert isinstance(before, Verdict)
    assert before.fault is None


@pytest.mark.parametrize("rule", HISTORIES)
def test_each_fault_of_a_history_has_its_code(rule: str, tmp_path: Path) -> None:
    """By a smallest history; each rule has a code of its own."""
    lines = [replace(line, time=n * SECOND) for n, line in enumerate(HISTORIES[rule], 1)]
    version = b"later" if rule in LATER else b"seed"
    head = b'{"format":"slotq-history","version":1,"callers":"%s"}' % version
    path = tmp_path / "log"
    path.write_bytes(b"\n".join([head, *map(msgspec.json.encode, lines)]))
    result = code_of(check(str(path), served_within=4))
    assert result is not None
    assert (result.rule, result) == (rule, of_rule(rule))


def test_no_code_is_for_show() -> None:
    """Each is that of some log, of some program, or says why nothing has it."""
    driven = {code for code, _ in (*HOSTILE.values(), *LONGEST.values())}
    others = {"SQ198", "SQ304", "SQ318", "SQ319", "SQ401"}  # each has a test of its own
    histories = {of_rule(rule).code for rule in HISTORIES}
    spare = {each.code for each in SPARE}
    found = [*UNUSABLE, *TRACES, *histories, *driven, *others, *spare]
    assert [code.code for code in all_codes()] == sorted(found)


def test_damaged_logs_need_no_spare_code(tmp_path: Path) -> None:
    """Whatever a judge finds wrong in real logs with a line or a field changed has its row."""
    rng = random.Random(6)
    found = set()
    for path in [path for path in ACCEPT if path.suffix == ".ndjson"]:
        header, *lines = read_lines(path)
        lines = [{name: line[name] for name in line if name != "seq"} for line in lines]
        for _ in range(60):
            result = check(write_log(tmp_path / "log", mutant(rng, lines), header))
            code = code_of(result)
            assert isinstance(result, Verdict)
            assert (code is None) == (result.outcome == "accepted")
            found |= set() if code is None else {code.code}
    assert found & {each.code for each in SPARE} == set()
    assert len(found) > 20


def test_every_step_of_callers_and_counters_has_its_codes() -> None:
    """Out of turn, and where it is still to come at the End."""
    general = of_kind("step")
    promises = ("AcquireCas", "Cancel", "ContainerWake", "ContainerReturn", "SlotClose")
    for name in names_of(OTHER_ACTIONS | CALLER_ACTIONS) - {"Evict"}:  # which is always possible
        assert of_step(name, "") != general, name
    counters = ("RequestEnter", "RequestExit", "ContainerEnter", "ContainerExit")
    for name in (*promises, *counters):
        assert of_step("End", "", due=name) != general, name


def test_a_program_that_does_not_read_has_its_code() -> None:
    """A pipe holds less than this question."""
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    with Program(command) as program, pytest.raises(FindingError) as raised:
        program.ask(b"x" * 10_000_000, 0.1)
    assert raised.value.code.code == "SQ318"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"f":"dequeue","type":"invoke","process":"p"}', "SQ010"),
        (b'{"f":"pop","type":"invoke","process":"p"}', "SQ011"),
        (b'{"f":"is_idle","type":"invoke","process":"p","seq":2}', "SQ012"),
        (b'{"f":"is_idle","type":"invoke","process":"p","time":18446744073709551616}', "SQ016"),
        (b'{"f":"is_idle","type":"ok","process":"p","idle":true}', "SQ202"),
    ],
)
def test_histories_have_codes_too(line: bytes, code: str, tmp_path: Path) -> None:
    """Of what cannot be used, and of a rule."""
    path = tmp_path / "log"
    path.write_bytes(b'{"format":"slotq-history","version":1}\n' + line)
    result = code_of(check(str(path)))
    assert result is not None
    assert result.code == code


def test_codes_of_what_was_not_judged() -> None:
    """An accepted log has none; strictness and a missing decision have theirs."""
    path = str(FOLDER / "accept" / "small-07.ndjson")
    assert code_of(check(path)) is None
    strict, undecided = Verdict("log", "rejected"), Verdict("log", "undecided")
    assert strict.code == of_kind("strict")
    assert undecided.code == of_kind("undecided")


def test_the_page_is_fresh() -> None:
    """docs/codes.md is the table, in words."""
    assert (ROOT / "docs" / "codes.md").read_text(encoding="utf-8") == codes.page()


def test_command_explains_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    """Also away from the documentation."""
    assert main(["codes", "sq124"]) == 0
    found = of_step("DequeuerPeek", "", "token")
    assert capsys.readouterr().out == (
        f"SQ124: {found.title}\n{found.says}\nLook at: {found.look}\n"
    )
    assert main(["codes"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "SQ001  The file cannot be read"


def test_command_does_not_know_every_code(capsys: pytest.CaptureFixture[str]) -> None:
    """One line, without what a terminal would obey."""
    assert main(["codes", "SQ\x1b"]) == 2
    assert capsys.readouterr().err == "slotq: there is no code SQ\\x1b: slotq codes lists them\n"
