"""The stream of messages that TLC prints with ``-tool``, and which code means what.

A message is wrapped in ``@!@!@STARTMSG code:severity @!@!@`` and ``@!@!@ENDMSG code @!@!@``, each
on a line of its own, except that an error may hold another message that starts in mid-line.
Whatever stands outside a message comes from the parser, from the specification or from Java.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from slotq.tlc.report import Outcome

MAX_LINES = 10_000
"""Lines kept of one message; a message that is longer has lost its end."""

ERROR_SEVERITY = 1

_START = re.compile(r"(.*)@!@!@STARTMSG (\d+):(\d+) @!@!@\s*", re.ASCII)
_END = re.compile(r"@!@!@ENDMSG (\d+) @!@!@\s*", re.ASCII)


class Code(IntEnum):
    """The codes that carry something this package reads."""

    INVARIANT_VIOLATED_INITIAL = 2107
    PROPERTY_VIOLATED_INITIAL = 2108
    INVARIANT_VIOLATED = 2110
    ACTION_PROPERTY_VIOLATED = 2112
    DEADLOCK = 2114
    TEMPORAL_PROPERTY_VIOLATED = 2116
    BACK_TO_STATE = 2122
    STARTING = 2185
    FINISHED = 2186
    SIMULATING = 2188
    INITIAL_STATES = 2190
    INITIAL_STATES_REPEATED = 2191
    SUCCESS = 2193
    DEPTH = 2194
    STATISTICS = 2199
    PROGRESS = 2200
    COVERAGE_START = 2201
    SIMULATION_PROGRESS = 2209
    TRACE_STATE = 2217
    STUTTERING = 2218
    PARSING = 2220
    VERSION = 2262
    ACTION_COVERAGE = 2772


_EVALUATION_CODES = frozenset({2102, 2103, 2105, 2106, 2109, 2111, 2113, 2132, 2147, 2154})
_PARSE_CODES = frozenset({2171, 3002, *range(4000, 4100)})
_CONFIGURATION_CODES = frozenset({*range(2222, 2244), 2280, 2281, *range(5000, 5100)})
_HEADINGS = frozenset({2121, 2264})
"""They have the severity of an error, and only say that a trace follows."""
_VERDICTS = {
    2104: Outcome.ASSUMPTION,
    2107: Outcome.INVARIANT,
    2108: Outcome.ACTION_PROPERTY,
    2110: Outcome.INVARIANT,
    2112: Outcome.ACTION_PROPERTY,
    2114: Outcome.DEADLOCK,
    2116: Outcome.TEMPORAL_PROPERTY,
}
VIOLATIONS = frozenset(_VERDICTS)
"""The codes of messages that announce one."""


@dataclass(slots=True)
class Message:
    """One message; the text of those inside it is part of its own."""

    code: int
    severity: int
    lines: list[str] = field(default_factory=list)
    inner: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The message's lines, without blank ones around them."""
        return "\n".join(self.lines).strip()

    def verdict(self) -> Outcome | None:
        """The outcome it announces; None if it is not an error."""
        if self.code in _VERDICTS:
            return _VERDICTS[self.code]
        if self.severity != ERROR_SEVERITY or self.code in _HEADINGS:
            return None
        codes = {self.code, *self.inner}
        for known, outcome in (
            (_CONFIGURATION_CODES, Outcome.CONFIGURATION),
            (_PARSE_CODES, Outcome.PARSE),
            (_EVALUATION_CODES, Outcome.EVALUATION),
        ):
            if codes & known:
                return outcome
        return Outcome.FAILED


class MessageReader:
    """Turns lines into messages; a line outside every message comes out as it is."""

    def __init__(self) -> None:
        self._open: list[Message] = []

    def feed(self, line: str) -> Iterator[Message | str]:
        """Whatever is complete with this line."""
        if start := _START.fullmatch(line):
            if start[1]:
                yield from self._text(start[1])
            self._open.append(Message(int(start[2]), int(start[3])))
        elif end := _END.fullmatch(line):
            yield from self._close(int(end[1]))
        else:
            yield from self._text(line)

    def _text(self, line: str) -> Iterator[str]:
        if not self._open:
            yield line
        elif len(self._open[-1].lines) < MAX_LINES:
            self._open[-1].lines.append(line)

    def _close(self, code: int) -> Iterator[Message]:
        if all(message.code != code for message in self._open):
            return
        while True:
            message = self._open.pop()
            if not self._open:
                yield message
                return
            outer = self._open[-1]
            outer.lines += message.lines
            outer.inner += [message.code, *message.inner]
            if message.code == code:
                return
