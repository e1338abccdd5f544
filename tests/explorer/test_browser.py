"""The explorer in a real browser: levels, faults, links, logs, the keyboard, and who cannot see."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize

from slotq.explorer import page
from slotq.explorer.sources import read
from slotq.oracle.check.judge_files import check
from slotq.oracle.verdict.verdict import Verdict
from slotq.system.resources import folder
from tests.conftest import ROOT
from tests.explorer.browser import NEEDS_CHROMIUM, PHONE, WIDE, Scheme, Shown, launched

pytestmark = NEEDS_CHROMIUM
_LEVELS = page.levels()
_RIGHT = 14
_FAULTS = page.texts()["faults"]
_GUARDS = page.texts()["guards"]
_TRACES = ROOT / "tests" / "data" / "traces"
Show = Callable[..., Shown]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests here."""
    with launched() as browser:
        yield browser


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Opens the page as a reader does; in the end it has asked for nothing, nor complained."""
    file = tmp_path / "explorer.html"
    file.write_text(page.write_page(), encoding="utf-8")
    opened: list[Shown] = []

    def open_it(size: ViewportSize = WIDE, scheme: Scheme = "light") -> Shown:
        opened.append(Shown(browser, file, size, scheme))
        return opened[-1]

    yield open_it
    for shown in opened:
        asked = {address.partition("#")[0] for address in shown.asked}
        assert (asked, shown.errors) == ({file.as_uri()}, [])
        shown.close()


@pytest.mark.parametrize("number", range(1, len(_LEVELS) + 1))
def test_a_level_is_solved_by_pressing_its_buttons(show: Show, number: int) -> None:
    """And then explained; the next one is offered."""
    shown, level = show(), _LEVELS[number - 1]
    shown.page.select_option("#choose", str(number))
    assert shown.page.inner_text("#level h2") == f"Level {number}: {level['title']}"
    assert not shown.page.query_selector("#level.solved")
    if number == _RIGHT:
        shown.page.click("#search")
    for word in level.get("solution", "").split():
        assert not shown.page.query_selector("#level.solved")
        shown.take(word)
    shown.page.wait_for_selector("#level.solved")
    assert level["after"] in shown.page.inner_text("#level")
    if number == _RIGHT:
        assert "All 120 states seen, nothing broken." in shown.page.inner_text("#level")
    else:
        assert f"Solved in {len(level['solution'].split())} steps." in shown.page.inner_text(
            "#level"
        )
        shown.page.click("#next")
        assert shown.page.input_value("#choose") == str(number + 1)


@pytest.mark.parametrize("fault", _FAULTS)
def test_a_fault_is_shown(show: Show, fault: str) -> None:
    """Chosen by its switch; the shortest break is red, and the fault's sentence is there."""
    shown = show()
    shown.page.select_option("#choose", "0")
    shown.page.click("#switches-pane > summary")
    kind = "general" if 'kinds: ["general"]' in _source(fault) else "callers"
    choose = shown.page.locator("#switches")
    choose.locator("select[name=kind]").select_option(kind)
    for size in ["dequeuers", "tokens"] if kind == "general" else ["containers", "consumers"]:
        choose.locator(f"select[name={size}]").select_option("2")
    for choice in ["idling", "failing", "impatient"] if kind == "callers" else []:
        choose.locator(f"input[name={choice}]").first.check()
    choose.locator("select[name=fault]").select_option(fault)
    assert _FAULTS[fault] in shown.page.inner_text("#switches")
    assert shown.broken() == []
    shown.page.click("#search")
    shown.page.wait_for_selector("#properties .broken")
    assert shown.broken()[0] in shown.says()
    assert f"--break+{fault}" in shown.url()


def _source(fault: str) -> str:
    _, _, after = read("faults.js").partition(f"  {fault}: {{")
    return after.partition("act")[0]


def test_a_link_is_restored(show: Show) -> None:
    """With level, sizes, fault and run; going back in the history goes back to it."""
    level = _LEVELS[6]
    shown = show()
    shown.page.select_option("#choose", "7")
    for word in level["solution"].split():
        shown.take(word)
    url = shown.url()
    other = show()
    other.open("#" + url.partition("#")[2])
    assert other.url() == url
    assert other.broken() == ["NoLostWakeUpInv", "BroadcastToComeInv"]
    assert other.page.inner_text("#run") == shown.page.inner_text("#run")
    assert other.page.query_selector("#level.solved")


