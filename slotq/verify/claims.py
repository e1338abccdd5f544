"""All claims: one for each row of the manifest, and what is said of the code and of the judges."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType

from slotq.errors import SlotqError
from slotq.tlc.toolchain import Toolchain
from slotq.verify import sizes
from slotq.verify.claim import (
    Claim,
    ClaimRefutedError,
    Evidence,
    Examined,
    Seeds,
    Strength,
)
from slotq.verify.code_claims import code_claims
from slotq.verify.conformance import EDGES, check_conformance
from slotq.verify.doubles_claims import doubles_claims
from slotq.verify.equality import check_equality
from slotq.verify.explorer import explorer_claims
from slotq.verify.faults import FAULTS
from slotq.verify.judges.registry import judge_claims
from slotq.verify.manifest import Expected, Manifest, Model, Tier
from slotq.verify.models import Folders, check_folders, check_model
from slotq.verify.prove_claims import prove_claims
from slotq.verify.symmetry import symmetry_claims
from slotq.verify.walks import walk_claims

DEADLOCK = "deadlock"
GRAPH = "the machine's graph"
"""What else a model is checked for, next to its invariants and properties."""
_NOTHING: Mapping[str, str] = MappingProxyType({})
_START = 1.5  # seconds that Java and TLC take to begin
_STATES_PER_SECOND = 15_000
_COMPARED_PER_SECOND = 4_000


class UnknownClaimError(SlotqError):
    """A claim was named that there is not."""


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
            strength=Strength.INSPECTED,
            check=partial(_check_manifest, manifest, where),
            faults=FAULTS["manifest"],
        ),
        *(_of_model(model, toolchain, where) for model in manifest.model),
        *code_claims(manifest, toolchain, where),
        *doubles_claims(),
        *judge_claims(),
        *prove_claims(manifest, toolchain, where),
        *symmetry_claims(manifest, toolchain, where),
        *walk_claims(),
        _of_conformance(),
        *explorer_claims(),
    ]


def choose(
    claims: Sequence[Claim],
    tier: Tier,
    only: Sequence[str] = (),
    needs: Mapping[str, str] = _NOTHING,
) -> list[Claim]:
    """Choose what to check: the claims of a tier, or those that are named, whatever their tier.

    Args:
        claims: The claims.
        tier: The tier.
        only: The names.
        needs: What the names that begin with a word and a slash need, where it is missing.

    Raises:
        UnknownClaimError: There is no claim of that name, or what it needs is missing.
    """
    if not only:
        return [claim for claim in claims if tier.includes(claim.tier)]
    unknown = sorted(set(only) - {claim.name for claim in claims})
    if unknown:
        if (needed := needs.get(unknown[0].partition("/")[0])) is not None:
            message = f"{unknown[0]} needs {needed}"
            raise UnknownClaimError(message)
        nearest = get_close_matches(unknown[0], [claim.name for claim in claims], cutoff=0)
        message = f"there is no claim {unknown[0]}; the nearest names are {', '.join(nearest)}"
        raise UnknownClaimError(message)
    return [claim for claim in claims if claim.name in only]


def _check_manifest(manifest: Manifest, folders: Folders) -> Evidence:
    differences = check_folders(manifest, folders)
    if differences:
        raise ClaimRefutedError("\n".join(differences))
    return Evidence(others=len(manifest.model))


def _of_model(model: Model, toolchain: Toolchain, folders: Folders) -> Claim:
    check = check_equality if model.graph else _check_model
    rate = _COMPARED_PER_SECOND if model.graph else _STATES_PER_SECOND
    return Claim(
        name=model.name,
        sentence=model.claim,
        bound=sizes.of_model(model, folders),
        tier=model.tier,
        strength=_strength(model),
        check=partial(check, toolchain, model, folders),
        seconds=_START + _states(model) / rate,
        refutes=model.outcome is not Expected.OK,
        faults=model.why,
        seeds=None if model.walks is None else Seeds(model.walks.seed, model.walks.seed),
        examined=_examined(model),
    )


def _strength(model: Model) -> Strength:
    if model.outcome is not Expected.OK:
        return Strength.COUNTEREXAMPLE
    return Strength.EXHAUSTIVE if model.walks is None else Strength.TESTED


def _examined(model: Model) -> Examined:
    checks = [*model.invariants, *model.properties]
    checks += [DEADLOCK] * model.deadlock + [GRAPH] * model.graph
    violates = model.violates or (DEADLOCK if model.outcome is Expected.DEADLOCK else None)
    return Examined(tuple(checks), violates, tuple(model.untaken))


def _states(model: Model) -> int:
    """About how many states are found, or gone through."""
    if model.walks is not None:
        return model.walks.number * model.walks.depth
    return model.distinct or 0


def _check_model(toolchain: Toolchain, model: Model, folders: Folders) -> Evidence:
    verdict = check_model(toolchain, model, folders)
    if verdict.run is None or not verdict.good:
        raise ClaimRefutedError("\n".join(verdict.differences))
    report = verdict.run.report
    if model.walks is not None:
        # How many states TLC's worker still tries when it has found a violation is an accident.
        trace = report.trace
        return Evidence(others=len(trace.steps) if trace else report.generated or 0)
    steps = (report.generated or 0) - (report.initial_generated or 0)
    return Evidence(report.distinct or 0, steps)


def _of_conformance() -> Claim:
    return Claim(
        name="conform/reference",
        sentence="The reference, driven as a program, conforms on every edge that calls can force.",
        bound="; ".join(map(str, EDGES)),
        tier=Tier.SMOKE,
        strength=Strength.EXHAUSTIVE,
        check=check_conformance,
        faults=FAULTS["conform/reference"],
    )
