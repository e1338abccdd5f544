"""docs.generate.pictures: they are drawn from what the machine and the code do, and can be read."""

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser

from docs.generate.pictures import DRAW, FOLDER, bars, dequeuer, evidence, graph, life, wake_up
from docs.generate.pictures.svg import WIDTH, Drawing
from slotq.machine.callers import MODULE
from slotq.machine.kernel import Graph, Label, explore
from slotq.machine.slot_queue_steps import Dequeuer, State, general_client, init
from slotq.queue import SlotQueue
from slotq.schedule.engine.findings import parse_schedule
from slotq.verify.manifest import load_manifest
from tests.conftest import ROOT
from tests.explorer.browser import NEEDS_CHROMIUM, Scheme, launched

SVG = "{http://www.w3.org/2000/svg}"
NAMES = sorted(DRAW)
OUTSIDE = """[...document.querySelectorAll("text")].filter((text) => {
  const box = text.getBBox();
  const page = document.querySelector("svg").viewBox.baseVal;
  return box.x < 0 || box.y < 0 || box.x + box.width > page.width
    || box.y + box.height > page.height;
}).map((text) => text.textContent)"""
OVERLAPPING = """(() => {
  const texts = [...document.querySelectorAll("text")].map((t) => [t.textContent, t.getBBox()]);
  return texts.flatMap(([one, a], place) => texts.slice(place + 1)
    .filter(([, b]) => a.x < b.x + b.width - 1 && b.x < a.x + a.width - 1
      && a.y < b.y + b.height - 3 && b.y < a.y + a.height - 3)
    .map(([other]) => [one, other]));
})()"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests here."""
    with launched() as browser:
        yield browser


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_says_in_words_what_it_shows(name: str) -> None:
    """It has a title and a description, needs nothing else, and has colours for the night."""
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    root = ET.fromstring(text)  # noqa: S314  # a file of ours
    assert root.get("aria-labelledby") == "title description"
    said = {child.get("id"): child.text or "" for child in root if child.get("id")}
    assert len(said["title"]) > 10
    assert len(said["description"]) > 80
    assert "prefers-color-scheme: dark" in text
    without = text.replace("http://www.w3.org/2000/svg", "")
    assert not any(word in without for word in ("http", "<script", "href", "@import"))
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", text)]
    assert min(sizes) >= 11


@NEEDS_CHROMIUM
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_all_text_can_be_read(name: str, scheme: Scheme, browser: Browser) -> None:
    """None of it is cut off, or on top of another; its colour is not that of the paper."""
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto((FOLDER / f"{name}.svg").as_uri())
    assert (page.evaluate(OUTSIDE), page.evaluate(OVERLAPPING)) == ([], [])
    fills = page.evaluate(
        "[...document.querySelectorAll('text:not(.inside)')].map(t => getComputedStyle(t).fill)"
    )
    paper = page.evaluate("getComputedStyle(document.querySelector('.paper')).fill")
    assert paper not in fills
    context.close()


@NEEDS_CHROMIUM
def test_text_that_cannot_be_read_is_noticed(browser: Browser) -> None:
    """Out of the picture, or on top of another."""
    drawing = Drawing("a title", "a description", 100)
    drawing.text((WIDTH, 50), "outside")
    drawing.text((100, 50), "one")
    drawing.text((105, 52), "two")
    page = browser.new_page()
    page.set_content(str(drawing))
    assert page.evaluate(OUTSIDE) == ["outside"]
    assert page.evaluate(OVERLAPPING) == [["one", "two"]]
    page.close()


def test_no_picture_is_left_over_or_shown_nowhere() -> None:
    """Each file is drawn, and each is on the page of pictures."""
    assert {path.stem for path in FOLDER.iterdir()} == set(NAMES)
    page = (ROOT / "docs" / "pictures.md").read_text(encoding="utf-8")
    assert all(f"](pictures/{name}.svg)" in page for name in NAMES)


