"""States and reports of the machine, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

_SHOWN = 4


def reported(said: Mapping[str, object]) -> str:
    """Write what was said of a step."""
    return ", ".join(f"{name} {value}" for name, value in sorted(said.items())) or "nothing"


def differences(before: tuple[object, ...], after: tuple[object, ...]) -> str:
    """Write what changes between two states."""
    parts = list(_parts("", before, after))
    told = ", ".join(parts[:_SHOWN]) + (", …" if len(parts) > _SHOWN else "")
    return told or "nothing changes"


def _parts(path: str, before: Any, after: Any) -> Iterator[str]:  # noqa: ANN401  # of any kind
    if before == after:
        return
    is_record = isinstance(before, tuple) and isinstance(after, tuple)
    names = getattr(before, "_fields", None)
    if is_record and names is not None:
        for name in names:
            yield from _parts(
                f"{path}.{name}".lstrip("."), getattr(before, name), getattr(after, name)
            )
    elif is_record and any(hasattr(part, "_fields") for part in before):
        for number, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from _parts(f"{path}[{number}]", one, other)
    else:
        yield f"{path} {before} becomes {after}"
