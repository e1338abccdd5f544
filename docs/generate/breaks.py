"""The same fault at every link of the chain of evidence, and what each link says of it."""

from collections.abc import Iterator
from difflib import unified_diff

import msgspec

from docs.generate.specification import ROOT

TABLE = ROOT / "docs" / "breaks.toml"


class Break(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line that is broken.

    Attributes:
        link: The two sides that are compared.
        file: Where it is.
        line: What is replaced; it is there once.
        instead: What takes its place.
        claim: The claim that is refuted then.
        says: Lines of what `slotq verify` says of it, in this order; "..." is more of a line.
    """

    link: str
    file: str
    line: str
    instead: str
    claim: str
    says: tuple[str, ...]


class _Breaks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    breaks: tuple[Break, ...] = msgspec.field(name="break")


def load_breaks() -> tuple[Break, ...]:
    """Read all breaks."""
    return msgspec.toml.decode(TABLE.read_bytes(), type=_Breaks).breaks


def broken(each: Break) -> str:
    """Write the file with the break.

    Raises:
        LookupError: The line is not there once.
    """
    whole = (ROOT / each.file).read_text(encoding="utf-8")
    line, instead = each.line.strip("\n"), each.instead.strip("\n")
    if whole.count(line) != 1:
        message = f"{each.file} has the line of the break {whole.count(line)} times"
        raise LookupError(message)
    return whole.replace(line, instead) if instead else whole.replace(f"{line}\n", "")


def breaks_reference() -> str:
    """Write each break as a difference, with the command and what it says."""
    return "\n".join(line for each in load_breaks() for line in _section(each)).rstrip()


def _section(each: Break) -> Iterator[str]:
    whole = (ROOT / each.file).read_text(encoding="utf-8")
    lines = [*unified_diff(whole.splitlines(), broken(each).splitlines(), n=1, lineterm="")]
    yield from (f"**{each.link[:1].upper()}{each.link[1:]}** ([{each.file}](../{each.file})):", "")
    yield from ("```diff", *(line for line in lines[2:] if not line.startswith("@@")), "```", "")
    yield from ("```console", f"$ slotq verify --only {each.claim}", f"{each.claim} refuted:")
    yield from (*each.says, "...", "```", "")
