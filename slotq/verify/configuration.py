"""Reads what a TLC configuration asks for; what it means is TLC's to say."""

import re
from dataclasses import dataclass
from pathlib import Path

from slotq.errors import SlotqError

MAX_BYTES = 1 << 16

_COMMENT = re.compile(r"\(\*.*?\*\)|\\\*[^\n]*", re.DOTALL)
_ASSIGNMENT = re.compile(r"\w+ (?:=|<-) .+?(?= \w+ (?:=|<-) |$)", re.ASCII)
_SECTIONS = {
    "CONSTANT": "CONSTANTS",
    "CONSTANTS": "CONSTANTS",
    "INVARIANT": "INVARIANTS",
    "INVARIANTS": "INVARIANTS",
    "PROPERTY": "PROPERTIES",
    "PROPERTIES": "PROPERTIES",
    "SPECIFICATION": "SPECIFICATION",
    "SYMMETRY": "SYMMETRY",
}
"""What a model may say. A constraint or a view would make the space smaller, as a symmetry does, of
which its row must speak; and an initial predicate and a next-state relation without their
specification would lose its fairness."""
_REFUSED = frozenset(
    {
        "ACTION_CONSTRAINT",
        "ACTION_CONSTRAINTS",
        "ALIAS",
        "CHECK_DEADLOCK",
        "CONSTRAINT",
        "CONSTRAINTS",
        "INIT",
        "NEXT",
        "POSTCONDITION",
        "TYPE",
        "TYPE_CONSTRAINT",
        "VIEW",
    }
)


class ConfigurationError(SlotqError):
    """A configuration that is missing, or says what no model here may say."""


class UnreadableError(SlotqError):
    """A configuration that is there and cannot be read, so that nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a model is, and what is checked of it.

    Attributes:
        specification: Its behaviours.
        constants: What constants and definitions are in it: `Rounds = 1`, `Tokens <- OneToken`.
        invariants: What is checked of each state.
        properties: What is checked of each behaviour.
        symmetry: The permutations up to which states are one state, if there are any.
    """

    specification: str
    constants: tuple[str, ...]
    invariants: tuple[str, ...]
    properties: tuple[str, ...]
    symmetry: tuple[str, ...] = ()


def read_configuration(path: Path) -> Configuration:
    """The configuration in a file.

    Raises:
        ConfigurationError: There is no such file, or it is not one of a model as they are here.
        UnreadableError: It cannot be read.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            text = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        message = f"{path.name} is missing"
        raise ConfigurationError(message) from error
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path.name} cannot be read: {error}"
        raise UnreadableError(message) from error
    if len(text) > MAX_BYTES:
        message = f"{path.name} is longer than {MAX_BYTES} characters"
        raise ConfigurationError(message)
    sections: dict[str, list[str]] = {name: [] for name in _SECTIONS.values()}
    section = ""
    for word in _COMMENT.sub(" ", text).split():
        if word in _SECTIONS:
            section = _SECTIONS[word]
        elif word in _REFUSED or not section:
            message = f"{path.name} contains {word}, which is not supported here"
            raise ConfigurationError(message)
        else:
            sections[section].append(word)
    if len(sections["SPECIFICATION"]) != 1:
        message = f"{path.name} must name one SPECIFICATION"
        raise ConfigurationError(message)
    constants = " ".join(sections["CONSTANTS"])
    found = _ASSIGNMENT.findall(constants)
    if " ".join(found) != constants:
        message = f"{path.name} has constants that cannot be read: {constants[:80]!r}"
        raise ConfigurationError(message)
    return Configuration(
        specification=sections["SPECIFICATION"][0],
        constants=tuple(found),
        invariants=tuple(sections["INVARIANTS"]),
        properties=tuple(sections["PROPERTIES"]),
        symmetry=tuple(sections["SYMMETRY"]),
    )
