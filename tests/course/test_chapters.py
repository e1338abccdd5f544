"""docs/course: each chapter has its exercise, its place among the others, and good links."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from docs.generate.specification import ROOT
from slotq.course.exercise import load_exercises
from slotq.explorer.sources import read

COURSE = ROOT / "docs" / "course"
CHAPTERS = sorted(COURSE.glob("[0-9][0-9]-*.md"))
EXERCISES = load_exercises()


def text_of(page: Path) -> str:
    """A page, as it is."""
    return page.read_text(encoding="utf-8")


def headings(page: Path) -> set[str]:
    """The anchors of a page, as a forge makes them."""
    found = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in found}


def test_every_exercise_has_a_chapter_with_its_question() -> None:
    """By number, and in words."""
    assert [int(page.name[:2]) for page in CHAPTERS] == [*EXERCISES]
    for page, (number, exercise) in zip(CHAPTERS, EXERCISES.items(), strict=True):
        assert text_of(page).startswith(f"# {number}. {exercise.title}\n")
        assert f"slotq exercise start my-answers {number}\n" in text_of(page)


def test_chapters_lead_from_one_to_the_next() -> None:
    """Forwards and backwards; the first page names all of them."""
    index = text_of(COURSE / "index.md")
    for page, following in pairwise(CHAPTERS):
        assert f"]({following.name})" in text_of(page).rpartition("Next: [")[2]
        assert f"]({page.name})" in text_of(following).rpartition("Before: [")[2]
    assert [page.name for page in CHAPTERS if f"]({page.name})" not in index] == []


@pytest.mark.parametrize("page", [*CHAPTERS, COURSE / "index.md"], ids=lambda page: page.stem)
def test_a_link_leads_to_a_heading_that_is_there(page: Path) -> None:
    """A term that is explained has an entry in the glossary."""
    links = re.findall(r"\]\(([^)#\s]+)#([^)\s]+)\)", text_of(page))
    wrong = [
        f"{name}#{anchor}" for name, anchor in links if anchor not in headings(page.parent / name)
    ]
    assert wrong == []


def test_the_levels_that_are_named_exist() -> None:
    """The explorer has no more of them."""
    count = len(json.loads(read("levels.json")))
    named = [
        int(number)
        for page in [*CHAPTERS, COURSE / "lesson-plan.md"]
        for number in re.findall(r"\b[Ll]evels? (\d+)", text_of(page))
    ]
    assert len(named) > len(CHAPTERS) // 2
    assert all(1 <= number <= count for number in named)


def test_the_plan_covers_the_exercises_that_it_gives_answers_to() -> None:
    """Both sessions end after ninety minutes."""
    plan = text_of(COURSE / "lesson-plan.md")
    rows = [
        tuple(map(int, row)) for row in re.findall(r"^\| (\d+) to (\d+) \|", plan, re.MULTILINE)
    ]
    starts = [number for number, (begin, _) in enumerate(rows) if begin == 0]
    for session in (rows[: starts[1]], rows[starts[1] :]):
        assert all(end == begin for (_, end), (begin, _) in pairwise(session))
        assert session[-1][1] == 90


@pytest.mark.parametrize(
    ("number", "begins", "ends"),
    [
        (4, "(* After the unlock, the client wakes every", "item, owner, done, canceller>>"),
        (5, "(* For QueueBroadcast: a signal", "isWaiting, item, owner, done, canceller>>"),
    ],
)
def test_what_is_quoted_by_lines_is_a_whole_action(number: int, begins: str, ends: str) -> None:
    """Where the file has changed, the lines are others."""
    (quoted,) = re.findall(
        r"<!-- include \S+ lines=\S+ -->\n```tla\n(.+?)\n```", text_of(CHAPTERS[number]), re.DOTALL
    )
    assert quoted.startswith(begins)
    assert quoted.endswith(ends)
