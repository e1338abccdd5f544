"""What has to be believed, how much of it there is, and what checks it, as a page."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import msgspec

from docs.generate.models import cell
from docs.generate.specification import ROOT

TABLE = ROOT / "docs" / "trusted-base.toml"
_COMMENTS = {
    ".go": re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL),
    ".md": re.compile(r"<!--.*?-->", re.DOTALL),
    ".tla": re.compile(r"\(\*.*?\*\)|\\\*[^\n]*|^[-=]{4,}[^\n]*", re.DOTALL | re.MULTILINE),
}
_NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that has to be believed.

    Attributes:
        name: What it is.
        files: Patterns of the files that it is, from the root of the project on; none where it is
            not part of the project.
        wrong: What an error in it could do.
        checked: What would show one.
        claims: The claims that check it; the end of a name may be `*`.
    """

    name: str
    files: tuple[str, ...]
    wrong: str
    checked: str
    claims: tuple[str, ...]


class _Parts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    part: tuple[Part, ...]


def load_parts() -> tuple[Part, ...]:
    """Read all parts."""
    return msgspec.toml.decode(TABLE.read_bytes(), type=_Parts).part


def trusted_reference() -> str:
    """Write a section for each part."""
    return "\n".join(line for part in load_parts() for line in _section(part)).rstrip()


def _section(part: Part) -> Iterator[str]:
    yield from (f"### {part.name}", "")
    yield from ("| question | answer |", "|---|---|")
    yield f"| how much | {_size(part)} |"
    yield f"| if it is wrong | {cell(part.wrong)} |"
    yield f"| what would show it | {cell(part.checked)} |"
    if part.claims:
        yield f"| claims | {', '.join(f'`{claim}`' for claim in part.claims)} |"
    yield ""


def _size(part: Part) -> str:
    if not part.files:
        return "not part of the project"
    files = files_of(part)
    links = ", ".join(f"[{pattern}]({_link(pattern)})" for pattern in part.files)
    return f"{rounded(sum(map(code_lines, files)))} lines: {links}".replace("*", "\\*")


def _link(pattern: str) -> str:
    """Lead to the file, or to the folder of the files."""
    return f"../{pattern.partition('*')[0].rpartition('/')[0] if '*' in pattern else pattern}"


def files_of(part: Part) -> list[Path]:
    """List the files of a part.

    Raises:
        FileNotFoundError: A pattern names no file.
    """
    found = {pattern: sorted(ROOT.glob(pattern)) for pattern in part.files}
    missing = [pattern for pattern, files in found.items() if not files]
    if missing:
        message = f"{part.name}: there is no file {missing[0]}"
        raise FileNotFoundError(message)
    return [path for files in found.values() for path in files]


def code_lines(path: Path) -> int:
    """Count the lines of a file that have more than comments, docstrings and white space."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return len(set(_lines_of_python(text)))
    kept = _COMMENTS[path.suffix].sub(lambda found: "\n" * found[0].count("\n"), text)
    return sum(bool(line.strip()) for line in kept.splitlines())


def _lines_of_python(text: str) -> Iterator[int]:
    before = tokenize.NEWLINE
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        is_docstring = token.type == tokenize.STRING and before in _NO_CODE
        if token.type not in _NO_CODE and token.type != tokenize.ENDMARKER and not is_docstring:
            yield from range(token.start[0], token.end[0] + 1)
        before = token.type


def rounded(count: int) -> str:
    """Write a count with two figures, which stays what it is when little changes."""
    digits = max(len(str(count)) - 2, 0)
    return f"about {round(count, -digits):,}"
