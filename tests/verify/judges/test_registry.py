"""slotq.verify.judges.registry: no judge without a claim, and none that judges by the reference."""

import ast
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from slotq.machine.modules import MODULES
from slotq.tlc.toolchain import Toolchain
from slotq.verify.claims import all_claims
from slotq.verify.judges.registry import JUDGES, JUDGES_OF, NOT_JUDGED, TELLS, judge_claims
from slotq.verify.manifest import Tier, load_manifest
from tests.conftest import ROOT

ORACLE = ROOT / "slotq" / "oracle"
REFERENCE = {
    *("slotq", "slotq.queue", "slotq.sync", "slotq.primitives", "slotq.stats", "slotq.scaling"),
    *("slotq.manager", "slotq.key"),
}
_DECISIONS = ("Fault", "Verdict", "Conflict", "Decision", "Failure")


@cache
def modules(folder: Path = ORACLE) -> dict[str, ast.Module]:
    """The modules of the oracle, by name."""
    return {
        ".".join(path.relative_to(folder).with_suffix("").parts): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in sorted(folder.rglob("*.py"))
        if path.name != "__init__.py"
    }


def decides(module: ast.Module) -> bool:
    """Whether something in a module returns a fault, or is a rule that allows lines."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            if any(word in ast.unparse(node.returns) for word in _DECISIONS):
                return True
        elif isinstance(node, ast.AnnAssign) and "Rule" in ast.unparse(node.annotation):
            return True
    return False


def imported(module: ast.Module) -> set[str]:
    """The modules that a module imports something from."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def unnamed(every: Mapping[str, ast.Module], judges: set[str], others: set[str]) -> list[str]:
    """The modules that decide, or that judges use, and that are named nowhere."""
    used = {
        name.removeprefix("slotq.oracle.") for judge in judges for name in imported(every[judge])
    }
    return [
        name
        for name, module in every.items()
        if (decides(module) or name in used) and name not in judges | others
    ]


def test_every_module_that_judges_is_named() -> None:
    """Each has its claims, or the reason why it needs none."""
    every = modules()
    assert unnamed(every, set(JUDGES), set(TELLS)) == []
    assert set(JUDGES) | set(TELLS) <= set(every)
    assert set(JUDGES).isdisjoint(TELLS)


def unjudged(judged: Collection[str], others: Collection[str]) -> list[str]:
    """The modules with a machine that have no judge, and no reason why."""
    return [name for name in MODULES if name not in {*judged, *others}]


def test_every_module_has_its_judges() -> None:
    """A module is registered with its judges, and each judge below one module."""
    assert unjudged(JUDGES_OF, NOT_JUDGED) == []
    assert {*JUDGES_OF, *NOT_JUDGED} == set(MODULES)
    assert all(JUDGES_OF.values())
    assert sum(map(len, JUDGES_OF.values())) == len(JUDGES)


@pytest.mark.parametrize("missing", MODULES)
def test_a_module_without_judges_is_noticed(missing: str) -> None:
    """Whichever it is."""
    named = [name for name in (*JUDGES_OF, *NOT_JUDGED) if name != missing]
    assert unjudged(named, ()) == [missing]


@pytest.mark.parametrize("missing", JUDGES)
def test_a_judge_that_is_not_named_is_noticed(missing: str) -> None:
    """Whichever is left out: it decides by itself, or another judge uses it."""
    assert missing in unnamed(modules(), set(JUDGES) - {missing}, set(TELLS))


def test_a_new_judge_is_noticed(tmp_path: Path) -> None:
    """By what its functions return."""
    text = "def find(line: Line) -> Fault | None:\n    return None\n"
    (tmp_path / "new.py").write_text(text, encoding="utf-8")
    assert unnamed(modules(tmp_path), set(), set()) == ["new"]


def test_every_judge_has_a_claim_of_the_smoke_tier(toolchain: Toolchain) -> None:
    """Which says, too, what its bound must show."""
    claims = {claim.name: claim for claim in all_claims(load_manifest(), toolchain)}
    named = {name for names in JUDGES.values() for name in names}
    assert named <= set(claims)
    assert {claims[name].tier for name in named} == {Tier.SMOKE}
    assert [claim.name for claim in judge_claims() if not claim.faults] == []
    assert {claim.name for claim in judge_claims()} <= named


def reached(names: set[str]) -> Iterator[tuple[str, str]]:
    """What modules import, and what those import that belong to oracle or machine."""
    left, seen = sorted(f"slotq.oracle.{name}" for name in names), set[str]()
    while left:
        name = left.pop()
        folder = ROOT / Path(*name.split("."))
        path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
        if name in seen or not path.exists():
            continue
        seen.add(name)
        for other in imported(ast.parse(path.read_text(encoding="utf-8"))):
            yield name, other
            if other.startswith(("slotq.oracle", "slotq.machine")):
                left.append(other)


def test_no_judge_judges_by_the_reference() -> None:
    """A fault of the reference would be a fault of its judge, and neither would show."""
    found = list(reached(set(JUDGES)))
    assert ("slotq.oracle.history.trackers", "slotq.machine.scaling") in found
    assert [pair for pair in found if pair[1] in REFERENCE - {"slotq"}] == []


def test_a_judge_that_imports_the_reference_is_noticed() -> None:
    """As the recorders do, which are no judges."""
    found = set(reached({"history.recording"}))
    assert ("slotq.oracle.history.recording", "slotq.queue") in found
