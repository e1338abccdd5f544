"""The models that check a module, as far as a score depends on them; and what a fault puts in.

A configuration names definitions of the module that it configures: bounds, or the wrong version of
an action. These are read from the text. A definition begins at the start of a line, and ends where
the next one begins.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

from slotq.mutants.texts import of_tla
from slotq.verify.manifest import Manifest, Model

_WORD = re.compile(r"\w+")
_DEFINED = re.compile(r"^(\w+)(?:\([^)]*\))?\s*==", re.MULTILINE)
_END = re.compile(r"^\S", re.MULTILINE)
_SUBSTITUTED = re.compile(r"^\s*(\w+)\s*<-\s*(\w+)", re.MULTILINE)
_EXTENDED = re.compile(r"^EXTENDS\s+(.+)$", re.MULTILINE)
_INSTANCE = re.compile(r"^(\w+)(?:\([^)]*\))?\s*==\s*INSTANCE\s+(\w+)", re.MULTILINE)
_ABSTRACT = "Abstract"
"""What a module calls the specification that it refines, which is a property."""
_MODELS, _SPEC = "models", "spec"


def definitions(text: str) -> dict[str, str]:
    """The definitions of a module, by their names, without comments."""
    whole = of_tla(text)
    found = {}
    for match in _DEFINED.finditer(whole):
        end = _END.search(whole, match.end())
        found[match[1]] = whole[match.start() : end.start() if end else len(whole)].rstrip()
    return found


def extended(root: Path, module: str, modules: Sequence[str]) -> Iterator[str]:
    """Those of some modules of spec/ that a module needs, also by way of others.

    What it only refines is not needed.

    Args:
        root: The top of the project.
        module: The module.
        modules: The modules that are looked for.
    """
    found: list[str] = []
    pending = [module]
    while pending:
        text = of_tla((root / _SPEC / f"{pending.pop()}.tla").read_text(encoding="utf-8"))
        for name in _needed(text):
            if name in modules and name not in (module, *found):
                found.append(name)
                pending.append(name)
    yield from sorted(found)


def _needed(text: str) -> Iterator[str]:
    yield from _extended(text)
    for match in _INSTANCE.finditer(text):
        if match[1] != _ABSTRACT:
            yield match[2]


def _extended(text: str) -> Iterator[str]:
    for match in _EXTENDED.finditer(text):
        yield from _WORD.findall(match[1])


def model_of(manifest: Manifest, check: str) -> Model | None:
    """The model that a claim checks or compares with, if it does: `KeyPlain` of `key/KeyPlain`."""
    names = (check, check.partition("/")[2])
    return next((model for model in manifest.model if model.name in names), None)


def text_of_model(root: Path, model: Model) -> str:
    """The bounds of a model: its configuration, and the definitions of models/ that it names."""
    configuration = of_tla((root / _MODELS / model.cfg).read_text(encoding="utf-8"))
    defined = _defined(root, model)
    return "\n".join([configuration, *(defined[name] for name in _closed(configuration, defined))])


def substituted(root: Path, model: Model) -> str:
    """Show what a fault puts in the place of what, as a difference.

    The wrong version of an action stands against its definition in spec/. If the configuration
    replaces none, it names what models/ defines in another way, such as a weaker fairness.

    Args:
        root: The top of the project.
        model: The fault.
    """
    configuration = of_tla((root / _MODELS / model.cfg).read_text(encoding="utf-8"))
    originals = dict(_originals(root, model))
    defined = {
        name: (path.relative_to(root).as_posix(), text)
        for path in reversed(list(_modules(root, model)))
        for name, text in definitions(path.read_text(encoding="utf-8")).items()
    }
    shown = [
        _difference(originals[name], defined[instead])
        for name, instead in _SUBSTITUTED.findall(configuration)
        if name in originals and instead in defined
    ]
    named = _closed(configuration, {name: text for name, (_, text) in defined.items()})
    return "\n".join(shown or [_difference(("", ""), defined[name]) for name in named])


def _originals(root: Path, model: Model) -> Iterator[tuple[str, tuple[str, str]]]:
    """The definitions of spec/ that a model extends: each with its file and its text."""
    names = [model.module]
    for name in names:
        for path in _found(root, model, name, _SPEC):
            whole = path.read_text(encoding="utf-8")
            if path.parent.name == _SPEC:
                for defined, text in definitions(whole).items():
                    yield defined, (path.relative_to(root).as_posix(), text)
            names += [each for each in _extended(of_tla(whole)) if each not in names]


def _difference(before: tuple[str, str], after: tuple[str, str]) -> str:
    lines = unified_diff(
        before[1].splitlines(), after[1].splitlines(), before[0], after[0], n=99, lineterm=""
    )
    return "\n".join(line for line in lines if line.strip() != "---" and line[:2] != "@@")


def _closed(words: str, defined: Mapping[str, str]) -> list[str]:
    """The definitions that a text names, and those that they name."""
    found: list[str] = []
    pending = _WORD.findall(words)
    while pending:
        name = pending.pop()
        if name in defined and name not in found:
            found.append(name)
            pending += _WORD.findall(defined[name])
    return sorted(found)


def _defined(root: Path, model: Model) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in _modules(root, model):
        found |= definitions(path.read_text(encoding="utf-8"))
    return found


def _modules(root: Path, model: Model) -> Iterator[Path]:
    """The modules of models/ that a model configures and extends."""
    names = [model.module]
    for name in names:
        for path in _found(root, model, name):
            yield path
            text = of_tla(path.read_text(encoding="utf-8"))
            names += [each for each in _needed(text) if each not in names]


def _found(root: Path, model: Model, name: str, *more: str) -> list[Path]:
    """The file of a module next to a configuration, in models/, or in further folders."""
    folders = ((root / _MODELS / model.cfg).parent, *(root / each for each in (_MODELS, *more)))
    return [path for folder in folders if (path := folder / f"{name}.tla").is_file()][:1]
