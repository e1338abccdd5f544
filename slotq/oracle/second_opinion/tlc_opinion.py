"""TLC's opinion on traces: whether SlotQueueTrace has a behaviour that comes to their end.

TLC runs once for all of them, in a private folder, on a module that holds the logs as a literal.
For each log it has to say one of two things: that a behaviour came to the end, or where it went no
further. A log of which it says nothing has no opinion, and is never taken for accepted.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from slotq.formats.errors import BudgetError
from slotq.formats.tla_values import Value, format_value
from slotq.oracle.second_opinion.translation import MODULUS, Sheet
from slotq.system.files import private_folder, write_whole
from slotq.system.resources import folder
from slotq.tlc.errors import Ending, NoAnswerError
from slotq.tlc.job import Job
from slotq.tlc.report import Outcome
from slotq.tlc.run import run_tlc
from slotq.tlc.toolchain import Toolchain

TIMEOUT = 600.0
MODULE = "SecondOpinion"
_NAMES = {
    "TheClients": "client",
    "TheDequeuers": "dequeuer",
    "TheRequests": "request",
    "TheMovers": "mover",
}
_CONFIGURATION = """\
CONSTANTS
  Logs <- TheLogs
  Omitted <- TheOmitted
  Clients <- TheClients
  Dequeuers <- TheDequeuers
  Tokens <- TheTokens
  Requests <- TheRequests
  Containers <- TheContainers
  Movers <- TheMovers
  Modulus <- TheModulus
  None = None
SPECIFICATION Spec
VIEW View
INVARIANTS
  Told
"""
# Each time that a behaviour comes further than those before it, TLC says how far.
_TOLD = """\
ASSUME \\A i \\in DOMAIN Logs : TLCSet(i, 0)
Told == line > TLCGet(log) => TLCSet(log, line) /\\ PrintT(<<log, line>>)
"""
_SAID = re.compile(r"<<(\d{1,9}), (\d{1,9})>>", re.ASCII)
_OFTEN = 100
OnProgress = Callable[[int, int], None]
"""Called now and then with how many lines TLC has followed, and how many there are."""


class Opinion(NamedTuple):
    """What TLC says of one queue of a log.

    Attributes:
        queue: The queue's name in the log.
        refused: The number of the line that no behaviour can follow; None if one reached the end.
        lines: How many lines TLC was given.
    """

    queue: str | None
    refused: int | None
    lines: int


class _Listener:
    # Hears from TLC how far it has come in each log.

    def __init__(self, sheets: Sequence[Sheet], on_progress: OnProgress | None) -> None:
        self.reached: dict[int, int] = {}
        self._lines = sum(len(sheet.lines) for sheet in sheets)
        self._followed = 0
        self._on_progress = on_progress

    def hear(self, text: str) -> None:
        said = _SAID.fullmatch(text)
        if said is None:
            return
        log, line = int(said[1]), int(said[2])
        self.reached[log] = max(line, self.reached.get(log, 0))
        self._followed += 1
        if self._on_progress is not None and not self._followed % _OFTEN:
            self._on_progress(self._followed, self._lines)


def ask(
    toolchain: Toolchain,
    sheets: Sequence[Sheet],
    timeout: float = TIMEOUT,
    on_progress: OnProgress | None = None,
) -> list[Opinion]:
    """Ask TLC about queues.

    Args:
        toolchain: The Java and the jar.
        sheets: The queues.
        timeout: How many seconds it may take.
        on_progress: Told how far it has come.

    Raises:
        BudgetError: There is nothing to ask about.
        TlcError: TLC has not decided.
        FileError: There is no place for what it reads.
    """
    if not sheets:
        message = "no line of the log concerns a queue"
        raise BudgetError(message)
    with private_folder("slotq-trace-") as place:
        module = place / f"{MODULE}.tla"
        write_whole(module, write_module(sheets))
        config = module.with_suffix(".cfg")
        write_whole(config, _CONFIGURATION)
        job = Job(module, config, (folder("spec"),), check_deadlock=False, timeout=timeout)
        listener = _Listener(sheets, on_progress)
        report = run_tlc(toolchain, job, on_printed=listener.hear).report
    if report.outcome is not Outcome.OK:
        message = f"TLC cannot judge the log: {report.outcome.value}: {report.message[:300]}"
        raise NoAnswerError(Ending.OTHER_ERROR, message)
    return list(_opinions(sheets, listener.reached))


def write_module(sheets: Sequence[Sheet]) -> str:
    """Write the module that TLC is asked about."""
    tokens = max(sheet.appends for sheet in sheets)
    omitted: Value = tuple(frozenset(sheet.omitted) for sheet in sheets)
    lines = [
        f"---- MODULE {MODULE} ----",
        "EXTENDS SlotQueueTrace, Integers, TLC",
        f"TheTokens == 0 .. {tokens}",
        f"TheModulus == {MODULUS}",
        f"TheOmitted == {format_value(omitted)}",
        *(
            f"{constant} == 1 .. {max(sheet.count(kind) for sheet in sheets)}"
            for constant, kind in _NAMES.items()
        ),
        f"TheContainers == -{max(sheet.count('container') for sheet in sheets)} .. -1",
        "Recorded == <<",
        ",\n".join(f"<<\n{_records(sheet)}>>" for sheet in sheets),
        ">>",
        # TLC evaluates what takes a constant's place at each use, but other definitions once.
        "TheLogs == Recorded",
        _TOLD,
        "====",
    ]
    return "\n".join([*lines, ""])


def _records(sheet: Sheet) -> str:
    return ",\n".join(map(format_value, sheet.lines))


def _opinions(sheets: Sequence[Sheet], reached: dict[int, int]) -> Iterator[Opinion]:
    for log, sheet in enumerate(sheets, 1):
        if log not in reached:
            message = "TLC gave no result for one of the logs"
            raise NoAnswerError(Ending.CUT_SHORT, message)
        numbers = dict(enumerate(sheet.numbers, 1))
        yield Opinion(sheet.queue, numbers.get(reached[log]), len(sheet.lines))
