"""The lines of a log that show its fault, and how they look with a column for each process."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from slotq.formats.columns import Row, columns
from slotq.formats.errors import plain

MOST_LINES = 40
_BEFORE = 30  # of them come so many before the fault, where there are more
_MOST_COLUMNS = 8
_LONGEST_NAME = 24
_LONGEST_CELL = 80
_ELSEWHERE = {"process", "seq", "time", "queue", "action", "f", "type", "to"}
_MINOR = {"slot", "length", "woken"}  # shown only in the line that is wrong

How = Literal["shrunk", "calls", "last"]


class Excerpt(Struct, frozen=True):
    """Lines that show a fault.

    Attributes:
        how: Why these: the judge says the same of them alone, with their tokens renumbered; the
            calls are a set that cannot be ordered; or they are the last ones up to the fault.
        lines: Their numbers in the log.
        events: What they say.
        left_out: How many more there are of the kind, too many to show.
    """

    how: How
    lines: tuple[int, ...]
    events: tuple[dict[str, object], ...]
    left_out: int = 0

    @property
    def sentence(self) -> str:
        """What the lines are, for a reader."""
        lines, are = count_lines(len(self.lines)), "is" if len(self.lines) == 1 else "are"
        more = f", and {self.left_out} more of them" if self.left_out else ""
        match self.how:
            case "shrunk":
                return f"{lines}{more}, which {are} sufficient for this verdict"
            case "calls":
                return f"{lines}{more}, with calls that have no order"
            case "last":
                if len(self.lines) == 1:
                    return "the line at fault"
                return f"the last {lines} up to the line at fault"


def count_lines(count: int) -> str:
    """Say how many lines there are."""
    return f"{count} line" if count == 1 else f"{count} lines"


def window(length: int, place: int) -> slice:
    """Choose which of many lines are shown, around a place."""
    start = max(0, min(length - MOST_LINES, place - _BEFORE))
    return slice(start, start + MOST_LINES)


def shorten(text: str, longest: int) -> str:
    """Make text from a log safe to print, and no longer than that."""
    safe = plain(text)
    return safe if len(safe) <= longest else f"{safe[: longest - 3]}..."


def heading(name: str) -> str:
    """Write the name of a process above its column."""
    return shorten(name, _LONGEST_NAME)


def cells(event: dict[str, object], *, whole: bool = True) -> dict[str, str]:
    """Say what a line says, in the columns of the processes that take part.

    Args:
        event: The line.
        whole: Whether to say all of it.
    """
    hidden = _ELSEWHERE if whole else _ELSEWHERE | _MINOR
    words = [str(event.get("action") or event.get("f"))]
    if event.get("type") not in {None, "invoke"}:
        words.append(str(event["type"]))
    words += [
        _value(event[name]) if name == "dequeuer" else f"{name}={_value(event[name])}"
        for name in event
        if name not in hidden
    ]
    found = {str(event["process"]): shorten(" ".join(words), _LONGEST_CELL)}
    receiver = event.get("to")
    if isinstance(receiver, str):
        found.setdefault(receiver, "*")
    return found


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + " ".join(f"{name}:{count}" for name, count in value.items() if count) + "}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def processes(excerpt: Excerpt) -> dict[str, str]:
    """List the processes, in the order of appearance, each with a heading."""
    return {name: heading(name) for event in excerpt.events for name in cells(event)}


def writers(excerpt: Excerpt) -> Iterator[str]:
    """List the process that wrote each of the lines."""
    return (str(event["process"]) for event in excerpt.events)


def write(excerpt: Excerpt, fault: int) -> Iterator[str]:
    """Write an excerpt as lines of plain text.

    Args:
        excerpt: The lines.
        fault: The number of the one that is wrong; it is marked.
    """
    yield f"  shown     {excerpt.sentence}"
    names = processes(excerpt)
    rows = [
        Row(f"{'>' if number == fault else ' '} {number}", cells(event, whole=number == fault))
        for number, event in zip(excerpt.lines, excerpt.events, strict=True)
    ]
    if len(names) > _MOST_COLUMNS:
        names = {"": ""}
        rows = [
            Row(row.margin, {"": f"{heading(process)}  {row.cells[process]}"})
            for row, process in zip(rows, writers(excerpt), strict=True)
        ]
    for line in columns(rows, names):
        yield f"  {line}".rstrip()
