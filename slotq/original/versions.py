"""How two versions of the original's file differ."""

from slotq.original.source import Source, version
from slotq.original.workshop import Rewriting


def differing(one: tuple[Source, Rewriting], other: tuple[Source, Rewriting]) -> str:
    """Say which declarations of two versions differ, by their tokens."""
    first, second = one[1].declarations or {}, other[1].declarations or {}
    names = [version(each[1].hash) for each in (one, other)]
    if first == second:
        return f"\n{names[0]} and {names[1]} declare the same\n"
    lines = [f"\n{names[0]} against {names[1]}"]
    for label, found in (
        ("the same in both", [name for name in first if second.get(name) == first[name]]),
        ("different", [name for name in first if second.get(name, first[name]) != first[name]]),
        ("only in the first", sorted(first.keys() - second.keys())),
        ("only in the second", sorted(second.keys() - first.keys())),
    ):
        lines.append(f"  {label}: {', '.join(found) or 'nothing'}")
    return "\n".join(lines) + "\n"
