"""The libraries that claims are checked with: the versions of the evidence, and those installed."""

import re
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from msgspec import Struct

from slotq.errors import SlotqError
from slotq.system.resources import folder

_PINNED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([A-Za-z0-9][A-Za-z0-9.!+_-]*)", re.ASCII)
NOT_INSTALLED = "none"
_ONLY_IF_INSTALLED = frozenset({"mini-racer"})
"""Libraries without which nothing is checked that they are used for."""


class ConstraintsError(SlotqError):
    """A line of the file of constraints that is no pinned version."""


class Library(Struct, frozen=True):
    """A library.

    Attributes:
        name: Its name in the package index.
        evidence: The version that the evidence was made with.
        installed: The version that is installed, or `none`.
    """

    name: str
    evidence: str
    installed: str

    @property
    def differs(self) -> bool:
        """Whether the installed version is another one."""
        return self.installed != self.evidence


def libraries(
    file: Path | None = None, *, version_of: Callable[[str], str] | None = None
) -> list[Library]:
    """Look which versions of the libraries of the evidence are installed.

    Args:
        file: The versions of the evidence; those that come with slotq unless given.
        version_of: Says which version is installed, or `none`; tests give another.

    Raises:
        ConstraintsError: A line of the file is not `name==version`.
        ResourceError: The file is not there.
    """
    path = file or folder("constraints") / "evidence.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            pinned = _PINNED.fullmatch(line.strip())
            if pinned is None:
                message = f"{path.name}, line {number}: {line.strip()[:80]!r} is not name==version"
                raise ConstraintsError(message)
            found.append(Library(pinned[1], pinned[2], (version_of or _installed)(pinned[1])))
    return [
        each
        for each in found
        if each.installed != NOT_INSTALLED or each.name not in _ONLY_IF_INSTALLED
    ]


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return NOT_INSTALLED


def describe(found: list[Library]) -> str:
    """Say in a line whether the versions are those of the evidence."""
    differing = [
        f"{each.name} {each.installed} ({each.evidence})" for each in found if each.differs
    ]
    if not differing:
        return "Libraries: the versions that the evidence was made with"
    return f"Libraries: not the versions (in brackets) of the evidence: {', '.join(differing)}"
