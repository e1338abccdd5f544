"""slotq.tlc.syntax: the definitions of a module as trees, and which variables a step changes."""

from dataclasses import replace
from pathlib import Path

import pytest

from slotq.tlc.errors import NoAnswerError
from slotq.tlc.sany import Level
from slotq.tlc.syntax import Place, Syntax, read_syntax
from slotq.tlc.toolchain import Toolchain
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def naming(toolchain: Toolchain, data: Path) -> Syntax:
    """The toy module Naming."""
    return read_syntax(toolchain, data / "Naming.tla")


def test_definitions_and_variables_are_in_their_order(naming: Syntax) -> None:
    """Its own ones: no instance's."""
    assert naming.variables == ("won", "place", "note")
    assert list(naming.definitions) == [
        *("Tokens", "Init", "Take", "Write", "Plain", "Rest", "Next", "Spec")
    ]


def test_an_expression_has_its_operator_level_and_place(naming: Syntax) -> None:
    """Down to the names of variables."""
    take = naming.definitions["Take"]
    assert (take.operator, take.level, take.place) == (
        "$ConjList",
        Level.ACTION,
        Place(15, 25, 18, 41),
    )
    guard = take.operands[0]
    assert (guard.operator, guard.level) == ("=", Level.STATE)
    assert [node.operator for node in guard.everything()] == [
        *("=", "$FcnApply", "place", "process", "StringNode")
    ]


def test_what_a_step_changes_is_seen_through_instances(
    naming: Syntax, toolchain: Toolchain
) -> None:
    """And through definitions, where an instance's variables are those that stand for them."""
    take = naming.definitions["Take"]
    assert [naming.changed(part) for part in take.operands] == [[], ["won"], ["place"], ["note"]]
    assert naming.changed(naming.definitions["Next"]) == ["won", "place", "note"]
    callers = read_syntax(toolchain, ROOT / "spec" / "Callers.tla")
    close = callers.definitions["AcquireClose"].operands[0]
    assert callers.changed(close) == [
        *("slots", "nextId", "busy", "closed", "doing", "hand", "dequeuer", "isWaiting", "item"),
        *("owner", "done", "canceller"),
    ]


def test_what_a_definition_needs(naming: Syntax) -> None:
    """In the order of the module; a name that it does not have needs nothing."""
    assert naming.reachable(["Plain"]) == ["Write", "Plain"]
    assert naming.reachable(["Nothing"]) == []


def test_local_definitions_are_parts(toolchain: Toolchain) -> None:
    """What a LET defines is in the tree of the definition that has it."""
    callers = read_syntax(toolchain, ROOT / "spec" / "Callers.tla")
    inside = [node.operator for node in callers.definitions["NextRound"].everything()]
    assert inside.count("Rounds") == 1


def test_a_document_of_another_kind_is_refused(
    toolchain: Toolchain, data: Path, tmp_path: Path
) -> None:
    """What SANY would write one day has no silent meaning."""
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\necho '<?xml version=\"1.0\"?>'\necho '<modules></modules>'\n")
    java.chmod(0o755)
    with pytest.raises(NoAnswerError, match="its XML cannot be read"):
        read_syntax(replace(toolchain, java=java), data / "Naming.tla")
