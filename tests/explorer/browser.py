"""A real browser, where one is installed, and the page in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NEEDS_CHROMIUM = pytest.mark.skipif(
    CHROMIUM is None, reason="the page is tried in a real browser: apt-get install chromium"
)
WIDE = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
Scheme = Literal["light", "dark"]


@contextmanager
def launched() -> Iterator[Browser]:
    """Start Chromium, without a window."""
    with sync_playwright() as playwright:
        # Inside a container there is no sandbox to be had; the page is our own.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Shown:
    """The page in a browser, as a reader has it.

    Attributes:
        page: The page.
        asked: Every address that it asked for.
        errors: What it complained of.
    """

    def __init__(self, browser: Browser, file: Path, size: ViewportSize, scheme: Scheme) -> None:
        self._context = browser.new_context(viewport=size, color_scheme=scheme)
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(120_000)  # on a machine that has much to do
        self.asked: list[str] = []
        self.errors: list[str] = []
        self._file = file
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.open()

    def url(self) -> str:
        """Where the page says that it is, which the browser is told a little later."""
        return str(self.page.evaluate("location.href"))

    def open(self, address: str = "") -> None:
        """Go to an address of the page, from anew."""
        self.page.goto("about:blank")
        self.page.goto(self._file.as_uri() + address)
        self.page.wait_for_selector("#processes > *")

    def take(self, word: str) -> None:
        """Press the button of a step."""
        self.page.click(f'.move[data-word="{word}"]')

    def says(self) -> str:
        """What is told to a reader who does not see."""
        return self.page.inner_text("#status")

    def broken(self) -> list[str]:
        """The properties that are red."""
        found = self.page.query_selector_all("#properties .broken")
        return [str(each.get_attribute("data-property")) for each in found]

    def close(self) -> None:
        """Close it."""
        self._context.close()
