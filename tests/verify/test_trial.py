"""slotq.verify.trial: what a reader writes is read by its type, or refused in a line."""

import re
from pathlib import Path

import pytest

from slotq.system.resources import folder
from slotq.verify.configuration import ConfigurationError, read_configuration
from slotq.verify.manifest import ManifestError, Model, load_manifest
from slotq.verify.models import Folders
from slotq.verify.trial import Name, Trial, TrialError, make_trial, read_value

FOLDERS = Folders()
MANIFEST = load_manifest()


def trial(what: str, *assignments: str, module: str | None = None) -> Trial:
    """Read a trial of the manifest that slotq brings."""
    return make_trial(what, assignments, MANIFEST, FOLDERS, module)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("TRUE", True),
        ('"never"', "never"),
        ("container1", Name("container1")),
        ("{ container1 , 2 }", frozenset({Name("container1"), 2})),
        ("{}", frozenset()),
    ],
)
def test_a_value_has_a_type(text: str, value: object) -> None:
    """A number, a truth value, a string, a name, or a set."""
    found = read_value(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "1..3",
        "{{1}}",
        "a b",
        "A\nINIT Init",
        '"a" \\/ TRUE',
        "\\* x",
        "é",
        "{1,}",
        "99999",
    ],
)
def test_what_is_no_value_is_refused(text: str) -> None:
    """Whatever it would mean in a configuration."""
    with pytest.raises(TrialError, match=r"^'.*' is no value: write a number, TRUE, FALSE, "):
        read_value(text)


def test_a_set_has_an_end() -> None:
    """A search takes more than twice as long for each element."""
    with pytest.raises(TrialError, match="a set has 16 elements at the most, and this one 17"):
        read_value("{" + ", ".join(map(str, range(17))) + "}")


def test_bounds_are_changed() -> None:
    """A number stands for so many processes, or tokens; the rest stays as it is."""
    made = trial("General_2x1x2", "Clients=1", "Tokens=1", "Dequeuers={d}")
    assert made.configuration.splitlines()[:7] == [
        "CONSTANTS",
        "  Clients = {client1}",
        "  Dequeuers = {d}",
        "  Tokens = {0}",
        "  None = None",
        "SPECIFICATION Spec",
        "INVARIANTS",
    ]
    assert made.bounds == "Clients = {client1}, Dequeuers = {d}, Tokens = {0}"
    assert made.module.name == "MCSlotQueueSteps.tla"


@pytest.mark.parametrize("model", MANIFEST.model, ids=lambda model: model.name)
def test_a_model_is_written_as_it_was_read(model: Model, tmp_path: Path) -> None:
    """Nothing of a configuration gets lost where no bound is changed."""
    config = tmp_path / "Trial.cfg"
    config.write_text(trial(model.name).configuration, encoding="utf-8")
    before = read_configuration(folder("models") / model.cfg)
    after = read_configuration(config)
    assert (after.specification, after.invariants, after.properties) == (
        before.specification,
        before.invariants,
        before.properties,
    )
    words = re.compile(r"[^ ,{}]+|[{}]")
    assert [sorted(words.findall(each)) for each in after.constants] == [
        sorted(words.findall(each)) for each in before.constants
    ]


@pytest.mark.parametrize(
    ("assignments", "said"),
    [
        (["Clients"], "'Clients' gives no constant a value: write CONSTANT=VALUE"),
        (["X=1"], "there is no constant 'X': Clients, Dequeuers, Tokens, None"),
        (["Clients=TRUE"], "Clients = {client1, client2}, and 'TRUE' is of another sort"),
        (["Clients=17"], "Clients has 16 elements at the most"),
        (["None=1"], "None = None, which no number stands for: give a value of that sort"),
        (["Tokens=TRUE"], "Tokens <- TwoTokens: give another operator, or a set"),
        (["Clients=1\nINIT Init"], "'1\\nINIT Init' is no value: write a number, TRUE, FALSE, a"),
        (["Clients=1"] * 65, "more than 64 constants are given"),
    ],
)
def test_what_cannot_be_changed_is_refused(assignments: list[str], said: str) -> None:
    """In one line, with what can be."""
    with pytest.raises(TrialError) as caught:
        trial("General_2x1x2", *assignments)
    assert str(caught.value).startswith(said)


def test_a_configuration_of_ones_own(tmp_path: Path) -> None:
    """Is that of the model of its name, or says which module it configures."""
    row = MANIFEST.find("General_2x1x2")
    text = (folder("models") / row.cfg).read_text(encoding="utf-8")
    same, copied, other = tmp_path / "General_2x1x2.cfg", tmp_path / row.cfg, tmp_path / "Mine.cfg"
    for path in (same, copied, other):
        path.write_text(text.replace("{client1, client2}", "{me}"), encoding="utf-8")
    for path in (same, copied):
        made = trial(str(path))
        assert (made.name, made.bounds[:14]) == (path.stem, "Clients = {me}")
    assert trial(str(other), module="MCSlotQueueSteps").name == "Mine"
    with pytest.raises(TrialError, match="say with --module which module it configures"):
        trial(str(other))
    with pytest.raises(TrialError, match="there is no module 'Nowhere' in models/ or spec/"):
        trial(str(other), module="Nowhere")
    with pytest.raises(TrialError, match=r"'\.\./x' is not the name of an operator"):
        trial(str(other), module="../x")


@pytest.mark.parametrize(
    "text",
    [
        "CONSTANTS X = {{1}}\nSPECIFICATION Spec",
        "CONSTANTS X <- 1\nSPECIFICATION Spec",
        "CONSTANTS rubbish\nSPECIFICATION Spec",
        "CONSTANTS X = 1 rubbish ; Y\nSPECIFICATION Spec",
        "SPECIFICATION Spec\nINVARIANTS A\\/B",
        "SPECIFICATION S pec",
        "INIT Init\nNEXT Next",
        "SPECIFICATION Spec\nVIEW v",
        "\0",
    ],
)
def test_a_hostile_configuration_is_refused(tmp_path: Path, text: str) -> None:
    """It says what no model may say, or what is no value."""
    path = tmp_path / "Mine.cfg"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((TrialError, ConfigurationError)) as caught:
        trial(str(path), module="MCSlotQueueSteps")
    assert "\n" not in str(caught.value)


def test_an_unknown_model_is_refused() -> None:
    """With the way to see those that there are."""
    with pytest.raises(ManifestError, match="there is no model 'Nowhere': slotq model list"):
        trial("Nowhere")
    with pytest.raises(TrialError, match=r"Nowhere\.cfg is no file, and slotq model list shows"):
        trial("Nowhere.cfg")
    with pytest.raises(ManifestError, match="no model 'SignalOne'; faults/SignalOne is one"):
        trial("SignalOne")
    assert trial("General_2x1x2.cfg").name == "General_2x1x2"
