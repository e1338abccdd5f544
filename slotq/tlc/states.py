r"""A state as TLC prints it: ``/\ name = value``, one conjunct after another, wrapped at will.

A dump repeats the same few bindings in state after state, so each distinct text is parsed once.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from slotq.formats.tla_values import Value, ValueSyntaxError, parse_value

Binding: TypeAlias = tuple[str, Value]

_BINDING = re.compile(r"\s*([A-Za-z_]\w*)\s*=\s(.*)", re.ASCII | re.DOTALL)


def _same(text: str) -> str:
    return text


class Bindings(dict[str, Binding]):
    """The text ``name = value`` to its name and value, each text parsed when first asked for."""

    def __init__(self, unescape: Callable[[str], str] = _same) -> None:
        super().__init__()
        self._unescape = unescape

    def __missing__(self, text: str) -> Binding:
        match = _BINDING.fullmatch(self._unescape(text))
        if match is None:
            message = f"not a binding of a variable: {text[:60]!r}"
            raise ValueSyntaxError(message)
        binding = (match[1], parse_value(match[2]))
        self[text] = binding
        return binding


def parse_state(text: str) -> dict[str, Value]:
    r"""The variables of a state printed in a trace.

    A line break inside a string is printed as an escape, so that a line that starts with
    ``/\`` always starts a conjunct.

    Raises:
        ValueSyntaxError: The text is no state.
    """
    conjuncts = text.strip().removeprefix("/\\ ").split("\n/\\ ")
    state = dict(map(Bindings().__getitem__, conjuncts))
    if len(state) != len(conjuncts):
        message = "a state binds a variable more than once"
        raise ValueSyntaxError(message)
    return state
