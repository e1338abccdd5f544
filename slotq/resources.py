"""Where the specification and the models lie: in the wheel as data, in a checkout beside slotq."""

from pathlib import Path

from slotq.errors import SlotqError

_PACKAGE = Path(__file__).parent


class IncompleteInstallationError(SlotqError):
    """The specification or the models are neither in the package nor beside it."""


def spec_folder() -> Path:
    """The folder of the TLA+ modules."""
    return _folder("spec")


def models_folder() -> Path:
    """The folder of the models: bounds, configurations and their manifest."""
    return _folder("models")


def _folder(name: str) -> Path:
    for folder in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    message = f"{name}/ is missing from this installation: install slotq again"
    raise IncompleteInstallationError(message)
