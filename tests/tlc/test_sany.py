"""slotq.tlc.sany: what a module defines, by the real parser."""

from dataclasses import replace
from pathlib import Path

import pytest

from slotq.tlc.errors import NoAnswerError
from slotq.tlc.sany import (
    Definition,
    Level,
    SpecifiedModule,
    comment,
    passage,
    read_module,
)
from slotq.tlc.toolchain import Toolchain

NAMING = SpecifiedModule(
    ("won", "place", "note"),
    (
        Definition("Tokens", 0, Level.CONSTANT, (7, 7)),
        Definition("Init", 0, Level.STATE, (10, 12)),
        Definition("Take", 2, Level.ACTION, (15, 18)),
        Definition("Write", 0, Level.ACTION, (21, 23)),
        Definition("Plain", 1, Level.ACTION, (26, 26), frozenset({"Write"})),
        Definition("Rest", 1, Level.ACTION, (29, 33)),
        Definition(
            "Next", 0, Level.ACTION, (35, 36), frozenset({"Tokens", "Take", "Plain", "Rest"})
        ),
        Definition(
            "Spec", 0, Level.TEMPORAL, (38, 38), frozenset({"Init", "Next"}), frozenset({"Next"})
        ),
    ),
)
LOCAL = """\
---- MODULE Local ----
VARIABLE x
Set(value) == x' = value
Move ==
  LET Go == Set(1) IN Go
Spec == [][Move]_x
====
"""


def test_reads_a_modules_own_definitions(toolchain: Toolchain, data: Path) -> None:
    """Neither what it extends nor what it instantiates is its own."""
    assert read_module(toolchain, data / "Naming.tla") == NAMING


def test_an_operator_inside_a_let_is_looked_into(toolchain: Toolchain, tmp_path: Path) -> None:
    """What a definition applies by way of a local operator, it applies."""
    path = tmp_path / "Local.tla"
    path.write_text(LOCAL, encoding="utf-8")
    assert read_module(toolchain, path) == SpecifiedModule(
        ("x",),
        (
            Definition("Set", 1, Level.ACTION, (3, 3)),
            Definition("Move", 0, Level.ACTION, (4, 5), frozenset({"Set"})),
            Definition("Spec", 0, Level.TEMPORAL, (6, 6), frozenset({"Move"}), frozenset({"Move"})),
        ),
    )


def test_a_definition_is_quoted_with_its_comment(data: Path) -> None:
    """By its lines; the comment alone is one line, and nothing where there is none."""
    text = (data / "Naming.tla").read_text(encoding="utf-8")
    named = {definition.name: definition for definition in NAMING.definitions}
    assert passage(text, named["Plain"]) == (
        "(* Is another operator and nothing else: it is called by the other's name. *)\n"
        "Plain(process) == Write"
    )
    assert passage(text, named["Tokens"]) == "Tokens == 1..2"
    assert comment(text, named["Rest"]) == "Has two ways, which TLC counts apart under one name."
    assert comment(text, named["Tokens"]) == ""
    long = "(* One line,  *)\n(* and another. *)\nA == 1"
    assert comment(long, Definition("A", 0, Level.CONSTANT, (3, 3))) == "One line, and another."
    close = "B == /\\ TRUE\n     /\\ TRUE\n(* Another. *)\nA == 1\n"
    assert comment(close, Definition("A", 0, Level.CONSTANT, (4, 4))) == "Another."


def test_a_module_that_does_not_parse(toolchain: Toolchain, data: Path) -> None:
    """The parser's own words are passed on."""
    with pytest.raises(NoAnswerError, match=r"SANY on Broken\.tla: .*Unknown operator"):
        read_module(toolchain, data / "Broken.tla")


def test_what_java_logs_is_not_read(
    toolchain: Toolchain, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither as a part of the answer nor as the parser's words."""
    quiet = read_module(toolchain, data / "Naming.tla")
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-verbose:class")
    assert read_module(toolchain, data / "Naming.tla") == quiet
    with pytest.raises(NoAnswerError, match=r"SANY on Broken\.tla: .*Unknown operator"):
        read_module(toolchain, data / "Broken.tla")


MODULE = (
    "<UID>1</UID><ModuleNode><uniquename>Naming</uniquename>"
    "<UserDefinedOpKindRef><UID>2</UID></UserDefinedOpKindRef></ModuleNode>"
)


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ("", "exit code 0; it said: nothing"),
        ("<modules>", "its XML cannot be read"),
        ("<modules></modules>", "its XML cannot be read"),
        ("<modules><context><entry></entry></context></modules>", "entry lacks UID"),
        (f"<modules><context><entry>{MODULE}</entry></context></modules>", "cannot be read: '2'"),
    ],
)
def test_an_answer_that_is_not_understood(
    xml: str, reason: str, toolchain: Toolchain, data: Path, tmp_path: Path
) -> None:
    """A parser of another make is refused, not read as a module without definitions."""
    java = tmp_path / "java"
    answer = f'<?xml version="1.0"?>{xml}' if xml else ""
    java.write_text(f"#!/bin/sh\necho '{answer}'\n", encoding="ascii")
    java.chmod(0o755)
    with pytest.raises(NoAnswerError, match=reason):
        read_module(replace(toolchain, java=java), data / "Naming.tla")
