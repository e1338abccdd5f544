"""What the oracle says of a log, as a value and as text."""

import json
from typing import Any, Literal

from msgspec import Struct

from slotq.formats.errors import InputError, plain
from slotq.oracle.verdict import codes
from slotq.oracle.verdict.codes import Code
from slotq.oracle.verdict.effects import Witness
from slotq.oracle.verdict.effects import write as write_witness
from slotq.oracle.verdict.excerpt import Excerpt, count_lines
from slotq.oracle.verdict.excerpt import write as write_excerpt

Line = dict[str, object]


class Fault(Struct, frozen=True):
    """The first line that the specification does not allow.

    Attributes:
        line: The line's number, from 1.
        event: What the line says, as far as the format knows it.
        blame: The party at fault, the queue or its caller.
        guard: Violated condition, as the specification writes it.
        values: What the guard's parts were before the step.
        field: The field of the line that differs, where one does.
        said: Its value in the log.
        expected: The value that the specification gives.
        possible: The lines that the same process could have written instead.
        others: The lines that other processes could have written.
        left_out: How many more there were of both.
    """

    line: int
    event: Line
    blame: Literal["queue", "caller"]
    guard: str
    values: dict[str, str]
    field: str | None = None
    said: object = None
    expected: object = None
    possible: tuple[Line, ...] = ()
    others: tuple[Line, ...] = ()
    left_out: int = 0

    @property
    def code(self) -> Code:
        """What it is, for a table of all that can be wrong."""
        event: dict[str, Any] = self.event
        due: Any = self.possible[0].get("action") if self.possible else None
        action = str(event.get("action"))
        ended = action == "End" and self.field is None
        what = self.guard.partition(" = ")[0]
        stands = f"{what} = {self.values[what]}" if what in self.values else None
        return codes.of_step(action, self.guard, self.field, due if ended else None, stands)

    def details(self) -> list[str]:
        """Write what is wrong, and what would not have been, as lines of plain text."""
        lines = [f"  means     {self.code.says}"]
        lines += [f"  the line  {write_line(self.event)}", f"  is false  {self.guard}"]
        if self.field is not None:
            said, expected = json.dumps(self.said), json.dumps(self.expected)
            lines.append(f"  the log   says {self.field} = {said}; the specification, {expected}")
        lines += [f"  where     {name} = {value}" for name, value in self.values.items()]
        for title, possible in (("instead   ", self.possible), ("or others ", self.others)):
            lines += [f"  {title}{write_line(line)}" for line in possible]
        if not self.possible:
            lines.append("  instead   nothing: this process had no enabled step")
        if self.left_out:
            lines.append(f"  and {self.left_out} more")
        return lines


class Verdict(Struct, frozen=True):
    """What the oracle says of a log that can be used.

    Attributes:
        file: The file as the user named it.
        outcome: Accepted as far as it goes, rejected, or undecided.
        reason: Why it is undecided, or not accepted although there is no fault.
        fault: Why it is rejected.
        lines: The number of the last line that was read.
        judged: How many lines were held against the specification.
        not_judged: How many lines were not, by action.
        ended: Whether the log says that the run was left to settle, so that what should have
            happened and did not is a fault too.
        excerpt: The lines that show the fault, where they were looked for.
        witness: Why a history is accepted, where that was asked for.
    """

    file: str
    outcome: Literal["accepted", "rejected", "undecided"]
    reason: str = ""
    fault: Fault | None = None
    lines: int = 0
    judged: int = 0
    not_judged: dict[str, int] = {}
    ended: bool = False
    excerpt: Excerpt | None = None
    witness: Witness | None = None

    @property
    def code(self) -> Code | None:
        """What is wrong, for a table of all that can be; None if nothing is."""
        if self.fault is not None:
            return self.fault.code
        kinds = {"rejected": "strict", "undecided": "undecided"}
        return codes.of_kind(kinds[self.outcome]) if self.outcome in kinds else None


def code_of(result: Verdict | InputError) -> Code | None:
    """What is wrong with a log, for a table of all that can be; None if nothing is."""
    return codes.of_kind(result.kind) if isinstance(result, InputError) else result.code


def render(result: Verdict | InputError) -> str:
    """Write a result as a block of plain text."""
    code = code_of(result)
    mark = "" if code is None else f" ({code.code})"
    if isinstance(result, InputError):
        return f"{result}{mark}\n"
    headline = f"{plain(result.file)}: {result.outcome}"
    if result.fault is not None:
        headline += f" at line {result.fault.line}: the {result.fault.blame}'s fault"
    if result.reason:
        headline += f": {result.reason}"
    headline += mark
    counts = f"  {count_lines(result.judged)} judged"
    if result.not_judged:
        each = ", ".join(f"{name} {count}" for name, count in sorted(result.not_judged.items()))
        counts += f", {sum(result.not_judged.values())} not judged ({each})"
    if result.outcome == "accepted" and not result.ended:
        counts += "; there is no End, so missing steps are not judged"
    details = [] if result.fault is None else result.fault.details()
    if result.fault is not None and code is not None:
        details.append(f"  look at   {code.look}")
        if result.excerpt is not None:
            details += write_excerpt(result.excerpt, result.fault.line)
    effects = () if result.witness is None else write_witness(result.witness)
    return "\n".join([headline, *details, counts, *effects, ""])


def as_json(result: Verdict | InputError) -> Line:
    """Turn a result into what JSON can hold."""
    if isinstance(result, InputError):
        return {
            "file": result.path,
            "outcome": "unusable",
            "code": codes.of_kind(result.kind).code,
            "line": result.line,
            "reason": result.message,
        }
    fields = {name: getattr(result, name) for name in result.__struct_fields__}
    if result.witness is None:
        del fields["witness"]  # nobody asked for one, or there is nothing to explain
    fields["code"] = None if result.code is None else result.code.code
    if result.fault is not None:
        fields["fault"] = {
            name: getattr(result.fault, name) for name in result.fault.__struct_fields__
        }
    return fields


def write_line(line: Line) -> str:
    """Write a line of a log so that no name in it can move the cursor."""
    return json.dumps(line, separators=(", ", ": "))
