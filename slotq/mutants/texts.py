"""What of a file counts: its text without what no program reads, so that a comment is no change."""

import ast
import re
from pathlib import Path, PurePosixPath

_TLA_COMMENT = re.compile(r"\(\*.*?\*\)|\\\*[^\n]*", re.DOTALL)
_WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def text_of(root: Path, file: str) -> str:
    """The text of a file of the project, or of all files of a folder, one after the other."""
    path = root / file
    every = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    return "".join(each.read_text(encoding="utf-8") for each in every)


def essence(file: str, text: str) -> str:
    """The text of a file without comments, docstrings and layout that means nothing.

    Args:
        file: The file's name: Python is known by its ending, all else is taken for TLA+.
        text: What it holds.

    Raises:
        SyntaxError: It is not Python, although it is called so.
    """
    if PurePosixPath(file).suffix == ".py":
        return of_python(ast.parse(text))
    return of_tla(text)


def of_python(tree: ast.AST) -> str:
    """The same of a syntax tree of Python, which is left as it is."""
    copy = ast.parse(ast.unparse(tree))
    for node in ast.walk(copy):
        if isinstance(node, _WITH_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
            node.body[0] = ast.Pass()
    return ast.unparse(copy)


def of_tla(text: str) -> str:
    """The same of a text of TLA+, in which the column where a line begins has a meaning."""
    lines = (line.rstrip() for line in _TLA_COMMENT.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)
