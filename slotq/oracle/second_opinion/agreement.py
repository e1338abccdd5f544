"""Whether TLC agrees with a verdict on a trace.

The two judges share the specification and nothing else: the oracle follows a machine that was
written by hand, TLC the TLA+ itself. Where they say different things one of them is wrong, and then
nobody has judged the log.

TLC is asked about the log up to the oracle's fault, and has to refuse that very line. Some faults
are about what SlotQueueTrace does not know: the steps of callers alone, and the number of threads
of several queues together. Of those TLC can only say that nothing before them is wrong.
"""

from itertools import chain
from typing import Literal

import msgspec
from msgspec import Struct

from slotq.formats.errors import BudgetError, InputError
from slotq.formats.stream import STANDARD_INPUT, open_lines
from slotq.formats.tla_values import ValueSyntaxError
from slotq.oracle.history.typed_lines import is_history
from slotq.oracle.second_opinion.tlc_opinion import OnProgress, ask
from slotq.oracle.second_opinion.translation import Sheet, Translation
from slotq.oracle.trace.events import read_log
from slotq.oracle.verdict.verdict import Fault, Verdict
from slotq.system.files import FileError
from slotq.tlc.errors import TlcError, ToolchainError
from slotq.tlc.toolchain import Toolchain


class Agreement(Struct, frozen=True):
    """What TLC says of a file, compared with the oracle.

    Attributes:
        outcome: Its own verdict, or that it has none, or that it contradicts the oracle's.
        line: The line that no behaviour of SlotQueueTrace can follow.
        lines: How many lines it was given.
        reason: Why it has no verdict, or what there is to know about it.
    """

    outcome: Literal["accepted", "rejected", "disagrees", "undecided", "not asked"]
    line: int | None = None
    lines: int = 0
    reason: str = ""

    @property
    def is_trouble(self) -> bool:
        """Whether nobody has judged the log although TLC was to."""
        return self.outcome in {"disagrees", "undecided"}


def agree(
    path: str,
    result: Verdict | InputError,
    toolchain: Toolchain,
    on_progress: OnProgress | None = None,
) -> Agreement:
    """Ask TLC about a file that the oracle has judged.

    Args:
        path: The file.
        result: What the oracle says.
        toolchain: The Java and the jar.
        on_progress: Told how far TLC has come.

    Raises:
        ToolchainError: There is no TLC that could be asked.
    """
    if path == STANDARD_INPUT:
        reason = "standard input can be read only once: write the log to a file"
        return Agreement("undecided", reason=reason)
    if isinstance(result, InputError):
        return Agreement("not asked", reason="the file cannot be used")
    try:
        sheets = _sheets(path, result.fault)
        if sheets is None:
            return Agreement("not asked", reason="--tlc judges traces, not histories")
        if not sheets and result.fault is not None and _is_unknown(result.fault, sheets):
            return Agreement("not asked", reason="no line before the fault concerns a queue")
        opinions = ask(toolchain, sheets, on_progress=on_progress)
    except ToolchainError:
        raise
    except (InputError, BudgetError, FileError, TlcError, ValueSyntaxError) as error:
        return Agreement("undecided", reason=str(error))
    refused = min((o.refused for o in opinions if o.refused is not None), default=None)
    return _compare(result, refused, sheets)


def together(result: Verdict | InputError, said: Agreement) -> Verdict | InputError:
    """What both judges come to.

    Returns:
        The verdict, undecided if TLC has none or contradicts, rejected if TLC alone decides so.
    """
    if isinstance(result, InputError):
        return result
    if said.is_trouble:
        return msgspec.structs.replace(result, outcome="undecided")
    return msgspec.structs.replace(result, outcome="rejected") if said.line else result


def render(said: Agreement) -> str:
    """Write it as a line of plain text, to stand below the verdict."""
    place = "" if said.line is None else f" at line {said.line}"
    given = f", {said.lines} lines given" if said.lines else ""
    reason = f": {said.reason}" if said.reason else ""
    return f"  TLC       {said.outcome}{place}{given}{reason}\n"


def _sheets(path: str, fault: Fault | None) -> tuple[Sheet, ...] | None:
    # The queues of a log up to the fault, or nothing if it is a history.
    with open_lines(path) as lines:
        first = next(lines, (1, b""))
        if is_history(first[1]):
            return None
        log = read_log(path, chain([first], lines))
        if log.header.order != "exact":
            message = "TLC judges only logs with an exact order"
            raise BudgetError(message)
        return Translation(log, None if fault is None else fault.line).sheets


def _is_unknown(fault: Fault, sheets: tuple[Sheet, ...]) -> bool:
    counted = fault.event.get("action") == "End" and fault.field is not None
    return fault.blame == "caller" or (counted and len(sheets) > 1)


def _compare(verdict: Verdict, refused: int | None, sheets: tuple[Sheet, ...]) -> Agreement:
    fault, lines = verdict.fault, sum(len(sheet.lines) for sheet in sheets)
    expected = None if fault is None else fault.line
    own: Literal["accepted", "rejected"] = "accepted" if refused is None else "rejected"
    if fault is not None and refused is None and _is_unknown(fault, sheets):
        reason = f"SlotQueueTrace does not specify what is wrong at line {fault.line}"
        return Agreement(own, None, lines, reason)
    # What the oracle left undecided it does not contradict.
    if refused == expected or verdict.outcome == "undecided":
        return Agreement(own, refused, lines)
    oracle = "refuses no line" if expected is None else f"refuses line {expected}"
    tlc = "nothing" if refused is None else f"line {refused}"
    reason = f"the oracle {oracle}, TLC {tlc}: one of the two is wrong, please report it"
    return Agreement("disagrees", refused, lines, reason)
