"""The models as a page: what each shows, at which bounds and why, and what is expected of it."""

import re
from collections.abc import Iterator
from itertools import groupby

from docs.generate.specification import ROOT, SPEC
from slotq.verify.manifest import Expected, Model, load_manifest

_UP = "../.."


def models_reference() -> str:
    """Write the rows of the manifest, in its order, under the modules that they are models of."""
    return "\n".join(_lines()).rstrip()


def _lines() -> Iterator[str]:
    rows = load_manifest().model
    modules = list(dict.fromkeys(model.module for model in rows))
    ordered = sorted(rows, key=lambda model: modules.index(model.module))
    for module, models in groupby(ordered, key=lambda model: model.module):
        yield from (f"## {module}", "", f"[{module}.tla]({_UP}/{_file(module)})", "")
        yield from (
            "| model | what it shows, and why at these bounds | expected | tier |",
            "|---|---|---|---|",
        )
        for model in models:
            says = f"{cell(model.claim)}<br>*{cell(model.why)}*"
            link = f"[{model.name}]({_UP}/models/{model.cfg})"
            yield f"| {link} | {says} | {_expected(model)} | {model.tier.value} |"
        yield ""


def _file(module: str) -> str:
    (found,) = [*(ROOT / "models").rglob(f"{module}.tla"), *SPEC.glob(f"{module}.tla")]
    return found.relative_to(ROOT).as_posix()


def _expected(model: Model) -> str:
    if model.distinct is not None:
        return f"holds: {model.distinct:,} states, {model.generated:,} generated"
    walks = model.walks
    what = f"`{model.violates}` violated" if model.violates else "deadlock"
    if walks is None:
        return f"{what}, by {model.length} states"
    said = "holds" if model.outcome is Expected.OK else what
    return f"{said} in {walks.number} random behaviours of {walks.depth} states, seed {walks.seed}"


def cell(text: str) -> str:
    """Write a text so that it fits a cell of a table, as plain text but for its code."""
    parts = " ".join(text.split()).replace("|", "\\|").split("`")
    return "`".join(
        part if n % 2 else re.sub(r"[*<]", r"\\\g<0>", part) for n, part in enumerate(parts)
    )
