"""The bounds of claims, in words: a reader should not have to look them up."""

import re

from slotq.machine.kernel import plural
from slotq.verify.configuration import ConfigurationError, read_configuration
from slotq.verify.manifest import Model
from slotq.verify.models import Folders

_EMPTY = (" = {}", " <- Nobody", " = None", "Later = FALSE")  # constants that allow nothing
_COUNTED = frozenset(
    {
        "Clients",
        "Dequeuers",
        "Tokens",
        "Containers",
        "Consumers",
        "Rounds",
        "Requests",
        "Movers",
        "Senders",
        "Receivers",
        "Queues",
    }
)
_WORDS = {"Later": "later versions", "StrangersDelete": "deleted by strangers"}
_NUMBERS = (
    *("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"),
    *("Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen"),
)


def of_model(model: Model, folders: Folders) -> str:
    """Write out the bounds of a model: of its machine if it has one, else its constants."""
    if (twin := model.twin) is not None:
        return twin.module.words(twin.bounds)
    said = constants(model, folders)
    if model.symmetric:
        said += "; up to their names"
    if (walks := model.walks) is not None:
        said += f"; {walks.number} random behaviours of {walks.depth} states, seed {walks.seed}"
    return said


def constants(model: Model, folders: Folders) -> str:
    """Write out the constants of a model that say something."""
    try:
        found = read_configuration(folders.config(model)).constants
    except ConfigurationError:
        return model.name  # the check says what is wrong
    said = [_constant(each) for each in found if not each.endswith(_EMPTY)]
    counts = ", ".join(text for text, is_count in said if is_count)
    others = [text for text, is_count in said if not is_count]
    return "; ".join([counts, *others] if counts else others)


def _constant(constant: str) -> tuple[str, bool]:
    """Write a constant as a reader says it, and say whether it is a number of processes."""
    name, _, value = constant.split(" ", 2)
    if name in _COUNTED and (number := _number(value)) is not None:
        return plural(number, name.lower()), True
    word = _WORDS.get(name, name.lower())
    if value in {"TRUE", "FALSE"}:
        return word if value == "TRUE" else f"not {word}", False
    if value.startswith("{"):
        return f"{word} {value.strip('{}')}", False
    return constant.replace(" <- ", " is "), False


def _number(value: str) -> int | None:
    if value.isdecimal():
        return int(value)
    if value.startswith("{"):
        return value.count(",") + 1
    return next(
        (number for number, word in enumerate(_NUMBERS) if re.match(f"{word}[A-Z]", value)), None
    )
