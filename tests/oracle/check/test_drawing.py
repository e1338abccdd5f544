"""slotq.oracle.check.drawing: a log of either kind is drawn, as long as it can be read."""

from pathlib import Path

from slotq.oracle.check.drawing import write_drawing
from slotq.oracle.check.excerpts import LineSource
from slotq.oracle.check.judge_files import check
from slotq.oracle.verdict.verdict import Verdict
from tests.oracle.check.drawn import HISTORIES
from tests.oracle.logs import TRACES, WON, write_log


def drawn(path: Path | str) -> list[str]:
    """Judge a log, and draw it."""
    source = LineSource(str(path))
    verdict = check(str(path), excerpt=True, witness=True, source=source)
    assert isinstance(verdict, Verdict)
    return list(write_drawing(verdict, source))


def test_each_kind_of_log_has_its_drawing() -> None:
    """Steps of a trace, calls of a history."""
    assert drawn(TRACES / "accept" / "small-01.ndjson")[0] == "<h2>The run</h2>"
    assert drawn(HISTORIES / "accept" / "small-01.ndjson")[0] == "<h2>The calls</h2>"


def test_a_file_that_changes_meanwhile_is_drawn_as_far_as_it_goes(tmp_path: Path) -> None:
    """It is read twice, and need not be the same; it may be gone, or no log any more."""
    path = tmp_path / "log"
    source = LineSource(write_log(path, WON))
    verdict = check(str(path), source=source)
    assert isinstance(verdict, Verdict)
    whole = len(list(write_drawing(verdict, source)))
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:3]) + "no line\n")
    assert 0 < len(list(write_drawing(verdict, source))) < whole
    path.write_text("no log\n")
    assert list(write_drawing(verdict, source)) == []
    path.unlink()
    assert list(write_drawing(verdict, source)) == []
