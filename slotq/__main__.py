"""The command `slotq`, which says what to install where an extra is missing."""

import sys
from typing import NoReturn

INSTALL = 'pip install "slotq[tools]"'


def main() -> NoReturn:
    """Run the command line on this process's arguments."""
    try:
        from slotq import cli  # noqa: PLC0415  # needs what `import slotq` must not

        code = cli.main(sys.argv[1:])
    except ModuleNotFoundError as error:
        name = (error.name or "slotq").partition(".")[0]
        if name == "slotq":
            raise
        print(f"slotq: this needs {name}: {INSTALL}", file=sys.stderr)  # noqa: T201  # no rich
        sys.exit(2)
    sys.exit(code)


if __name__ == "__main__":
    main()
