"""models/README.md and .vscode/settings.json: TLC checks the models without slotq."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from docs.generate.specification import ROOT
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.manifest import load_manifest
from slotq.verify.models import Folders

MODELS = ROOT / "models"
SETTINGS = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
COMMANDS = re.findall(r"```sh\n(java .+)\n```", (MODELS / "README.md").read_text(encoding="utf-8"))


def run(command: str, folder: Path, states: Path) -> str:
    """Run a line of the page in its folder, with this environment's TLC; its states elsewhere."""
    found = find_toolchain()
    words = [str(found.jar) if word == "tla2tools.jar" else word for word in shlex.split(command)]
    place = words.index("tlc2.TLC") + 1
    words = [str(found.java), *words[1:place], "-metadir", str(states), *words[place:]]
    ran = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    return ran.stdout


def test_models_of_modules_in_spec_are_named_and_run_there(tmp_path: Path) -> None:
    """The extension for VS Code lists no configuration in another folder than the module's."""
    page = " ".join((MODELS / "README.md").read_text(encoding="utf-8").split())
    folders = Folders()
    models = [
        model.name
        for model in load_manifest().model
        if folders.module(model).parent == folders.spec
    ]
    assert models
    assert [name for name in models if name not in page] == []
    out = run(COMMANDS[-1], ROOT / "spec", tmp_path)
    assert f"{load_manifest().find('SlotQueue_1x1x3').distinct} distinct states found" in out


def test_the_first_line_of_the_page_checks_a_model(tmp_path: Path) -> None:
    """And finds as many states as its row says."""
    model = load_manifest().find("Callers_2x1x1")
    out = run(COMMANDS[0], MODELS, tmp_path)
    assert f"-config {model.cfg} {model.module}.tla" in COMMANDS[0]
    assert f"{model.generated} states generated, {model.distinct} distinct states found" in out
    assert "No error has been found" in out


def test_the_second_line_of_the_page_refutes_a_fault(tmp_path: Path) -> None:
    """By the property that its row says."""
    model = load_manifest().find("faults/SignalOne")
    out = run(COMMANDS[1], MODELS / "faults", tmp_path)
    assert f"-config MCFaults_SignalOne.cfg {model.module}.tla" in COMMANDS[1]
    assert f"Invariant {model.violates} is violated" in out


def test_without_its_option_tlc_takes_the_end_for_an_error(tmp_path: Path) -> None:
    """Which is why the page says what to pass."""
    out = run(COMMANDS[0].replace(" -deadlock", ""), MODELS, tmp_path)
    assert "Deadlock reached" in out


def test_the_editor_is_told_the_same() -> None:
    """Its options, and folders for each module, wherever it is opened."""
    assert "-deadlock" in SETTINGS["tlaplus.tlc.modelChecker.options"].split()
    for folder in (MODELS, MODELS / "faults"):
        paths = [(folder / name).resolve() for name in SETTINGS["tlaplus.moduleSearchPaths"]]
        assert {ROOT / "spec", MODELS} <= {folder, *paths}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_line_of_the_page_names_the_folders_that_it_needs(command: str) -> None:
    """Each of them is there, from the folder in which the line is run."""
    found = re.findall(r"-DTLA-Library=(\S+)", command)
    assert len(found) == (0 if "../models/" in command else 1)  # spec/ needs no other folder
    folder = MODELS / "faults" if "MCFaults" in command else MODELS
    assert all((folder / name).is_dir() for library in found for name in library.split(":"))
