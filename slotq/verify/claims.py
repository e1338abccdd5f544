"""All claims: one for each row of the manifest, and what is said of the code and of the judges."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import partial

from slotq.errors import SlotqError
from slotq.tlc.toolchain import Toolchain
from slotq.verify import caller_judge, sizes
from slotq.verify.claim import Claim, ClaimFallsError, Evidence
from slotq.verify.code_claims import code_claims
from slotq.verify.conformance import EDGES, check_conformance
from slotq.verify.doubles_claims import doubles_claims
from slotq.verify.equality import check_equality
from slotq.verify.faults import FAULTS
from slotq.verify.incremental import COUNTING_SIZES, QUEUE_SIZES, check_counting, check_queue
from slotq.verify.manifest import Expected, Manifest, Model, Tier
from slotq.verify.models import Folders, check_folders, check_model

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
            check=partial(_check_manifest, manifest, where),
            faults=FAULTS["manifest"],
        ),
        *(_of_model(model, toolchain, where) for model in manifest.model),
        *code_claims(manifest, toolchain, where),
        *doubles_claims(),
        *_of_judges(),
        _of_conformance(),
    ]


def choose(claims: Sequence[Claim], tier: Tier, only: Sequence[str] = ()) -> list[Claim]:
    """Choose what to check: the claims of a tier, or those that are named, whatever their tier.

    Raises:
        UnknownClaimError: There is no claim of that name.
    """
    if not only:
        return [claim for claim in claims if tier.includes(claim.tier)]
    unknown = sorted(set(only) - {claim.name for claim in claims})
    if unknown:
        nearest = get_close_matches(unknown[0], [claim.name for claim in claims], cutoff=0)
        message = f"there is no claim {unknown[0]}: its nearest names are {', '.join(nearest)}"
        raise UnknownClaimError(message)
    return [claim for claim in claims if claim.name in only]


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
        sentence=model.claim,
        bound=sizes.of_model(model, folders),
        tier=model.tier,
        check=partial(check, toolchain, model, folders),
        seconds=_START + (model.distinct or 0) / rate,
        refutes=model.outcome is not Expected.OK,
        faults=model.why,
    )


def _check_model(toolchain: Toolchain, model: Model, folders: Folders) -> Evidence:
    verdict = check_model(toolchain, model, folders)
    if verdict.run is None or not verdict.good:
        raise ClaimFallsError("\n".join(verdict.differences))
    report = verdict.run.report
    steps = (report.generated or 0) - (report.initial_generated or 0)
    return Evidence(report.distinct or 0, steps)


def _of_judges() -> Iterator[Claim]:
    yield Claim(
        name="judge/queue",
        sentence="The judge of long traces allows what the machine does, and goes where it goes.",
        bound="clients, dequeuers, tokens: "
        + "; ".join(", ".join(map(str, s)) for s in QUEUE_SIZES),
        tier=Tier.SMOKE,
        check=check_queue,
        faults=FAULTS["judge/queue"],
    )
    yield Claim(
        name="judge/callers",
        sentence="The judge of callers allows what Callers does, and goes where it goes; but a "
        "log's clients may use the queue as they like, evict anybody, reuse a name, begin "
        "nothing more, and as later ones close a slot before the cancel.",
        bound="; ".join(map(sizes.of_callers, caller_judge.SIZES)),
        tier=Tier.SMOKE,
        check=caller_judge.check_callers,
        seconds=2.0,
        faults=FAULTS["judge/callers"],
    )
    yield Claim(
        name="judge/counting",
        sentence="The judge of trackers and counters allows what the machine does, and no more.",
        bound="requests, containers, movers: "
        + "; ".join(f"{b.requests}, {b.containers}, {b.movers}" for b in COUNTING_SIZES),
        tier=Tier.SMOKE,
        check=check_counting,
        faults=FAULTS["judge/counting"],
    )


def _of_conformance() -> Claim:
    return Claim(
        name="conform/reference",
        sentence="The reference, as a program, agrees on every edge that calls can force.",
        bound="; ".join(map(str, EDGES)),
        tier=Tier.SMOKE,
        check=check_conformance,
        faults=FAULTS["conform/reference"],
    )
