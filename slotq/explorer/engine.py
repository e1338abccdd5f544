"""The page's own functions, called from Python, where a JavaScript engine is installed."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self

from slotq.errors import SlotqError
from slotq.explorer.page import prelude
from slotq.explorer.sources import KNOWS, read

_ENGINE = "py_mini_racer"
_SCRIPT = (*KNOWS, "compare.js")


class EngineError(SlotqError):
    """There is no JavaScript engine."""


def has_engine() -> bool:
    """Say whether a JavaScript engine is installed."""
    return find_spec(_ENGINE) is not None


class Engine:
    """The functions of the page's model, to be used in a `with`.

    Args:
        changed: Texts in the place of those of some files, for tests of what a change does.

    Raises:
        EngineError: No engine is installed.
    """

    def __init__(self, changed: Mapping[str, str] | None = None) -> None:
        if not has_engine():
            message = "the page can be checked where mini-racer is: pip install mini-racer"
            raise EngineError(message)
        self._context: Any = import_module(_ENGINE).MiniRacer()
        texts = [(changed or {}).get(name) or read(name) for name in _SCRIPT]
        self._context.eval("\n".join([prelude(), *texts]))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._context.close()  # its thread would keep the process from its end

    def call(self, function: str, *arguments: object) -> str:
        """Call a function that returns a text."""
        return str(self._context.call(function, *arguments))
