"""The environment's own TLC, and a record of the processes that a test starts."""

import subprocess
from pathlib import Path

import pytest

from slotq.tlc.toolchain import Toolchain, find_toolchain

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def toolchain() -> Toolchain:
    """The TLC of this environment; without one these tests fail, they do not skip."""
    return find_toolchain()


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of toy modules."""
    return DATA


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Every process that slotq.tlc starts during the test."""
    started: list[subprocess.Popen[bytes]] = []

    class Recorded(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr("slotq.tlc.process.subprocess.Popen", Recorded)
    return started
