"""Where what is no code lies, as the specification: in the installed package or in the checkout."""

from pathlib import Path
from typing import Literal

from slotq.errors import SlotqError

_PACKAGE = Path(__file__).parents[1]


class ResourceError(SlotqError):
    """A folder that slotq brings with it is not there."""


def folder(name: Literal["spec", "models", "constraints"], package: Path = _PACKAGE) -> Path:
    """The folder of that name.

    Args:
        name: Which one.
        package: The package that contains it, or that lies next to it.

    Raises:
        ResourceError: It is neither in the package nor next to it.
    """
    for candidate in (package / "data" / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    message = f"the folder {name}/ is missing from this installation: install slotq again"
    raise ResourceError(message)
