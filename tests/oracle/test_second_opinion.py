"""slotq.oracle.second_opinion: TLC and the judge agree on real logs; no name becomes TLA+."""

from pathlib import Path

from slotq.oracle.check import check
from slotq.oracle.reading import open_log
from slotq.oracle.second_opinion import ask, write_module
from slotq.oracle.translation import Sheet, Translation
from slotq.oracle.verdict import Verdict
from slotq.tlc.toolchain import find_toolchain
from tests.oracle.logs import ACCEPT, REJECT, step, write_log

SMALL = [path for path in (*ACCEPT, *REJECT) if "medium" not in path.name]
HOSTILE = '">>\n==== \\* (* {'


def sheets_of(path: Path) -> tuple[Sheet, ...]:
    """A log's queues for TLC."""
    with open_log(str(path)) as log:
        return Translation(log).sheets


def test_both_judges_agree_on_the_small_logs() -> None:
    """Not only on the verdict, but on the line."""
    sheets = [sheet for path in SMALL for sheet in sheets_of(path)]
    opinions = ask(find_toolchain(), sheets)
    verdicts = [check(str(path)) for path in SMALL]
    lines = [v.fault.line if isinstance(v, Verdict) and v.fault else None for v in verdicts]
    assert [opinion.refused for opinion in opinions] == lines
    assert {line is None for line in lines} == {True, False}


def test_hostile_names_are_numbers(tmp_path: Path) -> None:
    """Whatever a log calls its processes, the module is the same."""
    texts = []
    for name in ("consumer-1", HOSTILE):
        start = step(name, "DequeuerStart", dequeuer=f"dequeuer-{name}")
        wait = step(f"dequeuer-{name}", "DequeuerWait")
        log = write_log(tmp_path / "log", [start, wait])
        texts.append(write_module(sheets_of(Path(log))))
    assert texts[0] == texts[1]
    assert "consumer" not in texts[0]
