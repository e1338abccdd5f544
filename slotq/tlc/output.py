"""Reads TLC's ``-tool`` output line by line into a report.

A verdict needs TLC's own words: a log that ends early, or that holds none of the messages known
here, is `Outcome.UNFINISHED`, never a success.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from slotq.tlc.answer import is_aside, is_logged
from slotq.tlc.messages import VIOLATIONS, Code, Message, MessageReader
from slotq.tlc.report import ActionCoverage, Outcome, Progress, Report, Step, Trace

MAX_PRINTED = 100_000
_MAX_PARSER_LINES = 200
_MAX_ERRORS = 100

_ACTION = re.compile(r"<([\w!]+)", re.ASCII)
_BACK_TO = re.compile(r"(\d+): Back to state(.*)", re.ASCII | re.DOTALL)
_COVERAGE = re.compile(r"<([\w!]+).*>: ([\d,]+):([\d,]+)", re.ASCII | re.DOTALL)
_DEPTH = re.compile(r"search is ([\d,]+)", re.ASCII)
_INITIAL = re.compile(
    r"([\d,]+) (?:distinct )?states? generated(?:, with ([\d,]+) of them distinct)?", re.ASCII
)
_STATISTICS = re.compile(
    r"([\d,]+) states generated.*?, ([\d,]+) distinct states found.*?, ([\d,]+) states left",
    re.ASCII | re.DOTALL,
)
_PROGRESS_DEPTH = re.compile(r"Progress\(([\d,]+)\)", re.ASCII)
_SAMPLED = re.compile(r"([\d,]+) states (?:generated|checked)", re.ASCII)
_SEED = re.compile(r"with seed (-?\d{1,20})\b", re.ASCII)
_VIOLATED = re.compile(
    r"(?:Invariant|Action property|Temporal property|Property) (.+?) (?:is|was) violated"
)
_INITIAL_PREDICATE = "<Initial predicate>"
_NOT_FROM_A_SPECIFICATION = ("Parsing file ", "Semantic processing of module ")


def _number(text: str) -> int:
    return int(text.replace(",", ""))


class OutputReader:
    """Takes lines as they come; `report` may be asked for at any time.

    Args:
        on_progress: Called with what TLC says of its progress.
        on_printed: Called with each line that the specification itself prints; the report then
            keeps none of them.
    """

    def __init__(
        self,
        on_progress: Callable[[Progress], None] | None = None,
        on_printed: Callable[[str], None] | None = None,
    ) -> None:
        self._messages = MessageReader()
        self._on_progress = on_progress
        self._on_printed = on_printed
        self._handlers: Final[dict[int, Callable[[str], None]]] = {
            Code.ACTION_COVERAGE: self._on_action_coverage,
            Code.BACK_TO_STATE: self._on_back_to_state,
            Code.COVERAGE_START: self._on_coverage_start,
            Code.DEPTH: self._on_depth,
            Code.FINISHED: self._on_finished,
            Code.INITIAL_STATES: self._on_initial_states,
            Code.INITIAL_STATES_REPEATED: self._on_initial_states,
            Code.PARSING: self._on_parsing,
            Code.PROGRESS: self._on_progress_line,
            Code.SIMULATING: self._on_simulating,
            Code.SIMULATION_PROGRESS: self._on_simulation_progress,
            Code.STARTING: self._on_starting,
            Code.STATISTICS: self._on_statistics,
            Code.STUTTERING: self._on_stuttering,
            Code.SUCCESS: self._on_success,
            Code.TRACE_STATE: self._on_trace_state,
            Code.VERSION: self._on_version,
        }
        self._started = False
        self._outcome = Outcome.UNFINISHED
        self._violated: str | None = None
        self._errors: list[str] = []
        self._version: str | None = None
        self._initial: int | None = None
        self._initial_generated: int | None = None
        self._counts: tuple[int, int, int] | None = None
        self._depth: int | None = None
        self._steps: list[Step] = []
        self._stutters = False
        self._back_to: int | None = None
        self._closing_action: str | None = None
        self._coverage: dict[str, ActionCoverage] = {}
        self._parser_lines: list[str] = []
        self._printed: list[str] = []
        self._finished = False
        self._violations = 0
        self._simulating = False
        self._seed: int | None = None
        self._sampled: int | None = None

    def feed(self, line: str) -> None:
        """Takes one line, without its line end."""
        if is_logged(line):
            return  # it may stand in the middle of a message
        for item in self._messages.feed(line):
            if isinstance(item, str):
                self._outside(item)
            else:
                self._message(item)

    def report(self) -> Report:
        """What TLC has said so far."""
        generated, distinct, queued = self._counts or (None, None, None)
        trace = Trace(tuple(self._steps), self._stutters, self._back_to, self._closing_action)
        errors = self._errors
        if self._outcome is Outcome.PARSE:
            errors = [*self._parser_lines, *errors]
        return Report(
            outcome=self._outcome,
            violated=self._violated,
            message="\n".join(errors).strip(),
            version=self._version,
            initial=self._initial,
            initial_generated=self._initial_generated,
            generated=self._sampled if self._simulating else generated,
            distinct=distinct,
            queued=queued,
            depth=self._depth,
            trace=trace if self._steps else None,
            coverage=dict(self._coverage),
            printed=tuple(self._printed),
            finished=self._finished,
            violations=self._violations,
            seed=self._seed,
        )

    def _outside(self, line: str) -> None:
        if self._started:
            if self._on_printed is not None:
                self._on_printed(line)
            elif len(self._printed) < MAX_PRINTED:
                self._printed.append(line)
        elif line.strip() and not (line.startswith(_NOT_FROM_A_SPECIFICATION) or is_aside(line)):
            self._parser_lines = [*self._parser_lines[1 - _MAX_PARSER_LINES :], line]

    def _message(self, message: Message) -> None:
        verdict = message.verdict()
        if verdict is not None:
            self._error(message, verdict)
        elif handler := self._handlers.get(message.code):
            handler(message.text)

    def _error(self, message: Message, verdict: Outcome) -> None:
        if len(self._errors) < _MAX_ERRORS:
            self._errors.append(message.text)
        self._violations += message.code in VIOLATIONS
        if self._outcome not in (Outcome.UNFINISHED, Outcome.OK):
            return  # what follows explains the first error
        self._outcome = verdict
        if found := _VIOLATED.match(message.text):
            self._violated = found[1]
        if message.code in (Code.INVARIANT_VIOLATED_INITIAL, Code.PROPERTY_VIOLATED_INITIAL):
            _, _, state = message.text.partition("\n")
            self._steps.append(Step(None, state))

    def _on_success(self, _text: str) -> None:
        if self._outcome is Outcome.UNFINISHED:
            self._outcome = Outcome.OK

    def _on_parsing(self, _text: str) -> None:
        self._parser_lines = []  # what came before is Java's

    def _on_starting(self, _text: str) -> None:
        self._started = True

    def _on_finished(self, _text: str) -> None:
        self._finished = True
        if self._outcome is Outcome.UNFINISHED and self._sampled:
            self._outcome = Outcome.SAMPLED

    def _on_version(self, text: str) -> None:
        self._version = text

    def _on_initial_states(self, text: str) -> None:
        if found := _INITIAL.search(text):
            self._initial_generated = _number(found[1])
            self._initial = _number(found[2] or found[1])

    def _on_depth(self, text: str) -> None:
        if found := _DEPTH.search(text):
            self._depth = _number(found[1])

    def _on_statistics(self, text: str) -> None:
        if found := _STATISTICS.search(text):
            self._counts = (_number(found[1]), _number(found[2]), _number(found[3]))

    def _on_simulating(self, text: str) -> None:
        self._simulating = True
        if found := _SEED.search(text):
            self._seed = int(found[1])

    def _on_simulation_progress(self, text: str) -> None:
        if found := _SAMPLED.search(text):
            self._sampled = _number(found[1])

    def _on_progress_line(self, text: str) -> None:
        self._on_statistics(text)
        depth = _PROGRESS_DEPTH.match(text)
        if self._on_progress is not None and depth is not None and self._counts is not None:
            self._on_progress(Progress(_number(depth[1]), *self._counts))

    def _on_trace_state(self, text: str) -> None:
        if self._violations > 1:
            return  # the first one is shown
        head, _, state = text.partition("\n")
        action = None if _INITIAL_PREDICATE in head else _ACTION.search(head)
        self._steps.append(Step(action[1] if action else None, state.strip()))

    def _on_stuttering(self, _text: str) -> None:
        self._stutters = True

    def _on_back_to_state(self, text: str) -> None:
        if found := _BACK_TO.match(text):
            self._back_to = _number(found[1]) - 1
            action = _ACTION.search(found[2])
            self._closing_action = action[1] if action else None

    def _on_coverage_start(self, _text: str) -> None:
        self._coverage = {}

    def _on_action_coverage(self, text: str) -> None:
        if found := _COVERAGE.match(text):
            before = self._coverage.get(found[1], ActionCoverage(0, 0))
            self._coverage[found[1]] = ActionCoverage(
                before.distinct + _number(found[2]), before.generated + _number(found[3])
            )


def read_output(lines: Iterable[str]) -> Report:
    """The report on a whole log."""
    reader = OutputReader()
    for line in lines:
        reader.feed(line.rstrip("\r\n"))
    return reader.report()
