"""slotq doctor: what is there, and what is missing, with what needs it."""

import pytest

from slotq.cli import doctor
from slotq.cli.main import main


def rows(table: str) -> dict[str, str]:
    """What is said of each item, without what was folded."""
    words = (line.split(maxsplit=1) for line in table.splitlines())
    return {pair[0]: pair[1].rstrip() for pair in words if len(pair) > 1}


def test_what_is_there_is_named_by_its_place(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of several programs that will do."""
    places = {name: f"/bin/{name}" for name in ("go", "firefox")}
    monkeypatch.setattr(doctor, "which", places.get)
    assert main(["doctor"]) == 0
    said = rows(capsys.readouterr().out)
    assert said["Z3"].endswith("__init__.py")
    assert (said["Go"], said["Firefox"]) == ("/bin/go", "/bin/firefox")


def test_what_is_missing_says_what_needs_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It changes no exit code: slotq verify can run without it."""
    monkeypatch.setattr(doctor, "which", lambda _: None)
    monkeypatch.setattr(doctor, "find_spec", lambda _: None)
    assert main(["doctor"]) == 0
    said = rows(capsys.readouterr().out)
    missing = {item for item, found in said.items() if found.startswith("not found: ")}
    assert missing == {"Z3", "JavaScript", "javac", "Go", "Chromium", "Firefox"}
    assert said["Go"] == ("not found: slotq original and its tests need it: install golang-go")
