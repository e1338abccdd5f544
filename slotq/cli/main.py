"""The command line: it knows all the tools, and none of them knows it.

Exit codes: 0 for yes, 1 for no, 2 where there is no answer, for which one line on standard error
gives the reason. A signal ends the process by way of an exception, so that what it has started ends
first.
"""

import errno
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated

import typer

from slotq import __version__
from slotq.errors import SlotqError
from slotq.system import signals
from slotq.system.terminal import complain, write

# The commands, and what they are in the module of each, which is imported when it is needed: to
# import all takes longer than most commands do.
COMMANDS = {
    "verify": "verify",
    "prove": "prove",
    "check": "check",
    "doctor": "doctor",
    "eval": "evaluate",
    "replay": "replay",
    "codes": "codes",
    "conform": "conform",
    "show": "show",
    "schema": "schema",
    "model": "app",
    "generate": "app",
    "explorer": "explorer",
    "exercise": "app",
    "original": "original",
    "mutants": "app",
}
CANNOT = 2
_HINTS = {errno.EMFILE: ": ulimit -n says how many this process may have"}


@dataclass(slots=True)
class _Settings:
    """Options that every command has."""

    debug: bool = False


def main(arguments: list[str]) -> int:
    """Run a command, and say with which code to exit."""
    if sys.stdin is None or sys.stdout is None:  # the next file that is opened would take its place
        return _complain("standard input and output must be open: use /dev/null for none")
    settings = _Settings()
    command = next((word for word in arguments if not word.startswith("-")), "")
    program = make_program([command] if command in COMMANDS else COMMANDS)
    signals.end_by_exception()
    try:
        code = program(arguments or ["--help"], standalone_mode=False, obj=settings)
    except typer.TyperException as error:
        return _complain(f"{error.format_message().rstrip('.')}. Try {_help_on(error)}.")
    except Exception as error:  # noqa: BLE001  # one line, whatever it is
        if settings.debug:
            traceback.print_exc()
        return _complain(_in_a_line(error))
    return int(code or 0)


def make_program(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """Make the program that has some of the commands."""
    program = typer.Typer(name="slotq", add_completion=False, rich_markup_mode=None)
    program.callback()(_options)
    for name in names:
        command = getattr(import_module(f"slotq.cli.{name}"), COMMANDS[name])
        if isinstance(command, typer.Typer):
            program.add_typer(command, name=name)
        else:
            program.command(name)(command)
    return program


def _help_on(error: typer.TyperException) -> str:
    context, words = getattr(error, "ctx", None), ["--help"]
    while context is not None and context.parent is not None:
        words.insert(0, context.info_name)
        context = context.parent
    return " ".join(["slotq", *words])


def _in_a_line(error: Exception) -> str:
    if isinstance(error, SlotqError):
        return str(error)
    if isinstance(error, FileNotFoundError) and error.filename is None:
        return "the working folder was deleted: change to another folder"  # its name was asked for
    if isinstance(error, OSError) and error.strerror is not None:
        reason = error.strerror + _HINTS.get(error.errno or 0, "")
        return reason if error.filename is None else f"{error.filename}: {reason}"
    return f"{type(error).__name__}: {error}; slotq --debug prints the traceback"


def _complain(message: str) -> int:
    complain(message)
    return CANNOT


def _show_version(asked: bool) -> None:  # noqa: FBT001  # typer calls it so
    if asked:
        write(f"slotq {__version__}\n")
        raise typer.Exit


def _options(
    context: typer.Context,
    *,
    debug: Annotated[
        bool,
        typer.Option(
            "--debug",
            help="Print the traceback of an unexpected error. By default one line is printed.",
        ),
    ] = False,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Reference, TLA+ specification, model checks and log oracle of a concurrent hot-slot queue."""
    context.obj.debug = debug
