"""The report of `slotq verify --json`: writes it, and reads one that was written before."""

import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

import msgspec
from msgspec import Struct

from slotq.errors import SlotqError
from slotq.system.files import FileError, is_special, read_bounded
from slotq.system.terminal import printable, printable_lines
from slotq.tlc.job import FINGERPRINT
from slotq.tlc.releases import is_known
from slotq.tlc.toolchain import Toolchain
from slotq.verify.claim import Claim, Result, Seeds, Strength, Verdict, exit_code, worst
from slotq.verify.libraries import Library
from slotq.verify.manifest import Tier
from slotq.verify.sources import Sources

FORMAT: Final = "slotq-verify"
VERSION: Final = 3
OLDEST: Final = 2
"""The versions that are read."""
Natural: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]
Duration: TypeAlias = Annotated[float, msgspec.Meta(ge=0)]
_DIGITS = 20
_READ = range(OLDEST, VERSION + 1)
LARGEST = 16 << 20
"""Bytes of a report: a hundred times as many as one has."""


class ReportError(SlotqError):
    """A file that is not a report, or not one that can be used."""


@dataclass(frozen=True, slots=True)
class Verification:
    """Everything that a report tells.

    Attributes:
        tier: The tier that was checked; none if claims were asked for by name.
        next_tier: The next one that has more claims, if there is one.
        toolchain: The Java and the jar.
        claims: What was checked.
        results: What came of it, in the same order.
        began: When it began, in UTC.
        seconds: The wall time of it all.
        libraries: What the claims were checked with.
        sources: What was checked.
        missing: What was not checked because it was not given, in sentences.
        only: The claims that were asked for by name.
        go: The version of Go that the original was built with, if it was.
    """

    tier: Tier | None
    next_tier: Tier | None
    toolchain: Toolchain
    claims: Sequence[Claim]
    results: Sequence[Result]
    began: datetime
    seconds: float
    libraries: list[Library]
    sources: Sources
    missing: Sequence[str] = ()
    only: Sequence[str] = ()
    go: str = ""

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of a claim; undecided if there are no claims."""
        return worst(result.verdict for result in self.results)

    @property
    def exit_code(self) -> int:
        """0 if all claims hold, 1 if one is refuted, 2 if one is undecided."""
        return exit_code([self.verdict])


class Java(Struct, frozen=True):
    """Which Java it was."""

    version: str
    origin: str
    path: str


class Tlc(Struct, frozen=True):
    """Which TLC it was, and whether its jar is a release that slotq knows.

    `fingerprint` is the polynomial of its hashes, which it would otherwise choose at random.
    """

    version: str
    origin: str
    path: str
    sha256: str
    known: bool
    fingerprint: int


class Checked(Struct, frozen=True):
    """A claim and its verdict.

    `checks`, `violates` and `untaken` are what a claim about a model looks at by name. A report of
    version 2 does not say that.
    """

    name: str
    sentence: str
    bound: str
    faults: str
    tier: Tier
    strength: Strength
    verdict: Verdict
    states: Natural
    edges: Natural
    others: Natural
    seeds: Seeds | None
    seconds: Duration
    message: str
    checks: list[str] | None = None
    violates: str | None = None
    untaken: list[str] | None = None


class Document(Struct, frozen=True, kw_only=True):
    """All of it, for machines."""

    format: Literal["slotq-verify"]
    version: Literal[2, 3]
    slotq: str
    python: str
    system: str
    libraries: list[Library]
    java: Java
    tlc: Tlc
    go: str | None = None
    sources: Sources
    tier: Tier | None
    only: list[str] = []
    verdict: Verdict
    began: str
    seconds: Duration
    claims: list[Checked]


class _Announcement(Struct, frozen=True):
    format: object = None
    version: object = None


def document(verification: Verification) -> Document:
    """Make the report of a verification."""
    tools = verification.toolchain
    return Document(
        format=FORMAT,
        version=VERSION,
        slotq=version("slotq"),
        python=f"{platform.python_implementation()} {platform.python_version()}",
        system=f"{platform.system()} {platform.machine()}",
        libraries=verification.libraries,
        java=Java(tools.java_version, tools.java_origin, printable(str(tools.java))),
        tlc=Tlc(
            version=tools.jar_version,
            origin=printable(tools.jar_origin),
            path=printable(str(tools.jar)),
            sha256=tools.sha256,
            known=is_known(tools.sha256),
            fingerprint=FINGERPRINT,
        ),
        go=printable(verification.go) or None,
        sources=verification.sources,
        tier=verification.tier,
        only=list(verification.only),
        verdict=verification.verdict,
        began=verification.began.strftime("%Y-%m-%dT%H:%M:%SZ"),
        seconds=round(verification.seconds, 3),
        claims=[
            _checked(claim, result)
            for claim, result in zip(verification.claims, verification.results, strict=True)
        ],
    )


def as_json(report: Document) -> str:
    """Write a report."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"


def read_report(path: Path) -> Document:
    """Read a report that was written before.

    Raises:
        ReportError: It cannot be read, is not a report, or is one of another version.
    """
    name = printable(str(path))
    if is_special(path):  # a pipe might never end
        message = f"{name} is not an ordinary file"
        raise ReportError(message)
    try:
        data = read_bounded(path, LARGEST)
    except FileError as error:
        raise ReportError(str(error)) from error
    try:
        _require_readable(msgspec.json.decode(data, type=_Announcement), name)
        found = msgspec.json.decode(data, type=Document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"{name} is not a report of slotq verify --json: {printable(str(error))}"
        raise ReportError(message) from error
    _require_sound(found, name)
    return found


def _require_readable(announced: _Announcement, name: str) -> None:
    version = announced.version
    if announced.format != FORMAT:
        message = f"{name} is not a report of slotq verify --json"
        raise ReportError(message)
    if isinstance(version, int) and version > VERSION:
        message = (
            f"{name} is a report of version {str(version)[:_DIGITS]}, newer than {VERSION}: compare"
            " it with a newer slotq"
        )
        raise ReportError(message)
    if version.__class__ is not int or version not in _READ:
        message = (
            f"{name} is a report of another version than {OLDEST} or {VERSION}, which cannot be"
            " compared: write a new one with slotq verify --json"
        )
        raise ReportError(message)


def _require_sound(found: Document, name: str) -> None:
    if found.version == VERSION and any(claim.checks is None for claim in found.claims):
        message = f"{name} is not a report of slotq verify --json: a claim has no `checks`"
        raise ReportError(message)
    for claim in found.claims:
        if claim.seeds is not None and claim.seeds.first > claim.seeds.last:
            seeds = f"{claim.seeds.first} to {claim.seeds.last}"
            message = f"{name} is not a report of slotq verify --json: it has seeds from {seeds}"
            raise ReportError(message)
    names = Counter(claim.name for claim in found.claims)
    if twice := [each for each, number in names.items() if number > 1]:
        message = f"{name} has two rows of one claim: {printable(twice[0])}"
        raise ReportError(message)


def _checked(claim: Claim, result: Result) -> Checked:
    evidence = result.evidence
    return Checked(
        name=claim.name,
        sentence=claim.sentence,
        bound=claim.bound,
        faults=claim.faults,
        tier=claim.tier,
        strength=claim.strength,
        verdict=result.verdict,
        states=evidence.states if evidence else 0,
        edges=evidence.edges if evidence else 0,
        others=evidence.others if evidence else 0,
        seeds=claim.seeds,
        seconds=round(result.seconds, 3),
        message=printable_lines(result.message),
        checks=list(claim.examined.checks),
        violates=claim.examined.violates,
        untaken=list(claim.examined.untaken),
    )
