"""From the original to the specification, the reference and the tests: a table made from data."""

from typing import Annotated, Literal

import msgspec

from docs.generate.specification import ROOT

ROWS = ROOT / "docs" / "traceability.toml"
DECLARATIONS = ROOT / "docs" / "declarations.toml"
PAGE = ROOT / "docs" / "traceability.md"

_HEAD = """\
# Traceability

Where each declaration of the original is specified, implemented and tested. The original is
`api/agent/slots.go` of [fnproject/fn][original]; its lines are counted from the package clause.
A declaration of another file has its file in the place of the lines.

`python -m docs.generate` writes this page from [traceability.toml](traceability.toml). A test
fails on a row without its counterparts, on a declaration or an action of the specification without
a row, and on a public name of the reference without a source.

[original]: {repository}/tree/{commit}

| original | lines | specification | reference | tests | status |
|---|---|---|---|---|---|
"""


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a file; a key that it does not know is an error."""


class Row(_Table, frozen=True, kw_only=True):
    """A declaration of the original.

    Attributes:
        symbol: Its name, with the type that it belongs to.
        lines: Its first and last line, if it is in slots.go.
        file: Its file, if it is in another.
        specification: Definitions, as module!name.
        python: Names of the reference, with their modules.
        tests: Functions, as file::name.
        status: What became of it.
        note: More on that.
    """

    symbol: str
    lines: tuple[int, int] | None = None
    file: str = ""
    specification: tuple[str, ...]
    python: tuple[str, ...]
    tests: tuple[str, ...]
    status: Literal["same", "guarded", "abstracted", "left out"]
    note: str = ""


class Exemption(_Table, frozen=True, kw_only=True):
    """Names, or whole modules of the specification, that need no row, and why."""

    names: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    reason: Annotated[str, msgspec.Meta(min_length=10)]


class Traceability(
    _Table, frozen=True, kw_only=True, rename={"rows": "row", "exemptions": "exception"}
):
    """The whole table."""

    repository: str
    commit: str
    rows: tuple[Row, ...]
    exemptions: tuple[Exemption, ...]


class Declaration(_Table, frozen=True, kw_only=True):
    """A declaration of slots.go."""

    symbol: str
    lines: tuple[int, int]


class Declarations(_Table, frozen=True, kw_only=True):
    """All of them, and the hash of the text that they were counted in."""

    sha256: str
    declarations: tuple[Declaration, ...]


def load_traceability() -> Traceability:
    """Read the table."""
    return msgspec.toml.decode(ROWS.read_bytes(), type=Traceability)


def load_declarations() -> Declarations:
    """Read the list of declarations."""
    return msgspec.toml.decode(DECLARATIONS.read_bytes(), type=Declarations)


def traceability_page() -> str:
    """Write the page."""
    table = load_traceability()
    lines = [_HEAD.format(repository=table.repository, commit=table.commit)]
    for row in table.rows:
        span = f"{row.lines[0]}-{row.lines[1]}" if row.lines else row.file.rpartition("/")[2]
        status = f"{row.status}. {row.note}" if row.note else row.status
        cells = (_names(row.specification), _names(row.python), _names(row.tests), status)
        lines.append(f"| `{row.symbol}` | {span} | {' | '.join(cells)} |\n")
    lines.append("\nNames without a declaration of the original:\n\n| name | reason |\n|---|---|\n")
    lines += [f"| {_names((*e.names, *e.modules))} | {e.reason} |\n" for e in table.exemptions]
    return "".join(lines)


def _names(names: tuple[str, ...]) -> str:
    return "<br>".join(f"`{name}`" for name in names)
