"""The project's files: what a newcomer reads is what is checked, and the wheel holds all of it."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import typer

from slotq.cli.main import make_program
from tests.conftest import ROOT
from tests.stranger import slotq

REFERENCE = ("queue", "sync", "primitives", "stats", "scaling", "manager", "key", "errors")
ELSEWHERE = re.compile(r"/(?:work|root|home)/\w|\.\./" "shared|proto" "type", re.IGNORECASE)


def files() -> list[Path]:
    """The text files of the project."""
    found = [path for path in ROOT.iterdir() if path.is_file() and path.suffix in {".md", ".toml"}]
    for folder in (".ci", "constraints", "docs", "models", "slotq", "spec", "tests"):
        found += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    # What tools leave behind is nobody's text.
    found = [path for path in found if ".hypothesis" not in path.parts]
    return [path for path in found if path.suffix not in {".gz", ".pyc"}]


def test_what_the_readme_says_is_what_is_checked() -> None:
    """Every part of its commands is in .ci/run, in its own environment."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"```sh\n(.+)\n```", readme)
    install = 'python3 -m venv .venv && .venv/bin/pip install -e ".[dev]"'
    site = ".venv/bin/python -m docs.site build/site"
    checks = [f"{install} && .venv/bin/slotq verify", f"{install} && .venv/bin/pytest"]
    assert commands == [*checks, site]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    for part in (part for line in checks for part in line.split(" && ")):
        assert (
            re.sub(r"\.venv(/bin/\w+)?", r'"$work/dev\1"', part).replace(
                "install", "install --quiet"
            )
            in script
        )


def pinned(name: str) -> dict[str, str]:
    """The versions of a file of constraints."""
    text = (ROOT / "constraints" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w-]+)==(\S+)$", text, re.MULTILINE))


def bounds(requirements: list[str]) -> dict[str, str]:
    """The lower bounds of requirements, which have no other."""
    found = [re.fullmatch(r"([\w-]+)(?:\[\w+\])?>=([\d.]+)", each) for each in requirements]
    return {match[1]: match[2] for match in found if match}


def test_lower_bounds_are_versions_that_are_run() -> None:
    """Of every library; and the evidence names all of the tools."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    assert extras["docs"][0] == "slotq[tools]"
    assert extras["dev"][:2] == ["slotq[tools]", "slotq[docs]"]
    needed = [*extras["tools"], *extras["docs"][1:], *extras["dev"][2:]]
    lowest = pinned("lowest.txt")
    assert len(lowest) == len(needed)
    assert bounds(needed) == lowest
    assert bounds(project["build-system"]["requires"]) == {"hatchling": lowest["hatchling"]}
    evidence = {*bounds(extras["tools"]), "mini-racer"}  # with which the explorer's page is run
    assert [*pinned("evidence.txt")] == sorted(evidence)


def test_the_pythons_that_are_declared_are_those_that_are_tried() -> None:
    """By .ci/versions, which CONTRIBUTING names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = re.findall(r"Python :: (3\.\d+)", " ".join(project["classifiers"]))
    script = (ROOT / ".ci" / "versions").read_text(encoding="utf-8")
    (tried,) = re.findall(r"for python in (python3.*); do", script)
    assert tried.split() == [f"python{version}" for version in declared]
    assert project["requires-python"] == f">={declared[0]}"
    for name in re.findall(r"^ *(tests/.*)$", script, re.MULTILINE):
        assert [path for path in name.split() if not (ROOT / path).exists()] == []
    assert "`.ci/versions`" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def commands(program: typer.Typer, group: str = "") -> list[str]:
    """The commands of a program, each with its group."""
    own = [
        command.name or command.callback.__name__
        for command in program.registered_commands
        if command.callback
    ]
    found = [f"{group}{name}" for name in own]
    for member in program.registered_groups:
        assert member.typer_instance is not None
        found += commands(member.typer_instance, f"{member.name} ")
    return found


