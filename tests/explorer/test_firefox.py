"""The explorer in a second browser, which has an engine of its own."""

from collections.abc import Iterator
from json import dumps

import pytest

from slotq.explorer import page
from tests.explorer.firefox import NEEDS_FIREFOX, BrowserError, Firefox, launched

pytestmark = NEEDS_FIREFOX
_LEVELS = page.levels()
_TEXT = "document.querySelector({}).innerText"
_SHOWN = """new Promise((shown, never) => {{
  const until = Date.now() + 60_000;
  const look = () => document.querySelector({0}) ? shown("") :
    Date.now() < until ? setTimeout(look, 20) : never("no " + {0});
  look();
}})"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Firefox, once for all tests here; in the end the page has not complained."""
    with launched(tmp_path_factory.mktemp("profile")) as firefox:
        yield firefox
        assert firefox.errors == []


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page, from disk."""
    file = tmp_path_factory.mktemp("page") / "explorer.html"
    file.write_text(page.write_page(), encoding="utf-8")
    return file.as_uri()


def wait_for(firefox: Firefox, selector: str) -> None:
    """Wait until the page has something."""
    firefox.run(_SHOWN.format(dumps(selector)))


def opened(firefox: Firefox, address: str) -> None:
    """Go to the page, from anew."""
    firefox.open("about:blank")
    firefox.open(address)
    wait_for(firefox, "#processes > *")


def solve(firefox: Firefox, number: int) -> None:
    """Choose a level, and press the buttons of its solution."""
    firefox.run(
        f'document.querySelector("#choose").value = "{number}";'
        'document.querySelector("#choose").dispatchEvent(new Event("change", {bubbles: true}))'
    )
    words = _LEVELS[number - 1].get("solution", "").split()
    if not words:
        firefox.run('document.querySelector("#search").click()')
    for word in words:
        button = dumps(f'.move[data-word="{word}"]')
        firefox.run(f"document.querySelector({button}).click()")
    wait_for(firefox, "#level.solved")


@pytest.mark.parametrize("number", range(1, len(_LEVELS) + 1))
def test_a_level_is_solved_by_pressing_its_buttons(
    firefox: Firefox, address: str, number: int
) -> None:
    """As in the first browser, to the same words."""
    opened(firefox, address)
    solve(firefox, number)
    assert _LEVELS[number - 1]["after"] in firefox.run(_TEXT.format('"#level"'))


def test_a_link_is_restored(firefox: Firefox, address: str) -> None:
    """With its level and its run, and the properties that this has broken."""
    opened(firefox, address)
    solve(firefox, 7)
    link, run = firefox.run("location.href"), firefox.run(_TEXT.format('"#run"'))
    opened(firefox, link)
    wait_for(firefox, "#level.solved")
    broken = "[...document.querySelectorAll('#properties .broken')].map(e => e.dataset.property)"
    assert firefox.run(f"{broken}.join()") == "NoLostWakeUpInv,BroadcastToComeInv"
    assert (firefox.run("location.href"), firefox.run(_TEXT.format('"#run"'))) == (link, run)


def test_what_the_page_throws_is_told(firefox: Firefox, address: str) -> None:
    """A test whose page fails must not pass."""
    opened(firefox, address)
    with pytest.raises(BrowserError, match="nobody"):
        firefox.run('(() => { throw new Error("nobody") })()')
