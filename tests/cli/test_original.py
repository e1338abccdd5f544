"""slotq.cli.original: exit codes, what is printed, and one line for what cannot be run."""

from pathlib import Path

import pytest

from slotq.original.parts import BOUNDS
from tests.original.texts import NEEDS_GO, OWN, edited
from tests.stranger import Ran, here

SMALL = ("--bound", "general-1x1x1", "--bound", "keys")


def refused(cwd: Path, *arguments: str) -> str:
    """What is said where there is no answer."""
    ran = here("original", *arguments, cwd=cwd)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("slotq: ")
    assert ran.err.count("\n") == 1
    return ran.err.removeprefix("slotq: ").rstrip("\n")


@NEEDS_GO
def test_a_text_is_compared(tmp_path: Path) -> None:
    """In a table: which version it is, the rules, and each bound."""
    ran = here("original", str(OWN), *SMALL, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    title, rules, header, general, keys = ran.out.rstrip().splitlines()
    assert title.startswith(f"{OWN}: unknown version (tokens ")
    assert rules == (
        "rewritten: channel 5, close 1, go 2, imports 3, make 3, receive 1, select 1, variable 2"
    )
    words = ["bound", "states", "edges", "or", "vectors", "steps", "taken", "time", "verdict"]
    assert header.split() == words
    assert general.split()[:3] == ["general-1x1x1", "79", "240"]
    assert keys.split()[:2] == ["keys", "163"]
    assert general.rstrip().endswith("as specified")


@NEEDS_GO
def test_a_fault_is_told_with_its_schedule(tmp_path: Path) -> None:
    """The schedule can be run again."""
    wrong = tmp_path / "slots.go"
    wrong.write_bytes(edited(OWN, (r"isWaiting = true", "isWaiting = false")).text)
    ran = here("original", str(wrong), *SMALL, cwd=tmp_path)
    assert ran.code == 1
    assert "general-1x1x1: the original does DequeuerWait: " in ran.out
    assert "the schedule is 'client-1:1 dequeuer-1'" in ran.out
    again = ("--bound", "general-1x1x1", "--schedule", "client-1:1 dequeuer-1")
    ran = here("original", str(wrong), *again, cwd=tmp_path)
    assert ran.code == 0
    assert [line.split()[1:3] for line in ran.out.splitlines() if line[1:2].isdigit()] == [
        ["client-1:1", "DequeuerStart"],
        ["dequeuer-1", "DequeuerWait"],
    ]
    ran = here("original", str(wrong), *again[:-1], "dequeuer-1", cwd=tmp_path)
    assert (ran.code, ran.out.splitlines()[-1]) == (1, "dequeuer-1 is not possible")


@NEEDS_GO
def test_the_rewriting_is_a_diff(tmp_path: Path) -> None:
    """Of few lines, and nothing is run."""
    ran = here("original", str(OWN), "--diff", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "-   close(token.trigger)\n+   control.Close(token.trigger)\n" in ran.out
    assert len([line for line in ran.out.splitlines() if line.startswith("+")]) < 30


@NEEDS_GO
def test_versions_are_compared(tmp_path: Path) -> None:
    """By what each declares, and each with the machine."""
    later = tmp_path / "later.go"
    text = edited(OWN, (r"getSlotQueueKey\(call \*call\)", "getSlotQueueKey(call *call, e string)"))
    later.write_bytes(text.text + b"\nfunc (q *slotQueue) name() string { return q.key }\n")
    ran = here("original", str(OWN), str(later), *SMALL, cwd=tmp_path)
    assert ran.code == 1  # it takes extensions, and does not write them
    assert "  different: getSlotQueueKey\n" in ran.out
    assert "  only in the first: nothing\n  only in the second: name\n" in ran.out
    assert ran.out.count("general-1x1x1") == 2


@NEEDS_GO
def test_what_cannot_be_rewritten_is_a_line(tmp_path: Path) -> None:
    """No Go, and a construct that the rules do not know."""
    no_go, unknown = tmp_path / "no.go", tmp_path / "unknown.go"
    no_go.write_text("# slots\n")
    unknown.write_text("package agent\nfunc f() {\n\tgo f()\n}\n")
    assert refused(tmp_path, str(no_go)) == f"{no_go}: line 1: illegal character U+0023 '#'"
    assert refused(tmp_path, str(unknown)) == (
        f"{unknown}: line 3: no rule for a go statement but go func() {{ … }}()"
    )


def test_what_is_not_there_is_a_line(tmp_path: Path) -> None:
    """A path, a bound, the bound of a schedule."""
    assert refused(tmp_path, "nothing") == "nothing: there is no such file"
    told = "there is no bound general-1x1: its nearest names are general-"
    assert refused(tmp_path, str(OWN), "--bound", "general-1x1").startswith(told)
    told = (
        "Invalid value: --schedule needs the one --bound that it is of. Try slotq original --help."
    )
    assert refused(tmp_path, str(OWN), "--schedule", "client-1") == told


def test_without_go_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused(tmp_path, str(OWN)) == (
        "there is no Go: install Go 1.18 or newer (Debian: apt-get install golang-go)"
    )


@NEEDS_GO
def test_a_schedule_that_is_none_is_a_line(tmp_path: Path) -> None:
    """And a part that only computes has none."""
    at = ("--bound", "general-1x1x1", "--schedule", "client-1::2")
    assert refused(tmp_path, str(OWN), *at).startswith("'client-1::2' is not a transition")
    at = ("--bound", "keys", "--schedule", "client-1")
    assert refused(tmp_path, str(OWN), *at).startswith("keys has no schedule: those of general-")


def test_the_bounds_are_named_in_the_help(tmp_path: Path) -> None:
    """Nobody has to guess them."""
    ran = here("original", "--help", cwd=tmp_path)
    assert isinstance(ran, Ran)
    assert all(name in "".join(ran.out.split()) for name in BOUNDS)
