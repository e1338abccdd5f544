"""Writes all pages that are made; exit code 2, and one line, if one cannot be."""

import sys

from docs.generate.included import MarkError
from docs.generate.notebook import NotebookError
from docs.generate.pages import pages
from docs.generate.specification import UnknownNameError
from slotq.tlc.errors import TlcError

try:
    made = pages()
except (MarkError, NotebookError, UnknownNameError, TlcError) as error:
    sys.stderr.write(f"docs.generate: {error}\n")
    sys.exit(2)
for path, text in made.items():
    path.write_text(text, encoding="utf-8")
