"""A state of the machine in words: its parts by name."""

from collections.abc import Mapping, Sequence

_SETS = frozenset({"known", "busy", "closed", "slot_closed", "evicted", "failed"})
"""Fields whose numbers are sets: bit t says whether t is in it."""
_RECORDS = {"clients": "client", "dequeuers": "dequeuer", "callers": "client"}
"""Fields that hold a record for each process, and what a process is called."""

Names = Mapping[str, Sequence[str]]


def parts(state: tuple[object, ...], names: Names | None = None) -> dict[str, str]:
    """The parts of a state, each as text.

    Args:
        state: A state of the queue, or of the queue and its callers.
        names: The names of the clients and of the dequeuers; by default numbers from 1.
    """
    shown: dict[str, str] = {}
    _add(shown, "", "", state, names or {})
    return shown


def _add(shown: dict[str, str], path: str, field: str, value: object, names: Names) -> None:
    fields = getattr(value, "_fields", None)
    if fields is not None and isinstance(value, tuple):
        for name, part in zip(fields, value, strict=True):
            _add(shown, f"{path}.{name}" if path else name, name, part, names)
    elif field in _RECORDS and isinstance(value, tuple):
        kind = _RECORDS[field]
        for number, part in enumerate(value):
            name = names[kind][number] if kind in names else f"{kind}-{number + 1}"
            _add(shown, name, "", part, names)
    elif field in _SETS and isinstance(value, int):
        shown[path] = _set(value)
    else:
        shown[path] = str(value)


def _set(bits: int) -> str:
    if bits < 0:
        return "everything"
    return "{" + ", ".join(str(bit) for bit in range(bits.bit_length()) if bits >> bit & 1) + "}"
