"""signals: at whatever moment a signal comes, nothing is left behind, and nothing is said."""

import os
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from slotq.system import signals
from slotq.system.signals import at_the_end, held, tidy_up
from tests.cli.test_signals import JAVA
from tests.stranger import command, environment

_LAST = 1.6  # seconds after which TLC has begun, if the machine is not very busy
_PATIENCE = 60
_CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}

# A process that comes to a place where a signal is bad, and sends it there to itself.
_PROGRAM = """
import os, shutil, signal, sys, tempfile
from pathlib import Path
from slotq.system import signals
signals.take_over()
{before}
def work():
    signals.end_by_exception()
    {work}
try:
    work()
finally:
    signals.end_at_once()
    signals.tidy_up()
{after}
"""
_FOLDER = "from slotq.system.files import private_folder\nSELF = os.getpid()\n"
_PLACES = {
    "while nothing is done": ("", "pass", "os.kill(os.getpid(), signal.SIGTERM)"),
    "while a folder is made": (
        _FOLDER + "real = tempfile.mkdtemp\n"
        "def made(*a, **o):\n"
        "    os.kill(SELF, signal.SIGTERM); name = real(*a, **o)\n"
        "    os.kill(SELF, signal.SIGTERM); return name\n"
        "tempfile.mkdtemp = made\n",
        "exec('with private_folder(\"slotq-a-\"): signal.pause()')",
        "",
    ),
    "while a folder is removed": (
        _FOLDER + "real = shutil.rmtree\n"
        "def removed(*a, **o):\n"
        "    os.kill(SELF, signal.SIGTERM); real(*a, **o); os.kill(SELF, signal.SIGTERM)\n"
        "shutil.rmtree = removed\n",
        "exec('with private_folder(\"slotq-a-\"): pass')\n    signal.pause()",
        "",
    ),
    "where Python drops what is raised": (
        _FOLDER + "class Dropped:\n    def __del__(self): os.kill(SELF, signal.SIGTERM); len('')\n",
        "exec('with private_folder(\"slotq-a-\"): Dropped(); signal.pause()')",
        "",
    ),
    "while an object is made that cannot be finalized before": (
        _FOLDER + "class Half:\n"
        "    def __init__(self): os.kill(SELF, signal.SIGTERM); len(''); self.made = True\n"
        "    def __del__(self): self.made\n",
        "exec('with private_folder(\"slotq-a-\"): Half()')",
        "",
    ),
    "while what is tidied up fails": (
        _FOLDER + "from slotq.system.signals import at_the_end, held\n"
        "def fail(): raise ProcessLookupError\n"
        "def fails():\n"
        "    with held(): tidy = at_the_end(fail)\n"
        "    try:\n"
        "        try: os.kill(SELF, signal.SIGTERM); signal.pause()\n"
        "        finally: tidy()\n"
        "    except OSError: sys.exit(1)\n",
        "fails()",
        "",
    ),
    "a second time, while the first is heard": (
        _FOLDER + "def twice():\n"
        "    with private_folder('slotq-a-'):\n"
        "        try: os.kill(SELF, signal.SIGTERM)\n"
        "        finally: os.kill(SELF, signal.SIGTERM); signal.pause()\n",
        "twice()",
        "",
    ),
}
"""The moments at which it comes: what is prepared, what is done, and what is done at the end."""


