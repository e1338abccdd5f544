"""Tells an answer of TLC from the end of a run without an answer: the one place that decides it.

An answer is that the model holds, with the counts of a whole search; or that something is violated,
with the behaviour that shows it. It needs TLC's own words, that it says to have finished, and the
exit code that belongs to the words. Everything else says nothing for or against a claim, and raises
`NoAnswerError`.

So do errors in the text of a specification. They cannot be told from those of the machine: where
the disk is full TLC finds no module Naturals, which is a parse error, and where memory is short the
evaluation of an expression fails.
"""

import re
import signal
from collections.abc import Collection, Sequence
from typing import NoReturn

from slotq.tlc.errors import Ending, NoAnswerError
from slotq.tlc.report import Outcome, Report

_EXIT_CODES = {
    Outcome.OK: {0},
    Outcome.SAMPLED: {0},
    Outcome.ASSUMPTION: {10},
    Outcome.DEADLOCK: {11},
    Outcome.INVARIANT: {12},
    Outcome.ACTION_PROPERTY: {12, 13},
    Outcome.TEMPORAL_PROPERTY: {13},
}
"""The exit codes that belong to each answer, of all versions of TLC."""

_AT_EASE = frozenset({"-continue", "-simulate"})
"""With these options TLC ends with 0 whatever it found."""
RECOVER = "-recover"
_WITHOUT_BEHAVIOUR = frozenset({Outcome.ASSUMPTION, Outcome.SAMPLED})

_EXIT_CODES_OF_SIGNALS = {
    128 + number: number
    for number in (
        signal.SIGHUP,
        signal.SIGINT,
        signal.SIGQUIT,
        signal.SIGABRT,
        signal.SIGBUS,
        signal.SIGKILL,
        signal.SIGSEGV,
        signal.SIGTERM,
    )
}
"""How Java, or a shell around it, reports a signal; TLC's own codes above 128 are others."""

_WORDS = (
    ("No space left on device", Ending.DISK_FULL),
    ("Disk quota exceeded", Ending.DISK_FULL),
    ("OutOfMemoryError", Ending.OUT_OF_MEMORY),
    ("Java ran out of memory", Ending.OUT_OF_MEMORY),
    ("insufficient memory for the Java Runtime", Ending.OUT_OF_MEMORY),
    ("StackOverflowError", Ending.STACK_OVERFLOW),
    ("stack overflow", Ending.STACK_OVERFLOW),
    ("Could not find or load main class", Ending.NOT_LOADED),
    ("UnsupportedClassVersionError", Ending.NOT_LOADED),
    ("NoClassDefFoundError", Ending.NOT_LOADED),
    ("ClassFormatError", Ending.NOT_LOADED),
    ("Error occurred during initialization of VM", Ending.NOT_STARTED),
    ("Could not create the Java Virtual Machine", Ending.NOT_STARTED),
)
"""What betrays the reason, whatever the error is called otherwise; the first one counts."""

_ENDINGS = {
    Outcome.PARSE: Ending.PARSE,
    Outcome.CONFIGURATION: Ending.CONFIGURATION,
    Outcome.EVALUATION: Ending.EVALUATION,
    Outcome.FAILED: Ending.OTHER_ERROR,
}

_LOGGED = re.compile(r"\[[0-9.,]{1,20}s\]\[(?:trace|debug|info|warning|error) *\]\[")
"""How a line of Java's own log begins, which options in the environment may ask for."""
_ASIDE = re.compile(
    r"(?:NOTE: )?Picked up \w+: |(?:OpenJDK|Java HotSpot)\(?.{0,40} warning: ", re.ASCII
)
"""What Java says of its options, which is no error."""


def is_aside(line: str) -> bool:
    """Whether a line is what Java says of its options, or a line of its own log."""
    return _ASIDE.match(line) is not None or is_logged(line)


def is_logged(line: str) -> bool:
    """Whether a line is one of Java's own log, which may come anywhere."""
    return _LOGGED.match(line) is not None


def require_answer(
    name: str, report: Report, exit_code: int, last: Sequence[str], options: Collection[str] = ()
) -> None:
    """Accept a run that has an answer.

    Args:
        name: What TLC ran on.
        report: What it said.
        exit_code: How it ended; negative for a signal.
        last: The last lines of its output.
        options: TLC's own, some of which change what belongs to an answer.

    Raises:
        NoAnswerError: The run has none.
    """

    def refuse(ending: Ending, details: str) -> NoReturn:
        message = f"TLC on {name}: {ending.value}: {details}"
        raise NoAnswerError(ending, message)

    number = -exit_code if exit_code < 0 else _EXIT_CODES_OF_SIGNALS.get(exit_code)
    if number is not None:
        known = signal.strsignal(number) or "a signal"
        refuse(Ending.KILLED, f"signal {number} ({known}){so_far(report)}")
    said = report.message.replace("\n", " | ") or " | ".join(last) or "it wrote nothing"
    everything = "\n".join((report.message, *last))
    betrayed = next((ending for words, ending in _WORDS if words in everything), None)
    allowed = _EXIT_CODES.get(report.outcome)
    if allowed is None:
        ending = betrayed or _ENDINGS.get(report.outcome, Ending.CUT_SHORT)
        refuse(ending, f"exit code {exit_code}: {said}")
    if exit_code not in allowed | ({0} if _AT_EASE.intersection(options) else set()):
        refuse(
            betrayed or Ending.CONTRADICTORY,
            f"exit code {exit_code} with {report.outcome.value!r}: {said}",
        )
    if lacking := _lacking(report, recovered=RECOVER in options):
        refuse(Ending.CUT_SHORT, f"{report.outcome.value!r}, but {lacking}")


def so_far(report: Report) -> str:
    """How far a search had come that did not end."""
    if report.distinct is None:
        return ""
    return f", with {report.distinct} distinct states found"


def _lacking(report: Report, *, recovered: bool) -> str:
    if report.outcome is Outcome.OK:
        counts = [report.generated, report.distinct]
        if not recovered:  # whose first part is in another output
            counts += [report.initial, report.initial_generated]
        if None in counts:
            return "TLC did not report the number of states"
        if report.queued != 0:
            return f"{report.queued} states were not explored"
    elif report.trace is None and report.outcome not in _WITHOUT_BEHAVIOUR:
        return "TLC did not print the behaviour"
    return "" if report.finished else "TLC did not report that it finished"
