"""A finding: what is written of it by hand, in a file of its own beside its page."""

from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec

from docs.generate.specification import ROOT
from slotq.schedule.engine.findings import Step, parse_schedule

FINDINGS = ROOT / "docs" / "findings"

Text: TypeAlias = Annotated[str, msgspec.Meta(min_length=10)]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; a key that it does not know is an error."""


class Property(_Table, frozen=True):
    """What should be true, and is not: a definition of a module."""

    module: str
    name: str


class Example(_Table, frozen=True):
    """How TLC refutes it.

    Attributes:
        model: The model whose counterexample is shown.
        text: What happens in it.
        others: Further models that are violated.
    """

    model: str
    text: Text
    others: tuple[str, ...] = ()


class Code(_Table, frozen=True):
    """How the real code shows it.

    Attributes:
        module: The module in tests/findings/ that does.
        text: What is run.
        schedule: Each transition with the step that it is.
        replay: The options of `slotq replay` that run this schedule, if it can.
        snippet: A few lines of Python that show it, where no schedule is needed.
    """

    module: str
    text: Text
    schedule: str = ""
    replay: str | None = None
    snippet: str = ""

    @property
    def steps(self) -> list[Step]:
        """The schedule, with the names of its steps."""
        lines = [line.split() for line in self.schedule.splitlines() if line]
        return [(parse_schedule(transition)[0], action) for transition, action in lines]


class Fix(_Table, frozen=True):
    """What helps.

    Attributes:
        text: What is changed.
        models: Models that hold then.
    """

    text: Text
    models: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class Finding(_Table, frozen=True, rename={"example": "counterexample"}):
    """One finding.

    Attributes:
        title: What it is called.
        kind: Whose fault it is.
        summary: What goes wrong, in a few sentences.
        property: What should be true.
        example: How TLC refutes it.
        code: How the real code shows it.
        unseen: Why ordinary testing misses it.
        fix: What helps.
    """

    title: str
    kind: str
    summary: Text
    property: Property
    example: Example
    code: Code
    unseen: Text
    fix: Fix


def load_findings(folder: Path = FINDINGS) -> dict[str, Finding]:
    """Read all findings, by the names of their files."""
    return {
        path.stem: msgspec.toml.decode(path.read_bytes(), type=Finding)
        for path in sorted(folder.glob("*.toml"))
    }
