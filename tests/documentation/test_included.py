"""docs.generate.included and parts: between two marks stands what they name or nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from docs.generate.included import MarkError, _filled, filled, marked_pages
from docs.generate.specification import ROOT
from slotq import __version__
from slotq.oracle.verdict.codes import find
from tests.documentation.test_pages import PAGES

PYTHON = '''
"""A module."""


class Queue:
    """A queue."""

    @property
    def length(self) -> int:
        """Count."""
        return 0


NAMES: list[str] = ["```"]


def empty() -> None:
    """Do."""
'''
GO = """package main

type Queue struct {
	slots []int
}

%s

type Fields map[string]int
func peek() {
}
"""
PEEK = """\
// peek looks.
func (q *Queue) peek() int {
	if true {
		return 1
	}
	return 0
}"""
RECORDS = '{"id":"a","n":1}\n{"id":"b"}\n{"id":"b"}\n{}\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a file of each kind."""
    for name, text in {
        "a.py": PYTHON,
        "a.go": GO % PEEK,
        "a.ndjson": RECORDS,
        "a.txt": "one\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def fill(root: Path, mark: str, end: str = "include") -> str:
    """Fill a page with one mark."""
    page = root / "page.md"
    page.write_text(f"Before\n<!-- {mark} -->\nwas there\n<!-- /{end} -->\nAfter\n", "utf-8")
    return filled(page, root)


@pytest.mark.parametrize(
    ("words", "block"),
    [
        ("a.txt", "```text\none\n```"),
        ("a.go symbol=Queue", "```go\ntype Queue struct {\n\tslots []int\n}\n```"),
        (
            "a.go symbol=Fields,Queue.peek",
            f"```go\ntype Fields map[string]int\n\n{PEEK}\n```",
        ),
        ("a.go symbol=peek", "```go\nfunc peek() {\n}\n```"),
        (
            "a.py symbol=Queue.length",
            '```python\n@property\ndef length(self) -> int:\n    """Count."""\n    return 0\n```',
        ),
        (
            "a.py symbol=NAMES,empty",
            '```python\nNAMES: list[str] = ["```"]\n\n\ndef empty() -> None:\n    """Do."""\n```',
        ),
        ("a.ndjson id=a", '```json\n{"id":"a","n":1}\n```'),
        ("a.ndjson lines=2-3", '```json\n{"id":"b"}\n{"id":"b"}\n```'),
        ("a.ndjson lines=4", "```json\n{}\n```"),
    ],
)
def test_a_part_is_named(root: Path, words: str, block: str) -> None:
    """By what it is called; what was there is gone, and filling again changes nothing."""
    expected = f"Before\n<!-- include {words} -->\n{block}\n<!-- /include -->\nAfter\n"
    assert fill(root, f"include {words}") == expected
    (root / "page.md").write_text(expected, encoding="utf-8")
    assert filled(root / "page.md", root) == expected


def test_a_definition_of_the_specification_is_named() -> None:
    """With the paragraph before it."""
    page = ROOT / "docs" / "page.md"
    mark = "include spec/SlotQueueSteps.tla symbol=AcquireCas"
    text = "\n".join(_filled([f"<!-- {mark} -->", "<!-- /include -->"], page, ROOT))
    assert text.startswith(f"<!-- {mark} -->\n```tla\n(* ")
    assert "\nAcquireCas(" in text


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("slotq --version", f"slotq {__version__}"),
        ("exit=2  slotq  codes  SQ0", "slotq: there is no code SQ0: slotq codes lists them"),
        ("first=1 slotq codes SQ007", "SQ007: Unknown version\n... (2 more lines)"),
        ("first=2 exit=0 slotq codes SQ007", None),
        ("first=3 slotq codes SQ007", None),
    ],
)
def test_a_command_is_shown_with_what_it_prints(
    root: Path, words: str, printed: str | None
) -> None:
    """On both streams; and if asked to, only the first lines of it, and how many more there are."""
    command = " ".join(word for word in words.split() if "=" not in word)
    found = find("SQ007")
    assert found is not None
    lines = [f"SQ007: {found.title}", found.says, f"Look at: {found.look}"]
    if "first=2" in words:
        lines[2] = "... (1 more line)"
    block = f"```console\n$ {command}\n{printed or chr(10).join(lines)}\n```"
    expected = f"Before\n<!-- output {words} -->\n{block}\n<!-- /output -->\nAfter\n"
    assert fill(root, f"output {words}", "output") == expected


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("output", "a command is slotq WORD..., after exit=N and first=N if they are needed"),
        ("output ls", "ls: a command is slotq WORD..."),
        ("output slotq", "slotq: a command is slotq WORD..."),
        ("output lines=1 slotq codes", "a command is slotq WORD..."),
        ("output slotq codes SQ0", "its exit code is 2: slotq: there is no code SQ0"),
        ("output python -c 1", "python runs one file of docs/, which is there"),
        ("output python ../a.py", "python runs one file of docs/, which is there"),
        ("output python docs/nowhere.py", "docs/nowhere.py: its exit code is 2: "),
        ("output exit=1 slotq codes SQ007", "its exit code is 0: Look at: "),
        ("output exit=2 slotq eval is-idle", "slotq eval is-idle: it prints nothing"),
        ("/output", "no mark ends here"),
        ("Output slotq codes", "a mark is a line of its own"),
    ],
)
def test_a_bad_command_is_one_clear_error(
    root: Path, mark: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page shows no command that ends otherwise than it says, and none that shows nothing."""
    if said.endswith("nothing"):
        monkeypatch.setattr("docs.generate.output._run", lambda _: (2, "\n"))
    with pytest.raises(MarkError) as caught:
        fill(root, mark, "output")
    assert str(caught.value).startswith("page.md, line 2: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_script_of_the_documentation_is_run(root: Path) -> None:
    """With the Python that runs this, in the root of the project."""
    text = fill(root, "output python docs/examples/python/offer.py", "output")
    assert "$ python docs/examples/python/offer.py\nrequest-1 runs a call\n" in text


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("include", "it names no file"),
        ("include b.txt", "b.txt: there is no such file in the project"),
        ("include ../a.txt", "../a.txt: there is no such file in the project"),
        ("include a.py symbol=None", "a.py symbol=None: None is not defined"),
        ("include a.py symbol=Queue.size", "Queue.size is not defined"),
        ("include a.py symbol=empty.size", "empty.size is not defined"),
        ("include a.go symbol=Queue.push", "Queue.push is not defined"),
        ("include a.txt symbol=one", "no symbols are looked for in a file .txt"),
        ("include a.ndjson id=b", "b is defined 2 times"),
        ("include a.ndjson id=c", "c is not defined"),
        ("include a.txt id=one", "it has a line that is no JSON object"),
        ("include a.txt lines=2", "it has the lines 1-1, not 2"),
        ("include a.ndjson lines=3-2", "it has the lines 1-4, not 3-2"),
        ("include a.ndjson lines=x", "it has the lines 1-4, not x"),
        ("include a.ndjson lines", "after the file may come one of symbol="),
        ("include a.ndjson part=1", "after the file may come one of symbol="),
        ("include a.ndjson id=a lines=1", "after the file may come one of symbol="),
        ("include page.md", "what it names has a mark in it"),
        ("/include", "no mark ends here"),
        ("Include a.txt", "a mark is a line of its own"),
    ],
)
def test_a_bad_mark_is_one_clear_error(root: Path, mark: str, said: str) -> None:
    """It says where, and what to write instead."""
    with pytest.raises(MarkError) as caught:
        fill(root, mark)
    assert str(caught.value).startswith("page.md, line 2: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!-- include a.txt -->\n", "page.md, line 1: this mark has no end"),
        (
            "<!-- include a.txt -->\n\n<!-- include a.txt -->\n<!-- /include -->\n",
            "page.md, line 3: the mark of line 1 has no end",
        ),
        (
            "<!-- include a.txt -->\n<!-- /output -->\n",
            "page.md, line 2: the mark of line 1 has no end",
        ),
        ("See <!-- include a.txt -->\n", "page.md, line 1: a mark is a line of its own"),
    ],
)
def test_marks_stand_in_pairs(root: Path, text: str, said: str) -> None:
    """Each has its end, and a line of its own."""
    (root / "page.md").write_text(text, encoding="utf-8")
    with pytest.raises(MarkError, match=f"^{said}"):
        filled(root / "page.md", root)


def test_a_page_may_speak_of_marks(root: Path) -> None:
    """Between backticks one is none."""
    text = "A mark is `<!-- include FILE -->`.\n"
    (root / "page.md").write_text(text, encoding="utf-8")
    assert filled(root / "page.md", root) == text


def test_the_pages_that_have_marks_are_made() -> None:
    """README among them; nothing is included in a way that readers of the page do not see."""
    assert ROOT / "README.md" in marked_pages()
    assert set(marked_pages()) <= set(PAGES)
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    hidden = [page for page in pages if "literalinclude" in page.read_text(encoding="utf-8")]
    assert hidden == []


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    """In one line, with exit code 2, and writes no page."""
    script = (
        "import runpy, sys; from pathlib import Path; from docs.generate import included, pages\n"
        "page = Path(sys.argv[1])\n"
        "pages.marked_pages = lambda: [page]\n"
        "pages.filled = lambda path: included.filled(path, page.parent)\n"
        "runpy.run_module('docs.generate', run_name='__main__')\n"
    )
    page = tmp_path / "page.md"
    page.write_text("<!-- include a.txt -->\n", encoding="utf-8")
    command = [sys.executable, "-c", script, str(page)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = "docs.generate: page.md, line 1: a.txt: there is no such file in the project\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert page.read_text(encoding="utf-8") == "<!-- include a.txt -->\n"