def test_a_drawing_escapes_what_is_written() -> None:
    """A name with a bracket would end the picture."""
    drawing = Drawing("<a>", "b & c", 10)
    drawing.text((1, 2), "<script>")
    root = ET.fromstring(str(drawing))  # noqa: S314  # made here
    assert [text.text for text in root.iter(f"{SVG}text")] == ["<script>"]
    assert root.get("viewBox") == f"0 0 {WIDTH} 10"


def test_the_life_of_a_token_is_that_of_the_machine() -> None:
    """Every state is counted; a broken action would be a new arrow."""
    whole = explore(general_client(2, 1, 1))
    counts, edges = life.life(whole)
    assert sum(counts.values()) == len(whole.states)
    assert {stand for stand in counts if stand.gap and not stand.offered} == {
        life.Stand(exists=True, listed=True, won=True, closed=False, offered=False)
    }
    assert all(before.column <= after.column for before, after in edges)
    first = init(1, 1)
    listed = first._replace(slots=(0,), next_id=1)
    broken = Graph([first, listed], [(0, Label("Lose", ()), 1), (1, Label("Lose", ()), 0)])
    assert [actions for _, actions in sorted(life.life(broken)[1].items())] == [{"Lose"}] * 2


def test_the_arrows_of_a_dequeuer_are_those_of_the_machine() -> None:
    """A step that leaves it where it stands has none."""
    found = dequeuer.edges(explore(general_client(1, 1, 1)), lambda each: each.dequeuer)
    assert found["asleep", "lock"] == ["CancellerWake", "QueueBroadcast"]
    assert ("asleep", "offering") not in found
    one, two = (State((), 0, 0, 0, (), (Dequeuer(stand),)) for stand in ("asleep", "offering"))
    broken = Graph([one, two], [(0, Label("Jump", ()), 1), (1, Label("Stay", ()), 1)])
    assert dequeuer.edges(broken, lambda each: each.dequeuer) == {("asleep", "offering"): ["Jump"]}


def test_only_the_queue_without_a_broadcast_loses_the_wake_up() -> None:
    """The code is run, and the machine's invariant says so."""
    schedule = parse_schedule(wake_up.SCHEDULE)
    right, _ = wake_up.run(SlotQueue, schedule)
    wrong, possible = wake_up.run(wake_up.Silent, schedule)
    assert [wake_up.broken(step.state) for step in right] == [[]] * len(schedule)
    assert (wake_up.broken(wrong[-1].state), possible) == (["NoLostWakeUpInv"], ())


def test_the_schedule_is_a_path_of_the_graph() -> None:
    """From the first state on, each step an edge, each one row further."""
    whole = explore(MODULE.system(graph.BOUNDS))
    edges = {(source, label.action, target) for source, label, target in whole.edges}
    steps = graph.taken(whole)
    numbers = [0, *(number for _, number in steps)]
    path = zip(pairwise(numbers), steps, strict=True)
    assert all((before, action, after) in edges for (before, after), (action, _) in path)
    drawn = graph.draw()
    assert drawn.count('class="node"') + drawn.count('class="dot"') == len(whole.states) == 120


def test_the_points_of_the_history_lie_in_their_calls() -> None:
    """One wins, the other loses, and every effect is between the lines of its call."""
    lines = bars.record()
    outcomes = [line.type for line in lines if line.__class__.__name__ == "AcquireSlot"]
    assert sorted(outcomes) == ["fail", "invoke", "invoke", "ok"]
    steps = bars.explained(lines)
    assert [step.action for step in steps if step.token is not None] == [
        *("Queue", "Pick", "Deliver", "Pick", "Deliver", "Win", "Remove", "Close")
    ]
    assert all(step.line is None or step.line <= step.after for step in steps)


def test_the_numbers_of_the_chain_are_those_of_the_claims() -> None:
    """Each bound at which the code is run has states, and the deep tier is not counted."""
    manifest = load_manifest()
    names = evidence.claims(manifest)
    assert "code/Callers_1x2x2" not in names
    sizes = evidence.code_sizes(manifest)
    assert len(sizes) > 20
    assert min(sizes) > 1
    assert f"{len(sizes)} bounds" in evidence.draw()
