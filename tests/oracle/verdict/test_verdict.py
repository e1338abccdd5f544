"""slotq.oracle.verdict.verdict: a result as text and as JSON."""

import msgspec

from slotq.formats.errors import InputError
from slotq.oracle.check.judge_files import check
from slotq.oracle.verdict.verdict import Fault, Verdict, as_json, render
from tests.oracle.logs import TRACES

REJECTED = """\
LOG: rejected at line 30: the queue's fault (SQ124)
  means     A dequeuer picked a token other than the newest listed one.
  the line  {"action": "DequeuerPeek", "process": "dequeuer-2.1", "seq": 29, \
"token": 0, "length": 2}
  is false  token = Newest
  the log   says token = 0; the specification, 1
  where     d = "dequeuer-2.1"
  where     Newest = 1
  where     slots = <<0, 1>>
  instead   {"process": "dequeuer-2.1", "action": "DequeuerPeek", "token": 1, "length": 2}
  or others {"process": "dequeuer-1.1", "action": "DequeuerDeliver", "to": "consumer-1", "token": 1}
  or others {"process": "container-1", "action": "QueueBroadcast", "woken": 0}
  look at   The end of the list from which tokens are picked: last in, first out, whether \
won or not.
  29 lines judged
"""


def test_rejected_log_as_text() -> None:
    """Everything that a reader needs, in one block."""
    path = str(TRACES / "reject" / "tampered-03.ndjson")
    assert render(check(path)).replace(path, "LOG") == REJECTED


def test_accepted_log_without_an_end_says_so() -> None:
    """What was accepted is what was there."""
    assert render(Verdict("log", "accepted", lines=3, judged=2)) == (
        "log: accepted\n  2 lines judged; there is no End, so missing steps are not judged\n"
    )


def test_one_line_is_not_one_lines() -> None:
    """Small logs are what people begin with."""
    assert render(Verdict("log", "accepted", lines=2, judged=1, ended=True)) == (
        "log: accepted\n  1 line judged\n"
    )


def test_undecided_log_gives_its_reason() -> None:
    """Nobody should have to guess."""
    verdict = Verdict("log", "undecided", "no line of the log concerns a queue", lines=3)
    assert render(verdict) == (
        "log: undecided: no line of the log concerns a queue (SQ401)\n  0 lines judged\n"
    )


def test_hostile_names_cannot_reach_the_terminal() -> None:
    """A log must not be able to move the cursor or turn text around."""
    event: dict[str, object] = {"process": "x\x1b[2J\u202e"}
    fault = Fault(2, event, "caller", "TRUE", {}, left_out=3)
    text = render(Verdict("a\x1b[2J", "rejected", fault=fault))
    assert text == (
        "a\\x1b[2J: rejected at line 2: the caller's fault (SQ199)\n"
        "  means     The specification has no such step at this place.\n"
        '  the line  {"process": "x\\u001b[2J\\u202e"}\n'
        "  is false  TRUE\n"
        "  instead   nothing: this process had no enabled step\n"
        "  and 3 more\n"
        "  look at   The guard that the verdict names, and the steps allowed there.\n"
        "  0 lines judged\n"
    )


def test_unusable_log_is_one_line() -> None:
    """Where, and what."""
    error = InputError("log", 3, "the line is not UTF-8", "not-utf8")
    assert render(error) == "log:3: the line is not UTF-8 (SQ008)\n"


def test_results_as_json() -> None:
    """A program can read what a person can."""
    fault = Fault(2, {"process": "x"}, "queue", "TRUE", {"p": "1"})
    data = as_json(Verdict("log", "rejected", fault=fault))
    assert msgspec.convert(data, Verdict) == Verdict("log", "rejected", fault=fault)
    assert as_json(InputError("log", 3, "no")) == {
        "file": "log",
        "outcome": "unusable",
        "code": "SQ099",
        "line": 3,
        "reason": "no",
    }
