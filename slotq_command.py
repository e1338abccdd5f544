"""The console script `slotq`: quiet at Ctrl-C, also while the rest is imported.

It lies beside the package because `import slotq` comes before every module in it, and takes longer
than all that Python does before that. `slotq.signals` takes over as soon as it is there.
"""

import os
import signal
from types import FrameType


def main() -> None:
    """Run the command line on this process's arguments."""
    # Who starts us so that we ignore the signal, as nohup does, means it.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)
    from slotq.__main__ import main  # noqa: PLC0415  # what takes long

    main()


def _end(number: int, frame: FrameType | None) -> None:
    del frame
    os._exit(128 + number)