def test_the_readme_names_every_command_once() -> None:
    """And none that the program does not have."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("| command | does |")[2].partition("\n\n")[0]
    named = []
    for cell in [line.split("|")[1] for line in table.splitlines() if "`slotq" in line]:
        first, *others = re.findall(r"`(?:slotq )?([a-z ]*[a-z])", cell)
        group = first.partition(" ")[0]
        named += [first, *(f"{group} {other}" for other in others)]
    assert sorted(named) == sorted(commands(make_program()))


def test_links_of_the_documentation_lead_somewhere() -> None:
    """Whatever page names a file of the project, the file is there."""
    pages = [path for path in files() if path.suffix == ".md"]
    texts = {page: page.read_text(encoding="utf-8") for page in pages}
    links = [
        (page, link)
        for page, text in texts.items()
        # What the site alone says, a test of the site follows.
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", re.sub("<!-- site: .* -->", "", text))
    ]
    assert len(links) > len(pages)
    assert [
        f"{page.relative_to(ROOT)}: {link}"
        for page, link in links
        if not (page.parent / link).exists()
    ] == []


def test_the_example_of_the_readme_runs() -> None:
    """And prints what the page shows; that the page shows both, tests of docs.generate show."""
    examples = ROOT / "docs" / "examples"
    command = [sys.executable, str(examples / "python" / "offer.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == (examples / "sessions" / "offer.txt").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert done.stdout in readme


def test_the_wheel_carries_everything(wheel: Path) -> None:
    """The specification and the models, what type checkers look for, and what the law asks."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expected = {
        *(f"slotq/data/{path.relative_to(ROOT)}" for path in (ROOT / "spec").rglob("*.tla")),
        *(f"slotq/data/{path.relative_to(ROOT)}" for path in (ROOT / "models").rglob("*.*")),
        *(
            str(path.relative_to(ROOT))
            for suffix in ("ndjson", "py", "tla", "toml", "txt")
            for path in (ROOT / "slotq").rglob(f"*.{suffix}")
        ),
        "slotq/py.typed",
        "slotq/data/constraints/evidence.txt",
    }
    assert expected <= names
    assert {"LICENSE", "NOTICE"} <= {Path(name).name for name in names}
    top = {name.partition("/")[0] for name in names}
    assert top == {"slotq", "slotq_command.py", "slotq-0.1.0.dist-info"}


def test_the_reference_needs_nothing_but_the_standard_library() -> None:
    """Without site-packages, every module of it can be imported, and brings no other."""
    script = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import slotq
for name in {REFERENCE!r}:
    __import__(f"slotq.{{name}}")
ours = {{f"slotq.{{name}}" for name in {REFERENCE!r}}} | {{"slotq"}}
tops = {{name.partition(".")[0] for name in sys.modules}}
print(sorted(tops - sys.stdlib_module_names - {{"slotq", "__main__"}}))
print(sorted(name for name in sys.modules if name.startswith("slotq") and name not in ours))
print(all(hasattr(slotq, name) for name in slotq.__all__))
"""
    command = [sys.executable, "-I", "-S", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n[]\nTrue\n", "")


@pytest.mark.parametrize("missing", ["typer", "msgspec", "rich"])
def test_a_missing_extra_is_named_with_the_line_that_installs_it(missing: str) -> None:
    """Whoever installed the reference alone may still type slotq."""
    script = f"import sys; sys.modules[{missing!r}] = None; from slotq.__main__ import main; main()"
    command = [sys.executable, "-c", script, "verify"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = f'slotq: the module {missing} is missing: pip install "slotq[tools]"\n'
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a machine, nothing from outside the tree."""
    assert len(files()) > len(REFERENCE)
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in files()
        for match in ELSEWHERE.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


MODULE = """---- MODULE MCTiny ----
EXTENDS Naturals
VARIABLE count
Init == count = 0
Tick == count < 3 /\\ count' = count + 1
Spec == Init /\\ [][Tick]_count
TypeInv == count \\in 0 .. 3
====
"""
CONFIGURATION = "SPECIFICATION Spec\nINVARIANT TypeInv\n"
MANIFEST = """
[[model]]
cfg = "Tiny.cfg"
module = "MCTiny"
claim = "It counts to three."
why = "Four states are enough."
tier = "smoke"
outcome = "ok"
invariants = ["TypeInv"]
distinct = 4
generated = 4
"""


@pytest.fixture
def tiny(installed: Path) -> Path:
    """An installation whose specification is tiny."""
    data = installed / "slotq" / "data"
    shutil.rmtree(data)
    (data / "spec").mkdir(parents=True)
    (data / "models").mkdir()
    (data / "spec" / "MCTiny.tla").write_text(MODULE, encoding="utf-8")
    (data / "models" / "Tiny.cfg").write_text(CONFIGURATION, encoding="utf-8")
    (data / "models" / "manifest.toml").write_text(MANIFEST, encoding="utf-8")
    return installed


def test_an_installation_works_from_an_empty_folder(tiny: Path, tmp_path: Path) -> None:
    """With the specification and the models that it brings, and nothing is left behind."""
    empty = tmp_path / "empty"
    empty.mkdir()
    ran = slotq("model", "run", cwd=empty, variables={"PYTHONPATH": str(tiny)})
    said = "Tiny: as expected (ok), 4 states, "
    assert (ran.code, ran.err, ran.out[: len(said)]) == (0, "", said)
    assert list(empty.iterdir()) == []
