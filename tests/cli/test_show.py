"""`slotq show`: the page is written where it was asked for, or one line says why not."""

import json
from pathlib import Path

import pytest

from slotq.cli.main import main
from slotq.formats.errors import plain
from tests.conftest import ROOT
from tests.oracle.logs import TRACES

BAD = TRACES / "reject" / "tampered-03.ndjson"
HISTORY = TRACES.parent / "histories" / "accept" / "small-01.ndjson"


def test_page_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the verdict, the page is what was asked for."""
    assert main(["show", str(BAD)]) == 0
    assert "rejected at line 30</h1>" in capsys.readouterr().out
    assert main(["show", str(HISTORY), "--served-within", "1"]) == 0
    assert "accepted</h1>" in capsys.readouterr().out


def test_page_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same page, an older one replaced; nothing is said."""
    out = tmp_path / "page.html"
    assert main(["show", str(BAD)]) == 0
    printed = capsys.readouterr().out
    out.write_text("older")
    assert main(["show", str(BAD), "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == printed
    assert capsys.readouterr().out == ""


def test_page_of_a_counterexample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the end of its name; one that cannot be read is told."""
    assert main(["show", str(ROOT / "models" / "counterexamples" / "LostQueue.itf.json")]) == 0
    assert "<h1>LostQueue: WaitsInMapInv is violated (12 states)</h1>" in capsys.readouterr().out
    path = tmp_path / "some.itf.json"
    path.write_text(json.dumps({"vars": ["x"], "states": [{"x": "\u00e9\n"}]}))
    assert main(["show", str(path)]) == 0
    assert r"<code>&quot;\xe9\n&quot;</code>" in capsys.readouterr().out
    path = tmp_path / "a\nb.itf.json"
    path.write_text("[]")
    assert main(["show", str(path)]) == 2
    message = f"slotq: {plain(str(path))}: the file is a list, not an object\n"
    assert capsys.readouterr().err == message


def test_log_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the keyboard must not cost a log."""
    log = tmp_path / "log"
    log.write_bytes(BAD.read_bytes())
    assert main(["show", str(log), "--out", str(tmp_path / "." / "log")]) == 2
    assert capsys.readouterr().err == (
        f"slotq: {log} is the log itself: choose another file for the page\n"
    )
    assert log.read_bytes() == BAD.read_bytes()


def test_page_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, with the file and the reason."""
    out = tmp_path / "none" / "page.html"
    assert main(["show", str(BAD), "--out", str(out)]) == 2
    assert capsys.readouterr().err == f"slotq: cannot write {out}: No such file or directory\n"
    if Path("/dev/full").exists():
        assert main(["show", str(BAD), "--out", "/dev/full"]) == 2
        error = "slotq: cannot write /dev/full: No space left on device\n"
        assert capsys.readouterr().err == error


def test_log_that_cannot_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    """There is no verdict to explain."""
    assert main(["show", "no.ndjson"]) == 2
    assert capsys.readouterr() == (
        "",
        "slotq: no.ndjson: the file cannot be opened: No such file or directory\n",
    )


def test_check_prints_the_excerpt(capsys: pytest.CaptureFixture[str]) -> None:
    """A rejected log is explained with columns, the wrong line marked."""
    assert main(["check", str(BAD)]) == 1
    out = capsys.readouterr().out
    assert "  shown     5 lines, which are sufficient for this verdict\n" in out
    assert "\n  > 30  " in out
    assert main(["check", "--json", str(BAD)]) == 1
    assert '"excerpt":{"how":"shrunk","lines":[17,26,27,28,30],' in capsys.readouterr().out


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_limit_without_end_is_refused(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It says that everything is in time; leaving the option out says so, too."""
    assert main([command, str(HISTORY), "--served-within", "inf"]) == 2
    assert "--served-within" in capsys.readouterr().err
