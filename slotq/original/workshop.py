"""Rewrites the original's text and builds a program of it, in a private folder."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import msgspec

from slotq.errors import SlotqError
from slotq.original.source import Source
from slotq.system.files import private_folder

GO = Path(__file__).parent / "go"
"""The rewriter, the primitives and the driver, as they travel with slotq."""
READ = frozenset({("queueSlot", "token")})
"""Local variables that a function keeps over a step, and that are read with the state."""
DECLARED = (
    "NewSlotQueue",
    "NewSlotQueueMgr",
    "Slot",
    "acquireSlot",
    "deleteSlotQueue",
    "enterContainerState",
    "enterRequestState",
    "exitContainerState",
    "exitRequestState",
    "getSlotQueue",
    "getSlotQueueKey",
    "getStats",
    "isIdle",
    "isNewContainerNeeded",
    "queueSlot",
    "slotCaller",
    "slotQueue",
    "slotQueueMgr",
    "slotQueueStats",
    "slotToken",
    "startDequeuer",
)
"""What the driver uses of the file."""
_SECONDS = 300


class GoMissingError(SlotqError):
    """There is no Go."""


class RewritingError(SlotqError):
    """The text has something that the rewriting does not know; the message names the line."""


class BuildError(SlotqError):
    """What was rewritten is no program."""


class Kept(msgspec.Struct, frozen=True):
    """A local variable that a function keeps over a step."""

    function: str
    variable: str
    line: int


class Rewriting(msgspec.Struct, frozen=True):
    """A text that was rewritten.

    Attributes:
        text: What it is now.
        hash: Of the tokens that it had.
        rules: How often each rule was applied.
        kept: Local variables that functions keep over a step.
        declarations: The hash of the tokens of each declaration, by its name.
        refused: What is not known to the rules, with its line.
    """

    text: str
    hash: str
    rules: dict[str, int] | None
    kept: list[Kept] | None
    declarations: dict[str, str] | None
    refused: str


@dataclass(frozen=True, slots=True)
class Workshop:
    """A private folder with the rewriter.

    Attributes:
        folder: The folder.
        go: The Go command.
    """

    folder: Path
    go: str

    def rewrite(
        self, source: Source, *, without: Sequence[str] = (), is_checked: bool = True
    ) -> Rewriting:
        """Replace what synchronises by controlled primitives.

        Args:
            source: The text.
            without: Rules to leave out; tests do that.
            is_checked: Whether to look for what is left over, and for what no state would show.

        Raises:
            RewritingError: It has something that the rules do not know.
        """
        command = [str(self.folder / "rewriter"), f"-without={','.join(without)}"]
        ran = _run([*command, *["-unchecked"] * (not is_checked)], self.folder, source.text)
        if ran.returncode:
            message = f"{source.path}: {_first(ran.stderr)}"
            raise RewritingError(message)
        rewriting = msgspec.json.decode(ran.stdout, type=Rewriting)
        if rewriting.refused:
            message = f"{source.path}: {rewriting.refused}"
            raise RewritingError(message)
        for kept in rewriting.kept or () if is_checked else ():
            if (kept.function, kept.variable) not in READ:
                message = (
                    f"{source.path}: line {kept.line}: {kept.function} keeps {kept.variable} over "
                    "a step, and no state that is read would show it"
                )
                raise RewritingError(message)
        return rewriting

    def build(self, rewriting: Rewriting, name: str = "original") -> Path:
        """Build the driver with a text.

        Raises:
            BuildError: It is no program.
        """
        missing = [name for name in DECLARED if name not in (rewriting.declarations or {})]
        if missing:
            message = f"this is not the file of the queue: it declares no {', '.join(missing)}"
            raise BuildError(message)
        (self.folder / "agent" / "slots.go").write_text(rewriting.text, encoding="utf-8")
        program = self.folder / name
        self._build(".", program)
        return program

    def _build(self, package: str, program: Path) -> None:
        ran = _run([self.go, "build", "-o", str(program), package], self.folder)
        if ran.returncode:
            lines = [line for line in ran.stderr.decode("utf-8", "replace").splitlines() if line]
            told = "; ".join(line for line in lines if not line.startswith("#"))
            message = f"what was rewritten cannot be built: {told[:400]}"
            raise BuildError(message)


@contextmanager
def workshop() -> Iterator[Workshop]:
    """Make a private folder with the rewriter; it is removed at the end.

    Raises:
        GoMissingError: There is no Go.
    """
    go = find_go()
    with private_folder("slotq-original-") as folder:
        shutil.copytree(GO, folder, dirs_exist_ok=True)
        made = Workshop(folder, go)
        made._build("./rewrite", folder / "rewriter")  # noqa: SLF001  # as the last part of making it
        yield made


def find_go() -> str:
    """Find the Go command.

    Raises:
        GoMissingError: There is none.
    """
    go = shutil.which("go")
    if go is None:
        message = "there is no Go: install Go 1.18 or newer (Debian: apt-get install golang-go)"
        raise GoMissingError(message)
    return go


def go_version() -> str:
    """Ask Go for its version, such as `go1.19.8`; the text is empty if there is no answer."""
    try:
        go = find_go()
        with private_folder("slotq-go-") as folder:
            ran = _run([go, "env", "GOVERSION"], folder)
    except (GoMissingError, BuildError):
        return ""
    return "" if ran.returncode else _first(ran.stdout)


def _run(
    command: Sequence[str], folder: Path, given: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(  # noqa: S603  # an argument list, programs found or made by us
            command,
            cwd=folder,
            env=_environment(folder),
            input=given,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        message = f"{Path(command[0]).name} did not end within {_SECONDS} s"
        raise BuildError(message) from error
    except OSError as error:
        message = f"{command[0]}: {error.strerror or error}"
        raise BuildError(message) from error


_FIXED = MappingProxyType(
    # Nothing is fetched, and no setting of the user's changes what is built.
    {
        "GO111MODULE": "on",
        "GOFLAGS": "-mod=mod",
        "GOPROXY": "off",
        "GOWORK": "off",
        "GOENV": "off",
        "GOTOOLCHAIN": "local",
        "CGO_ENABLED": "0",
    }
)


def _environment(folder: Path) -> dict[str, str]:
    environment = dict(os.environ) | _FIXED
    if not any(environment.get(name) for name in ("GOCACHE", "XDG_CACHE_HOME", "HOME")):
        environment["GOCACHE"] = str(folder / "cache")
    return environment


def _first(text: bytes) -> str:
    return text.decode("utf-8", "replace").partition("\n")[0][:200]
