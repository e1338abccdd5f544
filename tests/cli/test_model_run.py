"""slotq.cli.model_run: TLC's own options, with both verdicts; and the line without slotq."""

import re
from pathlib import Path

import pytest

from tests.stranger import here

TIME = re.compile(r"\d+\.\d s$", re.MULTILINE)
# TLC's worker goes on for a moment after it has found a violation.
NUMBER = re.compile(r"\b[\d,]+ states of random(?=.*seed)")
HOLDS = "General_1x1x3: "
FAULT = "faults/CheckThenSet: "
CLAIMED = f"{FAULT}refuted, as claimed (OneWinnerInv), "


@pytest.mark.parametrize(
    ("arguments", "code", "out"),
    [
        (
            "General_1x1x3 -- -simulate num=50 -depth 20 -seed 7",
            0,
            f"{HOLDS}no violation found (ok), N states of random behaviours, seed 7, T\n",
        ),
        (
            "faults/CheckThenSet -- -simulate num=5000 -depth 40 -seed 7",
            0,
            f"{CLAIMED}N states of random behaviours, seed 7, T\n",
        ),
        (
            "faults/CheckThenSet -- -simulate num=1 -depth 2 -seed 7",
            2,
            (
                f"{FAULT}undecided (OneWinnerInv)\n"
                "  no counterexample in 3 states of random behaviours\n"
            ),
        ),
        ("faults/CheckThenSet -- -continue", 0, f"{CLAIMED}874 states, 82 violations, T\n"),
        (
            "General_1x1x3 -- -workers 2 -fp 3 -J-Xmx600m",
            0,
            f"{HOLDS}as expected (ok), 1,005 states, T\n",
        ),
    ],
)
def test_options_are_passed_on_and_the_verdict_is_read(
    tmp_path: Path, arguments: str, code: int, out: str
) -> None:
    """From the output, since TLC ends with 0 after simulations and where it goes on."""
    ran = here("model", "run", *arguments.split(), cwd=tmp_path)
    said = NUMBER.sub("N states of random", TIME.sub("T", ran.out))
    assert (ran.code, ran.err, said) == (code, "", out)


def test_files_are_where_they_were_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the folder in which slotq runs; there is no other trace of the run."""
    monkeypatch.chdir(tmp_path)
    arguments = "General_1x1x3 -- -dump dot,actionlabels graph.dot"
    ran = here("model", "run", *arguments.split(), cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.dot"]
    assert "DequeuerPeek" in (tmp_path / "graph.dot").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("General_1x1x3 -- -config x.cfg", "'-config' is not passed on to TLC"),
        ("-- -workers 2", "options of TLC need a model"),
        ("None -- -workers 2", "there is no model 'None'"),
        ("General_1x1x3 -- -recover nowhere", ""),
        ("General_1x1x3 --port 80", "--port is only for --distributed"),
        ("General_1x1x3 --address 127.0.0.1", "--address is only for --distributed"),
        ("General_1x1x3 -- -seed 3", "-seed is only for random behaviours"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(tmp_path: Path, arguments: str, reason: str) -> None:
    """Before TLC runs, or by TLC, which finds no checkpoint."""
    ran = here("model", "run", *arguments.split(), cwd=tmp_path)
    said = ran.err or ran.out
    assert (ran.code, reason in said, said.count("\n") <= 2) == (2, True, True), said


def test_the_line_without_slotq_is_printed(tmp_path: Path) -> None:
    """One line; that it runs is tested where it is made."""
    ran = here("model", "command", "faults/SignalOne", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(
        r"\(cd \S+/models/faults && states=\$\(mktemp -d\) && \S+ .* -deadlock"
        r" -config MCFaults_SignalOne\.cfg MCFaults\.tla\)\n",
        ran.out,
    )
