"""slotq.mutants.tla_changes: which changes a module of the specification has."""

from pathlib import Path

import pytest

from slotq.mutants.tla_changes import tla_changes
from slotq.tlc.syntax import read_syntax
from slotq.tlc.toolchain import Toolchain

MODULE = r"""---- MODULE Box ----
EXTENDS Naturals
CONSTANT Limit
VARIABLES size, open
Keeps == open' = open
Room == size < Limit \* a comment
Inv == size <= Limit
Put ==
  /\ Room
  /\ open
  /\ IF size # 0 THEN size' = size + 1 ELSE size' = 1
  /\ Keeps
Close == open' = FALSE /\ UNCHANGED size
Next ==
  \/ Put
  \/ Close
====
"""
EXPECTED = [
    ("comparison", "in Room, `size < Limit` compares with `<=`"),
    ("comparison", "in Room, `size < Limit` compares with `>=`"),
    ("guard", "in Put, the guard `Room` is dropped"),
    ("guard", "in Put, the guard `open` is dropped"),
    ("update", "in Put, the update `IF size # 0 THEN size' = size + 1 ELSE size' = 1` is dropped"),
    ("comparison", "in Put, `size # 0` compares with `=`"),
    ("operation", "in Put, `size + 1` has `-` for `+`"),
    ("update", "in Close, the update `open' = FALSE` is dropped"),
    ("disjunct", "in Next, the alternative `Put` is dropped"),
    ("disjunct", "in Next, the alternative `Close` is dropped"),
]


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """The file of the module."""
    path = tmp_path / "Box.tla"
    path.write_text(MODULE)
    return path


def test_every_change_of_a_next_state_relation(module: Path, toolchain: Toolchain) -> None:
    """Not of an invariant, and not of a conjunct that only says what stays as it is."""
    found = list(tla_changes(MODULE, read_syntax(toolchain, module), ["Next"]))
    assert [(each.kind, each.what) for each in found] == EXPECTED
    assert {each.instead.strip() for each in found} == {
        *("<=", ">=", "TRUE", "=", "-", "FALSE"),
        "UNCHANGED <<size>>",
        "UNCHANGED <<open>>",
    }


def test_every_change_is_a_module(module: Path, toolchain: Toolchain) -> None:
    """Whatever is changed, SANY reads it."""
    syntax = read_syntax(toolchain, module)
    for change in tla_changes(MODULE, syntax, ["Next"]):
        module.write_text(MODULE[: change.begin] + change.instead + MODULE[change.end :])
        assert list(read_syntax(toolchain, module).definitions) == list(syntax.definitions)


SETS = r"""---- MODULE Sets ----
CONSTANTS A, B, C
VARIABLE x
Next == x' \in A \cup B \cup (C \ A)
====
"""


def test_an_operation_within_another_has_parentheses(tmp_path: Path, toolchain: Toolchain) -> None:
    r"""Since `\cup` and `\cap` have no order of precedence."""
    path = tmp_path / "Sets.tla"
    path.write_text(SETS)
    syntax = read_syntax(toolchain, path)
    changes = list(tla_changes(SETS, syntax, ["Next"]))
    assert [each.instead for each in changes if each.kind == "operation"] == [
        r"((A) \cap (B))",
        r"((A \cup B) \cap (C \ A))",
        r"((C) \cup (A))",
    ]
    for change in changes:
        path.write_text(SETS[: change.begin] + change.instead + SETS[change.end :])
        assert read_syntax(toolchain, path).definitions.keys() == {"Next"}


LAMBDA = r"""---- MODULE Lambda ----
EXTENDS Naturals, Sequences
VARIABLE x
Next == x' = SelectSeq(x, LAMBDA t : t # 1)
===="""


def test_the_body_of_a_lambda_is_changed(tmp_path: Path, toolchain: Toolchain) -> None:
    """It is part of what the definition says, although it has no name."""
    path = tmp_path / "Lambda.tla"
    path.write_text(LAMBDA)
    changes = list(tla_changes(LAMBDA, read_syntax(toolchain, path), ["Next"]))
    assert [(each.kind, each.what) for each in changes] == [
        ("comparison", "in Next, `t # 1` compares with `=`")
    ]
