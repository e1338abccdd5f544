"""Contracts that CrossHair confirms over all paths, and the planted bugs that refute them.

Those of `is_new_container_needed` are in test_scaling.
"""

import ast
import struct
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from slotq import queue, stats
from slotq.key import Call, encode, encode_injectively
from tests.conftest import ROOT
from tests.contracts import encoding
from tests.contracts.crosshair import CONFIRMED, REFUTED, crosshair, postconditions
from tests.contracts.encoding import String, prefixed, terminated

FOLDER = ROOT / "tests" / "contracts"
FALSE = {"terminated_is_injective"}
"""Contracts that are false on purpose."""
MODULES = ("counters", "removal", "encoding")
PLANTED = {
    "an enter does not wrap": (
        "counters",
        stats.__file__,
        "count = (self._request[state] + 1) % UINT64_MODULUS",
        "count = self._request[state] + 1",
        {"entered"},
    ),
    "an exit stops at none": (
        "counters",
        stats.__file__,
        "count = (self._container[state] - 1) % UINT64_MODULUS",
        "count = max(0, self._container[state] - 1)",
        {"exited", "undone"},
    ),
    "the first is never looked at": (
        "removal",
        queue.__file__,
        "for index in range(len(self._slots) - 1, -1, -1):",
        "for index in range(len(self._slots) - 1, 0, -1):",
        {"of_one", "of_two", "of_three", "says"},
    ),
    "the last is removed instead": (
        "removal",
        queue.__file__,
        "del self._slots[index]",
        "self._slots.pop()",
        {"of_two", "of_three"},
    ),
    "a removal is not reported": (
        "removal",
        queue.__file__,
        "                return True\n        return False",
        "                return False\n        return False",
        {"of_one", "of_two", "says"},
    ),
    "a removal is reported of what is not there": (
        "removal",
        queue.__file__,
        "                return True\n        return False",
        "                return True\n        return True",
        {"of_none", "of_one", "of_two", "says"},
    ),
    "the lengths are added up": (
        "encoding",
        encoding.__file__,
        "return (len(first), *first, len(second), *second)",
        "return (len(first) + len(second), *first, *second)",
        {"prefixed_is_injective", *FALSE},
    ),
    "the first string has no end": (
        "encoding",
        encoding.__file__,
        "return (*first, 0, *second, 0)",
        "return (*first, *second, 0)",
        {"terminated_without_nul_is_injective", *FALSE},
    ),
}
"""What a planted bug replaces by what, in which file, and the contracts that refute it. Encodings
are those of the contracts themselves, which another test holds against the code."""


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("module", MODULES)
def test_crosshair_confirms_every_contract(module: str) -> None:
    """Wrap-around, removal and the length-prefixed encoding; with NULs it is refuted."""
    contracts = (FOLDER / f"{module}.py").read_text(encoding="utf-8")
    verdicts = crosshair(ROOT, f"tests.contracts.{module}", contracts)
    names = set(postconditions(contracts).values())
    assert {name for name, said in verdicts.items() if said == CONFIRMED} == names - FALSE
    assert {name for name, said in verdicts.items() if said.startswith(REFUTED)} == names & FALSE


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("bug", PLANTED)
def test_crosshair_refutes_planted_bugs(tmp_path: Path, bug: str) -> None:
    """A contract that no bug breaks says nothing."""
    module, file, right, wrong, expected = PLANTED[bug]
    source = Path(file).read_text(encoding="utf-8")
    assert source.count(right) == 1
    (tmp_path / "planted.py").write_text(source.replace(right, wrong), encoding="utf-8")
    contracts = (FOLDER / f"{module}.py").read_text(encoding="utf-8")
    if Path(file) == FOLDER / f"{module}.py":
        contracts = contracts.replace(right, wrong)
    contracts = contracts.replace(f"slotq.{Path(file).stem}", "planted")
    (tmp_path / "contracts_of_planted.py").write_text(contracts, encoding="utf-8")
    verdicts = crosshair(tmp_path, "contracts_of_planted", contracts)
    assert {name for name, said in verdicts.items() if REFUTED in said} == expected


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_no_contract_calls_a_function_that_has_one(path: Path) -> None:
    """CrossHair may take the contract of what is called for granted: it confirmed a false one."""
    text = path.read_text(encoding="utf-8")
    names = set(postconditions(text).values())
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef) and function.name in names:
            used = {each.id for each in ast.walk(function) if isinstance(each, ast.Name)}
            assert used & names == set()


def test_every_contract_is_refuted_by_a_planted_bug() -> None:
    """One that none refutes might say nothing."""
    names = {
        name
        for module in MODULES
        for name in postconditions((FOLDER / f"{module}.py").read_text("utf-8")).values()
    }
    assert set().union(*(expected for *_, expected in PLANTED.values())) == names


def strings() -> Iterator[String]:
    """Every string of up to two of three bytes, NUL among them."""
    for length in range(3):
        yield from product((0, 1, 97), repeat=length)


def test_the_encodings_of_the_contracts_are_those_of_the_code() -> None:
    """But for the width of a length, and for what follows."""
    for first, second in product(strings(), repeat=2):
        call = Call(app_id=bytes(first), syslog_url=bytes(second))
        assert encode(call).startswith(bytes(terminated(first, second)))
        written = b"".join(
            struct.pack("<Q", len(string)) + bytes(string) for string in (first, second)
        )
        assert encode_injectively(call).startswith(written)
        shortened = (written[0], *first, written[8 + len(first)], *second)
        assert prefixed(first, second) == shortened
