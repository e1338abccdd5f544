"""The pages of `slotq show` in a real browser: on a phone, by night, and read aloud."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize

from slotq.cli.main import main
from slotq.pictures.page import document
from tests.conftest import ROOT
from tests.explorer.browser import NEEDS_CHROMIUM, WIDE, Scheme, launched
from tests.oracle.check.drawn import HISTORIES
from tests.oracle.logs import TRACES

pytestmark = NEEDS_CHROMIUM
NARROW = ViewportSize(width=360, height=740)
SHOWN = [
    TRACES / "reject" / "tampered-03.ndjson",
    TRACES / "accept" / "medium-01.ndjson.gz",
    HISTORIES / "reject" / "fifo-small-1.ndjson",
    HISTORIES / "accept" / "small-07.ndjson",
    ROOT / "models" / "counterexamples" / "LostQueue.itf.json",
    ROOT / "models" / "counterexamples" / "HealthyFirstInv.itf.json",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests here."""
    with launched() as browser:
        yield browser


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "light"), (NARROW, "dark")])
@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.name)
def test_a_page_can_be_read_everywhere(
    path: Path, size: ViewportSize, scheme: Scheme, browser: Browser, tmp_path: Path
) -> None:
    """It is no wider than the screen, asks for nothing, and axe-core finds nothing serious."""
    out = tmp_path / "page.html"
    assert main(["show", str(path), "--out", str(out)]) == 0
    check(out, size, scheme, browser)


def test_a_schedule_can_be_read_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    """What `slotq replay --show` writes is such a page, too."""
    out = tmp_path / "page.html"
    schedule = "consumer-1 dequeuer-1.1 container-1 container-1"
    assert main(["replay", "--break", "SkipBroadcast", schedule, "--show", str(out)]) == 1
    check(out, NARROW, "dark", browser)


@pytest.mark.parametrize(
    "wrong",
    ["<p style='width: 50rem'>wide</p>", "<p style='color: #777; background: #666'>dim</p>"],
)
def test_a_page_that_cannot_be_read_is_noticed(
    wrong: str, browser: Browser, tmp_path: Path
) -> None:
    """Wider than the screen, or without contrast."""
    out = tmp_path / "page.html"
    out.write_text(document("a page", [wrong]), encoding="utf-8")
    with pytest.raises(AssertionError):
        check(out, NARROW, "light", browser)


def check(out: Path, size: ViewportSize, scheme: Scheme, browser: Browser) -> None:
    """Open a page, with all that it can unfold, and see whether it can be read."""
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(out.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    width = page.evaluate("document.documentElement.scrollWidth")
    cut = page.evaluate(
        "[...document.querySelectorAll('.run li > div, dd, p')]"
        ".filter(each => each.scrollWidth > each.clientWidth + 1).length"
    )
    violations = Axe().run(page).response["violations"]
    serious = [each["id"] for each in violations if each["impact"] in {"serious", "critical"}]
    context.close()
    assert (width, cut, serious, asked) == (size["width"], 0, [], [out.as_uri()])
