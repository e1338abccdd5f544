"""A mutant: one change of one file of the project."""

import hashlib
from dataclasses import dataclass
from enum import Enum

from slotq.errors import SlotqError


class Part(Enum):
    """What is changed."""

    SPEC = "spec"
    CODE = "code"
    MACHINE = "machine"
    JUDGES = "judges"
    SYNC = "sync"


FAULT = "fault"
"""The kind of a wrong version of the specification in models/faults, which changes no file."""


class StaleChangeError(SlotqError):
    """A change no longer fits the file that it is for."""


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of a text, and what takes its place.

    Attributes:
        kind: What kind of change it is, such as `guard`.
        symbol: The definition, the function or the class that contains it.
        what: What is wrong with the changed project, in a sentence.
        begin: Where the piece begins, in characters.
        end: Where it ends.
        instead: What takes its place.
        identity: What the change is about without its place: the definition before and after it.
    """

    kind: str
    symbol: str
    what: str
    begin: int
    end: int
    instead: str
    identity: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of a file, with what must notice it.

    Attributes:
        name: What it is called, unique: the file, the symbol, the kind, and which one of these.
        part: What is changed.
        file: The file, from the top of the project, with slashes.
        change: The change.
        checks: Names of claims and paths of tests, in the order in which they are tried.
    """

    name: str
    part: Part
    file: str
    change: Change
    checks: tuple[str, ...]

    @property
    def digest(self) -> str:
        """A hash of what is changed and how, which does not depend on where the file has it."""
        return digest_of(self.file, self.change.kind, self.change.identity)

    @property
    def of_file(self) -> str:
        """How the names of the file's mutants begin."""
        return short_name(self.file)

    @property
    def is_fault(self) -> bool:
        """Whether it is a wrong version of models/faults, whose claim is that it is refuted."""
        return self.change.kind == FAULT

    def applied(self, text: str) -> str:
        """The text of the file with the change."""
        return f"{text[: self.change.begin]}{self.change.instead}{text[self.change.end :]}"


def short_name(file: str) -> str:
    """The name of a file in names of mutants."""
    return file.removeprefix("slotq/").rpartition(".")[0]


def digest_of(*parts: str) -> str:
    """A short hash of texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