def test_a_link_that_leads_nowhere_is_told(show: Show) -> None:
    """At which step, and what would have been possible."""
    shown = show()
    shown.open("#--containers+1+container-1+container-2")
    assert shown.says() == (
        "This address cannot be followed: step 2: container-2 is not possible, only container-1, "
        "consumer-1."
    )
    shown.open("#--containers+1+--surprise+me")
    assert "--surprise me is no option of this page" in shown.says()
    shown.open("#--idling+container-9")
    assert "--idling container-9 is no option of this page" in shown.says()
    shown.open("#" + "+".join(["container-1"] * 1_001))
    assert "it has more than 1000 steps" in shown.says()
    shown.open("#--idling+container-2+--containers+2")
    assert shown.says() == ""
    assert "--containers+2+--consumers+1+--rounds+1+--idling+container-2" in shown.url()


@pytest.mark.parametrize(
    "name",
    ["reject/fifo-small-1.ndjson", "reject/no_waker-small-2.ndjson", "accept/small-01.ndjson"],
)
def test_a_log_is_judged(show: Show, name: str) -> None:
    """At the line at which `slotq check` finds it impossible, and shown step by step."""
    shown, path = show(), _TRACES / name
    shown.page.set_input_files("#file", path)
    verdict = check(str(path))
    assert isinstance(verdict, Verdict)
    shown.page.wait_for_selector("#log table")
    text = shown.page.inner_text("#log")
    if verdict.fault is None:
        assert "every step of the queue is possible" in text
        shown.page.click("#log-next")
        assert shown.page.inner_text("#log tr.here th") == "2"
    else:
        assert f"{path.name}: impossible at line {verdict.fault.line}." in text
        assert shown.page.inner_text("#log tr.broken th") == str(verdict.fault.line)
        why = shown.page.inner_text("#log tr.broken td:last-child")
        field, expected = verdict.fault.field, json.dumps(verdict.fault.expected)
        words = _GUARDS.get(verdict.fault.guard, "this step has not come")
        assert why.endswith(f"and it must be {expected}" if field else f"({words})")
        shown.page.get_by_role("button", name="Previous").click()
        assert not shown.page.query_selector("#log tr.broken")


def test_a_counterexample_that_is_dropped_becomes_the_run(show: Show) -> None:
    """Dropped as a hand would; the run can be gone through, and what is wrong in it is red."""
    shown = show()
    path = folder("models") / "counterexamples" / "LostQueue.itf.json"
    shown.page.evaluate(
        """([name, text]) => {
            const data = new DataTransfer();
            data.items.add(new File([text], name));
            dispatchEvent(new DragEvent("drop", {dataTransfer: data, cancelable: true}));
        }""",
        [path.name, path.read_text(encoding="utf-8")],
    )
    shown.page.wait_for_selector("#properties .broken")
    assert shown.broken() == ["WaitsInMapInv", "HasLauncherInv"]
    shown.page.click("#undo")
    assert shown.broken() == []


def test_what_is_dropped_is_text(show: Show, tmp_path: Path) -> None:
    """Markup in a log is seen, and does nothing."""
    shown = show()
    bad = "<img src=x onerror=document.title='caught'>"
    log = tmp_path / "bad.ndjson"
    lines = [
        {"format": "slotq-trace", "version": 1},
        {"process": bad, "action": "QueueAppend", "token": 0, "slot": bad},
        {"process": bad, "action": bad},
        {"process": bad, "action": "AcquireRemove", "token": 0, "ok": True},
    ]
    log.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    shown.page.set_input_files("#file", log)
    shown.page.wait_for_selector("#log tr.broken")
    assert bad in shown.page.inner_text("#log")
    assert shown.page.query_selector("#log img") is None
    log.write_text("no log", encoding="utf-8")
    shown.page.set_input_files("#file", [])
    shown.page.set_input_files("#file", log)
    # The name of the file is in the page before, so only the whole sentence is waited for.
    said = "this page does not judge it, because line 1 is no object of JSON"
    shown.page.locator("#status", has_text=said).wait_for()


