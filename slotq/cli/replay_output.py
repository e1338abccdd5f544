"""What `slotq replay` shows: the steps, what they break, and what can happen next."""

import textwrap
from collections.abc import Callable, Iterator
from typing import Any, Generic, NamedTuple

from rich.table import Table
from rich.text import Text

from slotq.cli.display import output
from slotq.machine.kernel import Label, Names
from slotq.schedule.engine.findings import Transition
from slotq.schedule.faults.catalogue import FAULTS
from slotq.schedule.walk.judged import Judged, Replayed, next_actions
from slotq.schedule.walk.specified import S, SpecifiedProgram
from slotq.specification.sentences import in_words
from slotq.system.terminal import printable_lines
from slotq.verify.manifest import load_manifest


class Shown(NamedTuple, Generic[S]):
    """A program, and how its states are shown.

    Attributes:
        program: The program.
        parts: Writes a state, as the parts that it has by name.
        changes: Writes what differs in the second of two states.
        actors: What the machine's processes are called, in its order.
    """

    program: SpecifiedProgram[S]
    parts: Callable[[S], list[str]]
    changes: Callable[[S, S], list[str]]
    actors: list[str]


def show_steps(shown: Shown[S], steps: tuple[Judged[S], ...], first: int = 1) -> None:
    """Print a table of the steps, the first of which has a number."""
    table = Table("step", "process", "action", "changes", box=None, pad_edge=False)
    for number, step in enumerate(steps, first):
        changed = Text("\n".join(shown.changes(step.before, step.after)))
        table.add_row(str(number), str(step.transition), step.action, changed)
    output().print(table)


def show_verdict(replayed: Replayed[S]) -> None:
    """Print what the steps break, and how they end."""
    for line in verdict(replayed):
        say_at_length(line)


def verdict(replayed: Replayed[S]) -> Iterator[str]:
    """Say what a schedule breaks, and where that was; nothing if it is as specified."""
    is_specified = True
    for number, step in enumerate(replayed.steps, 1):
        if is_specified and not step.is_specified:
            is_specified = False
            yield f"step {number}: the specification has no {step.action} that leads there"
        if step.broken:
            too = "; the specification has these steps, too" if is_specified else ""
            plural = "are" if len(step.broken) > 1 else "is"
            names = ", ".join(step.broken)
            yield f"after step {number} {names} {plural} false{too}"
            yield from (f"  {line}" for line in in_words(step.broken))
    if replayed.finding is not None:
        number = len(replayed.steps) + 1
        yield f"step {number}: {replayed.finding.kind.value}: {replayed.finding.message}"
    elif replayed.stuck:
        yield replayed.stuck
    elif not replayed.possible:
        yield "nobody can move, and the program may end so"


def show_next(shown: Shown[S], replayed: Replayed[S]) -> None:
    """Print the steps that are possible now, and the guard that is false of each other one."""
    actions = next_actions(shown.program, replayed)
    show_possible(actions)
    table = Table("not now", "action", "guard that is false", box=None, pad_edge=False)
    for process, action, guard in disabled(shown, replayed.state):
        table.add_row(process, action, Text(guard))
    if table.row_count:
        say("")
        output().print(table)


def show_possible(actions: dict[Transition, str]) -> None:
    """Print the steps that are possible now, numbered."""
    table = Table("", "possible now", "action", box=None, pad_edge=False)
    for number, (transition, action) in enumerate(actions.items(), 1):
        table.add_row(str(number), str(transition), Text(action))
    if actions:
        output().print(table)
    else:
        say("nothing is possible now")


def disabled(shown: Shown[S], state: S) -> Iterator[tuple[str, str, str]]:
    """List what the machine's processes cannot do: the process, the action, the false guard."""
    processes: list[Any] = shown.program.system.processes
    for process, name in zip(processes, shown.actors, strict=True):
        for label, why in process.disabled(state):
            yield name, in_short(label, shown.program.names), why.guard


def in_short(label: Label, names: Names) -> str:
    """Write an action with those of its parameters that are not the process that takes it."""
    words = [label.action]
    for argument in label.arguments[1:]:
        match label.action, argument:
            case _, bool():
                words += ["error"] * argument
            case _, str():
                words.append(argument)
            case "AcquireCas", _:
                words.append(f"token {argument}")
            case "DequeuerStart", _:
                words.append(names["dequeuer"][argument])
            case "DequeuerDeliver", _:
                words.append(names["client"][argument])
            case _:
                words.append(f"container-{argument + 1}")
    return " ".join(words)


def show_faults() -> None:
    """Print the broken versions of the code, with what the manifest says of each."""
    table = Table("fault", "breaks", "programs", box=None, pad_edge=False)
    table.add_column("what it does", overflow="fold")
    claims = {model.name: model.claim for model in load_manifest().model}
    for name, fault in FAULTS.items():
        programs = ["queue"] * bool(fault.of_callers) + ["general"] * bool(fault.of_general)
        table.add_row(name, fault.action, ", ".join(programs), Text(claims[f"faults/{name}"]))
    output().print(table)


def say(line: str) -> None:
    """Print a line as it is."""
    output().print(Text(printable_lines(line)), soft_wrap=True)


def say_at_length(line: str) -> None:
    """Print a sentence in as many lines as it needs, the later ones indented."""
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    width = output().width
    say("\n".join(textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False)))
