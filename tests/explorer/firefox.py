"""Firefox, where it is installed, driven by WebDriver BiDi: the protocol that it speaks by itself.

Playwright drives only a Firefox of its own, which it would have to download.
"""

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
NEEDS_FIREFOX = pytest.mark.skipif(
    FIREFOX is None, reason="the page is tried in a second browser: apt-get install firefox-esr"
)
_LISTENS = "WebDriver BiDi listening on "
_SECONDS = 120  # on a machine that has much to do


class BrowserError(Exception):
    """The browser does not do what it is told."""


class Firefox:
    """A page in Firefox.

    Attributes:
        errors: What the page complained of.

    Args:
        connection: To the browser.
    """

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = count(1)
        self.errors: list[str] = []
        self._ask("session.new", {"capabilities": {}})
        self._ask("session.subscribe", {"events": ["log.entryAdded"]})
        self._context = self._ask("browsingContext.create", {"type": "tab"})["context"]

    def open(self, address: str) -> None:
        """Go to an address."""
        where = {"context": self._context, "url": address, "wait": "complete"}
        self._ask("browsingContext.navigate", where)

    def run(self, expression: str) -> str:
        """Evaluate an expression in the page, whose value is text.

        Raises:
            BrowserError: It throws.
        """
        target = {"context": self._context}
        asked = {"expression": expression, "target": target, "awaitPromise": True}
        answer = self._ask("script.evaluate", asked)
        if answer["type"] != "success":
            raise BrowserError(answer["exceptionDetails"]["text"])
        value: str = answer["result"].get("value", "")
        return value

    def _ask(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            said = json.loads(self._connection.recv(_SECONDS))
            if said.get("method") == "log.entryAdded":
                self.errors.append(str(said["params"]["text"]))
            if said.get("id") == number:
                break
        if said["type"] != "success":
            message = f"{method}: {said['message']}"
            raise BrowserError(message)
        result: dict[str, Any] = said["result"]
        return result


@contextmanager
def launched(profile: Path) -> Iterator[Firefox]:
    """Start Firefox, without a window.

    Args:
        profile: A folder for what it remembers.
    """
    assert FIREFOX is not None
    command = [FIREFOX, "--headless", "--no-remote", "--profile", str(profile)]
    with subprocess.Popen(
        [*command, "--remote-debugging-port", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        try:
            lines = (line.strip() for line in process.stderr)
            listens = next(line for line in lines if line.startswith(_LISTENS))
            # What it says later is read as well, or it would stop at a full pipe.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            address = f"{listens.removeprefix(_LISTENS)}/session"
            connection = connect(address, max_size=None)
            with connection:
                yield Firefox(connection)
        finally:
            process.kill()
