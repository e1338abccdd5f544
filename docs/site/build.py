"""Runs Sphinx, without a warning, and writes the explorer's page next to its pages."""

import sys
import tempfile
from pathlib import Path

from sphinx.cmd.build import build_main

from docs.generate.specification import ROOT
from docs.site.listings import EXPLORER
from slotq.explorer.page import write_page

_OURS = "objects.inv"


class SiteError(Exception):
    """The site cannot be written; the text says why, and what to do."""


def write_site(out: Path) -> int:
    """Write the site into a folder, and return the exit code of Sphinx.

    Raises:
        SiteError: The folder has something else in it, or is none.
    """
    if out.exists() and not out.is_dir():
        message = f"{out} is a file: name a folder"
        raise SiteError(message)
    if out.is_dir() and any(out.iterdir()) and not (out / _OURS).is_file():
        message = f"{out} has something else in it: name a new or an empty folder"
        raise SiteError(message)
    code = _sphinx("html", out)
    if code == 0:
        (out / EXPLORER).write_text(write_page(), encoding="utf-8")
        sys.stdout.write(f"The site is {out / 'index.html'}\n")
    return code


def check_external(out: Path) -> int:
    """Ask for each page of another site that a page links to, and write what came into a folder."""
    return _sphinx("linkcheck", out)


def _sphinx(builder: str, out: Path) -> int:
    with tempfile.TemporaryDirectory() as doctrees:
        options = ["-b", builder, "-d", doctrees, "-c", str(Path(__file__).parent)]
        strict = ["-W", "--keep-going", "-n", "-q"]
        return build_main([*options, *strict, str(ROOT), str(out)])
