"""slotq.oracle.check.page: a verdict as one page that is complete, readable and harmless."""

from pathlib import Path

import pytest

from slotq.oracle.check.judge_files import check
from slotq.oracle.check.page import write_page
from slotq.oracle.verdict.excerpt import Excerpt
from slotq.oracle.verdict.verdict import Fault, Verdict
from tests.oracle.check.drawn import HISTORIES, page_of
from tests.oracle.logs import END, HEADER, START, TRACES, WON, Line, step, write_log
from tests.pictures.reading import HOSTILE, Page

CORPUS = TRACES.parent / "fuzz"


PAGES = [
    *sorted((TRACES / "reject").glob("*.ndjson")),
    *sorted((HISTORIES / "reject").glob("*.ndjson")),
    TRACES / "accept" / "small-01.ndjson",
    HISTORIES / "accept" / "small-01.ndjson",
]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_page_is_whole_and_needs_nothing_else(path: Path) -> None:
    """It names its language, has a title and one first heading, loads nothing, runs nothing."""
    text, page = page_of(path)
    tags = [tag for tag, _ in page.seen]
    assert ("html", {"lang": "en"}) in page.seen
    assert (tags.count("title"), tags.count("h1"), tags.count("main")) == (1, 1, 1)
    assert page.texts["title"] == page.texts["h1"]
    page.check_harmless()
    assert "default-src 'none'" in text
    assert "prefers-color-scheme: dark" in text
    assert not any(word in text for word in ("url(", "@import", "http:", "https:"))


def test_table_can_be_read_by_machine_and_ear() -> None:
    """Headings have a scope, the scrolling region has a name and takes the keyboard."""
    _, page = page_of(TRACES / "reject" / "tampered-03.ndjson")
    scopes = [attributes.get("scope") for tag, attributes in page.seen if tag == "th"]
    assert scopes == ["col"] * 5 + ["row"] * 5
    region = {"class": "scroll", "role": "region", "aria-labelledby": "lines", "tabindex": "0"}
    assert ("div", region) in page.seen
    assert ("h2", {"id": "lines"}) in page.seen
    assert page.rows == [
        ["line", "consumer-2", "container-1", "container-2", "dequeuer-2.1"],
        ["17", "DequeuerStart dequeuer-2.1", "", "", ""],
        ["26", "", "QueueAppend token=0", "", ""],
        ["27", "", "", "QueueAppend token=1", ""],
        ["28", "", "", "QueueBroadcast", ""],
        ["30 \u25b6 wrong", "", "", "", "DequeuerPeek token=0 length=2"],
    ]


def test_rejected_trace_in_words() -> None:
    """What is wrong with its code, the guard with its values, and what was possible."""
    _, page = page_of(TRACES / "reject" / "tampered-03.ndjson")
    assert page.texts["h1"][0].endswith("tampered-03.ndjson: rejected at line 30")
    assert "SQ124: Picked a token that is not the newest" in page.texts["dd"]
    assert {"token = Newest", "<<0, 1>>", '"dequeuer-2.1"', "0", "1"} <= set(page.texts["code"])
    assert page.texts["h2"] == [
        "What is wrong",
        "What would have been allowed instead",
        "The lines that show the fault",
        "The run up to the fault",
    ]
    possible = '{"process": "dequeuer-2.1", "action": "DequeuerPeek", "token": 1, "length": 2}'
    assert possible in page.texts["code"]


def test_rejected_history_in_words() -> None:
    """Its rule, what it allowed, and the calls that cannot be ordered."""
    _, page = page_of(HISTORIES / "reject" / "fifo-small-1.ndjson")
    assert page.texts["h2"] == [
        "What is wrong",
        "What would have been allowed instead",
        "The lines that show the fault",
        "The calls up to the fault",
    ]
    assert "newest: " in page.texts["dd"]
    first = [row[0] for row in page.rows]
    assert first == ["line", "49", "50", "75", "79", "90 \u25b6 wrong"]


