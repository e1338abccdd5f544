"""The page: its files, its texts and its policy, as one document that needs nothing else.

What the page says of the project is read from the project: the sentences of properties from the
specification, the lines of code from the code, what a fault does from the manifest. Its code is
packed, and unpacked by the browser, whose policy names the hash of what must come out.
"""

import base64
import gzip
import hashlib
import html
import inspect
import json
import re
import tomllib
from collections.abc import Mapping
from types import ModuleType
from typing import Any, cast

from slotq import __version__, manager, queue, stats
from slotq.agent import callers
from slotq.errors import SlotqError
from slotq.explorer.sources import PAGE, read
from slotq.machine.callers import Bounds
from slotq.schedule.engine.findings import parse_schedule
from slotq.schedule.faults.catalogue import broken
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.slot_queue_manager import ManagerProgram
from slotq.schedule.programs.slot_queue_steps import GeneralProgram
from slotq.schedule.walk.judged import judge
from slotq.specification.sentences import sentences
from slotq.system.resources import folder

MOST_BYTES = 64 * 1024
"""How large the page may be."""

LINES: dict[str, tuple[ModuleType, str]] = {
    "QueueAppend": (queue, "self._slots.append(token)"),
    "QueueBroadcast": (queue, 'self._condition.broadcast("QueueBroadcast")'),
    "AcquireCas": (queue, 'token.is_busy.compare_and_swap("AcquireCas", token)'),
    "AcquireRemove": (queue, "removed = self._remove(token)"),
    "AcquireClose": (queue, 'token.trigger.close("AcquireClose", token)'),
    "DequeuerStart": (queue, "self._primitives.spawn("),
    "DequeuerWait": (queue, 'self._condition.wait("DequeuerWait")'),
    "DequeuerPeek": (queue, "token = self._slots[-1]"),
    "DequeuerExit": (queue, 'self._primitives.step("DequeuerExit")'),
    "DequeuerDeliver": (queue, 'Send("DequeuerDeliver", dequeuer.output, token)'),
    "DequeuerEjected": (queue, 'Wait("DequeuerEjected", token.trigger, token)'),
    "DequeuerCancelled": (queue, 'Wait("DequeuerCancelled", dequeuer.context.done, token)'),
    "CancellerWake": (queue, "woken = self._condition.broadcast() if waiting else None"),
    "Cancel": (callers, 'context.cancel("Cancel")'),
    "SlotClose": (callers, 'self.closed.close("SlotClose", self)'),
    "ContainerWake": (callers, "return arms[index].reason"),
    "ContainerReturn": (callers, 'self.primitives.select(Wait("ContainerReturn"'),
    "Evict": (callers, 'Wait("ContainerWake", self.evict, token, "evict")'),
    "GetSlotQueue": (manager, 'step("GetSlotQueue"'),
    "RequestMove": (stats, 'step("RequestMove"'),
    "RequestEnter": (stats, 'step("RequestEnter"'),
    "RequestExit": (stats, 'step("RequestExit"'),
}
"""The line of code that an action is, by a text that stands in its module once."""


class StaleTextError(SlotqError):
    """A text of the page is not where it is read from."""


def line_of(action: str) -> str:
    """Find the line of code that an action is: the file, its number, its text.

    Raises:
        StaleTextError: It is not there, or more than once.
    """
    module, text = LINES[action]
    source = inspect.getsource(module)
    if source.count(text) != 1:
        message = f"{action}: {module.__name__} has {text!r} {source.count(text)} times"
        raise StaleTextError(message)
    number = source[: source.index(text)].count("\n") + 1
    name = module.__name__.rpartition(".")[2]
    return f"{name}.py:{number}  {source.splitlines()[number - 1].strip()}"


def _imports(program: type, *others: object) -> list[str]:
    # Sorted, as a linter of the reader's would have them.
    needed = (program, *others, parse_schedule, judge)
    lines = {f"from {each.__module__} import {each.__name__}" for each in cast("Any", needed)}
    return sorted(lines)


def _faults() -> dict[str, str]:
    names = re.findall(r"^  (\w+): \{", read("faults.js"), re.MULTILINE)
    manifest = (folder("models") / "manifest.toml").read_text(encoding="utf-8")
    claims = {row["cfg"]: row["claim"] for row in tomllib.loads(manifest)["model"]}
    return {name: _claim(claims, name) for name in names}


def _claim(claims: Mapping[str, str], name: str) -> str:
    # The configuration's name begins with its module's.
    return next(text for cfg, text in claims.items() if cfg.endswith(f"Faults_{name}.cfg"))


def texts() -> dict[str, Any]:
    """Collect what the page says in words, from where it is written."""
    named = re.findall(r"\b(\w+(?:Inv|Prop))\b", read("properties.js"))
    found = sentences()
    return {
        **json.loads(read("words.json")),
        "lines": {action: line_of(action) for action in LINES},
        "sentences": {name: found[name] for name in dict.fromkeys(named)},
        "faults": _faults(),
        "imports": {
            "callers": _imports(CallersProgram, Bounds),
            "general": _imports(GeneralProgram),
            "manager": _imports(ManagerProgram),
            "broken": f"from {broken.__module__} import {broken.__name__}",
        },
    }


def levels() -> list[dict[str, Any]]:
    """Read the levels."""
    return cast("list[dict[str, Any]]", json.loads(read("levels.json")))


def prelude() -> str:
    """Write the texts as a script, in which nothing can end the script."""
    values = {"TEXTS": texts(), "LEVELS": levels()}
    return "\n".join(
        f"const {name} = {json.dumps(value, separators=(',', ':'))};".replace("<", "\\u003c")
        for name, value in values.items()
    )


def script() -> str:
    """Write the page's code: its texts, and its files as they are."""
    return "\n".join([prelude(), *map(read, PAGE)])


def _pack(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def _policy(style: str, *scripts: str) -> str:
    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; script-src {' '.join(map(digest, scripts))}; "
        f"style-src {digest(style)}; base-uri 'none'; form-action 'none'"
    )


def write_page() -> str:
    """Write the page, which is the same for the same project.

    Raises:
        StaleTextError: A text of the page is not where it is read from, or the page is too large.
    """
    code, style, loader = script(), read("style.css"), read("loader.js")
    parts = {
        "policy": html.escape(_policy(style, loader, code), quote=True),
        "version": html.escape(__version__),
        "style": style,
        "packed": _pack(code),
        "loader": loader,
    }
    page = re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], read("page.html"))
    if len(page.encode()) > MOST_BYTES:
        message = f"the page has {len(page.encode())} bytes, and may have {MOST_BYTES}"
        raise StaleTextError(message)
    return page
