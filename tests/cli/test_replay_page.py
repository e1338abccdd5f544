"""slotq.cli.replay_page: a schedule as a page, with what its steps break."""

from pathlib import Path

from tests.pictures.reading import Page
from tests.stranger import here

LOST = "consumer-1 dequeuer-1.1 container-1 container-1"


def shown(tmp_path: Path, *arguments: str) -> tuple[int, Page]:
    """Replay a schedule, and read the page."""
    out = tmp_path / "page.html"
    ran = here("replay", *arguments, "--show", str(out), cwd=tmp_path)
    assert ran.err == ""
    page = Page(out.read_text(encoding="utf-8"))
    page.check_harmless()
    return ran.code, page


def test_the_steps_are_drawn_with_the_list(tmp_path: Path) -> None:
    """As they are printed, each part with what it was before."""
    code, page = shown(
        tmp_path, "container-1 container-1 consumer-1 dequeuer-1.1 dequeuer-1.1>consumer-1"
    )
    assert code == 0
    assert page.texts["h1"] == ["A schedule of 5 steps"]
    assert [row[:3] for row in page.steps] == [
        ["1", "container-1 QueueAppend", "0 free"],
        ["2", "container-1 QueueBroadcast", "0 free"],
        ["3", "consumer-1 DequeuerStart", "0 free"],
        ["4", "dequeuer-1.1 DequeuerPeek", "0 free"],
        ["5", "dequeuer-1.1 DequeuerDeliver to consumer-1", "0 free"],
    ]
    assert page.steps[1][3] == "container-1.doing: broadcast \u2192 nothing"
    assert page.lanes[4] == ["", "joins last", "acts last"]


def test_what_a_broken_version_breaks_is_marked(tmp_path: Path) -> None:
    """In the heading, in words, and at its step; the command runs it again."""
    code, page = shown(tmp_path, "--break", "SkipBroadcast", LOST)
    assert code == 1
    assert page.texts["h1"][0].startswith("A schedule of 4 steps that breaks NoLostWakeUpInv")
    assert any(text.startswith("after step 4 NoLostWakeUpInv") for text in page.texts["p"])
    assert "breaks NoLostWakeUpInv" in page.steps[3][1]
    assert page.texts["code"][0] == (
        f"slotq replay --containers 1 --consumers 1 --rounds 1 --break SkipBroadcast '{LOST}'"
    )
    assert ("li", {"class": "wrong"}) in page.seen


def test_a_program_without_a_list_has_no_column_for_it(tmp_path: Path) -> None:
    """Counters and launcher: what changes, in the words of the specification."""
    _, page = shown(tmp_path, "--requests", "1", "request-1 request-1")
    assert page.steps[1] == [
        "2",
        "request-1 RequestEnter",
        (
            'moving[<<"request", 1>>].of: None'
            'moving[<<"request", 1>>].step: "nothing"'
            'moving[<<"request", 1>>].to: "none"'
            "requestCount.wait: 1"
        ),
    ]


def test_no_steps_are_a_page_without_a_drawing(tmp_path: Path) -> None:
    """The first state is there."""
    code, page = shown(tmp_path, "")
    assert code == 0
    assert page.steps == []
    assert page.texts["summary"] == ["The first state: 25 parts"]


def test_a_page_that_cannot_be_written_is_told_at_once(tmp_path: Path) -> None:
    """Before anything is run."""
    ran = here("replay", "container-1", "--show", str(tmp_path / "no" / "page"), cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"slotq: cannot write {tmp_path / 'no' / 'page'}: ")
