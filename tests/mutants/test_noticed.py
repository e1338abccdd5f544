"""slotq.mutants.noticed: what noticed each mutant is kept, and is about those there are."""

import tomllib
from dataclasses import replace

import msgspec

from slotq.mutants.arguments import arguments
from slotq.mutants.catalogue import all_mutants
from slotq.mutants.mutant import Part
from slotq.mutants.noticed import (
    NO_END,
    NO_VERDICT,
    Noticed,
    as_toml,
    check_of,
    noticed,
    noticed_by,
    short,
)
from slotq.mutants.run import Fate, Outcome
from slotq.mutants.scores import kept
from slotq.tlc.toolchain import Toolchain
from tests.conftest import ROOT
from tests.mutants.changes import replaced

FILE = "slotq/queue.py"
TEXT = "        self.id = 0\n"
MUTANTS = [
    replace(replaced(Part.CODE, FILE, TEXT, instead, "code/general"), name=f"queue/a-{instead}")
    for instead in "123456"
]
OUTCOMES = {
    "queue/a-1": Outcome(Fate.CAUGHT, "tests/test_queue.py"),
    "queue/a-2": Outcome(Fate.ERROR, "code/general"),
    "queue/a-3": Outcome(Fate.SURVIVED),
    "queue/a-4": Outcome(Fate.CAUGHT, "code/general"),
    "queue/a-5": Outcome(Fate.UNENDED, "code/general"),
    "queue/a-6": Outcome(Fate.HANGS, "code/general", message="hangs in a.py line 1"),
}
KEPT: dict[str, Noticed] = {
    FILE: {
        "tests/test_queue.py": ("a-1",),
        "no verdict from code/general": ("a-2",),
        "code/general": ("a-4",),
        "no end of code/general": ("a-5",),
        "hangs in a.py line 1": ("a-6",),
    }
}


def test_mutants_are_sorted_by_what_has_noticed_them() -> None:
    """Survivors are not among them."""
    assert {FILE: noticed_by(MUTANTS, OUTCOMES)} == KEPT
    assert [check_of(mutant, KEPT) for mutant in MUTANTS] == [
        "tests/test_queue.py",
        "no verdict from code/general",
        None,
        "code/general",
        "no end of code/general",
        "hangs in a.py line 1",
    ]
    assert check_of(MUTANTS[0], {}) is None


def test_what_is_written_is_read() -> None:
    """In the order of the files; what has noticed most is first."""
    every = {**KEPT, "a.py": {"x": ("1",), "y": ("2", "3")}}
    read = msgspec.convert(tomllib.loads(as_toml(every)), dict[str, Noticed])
    assert read == every
    assert list(read) == ["a.py", FILE]
    assert list(read["a.py"]) == ["y", "x"]


def test_what_is_kept_is_about_the_mutants_of_today(toolchain: Toolchain) -> None:
    """Each is there that was noticed, by a check of its own, and the scores count the same."""
    of_files = noticed()
    assert of_files.keys() == kept().keys()
    argued = arguments()
    names: dict[str, set[str]] = {}
    checks: dict[str, set[str]] = {}
    for mutant in all_mutants(ROOT, toolchain):
        checks.setdefault(mutant.file, set()).update(mutant.checks)
        if mutant.digest not in argued:
            names.setdefault(mutant.file, set()).add(short(mutant))
    for file, by_check in of_files.items():
        listed = [name for of_check in by_check.values() for name in of_check]
        assert sorted(listed) == sorted(names[file]), file
        for check in by_check:
            name = check.removeprefix(NO_VERDICT).removeprefix(NO_END)
            assert name in checks[file] or check.startswith("hangs in "), file
        assert len(listed) == kept()[file].noticed, file
        without = [
            sum(len(names) for check, names in by_check.items() if check.startswith(word))
            for word in (NO_VERDICT, NO_END)
        ]
        assert without == [kept()[file].errors, kept()[file].unended], file
