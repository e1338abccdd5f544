"""The bounds of claims, in words: a reader should not have to look them up."""

from slotq.verify.configuration import ConfigurationError, read_configuration
from slotq.verify.manifest import Model
from slotq.verify.models import Folders

_EMPTY = (
    " = {}",
    " <- Nobody",
    " = None",
    "Later = FALSE",
)  # constants that say of nobody that they may


def of_model(model: Model, folders: Folders) -> str:
    """Write out the bounds of a model: of its machine if it has one, else its constants."""
    if (twin := model.twin) is not None:
        return twin.module.words(twin.bounds)
    return constants(model, folders)


def constants(model: Model, folders: Folders) -> str:
    """Write out the constants of a model that say something."""
    try:
        found = read_configuration(folders.config(model)).constants
    except ConfigurationError:
        return model.name  # the check says what is wrong
    return "; ".join(each for each in found if not each.endswith(_EMPTY))
