"""Writes all pages that are made; exit code 2, and one line, if one cannot be."""

import sys

from docs.generate.included import MarkError
from docs.generate.notebook import NotebookError
from docs.generate.pages import pages

try:
    made = pages()
except (MarkError, NotebookError) as error:
    sys.stderr.write(f"docs.generate: {error}\n")
    sys.exit(2)
for path, text in made.items():
    path.write_text(text, encoding="utf-8")
