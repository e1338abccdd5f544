"""All claims: one for each row of the manifest, and what only Python can say."""

from functools import partial

from slotq.tlc.toolchain import Toolchain
from slotq.verify.claim import Claim, ClaimFallsError, Evidence
from slotq.verify.equality import check_equality
from slotq.verify.manifest import Manifest, Model, Tier
from slotq.verify.models import Folders, check_folders, check_model

_SAME_GRAPH = "The machine has the same graph."

_START = 1.5  # seconds that Java and TLC take to begin
_STATES_PER_SECOND = 15_000
_COMPARED_PER_SECOND = 4_000


def all_claims(
    manifest: Manifest, toolchain: Toolchain, folders: Folders | None = None
) -> list[Claim]:
    """The claims of all tiers, in the order of the table.

    Args:
        manifest: The models.
        toolchain: The Java and the jar to run them with.
        folders: Where the modules and the models are.
    """
    where = folders or Folders()
    return [
        Claim(
            name="manifest",
            sentence="Every model, module and property has its row in models/manifest.toml",
            bound=f"{len(manifest.model)} models",
            tier=Tier.SMOKE,
            check=partial(_check_manifest, manifest, where),
        ),
        *(_of_model(model, toolchain, where) for model in manifest.model),
    ]


def _check_manifest(manifest: Manifest, folders: Folders) -> Evidence:
    differences = check_folders(manifest, folders)
    if differences:
        raise ClaimFallsError("\n".join(differences))
    return Evidence(others=len(manifest.model))


def _of_model(model: Model, toolchain: Toolchain, folders: Folders) -> Claim:
    check = check_equality if model.graph else _check_model
    rate = _COMPARED_PER_SECOND if model.graph else _STATES_PER_SECOND
    return Claim(
        name=model.name,
        sentence=f"{model.claim} {_SAME_GRAPH}" if model.graph else model.claim,
        bound=_bound(model),
        tier=model.tier,
        check=partial(check, toolchain, model, folders),
        seconds=_START + (model.distinct or 0) / rate,
    )


def _check_model(toolchain: Toolchain, model: Model, folders: Folders) -> Evidence:
    verdict = check_model(toolchain, model, folders)
    if not verdict.good or verdict.run is None:
        raise ClaimFallsError("\n".join(verdict.differences))
    report = verdict.run.report
    steps = (report.generated or 0) - (report.initial_generated or 0)
    return Evidence(report.distinct or 0, steps)


def _bound(model: Model) -> str:
    size = model.callers or model.general
    if size is None:
        return model.name
    kinds = size.__struct_fields__[:3]
    return ", ".join(_plural(getattr(size, kind), kind) for kind in kinds)


def _plural(number: int, kind: str) -> str:
    return f"{number} {kind.removesuffix('s') if number == 1 else kind}"
