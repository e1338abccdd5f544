"""slotq.course.check: whatever an answer is, the reader gets one clear line, and nothing hangs."""

from pathlib import Path

import pytest

from slotq.course.check import check
from slotq.course.exercise import find_exercise
from slotq.course.start import start
from slotq.course.verdict import AnswerError
from tests.course.answers import SEARCH, queue_with

FORGETS = SEARCH.replace("            if after not in seen:\n    ", "            if True:\n    ")


def said(folder: Path, number: int, name: str, text: str | None, seconds: float = 60) -> str:
    """What is said of an answer that cannot be judged."""
    exercise = find_exercise(number)
    own = start(folder, exercise)
    if text is None:
        (own / name).unlink()
    else:
        (own / name).write_text(text, encoding="utf-8")
    with pytest.raises(AnswerError) as caught:
        check(folder, exercise, seconds)
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(str(own), "OWN")


def test_an_exercise_that_was_not_begun(tmp_path: Path) -> None:
    """The line says how to begin it."""
    with pytest.raises(AnswerError, match=f"slotq exercise start {tmp_path} 2 makes it"):
        check(tmp_path, find_exercise(2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, "OWN/search.py is not there: slotq exercise start makes it"),
        ("def reachable(:\n", "search.py, line 1: invalid syntax"),
        ("raise ValueError('no')\n", "search.py: ValueError: no"),
        ("x = 1\n", "search.py defines no function reachable"),
        (
            "def reachable(*_):\n    return 1 / 0\n",
            "search.py: ZeroDivisionError: division by zero",
        ),
        (
            "import os\nos._exit(3)\n",
            "the answer ended the process that judges it, with exit code 3",
        ),
        ("x = bytearray(1 << 40)\n", "search.py: MemoryError: "),
        (f"x = '{'y' * (1 << 20)}'\n", "OWN/search.py has more than 1048576 bytes"),
    ],
)
def test_an_answer_that_cannot_be_judged(tmp_path: Path, text: str | None, expected: str) -> None:
    """A missing file, a syntax error, an exception, no function, an end of the process."""
    assert said(tmp_path, 2, "search.py", text) == expected


def test_a_predicate_that_returns_nothing(tmp_path: Path) -> None:
    """It has forgotten its return, which is no sentence that is false."""
    text = "def holds(state):\n    len(state.slots)\n"
    expected = "invariant.py: holds returned None, not True or False"
    assert said(tmp_path, 3, "invariant.py", text) == expected


def test_an_endless_search_is_ended(tmp_path: Path) -> None:
    """It forgets which states it has seen, and goes round for ever."""
    expected = "the answer did not end within 3 s: does it loop for ever?"
    assert said(tmp_path, 2, "search.py", FORGETS, 3) == expected


def test_a_process_that_holds_on_is_ended(tmp_path: Path) -> None:
    """Also if it catches what would end it."""
    text = "while True:\n    try:\n        while True: pass\n    except BaseException: pass\n"
    expected = "the answer did not end within 2 s: does it loop for ever?"
    assert said(tmp_path, 2, "search.py", text, 2) == expected


def test_what_is_missing_on_the_machine_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as Java, where TLC judges."""
    monkeypatch.setenv("SLOTQ_JAVA", str(tmp_path / "nowhere"))
    exercise = find_exercise(4)
    start(tmp_path, exercise)
    with pytest.raises(AnswerError, match=r"^SLOTQ_JAVA: '.*nowhere' is not a file$"):
        check(tmp_path, exercise)


def test_a_queue_without_its_class(tmp_path: Path) -> None:
    """The reader deleted too much."""
    text = queue_with(("class SlotQueue:", "class Queue:"))["queue.py"]
    assert said(tmp_path, 0, "queue.py", text) == "queue.py defines no class SlotQueue"


def test_a_table_with_other_keys(tmp_path: Path) -> None:
    """A misspelt key is named."""
    text = '[[move]]\nafter = ""\nmoves = []\n'
    expected = "moves.toml: Object contains unknown field `moves` - at `$.move[0]`"
    assert said(tmp_path, 1, "moves.toml", text) == expected


def test_what_an_answer_prints_is_no_verdict(tmp_path: Path) -> None:
    """A reader may print, even what looks like a verdict."""
    exercise = find_exercise(2)
    own = start(tmp_path, exercise)
    text = """print('{"solved": true, "lines": []}')\n""" + (own / "search.py").read_text("utf-8")
    (own / "search.py").write_text(text, encoding="utf-8")
    assert not check(tmp_path, exercise).solved
