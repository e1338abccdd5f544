"""The command line as a page: each command, its arguments and its options."""

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from typer.main import get_command

from docs.generate.models import cell
from slotq.cli.main import COMMANDS, make_program

_OPTION = re.compile(r"(?<![\w`-])(--?[a-z][\w-]*)", re.ASCII)
_WORDS: dict[type, str] = {int: "N", float: "NUMBER", str: "TEXT", Path: "FILE"}


def commands_reference() -> str:
    """Write all commands, in the order of the program's own help."""
    program: Any = get_command(make_program())
    parts = list(_section(program, "slotq"))
    for name in COMMANDS:
        parts += _section(program.commands[name], f"slotq {name}")
    return "\n".join(parts).rstrip()


def _section(command: Any, words: str) -> Iterator[str]:  # noqa: ANN401  # typer names no such type
    yield from (f"## `{words}`", "", *_paragraphs(command.help or ""), "")
    for name, inner in _inner(command, words):
        yield from (line.replace("## ", "### ", 1) for line in _section(inner, name))
    kinds = get_type_hints(command.callback, include_extras=True) if command.callback else {}
    rows = [_row(each, _kind(kinds.get(each.name, bool))) for each in command.params]
    if rows:
        yield from ("| argument or option | meaning |", "|---|---|", *rows, "")


def _inner(command: Any, words: str) -> list[tuple[str, Any]]:  # noqa: ANN401  # as above
    """List the commands of a group; those of the whole program have sections of their own."""
    found = {} if words == "slotq" else getattr(command, "commands", {})
    return [(f"{words} {name}", each) for name, each in found.items()]


def _row(parameter: Any, kind: type) -> str:  # noqa: ANN401  # typer names no such type
    parts = [_sentence(parameter.help or "")]
    if parameter.min is not None or parameter.max is not None:
        parts.append(_range(parameter.min, parameter.max))
    default = parameter.default
    if isinstance(default, Enum):
        default = default.value
    if parameter.required:
        parts.append("Required.")
    elif isinstance(default, (int, float, str)) and not isinstance(default, bool) and default != "":
        parts.append(f"Default: {default}.")
    text = " ".join(part for part in parts if part)
    return f"| {_name(parameter, kind)} | {_with_code(text)} |"


def _name(parameter: Any, kind: type) -> str:  # noqa: ANN401  # typer names no such type
    if parameter.param_type_name == "argument":
        return f"`{cell(parameter.metavar or parameter.name.upper())}`"
    names = [f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts)]
    if parameter.is_flag:
        return ", ".join(names)
    choices = "|".join(str(each.value) for each in kind) if issubclass(kind, Enum) else ""
    value = parameter.metavar or choices or _WORDS[kind]
    return ", ".join(f"`{name.strip('`')} {cell(value)}`" for name in names)


def _kind(annotation: Any) -> type:  # noqa: ANN401  # any annotation
    """Find the type of a value in an annotation: `Annotated[list[int] | None, ...]` is of int."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation
    inner = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return _kind(inner[0])
    return next((_kind(each) for each in inner if each is not type(None)), str)


def _range(least: float | None, most: float | None) -> str:
    if most is None:
        return f"At least {least:,.10g}."
    return f"At most {most:,.10g}." if least is None else f"From {least:,.10g} to {most:,.10g}."


def _paragraphs(text: str) -> Iterator[str]:
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]
    yield "\n\n".join(_with_code(part) for part in parts)


def _sentence(text: str) -> str:
    flat = " ".join(text.split())
    return flat if not flat or flat[-1] in ".?!" else f"{flat}."


def _with_code(text: str) -> str:
    """Set options as code, and nothing as emphasis or as HTML."""
    return _OPTION.sub(r"`\1`", cell(text))
