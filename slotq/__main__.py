"""The command `slotq`: it hears signals from its first line on, before it imports the rest.

Where an extra is missing it says what to install.
"""

import os
import sys
from typing import NoReturn

from slotq.system import signals

INSTALL = 'pip install "slotq[tools]"'


def main() -> NoReturn:
    """Run the command line on this process's arguments."""
    signals.take_over()
    try:
        code = _run(sys.argv[1:])
    finally:
        signals.end_at_once()  # what Python does from here on must not be interrupted
        signals.tidy_up()
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    if sys.stderr is None:  # else the next file that is opened would take its place
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    try:
        from slotq.cli import main as cli  # noqa: PLC0415  # needs what `import slotq` must not

        return cli.main(arguments)
    except ModuleNotFoundError as error:
        name = (error.name or "slotq").partition(".")[0]
        if name == "slotq":
            raise
        print(f"slotq: the module {name} is missing: {INSTALL}", file=sys.stderr)  # noqa: T201  # no rich
        return 2


if __name__ == "__main__":
    main()
