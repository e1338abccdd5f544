"""How large a system of spec/Scaling.tla is, and what may happen in it."""

from dataclasses import dataclass

from slotq.formats.trace_lines import LARGEST

SIZES = ("requests", "containers", "movers")
"""The bounds that are numbers of something."""
UINT64 = LARGEST + 1
"""Where counters of the original wrap."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The constants of Scaling.tla.

    Attributes:
        requests: How many trackers of requests there are.
        containers: How many trackers of containers.
        movers: How many processes use them.
        modulus: Where counters wrap.
        races: When a tracker may be moved while another move of it is under way: "never",
            "onceCounted", "always".
    """

    requests: int
    containers: int
    movers: int
    modulus: int = UINT64
    races: str = "always"
