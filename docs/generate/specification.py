"""The specification as TLA+'s own parser reads it: what it defines, and passages to quote."""

import re
from functools import cache
from pathlib import Path

from slotq.tlc.sany import Definition, Level, SpecifiedModule, read_module
from slotq.tlc.sany import passage as quoted
from slotq.tlc.toolchain import find_toolchain

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "spec"


class UnknownNameError(Exception):
    """Something that the specification does not define."""


def module_text(module: str) -> str:
    """Read a module of the specification."""
    return (SPEC / f"{module}.tla").read_text(encoding="utf-8")


@cache
def parsed(module: str) -> SpecifiedModule:
    """Parse a module of the specification, once.

    Raises:
        ToolchainError: There is no Java, or no jar of TLC.
        TlcError: SANY cannot parse it.
    """
    return read_module(find_toolchain(), SPEC / f"{module}.tla", [SPEC])


def definitions(module: str) -> dict[str, Definition]:
    """Find what a module defines, by name.

    Raises:
        UnknownNameError: There is no such module.
    """
    if not (SPEC / f"{module}.tla").is_file():
        message = f"the specification has no module {module}"
        raise UnknownNameError(message)
    return {definition.name: definition for definition in parsed(module).definitions}


def declared(module: str) -> frozenset[str]:
    """List the names that a module defines, and its variables."""
    return frozenset(definitions(module)) | frozenset(parsed(module).variables)


def actions(module: str) -> frozenset[str]:
    """List the actions of a module: what a step of its next-state relations may be.

    Its next-state relations are those whose name ends in Next.
    """
    found = definitions(module)
    steps: set[str] = set()
    for definition in found.values():
        steps |= definition.steps
        if definition.name.endswith("Next"):
            steps |= definition.applies
    return frozenset(
        name for name in steps if found[name].level is Level.ACTION and not name.endswith("Next")
    )


def all_actions() -> frozenset[str]:
    """List the actions of the specification, as module!name."""
    modules = [path.stem for path in SPEC.glob("*.tla")]
    return frozenset(f"{module}!{name}" for module in modules for name in actions(module))


def passage(module: str, name: str) -> str:
    """Quote a definition with the comment before it.

    Raises:
        UnknownNameError: The module does not define it.
    """
    definition = definitions(module).get(name)
    if definition is None and (instance := _instance(module_text(module), name)):
        return instance
    if definition is None:
        message = f"{module} does not define {name}"
        raise UnknownNameError(message)
    return quoted(module_text(module), definition)


def _instance(text: str, name: str) -> str:
    # The parser resolves a named instance: it is no operator, and is found by its own line.
    comment, rest = r"^(?:\(\*.*\*\)\n)*", r" == INSTANCE .*(?:\n .*)*"
    found = re.search(comment + re.escape(name) + rest, text, re.MULTILINE)
    return found[0] if found else ""
