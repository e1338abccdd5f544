"""The bounds of claims, in words: a reader should not have to look them up."""

from slotq.machine import scaling_callers
from slotq.machine.callers import CHOICES, Bounds
from slotq.verify.configuration import ConfigurationError, read_configuration
from slotq.verify.equality import callers_bounds
from slotq.verify.manifest import Model
from slotq.verify.models import Folders

GENERAL = ("clients", "dequeuers", "tokens")
MOVERS = ("requests", "containers", "movers")
LAUNCHED = ("requests", "containers")
_CALLERS = ("containers", "consumers", "rounds")
_EMPTY = (
    " = {}",
    " <- Nobody",
    " = None",
    "Later = FALSE",
)  # constants that say of nobody that they may


def of_model(model: Model, folders: Folders) -> str:
    """Write out the bounds of a model: of its machine if it has one, else its constants."""
    if model.callers is not None:
        return of_callers(callers_bounds(model.callers))
    if (size := model.general or model.abstract) is not None:
        return of_sizes(size, *GENERAL)
    if model.scaling is not None:
        return of_sizes(model.scaling, *MOVERS)
    if model.scaling_callers is not None:
        return of_sizes(model.scaling_callers, *LAUNCHED)
    if model.manager is not None:
        requests = plural(len(model.manager.key_of), "requests")
        return f"{requests}, {of_sizes(model.manager, 'queues')}"
    return constants(model, folders)


def constants(model: Model, folders: Folders) -> str:
    """Write out the constants of a model that say something."""
    try:
        found = read_configuration(folders.config(model)).constants
    except ConfigurationError:
        return model.name  # the check says what is wrong
    return "; ".join(each for each in found if not each.endswith(_EMPTY))


def of_callers(bounds: Bounds) -> str:
    """Write out how many containers and consumers there are, and what they may do."""
    allowed = [
        f"{what} {', '.join(map(bounds.name, sorted(getattr(bounds, what))))}"
        for what in CHOICES
        if getattr(bounds, what)
    ]
    allowed += ["later versions"] * bounds.later
    return "; ".join([of_sizes(bounds, *_CALLERS), *allowed])


def of_launched(bounds: scaling_callers.Bounds) -> str:
    """Write out how many requests and containers there are, and what may happen to them."""
    allowed = [
        what for what in ("leaving", "freezable", "crashable", "failing") if getattr(bounds, what)
    ]
    allowed += ["impatient"] * bool(bounds.impatient) + ["refusing"] * bounds.refusing
    return "; ".join([of_sizes(bounds, *LAUNCHED), *([", ".join(allowed)] if allowed else [])])


def of_sizes(size: object, *kinds: str) -> str:
    """Write out how many of each kind there are."""
    return ", ".join(plural(getattr(size, kind), kind) for kind in kinds)


def plural(number: int, kind: str) -> str:
    """Write out a number of things, whose word is given in the plural."""
    return f"{number} {kind.removesuffix('s') if number == 1 else kind}"
