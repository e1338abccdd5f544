"""slotq.mutants.python_changes: which changes a function has, and which it does not."""

import pytest

from slotq.mutants.python_changes import python_changes

MODULE = '''\
"""A module."""

LIMIT = 3


class Box:
    """A box."""

    def put(self, item: int) -> bool:
        """Put something in."""
        with self.lock:
            size = len(self.items)
            if size < 3 and item is not None:
                self.items.append(item)
                return True
        return not size
'''


def changes(text: str) -> list[tuple[str, str]]:
    """List the changes of a module: the kind of each, and what becomes of the text around it."""
    found = []
    for change in python_changes(text):
        changed = text[: change.begin] + change.instead + text[change.end :]
        (line,) = (
            {
                after.strip()
                for before, after in zip(text.splitlines(), changed.splitlines(), strict=False)
                if before != after
            }
            if changed.count("\n") == text.count("\n")
            else {"..."}
        )
        found.append((change.kind, line))
    return found


def test_every_change_of_a_function() -> None:
    """No docstring, no declaration, no annotation, and no name that would have no value."""
    assert changes(MODULE) == [
        ("unlock", "if True:"),
        ("delete", "..."),
        ("delete", "..."),
        ("operand", "if True and item is not None:"),
        ("condition", "if (not (size < 3 and item is not None)):"),
        ("comparison", "if size <= 3 and item is not None:"),
        ("comparison", "if size >= 3 and item is not None:"),
        ("constant", "if size < 4 and item is not None:"),
        ("operand", "if size < 3 and True:"),
        ("comparison", "if size < 3 and item is None:"),
        ("delete", "pass"),
        ("delete", "pass"),
        ("constant", "return False"),
        ("delete", "pass"),
    ]


def test_what_is_changed_has_a_name_and_a_sentence() -> None:
    """The sentence shows the text that is changed."""
    first = next(python_changes(MODULE))
    assert first.symbol == "Box.put"
    assert first.what == "in Box.put, a region runs without `self.lock`"


def test_the_identity_does_not_depend_on_the_place() -> None:
    """Comments and lines before a function are no change of its mutants."""
    moved = MODULE.replace("LIMIT", "# A comment.\n\nLIMIT").replace(
        "Put something in", "Put it in"
    )
    assert [each.identity for each in python_changes(moved)] == [
        each.identity for each in python_changes(MODULE)
    ]


def test_an_edit_of_a_function_changes_the_identity_of_all_its_mutants() -> None:
    """An argument about one of them is about the whole function."""
    edited = MODULE.replace("len(self.items)", "len(self.items) + 0")
    before = {each.identity for each in python_changes(MODULE)}
    assert before.isdisjoint(each.identity for each in python_changes(edited))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return a == b", {"return a != b"}),
        ("return a % b", set()),
        ("return a in b", {"return a not in b"}),
        ("return a <= b", {"return a < b", "return a > b"}),
        ("return a + b", {"return a - b"}),
        ("return a or b", {"return False or b", "return a or False"}),
        ("return [c for c in a if c.x]", {"return [c for c in a if (not (c.x))]"}),
        ("return 1 if a.x else b", {"return 2 if a.x else b", "return 1 if (not (a.x)) else b"}),
        (
            "return 0 <= a < b",
            {
                *("return 0 < a < b", "return 0 > a < b"),
                *("return 0 <= a <= b", "return 0 <= a >= b"),
                "return 1 <= a < b",
            },
        ),
        ("return 'é' + b", {"return 'é' - b"}),
    ],
)
def test_expressions(line: str, expected: set[str]) -> None:
    """Each kind of expression, also where bytes are no characters."""
    text = f"def f(a, b):\n    {line}\n"
    assert {after for kind, after in changes(text) if kind != "delete"} == expected


def test_what_has_no_effect_is_kept() -> None:
    """Nothing could notice that it is missing; elsewhere the same statements are deleted."""
    text = (
        "def f(a, b):\n    del a\n    if b:\n        return None\n    del b[0]\n    return None\n"
    )
    assert [change.what for change in python_changes(text) if change.kind == "delete"] == [
        "in f, `if b: return None` is deleted",
        "in f, `return None` is deleted",
        "in f, `del b[0]` is deleted",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "def f(a):\n  if a:\n    return None\n  else:\n    with a:\n      return None\n",
        "def f(a):\n  match a:\n    case 1:\n      return None\n    case _:\n      return None\n",
    ],
)
def test_a_return_with_which_a_function_ends_has_no_effect(text: str) -> None:
    """In whichever branch."""
    deleted = [change.what for change in python_changes(text) if change.kind == "delete"]
    assert [what for what in deleted if "`return None`" in what] == []


def test_what_is_assigned_once_is_kept() -> None:
    """Deleting it would only raise a NameError; a field, or a second value, is deleted."""
    text = "def f(a):\n    b = a\n    a = b\n    a.c = b\n"
    assert [change.what for change in python_changes(text)] == [
        "in f, `a = b` is deleted",
        "in f, `a.c = b` is deleted",
    ]
