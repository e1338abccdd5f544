"""slotq.oracle.verdict.excerpt: the lines of a log as columns of plain text."""

from slotq.oracle.verdict.excerpt import MOST_LINES, Excerpt, How, window, write

EVENTS: tuple[dict[str, object], ...] = (
    {"process": "dequeuer-1", "action": "DequeuerDeliver", "token": 0, "to": "consumer-1"},
    {"process": "consumer-1", "action": "AcquireRemove", "token": 0, "ok": True, "length": 0},
    {"process": "consumer-1", "action": "AcquireRemove", "token": 0, "ok": False, "length": 0},
)


def test_excerpt_as_columns() -> None:
    """A process each, the receiver marked; what only counts stands in the wrong line alone."""
    assert list(write(Excerpt("shrunk", (9, 10, 12), EVENTS), 12)) == [
        "  shown     3 lines, which are sufficient for this verdict",
        "        dequeuer-1               consumer-1",
        "     9  DequeuerDeliver token=0  *",
        "    10                           AcquireRemove token=0 ok=true",
        "  > 12                           AcquireRemove token=0 ok=false length=0",
    ]


def test_a_single_line() -> None:
    """It is one line, not 1 lines."""
    event: dict[str, object] = {"process": "p", "f": "is_idle", "type": "ok"}
    kinds: tuple[How, ...] = ("shrunk", "calls", "last")
    assert [Excerpt(how, (2,), (event,)).sentence for how in kinds] == [
        "1 line, which is sufficient for this verdict",
        "1 line, with calls that have no order",
        "the line at fault",
    ]


def test_calls_and_returns() -> None:
    """A call has no word of its own, a return has; zeros of a snapshot are left out."""
    events: tuple[dict[str, object], ...] = (
        {"process": "p", "f": "get_stats", "type": "invoke", "time": 1},
        {"process": "p", "f": "get_stats", "type": "ok", "request": {"wait": 1, "done": 0}},
    )
    assert list(write(Excerpt("calls", (2, 3), events, left_out=4), 3)) == [
        "  shown     2 lines, and 4 more of them, with calls that have no order",
        "       p",
        "    2  get_stats",
        "  > 3  get_stats ok request={wait:1}",
    ]


def test_many_processes_have_lines_in_place_of_columns() -> None:
    """A table that nobody can read is none."""
    events = tuple({"process": f"client-{n}", "action": "Evict"} for n in range(9))
    written = list(write(Excerpt("last", tuple(range(9)), tuple(map(dict, events))), 8))
    assert written[0] == "  shown     the last 9 lines up to the line at fault"
    assert written[-2:] == ["    7  client-7  Evict", "  > 8  client-8  Evict"]


def test_hostile_names_cannot_reach_the_terminal() -> None:
    """Nor can they make a column of any width."""
    event: dict[str, object] = {"process": "\x1b[2J\u202e" * 1000, "action": "Evict" * 1000}
    lines = list(write(Excerpt("last", (2,), (event,)), 2))
    assert all(line.isascii() and line.isprintable() and len(line) < 120 for line in lines)


def test_window_is_around_the_fault() -> None:
    """Mostly what was before it, as much as there is."""
    assert window(10, 5) == slice(0, MOST_LINES)
    assert window(100, 99) == slice(60, 100)
    assert window(100, 50) == slice(20, 60)
