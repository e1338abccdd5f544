"""docs.generate.made: reference pages have everything that they are a reference of."""

import re
from enum import Enum
from pathlib import Path
from typing import Annotated

import pytest

from docs.generate.claims import claims_reference
from docs.generate.commands import _kind, _range, commands_reference
from docs.generate.included import MarkError, filled, marked_pages
from docs.generate.made import MAKERS, made
from docs.generate.models import cell, models_reference
from slotq.cli.main import make_program
from slotq.mutants.catalogue import count_of_judges
from slotq.mutants.mutant import Part
from slotq.mutants.scores import kept
from slotq.verify.manifest import load_manifest
from tests.conftest import ROOT
from tests.test_project import commands


class Colour(Enum):
    """Some choices."""

    RED = "red"


def test_every_command_has_a_section() -> None:
    """Those of groups as well, and each once."""
    named = re.findall(r"^#+ `slotq ([\w ]+)`$", commands_reference(), re.MULTILINE)
    groups = {name.rpartition(" ")[0] for name in named} - {""}
    assert sorted(set(named) - groups) == sorted(commands(make_program()))
    assert len(named) == len(set(named))


def test_an_option_says_what_it_takes() -> None:
    """Choices, a range, a default; and what has no default is required."""
    text = commands_reference()
    assert "| `--debug` | Print the traceback of an unexpected error." in text
    assert "\n| `--tier smoke\\|full\\|deep` | Check the claims" in text
    assert re.search(r"^\| `--tokens N` \| .* From 1 to 4\. Default: 2\. \|$", text, re.MULTILINE)
    assert "Default: ." not in text
    assert re.search(r"^\| `COMMAND\.\.\.` \| .* Required\. \|$", text, re.MULTILINE)


def test_types_are_found_in_annotations() -> None:
    """However they are wrapped."""
    kinds = (_kind(Annotated[list[int] | None, "x"]), _kind(Colour), _kind(Path | None))
    assert kinds == (int, Colour, Path)
    assert [_range(1, None), _range(None, 9), _range(0, 1e9)] == [
        "At least 1.",
        "At most 9.",
        "From 0 to 1,000,000,000.",
    ]


def test_every_model_has_a_row() -> None:
    """With a link to its configuration, and the counts that are expected."""
    text = models_reference()
    rows = re.findall(r"^\| \[([\w/]+)\]\(\.\./\.\./models/([\w/]+\.cfg)\)", text, re.MULTILINE)
    models = load_manifest().model
    assert sorted(rows) == sorted((model.name, model.cfg) for model in models)
    assert "| holds: 6,526 states, 29,273 generated | smoke |" in text
    assert "| `NoLostWakeUpInv` violated, by 7 states | smoke |" in text


def test_every_claim_that_is_no_model_has_a_row() -> None:
    """Those of the original as well, which are there only where it is given."""
    rows = re.findall(r"^\| `([\w/-]+)` \|", claims_reference(), re.MULTILINE)
    assert len(rows) == len(set(rows)) > 50
    assert {"manifest", "code/1x1x1", "original/queue", "prove/invariant"} <= set(rows)
    assert set(rows) & {model.name for model in load_manifest().model} == set()


@pytest.mark.parametrize("name", ["score", "scores"])
def test_a_score_says_what_is_not_run(name: str) -> None:
    """Of the judges' mutants there is only a sample: of the others nothing is known."""
    run = sum(each.mutants for each in kept().values() if each.part is Part.JUDGES)
    said = f": of their {count_of_judges(ROOT):,} a sample of {run} is run, "
    assert said in made([name])


def test_a_cell_is_plain() -> None:
    """But for what is code in it."""
    assert cell("a * b < c |\n`*d|`") == "a \\* b \\< c \\| `*d\\|`"


def test_a_page_is_filled(tmp_path: Path) -> None:
    """With text, between empty lines."""
    page = tmp_path / "page.md"
    page.write_text("<!-- made models -->\n<!-- /made -->\n", encoding="utf-8")
    expected = f"<!-- made models -->\n\n{models_reference()}\n\n<!-- /made -->\n"
    assert filled(page, tmp_path) == expected


@pytest.mark.parametrize("words", ["", "nothing", "models claims"])
def test_what_cannot_be_made_is_refused(tmp_path: Path, words: str) -> None:
    """And the message says what can."""
    page = tmp_path / "page.md"
    page.write_text(f"<!-- made {words} -->\n<!-- /made -->\n", encoding="utf-8")
    with pytest.raises(MarkError, match="what can be made is "):
        filled(page, tmp_path)


def test_everything_that_can_be_made_is_in_a_page() -> None:
    """Nothing is made for nobody."""
    text = "".join(page.read_text(encoding="utf-8") for page in marked_pages())
    assert [name for name in MAKERS if f"<!-- made {name} -->" not in text] == []
    assert all(made([name]) for name in MAKERS)
