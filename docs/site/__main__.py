"""Writes the site into a folder; with `--external`, checks its links to other sites."""

import argparse
import sys
from pathlib import Path

from docs.site.build import SiteError, check_external, write_site


def main(arguments: list[str]) -> int:
    """Run it: 0 it is written, 1 Sphinx has warned, 2 it cannot be written."""
    parser = argparse.ArgumentParser("python -m docs.site", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT", help="a new or an empty folder")
    parser.add_argument("--external", action="store_true", help="ask for each page elsewhere")
    given = parser.parse_args(arguments)
    try:
        return (check_external if given.external else write_site)(given.out)
    except SiteError as error:
        sys.stderr.write(f"docs.site: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