@pytest.mark.parametrize("place", _PLACES)
def test_a_signal_at_a_bad_moment(place: str, tmp_path: Path) -> None:
    """No folder stays, nothing is said, and the exit code is the signal's."""
    before, work, after = _PLACES[place]
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(before=before, work=work, after=after)],
        env=environment(TMPDIR=str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (143, "", "")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def _ours() -> Iterator[None]:
    """Signals are heard as in a command, until the test is over."""
    hook = sys.unraisablehook
    signals.end_by_exception()
    yield
    sys.unraisablehook = hook


@pytest.mark.usefixtures("_ours")
def test_a_block_inside_a_block_does_not_let_signals_through() -> None:
    """They come when the outermost one is over."""
    seen: list[str] = []

    def work() -> None:
        with held():
            with held():
                signal.raise_signal(signal.SIGTERM)
            seen.append("after the inner block")
        seen.append("after the outer block")

    with pytest.raises(SystemExit) as caught:
        work()
    assert (caught.value.code, seen) == (143, ["after the inner block"])


def test_what_is_left_is_tidied_up_once_and_in_reverse() -> None:
    """What was made last may lie in what was made first, and a failure costs no other."""
    done: list[str] = []

    def fail() -> None:
        raise OSError

    at_the_end(lambda: done.append("first"))
    at_the_end(fail)
    second = at_the_end(lambda: done.append("second"))
    at_the_end(lambda: done.append("third"))
    second()
    assert done == ["second"]
    tidy_up()
    second()
    tidy_up()
    assert done == ["second", "third", "first"]


def test_whoever_ignores_signals_goes_on_ignoring_them() -> None:
    """As nohup wants it."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signals.end_by_exception()
    with held():
        signal.raise_signal(signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


class Ended:
    """A command that a signal ended, and what it left."""

    def __init__(self, folder: Path, java: Path, arguments: list[str]) -> None:
        self._folder = folder
        self._pipe = folder / "alive"
        self._temporary = folder / "temporary"
        self._temporary.mkdir()
        os.mkfifo(self._pipe)
        self._arguments = arguments
        self._environment = environment(
            SLOTQ_JAVA=str(java), BEGUN=str(self._pipe), TMPDIR=str(self._temporary)
        )

    def after(self, seconds: float, number: signal.Signals) -> list[str]:
        """Send a signal so long after the start, and say what is wrong then."""
        reader = os.open(self._pipe, os.O_RDONLY | os.O_NONBLOCK)
        with subprocess.Popen(
            command(*self._arguments),
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            time.sleep(seconds)  # any instant will do, and each is another case
            os.killpg(process.pid, number)  # as a terminal does
            out, err = process.communicate(timeout=_PATIENCE)
        wrong = []
        for path in self._temporary.iterdir():
            wrong.append(f"left {path.name}")
            shutil.rmtree(path)
        # Every TLC holds the pipe open for as long as it lives; it ends when the last one does.
        os.close(os.open(self._pipe, os.O_WRONLY))
        while True:
            readable, _, _ = select.select([reader], [], [], 10)
            if not readable:
                wrong.append("a child lives on")
            if not readable or not os.read(reader, 1024):
                break
        os.close(reader)
        if out or (err and not _is_pythons_own(err)):
            wrong.append(f"said {out!r} and {err!r}")
        early = process.returncode in {-number, 1} if err else process.returncode == -number
        if process.returncode != _CODES[number] and not early:
            wrong.append(f"exit code {process.returncode}")
        return wrong


def _is_pythons_own(said: str) -> bool:
    """Whether an interrupt came while Python itself began, before the first line of the command."""
    ours = re.search(r"slotq/cli|__main__\.py\", line \d+, in (main|_run)", said)
    return "KeyboardInterrupt" in said and ours is None


@pytest.mark.parametrize(
    ("arguments", "instants"), [(["verify", "--jobs", "2"], 25), (["model", "run"], 15)]
)
def test_a_signal_at_any_moment(tmp_path: Path, arguments: list[str], instants: int) -> None:
    """From the start of the process on, while it imports, makes folders, and waits for TLC."""
    java = tmp_path / "java"
    java.write_text(JAVA, encoding="utf-8")
    java.chmod(0o700)
    ended = Ended(tmp_path, java, arguments)
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201  # of the instants, for who has to see them again
    chance = random.Random(seed)
    faults = {}
    for _ in range(instants):
        seconds, number = chance.uniform(0, _LAST), chance.choice(list(_CODES))
        if wrong := ended.after(seconds, number):
            faults[round(seconds, 4), number.name] = wrong
    assert faults == {}, f"seed {seed}"