def test_the_keyboard_is_enough(show: Show) -> None:
    """A level is chosen, solved, undone and done again without a mouse; the focus stays at hand."""
    shown = show()
    keys = shown.page.keyboard
    for _ in range(2):
        keys.press("Tab")
    assert shown.page.evaluate("document.activeElement.id") == "choose"
    for _ in range(5):
        keys.press("ArrowDown")
    assert shown.page.inner_text("#level h2").startswith("Level 6:")
    while not shown.page.evaluate("document.activeElement.classList.contains('move')"):
        keys.press("Tab")
    for word in _LEVELS[5]["solution"].split():
        while shown.page.evaluate("document.activeElement.dataset.word") != word:
            keys.press("Tab")
        keys.press("Enter")
        assert shown.page.evaluate("document.activeElement !== document.body")
    assert shown.page.query_selector("#level.solved")
    assert shown.broken() == ["NoLostWakeUpInv", "BroadcastToComeInv"]
    assert "Solved: level 6, in 4 steps." in shown.says()
    keys.press("u")
    assert shown.broken() == []
    keys.press("r")
    assert len(shown.broken()) == 2
    shown.page.select_option("#choose", "1")
    shown.page.evaluate("document.activeElement.blur()")
    keys.press("2")
    keys.press("1")
    assert shown.url().endswith("+consumer-1+container-1")


def test_a_search_ends_when_the_reader_goes_on(show: Show) -> None:
    """What it finds later does not take the place of the run."""
    shown = show()
    shown.open("#--clients+3+--dequeuers+3+--tokens+3+client-1")
    shown.page.click("#search")
    assert shown.page.is_disabled("#search")
    shown.take("client-2")
    assert not shown.page.is_disabled("#search")
    shown.page.wait_for_timeout(500)
    assert shown.url().endswith("+client-1+client-2")


def test_walk_and_restart(show: Show) -> None:
    """Steps at random are steps; all is undone at once, and what was seen stays counted."""
    shown = show()
    shown.page.keyboard.press("w")
    assert len(shown.page.query_selector_all("#run tbody tr")) == 10
    shown.page.click("#restart")
    assert shown.page.is_disabled("#undo")
    shown.page.locator("#seen", has_text="of 120").wait_for()
    assert int(shown.page.inner_text("#seen").split()[0]) > 5


def test_what_is_copied(show: Show) -> None:
    """In each form; it stands in the text field, too."""
    shown = show()
    shown.take("container-1")
    begins = {
        "replay": "slotq replay --containers 1 --consumers 1 --rounds 1 'container-1'",
        "log": '{"format":"slotq-trace"',
        "itf": "{",
        "test": "from slotq.",
        "link": "file:///",
    }
    for form, begin in begins.items():
        shown.page.click(f"#as-{form}")
        assert shown.page.input_value("#text").startswith(begin)


def _wrong(shown: Shown) -> list[Any]:
    found = Axe().run(shown.page)
    return [
        (violation["id"], [node["target"] for node in violation["nodes"]])
        for violation in found.response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]


def test_axe_sees_what_is_wrong(show: Show) -> None:
    """A button without a name."""
    shown = show()
    shown.page.evaluate("document.getElementById('walk').textContent = ''")
    assert [name for name, _ in _wrong(shown)] == ["button-name"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nobody_is_left_out(show: Show, size: ViewportSize, scheme: Scheme) -> None:
    """By axe-core: at the beginning, solved and broken, with everything open, with a log."""
    shown = show(size, scheme)
    assert _wrong(shown) == []
    shown.page.select_option("#choose", "7")
    for word in _LEVELS[6]["solution"].split():
        shown.take(word)
    for summary in shown.page.query_selector_all("summary"):
        summary.click()
    assert _wrong(shown) == []
    shown.page.set_input_files("#file", _TRACES / "reject" / "fifo-small-1.ndjson")
    shown.page.wait_for_selector("#log tr.broken")
    assert _wrong(shown) == []
    assert shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_first_picture_comes_at_once(show: Show) -> None:
    """All of it is made and painted with less than a second of the page's own processor time."""
    shown = show()
    session = shown.page.context.new_cdp_session(shown.page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    shown.open()
    shown.page.wait_for_timeout(100)
    metrics = {
        each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]
    }
    assert 0 < metrics["TaskDuration"] < 1
    assert shown.page.evaluate("performance.getEntriesByType('paint').length") > 0
