"""The codes of verdicts, one for each thing that can be wrong: what it means, where to look first.

All of them stand in codes.toml, and only there. The judges need not know them: the code of a
fault follows from what the fault says of itself (the action and the field, the rule), so that a new
rule has the code of its kind until the table gives it one of its own.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

_TABLE = Path(__file__).with_name("codes.toml")
_AREAS = {
    "0": "Input that cannot be used",
    "1": "Traces",
    "2": "Histories",
    "3": "Implementations that were driven (conform)",
    "4": "Undecided",
}

Sentence = Annotated[str, Meta(min_length=5, max_length=400)]


class Code(Struct, frozen=True, forbid_unknown_fields=True):
    """A code.

    Attributes:
        code: The code; it is never used again for something else.
        title: What is wrong, in a few words.
        says: What it means, in a sentence.
        look: What to look at first.
        kind: What asks for it by name.
        steps: The lines of a trace that it is for.
        rule: The rule of histories that it is for.
    """

    code: Annotated[str, Meta(pattern=r"^SQ[0-9]{3}\Z")]
    title: Sentence
    says: Sentence
    look: Sentence
    kind: str = ""
    steps: tuple[str, ...] = ()
    rule: str = ""

    @property
    def area(self) -> str:
        """What it is about: codes of one area begin with the same digit."""
        return _AREAS[self.code[2]]


@cache
def all_codes() -> tuple[Code, ...]:
    """Every code, in the order of the table."""
    rows = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["code"]
    return msgspec.convert(rows, tuple[Code, ...])


@cache
def _by_key() -> dict[str, Code]:
    return {key: code for code in all_codes() for key in _keys(code)}


def _keys(code: Code) -> Iterator[str]:
    yield code.code
    if code.kind:
        yield f"kind {code.kind}"
    if code.rule:
        yield f"rule {code.rule}"
    for step in code.steps:
        yield f"step {step}"


def find(code: str) -> Code | None:
    """Look a code up, as a user writes it."""
    return _by_key().get(code.upper())


def of_kind(kind: str) -> Code:
    """The code of what is wrong with an input, or with a program that is driven.

    Raises:
        KeyError: The table has none.
    """
    return _by_key()[f"kind {kind}"]


def of_rule(rule: str) -> Code:
    """The code of a rule of histories."""
    return _by_key().get(f"rule {rule}") or of_kind("rule")


def of_step(
    action: str,
    guard: str,
    field: str | None = None,
    due: str | None = None,
    stands: str | None = None,
) -> Code:
    """The code of a line of a trace that is not allowed.

    Args:
        action: The line's action.
        guard: Violated condition.
        field: The field that differs from what the specification gives, where one does.
        due: The step that is still to come, where the run has ended too early.
        stands: What is true in the place of the guard, where that is known.
    """
    wanted = [f"{action}: {stands}", f"{action}: {guard}", action]
    if due is not None:
        wanted.insert(2, f"{action} {due}")
    if field is not None:
        wanted = [f"{action}.{field}", f"*.{field}", *wanted]
    found = (_by_key().get(f"step {key}") for key in wanted)
    return next((code for code in found if code is not None), None) or of_kind("step")


def page() -> str:
    """All codes as a page of documentation."""
    lines = [
        "# Codes",
        "",
        "Each verdict that is not *accepted* has a code, whose meaning never changes. This",
        "page is made from `slotq/oracle/verdict/codes.toml`; `slotq codes SQ124` prints one.",
    ]
    area = ""
    for code in all_codes():
        if code.area != area:
            area = code.area
            lines += ["", f"## {area}"]
        lines += ["", f"### {code.code}: {code.title}", "", code.says, "", f"Look at: {code.look}"]
    return "\n".join([*lines, ""])
