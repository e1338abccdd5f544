"""Passages of the specification, to be quoted where they are spoken of."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "spec"

# A parameter may be an operator itself, as in F(Op(_), x).
_PARAMETERS = r"(?:\((?:[^()\n]|\([^()\n]*\))*\))?"
_DEFINITION = re.compile(rf"^(\w+){_PARAMETERS} ==", re.ASCII | re.MULTILINE)


class UnknownNameError(Exception):
    """Something that the specification does not define."""


def module_text(module: str) -> str:
    """Read a module of the specification."""
    return (SPEC / f"{module}.tla").read_text(encoding="utf-8")


def definitions(module: str) -> frozenset[str]:
    """List the names that a module defines."""
    return frozenset(_DEFINITION.findall(module_text(module)))


def passage(module: str, name: str) -> str:
    """Quote a definition with the comment before it.

    Raises:
        UnknownNameError: The module does not define it.
    """
    lines = module_text(module).splitlines()
    heads = [number for number, line in enumerate(lines) if _defines(line, name)]
    if len(heads) != 1:
        message = f"{module} defines {name} {len(heads)} times"
        raise UnknownNameError(message)
    first = last = heads[0]
    while lines[first - 1].startswith("(*") or lines[first - 1].startswith("   "):
        first -= 1
    while lines[last + 1].startswith(" "):
        last += 1
    return "\n".join(lines[first : last + 1])


def _defines(line: str, name: str) -> bool:
    found = _DEFINITION.match(line)
    return found is not None and found[1] == name