def test_receiver_has_a_word_of_its_own(tmp_path: Path) -> None:
    """A delivery is one step of two processes."""
    again = step("container-1", "AcquireCas", token=0, ok=True)
    _, page = page_of(write_log(tmp_path / "log", [*WON, again]))
    assert ["6", "", "receives", "DequeuerDeliver token=0"] in page.rows


def test_end_says_what_is_still_to_come(tmp_path: Path) -> None:
    """At the end nothing could have been written instead: it should have come before."""
    _, page = page_of(write_log(tmp_path / "log", [*WON, END]))
    assert "What is missing before the End" in page.texts["h2"]


def test_accepted_log_has_a_summary(tmp_path: Path) -> None:
    """How much was judged, what was not, and what nobody could say."""
    counted = step("consumer-1", "RequestEnter", state="wait", count=1)
    path = write_log(tmp_path / "log", [*WON, counted], {**HEADER, "omits": ["RequestMove"]})
    _, page = page_of(path)
    assert page.texts["dt"] == ["Lines judged", "Not judged: RequestEnter"]
    assert page.texts["dd"] == ["8", "1"]
    assert page.texts["p"][:2] == [
        "Everything that was judged is allowed by the specification.",
        "There is no End, so missing steps are not judged.",
    ]


def test_undecided_log_gives_its_reason() -> None:
    """With its code."""
    page = Page(write_page(Verdict("log", "undecided", "too many states")))
    assert page.texts["p"] == ["too many states"]
    assert page.texts["dd"][0].startswith("SQ401: ")


def hostile_log(path: Path) -> str:
    """Write a log in which everything that has a name has a hostile one."""
    dequeuer = f"dequeuer-{HOSTILE}"
    lines: list[Line] = [
        step(HOSTILE, "QueueAppend", token=0, slot=1),
        step(HOSTILE, "QueueBroadcast"),
        {**START, "process": f"x{HOSTILE}", "dequeuer": dequeuer},
        step(dequeuer, "DequeuerPeek", token=0),
        step(dequeuer, "DequeuerDeliver", token=0, to=HOSTILE),
    ]
    return write_log(path, lines)


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    """No name becomes an element, turns text around or moves a cursor."""
    text, page = page_of(hostile_log(tmp_path / "log"))
    page.check_harmless()
    assert "&lt;script&gt;" in text
    assert not {"\u202e", "\x1b"} & set(text)
    assert {len(row) for row in page.rows} == {len(page.rows[0])}


def test_nasty_files_have_harmless_pages() -> None:
    """Whatever got a verdict has a page, and a drawing as far as it can be read."""
    judged = [path for path in sorted(CORPUS.iterdir()) if isinstance(check(str(path)), Verdict)]
    assert judged
    for path in judged:
        _, page = page_of(path)
        page.check_harmless()


@pytest.mark.parametrize("text", [HOSTILE * 1000, "x" * 10_000, "\u202e" * 10_000])
def test_hostile_text_is_bounded_wherever_it_stands(text: str) -> None:
    """Even what no decoder lets through."""
    event: dict[str, object] = {"process": text, "action": text, "f": text}
    fault = Fault(
        2,
        event,
        "queue",
        text,
        {text: text},
        field=text,
        said=text,
        expected=text,
        others=(event,),
        left_out=3,
    )
    excerpt = Excerpt("last", (2,), (event,))
    verdict = Verdict(text, "rejected", text, fault, not_judged={text: 1}, excerpt=excerpt)
    written = write_page(verdict)
    page = Page(written)
    page.check_harmless()
    assert len(written) < 40_000
    assert not {"\u202e", "\x1b"} & set(written)
    assert "This process had no enabled step." in page.texts["p"]
    assert "There are 3 more." in page.texts["p"]
    assert len(page.texts["title"][0]) < 200
