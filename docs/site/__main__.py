"""Writes the site into a folder; with `--external`, checks its links to other sites."""

import argparse
import sys
from pathlib import Path

INSTALL = 'pip install -e ".[docs]"'


def main(arguments: list[str]) -> int:
    """Run it: 0 it is written, 1 Sphinx has warned, 2 it cannot be written."""
    parser = argparse.ArgumentParser("python -m docs.site", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT", help="a new or an empty folder")
    parser.add_argument("--external", action="store_true", help="ask for each page elsewhere")
    given = parser.parse_args(arguments)
    try:
        from docs.site import build  # noqa: PLC0415  # needs what the extra brings
    except ModuleNotFoundError as error:
        return _complain(f"the module {error.name} is missing: {INSTALL}")
    try:
        return (build.check_external if given.external else build.write_site)(given.out)
    except build.SiteError as error:
        return _complain(str(error))


def _complain(message: str) -> int:
    sys.stderr.write(f"docs.site: {message}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
