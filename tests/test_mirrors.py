"""tests/mirrors.toml: each module of slotq has a test of its own, or a reason why it has none."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.conftest import ROOT

DECIDES = ast.If | ast.For | ast.While | ast.Match | ast.Try | ast.With | ast.comprehension


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Modules without a test of their own.

    Attributes:
        why: What they are, and how they are tested.
        modules: The modules, by their paths in slotq.
        tests: The files that test them; none if they decide nothing.
    """

    why: str
    modules: tuple[str, ...]
    tests: tuple[str, ...] = ()


class Rows(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole table."""

    without: tuple[Row, ...]


ROWS = msgspec.convert(
    tomllib.loads((ROOT / "tests" / "mirrors.toml").read_text(encoding="utf-8")), Rows
).without


def modules() -> list[str]:
    """Every module of slotq that is not only the door of a package."""
    folder = ROOT / "slotq"
    paths = (path for path in folder.rglob("*.py") if path.name != "__init__.py")
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in paths)


def has_test(module: str) -> bool:
    """Whether tests/a/test_b.py is there for slotq/a/b.py."""
    path = Path(module)
    return (ROOT / "tests" / path.parent / f"test_{path.name}.py").is_file()


def wrong(rows: tuple[Row, ...], every: list[str]) -> Iterator[str]:
    """Say which module has neither a test nor a row, and which row is wrong."""
    named = [module for row in rows for module in row.modules]
    for module in every:
        if not has_test(module) and module not in named:
            yield f"{module} has no test of its own, and no row says why"
    for module in named:
        if module not in every:
            yield f"{module} is no module"
        elif has_test(module):
            yield f"{module} has a test of its own, and a row"
        if named.count(module) > 1:
            yield f"{module} has two rows"
    for row in rows:
        yield from (f"{path} is no test" for path in row.tests if not (ROOT / path).is_file())
        if not row.tests:
            yield from (f"{each} decides something" for each in row.modules if decides(each))


def decides(module: str) -> bool:
    """Whether a module has a branch, a loop, or anything else that may go one way or another."""
    path = ROOT / "slotq" / f"{module}.py"
    if not path.is_file():
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, DECIDES) for node in ast.walk(tree))


def test_each_module_has_a_test_or_a_reason() -> None:
    """For tests to be found from the code, and for no module to be forgotten."""
    assert list(wrong(ROWS, modules())) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("", ("no_such",), ("tests/test_queue.py",)), "no_such is no module"),
        (
            Row("", ("queue",), ("tests/test_queue.py",)),
            "queue has a test of its own, and a row",
        ),
        (Row("", ("errors",)), "errors has two rows"),
        (Row("", (), ("tests/test_nowhere.py",)), "tests/test_nowhere.py is no test"),
        (Row("", ("sync",)), "sync decides something"),
    ],
)
def test_a_row_that_is_wrong_is_seen(row: Row, said: str) -> None:
    """Each rule does look."""
    assert said in list(wrong((*ROWS, row), modules()))


def test_a_new_module_without_a_test_is_seen() -> None:
    """It is the one thing that the table is for."""
    expected = "machine/new has no test of its own, and no row says why"
    assert list(wrong(ROWS, [*modules(), "machine/new"])) == [expected]
