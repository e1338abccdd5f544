"""What is wrong with a log that cannot be judged at all."""

from collections.abc import Callable

from slotq.errors import SlotqError

_LONGEST = 300


def plain(text: str) -> str:
    """Make text from a log safe to print: one line of ASCII, of bounded length."""
    escaped = text.encode("unicode_escape").decode("ascii")
    return escaped if len(escaped) <= _LONGEST else f"{escaped[:_LONGEST]}..."


def shown(value: object, how: Callable[[object], str] = repr) -> str:
    """Show a value of somebody else's safely, also one that cannot show itself."""
    try:
        text = how(value)
    except Exception as error:  # noqa: BLE001  # whatever its class does
        text = f"<{type(value).__name__} that cannot be shown: {type(error).__name__}>"
    return plain(text)


class InputError(SlotqError):
    """A log that cannot be used.

    Attributes:
        path: The file as the user named it.
        line: The number of the line, from 1; 0 where the file could not be opened.
        message: One sentence.
        kind: What kind of thing is wrong, as the table of codes calls it.
    """

    def __init__(self, path: str, line: int, message: str, kind: str = "input") -> None:
        name = plain(path) or '""'
        place = f"{name}:{line}" if line else name
        super().__init__(f"{place}: {message}")
        self.path = path
        self.line = line
        self.message = message
        self.kind = kind


class BudgetError(SlotqError):
    """A log needs more than the oracle is ready to spend, so that it stays undecided."""
