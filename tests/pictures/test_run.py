"""slotq.pictures.run: states as differences, bounded."""

import re

from slotq.pictures.page import document
from slotq.pictures.run import Snapshot, Step, draw_run, left_out, write_list
from tests.pictures.reading import Page


def drawn(first: Snapshot, *steps: Step) -> Page:
    """Draw a run on a page of its own."""
    return Page(document("a run", draw_run(first, steps)))


def test_a_run_without_a_list_has_no_column_for_it() -> None:
    """Only what changes is written, with what it was before."""
    first = Snapshot(parts={"at": "a", "same": "s"})
    page = drawn(first, Step("1", ("p",), "Go", "far", Snapshot(parts={"at": "b", "same": "s"})))
    assert page.steps == [["1", "p Go far", "at: a \u2192 b"]]


def test_a_step_of_nobody_is_drawn() -> None:
    """As the environment's may be."""
    page = drawn(Snapshot(), Step("1", (), "Evict", "", Snapshot(), wrong=True, note="wrong"))
    assert page.steps == [["1", "Evict \u25b6 wrong", ""]]
    assert page.lanes == [[]]


def test_many_changes_are_counted() -> None:
    """A broadcast may wake a thousand."""
    parts = {f"dequeuer-{number}": "asleep" for number in range(100)}
    page = drawn(Snapshot((), {}), Step("1", ("p",), "Go", "", Snapshot((), {}, parts)))
    assert page.steps[0][3].count("asleep") == 16
    assert page.steps[0][3].endswith("and 84 more")


def test_the_list_marks_what_has_changed() -> None:
    """What came, what went, what became of the others; of many the newest."""
    before = Snapshot(tuple(range(10)), dict.fromkeys(range(10), "free"))
    after = Snapshot((*range(1, 10), 10), {**dict.fromkeys(range(1, 11), "free"), 9: "won"})
    assert write_list(before, after) == (
        '<span class="quiet">2 older</span> <del class="token free">0 free</del> '
        + " ".join(f'<span class="token free">{token} free</span>' for token in range(3, 9))
        + ' <span class="token won new">9 won</span> <ins class="token free">10 free</ins>'
    )


def test_the_list_keeps_its_order() -> None:
    """What is gone stands where it stood, and what is added at the wrong end is seen there."""
    before = Snapshot((0, 1, 2), dict.fromkeys(range(4), "free"))
    after = Snapshot((3, 0, 2), dict.fromkeys(range(4), "free"))
    assert re.findall(r"<(\w+) class=\"token free\">(\d)", write_list(before, after)) == [
        ("ins", "3"),
        ("span", "0"),
        ("del", "1"),
        ("span", "2"),
    ]


def test_of_a_long_list_the_newest_tokens_are_enough() -> None:
    """One that leaves the view was not removed, and one that comes into it is not new."""
    before = Snapshot((5, 6, 7), dict.fromkeys(range(10), "free"), older=5)
    pushed = Snapshot((6, 7, 8), dict.fromkeys(range(10), "free"), older=6)
    chip = '<span class="token free">{0} free</span>'.format
    assert write_list(before, pushed) == (
        f'<span class="quiet">6 older</span> {chip(6)} {chip(7)} '
        '<ins class="token free">8 free</ins>'
    )
    assert write_list(pushed, before) == (
        f'<span class="quiet">5 older</span> {chip(5)} {chip(6)} {chip(7)} '
        '<del class="token free">8 free</del>'
    )


def test_what_is_left_out_is_said() -> None:
    """Or nothing, if all is there."""
    assert left_out({"before these": 0, "after these": 0}) == ""
    assert left_out({"before these": 1, "after these": 1_000}) == (
        "Not drawn: 1 line before these, 1,000 lines after these."
    )
