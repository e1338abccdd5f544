"""What is said of an implementation that was driven, as a value and as text."""

import shlex
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from slotq.formats.errors import plain
from slotq.oracle.conform.calls import write_run
from slotq.oracle.conform.edges import Edges
from slotq.oracle.conform.player import Failure
from slotq.oracle.verdict.codes import of_kind


class Said(Struct, frozen=True):
    """A call of the run that failed, and its answer."""

    call: str
    answer: str


class Fault(Struct, frozen=True):
    """What is wrong.

    Attributes:
        code: Its code.
        title: What the code says.
        message: What is wrong with the last answer.
        run: The calls since a reset.
        again: The command that repeats it.
        repeats: Whether the run alone fails again; if not, `again` is the whole of it.
        often: Of a run of overlapping calls: how often it failed.
    """

    code: str
    title: str
    message: str
    run: tuple[Said, ...]
    again: str
    repeats: bool = True
    often: str = ""


class Report(Struct, frozen=True):
    """The verdict.

    Attributes:
        name: What the program calls itself.
        outcome: Whether it conforms.
        reason: Why that is undecided.
        fault: Why it does not.
        size: How much the walk used: clients, dequeuers, tokens.
        calls: How many calls the walk made.
        tried: How many different calls, each in its place, the walk tried.
        places: How many there are.
        searched: How many runs Hypothesis played.
        edges: Which edges of SlotQueue were seen.
        edges_seen: How many were seen, where it was not worked out how many there are.
        unimplemented: What the program does not have.
        values: How many values of pure functions were compared, by capability.
        time_out: Whether time was over before the walk was.
        schedules: How many schedules of overlapping calls were played.
        overlapping: The most calls of them that were open at a time.
        not_seen: What cannot be seen in this way.
    """

    name: str
    outcome: Literal["conforms", "no fault found", "does not conform", "undecided"]
    reason: str = ""
    fault: Fault | None = None
    size: str = ""
    calls: int = 0
    tried: int = 0
    places: int = 0
    searched: int = 0
    edges: tuple[Edges, ...] = ()
    edges_seen: int | None = None
    unimplemented: tuple[str, ...] = ()
    values: dict[str, int] = {}
    time_out: bool = False
    schedules: int = 0
    overlapping: int = 0
    not_seen: str = ""

    @property
    def exit_code(self) -> int:
        """0 conforms or no fault found, 1 does not conform, 3 undecided."""
        return {"does not conform": 1, "undecided": 3}.get(self.outcome, 0)


def fault_of(failure: Failure, command: Sequence[str], options: str) -> Fault:
    """Describe a failure, with the command that repeats it."""
    code = of_kind(failure.kind)
    run = tuple(Said(str(call), plain(str(answer or "-"))) for call, answer in failure.run)
    calls = write_run(failure.calls)
    chosen = f"--run {shlex.quote(calls)} " if failure.is_run else ""
    again = f"slotq conform {options}{chosen}-- {shlex.join(command)}"
    message = failure.message  # whatever it shows of the program is plain already
    return Fault(code.code, code.title, message, run, again, repeats=failure.times > 0)


def render(report: Report) -> str:
    """Write a report as plain text."""
    lines = [f"{plain(report.name)}: {report.outcome}"]
    if report.reason:
        lines[0] += f": {report.reason}"
    if report.fault is not None:
        lines += _render_fault(report.fault)
    lines += _render_runs(report)
    if report.not_seen and report.fault is None:
        lines.append(f"  not seen  {report.not_seen}")
    if report.values:
        counted = ", ".join(f"{name} {count}" for name, count in report.values.items())
        lines.append(f"  values    {counted}")
    if report.unimplemented:
        lines.append(f"missing   {', '.join(report.unimplemented)}")
    if report.edges and report.fault is None:
        lines += _render_edges(report.edges)
    return "\n".join([*lines, ""])


def _render_runs(report: Report) -> Iterator[str]:
    if report.calls and not report.places:
        yield f"  repeated  {report.calls} call{'s' * (report.calls != 1)}"
        if report.edges_seen is not None:
            yield f"  seen      {report.edges_seen} edges of SlotQueue, in this run alone"
    elif report.calls:
        over = "; timed out before all were tried" if report.time_out else ""
        yield (
            f"  walked    {report.size}: {report.calls} calls; {report.tried} of {report.places} "
            f"pairs of place and call tried{over}"
        )
    if report.searched:
        yield f"  searched  {report.searched} runs of Hypothesis"
    if report.schedules:
        most = report.overlapping
        yield f"  played    {report.schedules} schedules of calls, up to {most} open at a time"


def _render_fault(fault: Fault) -> list[str]:
    wrong = fault.message.replace("\n", "\n            ")
    lines = [f"  {fault.code}     {fault.title}", f"  wrong     {wrong}"]
    width = max((len(said.call) for said in fault.run), default=0)
    lines += [f"  run       {said.call:<{width}}  -> {said.answer}" for said in fault.run]
    if fault.often:
        lines.append(f"  how often {fault.often}")
    if not fault.repeats:
        lines.append("  but       the run did not fail again when it was repeated alone")
    return [*lines, f"  again     {fault.again}"]


def _render_edges(edges: Sequence[Edges]) -> list[str]:
    head = ("all", "forced", "seen", "others", "seen", "maybe")
    rows = [(row.action, _columns(row)) for row in edges]
    totals = [sum(column) for column in zip(*(columns for _, columns in rows), strict=True)]
    seen, every = totals[2] + totals[4], totals[0]
    return [
        f"  seen      {seen} of {every} edges of SlotQueue in this bound",
        "  edges of SlotQueue by action; forced are those that calls can force, one at a time; the",
        "  others depend on the program's choices: seen, or maybe taken",
        f"    {'action':<10}" + "".join(f"{title:>8}" for title in head),
        *(
            f"    {name:<10}" + "".join(f"{number:>8}" for number in columns)
            for name, columns in [*rows, ("total", totals)]
        ),
    ]


def _columns(row: Edges) -> tuple[int, ...]:
    return (row.all, row.forced, row.seen, row.all - row.forced, row.others_seen, row.maybe)
