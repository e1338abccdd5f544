"""The page of a finding."""

import ast
from collections.abc import Iterator

from docs.generate.finding import Finding
from docs.generate.specification import ROOT, passage
from slotq.schedule.engine.findings import columns
from slotq.verify.counterexample import Counterexample, changes, path_of, read_counterexample
from slotq.verify.manifest import Manifest, Model

MODELS = ROOT / "models"
UP = "../.."


def page(finding: Finding, manifest: Manifest) -> str:
    """Write the page of a finding."""
    return "\n".join(_lines(finding, manifest)) + "\n"


def _lines(finding: Finding, manifest: Manifest) -> Iterator[str]:
    example, code = finding.example, finding.code
    shown = manifest.find(example.model)
    yield from (f"# {finding.title}", "", f"*This is {finding.kind}.*", "", finding.summary.strip())
    module = finding.property.module
    yield from ("", "## The property", "")
    yield from (f"[spec/{module}.tla]({UP}/spec/{module}.tla) states it:", "")
    yield from ("```tla", passage(module, finding.property.name), "```")
    yield from ("", "## The shortest counterexample", "", f"> {shown.claim}", "")
    yield from (example.text.strip(), "", f"{_link(shown)}: {_lower(shown.why)}", "")
    yield from _steps(read_counterexample(path_of(MODELS, shown.name)))
    if example.others:
        yield from ("", "Related models:", "", "| model | states | what it shows |")
        yield "|---|---|---|"
        for other in map(manifest.find, example.others):
            yield f"| {_link(other)} | {other.length} | {_cell(other.claim)} |"
    yield from ("", "## On the real code", "", code.text.strip(), "")
    if code.snippet:
        yield from ("```python", code.snippet.strip(), "```", "")
    else:
        yield from ("```text", *columns(code.steps), "```", "")
    yield from ("## See it", "", "```sh", *commands(finding), "```")
    yield from ("", "## Why ordinary testing misses it", "", finding.unseen.strip())
    yield from ("", "## The fix", "", finding.fix.text.strip(), "")
    yield from ("| shown by | what it shows |", "|---|---|")
    for model in map(manifest.find, finding.fix.models):
        yield f"| {_link(model)} | {_cell(model.claim)} |"
    path = f"tests/findings/{code.module}.py"
    yield f"| [{path}]({UP}/{path}) | {_cell(_docstring(path))} |"


def commands(finding: Finding) -> list[str]:
    """List the commands that show a finding."""
    found = [f"slotq model counterexample {finding.example.model}"]
    if finding.code.replay is not None:
        words = " ".join(str(transition) for transition, _ in finding.code.steps)
        found.append(f"slotq replay {finding.code.replay} '{words}'")
    # What runs on a schedule is a test with the finding for a parameter, the rest a file of tests.
    module = finding.code.module
    word = module if finding.code.snippet else module.replace("_", "-")
    found.append(f"pytest tests/findings -k {word}")
    return found


def _steps(example: Counterexample) -> Iterator[str]:
    yield from ("| state | action | what it changes |", "|---|---|---|", "| 1 | | |")
    before = example.states[0].variables
    for number, state in enumerate(example.states[1:], 2):
        parts = "<br>".join(f"`{_cell(part)}`" for part in changes(before, state.variables))
        yield f"| {number} | {state.action} | {parts} |"
        before = state.variables
    if example.loop == len(example.states) - 1:
        yield "| | | and no variable ever changes again |"
    elif example.loop is not None:
        yield f"| | {example.closing} | and again from state {example.loop + 1}, for ever |"


def _link(model: Model) -> str:
    return f"[{model.name}]({UP}/models/{model.cfg})"


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _docstring(path: str) -> str:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").partition("\n")[0]
