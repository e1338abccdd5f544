"""slotq.cli.prove: the exit code is the verdict, and what is shown of a broken action."""

import pytest

from slotq.cli import prove as cli_prove
from slotq.cli.main import main
from tests.verify import checks
from tests.verify.checks import claim


@pytest.mark.parametrize(
    ("check", "code", "verdict"),
    [(checks.hold, 0, "holds"), (checks.fall, 1, "refuted"), (checks.crash, 2, "undecided")],
)
def test_the_exit_code_is_the_verdict(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    check: object,
    code: int,
    verdict: str,
) -> None:
    """As for slotq verify; a theorem for any size is proved, and does not merely hold."""
    theorems = [claim("prove/first", check), claim("prove/second", checks.hold)]
    monkeypatch.setattr(cli_prove, "prove_claims", lambda *_: theorems)
    assert main(["prove", "--jobs", "1", "first"]) == code
    assert verdict in capsys.readouterr().out


def test_a_broken_action_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """With the state in which it fails."""
    assert main(["prove", "--broken", "WakeEarly"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("WakeEarly, in the place of CancellerWake: ")
    assert "EndsByCancel is false" in said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--broken", "signalone"],
            "no broken action is called 'signalone'; the nearest names are SignalOne, ",
        ),
        (["--broken", "SignalOne", "invariant"], "--broken ACTION shows one action, and takes no "),
    ],
)
def test_what_cannot_be_shown(
    capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    """One line says why."""
    assert main(["prove", *words]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"slotq: {message}")
    assert said.count("\n") == 1
